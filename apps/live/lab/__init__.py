"""Labs that live: their runs, their sockets, their pace, what is stored of them, and the wire format."""
