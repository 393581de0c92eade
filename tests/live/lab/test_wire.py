"""The wire format: every command is read as documented, and whatever else comes is refused in words."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.live.lab import wire

DOCUMENT = Path(__file__).parents[3] / "docs" / "protocol.md"

# Tests carry these out on one lab, in this order: each leaves the nodes up for those after it.
GOOD: dict[str, dict[str, Any]] = {
    "invoke": {"client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "7"},
    "partition": {"groups": [["n1"], ["n2", "n3"]]},
    "heal": {},
    "cut_link": {"source": "n1", "target": "n2"},
    "mend_link": {"source": "n1", "target": "n2"},
    "crash": {"node": "n1"},
    "lose_disk": {"node": "n1"},
    "restart": {"node": "n1"},
    "promote_node": {"node": "n2"},
    "pause_node": {"node": "n1"},
    "resume_node": {"node": "n1"},
    "set_crash_point": {"node": "n2", "point": "after log decision"},
    "fire_timer": {"node": "n2", "timer": "doubt/alice#1"},
    "set_processing": {"node": "n1", "processing_ticks": 9},
    "set_latency": {"source": None, "target": None, "distribution": "uniform", "low_ticks": 1, "high_ticks": 2},
    "set_loss": {"source": "n1", "target": "n2", "per_mille": 9},
    "set_duplication": {"per_mille": 9},
    "set_skew": {"node": "n1", "skew_ticks": -9},
    "set_drift": {"node": "n1", "per_mille": -9},
    "deliver_message": {"message": "n1>n2#1:store"},
    "delay_message": {"message": "n1>n2#1:store", "delay_ticks": 9},
    "duplicate_message": {"message": "n1>n2#1:store"},
    "drop_message": {"message": "n1>n2#1:store"},
    "set_workload": {"interval_ticks": 0},
    "play": {},
    "pause": {},
    "step": {},
    "set_speed": {"per_mille": 500},
    "change_scenario": {"protocol": "quorum", "dials": {"N": 3, "write_back": True, "style": "push"}},
    "switch_run": {"run": 1},
    "fork": {"seq": 9, "tick": 120},
    "undo": {},
}

BAD: list[tuple[str, str]] = [
    ("", "frame.invalid_json"),
    ("{", "frame.invalid_json"),
    ("NaN", "frame.invalid_json"),
    ("[" * 60_000, "frame.invalid_json"),
    ('{"type":"step","id":"a","x":' + "9" * 5_000 + "}", "frame.invalid_json"),
    ("null", "frame.not_an_object"),
    ("[]", "frame.not_an_object"),
    ('"play"', "frame.not_an_object"),
    ("{}", "command.id_invalid"),
    ('{"type":"play"}', "command.id_invalid"),
    ('{"type":"play","id":""}', "command.id_invalid"),
    ('{"type":"play","id":"a b"}', "command.id_invalid"),
    ('{"type":"play","id":7}', "command.id_invalid"),
    ('{"type":"play","id":"' + "a" * 65 + '"}', "command.id_invalid"),
    ('{"type":"explode","id":"a"}', "command.unknown"),
    ('{"type":["play"],"id":"a"}', "command.unknown"),
    ('{"id":"a"}', "command.unknown"),
    ('{"type":"crash","id":"a"}', "command.member_missing"),
    ('{"type":"crash","id":"a","node":7}', "command.member_type"),
    ('{"type":"crash","id":"a","node":"\\ud800"}', "command.member_type"),
    ('{"type":"crash","id":"a","node":"n1","force":true}', "command.member_unknown"),
    ('{"type":"set_speed","id":"a","per_mille":true}', "command.member_type"),
    ('{"type":"set_speed","id":"a","per_mille":1.5}', "command.member_type"),
    ('{"type":"set_speed","id":"a","per_mille":1e400}', "command.member_type"),
    ('{"type":"set_speed","id":"a","per_mille":99999999999999999999}', "command.member_type"),
    ('{"type":"partition","id":"a","groups":"n1"}', "command.member_type"),
    ('{"type":"partition","id":"a","groups":[["n1"],"n2"]}', "command.member_type"),
    ('{"type":"partition","id":"a","groups":[[1]]}', "command.member_type"),
    ('{"type":"change_scenario","id":"a","protocol":"quorum","dials":{"N":null}}', "command.member_type"),
    ('{"type":"hello","run":"1","seq":null}', "command.member_type"),
    ('{"type":"hello"}', "command.member_missing"),
    ('{"type":"seen","seq":null}', "command.member_type"),
]


@pytest.mark.parametrize("kind", GOOD)
def test_every_command_is_read_and_reads_back_from_what_is_stored(kind: str) -> None:
    submission = wire.parse(json.dumps({"type": kind, "id": "a-1", **GOOD[kind]}))
    assert isinstance(submission, wire.Submission)
    stored = json.loads(json.dumps({"type": submission.kind, **submission.members}))
    assert wire.read_command(stored) == submission.body


def test_every_command_has_its_example_here_and_its_row_in_the_documentation() -> None:
    assert set(GOOD) == set(wire.commands())
    text = DOCUMENT.read_text()
    table = text[text.index("### Commands") : text.index("## From the server")]
    assert set(re.findall(r"`([a-z_]+)`", table)) >= set(wire.commands())


def test_every_member_of_a_command_stands_in_its_row_of_the_documentation() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("| `")]
    for name, command in wire.commands().items():
        row = next(line for line in rows if f"`{name}`" in line.split("|")[1])
        missing = [each.name for each in fields(command) if f"`{each.name}`" not in row]
        assert not missing, f"describe the members of {name} in docs/protocol.md"


@pytest.mark.parametrize(("text", "code"), BAD, ids=range(len(BAD)))
def test_a_bad_frame_is_refused_with_its_documented_code(text: str, code: str) -> None:
    with pytest.raises(wire.WireError) as refused:
        wire.parse(text)
    assert refused.value.code == code
    assert f"`{code}`" in DOCUMENT.read_text()


def test_the_id_of_a_refused_command_is_told_if_it_could_be_read() -> None:
    with pytest.raises(wire.WireError) as refused:
        wire.parse('{"type":"crash","id":"a-7"}')
    assert refused.value.command_id == "a-7"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.sampled_from(sorted(wire.commands())),
    st.dictionaries(st.sampled_from(["node", "client", "groups", "per_mille", "dials", "x"]), json_values),
)
def test_any_members_are_either_read_or_refused(kind: str, members: dict[str, Any]) -> None:
    try:
        wire.parse(json.dumps({"type": kind, "id": "a", **members}))
    except wire.WireError as error:
        assert error.code.startswith(("command.", "frame."))


def bad_frames(seed: int, count: int) -> list[str]:
    """Generated frames, most of them wrong: good ones with members changed, dropped, added, or bytes flipped."""
    random = Random(seed)
    junk: list[Any] = [None, True, -1, 0, 10**30, 1.5, "", "n1", "x" * 300, "\ud83d\ude00", [], [[]], {}, {"a": []}]
    frames = []
    for _ in range(count):
        kind = random.choice([*GOOD, "hello", "seen", "explode"])
        frame: dict[str, Any] = {
            "type": kind,
            "id": f"bad-{random.randrange(10**6)}",
            **GOOD.get(kind, {"run": 1, "seq": 1}),
        }
        for _ in range(random.randint(1, 3)):
            frame[random.choice([*frame, "extra"])] = random.choice(junk)
        text = json.dumps(frame)
        if random.random() < 0.3:
            at = random.randrange(len(text))
            text = text[:at] + random.choice('{}[]",:0x\\') + text[at + random.randint(0, 2) :]
        frames.append(text)
    return frames


def test_ten_thousand_generated_frames_are_each_read_or_refused() -> None:
    refused = 0
    for text in bad_frames(1, 10_000):
        try:
            wire.parse(text)
        except wire.WireError as error:
            refused += 1
            assert error.message
    assert refused > 7_000
