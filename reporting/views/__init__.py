"""Pages of figures going out."""
