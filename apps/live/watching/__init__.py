"""Runs that are looked at, and not acted in: what they were, and what they would have been."""
