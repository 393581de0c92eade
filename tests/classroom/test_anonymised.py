"""The export for research: every run replays from it, and nobody is to be found in it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from apps.classroom.models import Classroom, Exercise, Group, Seat
from apps.classroom.results.anonymised import anonymised
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand, replay
from apps.live.lab.wire import read_command
from apps.live.models import Lab, Run
from apps.live.serving.streamed import written_object
from apps.simulation import Position
from tests.classroom.school import STEP, a_class, teacher
from tests.classroom.work import attempt, run_of, seated, votes

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom() -> Classroom:
    """Two learners and a group; one has typed both names into a run."""
    found = a_class(teacher()[0])
    group = Group.objects.create(classroom=found, name="The Vikings")
    (one,) = seated(found, "Grace Hopper", student_id="s1001", group=group)
    (two,) = seated(found, "Ada")
    run_of(attempt(one, at=5, passed=9, prediction=1, hints=1), "ask grace hopper, ada")
    run_of(attempt(two, at=11), "Adaptive s1001")
    run_of(attempt(group, at=2), "7")
    votes(found.exercises.get(), STEP, {one: (0, 1), two: (1,)})
    return found


def taken(classroom: Classroom) -> dict[str, Any]:
    """The file that a teacher takes away, read."""
    read: dict[str, Any] = json.loads("".join(written_object(anonymised(classroom))))
    return read


def by_typed(found: dict[str, Any], word: str) -> dict[str, Any]:
    """The learner in whose run a word was typed."""
    return next(each for each in found["learners"] if word in json.dumps(each["attempts"]))


def test_nothing_in_it_names_anybody_or_leads_back(classroom: Classroom) -> None:
    written = json.dumps(taken(classroom)).lower()
    known = [classroom.pk, classroom.title, classroom.code, "ada@", "the vikings", "hopper", '"ada"', " ada", "s1001"]
    known += [value for seat in Seat.objects.all() for value in (seat.pk, seat.visitor, seat.code)]
    known += [*Group.objects.values_list("visitor", flat=True), *Lab.objects.values_list("pk", flat=True)]
    assert [each for each in known if each.lower() in written] == []
    assert re.search(r"20\d\d-\d\d", written) is None


def test_a_name_typed_into_a_run_becomes_a_number_and_other_words_stay(classroom: Classroom) -> None:
    found = taken(classroom)
    one, two = by_typed(found, "ask"), by_typed(found, "Adaptive")
    numbers = one["number"], two["number"]
    assert set(numbers) == {1, 2}
    values = [each["attempts"][0]["lab"]["runs"][0]["commands"][0]["command"]["value"] for each in (one, two)]
    assert values == [f"ask L{numbers[0]}, L{numbers[1]}", f"Adaptive L{numbers[0]}"]


def test_times_are_seconds_since_each_began(classroom: Classroom) -> None:
    one = by_typed(taken(classroom), "ask")
    (made,) = one["attempts"]
    assert (made["created_at"], made["passed_at"], made["predicted_at"]) == (0, 240, None)
    assert (made["prediction"], made["hints"], made["exercise"], made["step"]) == (1, 1, 1, STEP)


def test_votes_and_the_work_of_groups_are_in_it(classroom: Classroom) -> None:
    found = taken(classroom)
    one = by_typed(found, "ask")
    assert [(each["round"], each["option"]) for each in one["votes"]] == [(1, 0), (2, 1)]
    assert one["group"] == found["groups"][0]["number"] == 1
    assert len(found["groups"][0]["attempts"]) == 1
    assert found["exercises"][0]["steps"][0]["name"] == STEP


def test_every_run_replays_from_it(classroom: Classroom) -> None:
    Run.objects.update(seed=11)
    found = taken(classroom)
    run = by_typed(found, "ask")["attempts"][0]["lab"]["runs"][0]
    log = [
        LoggedCommand(Position(each["tick"], each["steps"]), read_command(each["command"]))  # type: ignore[arg-type]
        for each in run["commands"]
    ]
    until = Position(run["until"]["tick"], run["until"]["steps"])
    session = replay(Scenario.from_json(run["scenario"]), run["seed"], log, until)
    operations = session.snapshot()["operations"]
    assert operations["alice#1"]["status"] == "ok"
    assert operations["bob#1"]["status"] == "ok"


def test_the_numbers_are_dealt_anew_each_time(classroom: Classroom) -> None:
    dealt = {by_typed(taken(classroom), "ask")["number"] for _ in range(40)}
    assert dealt == {1, 2}


def test_what_was_never_published_is_left_out(classroom: Classroom) -> None:
    Exercise.objects.create(classroom=classroom, lesson="causal", order=5)
    assert [each["number"] for each in taken(classroom)["exercises"]] == [1]


def test_the_file_is_streamed_one_lab_at_a_time(classroom: Classroom, django_assert_max_num_queries: Any) -> None:
    for seat in seated(classroom, *(f"learner {number}" for number in range(40))):
        run_of(attempt(seat, at=3), "1")
    with django_assert_max_num_queries(20):
        next(next(anonymised(classroom)["learners"])["attempts"])
    client = Client()
    client.force_login(classroom.owner)
    answer = client.get(f"/classes/{classroom.pk}/results/class.json")
    assert answer.streaming
    assert len(json.loads(answer.getvalue())["learners"]) == 42
