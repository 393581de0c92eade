"""The generals' decision rules, and how often each splits them.

Messages 1 … k are sent alternately, the first by A, each on receipt of the one before. So what has arrived is always
1 … m for some m, and a general has heard the highest number of the other's parity up to m.

A rule is a pair of thresholds (a, b): A attacks if it has the order and has heard number a, B if it has heard number
b; 0 asks for nothing. With m of k messages arrived exactly one attacks just if min(a, b) <= m < max(a, b). Each
message is lost with probability p on its own, so m or more arrive with probability (1-p)^m, and exactly one attacks
with probability

    (1-p)^min(a, b) - (1-p)^max(a, b)

For the chain rule, where a and b are k and k-1, that is p(1-p)^(k-1).

Source: Lynch 1996, 5.1: no rule can do without a split, if it attacks when nothing is lost and its receiver, hearing
nothing, does not. Here: b is at least 1, so a and b, whose parities differ, cannot be equal. `never` is no such rule.
"""

from dataclasses import dataclass
from fractions import Fraction

NEVER = "never"
ALONE = "With k = 1 none can come to A: it attacks on the order alone."


def last_to(general: str, count: int) -> int:
    """The number of the last of `count` messages that comes to A (the even ones) or to B (the odd ones); 0: none."""
    parity = 0 if general == "A" else 1
    return count if count % 2 == parity else count - 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule, in words."""

    name: str
    title: str
    statement: str


RULES = (
    Rule("chain", "All that can come has come", f"Attack if all the messages came that you can receive. {ALONE}"),
    Rule("any", "Anything has come", f"Attack if at least one message came. {ALONE}"),
    Rule("proposer", "The proposer always", "A attacks on the order alone; B attacks if anything came."),
    Rule("trusting", "The proposer always, B on all", "A attacks on the order alone; B if all came that can."),
    Rule(NEVER, "Nobody ever", "Nobody attacks, whatever comes."),
)


def thresholds(rule: str, count: int) -> tuple[int, int]:
    """Return what A and what B must have heard to attack, with `count` messages."""
    a_all, b_all = last_to("A", count), last_to("B", count)
    table = {
        "chain": (a_all, b_all),
        "any": (min(2, a_all), 1),
        "proposer": (0, 1),
        "trusting": (0, b_all),
        NEVER: (count + 1, count + 1),
    }
    return table[rule]


def split_probability(rule: str, count: int, loss_per_mille: int) -> Fraction:
    """Return how probable it is that exactly one attacks."""
    arrives = 1 - Fraction(loss_per_mille, 1000)
    low, high = sorted(thresholds(rule, count))
    return arrives**low - arrives**high
