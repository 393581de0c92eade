"""Ballot numbers, as every form of Paxos has them: totally ordered, and each belongs to one proposer."""

from __future__ import annotations

from typing import NamedTuple


class Ballot(NamedTuple):
    """The `round`-th try of a proposer. Tries of the same round are ordered by the proposers' names."""

    round: int
    proposer: str

    def __str__(self) -> str:
        return f"{self.round}.{self.proposer}"


NO_BALLOT = Ballot(0, "")
"""Before every ballot."""


def ballot_named(text: str) -> Ballot:
    """The ballot that reads so."""
    number, proposer = text.split(".", 1)
    return Ballot(int(number), proposer)


def is_majority(count: int, of: int) -> bool:
    """Return whether so many are more than half."""
    return 2 * count > of
