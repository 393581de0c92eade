"""The records that a protocol declares: its dials, its invariants, the type of its keys."""
