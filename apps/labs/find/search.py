"""Find a run that breaks a model, and the smallest that does.

1. *Search*: for each seed a random schedule of operations and faults is made the scenario's script and played. The
   model is judged on the whole history. The first run that breaks it is taken.
2. *Shrink* (delta debugging: Zeller, Hildebrandt 2002): leave out ever smaller pieces of the script as long as the run
   still breaks the model. At the end no single command can be left out, not even with other draws of the network.
3. *Tighten*: close the gaps in time in which nothing is needed, so that nobody waits for it.

An agreement protocol has invariants in the place of models: the question is then `invariant`, the model is the name of
one, and a run breaks it that ends with it broken.

The seed stays the same as long as that works: a message's fate hangs on its link and number only, so what is left
mostly keeps its course.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from apps.consistency import HOLDS, MODELS, OBSERVED, REPLICATED, VIOLATED, Budget, Operation, Verdict, check
from apps.labs.find.schedule import fault_schedule
from apps.labs.run.board import board_of
from apps.labs.run.operations import history_operation, is_in_history
from apps.labs.run.scenario import Scenario, Script
from apps.protocols.dials import Dials
from apps.protocols.pictures import BROKEN
from apps.simulation import Simulation
from apps.simulation.commands import InvokeOperation
from apps.simulation.faults.latency import SetLatency
from apps.simulation.faults.loss import SetLoss

INVARIANT = "invariant"
"""The question of what an agreement protocol is to keep."""

Pace = tuple[int, int, Script]
"""Ticks and operations of a schedule, and what it begins with."""

ROUGH: Pace = (
    4_000,
    200,
    ((0, SetLoss(per_mille=400)), (0, SetLatency(distribution="uniform", low_ticks=1, high_ticks=60))),
)
"""Crowded, fast, and with two messages in five lost: what is only half done stays so for long."""

LONG: Pace = (12_000, 90, ())
PACES: tuple[Pace, ...] = ((6_000, 40, ()), (2_400, 60, ()), ROUGH, LONG)
"""By turns a calm schedule, a crowded one, a rough one, and a long one with the faults that the protocol names."""

QUIET_TICKS = 3_000
SHRINK_RUNS_MAX = 600
GAP_TICKS_MAX = 400
OTHER_SEEDS = range(1, 13)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A run that breaks the model: the scenario with its script, the seed, and the verdict."""

    scenario: Scenario
    seed: int
    verdict: Verdict

    @property
    def operations(self) -> int:
        """Return how many operations it takes."""
        return sum(isinstance(command, InvokeOperation) for _, command in self.scenario.script)

    @property
    def faults(self) -> int:
        """Return how many faults it takes."""
        return len(self.scenario.script) - self.operations


def default_question(scenario: Scenario) -> str:
    """Invariants where the protocol has these; as replicated where it has a version order, else as observed."""
    if scenario.spec.invariants:
        return INVARIANT
    return OBSERVED if scenario.version_order() is None else REPLICATED


def find_violation(
    scenario: Scenario,
    model: str,
    seeds: range,
    *,
    question: str,
    faults: Collection[str] | None = None,
    progress: Progress,
) -> Found | None:
    """The smallest run found that breaks the model, from the first seed with one; None if no seed has one."""
    for done, seed in enumerate(seeds):
        progress(done, len(seeds), f"trying seed {seed}")
        ticks, operations, roughness = pace = PACES[done % len(PACES)]
        wanted = _telling_faults(scenario) if faults is None and pace is LONG else faults
        script = fault_schedule(scenario, seed, faults=wanted, ticks=ticks, operations=operations)
        whole = script if faults is not None else roughness + script
        if question != INVARIANT and not MODELS[model].any_data:
            whole = reads_and_writes(whole)
        found = attempt(replace(scenario, script=whole), seed, model, question)
        if found is not None:
            return tighten(shrink(found, model, question, progress), model, question)
    return None


