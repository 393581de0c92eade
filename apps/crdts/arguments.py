"""What an operation takes: the kinds of argument, all plain JSON values, and how a client's text stands for one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.crdts.errors import CrdtError

TEXT_LENGTH_MAX = 64
AMOUNT_MAX = 1_000_000


def is_amount(value: object) -> bool:
    """A whole number that a counter takes."""
    return type(value) is int and 1 <= value <= AMOUNT_MAX


def is_text(value: object) -> bool:
    """A text that is not empty, and not too long."""
    return isinstance(value, str) and 1 <= len(value) <= TEXT_LENGTH_MAX


def is_key_and_value(value: object) -> bool:
    """A list of a key and its value."""
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(is_text, value))


def is_place_and_text(value: object) -> bool:
    """A list of a character's identity (empty: the beginning) and what is to follow it."""
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str) and is_text(value[1])


def amount_of(text: str) -> Any:
    """Return a text as a number, if it is one."""
    return int(text) if text.isdecimal() and text.isascii() else text


def pair_of(text: str) -> Any:
    """Return a JSON list as a tuple; any other text as it is."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return tuple(found) if isinstance(found, list) else text


@dataclass(frozen=True, slots=True)
class ArgumentKind:
    """A kind of argument: what it has to be, in words, and the test of it.

    `fields` are the labels of what a client gives; none for an operation without an argument. `parse(text)` is what a
    client's text stands for; a text that cannot be of this kind stays as it is, for `check` to refuse. Several fields
    travel as a JSON list.
    """

    name: str
    text: str
    accepts: Callable[[object], bool]
    fields: tuple[str, ...] = ("Value",)
    parse: Callable[[str], Any] = str

    def check(self, value: object) -> None:
        """Raises CrdtError for a value that is not of this kind."""
        if not self.accepts(value):
            raise CrdtError("crdt.bad_argument", f"The argument must be {self.text}.")


NOTHING = ArgumentKind("nothing", "left out", lambda value: value is None, (), lambda text: text or None)
AMOUNT = ArgumentKind("amount", f"a whole number from 1 to {AMOUNT_MAX:,}", is_amount, ("Amount",), amount_of)
TEXT = ArgumentKind("text", f"a text of 1 to {TEXT_LENGTH_MAX} characters", is_text)
KEY_AND_VALUE = ArgumentKind("key_and_value", "a key and a value", is_key_and_value, ("Key inside", "Value"), pair_of)
PLACE_AND_TEXT = ArgumentKind(
    "place_and_text",
    "the character to follow (empty: the beginning) and a text",
    is_place_and_text,
    ("After", "Text"),
    pair_of,
)
