"""Which models each mode keeps under each fault, as the seeded sweeps found it, and a run to play for each cell.

The figures lie in `matrix.json` beside this file, made by `python manage.py sweep_matrix`. A model that no run broke is
called kept: that is no proof, except where the protocol claims it. A cell's run breaks the weakest model that was
broken, shrunk to what that takes; where nothing was broken it is the first run of the sweep.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from apps.consistency import MODELS_OF, VIOLATED, implied
from apps.labs.scenario import Scenario
from apps.labs.schedule import fault_schedule
from apps.labs.search import attempt, default_question, judge, shrink, tighten
from apps.replication import protocols
from apps.replication.protocol import Preset, StoreProtocol

FILE = Path(__file__).with_name("matrix.json")
TICKS, OPERATIONS = 6_000, 40
CLIENTS = ("alice", "bob", "carol", "dave")
FAULTS: Mapping[str, str] = {
    "none": "No fault",
    "partition": "Partition",
    "one_way": "One-way cut",
    "crash": "Crash",
    "pause": "Pause",
    "loss": "Loss",
    "latency": "Slow links",
    "skew": "Clock skew",
    "drift": "Clock drift",
    "promotion": "Promotion by hand",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One mode under one fault: over so many runs, which models were broken in how many, and a run to play.

    `shows` is the model that this run breaks, or nothing.
    """

    protocol: str
    preset: str
    fault: str
    question: str
    runs: int
    broken: Mapping[str, int]
    scenario: Scenario
    seed: int
    shows: str

    @property
    def kept(self) -> tuple[str, ...]:
        """The models that no run broke."""
        return tuple(model for model in MODELS_OF[self.question] if model not in self.broken)

    @property
    def strongest_kept(self) -> tuple[str, ...]:
        """Those of them that no other of them implies."""
        weaker = frozenset().union(*(implied(model, self.question) for model in self.kept))
        return tuple(model for model in self.kept if model not in weaker)

    def to_json(self) -> dict[str, Any]:
        """Plain values that `from_json` reads."""
        names = ("protocol", "preset", "fault", "question", "runs", "seed", "shows")
        plain = {name: getattr(self, name) for name in names}
        return {**plain, "broken": dict(self.broken), "script": self.scenario.to_json()["script"]}

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> Cell:
        """The cell that `to_json` wrote."""
        named = {name: value for name, value in members.items() if name != "script"}
        protocol = protocols()[members["protocol"]]
        preset = next(preset for preset in protocol.presets if preset.name == members["preset"])
        plain = {**base_scenario(protocol, preset).to_json(), "script": members["script"]}
        return cls(**named, scenario=Scenario.from_json(plain))


def base_scenario(protocol: StoreProtocol, preset: Preset) -> Scenario:
    """The cluster on which a preset is tried: five nodes, four clients."""
    return Scenario(protocol=protocol.name, dials=preset.dials, clients=CLIENTS)


def applies(protocol: StoreProtocol, fault: str) -> bool:
    """Whether a fault means anything to a protocol."""
    return fault != "promotion" or protocol.promotes


def scripted(protocol: StoreProtocol, preset: Preset, faults: Collection[str], seed: int) -> Scenario:
    """One run of a sweep."""
    scenario = base_scenario(protocol, preset)
    script = fault_schedule(scenario, seed, faults=faults, ticks=TICKS, operations=OPERATIONS)
    return replace(scenario, script=script)


def sweep_cell(protocol: StoreProtocol, preset: Preset, fault: str, seeds: range) -> Cell:
    """Play every seed under this fault alone, and judge every model."""
    faults = () if fault == "none" else (fault,)
    question = default_question(base_scenario(protocol, preset))
    broken: dict[str, list[int]] = {}
    for seed in seeds:
        scenario = scripted(protocol, preset, faults, seed)
        for model, verdict in judge(scenario, seed, MODELS_OF[question], question).items():
            if verdict.status == VIOLATED:
                broken.setdefault(model, []).append(seed)
    shows = _weakest(broken, question)
    seed = broken[shows][0] if shows else seeds[0]
    scenario = scripted(protocol, preset, faults, seed)
    found = attempt(scenario, seed, shows, question) if shows else None
    if found is not None:
        scenario = tighten(shrink(found, shows, question, lambda *_: None), shows, question).scenario
    return Cell(
        protocol=protocol.name,
        preset=preset.name,
        fault=fault,
        question=question,
        runs=len(seeds),
        broken={model: len(broken[model]) for model in MODELS_OF[question] if model in broken},
        scenario=scenario,
        seed=seed,
        shows=shows,
    )


def _weakest(broken: Collection[str], question: str) -> str:
    """The last of the broken models, in the lattice's order, that implies no other broken one."""
    weakest = [model for model in broken if not implied(model, question) & set(broken)]
    return max(weakest, key=MODELS_OF[question].index, default="")


@cache
def matrix() -> tuple[Cell, ...]:
    """Every cell, as the last sweep found it."""
    return tuple(Cell.from_json(each) for each in json.loads(FILE.read_text())) if FILE.exists() else ()


def find_cell(protocol: str, preset: str, fault: str) -> Cell | None:
    """One cell."""
    wanted = protocol, preset, fault
    return next((cell for cell in matrix() if (cell.protocol, cell.preset, cell.fault) == wanted), None)
