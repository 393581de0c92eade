"""One run: the scenario that it starts from, the session that carries it out, and what is derived from its events."""
