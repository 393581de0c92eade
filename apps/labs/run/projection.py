"""Turns the kernel's events into what travels to the page: a sentence, and the paths of the view that change.

Each kind of event declares which parts of the view it can touch. A touched part is made afresh from the simulation
and compared with what was sent last; what differs travels as (path, new value), what is gone as (path). Folding is
therefore the same for every kind of event, and a snapshot with all events after it equals a later snapshot: tested
for every command.

What was sent last is kept as small as a comparison allows: of a message what can change in flight, of an open operation
the values alone, of one that has ended that it was sent (it changes no more), of a verdict the verdict, and of what a
node has stored the stored values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from apps.labs.goals.watch import GoalWatch
from apps.labs.run.judgement import Judgement, verdict_view
from apps.labs.run.narration import ends, narrate
from apps.labs.run.scenario import Scenario
from apps.labs.run.view import (
    NODE_STATE,
    OPERATIONS_SHOWN,
    client_view,
    faults_view,
    message_view,
    network_view,
    node_members,
    operation_view,
    whole_view,
)
from apps.simulation import Simulation, fault_events
from apps.simulation import events as e

Path = tuple[str, ...]
WireEvent = dict[str, Any]

WHOLE = ("clock", "condition")
"""Members of a node that travel whole, not name by name."""

SENT_WHOLE: tuple[Any, ...] = ()
"""Stands for an operation that has ended and was sent as it did."""

UNCHANGING = ("processes", "protocol", "keys")
"""Parts of the view that no event changes."""

AFTER_A_STEP = ("convergence", "anomalies", "invariants", "goals")
"""Parts of the view that any step can change."""

MESSAGE_FAULTS = (e.MessageDropped, e.MessageDelayed, e.MessageDuplicated)
"""Faults of single messages, which are over once they have happened."""


def kind_of(event: type[e.Event]) -> str:
    """Return the name of a kind of event on the wire: `node_crashed`."""
    return _snake_case(event.__name__)


@cache
def _snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


class Projection:
    """What was sent last, and what new events change of it."""

    def __init__(self, simulation: Simulation, scenario: Scenario, judgement: Judgement, goals: GoalWatch) -> None:
        self._simulation = simulation
        self._scenario = scenario
        self._judgement = judgement
        self._goals = goals
        view = whole_view(simulation, scenario, judgement, goals)
        self._sent = {part: shown for part, shown in view.items() if part not in UNCHANGING}
        for part, kept in KEPT.items():
            self._sent[part] = {name: kept(view) for name, view in self._sent[part].items()}
        self._sent["nodes"] = {name: self._members(name) for name in simulation.nodes}
        self._sent["verdicts"] = {
            question: {model: judgement.verdict(question, model) for model in models}
            for question, models in judgement.models.items()
        }

    def project(self, events: Iterable[e.Event]) -> list[WireEvent]:
        """The events of one step, as they travel.

        The simulation stands after all of them, so a part that one has touched is the same at the next.
        """
        compared: set[Path] = set()
        found = [self._project(event, compared) for event in events]
        if found:
            for name in AFTER_A_STEP:
                self._compare_whole(name, found[-1]["set"])
        return found

    def _project(self, event: e.Event, compared: set[Path]) -> WireEvent:
        changes: list[Any] = []
        for path in self._touched(event):
            if path not in compared:
                compared.add(path)
                self._compare(path, changes)
        return {**line(self._simulation, event), "set": changes}

    def _touched(self, event: e.Event) -> list[Path]:
        """The parts that the event can have changed."""
        paths: list[Path] = []
        process = event.process
        if process is not None:
            paths.append(("nodes" if process in self._simulation.nodes else "clients", process))
        message = getattr(event, "message", None)
        if message is not None:
            paths.append(("messages", message))
            target = ends(message)[1]
            if target in self._simulation.nodes and process is None:
                paths.append(("nodes", target))
        if isinstance(event, e.MessageDuplicated):
            paths.append(("messages", event.copy))
        operation = getattr(event, "operation", None)
        if operation is not None:
            paths.append(("operations", operation))
            paths.append(("clients", self._simulation.operations[operation].client))
            paths.extend(self._operations_beyond())
        if isinstance(event, e.OperationCompleted):
            paths.extend(self._judgement.paths())
        if type(event) in fault_events():
            paths.append(("faults",))
            if process is None:
                paths.append(("network",))
        if isinstance(event, e.WorkloadSet):
            paths.append(("workload",))
        if isinstance(event, e.RunEnded):
            paths.append(("ended",))
        return paths

    def _operations_beyond(self) -> list[Path]:
        shown = self._sent["operations"]
        return [("operations", name) for name in list(shown)[: max(0, len(shown) + 1 - OPERATIONS_SHOWN)]]

    def _compare(self, path: Path, changes: list[Any]) -> None:
        if path[0] == "verdicts":
            self._compare_verdict(path, changes)
            return
        if path[0] == "nodes":
            self._compare_members(path, self._sent["nodes"][path[1]], self._members(path[1]), changes)
            return
        if len(path) == 1:
            self._compare_whole(path[0], changes)
            return
        part, name = path
        sent, value = self._sent[part], self._named[part](name)
        if part in KEPT:
            self._compare_passing(path, sent, value, changes)
        elif sent.get(name) != value:
            sent[name] = value
            changes.append([list(path), value])

    def _compare_whole(self, name: str, changes: list[Any]) -> None:
        """Compare a part of the view that travels whole."""
        value = self._whole[name]()
        if self._sent[name] != value:
            self._sent[name] = value
            changes.append([[name], value])

    def _compare_verdict(self, path: Path, changes: list[Any]) -> None:
        _, question, model = path
        sent = self._sent["verdicts"][question]
        old, new = sent[model], self._judgement.verdict(question, model)
        if new is old:
            return
        sent[model] = new
        value = self._judgement.verdict_view(question, model)
        if verdict_view(old, None) != value:
            changes.append([list(path), value])

    @staticmethod
    def _compare_passing(path: Path, sent: dict[str, Any], value: dict[str, Any] | None, changes: list[Any]) -> None:
        """Compare a message or an operation, which comes and goes."""
        name = path[-1]
        if value is None:
            if sent.pop(name, None) is not None:
                changes.append([list(path)])
            return
        kept, old = KEPT[path[0]](value), sent.get(name)
        if old not in (kept, SENT_WHOLE):
            sent[name] = kept
            changes.append([list(path), value])

    @staticmethod
    def _compare_members(path: Path, old: dict[str, Any], new: dict[str, Any], changes: list[Any]) -> None:
        for member, value in new.items():
            if member in NODE_STATE:
                Projection._compare_state([*path, member], old[member], value, changes)
            elif old[member] == value:
                continue
            elif isinstance(value, dict) and member not in WHOLE:
                Projection._compare_names([*path, member], old[member], value, changes)
            else:
                old[member] = value
                changes.append([[*path, member], value])

    @staticmethod
    def _compare_state(path: list[str], old: dict[str, Any], new: dict[str, Any], changes: list[Any]) -> None:
        """Compare immutable values by name, and how they are shown only where they are not the same."""
        view = NODE_STATE[path[-1]]
        for name in sorted(name for name in old if name not in new):
            del old[name]
            changes.append([[*path, name]])
        for name, held in new.items():
            if name in old and (old[name] is held or old[name] == held):
                continue
            value = view(held)
            if name not in old or view(old[name]) != value:
                changes.append([[*path, name], value])
            old[name] = held

    @staticmethod
    def _compare_names(path: list[str], old: dict[str, Any], new: dict[str, Any], changes: list[Any]) -> None:
        for name in sorted(name for name in old if name not in new):
            del old[name]
            changes.append([[*path, name]])
        for name, value in new.items():
            if name not in old or old[name] != value:
                old[name] = value
                changes.append([[*path, name], value])

    def _members(self, name: str) -> dict[str, Any]:
        """Return the members of a node's view, as they are kept."""
        return node_members(self._simulation, self._simulation.nodes[name], self._judgement.board)

    @cached_property
    def _named(self) -> dict[str, Callable[[str], Any]]:
        """The parts of the view that travel name by name, but for nodes and verdicts: each makes what has a name."""
        return {"clients": self._client, "messages": self._message, "operations": self._operation}

    def _client(self, name: str) -> dict[str, Any]:
        return client_view(self._simulation.clients[name])

    def _message(self, name: str) -> dict[str, Any] | None:
        flight = self._simulation.network.flights.get(name)
        return None if flight is None else message_view(flight)

    @cached_property
    def _whole(self) -> dict[str, Callable[[], Any]]:
        """The parts of the view that travel whole."""
        simulation = self._simulation
        return {
            "network": lambda: network_view(simulation),
            "faults": lambda: faults_view(simulation),
            "anomalies": self._judgement.anomalies_view,
            "invariants": self._judgement.invariants_view,
            "goals": self._goals.view,
            "convergence": self._judgement.convergence_view,
            "workload": lambda: {"interval_ticks": simulation.workload_interval_ticks},
            "ended": lambda: simulation.ended,
        }

    def _operation(self, name: str) -> dict[str, Any] | None:
        operations = self._simulation.operations
        operation = operations[name]
        oldest_shown = len(operations) - OPERATIONS_SHOWN
        if oldest_shown > 0 and name in list(operations)[:oldest_shown]:
            return None
        return operation_view(operation, self._judgement.stale.get(name))


