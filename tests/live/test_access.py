"""Whose lab it is, and who may do what: the same answer for everything else."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.client import LabClient, Refused, Visitor
from tests.live.lab.test_wire import GOOD
from tests.live.visits import close_code_of, lab_of, share, status, write
from tests.serving import ServerProcess


def without_nonce(page: str) -> str:
    """A page without what is new in every answer."""
    return re.sub(r'nonce="[^"]*"', "", page)


async def test_a_lab_that_does_not_exist_and_one_of_somebody_else_get_the_same_answer(server: ServerProcess) -> None:
    owner, path, _ = await lab_of(server)
    stranger = Visitor(server.url)
    stranger.get("/labs/")
    missing = path[:-6] + "wrong/"
    assert await close_code_of(server, path, stranger.headers()) == 4404
    assert await close_code_of(server, missing, owner.headers()) == 4404
    assert await close_code_of(server, path, {}) == 4404
    assert await close_code_of(server, "/ws/shared/nothing/", owner.headers()) == 4404
    page, gone = path.removeprefix("/ws"), missing.removeprefix("/ws")
    assert without_nonce(stranger.get(page)[1]) == without_nonce(stranger.get(gone)[1])
    assert stranger.get(page)[0] == 404
    assert owner.get(page)[0] == 200
    for suffix in ("share/", "share/1/revoke/"):
        assert stranger.get(page + suffix)[0] in (404, 405)
        assert stranger.post(page + suffix, grant="watch")[0] == 404


async def test_a_watcher_sees_everything_and_changes_nothing(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    watching, _ = share(owner, path, "watch")
    async with lab, LabClient(server.url, watching) as watcher:
        await write(lab, "1")
        await watcher.until(status("alice#1", "ok"))
        assert watcher.head["role"] == {"kind": "watcher", "client": None}
        for kind, members in GOOD.items():
            with pytest.raises(Refused) as refused:
                await watcher.submit(kind, **members)
            assert refused.value.code == "access.forbidden"
        assert watcher.view["network"]["partition"] is None


async def test_a_guest_acts_as_one_client_and_as_nothing_else(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    acting, _ = share(owner, path, "bob")
    visitor = Visitor(server.url)
    visitor.get(acting.removeprefix("/ws"))
    async with lab, LabClient(server.url, acting, visitor.headers()) as guest:
        await write(guest, "1", client="bob")
        await lab.until(status("bob#1", "ok"))
        for kind, members in (("invoke", GOOD["invoke"]), ("pause", {}), ("heal", {})):
            with pytest.raises(Refused) as refused:
                await guest.submit(kind, **members)
            assert refused.value.code == "access.forbidden"


async def test_a_revoked_link_opens_nothing_and_shows_out_who_came_by_it(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    watching, revoke = share(owner, path, "watch")
    staying, _ = share(owner, path, "bob")
    async with lab, LabClient(server.url, watching) as watcher, LabClient(server.url, staying) as other:
        assert (await asyncio.to_thread(owner.post, revoke))[0] == 200
        await watcher.until_closed()
        assert watcher.close_code == 4404
        assert await close_code_of(server, watching, {}) == 4404
        assert Visitor(server.url).get(watching.removeprefix("/ws"))[0] == 404
        await write(other, "1", client="bob")


async def test_a_link_revoked_before_hello_lets_nobody_in(server: ServerProcess) -> None:
    owner, path, lab = await lab_of(server)
    acting, revoke = share(owner, path, "bob")
    async with lab, connect(server.ws_url + acting, origin=server.url) as guest:
        await asyncio.to_thread(owner.post, revoke)
        with suppress(ConnectionClosed):  # it may be closed already
            await guest.send('{"type":"hello","run":null,"seq":null}')
        await guest.wait_closed()
        assert guest.close_code in (4404, 4409)  # the second asks the page to come back
        assert await close_code_of(server, acting, {}) == 4404


@pytest.mark.parametrize("origin", [None, "https://example.org", "null"])
async def test_a_foreign_or_missing_origin_is_turned_away(server: ServerProcess, origin: str | None) -> None:
    _, path, lab = await lab_of(server)
    with pytest.raises(InvalidStatus) as refused:
        await connect(server.ws_url + path, origin=origin, additional_headers=lab._headers)
    assert refused.value.response.status_code in (400, 403)  # autobahn itself refuses "null", with 400
