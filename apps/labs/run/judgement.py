"""What is judged of a run while it goes on: every model, with the cause of each violation; convergence; anomalies.

Everything here follows from the run's steps alone, so a replay says the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from apps.consistency import VIOLATED, Judge, Verdict
from apps.consistency.anomalies import Anomaly
from apps.labs.run.board import board_of
from apps.labs.run.causes import Cause, find_causes
from apps.labs.run.chronicle import strikes
from apps.labs.run.convergence import Convergence
from apps.labs.run.operations import history_operation, is_in_history
from apps.labs.run.scenario import Scenario
from apps.labs.run.stale_reads import StaleReads
from apps.simulation import Simulation
from apps.simulation import events as e

Path = tuple[str, ...]

STEPS_REPLAYED_MAX = 50_000
"""In a run with more steps no cause is looked for. It has far fewer events, as one whose clients only wait, and its
replay would hold up every lab for seconds."""


class Judgement:
    """The verdicts on one run, as its page shows them. `note` the events of each step.

    `board`: the invariants of an agreement protocol, and what its nodes are; None for a store. `convergence`: whether
    the replicas agree. `stale`: the reads that missed a finished write.
    """

    def __init__(self, simulation: Simulation, scenario: Scenario) -> None:
        self._simulation = simulation
        self._version_order = scenario.version_order()
        self._judge = Judge(self._version_order)
        self._has_registers = scenario.has_registers()
        self.board = board_of(simulation, scenario)
        self._faults: list[e.Event] = []
        self.convergence = Convergence(simulation, scenario)
        self._stale_reads = StaleReads(simulation, scenario)
        self._broken: dict[tuple[str, str], int] = {}
        self._causes: dict[tuple[str, str], Cause | None] = {}
        self._discards = scenario.spec.discards
        self._anomalies: tuple[Anomaly, ...] = ()

    def note(self, events: Iterable[e.Event]) -> None:
        """Take in the events of one step, or of one command."""
        nodes: set[str] = set()
        for event in events:
            if event.process in self._simulation.nodes:
                nodes.add(event.process)
            if isinstance(event, e.OperationInvoked | e.OperationCompleted):
                record = self._simulation.operations[event.operation]
                if not is_in_history(record):
                    continue
            if isinstance(event, e.OperationCompleted):
                self._stale_reads.note(record)
            if strikes(event):
                self._faults.append(event)
            if not self._has_registers:
                continue
            if isinstance(event, e.OperationInvoked):
                self._judge.begin(history_operation(self._simulation.operations[event.operation], open_still=True))
            elif isinstance(event, e.OperationCompleted):
                self._judge.complete(history_operation(self._simulation.operations[event.operation]))
                self._note_broken(event.sequence)
                self._look_for_anomalies()
            elif isinstance(event, e.NodePromoted):
                self._look_for_anomalies()
        self.convergence.look(nodes)

    def verdict(self, question: str, model: str) -> Verdict:
        """The verdict on one model."""
        return self._judge.verdicts(question)[model]

    @property
    def stale(self) -> Mapping[str, Mapping[str, str]]:
        """Return the stale reads by operation: the write that each `missed`, and a `text` that says so."""
        return self._stale_reads.found

    @property
    def questions(self) -> tuple[str, ...]:
        """Return what can be asked of this run: nothing where the keys hold no registers, for the models are about
        these.
        """
        return self._judge.questions if self._has_registers else ()

    @property
    def models(self) -> dict[str, tuple[str, ...]]:
        """Return what is judged, by question: the models, strongest first."""
        return {question: tuple(self._judge.verdicts(question)) for question in self.questions}

    @property
    def faults(self) -> list[e.Event]:
        """The faults so far, and what ended them."""
        return [event for event in self._faults if not isinstance(event, e.NodeStarted) or event.recovered]

    def paths(self) -> list[Path]:
        """The parts of the view that an operation's end can change."""
        return [
            ("verdicts", question, model) for question in self.questions for model in self._judge.verdicts(question)
        ]

    def view(self) -> dict[str, Any]:
        """Every verdict, as the page shows it, by question and model."""
        return {
            question: {model: self.verdict_view(question, model) for model in self._judge.verdicts(question)}
            for question in self.questions
        }

    def verdict_view(self, question: str, model: str) -> dict[str, Any]:
        """One verdict, with its cause."""
        return verdict_view(self.verdict(question, model), self._cause(question, model))

    def _note_broken(self, sequence: int) -> None:
        """Keep by which event a model broke: its cause is looked for there."""
        if self._simulation.steps_in_all > STEPS_REPLAYED_MAX:
            return
        for question in self.questions:
            for model, verdict in self._judge.verdicts(question).items():
                if verdict.status == VIOLATED:
                    self._broken.setdefault((question, model), sequence)

    def _cause(self, question: str, model: str) -> Cause | None:
        """Return what broke a model. One replay finds the causes of all that broke since the last."""
        if (question, model) in self._broken and (question, model) not in self._causes:
            new = [broken for broken in self._broken if broken not in self._causes]
            verdicts = [(self._broken[broken], self.verdict(*broken)) for broken in new]
            found = find_causes(self._simulation, verdicts, self._version_order)
            self._causes.update(zip(new, found, strict=True))
        return self._causes.get((question, model))

    def _look_for_anomalies(self) -> None:
        if self._version_order is not None:
            self._anomalies = self._judge.anomalies(self._is_discarded)

    def _is_discarded(self, stamp: Any) -> bool:
        return self._discards([node.durable for node in self._simulation.nodes.values()], stamp)

    def anomalies_view(self) -> list[dict[str, Any]]:
        """Return what was done to acknowledged writes: for each kind how often, and the latest in words."""
        if not self._anomalies:
            return []
        latest = {anomaly.kind: anomaly for anomaly in self._anomalies}
        counts = Counter(anomaly.kind for anomaly in self._anomalies)
        return [
            {
                "kind": kind.replace(" ", "_"),
                "title": kind.capitalize(),
                "count": counts[kind],
                "text": anomaly.sentence,
                "operations": list(anomaly.operations),
            }
            for kind, anomaly in latest.items()
        ]

    def invariants_view(self) -> list[dict[str, Any]]:
        """Return what is to be said of every invariant; nothing where the protocol has none."""
        return [] if self.board is None else self.board.invariants()

    def convergence_view(self) -> dict[str, Any]:
        """Return whether the replicas agree."""
        return {"state": self.convergence.state, "after_ticks": self.convergence.after_ticks}


def verdict_view(verdict: Verdict, cause: Cause | None) -> dict[str, Any]:
    """A verdict, as the page shows it; `cause` is what broke the model, if that was found."""
    return {
        "status": verdict.status,
        "explanation": f"{verdict.explanation} {verdict.bound}".strip(),
        "operations": list(verdict.operations),
        "edges": [
            {"source": edge.source, "target": edge.target, "kind": edge.kind, "words": edge.words}
            for edge in verdict.edges
        ],
        "cause": cause
        and {"text": cause.text, "message": cause.message, "nodes": list(cause.nodes), "fault": cause.fault},
    }
