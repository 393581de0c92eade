"""The end of classes and seats: nothing of them is left, and nothing else is touched."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from apps.classroom.models import Classroom, Group, Seat, Snapshot
from apps.classroom.retention import WARNED_DAYS, days_left, delete_class, delete_seat, ends_soon
from apps.live.models import Deed, Lab, ReachedGoal, Run, SharedMoment
from apps.tutorials.models import Attempt
from apps.tutorials.record import return_code
from tests.classroom.school import STEP, a_class, sit, teacher
from tests.classroom.work import attempt, run_of, seated, votes

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    """How many rows every table has."""
    return {model.__name__: model._default_manager.count() for model in apps.get_models(include_auto_created=True)}


def full_class(owner: User, colleague: User) -> Classroom:
    """A class with everything in it that a class can have."""
    classroom = a_class(owner)
    classroom.co_teachers.add(colleague)
    exercise = classroom.exercises.get()
    group = Group.objects.create(classroom=classroom, name="Group 1")
    (one,) = seated(classroom, "one", group=group)
    (gone,) = seated(classroom, "gone", removed=timezone.now())
    (preview,) = seated(classroom, "preview", preview=True)
    for owning in (one, gone, preview, group):
        run = run_of(attempt(owning, passed=3), "1")
        ReachedGoal.objects.create(
            lab=run.lab, run=1, name="stale", seq=3, tick=9, text="A stale read.", operations=[], events=[]
        )
        Deed.objects.create(lab=run.lab, kind="measured", run=1, data={})
    return_code(one.visitor)
    votes(exercise, STEP, {one: (0, 1), gone: (1,)})
    moment = SharedMoment.objects.create(lab=Lab.objects.get(owner=one.visitor), columns=[], seq=3, tick=9)
    classroom.projected = Snapshot.objects.create(classroom=classroom, seat=one, moment=moment, title="One")
    classroom.exercise, classroom.step = exercise, STEP
    classroom.save()
    return classroom


def other_work() -> None:
    """Things that do not belong to the class: a visitor's lab and attempt, another class."""
    owner, _ = teacher("somebody else")
    (seat,) = seated(a_class(owner), "elsewhere")
    run_of(attempt(seat), "7")


def test_after_a_class_is_deleted_every_table_is_as_before_it_was_made() -> None:
    owner, colleague = teacher()[0], teacher("bob")[0]
    other_work()
    before = counts()
    classroom = full_class(owner, colleague)
    within = counts()
    for name in ("Seat", "Vote", "Attempt", "Command", "Deed", "ReachedGoal", "ReturnCode", "Snapshot", "SharedMoment"):
        assert within[name] > before[name]
    delete_class(classroom)
    assert counts() == before


def test_a_class_is_deleted_by_typing_its_title_and_not_otherwise() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    address = f"/classes/{classroom.pk}/delete/"
    assert "Nothing was deleted" in client.post(address, {"title": "distributed"}).content.decode()
    assert client.get(address).status_code == 405
    assert Classroom.objects.exists()
    after = client.post(address, {"title": " Distributed  systems "}, follow=True)
    assert "The class and everything in it was deleted." in after.content.decode()
    assert not Classroom.objects.exists()


def test_a_co_teacher_cannot_delete_a_class_and_an_administrator_can() -> None:
    classroom = a_class(teacher()[0])
    colleague, client = teacher("bob")
    classroom.co_teachers.add(colleague)
    address = f"/classes/{classroom.pk}/delete/"
    assert "Delete the class" not in client.get(f"/classes/{classroom.pk}/results/").content.decode()
    assert client.post(address, {"title": classroom.title}).status_code == 404
    assert teacher("head", administrator=True)[1].post(address, {"title": classroom.title}).status_code == 302
    assert not Classroom.objects.exists()


def test_settings_say_that_they_were_saved_once_they_were() -> None:
    owner, client = teacher()
    settings = f"/classes/{a_class(owner).pk}/settings/"
    until = timezone.now().date() + timedelta(days=30)
    assert "Saved." not in client.get(settings).content.decode()
    assert "Saved." not in client.post(settings, {"title": "", "kept_until": until}, follow=True).content.decode()
    assert "Saved." in client.post(settings, {"title": "Systems", "kept_until": until}, follow=True).content.decode()


