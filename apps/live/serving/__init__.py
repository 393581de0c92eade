"""How requests and sockets are taken and answered: bounds, turns, threads, memory."""
