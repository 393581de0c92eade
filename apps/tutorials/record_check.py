"""Names in records that lead nowhere, found at the start: models and faults of protocols, models of examples, goals."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.core.checks import CheckMessage, Error

from apps.consistency.models import MODELS
from apps.crdts import CRDTS
from apps.labs.catalogue import catalogue
from apps.labs.find.schedule import fault_kinds
from apps.labs.goals import PREDICATES
from apps.labs.goals.goal import GoalError
from apps.labs.protocols import PROTOCOLS
from apps.live.examples import every_example
from apps.protocols.dials import DialError
from apps.protocols.spec import Preset, ProtocolSpec
from apps.registry import RecordError, place_in_source
from apps.simulation import FAULTS
from apps.tutorials.reading.step_blocks import ask_once

REGISTRIES = (MODELS, FAULTS, CRDTS, PREDICATES, PROTOCOLS)


def check_records(**_: Any) -> list[CheckMessage]:
    """Return the names in records that lead nowhere, for Django's system checks: nothing starts with one."""
    try:
        for registry in REGISTRIES:
            len(registry)
    except RecordError as error:
        return [Error(str(error), id="tutorials.record")]
    return [Error(each, id="tutorials.record") for each in (*_in_protocols(), *_in_examples(), *_in_labs())]


def _in_protocols() -> Iterator[str]:
    for protocol in PROTOCOLS.values():
        models = {*MODELS, *(invariant.name for invariant in protocol.invariants)}
        for preset in protocol.presets:
            try:
                claims = protocol.claims(protocol.validate(preset.dials, 5))
            except DialError as error:
                yield str(PROTOCOLS.error(protocol.name, preset.name, error.message.rstrip(".")))
                continue
            yield from _unknown(protocol, preset, {*preset.breaks, *claims} - models, "model")
            yield from _unknown(protocol, preset, {*preset.faults} - {*fault_kinds()}, "fault")


def _unknown(protocol: ProtocolSpec, preset: Preset, names: set[str], kind: str) -> Iterator[str]:
    for name in sorted(names):
        yield str(PROTOCOLS.error(protocol.name, name, f"the preset {preset.name!r} names an unknown {kind}, {name!r}"))


def _in_examples() -> Iterator[str]:
    for example in every_example():
        for name in sorted({*example.breaks, *example.keeps} - {*MODELS}):
            place = place_in_source(str(import_module("apps.live.examples").__file__), name)
            yield f"{place}: the example {example.slug!r} names an unknown model, {name!r}."


def _in_labs() -> Iterator[str]:
    for lab in catalogue().values():
        place = place_in_source(str(import_module("apps.labs.catalogue").__file__), lab.slug)
        try:
            lab.scenario.under(lab.scenario.protocol, lab.scenario.dials)
            for goal in lab.scenario.goals:
                ask_once(lab.scenario, goal)
        except (DialError, GoalError, KeyError) as error:
            yield f"{place}: the lab {lab.slug!r}: {error}"
