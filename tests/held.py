"""The memory that a run holds, by recursive `sys.getsizeof`: the same every time, unlike what an allocator counts.

Types, modules and functions are code and count nothing; a closure counts. What a second run of the same kind reaches
too (literals, catalogues, protocols) is shared and counts nothing either.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Mapping
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session
from apps.simulation.commands import SetWorkload

CODE = (type, ModuleType, CodeType, BuiltinFunctionType)
EVENTS = 1_000
WORKLOAD_TICKS = 300

LABS = ("stale-read", "raft-reads", "lossless-counter")
"""A lab of quorums, one of Raft, and one of a convergent type."""


def played(scenario: Scenario, seed: int) -> Session:
    """A run of 1,000 events that is followed, as a live lab's is."""
    session = Session(Scenario.from_json(scenario.to_json()), seed)
    session.follow()
    session.apply(SetWorkload(WORKLOAD_TICKS))
    while session.simulation.sequence < EVENTS and session.step():
        session.drain()
    return session


def parts_of(session: Session) -> dict[str, Any]:
    """The parts of a run; each counts what no part before it reaches."""
    simulation, judgement = session.simulation, session.judgement
    judge = judgement._judge
    return {
        "operations": simulation.operations,
        "messages in flight": simulation.network.flights,
        "the rest of the network": simulation.network,
        "nodes": simulation.nodes,
        "the rest of the kernel": simulation,
        "history": [judge._known, judge._arrivals],
        "checks of the models": judge._states,
        "the rest of the judgement": judgement,
        "goals": session.goals,
        "the view as sent last": session._projection,
        "the rest of the session": session,
    }


def held_bytes(parts: Mapping[str, Any], other: Any) -> dict[str, int]:
    """Return the bytes of each part; what `other`, of the same kind as the whole, reaches counts nothing."""
    known = _reached([other], {})
    sizes = {}
    for name, part in parts.items():
        found = _reached([part], known)
        sizes[name] = sum(sys.getsizeof(each) for each in found.values())
        known |= found
    return sizes


def _reached(roots: Iterable[Any], known: Mapping[int, Any]) -> dict[int, Any]:
    """Return every object that the roots lead to, by id, without what is known."""
    found: dict[int, Any] = {}
    waiting = list(roots)
    while waiting:
        each = waiting.pop()
        if isinstance(each, CODE) or id(each) in found or id(each) in known:
            continue
        found[id(each)] = each
        waiting += (each.__closure__ or ()) if isinstance(each, FunctionType) else gc.get_referents(each)
    return found
