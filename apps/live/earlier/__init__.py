"""Runs that outlive upgrades of the simulation: their recordings, how they open, and beginning again."""
