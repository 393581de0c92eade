"""The session guarantees (Terry and others 1994): one axiom each for both questions, which differ in what is older."""
