"""Links that somebody makes by a right: they end with it, and grant no more than it does."""

from __future__ import annotations

import asyncio
import re

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from apps.classroom.models import Group, Seat
from apps.labs.catalogue import catalogue
from apps.live.access import VISITOR, gone_grounds, known_lab, visitor
from apps.live.lab.log import create_found_lab
from apps.live.lab.moments import make_moment
from apps.live.models import Lab, ShareLink
from tests.accounts.test_ended_logins import CHANGED, CLOSED_WITHIN_SECONDS, GONE, closed, connected, opened
from tests.classroom.school import Learner, Teacher, a_class, sit, teacher
from tests.client import Visitor
from tests.serving import ServerProcess

pytestmark = pytest.mark.django_db(transaction=True)

MOMENT = {"run": "1", "seq": "3", "tick": "300"}


def lab_of(owner: str) -> Lab:
    return create_found_lab(catalogue()["stale-read"].scenario, 1, owner=owner, title="Theirs", brief="")


def link_to(client: Client, lab: Lab, grant: str) -> ShareLink | None:
    """Make a link as a browser does; the link, if it was made."""
    answer = client.post(f"/labs/{lab.pk}/share/", {"grant": grant})
    return ShareLink.objects.order_by("-pk").first() if answer.status_code == 200 else None


def opens(link: ShareLink) -> bool:
    return Client().get(f"/shared/{link.token}/").status_code == 200


def in_a_group() -> list[tuple[Seat, Client]]:
    classroom = a_class(teacher()[0])
    group = Group.objects.create(classroom=classroom, name="Group 1", visitor="a-group")
    members = [sit(classroom, nickname) for nickname in ("one", "two")]
    for place, (seat, _) in enumerate(members):
        Seat.objects.filter(pk=seat.pk).update(group=group, place=place)
    return members


def test_a_link_that_a_teacher_made_when_invited_ends_with_the_invitation() -> None:
    owner, browser = teacher()
    seat, learner = sit(a_class(owner), "watched")
    lab = lab_of(seat.visitor)
    assert link_to(browser, lab, "alice") is None
    learner.post(f"/seats/{seat.pk}/invite/", {"invited": "1"})
    theirs, own = link_to(browser, lab, "alice"), link_to(learner, lab, "alice")
    assert theirs
    assert own
    assert opens(theirs)
    learner.post(f"/seats/{seat.pk}/invite/", {"invited": "0"})
    assert not opens(theirs)
    assert gone_grounds({f"link:{theirs.pk}", f"link:{own.pk}"}) == {f"link:{theirs.pk}"}
    learner.post(f"/seats/{seat.pk}/invite/", {"invited": "1"})
    assert not opens(theirs)
    assert opens(own)


def test_a_member_of_a_group_grants_no_other_client_than_their_own() -> None:
    lab = lab_of("a-group")
    for (_, member), own, other in zip(in_a_group(), ("alice", "bob"), ("bob", "alice"), strict=True):
        assert link_to(member, lab, other) is None
        granted = link_to(member, lab, own)
        assert granted
        assert granted.client == own
        watching = link_to(member, lab, "watch")
        assert watching
        assert not watching.client
        panel = member.get(f"/labs/{lab.pk}/share/").content.decode()
        assert f'<option value="{own}"' in panel
        assert f'<option value="{other}"' not in panel


def test_moments_of_a_removed_learner_are_closed_as_their_links_are() -> None:
    owner, browser = teacher()
    classroom = a_class(owner)
    seat, _ = sit(classroom, "removed")
    moment = async_to_sync(make_moment)(lab_of(seat.visitor).pk, MOMENT)
    pages = [f"/moments/{moment.token}/", f"/embed/{moment.token}/", f"/moments/{moment.token}/recording/"]
    assert [Client().get(page).status_code for page in pages] == [200, 200, 200]
    browser.post(f"/classes/{classroom.pk}/learners/{seat.pk}/remove/")
    assert [Client().get(page).status_code for page in pages] == [404, 404, 404]


@pytest.mark.parametrize("how", ["deleted", "carried to another browser"])
def test_a_visitors_own_sockets_close_once_the_lab_is_theirs_no_more(how: str) -> None:
    client = Client()
    client.get("/labs/")
    session = client.session
    owner = visitor(session)
    session.save()
    lab = lab_of(owner)
    access = known_lab(lab.pk, {VISITOR: owner})
    assert access is not None
    assert not gone_grounds({access.ground})
    if how == "deleted":
        lab.delete()
    else:
        Lab.objects.filter(pk=lab.pk).update(owner="somebody-else")
    assert gone_grounds({access.ground}) == {access.ground}


def test_a_seat_that_was_left_on_a_shared_computer_opens_by_its_personal_code_alone() -> None:
    seat, computer = sit(a_class(teacher()[0]), "shared")
    lab = lab_of(seat.visitor)
    left = computer.post(f"/seats/{seat.pk}/leave/")
    assert (left.status_code, left["Location"]) == (302, "/join/")
    assert computer.get(f"/seats/{seat.pk}/").status_code == 404
    assert computer.get(f"/labs/{lab.pk}/").status_code == 404
    computer.post("/join/personal/", {"personal": seat.code})
    assert computer.get(f"/seats/{seat.pk}/").status_code == 200


@pytest.mark.trial
async def test_leaving_a_seat_closes_the_sockets_of_the_other_tabs_of_that_browser(server: ServerProcess) -> None:
    ada = await asyncio.to_thread(Teacher, server, "leaving")
    computer = await asyncio.to_thread(Learner, server, ada.code, "leaves")
    home = await asyncio.to_thread(Visitor, server.url)
    path = await asyncio.to_thread(computer.open)
    code = re.findall(
        r"<output>([\w-]+)</output>", (await asyncio.to_thread(computer.get, f"/seats/{computer.seat}/"))[1]
    )[0]
    await asyncio.to_thread(home.post, "/join/personal/", personal=code)
    bar = f"/ws/seats/{computer.seat}/"
    tabs = [await opened(computer, each) for each in (path, bar)]
    elsewhere = [await opened(home, each) for each in (path, bar)]
    await asyncio.to_thread(computer.post, f"/seats/{computer.seat}/leave/")
    async with asyncio.timeout(CLOSED_WITHIN_SECONDS):
        assert [await closed(each) for each in tabs] == [CHANGED, CHANGED]
    for each in (path, bar):
        assert await closed(await connected(computer, each)) == GONE
    for each in elsewhere:
        assert each.close_code is None
        await each.close()
