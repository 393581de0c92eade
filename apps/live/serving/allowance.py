"""An allowance of what someone may do now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Shared(Protocol):
    """What participants may do at all workers together."""

    async def take(self, participant: str) -> bool:
        """Take one of a participant's allowance, if there is one."""


class Unshared:
    """There is only one worker, whose own allowances are all that counts."""

    async def take(self, participant: str) -> bool:
        """Return True."""
        return True


@dataclass(slots=True)
class Allowance:
    """A token bucket: it fills by `a_second`, up to `burst`."""

    a_second: float
    burst: int
    left: float = field(init=False)
    at_seconds: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.burst

    def take(self, now_seconds: float) -> bool:
        """Take one, if there is one."""
        gained = (now_seconds - self.at_seconds) * self.a_second
        self.left, self.at_seconds = min(self.burst, self.left + gained), now_seconds
        if self.left < 1:
            return False
        self.left -= 1
        return True
