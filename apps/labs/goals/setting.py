"""The setting under which a goal counts: a protocol, and how its dials stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.labs.goals.goal import Goal, GoalError
from apps.labs.protocols import PROTOCOLS
from apps.protocols.dials import ChoiceDial, Dial, DialValue, ToggleDial

if TYPE_CHECKING:
    from apps.labs.run.scenario import Scenario


def what_to_set(goal: Goal, scenario: Scenario) -> str:
    """Return what is to be set before a run of this scenario can reach the goal, in a sentence; empty: nothing."""
    if goal.protocol and goal.protocol != scenario.protocol:
        return f"Choose {_protocol_title(goal.protocol)} under Guarantee, and replay."
    dials = {dial.name: dial for dial in scenario.spec.dials}
    lacking = [name for name in goal.dials if name not in dials]
    if lacking:
        return f"Choose a protocol with the dial {lacking[0]} under Guarantee, and replay."
    wrong = [dials[name] for name, value in goal.dials.items() if scenario.dials[name] != value]
    if not wrong:
        return ""
    words = [_to_set(dial, goal.dials[dial.name]) for dial in wrong]
    return f"Set {' and '.join(words)} under Guarantee, and replay."


def _protocol_title(name: str) -> str:
    if name not in PROTOCOLS:
        raise GoalError(f"There is no protocol {name!r}.")
    return PROTOCOLS[name].title


def _to_set(dial: Dial, value: DialValue) -> str:
    if isinstance(dial, ToggleDial):
        return f"{dial.label} {'on' if value else 'off'}"
    if isinstance(dial, ChoiceDial):
        return f"{dial.label} to “{dict(dial.choices).get(str(value), value)}”"
    short = dial.name if f"({dial.name})" in dial.label else dial.label.split(",")[0]
    return f"{short} = {value}"
