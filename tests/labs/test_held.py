"""The memory that a run holds has a bound. A live lab holds its compressed events beside it: see `make bench`."""

from __future__ import annotations

import pytest

from apps.labs.catalogue import catalogue
from tests.held import LABS, held_bytes, parts_of, played

KIB_MAX = 165


@pytest.mark.parametrize("slug", LABS)
def test_a_run_of_a_thousand_events_holds_at_most_165_kib(slug: str) -> None:
    scenario = catalogue()[slug].scenario
    parts = held_bytes(parts_of(played(scenario, 1)), played(scenario, 2))
    assert sum(parts.values()) <= KIB_MAX * 1024, parts
