"""Long values are shortened without cutting a character in the middle."""

import pytest

from apps.consistency.shortening import middle_left_out, shortened

FAMILY = "👩‍👩‍👧"
WAVE = "👋🏽"
ACCENTED = "e\u0301"


def test_a_text_that_fits_stays_whole() -> None:
    assert shortened("abc", 3) == "abc"
    assert middle_left_out("abcd", 4) == "abcd"


def test_a_long_text_ends_with_an_ellipsis() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert middle_left_out("abcdefgh", 4) == "ab…gh"


@pytest.mark.parametrize("character", [FAMILY, WAVE, ACCENTED])
@pytest.mark.parametrize("chars_max", range(2, 9))
def test_no_character_is_cut_in_the_middle(character: str, chars_max: int) -> None:
    begins, _, _ = shortened(character * 20, chars_max).partition("…")
    assert begins == character * (len(begins) // len(character))
    start, _, end = middle_left_out(character * 20, chars_max).partition("…")
    assert start == character * (len(start) // len(character))
    assert end == character * (len(end) // len(character))
