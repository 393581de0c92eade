"""Shared moments: what they show and for how long, what is refused, where they may be framed."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from apps.labs.looking_back.moment import Moment, replay_until
from apps.live.lab import moments
from apps.live.lab.log import load_run
from apps.live.models import Command, Lab, Run, SharedMoment
from tests.live.lab.test_history import hold
from tests.live.pages.test_compare import lab_of_two_nodes, text_of
from tests.live.pages.test_pages import new_lab
from tests.live.stored import lab_with_branches

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = {"run": "1", "seq": "30", "tick": "1200", "event": "25", "model": "linearizable", "question": "replicated"}


def shared(client: Client, page: str, **fields: str) -> str:
    """The page of a new moment."""
    count = SharedMoment.objects.count()
    answer = client.post(page + "moments/", {**FIELDS, **fields})
    assert answer.status_code == 200
    assert SharedMoment.objects.count() == count + 1, text_of(answer)
    return f"/moments/{SharedMoment.objects.latest('pk').token}/"


def columns_of(answer: Any) -> str:
    """What a comparison's page would have a moment show."""
    return str(answer.context["columns_json"])


def test_whoever_has_the_link_sees_the_run_at_the_moment_with_the_same_things_chosen(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page)
    answer = Client().get(link)
    assert answer.status_code == 200
    chosen = {name: answer.context["moment"][name] for name in ("seq", "tick", "event", "model", "question")}
    assert chosen == {"seq": 30, "tick": 1200, "event": 25, "model": "linearizable", "question": "replicated"}
    (column,) = answer.context["columns"]
    recording = Client().get(column["recording"]).json()
    hold(recording)
    assert recording["until"]["tick"] == 4_000
    assert recording["title"].startswith("Run 1: ")


def test_the_panel_has_the_moments_link_its_embed_code_and_a_way_to_revoke_it(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page)
    panel = client.get(page + "share/").content.decode()
    assert f'data-copy="http://testserver{link}"' in panel
    (code,) = re.findall(r'data-copy="(&lt;iframe[^"]*)"', panel)
    assert f'src="http://testserver/embed/{link.split("/")[2]}/"' in unescape(code)
    assert "Run 1 at 1.200 s, Linearizable by what the store did" in unescape(panel)
    for name in ("run", "seq", "tick", "event", "model", "question", "columns"):
        assert f'name="{name}"' in panel


def test_nothing_after_the_sharing_is_ever_in_a_moment(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page)
    before = Client().get(link + "recording/").json()
    moments_page = Client().get(link).content
    run = Run.objects.get(number=1)
    Command.objects.create(run=run, index=4, tick=4_000, body={"type": "crash", "node": "n1"})
    Run.objects.filter(pk=run.pk).update(tick=9_000)
    Lab.objects.update(current_run=2)
    from apps.live.lab.recordings import shelf

    shelf.keep(("room",), b"x" * (shelf.bytes_max + 1))
    assert Client().get(link + "recording/").json() == before
    assert len(Client().get(link).content) == len(moments_page)


def test_a_recording_of_a_moment_may_be_kept_for_long_and_its_page_may_not(client: Client) -> None:
    link = shared(client, lab_with_branches(client))
    answer = Client().get(link + "recording/")
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "immutable" not in Client().get(link).get("Cache-Control", "")


def test_a_comparison_is_shared_with_all_its_columns_and_what_differs(client: Client) -> None:
    page = lab_with_branches(client)
    for query, headline, columns in (
        ("run=1&run=2", "Run 2 keeps linearizable; run 1 breaks it.", 2),
        ("run=1&mode=quorum:majorities&mode=quorum:ones", "With the same commands, ", 2),
    ):
        answer = client.get(f"{page}compare/?{query}")
        link = shared(client, page, columns=columns_of(answer), run="")
        Run.objects.update(tick=9_000)
        found = Client().get(link)
        assert headline in text_of(found)
        assert len(found.context["columns"]) == columns
        for column in found.context["columns"]:
            recording = Client().get(column["recording"]).json()
            hold(recording)
            assert recording["until"]["tick"] < 9_000
        Run.objects.filter(number=1).update(tick=4_000)
        Run.objects.filter(number=2).update(tick=4_500)
    assert Client().get(link + "recording/?column=2").status_code == 404


