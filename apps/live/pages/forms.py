"""The dial form: a protocol's dials as a template shows them, and their values as a query string gives them."""

import json
from collections.abc import Mapping
from typing import Any

from apps.consistency import MODELS
from apps.labs.protocols import relatives
from apps.protocols.dials import ChoiceDial, Dial, DialError, Dials, DialValue, IntegerDial
from apps.protocols.spec import Preset, ProtocolSpec


def dial_form(protocol: ProtocolSpec, values: Mapping[str, DialValue], node_count: int) -> dict[str, Any]:
    """The context of `_dials.html`: the protocol, its dials with these values, and what they mean."""
    return {
        "protocol": {"name": protocol.name, "title": protocol.title, "summary": protocol.summary},
        "dials": [_dial(dial, values[dial.name], node_count) for dial in protocol.dials],
        "consequence": protocol.consequence(values),
        "claims": "" if protocol.invariants else claims_text(protocol, values),
        "availability": protocol.availability(values).text,
        "node_count": node_count,
    }


def claims_text(protocol: ProtocolSpec, dials: Dials) -> str:
    """The models that a setting keeps whatever faults strike, in words."""
    claims = protocol.claims(dials)
    titles = [model.title for model in MODELS.values() if model.name in claims]
    return ", ".join(titles) or "nothing about what a read returns"


def modes(protocol: str) -> list[dict[str, Any]]:
    """Return what can take a protocol's place, itself among it: those with presets, with these, for choosing among
    them.
    """
    return [
        {
            "name": each.name,
            "title": each.title,
            "mode": each.mode,
            "availability": each.availability(each.defaults(5)).text,
            "presets": [
                {
                    "name": preset.name,
                    "title": preset.title,
                    "dials": json.dumps(preset.dials),
                    "claims": _claim(each, preset),
                }
                for preset in each.presets
            ],
        }
        for each in relatives(protocol).values()
        if each.presets
    ]


def _claim(protocol: ProtocolSpec, preset: Preset) -> str:
    if protocol.invariants:
        return protocol.consequence(preset.dials).text
    claims, during = claims_text(protocol, preset.dials), protocol.availability(preset.dials).text
    return f"Promises: {claims}. During a partition: {during}"


def _dial(dial: Dial, value: DialValue, node_count: int) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": dial.name, "label": dial.label, "help": dial.help, "value": value}
    if isinstance(dial, IntegerDial):
        maximum = node_count if dial.maximum is None else dial.maximum
        return {**shown, "kind": "integer", "minimum": dial.minimum, "maximum": maximum}
    if isinstance(dial, ChoiceDial):
        choices = [{"value": choice, "label": label} for choice, label in dial.choices]
        return {**shown, "kind": "choice", "choices": choices}
    return {**shown, "kind": "toggle"}


def read_dials(protocol: ProtocolSpec, query: Mapping[str, str], node_count: int) -> dict[str, DialValue]:
    """Dial values from a submitted form; what is missing or out of range is at its default.

    A toggle that is off is absent from a form, so it is off if any other dial is there.
    """
    values = protocol.defaults(node_count)
    submitted = any(dial.name in query for dial in protocol.dials)
    for dial in protocol.dials:
        given = _given(dial, query, submitted=submitted)
        if given is not None:
            try:
                values[dial.name] = dial.validate(given, node_count)
            except DialError:
                continue
    return values


def _given(dial: Dial, query: Mapping[str, str], *, submitted: bool) -> DialValue | None:
    text = query.get(dial.name)
    if isinstance(dial, IntegerDial):
        return int(text) if text is not None and text.isdecimal() and len(text) < 10 else None
    if isinstance(dial, ChoiceDial):
        return text
    return text is not None if submitted else None