def _kept_of_message(view: dict[str, Any]) -> tuple[Any, ...]:
    return view["arrives_tick"], view["dies_tick"], view["state"]


def _kept_of_operation(view: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(view.values()) if view["completed_tick"] is None else SENT_WHOLE


KEPT: Mapping[str, Callable[[dict[str, Any]], tuple[Any, ...]]] = {
    "messages": _kept_of_message,
    "operations": _kept_of_operation,
}
"""What is kept of a message and of an operation to compare it with later, by their part of the view."""


def line(simulation: Simulation, event: e.Event) -> WireEvent:
    """An event as it stands in the log: everything that travels but the changes of the view."""
    said = narrate(simulation, event)
    return {
        "seq": event.sequence,
        "tick": event.tick,
        "kind": kind_of(type(event)),
        "process": event.process,
        "clock": None if event.clock is None else list(event.clock),
        "text": said.text,
        "nodes": list(said.nodes),
        "operation": said.operation,
        "message": said.message,
        **({"fault": True} if is_fault(event) else {}),
    }


def is_fault(event: e.Event) -> bool:
    """Return whether an event is a fault, or the end of one."""
    kind = fault_events().get(type(event))
    return (kind is not None and kind.strikes) or isinstance(event, MESSAGE_FAULTS)


def fold(view: dict[str, Any], events: Iterable[WireEvent]) -> None:
    """Fold events into a view, in place, as the page does."""
    for event in events:
        for change in event["set"]:
            *parents, name = change[0]
            place = view
            for parent in parents:
                place = place[parent]
            if len(change) == 1:
                del place[name]
            else:
                place[name] = change[1]
