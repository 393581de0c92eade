"""Real PostgreSQL and Redis, each started in a folder of its own, for tests and for `make cluster`."""
