"""The pages about the models, and the matrix of modes and faults."""
