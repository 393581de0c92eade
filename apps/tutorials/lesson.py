"""What a lesson is, once read. `docs/writing-lessons.md` says how one is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from apps.labs.goals.goal import Goal
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.scenario import Scenario
from apps.simulation.commands import Command
from apps.tutorials.deeds import DeedGoal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayUnder:
    """The learner replays the run under another protocol or other dials: the same commands, a new run."""

    protocol: str
    dials: Mapping[str, object]


Act = tuple[int, Command | ReplayUnder]
"""At a tick: a command, or a replay of all so far under other dials."""


@dataclass(frozen=True, slots=True)
class Played:
    """One run of several that acts make: its start, with the acts as its script."""

    scenario: Scenario
    until_tick: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What somebody does in a step's run: a solution, or a wrong way. `until_tick` is when it is over."""

    acts: tuple[Act, ...]
    until_tick: int
    seed: int

    @property
    def replays(self) -> bool:
        """Return whether it takes more than one run."""
        return any(isinstance(act, ReplayUnder) for _, act in self.acts)

    def runs(self, start: Scenario) -> list[Played]:
        """The runs that it makes, in order: the first from the step's start, then one for each replay."""
        scenario, done, runs = start, list(start.script), []
        for tick, act in self.acts:
            if isinstance(act, ReplayUnder):
                runs.append(Played(replace(scenario, script=tuple(done)), tick))
                scenario = scenario.under(act.protocol, _dials(scenario, act))
            else:
                done.append((tick, act))
        runs.append(Played(replace(scenario, script=tuple(done)), self.until_tick))
        return runs


def _dials(scenario: Scenario, act: ReplayUnder) -> Mapping[str, object]:
    """The dials it names; the others stay, or are those with which the other protocol begins."""
    begun = PROTOCOLS[act.protocol].defaults(len(scenario.nodes))
    return {**(scenario.dials if act.protocol == scenario.protocol else begun), **act.dials}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer to choose. `because` says why it is right, or why it tempted; `run` is a run that shows it."""

    text: str
    right: bool
    because: str
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with answers of which one is right."""

    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunGoal:
    """A goal in the run itself. With `replay_of` it counts only in a replay of the run that reached that goal."""

    goal: Goal
    replay_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class See:
    """Where to look in the learner's own run: the answer is the first operation, or event, of a goal's evidence."""

    question: str
    goal: str
    kind: str
    wrong: str


ORDER, PICK, WRITE = "order", "pick", "write"
"""How a learner explains: by putting reasons in order, by picking the two that matter, or by writing a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain:
    """What the learner explains once the evidence is found. `right` are the numbers of the reasons that are ours, in
    our order; `ours` is our explanation in a sentence or two.
    """

    kind: str
    question: str
    reasons: tuple[str, ...]
    right: tuple[int, ...]
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to find out, on a cluster of its own. Prose is HTML. One without a solution cannot be demonstrated."""

    slug: str
    title: str
    task: str
    scenario: Scenario
    starts_paused: bool
    opens: str
    prediction: Question | None
    goals: tuple[RunGoal, ...]
    deeds: tuple[DeedGoal, ...]
    see: See | None
    explain: Explain | None
    hints: tuple[str, ...]
    solution: Acts | None
    wrong_ways: tuple[Acts, ...]
    explanation: str

    @property
    def goal_names(self) -> tuple[str, ...]:
        """Everything to be reached, in the order in which it is shown."""
        return (*(each.goal.name for each in self.goals), *(each.name for each in self.deeds))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRun:
    """A run that backs a claim of the text: `shows` are the goals that it reaches, each a fact that it shows."""

    name: str
    title: str
    scenario: Scenario
    seed: int
    until_tick: int
    shows: tuple[Goal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A paper or book."""

    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One question, answered in a few steps. `lab` is the lab of the catalogue in which its learner can go on; `needs`
    are the lessons, by slug, that come before it.
    """

    slug: str
    unit: int
    order: int
    title: str
    question: str
    minutes: int
    lab: str
    needs: tuple[str, ...]
    introduction: str
    steps: tuple[Step, ...]
    transfer: Question | None
    runs: Mapping[str, ShownRun]
    sources: tuple[str, ...]

    def step(self, slug: str) -> Step | None:
        """The step of that name."""
        return next((step for step in self.steps if step.slug == slug), None)
