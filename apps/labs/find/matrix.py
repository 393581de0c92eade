"""Which models each mode keeps under each fault, as the seeded sweeps found it, and a run to play for each cell.

The figures lie in `matrix.json` beside this file, made by `python manage.py sweep_matrix`. A model that no run broke is
called kept: that is no proof, except where the protocol claims it, under a fault of which claims speak. A cell's run
breaks the weakest model that was broken, shrunk to what that takes; where nothing was broken it is the first run of the
sweep.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from apps.consistency import UNDECIDED, VIOLATED, implied, models_of
from apps.labs.find.schedule import fault_schedule
from apps.labs.find.search import ROUGH, attempt, default_question, judge, reads_and_writes, shrink, tighten
from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario
from apps.protocols.spec import Preset, ProtocolSpec
from apps.simulation import FAULTS

FILE = Path(__file__).with_name("matrix.json")
TICKS, OPERATIONS = 6_000, 100
CLIENTS = ("alice", "bob", "carol", "dave")
NONE, CROWD, PROMOTION = "none", "crowd", "promotion"


def columns() -> dict[str, str]:
    """Return the titles of the matrix's faults by name: no fault, each that has one, and loss in a crowd."""
    titles = {NONE: "No fault"}
    for name, fault in FAULTS.items():
        if fault.title:
            titles[name] = fault.title
        if name == "loss":
            titles[CROWD] = "Heavy loss, crowded"
    return titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One mode under one fault: over so many runs, which models were broken or left undecided in how many, and a run to
    play.

    `shows` is the model that this run breaks, or nothing: then the run is that of the sweep's first seed.
    """

    protocol: str
    preset: str
    fault: str
    question: str
    runs: int
    broken: Mapping[str, int]
    undecided: Mapping[str, int]
    scenario: Scenario
    seed: int
    shows: str

    @property
    def kept(self) -> tuple[str, ...]:
        """The models that every run kept, of those that were judged."""
        lost = {*self.broken, *self.undecided}
        return tuple(model for model in judged_models(self.question) if model not in lost)

    @property
    def strongest_kept(self) -> tuple[str, ...]:
        """Those of them that no other of them implies."""
        weaker = frozenset().union(*(implied(model, self.question) for model in self.kept))
        return tuple(model for model in self.kept if model not in weaker)

    def to_json(self) -> dict[str, Any]:
        """Plain values that `from_json` reads."""
        names = ("protocol", "preset", "fault", "question", "runs", "seed", "shows")
        plain = {name: getattr(self, name) for name in names}
        counts = {"broken": dict(self.broken), "undecided": dict(self.undecided)}
        return {**plain, **counts, **({"script": self.scenario.to_json()["script"]} if self.shows else {})}

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> Cell:
        """The cell that `to_json` wrote."""
        named = {name: value for name, value in members.items() if name != "script"}
        protocol = stores()[members["protocol"]]
        preset = preset_of(protocol, members["preset"])
        if not members["shows"]:
            return cls(**named, scenario=scripted(protocol, preset, members["fault"], members["seed"]))
        plain = {**base_scenario(protocol, preset).to_json(), "script": members["script"]}
        return cls(**named, scenario=Scenario.from_json(plain))


def is_claimed(fault: str) -> bool:
    """Return whether a mode keeps what it claims under a column's fault."""
    return fault not in FAULTS or FAULTS[fault].is_claimed


def preset_of(protocol: ProtocolSpec, name: str) -> Preset:
    """Return the protocol's preset of that name."""
    return next(preset for preset in protocol.presets if preset.name == name)


def base_scenario(protocol: ProtocolSpec, preset: Preset) -> Scenario:
    """The cluster on which a preset is tried: five nodes, four clients."""
    return Scenario(protocol=protocol.name, dials=preset.dials, clients=CLIENTS)


def applies(protocol: ProtocolSpec, fault: str) -> bool:
    """Return whether a fault means anything to a protocol."""
    return fault != PROMOTION or protocol.promotes


def scripted(protocol: ProtocolSpec, preset: Preset, fault: str, seed: int) -> Scenario:
    """One run of a sweep: reads and writes, for which all models are defined, under this fault alone."""
    scenario = base_scenario(protocol, preset)
    if fault == CROWD:
        ticks, operations, begin = ROUGH
        script = begin + fault_schedule(scenario, seed, faults=(), ticks=ticks, operations=operations)
    else:
        faults = () if fault == NONE else (fault,)
        script = fault_schedule(scenario, seed, faults=faults, ticks=TICKS, operations=OPERATIONS)
    return replace(scenario, script=reads_and_writes(script))


