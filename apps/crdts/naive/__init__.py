"""Naive twins: what one would build without thinking of replicas. Same operations, so that they run on the same
schedule as a convergent type, and go wrong for real.

| twin | how it goes wrong |
|---|---|
| integer, the greater wins | of concurrent increments one is lost; a decrement is undone by any older state |
| one vector for up and down | a decrement is undone by any older state of its replica's entry, and by nothing else |
| integer, the last to arrive wins | replicas swap values, and lose whatever the other had counted |
| plain set, united | what is removed comes back with the next state that still has it |
| Boolean, on if either is on | a disable is undone by any older state |
| register, the later wall clock wins | with clocks skewed, an acknowledged later write loses to an earlier one |

All but the third converge. Converging is not enough: the value has to follow from the operations.
"""
