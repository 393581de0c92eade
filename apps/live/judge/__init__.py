"""The page of the judge: histories that somebody brings, how they are read, and what is found of them."""
