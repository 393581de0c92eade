"""How two things of a partial order stand to each other: events, versions, states."""

from __future__ import annotations

from enum import StrEnum


class Order(StrEnum):
    """Before, after, equal or concurrent."""

    BEFORE = "before"
    AFTER = "after"
    EQUAL = "equal"
    CONCURRENT = "concurrent"

    @classmethod
    def of(cls, at_most: bool, at_least: bool) -> Order:
        """The order of a left and a right of which it is known whether left <= right and left >= right."""
        if at_most:
            return cls.EQUAL if at_least else cls.BEFORE
        return cls.AFTER if at_least else cls.CONCURRENT

    @property
    def reversed(self) -> Order:
        """The same seen from the other side."""
        return {Order.BEFORE: Order.AFTER, Order.AFTER: Order.BEFORE}.get(self, self)
