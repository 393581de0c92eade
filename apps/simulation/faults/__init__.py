"""The faults. Each module declares one, in its constant `FAULT`; adding a file adds a fault."""
