"""The pages of lists coming in."""
