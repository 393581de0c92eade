"""Could any store of this model have answered the clients so? One checker a file; the version order is not known."""
