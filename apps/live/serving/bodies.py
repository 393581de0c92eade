"""Bounds on the bytes of requests' bodies that are held at a time, in all and by address."""

from __future__ import annotations

from collections import Counter

from apps.live.bounds import (
    BODY_BYTES_MAX,
    LARGE_BODIES_AN_ADDRESS_BYTES_MAX,
    LARGE_BODIES_BYTES_MAX,
    SMALL_BODY_BYTES_MAX,
)

TOO_LARGE = (413, f"This is more than {BODY_BYTES_MAX // 1024**2} MB, the most that one request may send.")
TOO_MANY = (503, "Too many large files are being sent at the moment. Try again in a minute.")

Refusal = tuple[int, str]
"""A status and why, in words."""


class Bodies:
    """The bodies that are held now."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()

    def refusal(self, address: str, body_bytes: int, more_bytes: int) -> Refusal | None:
        """Say why a body of so many bytes cannot take so many more, if it cannot."""
        size = body_bytes + more_bytes
        if size > BODY_BYTES_MAX:
            return TOO_LARGE
        if size <= SMALL_BODY_BYTES_MAX:
            return None
        is_full = self._held.total() + more_bytes > LARGE_BODIES_BYTES_MAX
        is_greedy = self._held[address] + more_bytes > LARGE_BODIES_AN_ADDRESS_BYTES_MAX
        return TOO_MANY if is_full or is_greedy else None

    def take(self, address: str, more_bytes: int) -> None:
        """Hold more of an address's body."""
        self._held[address] += more_bytes

    def give_back(self, address: str, body_bytes: int) -> None:
        """Hold a body no more."""
        self._held[address] -= body_bytes
        if self._held[address] <= 0:
            del self._held[address]
