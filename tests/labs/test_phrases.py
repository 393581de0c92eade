"""Messages, timers and commands are told in words: no identifier, and no sign that has to be explained."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass
from typing import Any

import pytest

import apps
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.narration import command_text
from apps.labs.run.phrases import message_words, timer_words
from apps.labs.run.session import Session
from apps.simulation.faults.message import DropMessage
from tests.schedules import play, scenarios

IDENTIFIER = re.compile(r"_|#|>|Δ|≤")
SEEDS = range(2)


@dataclass(frozen=True)
class Named:
    """A message of a kind."""

    kind: str
    label: str = "x=1"
    category: str = "request"
    operation: None = None


def kinds() -> set[str]:
    """Return the kinds of all messages that nodes and clients send."""
    found = set()
    for module in pkgutil.walk_packages(apps.__path__, "apps."):
        if module.name.startswith(("apps.agreement", "apps.replication", "apps.simulation")):
            for each in vars(importlib.import_module(module.name)).values():
                if isinstance(each, type) and isinstance(vars(each).get("kind"), str) and hasattr(each, "label"):
                    found.add(each.kind)  # type: ignore[attr-defined]
    return found


def test_every_kind_of_message_is_told_in_words() -> None:
    assert len(kinds()) > 50
    told = {kind: message_words(Named(kind)) for kind in kinds()}  # type: ignore[arg-type]
    assert not {kind: words for kind, words in told.items() if IDENTIFIER.search(words) or not words.strip()}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_sentence_and_every_label_of_a_protocol_reads_without_identifiers(protocol: str) -> None:
    said = set()
    for seed in SEEDS:
        run = Session(scenarios(seed, protocol), seed)
        run.follow()
        play(run, seed)
        for event in run.drain():
            said.add(event["text"])
            said |= {part for path, *value in event.get("set", []) for part in message_parts(path, value)}
    assert said
    assert not {each for each in said if IDENTIFIER.search(each)}


def message_parts(path: list[str], value: list[Any]) -> list[str]:
    """Return what the picture says of a message that has set out."""
    if path[0] != "messages" or len(path) != 2 or not value or not value[0]:
        return []
    return [value[0]["words"], value[0]["label"]]


def test_a_timer_of_an_operation_says_whose_it_is() -> None:
    assert timer_words("resend/bob#2") == "resend for bob's operation 2"
    assert timer_words("carol#1") == "for carol's operation 1"
    assert timer_words("election") == "election"


def test_a_command_about_a_message_says_its_ends() -> None:
    assert command_text(DropMessage("n1>n2#4:tell_state")) == "Drop message tell state from n1 to n2"
