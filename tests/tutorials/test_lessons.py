"""Every lesson of the course: its solutions reach every goal, doing nothing none, and its claims are backed by runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from apps.labs.goals.goal import NotYet, Reached
from apps.tutorials.course import UNITS, lessons, sources
from apps.tutorials.lesson import Acts, Lesson, ShownRun, Step
from apps.tutorials.management.commands.list_predicates import predicate_table
from apps.tutorials.playing import Outcome, play_acts, play_shown

STEPS = [(lesson, step) for lesson in lessons().values() for step in lesson.steps]
WRONG_WAYS = [(lesson, step, acts) for lesson, step in STEPS for acts in step.wrong_ways]
RUNS = [(lesson, run) for lesson in lessons().values() for run in lesson.runs.values()]


def reached(outcome: Outcome) -> set[str]:
    return {name for name, found in outcome.findings.items() if isinstance(found, Reached)}


def name_of(value: object) -> str:
    return value.slug if isinstance(value, (Lesson, Step)) else value.name if isinstance(value, ShownRun) else ""


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=name_of)
def test_the_solution_of_a_step_reaches_every_goal_and_nothing_of_it_is_refused(lesson: Lesson, step: Step) -> None:
    outcome = play_acts(step, step.solution)
    assert outcome.refused == ()
    assert reached(outcome) == {each.goal.name for each in step.goals}


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=name_of)
def test_doing_nothing_reaches_no_goal_and_is_told_what_to_do(lesson: Lesson, step: Step) -> None:
    outcome = play_acts(step, Acts(acts=(), until_tick=step.solution.until_tick + 10_000, seed=step.solution.seed))
    assert reached(outcome) == set()
    assert all(isinstance(found, NotYet) and found.because for found in outcome.findings.values())


@pytest.mark.parametrize(("lesson", "step", "acts"), WRONG_WAYS, ids=name_of)
def test_a_wrong_way_does_not_pass_and_is_told_why(lesson: Lesson, step: Step, acts: Acts) -> None:
    outcome = play_acts(step, acts)
    nothing = play_acts(step, Acts(acts=(), until_tick=acts.until_tick, seed=acts.seed))
    assert outcome.refused == ()
    missing = {name: found for name, found in outcome.findings.items() if isinstance(found, NotYet)}
    assert missing
    assert any(found.because != nothing.findings[name].because for name, found in missing.items())  # type: ignore[union-attr]


@pytest.mark.parametrize(("lesson", "run"), RUNS, ids=name_of)
def test_a_run_shows_what_it_is_said_to_show(lesson: Lesson, run: ShownRun) -> None:
    outcome = play_shown(run)
    assert outcome.refused == ()
    assert reached(outcome) == {goal.name for goal in run.shows}


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=name_of)
def test_the_evidence_of_a_step_can_be_pointed_at(lesson: Lesson, step: Step) -> None:
    if step.see is not None:
        found = play_acts(step, step.solution).findings[step.see.goal]
        assert isinstance(found, Reached)
        assert found.operations if step.see.kind == "operation" else found.events


@pytest.mark.parametrize("lesson", lessons().values(), ids=name_of)
def test_every_run_of_a_lesson_backs_something_that_is_said_in_it(lesson: Lesson) -> None:
    said = " ".join([lesson.introduction, *(step.task + step.explanation for step in lesson.steps)])
    questions = [step.prediction for step in lesson.steps if step.prediction]
    linked = set(re.findall(r'href="run:([^"]+)"', said))
    linked |= {option.run for question in questions for option in question.options}
    assert set(lesson.runs) <= linked


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=name_of)
def test_every_wrong_prediction_is_refuted_by_a_run(lesson: Lesson, step: Step) -> None:
    assert step.prediction is not None
    assert all(option.run for option in step.prediction.options if not option.right)


def test_every_lesson_has_a_place_of_its_own_and_every_unit_a_lesson() -> None:
    places = [(lesson.unit, lesson.order) for lesson in lessons().values()]
    assert places == sorted(set(places)), "give each lesson another `order` within its unit"
    assert {unit for unit, _ in places} == set(UNITS)


def test_every_lesson_has_its_walk_in_a_browser() -> None:
    walks = Path(__file__).parents[1] / "browser" / "lessons"
    missing = [slug for slug in lessons() if not (walks / f"test_{slug.replace('-', '_')}.py").exists()]
    assert not missing, f"walk through them in {walks}"


def test_every_source_is_cited_by_a_lesson() -> None:
    assert {name for lesson in lessons().values() for name in lesson.sources} == set(sources())


def test_the_guide_for_authors_lists_every_predicate() -> None:
    guide = (Path(__file__).parents[2] / "docs/writing-lessons.md").read_text(encoding="utf-8")
    assert predicate_table() in guide, "Put what `python manage.py list_predicates` prints into the guide."
