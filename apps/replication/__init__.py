"""The replicated stores. Each module with a constant `PROTOCOL` is one; adding a file adds a protocol."""
