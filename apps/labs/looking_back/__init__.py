"""Looking back at runs: moments, recordings, differences, and what was tried on the states that nodes hold."""