def test_a_comparison_with_a_mode_that_does_not_fit_is_shared_and_says_so(client: Client) -> None:
    page = lab_of_two_nodes(client)
    comparison = client.get(page + "compare/?run=1&mode=quorum:majorities&mode=raft:log")
    link = shared(client, page, seq="1", tick="0", event="", columns=columns_of(comparison))
    answer = Client().get(link)
    assert [bool(column["problem"]) for column in answer.context["columns"]] == [False, True, False]
    assert Client().get(f"{link}clocks/?column=1&a=1").status_code == 404
    assert Client().post(link, {"column": "1"}).status_code == 404


def test_a_comparison_in_which_no_mode_fits_is_not_shared(client: Client) -> None:
    page = lab_of_two_nodes(client)
    columns = json.dumps([{"run": 1, "mode": "quorum:majorities"}, {"run": 1, "mode": "ben_or:mixed"}])
    assert "None of these modes fits" in text_of(client.post(page + "moments/", {**FIELDS, "columns": columns}))
    assert not SharedMoment.objects.exists()


@pytest.mark.parametrize(("seq", "tick"), [(30, 1_200), (20, 0), (60, 4_000)])
def test_fork_to_try_is_a_lab_of_ones_own_with_the_run_up_to_the_moment(client: Client, seq: int, tick: int) -> None:
    page = lab_with_branches(client)
    original = load_run(page.split("/")[2], 1)
    assert original is not None
    expected, taken = replay_until(original.scenario, original.seed, original.log, original.horizon, Moment(seq, tick))
    visitor = Client()
    answer = visitor.post(shared(client, page, seq=str(seq), tick=str(tick), event=""))
    assert answer.status_code == 302
    mine = visitor.get(answer["Location"])
    assert mine.status_code == 200
    assert client.get(answer["Location"]).status_code == 404
    stored = load_run(answer["Location"].split("/")[2])
    assert stored is not None
    assert (stored.playing, len(stored.log)) == (False, taken)
    assert stored.horizon == expected.simulation.position
    assert "Quorums: make a stale read" in text_of(mine)


def test_a_column_under_a_mode_is_forked_under_that_mode_at_the_moments_tick(client: Client) -> None:
    page = lab_with_branches(client)
    compared = client.get(page + "compare/?run=1&mode=raft:log&mode=quorum:majorities")
    link = shared(client, page, columns=columns_of(compared), tick="1500")
    visitor = Client()
    answer = visitor.post(link, {"column": "2"})
    stored = load_run(answer["Location"].split("/")[2])
    assert stored is not None
    assert stored.scenario.dials["W"] == 3
    assert (stored.horizon.tick, len(stored.log)) == (1_500, 3)
    for column in ("3", "x", "-1", "11"):
        assert visitor.post(link, {"column": column}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"seq": "100000"}, "it has no moment after event 100,000"),
        ({"seq": "9" * 10_000}, "seq has to be a whole number"),
        ({"seq": ""}, "seq has to be a whole number"),
        ({"seq": "-1"}, "seq has to be a whole number"),
        ({"tick": "²"}, "tick has to be a whole number"),
        ({"run": "7"}, "This lab has no run 7."),
        ({"run": "x" * 10_000}, "run has to be a whole number"),
        ({"event": "0"}, "This run has no event 0."),
        ({"event": "99999"}, "This run has no event 99,999."),
        ({"model": "m" * 10_000}, "There is no model 'mmm"),
        ({"model": "linearizable", "question": "asked"}, "to ask about as 'asked'"),
        ({"model": "causal_cm", "question": "replicated"}, "There is no model 'causal_cm'"),
        ({"columns": "x" * 10_000}, "could not be read"),
        ({"columns": "[" * 1_500}, "could not be read"),
        ({"columns": "[]"}, "could not be read"),
        ({"columns": '[{"run":"1"}]'}, "could not be read"),
        ({"columns": '[{"run":1,"mode":7}]'}, "could not be read"),
        ({"columns": '{"run":1}'}, "could not be read"),
        ({"columns": json.dumps([{"run": 1}] * 5)}, "could not be read"),
        ({"columns": '[{"run":9}]'}, "This lab has no run 9."),
        ({"columns": '[{"run":1,"mode":"raft:none"}]'}, "There is no mode 'raft:none'."),
        ({"columns": '[{"run":1,"at":"4.9999"}]'}, "has not come as far"),
        ({"columns": '[{"run":1,"at":"junk"}]'}, "has not come as far"),
    ],
)
def test_what_is_no_moment_is_refused_in_words(client: Client, fields: dict[str, str], words: str) -> None:
    answer = client.post(lab_with_branches(client) + "moments/", {**FIELDS, **fields})
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert not SharedMoment.objects.exists()


