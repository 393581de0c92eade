"""Reads the Markdown of lessons, and says of every mistake in which file and line it is."""
