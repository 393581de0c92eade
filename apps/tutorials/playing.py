"""Plays what acts do in a step, without a page: for tests, for authors of lessons, for the runs that back claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from apps.labs.goals.goal import Finding, NotYet, Reached
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, Session, begin, replay_under
from apps.simulation import Position
from apps.tutorials.lesson import Acts, ShownRun, Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of acts: the runs they made, each goal as it stands at the end, and what could not be carried out."""

    sessions: tuple[Session, ...]
    findings: Mapping[str, Finding]
    refused: tuple[str, ...]


def play(scenario: Scenario, seed: int, until_tick: int) -> Session:
    """A scenario's run up to a tick."""
    session = begin(scenario, seed)
    session.advance(until_tick)
    return session


def play_acts(step: Step, acts: Acts) -> Outcome:
    """Return what comes of acts in a step. A goal that has to be reached in a replay counts in a run after the
    other's.
    """
    runs = acts.runs(step.scenario)
    sessions = tuple(play(run.scenario, acts.seed, run.until_tick) for run in runs)
    refused = [sentence for run in runs for sentence in _refused(run.scenario, acts.seed, run.until_tick)]
    return Outcome(sessions, _findings(step, sessions), tuple(refused))


def play_shown(run: ShownRun) -> Outcome:
    """A run that backs a claim, with what it shows as goals."""
    scenario = replace(run.scenario, goals=run.shows)
    session = play(scenario, run.seed, run.until_tick)
    refused = _refused(scenario, run.seed, run.until_tick)
    return Outcome((session,), dict(session.goals.findings), tuple(refused))


def _findings(step: Step, sessions: tuple[Session, ...]) -> dict[str, Finding]:
    first_reached: dict[str, int] = {}
    findings: dict[str, Finding] = {}
    for each in step.goals:
        name = each.goal.name
        after = first_reached.get(each.replay_of, len(sessions)) if each.replay_of else -1
        findings[name] = NotYet(_because(name, sessions))
        for number, session in enumerate(sessions):
            found = session.goals.findings[name]
            if isinstance(found, Reached) and number > after:
                findings[name] = found
                first_reached.setdefault(name, number)
                break
    return findings


def _because(name: str, sessions: tuple[Session, ...]) -> str:
    found = sessions[-1].goals.findings[name]
    return found.because if isinstance(found, NotYet) else "It was reached, but not in a replay of the other run."


def _refused(scenario: Scenario, seed: int, until_tick: int) -> list[str]:
    """Return what of the script could not be carried out when its time came."""
    log = [LoggedCommand(Position(tick), command) for tick, command in scenario.script]
    return list(replay_under(replace(scenario, script=()), seed, log, until_tick).not_applied)