@dataclass(frozen=True, slots=True)
class Tally:
    """The verdicts on the runs of some seeds, from the first: the seeds that broke each model, how often it was
    undecided.
    """

    first: int
    runs: int
    broken: Mapping[str, Sequence[int]]
    undecided: Mapping[str, int]


def sweep_cell(protocol: ProtocolSpec, preset: Preset, fault: str, seeds: range) -> Cell:
    """Play every seed under this fault alone, and judge every model."""
    return cell_of(protocol, preset, fault, tally(protocol, preset, fault, seeds))


def tally(protocol: ProtocolSpec, preset: Preset, fault: str, seeds: range) -> Tally:
    """Play every seed under this fault alone, judge every model, and count."""
    question = default_question(base_scenario(protocol, preset))
    broken: dict[str, list[int]] = {}
    undecided: Counter[str] = Counter()
    for seed in seeds:
        scenario = scripted(protocol, preset, fault, seed)
        for model, verdict in judge(scenario, seed, models_of(question), question).items():
            if verdict.status == VIOLATED:
                broken.setdefault(model, []).append(seed)
            elif verdict.status == UNDECIDED:
                undecided[model] += 1
    return Tally(seeds[0], len(seeds), broken, undecided)


def added(tallies: Sequence[Tally]) -> Tally:
    """Return the tally of all seeds of these, which follow one another."""
    broken: dict[str, list[int]] = {}
    undecided: Counter[str] = Counter()
    for each in tallies:
        undecided.update(each.undecided)
        for model, seeds in each.broken.items():
            broken.setdefault(model, []).extend(seeds)
    return Tally(tallies[0].first, sum(each.runs for each in tallies), broken, undecided)


def cell_of(protocol: ProtocolSpec, preset: Preset, fault: str, counted: Tally) -> Cell:
    """Return the cell of a tally, with the run that it shows shrunk to what it takes."""
    question = default_question(base_scenario(protocol, preset))
    broken = counted.broken
    shows = _weakest(broken, question)
    seed = broken[shows][0] if shows else counted.first
    scenario = scripted(protocol, preset, fault, seed)
    found = attempt(scenario, seed, shows, question) if shows else None
    if found is not None:
        found = tighten(shrink(found, shows, question, lambda *_: None), shows, question)
        scenario, seed = found.scenario, found.seed
    return Cell(
        protocol=protocol.name,
        preset=preset.name,
        fault=fault,
        question=question,
        runs=counted.runs,
        broken={model: len(broken[model]) for model in models_of(question) if model in broken},
        undecided={model: counted.undecided[model] for model in models_of(question) if model in counted.undecided},
        scenario=scenario,
        seed=seed,
        shows=shows,
    )


def _weakest(broken: Collection[str], question: str) -> str:
    """The last of the broken models, in the lattice's order, that implies no other broken one."""
    weakest = [model for model in broken if not implied(model, question) & set(broken)]
    return max(weakest, key=models_of(question).index, default="")


def judged_again(cell: Cell, models: Collection[str]) -> Cell:
    """Return a cell with figures of more models; all that is there stays as it is."""
    protocol = stores()[cell.protocol]
    preset = preset_of(protocol, cell.preset)
    broken, undecided = Counter(cell.broken), Counter(cell.undecided)
    for seed in range(1, cell.runs + 1):
        scenario = scripted(protocol, preset, cell.fault, seed)
        for model, verdict in judge(scenario, seed, models, cell.question).items():
            if verdict.status in (VIOLATED, UNDECIDED):
                (broken if verdict.status == VIOLATED else undecided)[model] += 1
    return replace(cell, broken=dict(broken), undecided=dict(undecided))


@cache
def _recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


@cache
def matrix() -> tuple[Cell, ...]:
    """Every cell, as the last sweep found it."""
    return tuple(Cell.from_json(each) for each in _recorded()["cells"])


def judged_models(question: str) -> tuple[str, ...]:
    """Return the models that the sweeps have judged by a question."""
    return tuple(_recorded()["models"].get(question, ()))


def missing_cells() -> list[tuple[ProtocolSpec, Preset, str]]:
    """Return every mode under every fault that has no cell yet."""
    return [
        (protocol, preset, fault)
        for protocol in stores().values()
        for preset in protocol.presets
        for fault in columns()
        if applies(protocol, fault) and find_cell(protocol.name, preset.name, fault) is None
    ]


def find_cell(protocol: str, preset: str, fault: str) -> Cell | None:
    """One cell."""
    wanted = protocol, preset, fault
    return next((cell for cell in matrix() if (cell.protocol, cell.preset, cell.fault) == wanted), None)
