"""Looking for runs: random schedules, searches for violations, the matrix of modes and faults."""
