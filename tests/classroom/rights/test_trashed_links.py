"""Links to the labs of a class in the trash, and moments of them: gone with it, and back when it is restored."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone

from apps.classroom.models import Classroom, Group, Seat
from apps.live.lab.moments import make_moment
from apps.live.models import Lab, ShareLink
from tests.accounts.test_ended_logins import CHANGED, CLOSED_WITHIN_SECONDS, GONE, closed, connected, opened
from tests.classroom.rights.house import made_on
from tests.classroom.school import Learner, Teacher, a_class, page_of, sit, teacher
from tests.client import Visitor
from tests.live.visits import share
from tests.serving import ServerProcess

MOMENT = {"run": "1", "seq": "0", "tick": "0"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["a learner", "a group"])
def test_links_and_moments_of_a_class_open_nothing_while_it_is_in_the_trash(whose: str) -> None:
    owner, browser = teacher()
    classroom = a_class(owner)
    seat, learner = sit(classroom, "one")
    if whose == "a group":
        classroom.exercises.update(in_groups=True)
        Seat.objects.filter(pk=seat.pk).update(group=Group.objects.create(classroom=classroom, name="Group 1"))
    learner.get(page_of(seat))
    lab = Lab.objects.get()
    link = ShareLink.objects.create(lab=lab)
    moment = async_to_sync(make_moment)(lab.pk, MOMENT)
    pages = [
        f"/shared/{link.token}/",
        f"/shared/{link.token}/recording/?run=1",
        f"/moments/{moment.token}/",
        f"/moments/{moment.token}/recording/",
        f"/moments/{moment.token}/json/",
        f"/embed/{moment.token}/",
    ]
    assert [Client().get(page).status_code for page in pages] == [200] * len(pages)
    Classroom.objects.update(deleted=timezone.now())
    assert [Client().get(page).status_code for page in pages] == [404] * len(pages)
    browser.post(f"/classes/{classroom.pk}/restore/")
    assert [Client().get(page).status_code for page in pages] == [200] * len(pages)


def put_into_trash() -> str:
    """Put the class of one teacher into the trash."""
    Classroom.objects.filter(owner__username="trashing").update(deleted=timezone.now())
    return "done"


@pytest.mark.trial
async def test_sockets_by_a_link_close_once_the_class_goes_to_the_trash(server: ServerProcess) -> None:
    ada = await asyncio.to_thread(Teacher, server, "trashing")
    learner = await asyncio.to_thread(Learner, server, ada.code, "one")
    path = await asyncio.to_thread(learner.open)
    shared, _ = await asyncio.to_thread(share, learner, path, "watch")
    watching, own = await opened(Visitor(server.url), shared), await opened(learner, path)
    await asyncio.to_thread(made_on, server, __name__, "put_into_trash")
    async with asyncio.timeout(CLOSED_WITHIN_SECONDS):
        assert await asyncio.gather(closed(watching), closed(own)) == [CHANGED, CHANGED]
    assert await closed(await connected(Visitor(server.url), shared)) == GONE
