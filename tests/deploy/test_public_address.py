"""The address that people are shown, whatever the request asked for."""

from __future__ import annotations

from typing import Any

import pytest

from apps.classroom.pages.dashboard_views import join_address
from tests.classroom.school import a_class, sit, teacher

PUBLIC = "https://lightcone.example.edu:8443"


@pytest.mark.django_db
def test_a_class_is_joined_at_the_public_address(settings: Any, rf: Any) -> None:
    owner, client = teacher()
    classroom, empty = a_class(owner), a_class(owner)
    seat, learner = sit(classroom, "bob")
    settings.PUBLIC_URL = PUBLIC
    assert join_address(rf.get("/"), classroom) == f"{PUBLIC}/join/{classroom.code}/"
    pages = {f"/classes/{classroom.pk}/projector/": client, f"/classes/{empty.pk}/learners/": client}
    for path, browser in {**pages, f"/seats/{seat.pk}/": learner}.items():
        assert "lightcone.example.edu:8443" in browser.get(path).text, path