def test_a_tick_ahead_of_the_run_is_its_present(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page, tick="900000")
    assert client.get(link).context["moment"]["tick"] == 4_000


def test_a_lab_has_so_many_open_moments_and_no_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "MOMENTS_MAX", 2)
    page = lab_with_branches(client)
    for _ in range(2):
        shared(client, page)
    answer = client.post(page + "moments/", FIELDS)
    assert "2 open moments, its bound" in text_of(answer)
    pk = SharedMoment.objects.latest("pk").pk
    assert client.post(f"{page}moments/{pk}/revoke/").status_code == 200
    shared(client, page)


def without_nonce(answer: HttpResponse) -> str:
    """A page without what is new in every answer."""
    return re.sub(r'nonce="[^"]*"', "", answer.content.decode())


def test_a_revoked_moment_is_as_if_it_had_never_been(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page)
    embed = link.replace("moments", "embed")
    stranger = Client()
    assert stranger.post(f"{page}moments/1/revoke/").status_code == 404
    assert client.post(f"{page}moments/{SharedMoment.objects.get().pk}/revoke/").status_code == 200
    for address in (link, embed, link + "recording/"):
        found, nothing = (without_nonce(stranger.get(each)) for each in (address, "/moments/nothing/"))
        assert found == nothing
        assert stranger.get(address).status_code == 404
    assert stranger.post(link).status_code == 404
    assert client.post(f"{page}moments/{SharedMoment.objects.get().pk}/revoke/").status_code == 404


def test_only_the_owner_shares_moments(client: Client) -> None:
    page = lab_with_branches(client)
    assert Client().post(page + "moments/", FIELDS).status_code == 404
    assert client.get(page + "moments/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(page + "moments/", FIELDS).status_code == 403


def test_framing_is_allowed_for_embeds_and_for_nothing_else(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page)
    embed = client.get(link.replace("moments", "embed"))
    assert embed.status_code == 200
    assert "frame-ancestors *" in embed["Content-Security-Policy"]
    assert "script-src 'self'" in embed["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed
    compared = page + "compare/?run=1&run=2"
    for address in ("/", "/labs/", page, link, compared, page + "share/", page + "branches/", "/moments/nothing/"):
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
    missing = client.get("/embed/nothing/")
    assert missing.status_code == 404
    assert "frame-ancestors 'none'" in missing["Content-Security-Policy"]


def test_a_moment_of_a_lab_that_has_just_begun_can_be_shared(client: Client) -> None:
    link = shared(client, new_lab(client), seq="5", tick="0", event="", model="", question="")
    assert Client().get(link + "recording/").json()["events"] == []
