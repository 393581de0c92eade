"""What keeps a server well: its clock, its disk, what to say when they fail."""
