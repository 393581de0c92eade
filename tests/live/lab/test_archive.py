"""Every event of a run, kept small and given back as it was."""

from __future__ import annotations

import json

from apps.live.lab.archive import BLOCK_EVENTS, Archive
from apps.live.lab.recordings import Shelf


def archive(count: int) -> Archive:
    made = Archive()
    made.take({"seq": number, "text": f"line\n{number} ∅"} for number in range(count))
    return made


def test_what_comes_after_any_event_is_given_back_as_it_was() -> None:
    for count in (0, 1, BLOCK_EVENTS - 1, BLOCK_EVENTS, BLOCK_EVENTS + 1, 3 * BLOCK_EVENTS + 5):
        made = archive(count)
        assert len(made) == count
        for skipped in range(count + 3):
            numbers = [json.loads(line)["seq"] for line in made.beyond(skipped)]
            assert numbers == list(range(skipped, count))


def test_a_copy_stands_still_while_the_archive_grows() -> None:
    made = archive(BLOCK_EVENTS - 1)
    copy = made.copy()
    made.take({"seq": number} for number in range(9))
    assert len(copy.beyond(0)) == len(copy) == BLOCK_EVENTS - 1


def test_a_shelf_keeps_what_was_asked_for_last_within_its_bound() -> None:
    shelf = Shelf(10)
    shelf.keep(("a",), b"1234")
    shelf.keep(("b",), b"1234")
    assert shelf.find(("a",))
    shelf.keep(("c",), b"1234")
    assert shelf.find(("b",)) is None
    assert shelf.find(("a",)) == b"1234"
    shelf.keep(("c",), b"12")
    assert shelf.bytes == 6
    shelf.keep(("d",), b"much too much")
    assert shelf.bytes == 0
