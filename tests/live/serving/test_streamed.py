"""Files that are streamed: whole and valid, and never in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from apps.live.models import Lab
from apps.live.serving.streamed import written_object
from apps.tutorials.record import exported
from tests.client import Visitor
from tests.serving import ServerProcess

MEMBERS: dict[str, Any] = {"code": "A-B", "none": [], "nested": {"a": [1, 2]}}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_what_is_written_piece_by_piece_is_the_json_of_the_whole(count: int) -> None:
    elements = [{"number": number, "text": "ü"} for number in range(count)]
    text = "".join(written_object({**MEMBERS, "many": iter(elements), "last": None}))
    assert json.loads(text) == {**MEMBERS, "many": elements, "last": None}


def test_arrays_within_elements_are_written_piece_by_piece_too() -> None:
    labs = [{"runs": [{"number": 1}]}, None]
    learners = [{"number": number, "attempts": iter(labs), "votes": []} for number in (1, 2)]
    text = "".join(written_object({"learners": iter(learners), "groups": iter([])}))
    whole = [{"number": number, "attempts": labs, "votes": []} for number in (1, 2)]
    assert json.loads(text) == {"learners": whole, "groups": []}


def test_an_element_is_made_only_when_its_turn_comes() -> None:
    made: list[int] = []

    def elements() -> Iterator[int]:
        for number in range(1_000):
            made.append(number)
            yield number

    written = written_object({"many": elements()})
    for _ in range(5):
        next(written)
    assert len(made) < 5


@pytest.mark.django_db
def test_of_a_visitors_labs_one_at_a_time_is_fetched(django_assert_max_num_queries: Any) -> None:
    Lab.objects.bulk_create(Lab(slug="stale-read", owner="visitor") for _ in range(100))
    with django_assert_max_num_queries(12):
        next(exported("visitor")["labs"])


@pytest.mark.django_db
def test_a_visitor_takes_everything_along_in_one_valid_file() -> None:
    client = Client()
    for _ in range(3):
        client.post("/labs/", {"lab": "stale-read"})
    answer = client.get("/progress/export/")
    assert answer.streaming
    taken = json.loads(answer.getvalue())
    assert len(taken["labs"]) == 3
    assert list(taken) == ["return_code", "attempts", "labs", "histories"]


def test_the_server_sends_a_streamed_file_whole(server: ServerProcess) -> None:
    visitor = Visitor(server.url)
    for _ in range(3):
        visitor.post("/labs/", lab="stale-read")
    assert len(visitor.get_json("/progress/export/")["labs"]) == 3
