"""`docs/rights.md`, tried: every page, socket and command, by everybody it names."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from apps.classroom.routing import websocket_urlpatterns as class_sockets
from apps.live.jobs.processes import ProcessJobs
from apps.live.jobs.queues import jobs
from apps.live.lab.hub import hub
from apps.live.lab.wire import commands
from apps.live.routing import websocket_urlpatterns as lab_sockets
from tests.classroom.rights.asking import path_of
from tests.classroom.rights.everybody import LESSON, PEOPLE
from tests.classroom.rights.house import Guest, House, made_on, take_job
from tests.classroom.rights.rights_table import (
    ALL_COMMANDS,
    ALL_PAGES,
    ALL_SOCKETS,
    INVITED,
    METHODS,
    NO,
    ONCE_CLOSED,
    YES,
    Right,
    addresses,
)
from tests.client import LabClient, Refused
from tests.live.lab.test_wire import GOOD
from tests.serving import ServerProcess

OF_A_CLASS = re.compile(r"<str:class_id>.*<(str:seat_id|int:exercise_id|int:snapshot)>|POST .*/snapshots/$")

A_FEW = ("invoke", "crash", "play", "set_speed", "change_scenario", "fork")
"""So few that whoever has sent every command a moment ago may send them too."""

# What there is, is in the table

STATE_IT = "docs/rights.md and the app do not have the same: state the rights of what is new in each of its tables"


def test_every_address_has_its_rights_and_no_other_has() -> None:
    assert sorted(set(addresses())) == sorted({right.what for right in ALL_PAGES}), STATE_IT


def test_every_socket_and_every_command_has_its_rights() -> None:
    assert {right.what for right in ALL_SOCKETS} == {f"/{each.pattern}" for each in (*lab_sockets, *class_sockets)}, (
        STATE_IT
    )
    assert {right.what for right in ALL_COMMANDS} == set(commands()), STATE_IT


def test_no_right_is_stated_twice() -> None:
    every = [*ALL_PAGES, *ALL_SOCKETS, *ALL_COMMANDS]
    assert len({(right.how, right.what) for right in every}) == len(every)


# Pages


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """Everybody, in a transaction that is never committed; so Channels is not to close its connection.

    What a page looks like is for other tests: nothing is rendered.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("channels.db.close_old_connections", lambda **_: None)
        patch.setattr(ProcessJobs, "start", take_job)
        patch.setattr("django.template.backends.django.Template.render", lambda *_: "")
        yield House()
        transaction.set_rollback(True)
    hub.labs.clear()
    jobs.jobs.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("right", ALL_PAGES, ids=str)
def test_a_page_answers_whom_the_table_says(house: House, right: Right) -> None:
    found = {who: house.ask(right, who) for who in PEOPLE}
    for who in PEOPLE:
        if right.answers[who] == INVITED:
            assert found[who] == NO, f"{who}, not invited"
            found[who] = INVITED if house.ask(right, who, invited=True) == YES else "not even invited"
    assert found == right.answers


@pytest.mark.django_db
def test_what_is_not_in_the_table_is_no_method_of_the_address(house: House) -> None:
    stated = {(right.how, right.what) for right in ALL_PAGES}
    for right in ALL_PAGES:
        for method in METHODS:
            if (method, right.what) not in stated:
                who = next(who for who, answer in right.answers.items() if answer == YES)
                assert house.status(right, who, method) == 405, f"{method} {right.what}"


@pytest.mark.django_db
@pytest.mark.parametrize("right", [right for right in ALL_PAGES if OF_A_CLASS.search(str(right))], ids=str)
def test_through_ones_own_class_nothing_of_another_class_is_reached(house: House, right: Right) -> None:
    assert house.ask(right, "owner") == YES
    assert house.ask(right, "owner", names=house.made["elsewhere"]) == NO


CLOSED_PAGES = [right for right in ONCE_CLOSED if right.how in METHODS]


@pytest.mark.django_db
@pytest.mark.parametrize("right", CLOSED_PAGES, ids=str)
def test_a_page_of_a_closed_exercise_answers_whom_the_table_says(house: House, right: Right) -> None:
    found = {who: house.ask_closed(right, who) for who in PEOPLE}
    for who in PEOPLE:
        if right.answers[who] == INVITED:
            assert found[who] == NO, f"{who}, not invited"
            found[who] = INVITED if house.ask_closed(right, who, invited=True) == YES else "not even invited"
    assert found == right.answers


@pytest.mark.django_db
@pytest.mark.parametrize("right", CLOSED_PAGES, ids=str)
def test_a_page_of_a_closed_exercise_answers_nobody_who_had_no_answer_before(house: House, right: Right) -> None:
    before = next(each for each in ALL_PAGES if (each.how, each.what) == (right.how, right.what))
    assert all(right.answers[who] in (before.answers[who], NO) for who in PEOPLE)


