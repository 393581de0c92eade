"""Searching for an order that explains a history: forced edges, guesses, and all configurations that are possible."""
