"""Headers of every answer: nobody keeps what is personal, nothing is sniffed, no page uses a camera."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from apps.live.models import Lab
from config.headers import PERSONAL
from tests.classroom.school import a_class, page_of, sit, teacher
from tests.serving import ServerProcess
from tests.test_serve import get, static_file

pytestmark = pytest.mark.django_db


def test_no_cache_keeps_a_page_that_depends_on_who_asks() -> None:
    owner, client = teacher()
    classroom = a_class(owner)
    seat, learner = sit(classroom, "one")
    paths = {page_of(seat): learner, f"/seats/{seat.pk}/": learner, f"/seats/{seat.pk}/data/": learner}
    paths |= {path: Client() for path in ("/labs/", "/progress/", "/progress/export/", "/check/", "/join/")}
    paths |= {f"/classes/{classroom.pk}/{part}": client for part in ("", "results/", "learners/", "settings/")}
    learner.get(page_of(seat))
    paths[f"/labs/{Lab.objects.get(owner=seat.visitor).pk}/"] = learner
    found = {path: who.get(path) for path, who in paths.items()}
    assert {path: answer.get("Cache-Control") for path, answer in found.items() if not kept_by_nobody(answer)} == {}


def kept_by_nobody(answer: object) -> bool:
    return "no-store" in answer.headers.get("Cache-Control", "")  # type: ignore[attr-defined]


def test_a_page_that_says_itself_who_may_keep_it_keeps_its_word() -> None:
    _, client = teacher()
    assert client.get("/account/").headers["Cache-Control"] != PERSONAL


def test_a_page_may_use_no_camera_and_be_framed_by_nobody(server: ServerProcess) -> None:
    for path in ("/", "/no-such-page/"):
        headers = get(server, path).headers
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_static_file_is_not_sniffed(server: ServerProcess) -> None:
    for answer, _ in (static_file(server), static_file(server, "HEAD"), static_file(server, Range="bytes=0-9")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_djangos_check_of_a_deployment_finds_nothing() -> None:
    call_command("check", deploy=True, fail_level="WARNING")
