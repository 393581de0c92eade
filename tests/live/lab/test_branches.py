"""The tree of runs: who comes from whom, with a picture that is stored when a run is left."""

from __future__ import annotations

import re

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from apps.labs.looking_back.sketch import sketch
from apps.live.lab.branches import HEIGHT, WIDTH, picture, tree
from apps.live.lab.hub import IDLE_SECONDS_MAX
from apps.live.models import Run
from tests.live.lab.test_fork import played
from tests.live.lab.world import World
from tests.live.pages.test_compare import text_of
from tests.live.pages.test_pages import new_lab
from tests.live.stored import lab_with_branches

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_run_that_is_left_keeps_its_picture_and_the_current_one_shows_the_present() -> None:
    world = World()
    lab = await played(world)
    before = sketch(lab.session)
    await world.submit(lab, type="fork", seq=30, tick=lab.moment.tick // 2)
    assert (await Run.objects.aget(number=1)).sketch == before
    found = await database_sync_to_async(tree)(lab.lab_id, 2, sketch(lab.session))
    (root,) = found
    (fork,) = root["children"]
    assert (root["number"], fork["number"], fork["current"], root["current"]) == (1, 2, True, False)
    assert re.fullmatch(r"forked from run 1 at \d+\.\d{3} s", fork["origin"])
    assert root["picture"]["bars"]
    assert fork["picture"]["fork"] == fork["picture"]["end"] < root["picture"]["end"]


async def test_every_way_of_leaving_a_run_stores_its_picture() -> None:
    world = World()
    lab = await played(world)
    await world.submit(lab, type="change_scenario", protocol="quorum", dials=dict(lab.stored.scenario.dials))
    await world.submit(lab, type="switch_run", run=1)
    for page in lab.followers:
        lab.followers.leave(page, world.now)
    await world.pass_time(IDLE_SECONDS_MAX + 2)
    assert not world.hub.labs
    pictures = await database_sync_to_async(list)(Run.objects.values_list("sketch", flat=True))
    assert len(pictures) == 2
    assert all(each["until"] > 0 for each in pictures)


def test_the_tree_names_each_run_offers_to_switch_to_it_and_to_compare(client: Client) -> None:
    page = client.get(lab_with_branches(client) + "branches/")
    text = text_of(page)
    assert "forked from run 1 at 1.450 s" in text
    html = page.content.decode()
    for number in "12":
        assert f'data-run="{number}"' in html
        assert f'name="run" value="{number}"' in re.sub(r"\s+", " ", html)
    assert re.search(r'action="/labs/[\w-]+/compare/" method="get"', html)
    assert "no picture yet" in text


def test_a_lab_with_one_run_says_how_there_come_to_be_more(client: Client) -> None:
    text = text_of(client.get(new_lab(client) + "branches/"))
    assert "There is one run so far." in text
    assert "Compare Choose" not in text


def test_a_picture_stays_within_its_frame_whatever_the_run() -> None:
    from apps.labs.run.session import Session
    from tests.schedules import play, scenarios

    for seed in range(20):
        session = Session(scenarios(seed), seed)
        play(session, seed)
        made = sketch(session)
        drawn = picture(made, made["until"] // 2, made["until"])
        for bar in drawn["bars"]:
            assert 0 <= bar["x"] <= bar["x"] + bar["width"] <= WIDTH
            assert 0 <= float(bar["y"]) <= float(bar["y"]) + float(bar["height"]) <= HEIGHT
        assert all(0 <= x <= WIDTH for x in [*drawn["faults"], drawn["fork"], drawn["end"]])
