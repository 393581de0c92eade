"""Dials: what a learner can set of a protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

DialValue = int | str | bool


Dials = Mapping[str, DialValue]
Choices = tuple[tuple[str, str], ...]


class DialError(Exception):
    """A dial setting that the protocol does not have; `code` and `message` as for a refused command."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class IntegerDial:
    """A whole number. `maximum` None: as many as the cluster has nodes."""

    name: str
    label: str
    default: int
    minimum: int
    maximum: int | None
    help: str

    def validate(self, value: object, node_count: int) -> DialValue:
        """The value, or DialError."""
        maximum = node_count if self.maximum is None else self.maximum
        if type(value) is not int or not self.minimum <= value <= maximum:
            raise DialError("dial.out_of_range", f"{self.label} must be a number from {self.minimum} to {maximum}.")
        return value


@dataclass(frozen=True, slots=True)
class ChoiceDial:
    """One of a few named choices: pairs of value and label, or a function that returns them."""

    name: str
    label: str
    default: str
    options: Choices | Callable[[], Choices]
    help: str

    @property
    def choices(self) -> Choices:
        """Return the choices that there are now."""
        return self.options() if callable(self.options) else self.options

    def validate(self, value: object, node_count: int) -> DialValue:
        """The value, or DialError."""
        if not isinstance(value, str) or value not in dict(self.choices):
            offered = ", ".join(choice for choice, _ in self.choices)
            raise DialError("dial.out_of_range", f"{self.label} must be one of {offered}.")
        return value


@dataclass(frozen=True, slots=True)
class ToggleDial:
    """On or off."""

    name: str
    label: str
    default: bool
    help: str

    def validate(self, value: object, node_count: int) -> DialValue:
        """The value, or DialError."""
        if type(value) is not bool:
            raise DialError("dial.out_of_range", f"{self.label} is either on or off.")
        return value


Dial = IntegerDial | ChoiceDial | ToggleDial
