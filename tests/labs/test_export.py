"""What other tools are given: ShiViz's log parses as ShiViz documents it, Jepsen's EDN is judged as the run was."""

from __future__ import annotations

import io
import json
import re
from random import Random
from typing import Any

import pytest

from apps.consistency import OBSERVED, check
from apps.consistency.formats import read_history
from apps.labs.catalogue import catalogue
from apps.labs.export.jepsen import edn, jepsen_edn
from apps.labs.export.shiviz import shiviz_log
from apps.labs.find.search import data_of, history
from apps.labs.run.projection import WireEvent
from apps.labs.run.session import Session
from apps.simulation import CommandError
from apps.simulation.faults.crash import CrashNode, RestartNode
from apps.simulation.faults.loss import SetLoss
from apps.simulation.faults.partition import Heal, Partition
from tests.schedules import REGISTERS, next_command, scenarios
from tests.seeds import over_seeds

DEFAULT = re.compile(r"(?P<event>.*)\n(?P<host>\S*) (?P<clock>{.*})")
"""ShiViz's documented default expression, in Python's spelling."""

SEEDS = range(12)


def played(seed: int, protocol: str | None = None) -> tuple[Session, list[WireEvent]]:
    """A generated run, and all of its events."""
    session, random = Session(scenarios(seed, protocol), seed), Random(seed)
    events = session.log()
    session.follow()
    for _ in range(50):
        session.advance(session.simulation.now + random.randint(0, 300))
        try:
            session.apply(next_command(session.simulation, random))
        except CommandError:
            continue
    return session, [*events, *session.drain()]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_shiviz_log_parses_with_the_expression_that_shiviz_documents(seed: int) -> None:
    session, events = played(seed)
    head, blank, body = shiviz_log(events, session.simulation.processes).split("\n", 2)
    assert head == r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})"
    assert blank == ""
    entries = list(DEFAULT.finditer(body))
    assert "".join(f"{entry[0]}\n" for entry in entries) == body
    assert [entry["host"] for entry in entries] == [event["process"] for event in events if event["process"]]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_clocks_of_a_shiviz_log_obey_its_rules(seed: int) -> None:
    """A clock names its own host, which counts its events from 1; it never goes back; and it only knows of events that
    are there, with everything that those knew.
    """
    session, events = played(seed)
    body = shiviz_log(events, session.simulation.processes).split("\n", 2)[2]
    seen: dict[str, list[dict[str, int]]] = {}
    for entry in DEFAULT.finditer(body):
        host, clock = entry["host"], json.loads(entry["clock"])
        before = seen.setdefault(host, [])
        assert clock[host] == len(before) + 1
        assert all(clock.get(name, 0) >= count for name, count in (before[-1] if before else {}).items())
        for name, count in clock.items():
            if name != host:
                known = seen[name][count - 1]
                assert all(clock.get(other, 0) >= theirs for other, theirs in known.items())
        before.append(clock)


def test_a_line_break_in_a_value_does_not_break_the_shiviz_log() -> None:
    event = {
        "seq": 1,
        "tick": 5,
        "kind": "operation_invoked",
        "process": "alice",
        "clock": [0, 1],
        "text": "x = a\nb\u2028c",
    }
    log = shiviz_log([event], ["n1", "alice"])
    assert log.split("\n", 2)[2] == '0.005 s x = a b c\nalice {"alice": 1}\n'


@pytest.mark.parametrize("protocol", REGISTERS)
@over_seeds(4, 12)
def test_the_edn_of_a_run_is_judged_as_the_run_was(protocol: str, seeds: range) -> None:
    """Every model, as observed, over generated runs of every protocol."""
    violated = 0
    for seed in seeds:
        session, events = played(seed, protocol)
        operations = history(session.simulation)
        imported = read_history(io.StringIO(jepsen_edn(session.simulation, events)))
        assert len(imported.operations) == len(operations)
        ours = check(operations, question=OBSERVED, data=data_of(operations))
        theirs = check(imported.operations, data=imported.data, initial=imported.initial)
        assert {name: verdict.status for name, verdict in theirs.items()} == {
            name: verdict.status for name, verdict in ours.items()
        }
        violated += any(verdict.status == "violated" for verdict in ours.values())
    assert violated >= (protocol in {"causal", "eventual", "quorum", "session"})


def test_a_fault_lasts_from_its_begin_to_what_ended_it() -> None:
    session = Session(scenarios(3, "quorum"), 3)
    events = session.log()
    session.follow()
    for command in (
        CrashNode("n1"),
        CrashNode("n2"),
        RestartNode("n1"),
        Partition((("n1",),)),
        Partition((("n2",),)),
        Heal(),
        SetLoss(per_mille=5),
    ):
        session.advance(session.simulation.now + 10)
        session.apply(command)
    faults = read_history(io.StringIO(jepsen_edn(session.simulation, [*events, *session.drain()]))).faults
    told = {fault.text.split(":")[0]: fault for fault in faults}
    first, second = (told[f"node-crashed {node} crashes and loses what was volatile"] for node in ("n1", "n2"))
    assert first.until is not None
    assert second.until is None
    cuts = [fault for fault in faults if fault.text.startswith("partitioned")]
    assert [cut.until is None for cut in cuts] == [False, False]
    assert cuts[0].until is not None
    assert cuts[0].until > cuts[1].at
    assert not any("node-started" in fault.text or "healed" in fault.text for fault in faults)


def test_jepsens_tools_find_each_fault_twice_and_each_value_with_its_key() -> None:
    session, events = played(3, "raft")
    lines = jepsen_edn(session.simulation, events).splitlines()
    nemesis = [line.split(", ", 1)[1] for line in lines if ":nemesis" in line]
    assert nemesis
    assert nemesis[::2] == nemesis[1::2]
    others = [line for line in lines if ":nemesis" not in line]
    assert all(re.search(r':value \["[^"]+" ', line) and ":key" not in line for line in others)
    assert any(re.search(r':f :cas, :value \["\w+" \[', line) for line in others)


def test_an_empty_run_is_an_empty_history() -> None:
    session = Session(next(iter(catalogue().values())).scenario, 1)
    assert jepsen_edn(session.simulation, []) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "nil"), (7, "7"), ("a", '"a"'), (("a", None), '["a" nil]'), ('"\\\n\x01é', '"\\"\\\\\\n\\u0001é"')],
)
def test_values_are_written_as_edn(value: Any, text: str) -> None:
    assert edn(value) == text