def pieces(seeds: range, length: int) -> list[range]:
    """Return ranges of about this length that make up the seeds, to be searched apart.

    Each seed has the pace in its range that it has in the whole, so that the same runs are played.
    """
    whole = max(1, length // len(PACES)) * len(PACES)
    return [seeds[at : at + whole] for at in range(0, len(seeds), whole)]


def _telling_faults(scenario: Scenario) -> Collection[str] | None:
    """The faults under which a preset of this protocol breaks soonest, if it names any for these dials."""
    presets = scenario.spec.presets
    named = [preset.faults for preset in presets if preset.faults and _alike(preset.dials, scenario.dials)]
    return named[0] if named else None


def _alike(preset: Dials, dials: Dials) -> bool:
    """Return whether two settings make the same choices, whatever their numbers."""
    return all(dials[name] == value for name, value in preset.items() if not _is_number(value))


def _is_number(value: object) -> bool:
    return type(value) is int


def reads_and_writes(script: Script) -> Script:
    """The script with a write in place of each compare-and-set: most models are defined for these alone."""
    return tuple(
        (tick, replace(command, operation="write", expected=None))
        if isinstance(command, InvokeOperation) and command.operation == "cas"
        else (tick, command)
        for tick, command in script
    )


def attempt(scenario: Scenario, seed: int, model: str, question: str) -> Found | None:
    """Play the scenario's script and judge one model; what was found if it breaks."""
    if question == INVARIANT:
        verdict = _invariant_verdict(scenario, seed, model)
    else:
        verdict = judge(scenario, seed, (model,), question)[model]
    return Found(scenario, seed, verdict) if verdict.status == VIOLATED else None


def _invariant_verdict(scenario: Scenario, seed: int, name: str) -> Verdict:
    """Return what is to be said of an invariant at the end of a run, as a verdict."""
    board = board_of(played(scenario, seed), scenario)
    assert board is not None
    found = next(each for each in board.invariants() if each["name"] == name)
    status = VIOLATED if found["state"] == BROKEN else HOLDS
    return Verdict(model=name, question=INVARIANT, status=status, explanation=found["text"])


def judge(scenario: Scenario, seed: int, models: Collection[str], question: str) -> dict[str, Verdict]:
    """The verdicts on the run of a scenario's script, some seconds beyond its end."""
    operations = history(played(scenario, seed))
    return check(
        operations,
        question=question,
        models=models,
        data=data_of(operations),
        supersedes=scenario.version_order(),
        budget=Budget(),
    )


def data_of(operations: Iterable[Operation]) -> str:
    """Return what the keys of a lab's history hold: registers, with compare-and-set if there was any."""
    return "cas-register" if any(operation.action == "cas" for operation in operations) else "register"


def played(scenario: Scenario, seed: int) -> Simulation:
    """The run of a scenario's script, some seconds beyond its end."""
    simulation = Simulation(scenario.cluster(), seed)
    last_tick = max((tick for tick, _ in scenario.script), default=0)
    simulation.advance(last_tick + QUIET_TICKS)
    return simulation


def history(simulation: Simulation) -> tuple[Operation, ...]:
    """Return what clients did to keys and saw in a run."""
    return tuple(history_operation(record) for record in simulation.operations.values() if is_in_history(record))


def shrink(found: Found, model: str, question: str, progress: Progress) -> Found:
    """The same with a script from which no command can be left out (or as far as the bound on runs allows)."""
    size, runs = max(1, len(found.scenario.script) // 2), 0
    while size and runs < SHRINK_RUNS_MAX:
        start, shrunk = 0, False
        while start < len(found.scenario.script) and runs < SHRINK_RUNS_MAX:
            progress(runs, SHRINK_RUNS_MAX, f"shrinking: {len(found.scenario.script)} commands")
            runs += 1
            smaller = _smaller(found, _without(found.scenario, start, size), size, model, question)
            if smaller is None:
                start += size
            else:
                found, shrunk = smaller, True
        size = size if shrunk and size == 1 else size // 2
    return found


def tighten(found: Found, model: str, question: str) -> Found:
    """The same with every gap between two commands closed to `GAP_TICKS_MAX`, where the run still breaks the model."""
    for place in range(len(found.scenario.script)):
        script = found.scenario.script
        gap_ticks = script[place][0] - (script[place - 1][0] if place else 0)
        if gap_ticks > GAP_TICKS_MAX:
            by_ticks = gap_ticks - GAP_TICKS_MAX
            moved = (*script[:place], *((tick - by_ticks, command) for tick, command in script[place:]))
            found = attempt(replace(found.scenario, script=moved), found.seed, model, question) or found
    return found


def _smaller(found: Found, scenario: Scenario, size: int, model: str, question: str) -> Found | None:
    """Return whether less of the script still does it: with the same draws, or, of single commands, with others."""
    seeds = (found.seed, *OTHER_SEEDS) if size == 1 else (found.seed,)
    return next(filter(None, (attempt(scenario, seed, model, question) for seed in seeds)), None)


def _without(scenario: Scenario, start: int, size: int) -> Scenario:
    script: Script = scenario.script[:start] + scenario.script[start + size :]
    return replace(scenario, script=script)
