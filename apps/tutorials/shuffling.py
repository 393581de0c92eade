"""The order in which somebody sees options: another for each learner, and always the same for one."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256


def shuffled(texts: Sequence[str], who: str) -> list[int]:
    """Return the numbers of some texts in the order in which `who`, a learner or a class, sees them.

    Every order is equally likely over all of them. An option keeps its number: it is only shown elsewhere.
    """

    def place(number: int) -> bytes:
        return sha256("\n".join((who, str(number), *texts)).encode()).digest()

    return sorted(range(len(texts)), key=place)
