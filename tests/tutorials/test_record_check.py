"""A name in a record that leads nowhere stops the start, with its file and line."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from apps.labs.catalogue import catalogue
from apps.labs.goals.goal import Goal
from apps.labs.protocols import PROTOCOLS
from apps.live import examples
from apps.protocols.spec import Preset
from apps.tutorials.record_check import check_records

QUORUM = PROTOCOLS["quorum"]
PRESET = QUORUM.presets[0]


def with_preset(preset: Preset) -> list[str]:
    with PROTOCOLS.holding(replace(QUORUM, name="copied", presets=(preset,))):
        return [message.msg for message in check_records()]


def test_the_records_name_nothing_that_is_not_there() -> None:
    assert check_records() == []


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        (replace(PRESET, breaks=("linearisable",)), "names an unknown model, 'linearisable'"),
        (replace(PRESET, faults=("earthquake",)), "names an unknown fault, 'earthquake'"),
        (replace(PRESET, dials={"N": 99}), "N"),
    ],
)
def test_a_preset_that_names_what_is_not_there_is_told(preset: Preset, words: str) -> None:
    (message,) = with_preset(preset)
    assert words in message


def test_an_example_of_an_unknown_model_is_told_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(examples.every_example()[0], keeps=("linearisable",))
    monkeypatch.setattr("apps.tutorials.record_check.every_example", lambda: (wrong,))
    (message,) = [each.msg for each in check_records()]
    assert re.match(r".*/live/examples/.*\.py:\d+: the example 'queue-out-of-order' names an unknown model", message)


def test_a_lab_with_an_unknown_goal_is_told_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = catalogue()["stale-read"]
    goal = Goal(name="g", title="G", predicate="model_violated", terms={"model": "linearisable"})
    wrong = replace(lab, scenario=replace(lab.scenario, goals=(goal,)))
    monkeypatch.setattr("apps.tutorials.record_check.catalogue", lambda: {lab.slug: wrong})
    (message,) = [each.msg for each in check_records()]
    assert re.match(r".*/catalogue/stale_read\.py:\d+: the lab 'stale-read': There is no model", message)
