"""A learner's way through a step, over the real server: prediction, goals, evidence, hints, another browser."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.labs.goals.goal import Reached
from apps.live.access import VISITOR
from apps.live.lab.epochs import take
from apps.live.lab.log import store_goals
from apps.live.models import Lab, Run, WantedRecording
from apps.tutorials.attempts import attempts_at, begin
from apps.tutorials.course import lessons
from apps.tutorials.models import Attempt
from apps.tutorials.progress import DUE_AFTER, progress_of

pytestmark = pytest.mark.django_db(transaction=True)

LESSON = lessons()["first-cluster"]
STEP = LESSON.steps[1]
PAGE = f"/lessons/{LESSON.slug}/{STEP.slug}/"


def visitor_of(client: Client) -> str:
    return str(client.session[VISITOR])


def current(client: Client) -> Attempt:
    return Attempt.objects.filter(visitor=visitor_of(client), step=STEP.slug).latest("pk")


def reach(attempt: Attempt, *names: str, run: int = 1) -> None:
    """As the live lab does when a run reaches its goals."""
    assert attempt.lab is not None
    stored = attempt.lab.runs.get(number=run)
    found = {name: Reached(f"{name} it is.", ("bob#1", "alice#1"), ()) for name in names}
    hold = take(attempt.lab.pk)
    assert hold is not None
    store_goals(hold, stored.pk, run, (20, 900), found, {"until": 900, "lanes": [], "faults": [], "verdicts": {}})


def opened(client: Client) -> Attempt:
    """The step, opened and predicted."""
    client.get(PAGE)
    client.post(PAGE + "predict/", {"option": "1"})
    return current(client)


def test_the_cluster_is_locked_until_the_learner_has_predicted(client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert "Lock in my prediction" in page
    assert Lab.objects.get().locked
    panel = client.post(PAGE + "predict/", {"option": "2"}).content.decode()
    assert "You predicted" in panel
    assert not Lab.objects.get().locked


def test_a_prediction_is_locked_in_once(client: Client) -> None:
    attempt = opened(client)
    client.post(PAGE + "predict/", {"option": "0"})
    attempt.refresh_from_db()
    assert attempt.prediction == 1


@pytest.mark.parametrize("option", ["", "3", "-1", "x", "1" * 100])
def test_only_an_option_that_there_is_can_be_predicted(client: Client, option: str) -> None:
    client.get(PAGE)
    assert client.post(PAGE + "predict/", {"option": option}).status_code == 404


@pytest.mark.parametrize("what", ["draft", "predict", "found", "reveal", "explain"])
def test_what_is_refused_before_a_step_was_opened_begins_no_attempt(client: Client, what: str) -> None:
    assert client.post(PAGE + f"{what}/", {"option": "x", "chosen": "bob#1"}).status_code == 404
    assert not Attempt.objects.exists()
    assert not Lab.objects.exists()


def test_a_choice_not_yet_locked_in_is_there_after_a_reload(client: Client) -> None:
    client.get(PAGE)
    client.post(PAGE + "draft/", {"option": "2"})
    page = client.get(PAGE).content.decode()
    assert re.search(r'value="2"[^>]*checked', page)
    assert Lab.objects.get().locked


def test_a_reload_leads_to_the_same_cluster(client: Client) -> None:
    first = opened(client)
    client.get(PAGE)
    assert current(client).lab_id == first.lab_id
    assert Lab.objects.count() == 1


def test_a_step_is_passed_when_every_goal_is_reached_and_explained_when_the_evidence_is_found(client: Client) -> None:
    attempt = opened(client)
    reach(attempt, "dropped")
    assert "What happened" not in client.get(PAGE + "panel/").content.decode()
    reach(attempt, "stale")
    assert "Which read missed the write?" in client.get(PAGE + "panel/").content.decode()
    wrong = client.post(PAGE + "found/", {"chosen": "alice#1"}).content.decode()
    assert "Not alice#1." in wrong
    assert "What happened" not in wrong
    right = client.post(PAGE + "found/", {"chosen": "bob#1"}).content.decode()
    assert "Yes, bob#1." in right
    assert "Explain it" in right
    assert "What happened" in client.post(PAGE + "explain/", {"skip": "1"}).content.decode()


def test_an_event_is_found_only_in_the_run_that_reached_the_goal(client: Client) -> None:
    lesson = lessons()["two-generals"]
    step = lesson.steps[1]
    page = f"/lessons/{lesson.slug}/{step.slug}/"
    client.get(page)
    attempt = Attempt.objects.get()
    assert attempt.lab is not None
    found = {"split": Reached("Only B attacks.", (), (17,))}
    sketch = {"until": 900, "lanes": [], "faults": [], "verdicts": {}}
    hold = take(attempt.lab.pk)
    assert hold is not None
    store_goals(hold, attempt.lab.runs.get().pk, 1, (20, 900), found, sketch)
    client.get(page + "panel/")
    assert "Not that one." in client.post(page + "found/", {"chosen": "17", "run": "2"}).content.decode()
    assert "Yes, that one." in client.post(page + "found/", {"chosen": "17", "run": "1"}).content.decode()


def test_the_evidence_can_be_shown_instead(client: Client) -> None:
    reach(opened(client), "dropped", "stale")
    client.get(PAGE + "panel/")
    assert "It was bob#1." in client.post(PAGE + "reveal/").content.decode()


def test_nothing_is_found_before_the_goals_are_reached(client: Client) -> None:
    opened(client)
    assert client.post(PAGE + "found/", {"chosen": "bob#1"}).status_code == 404


def test_beginning_again_keeps_the_prediction_and_gives_another_seed(client: Client) -> None:
    first = opened(client)
    assert client.post(PAGE + "again/").status_code == 302
    second = current(client)
    assert (second.number, second.prediction) == (2, first.prediction)
    seeds = set(Run.objects.values_list("seed", flat=True))
    assert len(seeds) == 2
    assert not Lab.objects.get(pk=second.lab_id).locked


def test_what_was_passed_stays_passed_when_the_step_is_begun_again_and_is_predicted_anew(client: Client) -> None:
    reach(opened(client), "dropped", "stale")
    client.get(PAGE + "panel/")
    client.post(PAGE + "again/")
    assert current(client).prediction is None
    step = next(each for each in progress_of(visitor_of(client))[0].steps if each.slug == STEP.slug)
    assert step.state == "mastered"


def test_hints_come_one_after_the_other_and_the_third_demonstrates(client: Client, settings: object) -> None:
    settings.HINT_SECONDS = 0  # type: ignore[attr-defined]
    opened(client)
    assert STEP.hints[0] in client.post(PAGE + "hint/").content.decode()
    assert "Do it for me" in client.post(PAGE + "hint/").content.decode()
    client.post(PAGE + "hint/")
    shown = current(client)
    assert shown.shown
    assert "Watch it done" in client.get(PAGE).content.decode()
    reach(shown, "dropped", "stale")
    client.get(PAGE)
    shown.refresh_from_db()
    assert shown.passed is None
    client.post(PAGE + "again/")
    own = current(client)
    assert (own.shown, own.hints) == (False, 3)


def test_a_hint_is_not_given_before_its_time(client: Client, settings: object) -> None:
    settings.HINT_SECONDS = 3600  # type: ignore[attr-defined]
    attempt = opened(client)
    client.post(PAGE + "hint/")
    attempt.refresh_from_db()
    assert attempt.hints == 0


def test_a_step_passed_with_hints_is_due_again_after_a_day(client: Client, settings: object) -> None:
    settings.HINT_SECONDS = 0  # type: ignore[attr-defined]
    attempt = opened(client)
    client.post(PAGE + "hint/")
    reach(attempt, "dropped", "stale")
    client.get(PAGE + "panel/")
    lesson = progress_of(visitor_of(client))[0]
    assert not lesson.is_due(timezone.now())
    assert lesson.is_due(timezone.now() + DUE_AFTER)
    Attempt.objects.update(passed=timezone.now() - 2 * DUE_AFTER)
    assert "Due for another look" in client.get("/lessons/").content.decode()


def test_passing_an_attempt_has_its_runs_recorded(client: Client) -> None:
    lesson = lessons()["linearizable"]
    step = lesson.steps[2]
    page = f"/lessons/{lesson.slug}/{step.slug}/"
    client.get(page)
    client.post(page + "predict/", {"option": "0"})
    attempt = Attempt.objects.get()
    assert attempt.lab is not None
    for goal in step.goals:
        assert not WantedRecording.objects.exists()
        reach(attempt, goal.goal.name)
        client.get(page + "panel/")
    attempt.refresh_from_db()
    assert attempt.passed is None
    first = attempt.lab.runs.get()
    replay = {"simulation_version": first.simulation_version, "scenario": first.scenario}
    Run.objects.create(lab=attempt.lab, number=2, parent=1, **replay)
    reach(attempt, "violated", run=2)
    client.get(page + "panel/")
    assert {wanted.run for wanted in WantedRecording.objects.all()} == set(attempt.lab.runs.all())


def test_a_replay_counts_only_for_the_run_that_it_replays(client: Client) -> None:
    lesson = lessons()["linearizable"]
    step = lesson.steps[2]
    page = f"/lessons/{lesson.slug}/{step.slug}/"
    client.get(page)
    client.post(page + "predict/", {"option": "0"})
    attempt = Attempt.objects.get()
    assert attempt.lab is not None
    first = attempt.lab.runs.get()
    for number, parent, forked in ((2, 1, 5), (3, 1, None)):
        Run.objects.create(
            lab=attempt.lab,
            number=number,
            parent=parent,
            forked_seq=forked,
            simulation_version=first.simulation_version,
            scenario=first.scenario,
        )
    reach(attempt, "refused")
    reach(attempt, "violated", run=2)
    assert client.get(page + "panel/").content.decode().count("data-reached") == 1
    reach(attempt, "violated", run=3)
    assert client.get(page + "panel/").content.decode().count("data-reached") == 2


def test_the_goals_are_hidden_until_the_prediction_is_locked(client: Client) -> None:
    for lesson in lessons().values():
        for step in lesson.steps:
            if step.prediction is None:
                continue
            page = f"/lessons/{lesson.slug}/{step.slug}/"
            before = client.get(page).content.decode()
            assert not any(f'data-goal="{each.goal.name}"' in before for each in step.goals)
            after = client.post(page + "predict/", {"option": "0"}).content.decode()
            assert all(f'data-goal="{each.goal.name}"' in after for each in step.goals)


# Another browser


def test_a_return_code_carries_everything_to_another_browser(client: Client) -> None:
    attempt = opened(client)
    code = re.search(r"<output>([\w-]+)</output>", client.get("/progress/").content.decode())
    assert code
    other = Client()
    other.get("/lessons/")
    assert other.get(f"/labs/{attempt.lab_id}/").status_code == 404
    answer = other.post("/progress/return/", {"code": f" {code[1].lower().replace('-', ' ')} "})
    assert answer.status_code == 302
    assert visitor_of(other) == visitor_of(client)
    assert "You predicted" in other.get(PAGE).content.decode()
    assert other.get(f"/labs/{attempt.lab_id}/").status_code == 200


def test_what_was_done_in_the_other_browser_comes_along(client: Client) -> None:
    opened(client)
    code = re.search(r"<output>([\w-]+)</output>", client.get("/progress/").content.decode())
    assert code
    other = Client()
    opened(other)
    other.post("/progress/return/", {"code": code[1]})
    made = attempts_at(visitor_of(client), LESSON, STEP.slug)
    assert [attempt.number for attempt in made] == [1, 2]
    assert len({attempt.lab_id for attempt in made}) == 2


@pytest.mark.parametrize("code", ["", "AAAA-BBBB", "2222-2222-2222", "x" * 10_000])
def test_a_code_that_is_none_is_refused_in_words(client: Client, code: str) -> None:
    answer = client.post("/progress/return/", {"code": code})
    assert "There is no such code" in answer.content.decode()


def test_everything_that_is_kept_can_be_taken_away(client: Client) -> None:
    attempt = opened(client)
    record = json.loads(client.get("/progress/export/").getvalue())
    assert record["attempts"][0]["lab"] == attempt.lab_id
    assert record["labs"][0]["runs"][0]["seed"] == Run.objects.get().seed


def test_everything_is_deleted_only_when_it_is_meant(client: Client) -> None:
    opened(client)
    client.post("/progress/delete/", {"confirmation": "yes"})
    assert Lab.objects.count() == 1
    other = Client()
    opened(other)
    client.post("/progress/delete/", {"confirmation": "delete"})
    assert Lab.objects.get().owner == visitor_of(other)
    assert Attempt.objects.get().visitor == visitor_of(other)


def test_a_stranger_sees_nothing_of_an_attempt(client: Client) -> None:
    opened(client)
    stranger = Client()
    assert "You predicted" not in stranger.get(PAGE).content.decode()
    assert Attempt.objects.count() == 2


def test_the_printed_summary_has_predictions_goals_explanations_and_runs(client: Client) -> None:
    reach(opened(client), "dropped", "stale")
    client.get(PAGE + "panel/")
    Attempt.objects.update(explained={"text": "It was never told."})
    page = client.get("/progress/print/").content.decode()
    assert "Lose one message" in page
    assert "stale it is." in page
    assert "the whole run" in page
    assert "It was never told." in page


# Queries


@pytest.mark.parametrize("address", ["/lessons/", f"/lessons/{LESSON.slug}/", PAGE, "/progress/print/"])
def test_the_number_of_queries_does_not_grow_with_what_was_done(client: Client, address: str) -> None:
    def count() -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return len(queries)

    opened(client)
    visitor = visitor_of(client)
    reach(current(client), "dropped", "stale")
    client.get(PAGE + "panel/")
    before = count()
    for lesson in lessons().values():
        for step in lesson.steps:
            attempt = begin(visitor, lesson, step, attempts_at(visitor, lesson, step.slug))
            Attempt.objects.filter(pk=attempt.pk).update(passed=timezone.now())
    assert count() <= before


def test_two_windows_that_open_a_step_at_once_get_one_cluster(client: Client) -> None:
    client.get("/lessons/")
    visitor = visitor_of(client)
    first = begin(visitor, LESSON, STEP, ())
    second = begin(visitor, LESSON, STEP, ())
    assert first.pk == second.pk
    assert Lab.objects.count() == 1


def test_the_last_question_is_answered_once_and_then_explained(client: Client) -> None:
    page = f"/lessons/{LESSON.slug}/transfer/"
    client.post(page, {"option": "0"})
    client.post(page, {"option": "1"})
    shown = client.get(page).content.decode()
    assert "You answered" in shown
    assert LESSON.transfer.options[0].because in shown.replace("&#x27;", "'")


def test_a_run_that_backs_a_claim_opens_as_a_lab(client: Client) -> None:
    page = f"/lessons/{LESSON.slug}/runs/heals/"
    assert "After the heal all replicas are equal" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert Run.objects.get().seed == LESSON.runs["heals"].seed
