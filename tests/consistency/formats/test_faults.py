"""The fault lane: each fault from where it began to where it ended, as far as the file tells."""

from __future__ import annotations

import pytest

from tests.consistency.formats.test_formats import read

ONE_READ = "0 :invoke :read nil\n0 :ok :read nil\n"


def lane(*entries: str) -> list[tuple[int, int | None, str]]:
    """The faults of a log of these entries of the nemesis."""
    text = ONE_READ + "".join(f":nemesis :info :{entry}\n" for entry in entries)
    return [(fault.at, fault.until, fault.text) for fault in read(text).faults]


def test_a_fault_lasts_from_where_it_was_asked_for_to_where_its_end_was_done() -> None:
    found = lane("start nil", 'start [:isolated {"n1" #{"n3" "n2"}}]', "stop nil", "stop :network-healed")
    assert found == [(3, 6, "start [isolated {n1 #{n2 n3}}]")]


def test_a_fault_that_is_never_ended_lasts_to_the_end() -> None:
    assert lane("start-partition :majority", "start-partition :majority") == [(3, None, "start-partition majority")]


def test_entries_that_come_one_by_one_are_moments() -> None:
    assert lane("bump-clock 5", "reset nil") == [(3, 3, "bump-clock 5"), (4, 4, "reset")]


@pytest.mark.parametrize(
    ("begin", "end"),
    [("start", "stop"), ("start-kill", "stop-kill"), ("kill", "start"), ("pause", "resume"), ("partition", "heal")],
)
def test_each_kind_of_fault_is_ended_by_its_own_end(begin: str, end: str) -> None:
    assert lane(f"{begin} nil", "bump-clock nil", f"{end} nil") == [(3, 5, begin), (4, 4, "bump-clock")]


def test_of_two_that_last_the_one_about_the_same_node_is_ended() -> None:
    found = lane('node-crashed "n1 crashes"', 'node-crashed "n2 crashes"', 'node-started "n1 starts"')
    assert found == [(3, 5, "node-crashed n1 crashes"), (4, None, "node-crashed n2 crashes")]


def test_every_cut_is_healed_at_once() -> None:
    found = lane(
        'link-cut "nothing passes from n1 to n2"',
        'partitioned "the cluster is partitioned"',
        'link-cut "nothing passes from n2 to n1"',
        'link-mended "messages pass from n1 to n2 again"',
        'healed "every cut is healed"',
    )
    assert [(at, until) for at, until, _ in found] == [(3, 6), (4, 7), (5, 7)]


def test_events_of_a_nemesis_in_json_are_faults_and_no_operations() -> None:
    found = read('[{"process": "nemesis", "type": "info", "f": "kill", "value": ["n1"]}]')
    assert found.operations == ()
    assert [fault.text for fault in found.faults] == ["kill [n1]"]
