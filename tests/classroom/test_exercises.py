"""Exercises: chosen from the course, made from a lab, taken from class to class as files, published, previewed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.text import slugify
from pytest_django import Settings

from apps.classroom.exercise_file import ExerciseError, checked, from_scenario, read_exercise
from apps.classroom.models import Classroom, Exercise, Seat
from apps.labs.catalogue import catalogue
from apps.labs.goals import PREDICATES
from apps.live.access import VISITOR
from apps.live.lab.log import create_found_lab
from apps.live.models import Command, Lab
from apps.tutorials.models import Attempt
from apps.tutorials.prose import rendered
from tests.classroom.school import a_class, page_of, sit, teacher

pytestmark = pytest.mark.django_db(transaction=True)

Made = dict[str, Any]


def made_of(slug: str) -> Made:
    entry = catalogue()[slug]
    texts = {"title": entry.title, "question": entry.question, "task": entry.brief}
    return from_scenario(entry.scenario, starts_paused=entry.starts_paused, **texts)


STALE = {"title": "Read an old value", "predicate": "stale_read", "terms": {}}
ASKED = {
    "question": "What will bob read?",
    "options": [{"text": "7", "right": False}, {"text": "nothing", "right": True, "because": "n4 was cut off."}],
}


@pytest.mark.parametrize("slug", list(catalogue()))
def test_every_lab_makes_an_exercise_that_its_file_brings_back(slug: str) -> None:
    made = made_of(slug)
    again = checked(json.loads(json.dumps(made)))
    assert again == made
    step = read_exercise("exercise-1", again).steps[0]
    assert step.scenario.script == catalogue()[slug].scenario.script
    assert step.scenario.dials == catalogue()[slug].scenario.dials


BROKEN: dict[str, Callable[[Made], Any]] = {
    "its “format” is missing": lambda made: {**made, "format": "x"},
    "another version": lambda made: {**made, "version": 2},
    "needs a title": lambda made: {**made, "title": " "},
    "at most 4,000 characters": lambda made: {**made, "task": "x" * 4_001},
    "This cluster cannot be read": lambda made: {**made, "scenario": {}},
    "This cluster cannot be: ": lambda made: {**made, "scenario": {**made["scenario"], "loss_per_mille": 1_001}},
    "exactly one is right": lambda made: {**made, "prediction": {"question": "?", "options": [{"text": "a"}] * 3}},
    "names a predicate that there is": lambda made: {**made, "goals": [{"title": "x", "predicate": "__import__"}]},
    "has no term 'nonsense'": lambda made: {**made, "goals": [{**STALE, "terms": {"nonsense": 1}}]},
    "a text of 1 to 400 characters": lambda made: {**made, "hints": [""]},
    "a list of at most 8": lambda made: {**made, "goals": [STALE] * 9},
    "This is no exercise": lambda _: [],
    "not to source:zzz": lambda made: {**made, "task": "Read [this](source:zzz)."},
    "not to run:a/b": lambda made: {**made, "explanation": "See [this](run:a/b)."},
    "a character in it that cannot be written": lambda made: {**made, "title": "half \ud800"},
    "There is no protocol 'nope'": lambda made: {**made, "goals": [{**STALE, "protocol": "nope"}]},
    "There is a character": lambda made: {**made, "hints": ["\udfff"]},
    "names a predicate": lambda made: {**made, "goals": [{**STALE, "predicate": ["stale_read"]}]},
    "from 0 to": lambda made: {
        **made,
        "goals": [{"title": "x", "predicate": "converged_within", "terms": {"ticks": -1}}],
    },
}


@pytest.mark.parametrize("words", list(BROKEN))
def test_a_file_that_cannot_be_says_why(words: str) -> None:
    with pytest.raises(ExerciseError) as refused:
        checked(BROKEN[words](made_of("stale-read")))
    assert words in str(refused.value)


def test_a_link_that_leads_nowhere_is_shown_as_that_in_an_exercise_of_an_earlier_version() -> None:
    lesson = read_exercise(
        "x", {**made_of("stale-read"), "task": "[a](source:zzz) [b](run:a/b) [c](https://example.org)"}
    )
    shown = rendered(lesson, lesson.steps[0].task)
    assert shown.count("This link leads nowhere.") == 2
    assert 'href="https://example.org"' in shown


def test_prose_of_a_file_cannot_carry_html() -> None:
    lesson = read_exercise("x", checked({**made_of("stale-read"), "task": "<script>alert(1)</script> **bold**"}))
    assert "<script>" not in lesson.steps[0].task
    assert "<strong>bold</strong>" in lesson.steps[0].task


@pytest.fixture
def school() -> tuple[Classroom, Client]:
    user, client = teacher()
    return a_class(user), client


def make(classroom: Classroom, client: Client, lab: str = "stale-read") -> tuple[Exercise, str]:
    """An exercise made of a lab, and the address of its maker."""
    client.post(f"/classes/{classroom.pk}/exercises/add/", {"lab": lab})
    exercise = Exercise.objects.latest("pk")
    return exercise, f"/classes/{classroom.pk}/exercises/{exercise.pk}/"


FORM = {
    "title": "Who reads what?",
    "question": "When is a read stale?",
    "task": "Cut n4 off.",
    "asks": "What will bob read?",
    "option-0": "7",
    "option-1": "nothing",
    "because-1": "n4 was cut off.",
    "right": "1",
    "hint": ["Look at n4.", ""],
    "explanation": "It was cut off.",
}


def test_an_exercise_is_made_published_and_done_by_a_learner(
    school: tuple[Classroom, Client], settings: Settings
) -> None:
    classroom, client = school
    settings.HINT_SECONDS = 0
    exercise, maker = make(classroom, client)
    client.post(maker, FORM)
    assert (
        "Read an old value"
        in client.post(
            maker + "goals/", {"predicate": "stale_read", "goal_title": "Read an old value"}
        ).content.decode()
    )
    seat, learner = sit(classroom, "otter")
    page = page_of(seat, exercise.slug, "step")
    assert learner.get(page).headers["Location"] == f"/seats/{seat.pk}/", "not before it is published"
    client.post(maker + "publish/")
    shown = learner.get(page).content.decode()
    assert "What will bob read?" in shown
    assert "Read an old value" not in shown, "the goal would give the answer away"
    assert Lab.objects.get(owner=seat.visitor).locked
    panel = learner.post(page + "predict/", {"option": "1"}).content.decode()
    assert "Read an old value" in panel
    assert "Hint 1 of 1" in panel
    assert "Look at n4." in learner.post(page + "hint/").content.decode()
    assert "no further hints" in learner.post(page + "hint/").content.decode()
    assert Attempt.objects.get().hints == 1


def test_what_cannot_be_stored_stays_in_the_form_and_says_why(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    exercise, maker = make(classroom, client)
    page = client.post(maker, {**FORM, "right": "5"}).content.decode()
    assert "exactly one is right" in page
    assert "Who reads what?" in page
    exercise.refresh_from_db()
    assert exercise.made is not None
    assert exercise.made["prediction"] is None


def test_the_cluster_is_taken_from_a_lab_with_all_that_was_done_in_it(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    exercise, maker = make(classroom, client)
    lab = client.post(maker + "setup/").headers["Location"].split("/")[2]
    run = Lab.objects.get(pk=lab).runs.get()
    Command.objects.create(run=run, index=0, tick=500, steps=None, body={"type": "crash", "node": "n2"})
    client.post(maker + "cluster/", {"lab": lab})
    exercise.refresh_from_db()
    step = read_exercise("x", exercise.made or {}).steps[0]
    assert [(tick, type(command).__name__) for tick, command in step.scenario.script] == [(500, "CrashNode")]


def test_a_cluster_is_not_taken_from_somebody_elses_lab(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    _, maker = make(classroom, client)
    _, other = teacher("grace")
    lab = other.post("/labs/", {"lab": "gossip"}).headers["Location"].split("/")[2]
    assert client.post(maker + "cluster/", {"lab": lab}).status_code == 404


def test_every_predicate_can_be_chosen_and_filled_in(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    for name in PREDICATES:
        form = client.get(f"/classes/{classroom.pk}/exercises/terms/", {"predicate": name})
        assert form.status_code == 200, name
        assert "Add the goal" in form.content.decode(), name


def test_a_goal_that_the_cluster_cannot_be_asked_for_is_refused_in_words(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    _, maker = make(classroom, client)
    refused = client.post(maker + "goals/", {"predicate": "model_violated", "term-model": "nonsense"}).content.decode()
    assert 'role="alert"' in refused
    client.post(maker + "goals/", {"predicate": "stale_read"})
    page = client.post(maker + "goals/1/remove/").content.decode()
    assert "No goal yet" in page


def test_a_file_goes_from_class_to_class(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    exercise, maker = make(classroom, client)
    client.post(maker, FORM)
    file = client.get(maker + "exercise.json")
    name = slugify(FORM["title"])
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name}.json"'
    _, grace = teacher("grace")
    other = grace.post("/classes/", {"title": "Another"}).headers["Location"].split("/")[2]
    upload = SimpleUploadedFile("exercise.json", file.content)
    grace.post(f"/classes/{other}/exercises/import/", {"file": upload})
    taken = Exercise.objects.get(classroom_id=other)
    exercise.refresh_from_db()
    assert taken.made == exercise.made
    assert taken.published is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "lightcone-exercise"}', b"\xff\xfe", b"[" * 9_000])
def test_a_file_that_is_no_exercise_makes_none(school: tuple[Classroom, Client], content: bytes) -> None:
    classroom, client = school
    upload = {"file": SimpleUploadedFile("exercise.json", content)}
    page = client.post(f"/classes/{classroom.pk}/exercises/import/", upload).content.decode()
    assert 'role="alert"' in page
    assert Exercise.objects.count() == 1


def test_a_preview_shows_what_a_learner_sees_and_counts_for_nothing(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    _, maker = make(classroom, client)
    client.post(maker, FORM)
    there = client.post(maker + "preview/").headers["Location"]
    assert "this is what a learner sees" in client.get(there).content.decode()
    client.post(maker + "preview/")
    assert Seat.objects.get().preview, "a second preview takes the same seat"
    assert "Nobody is in yet" in client.get(f"/classes/{classroom.pk}/learners/").content.decode()
    assert "0 learners" in client.get("/classes/").content.decode()


def test_a_lesson_is_an_exercise_once(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    for _ in range(2):
        client.post(f"/classes/{classroom.pk}/exercises/add/", {"lesson": "saga"})
    assert sorted(each.lesson for each in classroom.exercises.all()) == ["quorums", "saga"]


def test_exercises_are_ordered_timed_and_deleted_unless_somebody_has_worked_in_them(
    school: tuple[Classroom, Client],
) -> None:
    classroom, client = school
    client.post(f"/classes/{classroom.pk}/exercises/add/", {"lesson": "saga"})
    quorums, saga = classroom.exercises.all()
    path = f"/classes/{classroom.pk}/exercises/"
    client.post(f"{path}{saga.pk}/move/")
    assert [each.lesson for each in classroom.exercises.all()] == ["saga", "quorums"]
    wrong = {"opens": "2026-11-21T14:00", "closes": "2026-11-21T13:00"}
    assert "Closing has to come after opening" in client.post(f"{path}{saga.pk}/set/", wrong).content.decode()
    assert "Closing has to come" in client.post(f"{path}{saga.pk}/set/", {"opens": "2026-99-99T00:00"}).content.decode()
    client.post(f"{path}{saga.pk}/delete/")
    seat, learner = sit(classroom, "otter")
    learner.get(page_of(seat))
    assert "Learners have worked" in client.post(f"{path}{quorums.pk}/delete/").content.decode()
    assert [each.lesson for each in classroom.exercises.all()] == ["quorums"]


def test_a_cluster_of_a_version_that_is_gone_is_refused_in_words(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    exercise, _ = make(classroom, client)
    client.get("/labs/")
    owner = client.session[VISITOR]
    lab = create_found_lab(catalogue()["stale-read"].scenario, 1, owner=owner, title="Old", brief="")
    lab.runs.update(simulation_version=1)
    taken = client.post(f"/classes/{classroom.pk}/exercises/{exercise.pk}/cluster/", {"lab": lab.pk})
    pushed = client.post(f"/classes/{classroom.pk}/teach/scenario/", {"lab": lab.pk})
    assert (taken.status_code, pushed.status_code) == (200, 409)
    for answer in (taken, pushed):
        assert "an earlier version of the simulation" in answer.content.decode()


@pytest.mark.parametrize("button", ["setup/", "cluster/", "preview/"])
def test_texts_that_were_typed_are_stored_with_whatever_else_is_pressed(
    school: tuple[Classroom, Client], button: str
) -> None:
    classroom, client = school
    exercise, maker = make(classroom, client)
    lab = client.post(maker + "setup/").headers["Location"].split("/")[2]
    client.post(maker + button, {**FORM, "title": "Typed a moment ago", "lab": lab})
    exercise.refresh_from_db()
    assert exercise.made is not None
    assert exercise.made["title"] == "Typed a moment ago"


@pytest.mark.parametrize("button", ["setup/", "cluster/", "preview/"])
def test_texts_that_cannot_be_stored_stay_in_the_form_whatever_else_is_pressed(
    school: tuple[Classroom, Client], button: str
) -> None:
    classroom, client = school
    _, maker = make(classroom, client)
    lab = client.post(maker + "setup/").headers["Location"].split("/")[2]
    page = client.post(maker + button, {**FORM, "right": "5", "lab": lab}).content.decode()
    assert "exactly one is right" in page
    assert "Who reads what?" in page


def test_a_lab_that_is_set_up_for_an_exercise_leads_back_to_it(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    _, maker = make(classroom, client)
    lab = client.post(maker + "setup/").headers["Location"]
    assert f'<a class="button" href="{maker}">Back to the exercise</a>' in client.get(lab).content.decode()
    assert client.get(maker).headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/classes/a/exercises/1/", "/labs/", "x", ""])
def test_a_lab_leads_back_to_nothing_but_an_exercise_of_this_site(school: tuple[Classroom, Client], back: str) -> None:
    classroom, client = school
    _, maker = make(classroom, client)
    lab = client.post(maker + "setup/").headers["Location"].split("?")[0]
    assert "Back to the exercise" not in client.get(lab, {"back": back}).content.decode()


def test_a_preview_leads_back_to_the_editor(school: tuple[Classroom, Client]) -> None:
    classroom, client = school
    _, maker = make(classroom, client)
    page = client.get(client.post(maker + "preview/").headers["Location"]).content.decode()
    assert f'<a href="{maker}">Back to the exercise</a>' in page
