"""The pages through which one run is seen."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.live.models import Lab, ShareLink
from tests.live.pages.test_moments import shared
from tests.live.stored import lab_with_branches


@pytest.fixture
def pages(client: Client) -> list[tuple[Client, str]]:
    """The owner's page, a column of a comparison, a watcher's page, and one of a shared moment: of one stale read."""
    page = lab_with_branches(client)
    link = ShareLink.objects.create(lab=Lab.objects.get())
    visitor = Client()
    return [
        (client, page),
        (client, f"{page}compare/"),
        *((visitor, each) for each in (f"/shared/{link.token}/", shared(client, page))),
    ]
