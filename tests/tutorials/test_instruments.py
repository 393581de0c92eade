"""Steps unlock the instruments that their solutions need."""

from apps.tutorials.course import lessons
from apps.tutorials.instruments import DIAGRAM, FAULTS, SETTINGS, instruments_of, new_in


def test_a_step_that_is_done_on_the_picture_unlocks_nothing() -> None:
    assert instruments_of(lessons()["first-cluster"].steps[0]) == []


def test_a_step_that_asks_for_an_operation_or_an_event_unlocks_the_diagram() -> None:
    for lesson in lessons().values():
        for step in lesson.steps:
            if step.see is not None and step.see.kind != "node":
                assert DIAGRAM in instruments_of(step)


def test_a_step_whose_solution_replays_under_other_settings_unlocks_them() -> None:
    steps = [step for lesson in lessons().values() for step in lesson.steps if step.solution and step.solution.replays]
    assert steps
    assert all(SETTINGS in instruments_of(step) for step in steps)


def test_an_instrument_is_new_in_the_first_step_of_a_lesson_that_needs_it() -> None:
    for lesson in lessons().values():
        found = [each for step in lesson.steps for each in new_in(lesson, step)]
        assert len(found) == len(set(found))
    assert any(FAULTS in new_in(lesson, step) for lesson in lessons().values() for step in lesson.steps)
