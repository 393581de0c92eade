"""The frame that stands for a lab is a moment of a real run of it, and shows what its record says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from apps.labs.catalogue import catalogue
from apps.labs.lab import LEVELS, TOPICS, Lab
from apps.labs.signature import is_shown, run_signature

LABS = list(catalogue().values())


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.slug)
def test_a_signature_shows_what_its_record_says(lab: Lab) -> None:
    session = run_signature(lab.scenario, lab.signature)
    assert is_shown(session), session.goals.findings
    assert session.simulation.now == lab.signature.tick


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.slug)
def test_a_signature_without_its_script_does_not_show_a_fault(lab: Lab) -> None:
    if not lab.signature.script or lab.signature.shows in ("undecided", "operations_completed"):
        return
    assert not is_shown(run_signature(lab.scenario, replace(lab.signature, script=())))


def test_every_topic_and_level_has_labs() -> None:
    assert {lab.topic for lab in LABS} == set(TOPICS)
    assert {lab.level for lab in LABS} == set(LEVELS)
