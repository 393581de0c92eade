"""Labs as they live: stored runs, pages, sockets, and the pacing of virtual time."""