# Sockets and their commands, on a real server


@pytest.fixture(scope="module")
def made(server: ServerProcess) -> dict[str, Any]:
    """Everybody, in the data of the server."""
    return made_on(server, "tests.classroom.rights.everybody", "make")


@pytest.fixture(scope="module")
def guests(server: ServerProcess, made: dict[str, Any]) -> dict[str, Guest]:
    return {who: Guest(server.url, session) for who, session in made["sessions"].items()}


def names(made: dict[str, Any], who: str) -> dict[str, str]:
    work = made["of the removed" if who == "removed learner" else "theirs"]
    return {"class_id": made["class_id"], "seat": work["seat"], "lab_id": work["labs"][LESSON], "token": made["token"]}


async def answer_of(guest: Guest, path: str) -> str:
    """Whether a socket answers its hello, or is closed as if there were nothing."""
    hello = '{"type": "hello", "run": null, "seq": null}'
    address = guest.url.replace("http", "ws", 1) + path
    async with connect(address, origin=Origin(guest.url), additional_headers=guest.headers(), max_size=None) as socket:
        try:
            await socket.send(hello)
            await socket.recv()
        except ConnectionClosed:
            assert socket.close_code == 4404
            return NO
        return YES


@pytest.mark.parametrize("right", ALL_SOCKETS, ids=str)
async def test_a_socket_answers_whom_the_table_says(
    made: dict[str, Any], guests: dict[str, Guest], right: Right
) -> None:
    found = {who: await answer_of(guests[who], path_of(right.what, names(made, who))) for who in PEOPLE}
    assert found == right.answers


async def refusals(guest: Guest, lab: str, kinds: Iterable[str] = tuple(commands())) -> dict[str, str]:
    """What comes of commands: nothing, or the code of its refusal."""
    found = {}
    async with LabClient(guest.url, f"/ws/labs/{lab}/", guest.headers()) as client:
        for kind in kinds:
            try:
                await client.submit(kind, **GOOD[kind])
                found[kind] = ""
            except Refused as refused:
                found[kind] = refused.code
    assert "rate.limited" not in found.values()
    return found


def permitted(found: dict[str, str]) -> dict[str, str]:
    return {kind: NO if code == "access.forbidden" else YES for kind, code in found.items()}


async def test_a_command_is_taken_from_whom_the_table_says(made: dict[str, Any], guests: dict[str, Guest]) -> None:
    lab, seat, tables = made["theirs"]["labs"][LESSON], made["theirs"]["seat"], {}
    for who in PEOPLE:
        closed = await answer_of(guests[who], f"/ws/labs/{lab}/") == NO
        tables[who] = dict.fromkeys(commands(), NO) if closed else permitted(await refusals(guests[who], lab))
    assert (await asyncio.to_thread(guests["learner"].post, f"/seats/{seat}/invite/", invited="1"))[0] == 200
    for who in ("owner", "co-teacher", "administrator"):
        assert set(tables[who].values()) == {NO}, f"{who}, not invited"
        asked = permitted(await refusals(guests[f"{who}, invited"], lab))
        tables[who] = {kind: INVITED if answer == YES else NO for kind, answer in asked.items()}
    for right in ALL_COMMANDS:
        assert {who: tables[who][right.what] for who in PEOPLE} == right.answers, right.what


async def test_in_a_closed_exercise_no_command_is_taken_from_anybody(
    made: dict[str, Any], guests: dict[str, Guest]
) -> None:
    assert {right.what for right in ONCE_CLOSED if right.how == "send"} == set(commands()), STATE_IT
    lab, page = made["theirs"]["labs"][LESSON], f"/classes/{made['class_id']}/exercises/{made['taught']}/publish/"
    await asyncio.to_thread(guests["owner"].post, page, published="0")
    try:
        for who in ("learner", "owner", "owner, invited"):
            assert set((await refusals(guests[who], lab, A_FEW)).values()) == {"lab.closed"}, who
    finally:
        await asyncio.to_thread(guests["owner"].post, page, published="1")


async def test_in_a_cluster_of_a_group_each_is_one_client(made: dict[str, Any], guests: dict[str, Guest]) -> None:
    async with LabClient(guests["member"].url, f"/ws/labs/{made['group_lab']}/", guests["member"].headers()) as member:
        await member.submit("invoke", client="alice", node="n1", operation="write", key="c", value="1")
        with pytest.raises(Refused) as refused:
            await member.submit("invoke", client="bob", node="n1", operation="write", key="c", value="2")
        assert refused.value.code == "access.forbidden"
        await member.submit("partition", groups=[["n1"]])
    for who in ("nobody", "learner", "removed learner", "other teacher"):
        assert await answer_of(guests[who], f"/ws/labs/{made['group_lab']}/") == NO