def test_a_class_is_kept_for_half_a_year_and_its_teachers_are_warned_two_weeks_before() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    settings = f"/classes/{classroom.pk}/settings/"
    assert days_left(classroom) == 180
    assert not ends_soon(classroom)
    assert "It goes to the trash in" not in client.get(settings).content.decode()
    classroom.kept_until = timezone.now().date() + timedelta(days=WARNED_DAYS)
    classroom.save()
    assert ends_soon(classroom)
    assert "It goes to the trash in 14 days." in client.get(settings).content.decode()


def test_dealing_groups_out_anew_keeps_those_that_have_worked_so_that_their_work_goes_with_the_class() -> None:
    owner, client = teacher()
    before = counts()
    classroom = a_class(owner)
    seated(classroom, "one", "two", "three", "four")
    address = f"/classes/{classroom.pk}/learners/groups/"
    client.post(address, {"size": "2"})
    worked, idle = classroom.groups.all()
    run_of(attempt(worked), "1")
    client.post(address, {"size": "4"})
    assert [group.name for group in classroom.groups.all()] == ["Group 1", "Group 2"]
    assert not classroom.groups.filter(pk=idle.pk).exists()
    assert {seat.group.name for seat in classroom.seats.all() if seat.group} == {"Group 2"}
    delete_class(classroom)
    assert counts() == before


# A learner's own


def learner_with_work(classroom: Classroom, nickname: str) -> tuple[Seat, Client]:
    seat, client = sit(classroom, nickname)
    run_of(attempt(seat, passed=3), "1")
    return seat, client


def test_a_learner_deletes_their_seat_with_all_its_work_and_what_the_group_did_stays() -> None:
    classroom = a_class(teacher()[0])
    group = Group.objects.create(classroom=classroom, name="Group 1")
    mine, client = learner_with_work(classroom, "one")
    other, _ = learner_with_work(classroom, "two")
    Seat.objects.update(group=group)
    shared = run_of(attempt(group), "2").lab_id
    votes(classroom.exercises.get(), STEP, {mine: (0,), other: (1,)})
    moment = SharedMoment.objects.create(lab_id=shared, columns=[], seq=3, tick=9)
    Snapshot.objects.create(classroom=classroom, seat=mine, moment=moment, title="Ours")
    address = f"/seats/{mine.pk}/data/"
    assert "Nothing was deleted" in client.post(address + "delete/", {"confirmation": "yes"}).content.decode()
    assert client.post(address + "delete/", {"confirmation": "Delete"})["Location"] == "/join/"
    assert [seat.nickname for seat in classroom.seats.all()] == ["two"]
    assert set(Lab.objects.values_list("owner", flat=True)) == {other.visitor, group.visitor}
    assert set(Attempt.objects.values_list("visitor", flat=True)) == {other.visitor, group.visitor}
    assert [vote.seat for vote in classroom.polls.get().votes.all()] == [other]
    assert Snapshot.objects.get().seat is None
    assert client.get(address).status_code == 404


def test_a_learner_takes_everything_of_theirs_along_and_nothing_of_others() -> None:
    classroom = a_class(teacher()[0])
    mine, client = learner_with_work(classroom, "one")
    other, stranger = learner_with_work(classroom, "two")
    votes(classroom.exercises.get(), STEP, {mine: (0, 1), other: (1,)})
    page = client.get(f"/seats/{mine.pk}/data/").content.decode()
    assert "one" in page
    assert "2 votes" in page
    taken = json.loads(client.get(f"/seats/{mine.pk}/data/export/").getvalue())
    assert taken["seat"]["nickname"] == "one"
    assert [vote["option"] for vote in taken["votes"]] == [0, 1]
    assert [each["step"] for each in taken["attempts"]] == [STEP]
    (lab,) = taken["labs"]
    assert [command["type"] for command in lab["runs"][0]["commands"]] == ["invoke", "invoke"]
    assert "return_code" not in taken
    for path in ("", "export/"):
        assert stranger.get(f"/seats/{mine.pk}/data/{path}").status_code == 404
    assert stranger.post(f"/seats/{mine.pk}/data/delete/", {"confirmation": "delete"}).status_code == 404


def test_deleting_a_seat_leaves_no_row_of_it() -> None:
    classroom = a_class(teacher()[0])
    before = counts()
    (seat,) = seated(classroom, "one")
    run_of(attempt(seat), "1")
    assert Run.objects.exists()
    delete_seat(seat)
    assert counts() == before
