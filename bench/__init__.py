"""Measurements: never a test, never a promise. `make bench` runs them on servers of their own."""
