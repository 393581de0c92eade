"""A run in the formats of other tools: Jepsen's EDN for its history, ShiViz's log for its events."""
