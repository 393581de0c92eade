"""Agreement, and how it fails: commit protocols, sagas, generals, consensus.

Each module of this folder with a constant `PROTOCOL` is one; adding a file adds a protocol.
"""
