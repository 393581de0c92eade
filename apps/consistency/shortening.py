"""Texts shortened without cutting a character in the middle: an emoji, or a letter with its accents, is one."""

import unicodedata

JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)


def shortened(text: str, chars_max: int) -> str:
    """Return a text, or its beginning and an ellipsis if it has more than `chars_max` code points."""
    if len(text) <= chars_max:
        return text
    return f"{text[: _boundary(text, chars_max - 1)]}…"


def middle_left_out(text: str, chars_max: int) -> str:
    """Return a text, or its beginning and its end around an ellipsis if it has more than `chars_max` code points."""
    if len(text) <= chars_max:
        return text
    half = chars_max // 2
    return f"{text[: _boundary(text, half)]}…{text[_boundary(text, len(text) - half) :]}"


def _boundary(text: str, at: int) -> int:
    """Return the nearest place at or before `at` that is not within a character as a reader sees it."""
    while 0 < at < len(text) and (_continues(text[at]) or text[at - 1] == JOINER):
        at -= 1
    return at


def _continues(character: str) -> bool:
    return character == JOINER or ord(character) in SKIN_TONES or unicodedata.category(character).startswith("M")
