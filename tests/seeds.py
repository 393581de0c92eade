"""Which seeds a law is held over: a few every time, many in a sweep."""

from __future__ import annotations

import pytest


def over_seeds(few: int, many: int) -> pytest.MarkDecorator:
    """Parametrizes `seeds`: the first `few`, and, under the sweep marker, the first `many`."""
    swept = pytest.param(range(many), marks=pytest.mark.sweep, id="sweep")
    return pytest.mark.parametrize("seeds", [pytest.param(range(few), id="few"), swept])
