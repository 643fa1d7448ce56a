"""A practice installation: made-up people who sign in, and some months of made-up history on the road of real files."""
