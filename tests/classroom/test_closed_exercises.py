"""An exercise that has closed: everybody may look back at its clusters, and nobody acts in them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.classroom.models import Exercise, Group, Seat
from apps.labs.catalogue import catalogue
from apps.live.access import CLOSED_WORDS, known_lab, own_lab, shared_lab
from apps.live.lab.deeds import deeds_of, note_own_deed
from apps.live.lab.log import create_found_lab
from apps.live.models import Lab, ShareLink
from tests.classroom.school import STEP, Learner, Teacher, a_class, page_of, sit, teacher
from tests.client import LabClient, Refused
from tests.live.lab.test_wire import GOOD
from tests.live.visits import share
from tests.serving import ServerProcess

CHANGED = 4409


def at_work() -> tuple[Seat, Client, Lab]:
    """A learner in an exercise, their browser, and their cluster."""
    seat, learner = sit(a_class(teacher()[0]), "learner")
    learner.get(page_of(seat))
    return seat, learner, Lab.objects.get(owner=seat.visitor)


def close(how: str = "its time is over") -> None:
    """Close every exercise."""
    hour_ago = timezone.now() - timedelta(hours=1)
    if how == "deleted":
        Exercise.objects.all().delete()
    elif how == "taken back":
        Exercise.objects.update(published=None)
    else:
        Exercise.objects.update(closes=hour_ago)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["its time is over", "taken back", "deleted"])
def test_a_closed_exercise_leaves_its_clusters_to_look_at_and_not_to_act_in(how: str) -> None:
    _, learner, lab = at_work()
    before = known_lab(lab.pk, learner.session)
    assert before
    assert before.allows("crash", None)
    close(how)
    after = known_lab(lab.pk, learner.session)
    assert after
    assert not any(after.allows(kind, None) for kind in GOOD)
    assert after.shown_role == "watcher"
    assert own_lab(lab.pk, learner.session) is None
    for page in ("", "runs/1/json/", "runs/1/print/", "recording/?run=1", "compare/?run=1", "share/"):
        assert learner.get(f"/labs/{lab.pk}/{page}").status_code == 200, page
    for form in ("share/", "moments/", "measure/", "explore/", "find/"):
        assert learner.post(f"/labs/{lab.pk}/{form}", {"grant": "watch"}).status_code == 404, form
    page = learner.get(f"/labs/{lab.pk}/").content.decode()
    assert "This exercise has closed. You can still look at the cluster" in page
    assert "<lab-toolbar" not in page


@pytest.mark.django_db
def test_what_is_done_in_a_panel_counts_no_more_once_the_exercise_has_closed() -> None:
    _, learner, lab = at_work()
    note_own_deed(learner.session, lab.pk, "laws_tried", 1, {"before": True})
    close()
    note_own_deed(learner.session, lab.pk, "laws_tried", 1, {"before": False})
    assert [deed["data"] for deed in deeds_of(lab.pk)] == [{"before": True}]


@pytest.mark.django_db
def test_the_seat_leads_to_the_clusters_of_a_closed_exercise() -> None:
    seat, learner, lab = at_work()
    assert f"/labs/{lab.pk}/" not in learner.get(f"/seats/{seat.pk}/").content.decode()
    close()
    assert f"/labs/{lab.pk}/" in learner.get(f"/seats/{seat.pk}/").content.decode()


@pytest.mark.django_db
def test_by_a_link_to_a_closed_exercise_one_only_watches_and_its_learner_may_revoke_it() -> None:
    _, learner, lab = at_work()
    learner.post(f"/labs/{lab.pk}/share/", {"grant": "alice"})
    link = ShareLink.objects.get()
    acting = shared_lab(link.token)
    assert acting
    assert acting.allows("invoke", "alice")
    close()
    watching = shared_lab(link.token)
    assert watching
    assert not watching.allows("invoke", "alice")
    page = Client().get(f"/shared/{link.token}/").content.decode()
    assert "This exercise has closed" in page
    assert "/share/" not in page
    assert learner.post(f"/labs/{lab.pk}/share/{link.pk}/revoke/").status_code == 200
    assert shared_lab(link.token) is None


@pytest.mark.django_db
def test_an_invited_teacher_acts_in_a_closed_exercise_as_little_as_its_learner() -> None:
    owner, browser = teacher()
    seat, learner = sit(a_class(owner), "host")
    learner.get(page_of(seat))
    lab = Lab.objects.get(owner=seat.visitor)
    learner.post(f"/seats/{seat.pk}/invite/", {"invited": "1"})
    assert own_lab(lab.pk, browser.session)
    close()
    assert own_lab(lab.pk, browser.session) is None
    access = known_lab(lab.pk, browser.session)
    assert access
    assert not access.allows("crash", None)


@pytest.mark.django_db
def test_a_learners_own_labs_and_a_teachers_preview_do_not_close() -> None:
    seat, learner, _ = at_work()
    free = create_found_lab(catalogue()["stale-read"].scenario, 1, owner=seat.visitor, title="Free", brief="")
    preview, teachers = sit(seat.classroom, "preview")
    Seat.objects.filter(pk=preview.pk).update(preview=True)
    teachers.get(page_of(preview))
    close()
    assert own_lab(free.pk, learner.session)
    assert own_lab(Lab.objects.get(owner=preview.visitor).pk, teachers.session)


@pytest.mark.django_db
def test_a_cluster_that_a_group_shares_closes_with_its_exercise_too() -> None:
    seat, learner = sit(a_class(teacher()[0]), "member")
    Exercise.objects.update(in_groups=True)
    group = Group.objects.create(classroom=seat.classroom, name="Group 1")
    Seat.objects.filter(pk=seat.pk).update(group=group)
    learner.get(page_of(seat))
    lab = Lab.objects.get(owner=group.visitor)
    assert own_lab(lab.pk, learner.session)
    close()
    assert own_lab(lab.pk, learner.session) is None
    assert known_lab(lab.pk, learner.session)


async def refusals(client: LabClient) -> set[tuple[str, bool]]:
    """The codes by which every command is refused, and whether in the words for a closed exercise."""
    found = set()
    for kind, members in GOOD.items():
        with pytest.raises(Refused) as refused:
            await client.submit(kind, **members)
        found.add((refused.value.code, CLOSED_WORDS in str(refused.value)))
    return found


@pytest.mark.trial
async def test_open_sockets_notice_that_the_exercise_closes_and_that_it_opens_again(server: ServerProcess) -> None:
    ada = await asyncio.to_thread(Teacher, server, "closing")
    learner = await asyncio.to_thread(Learner, server, ada.code, "late")
    path = await asyncio.to_thread(learner.open)
    await asyncio.to_thread(learner.post, f"/seats/{learner.seat}/in/quorums/{STEP}/predict/", option="1")
    acting, _ = await asyncio.to_thread(share, learner, path, "alice")
    publish = f"/classes/{ada.class_id}/exercises/{ada.exercises[0]}/publish/"
    lab, guest = LabClient(server.url, path, learner.headers()), LabClient(server.url, acting)
    async with lab, guest:
        await lab.submit("play")
        await asyncio.to_thread(ada.post, publish, published="0")
        await asyncio.gather(lab.until_closed(), guest.until_closed())
        assert (lab.close_code, guest.close_code) == (CHANGED, CHANGED)
    lab, guest = LabClient(server.url, path, learner.headers()), LabClient(server.url, acting)
    async with lab, guest:
        assert lab.head["role"]["kind"] == guest.head["role"]["kind"] == "watcher"
        await lab.until(lambda _: not lab.head["playing"])
        assert await refusals(lab) == await refusals(guest) == {("lab.closed", True)}
        _, said = await asyncio.to_thread(ada.teach, "fault", fault="crash")
        assert said == "It reached 0 clusters. 1 could not take it: This exercise has closed."
        await asyncio.to_thread(ada.post, publish, published="1")
        await asyncio.gather(lab.until_closed(), guest.until_closed())
    async with LabClient(server.url, path, learner.headers()) as lab:
        assert lab.head["role"]["kind"] == "owner"
        await lab.submit("set_speed", per_mille=500)
