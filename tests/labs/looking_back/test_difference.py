"""What differs between runs side by side: where they part, what each answered, what each keeps."""

from __future__ import annotations

from typing import Any

from apps.labs.looking_back.difference import Column, Difference, difference
from apps.labs.protocols import stores
from apps.labs.run.session import LoggedCommand, replay, replay_under
from apps.simulation import Position
from apps.simulation import commands as c
from apps.simulation.faults.partition import Heal, Partition
from tests.clusters import MAJORITIES, ONES, quorum
from tests.schedules import play, scenarios
from tests.seeds import over_seeds

READ_AT_HOME = c.InvokeOperation(client="bob", node="n1", operation="read", key="x")
STALE: list[tuple[int, c.Command]] = [
    (0, c.InvokeOperation(client="alice", node="n1", operation="write", key="x", value="1")),
    (1_000, Partition((("n1", "n2", "n3"),))),
    (1_100, c.InvokeOperation(client="alice", node="n1", operation="write", key="x", value="2")),
    (2_700, c.InvokeOperation(client="bob", node="n4", operation="read", key="x")),
]
HEALED: list[tuple[int, c.Command]] = [*STALE[:3], (1_500, Heal()), (2_700, READ_AT_HOME)]


def logged(commands: list[tuple[int, c.Command]]) -> list[LoggedCommand]:
    return [LoggedCommand(Position(tick), command) for tick, command in commands]


def branch(name: str, commands: list[tuple[int, c.Command]], to: int = 6_000, dials: Any = ONES) -> Column:
    events: list[dict[str, Any]] = []
    session = replay(quorum(dials).scenario, 1, logged(commands), Position(to), events.extend)
    return Column(name, session, lambda: events)


def mode(name: str, dials: Any, protocol: str = "quorum") -> Column:
    events: list[dict[str, Any]] = []
    scenario = quorum(ONES).scenario.under(protocol, dials)
    carried = replay_under(scenario, 1, logged(STALE), 8_000, events.extend)
    return Column(name, carried.session, lambda: events)


def row(found: Difference, operation: str) -> Any:
    return next(row for row in found.operations if row.operation == operation)


def test_two_branches_part_at_the_first_event_that_differs_with_both_sentences() -> None:
    found = difference([branch("run 1", STALE), branch("run 2", HEALED)], same_schedule=False)
    (parting,) = found.partings
    assert (parting.name, parting.tick) == ("run 2", 1_500)
    assert parting.other is not None
    assert parting.other["text"] == "every cut is healed"
    assert parting.first is not None
    assert parting.first["tick"] >= 1_500


def test_a_branch_that_has_only_not_gone_as_far_parts_nowhere() -> None:
    for runs in (
        [branch("run 1", STALE), branch("run 2", STALE, 2_000)],
        [branch("a", STALE, 2_000), branch("b", STALE)],
    ):
        assert difference(runs, same_schedule=False).partings == ()
    equal = difference([branch("run 1", STALE), branch("run 2", STALE)], same_schedule=False)
    assert equal.partings == ()
    assert not any(row.differs for row in equal.operations)
    assert equal.headline == ("All of these runs keep and break the same models. Every operation ended the same way.")


def test_the_headline_of_branches_names_the_strongest_model_that_tells_them_apart() -> None:
    found = difference([branch("run 1", STALE), branch("run 2", HEALED)], same_schedule=False)
    assert found.headline == "Run 2 keeps linearizable; run 1 breaks it."


def test_modes_of_one_schedule_have_no_parting_and_a_headline_about_the_schedule() -> None:
    found = difference([mode("majorities", MAJORITIES), mode("ones", ONES)], same_schedule=True)
    assert found.partings == ()
    assert found.headline == "With the same commands, majorities keeps linearizable; ones breaks it."
    assert row(found, "bob#1").differs
    kept, stale = row(found, "bob#1").outcomes
    assert (kept.status, stale.returned, stale.stale) == ("fail", "1", True)
    assert not row(found, "alice#1").differs


def test_an_operation_of_the_same_name_that_did_something_else_says_so() -> None:
    write = c.InvokeOperation(client="bob", node="n4", operation="write", key="y", value="9")
    found = difference([branch("run 1", STALE), branch("run 2", [*STALE[:3], (2_700, write)])], same_schedule=False)
    assert row(found, "bob#1").what == "read x"
    assert row(found, "bob#1").outcomes[1].what == "write y = 9"
    fewer = difference([branch("run 1", STALE), branch("run 2", STALE[:3])], same_schedule=False)
    assert row(fewer, "bob#1").outcomes[1] is None
    assert row(fewer, "bob#1").differs


def test_verdicts_stand_strongest_first_under_both_questions_and_none_where_it_cannot_be_asked() -> None:
    siblings = mode(
        "siblings", {"conflict": "siblings", "style": "push", "fan_out": 1, "interval_ticks": 450}, "eventual"
    )
    found = difference([mode("ones", ONES), siblings], same_schedule=True)
    assert list(found.models) == ["replicated", "observed"]
    for question, rows in found.models.items():
        assert rows[0].model == "linearizable"
        for each in rows:
            for column, status in zip([mode("ones", ONES), siblings], each.statuses, strict=True):
                judgement = column.session.judgement
                asked = question in judgement.questions
                assert status == (judgement.verdict(question, each.model).status if asked else None)
            break


@over_seeds(6, 40)
def test_generated_schedules_under_every_protocol_are_compared_without_fail(seeds: range) -> None:
    for seed in seeds:
        scenario = scenarios(seed, "quorum")
        events: list[dict[str, Any]] = []
        session = replay(scenario, seed, [], Position(0), events.extend)
        log = play(session, seed, ticks=2_500)
        columns = []
        for protocol in list(stores().values())[seed % 4 :][:4]:
            other = scenario.under(protocol.name, protocol.defaults(len(scenario.nodes)))
            lines: list[dict[str, Any]] = []
            carried = replay_under(other, seed, log, session.simulation.now, lines.extend)
            columns.append(Column(protocol.title, carried.session, lambda lines=lines: lines))
        found = difference(columns, same_schedule=True)
        names = {name for column in columns for name in column.session.simulation.operations}
        assert {row.operation for row in found.operations} == names
        assert found.headline.endswith(".")
