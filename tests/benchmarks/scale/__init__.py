"""A model of one installation of Lightcone under load, in SimPy: `tests.benchmarks.scale_plan` prints what it predicts."""
