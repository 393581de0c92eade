"""Measurements, run by `make bench`: each against something in the same run, so that the ratio holds on any machine."""
