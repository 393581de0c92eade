"""Clocks as values: pure functions and small immutable types, no I/O and no reading of a real clock."""
