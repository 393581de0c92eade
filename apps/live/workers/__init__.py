"""Several workers on one database: who has a lab, and how the others reach it. With one process all of it is idle."""
