"""A model of one installation under load, in SimPy; `tests.benchmarks.scale_plan` prints what it predicts."""
