"""The catalogue by topic, with pictures, and what a visitor does with labs of their own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.labs.catalogue import catalogue
from apps.labs.lab import TOPICS
from apps.live.models import Lab, Run
from tests.live.pages.test_pages import new_lab

pytestmark = pytest.mark.django_db


def labs_page(client: Client) -> str:
    return client.get("/labs/").content.decode()


def id_of(address: str) -> str:
    return address.strip("/").split("/")[-1]


def test_every_lab_stands_once_with_its_picture(client: Client) -> None:
    page = labs_page(client)
    for lab in catalogue().values():
        assert page.count(f'aria-label="Open the lab: {lab.title}"') == 1
    assert page.count('<svg class="cluster-picture"') == len(catalogue())


def test_labs_stand_under_the_question_of_their_topic(client: Client) -> None:
    page = labs_page(client)
    for name, (_, question) in TOPICS.items():
        section = page.split(f'id="topic-{name}"')[1].split("</section>")[0]
        assert question in section
        first = next(iter(catalogue()))
        for lab in catalogue().values():
            if lab.slug != first:
                assert (f'value="{lab.slug}"' in section) == (lab.topic == name)


def test_a_lab_names_the_lessons_that_go_on_in_it(client: Client) -> None:
    card = labs_page(client).split('value="gossip"')[0].rsplit("<article", 1)[1]
    assert 'href="/lessons/eventual/"' in card


def test_a_new_lab_was_opened_just_now_and_has_a_picture(client: Client) -> None:
    new_lab(client)
    page = labs_page(client)
    assert "just now" in page
    assert page.count('<svg class="cluster-picture"') == len(catalogue()) + 1
    Lab.objects.update(created=timezone.now() - timedelta(minutes=5, seconds=2))
    assert "5\xa0minutes ago" in labs_page(client)


def test_the_picture_of_a_lab_is_its_run_as_it_was_left(client: Client) -> None:
    new_lab(client)
    cluster = {"nodes": "uucuu", "newest": "10000", "groups": "00011", "cuts": []}
    Run.objects.update(sketch={"cluster": cluster})
    mine = labs_page(client).split('class="mine"')[1].split("</svg>")[0]
    assert mine.count('data-status="crashed"') == 1
    assert mine.count('class="region"') == 1


def test_a_lab_is_renamed_by_its_owner_alone(client: Client) -> None:
    lab = id_of(new_lab(client))
    assert client.post("/labs/", {"rename": lab, "title": "  My \n <cut> "}).status_code == 302
    assert "My &lt;cut&gt;" in labs_page(client)
    assert Client().post("/labs/", {"rename": lab, "title": "Taken"}).status_code == 404
    assert Lab.objects.get().title == "My <cut>"


def test_an_empty_name_restores_the_title_of_the_catalogue(client: Client) -> None:
    lab = id_of(new_lab(client))
    for title in ("x" * 500, ""):
        client.post("/labs/", {"rename": lab, "title": title})
    assert re.search(rf'href="/labs/{lab}/"><b>{catalogue()["stale-read"].title}<', labs_page(client))


def test_a_lab_is_deleted_by_its_owner_alone(client: Client) -> None:
    lab = id_of(new_lab(client))
    assert Client().post("/labs/", {"delete": lab}).status_code == 404
    assert Lab.objects.exists()
    assert client.post("/labs/", {"delete": lab}).status_code == 302
    assert not Lab.objects.exists()
    assert not Run.objects.exists()


def test_an_attempt_at_a_lesson_is_neither_renamed_nor_deleted_here(client: Client) -> None:
    lab = id_of(new_lab(client))
    Lab.objects.update(slug="lesson")
    assert client.post("/labs/", {"rename": lab, "title": "x"}).status_code == 404
    assert client.post("/labs/", {"delete": lab}).status_code == 404
