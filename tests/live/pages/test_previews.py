"""What a replay under other settings would change, asked before it is made: what is asked for is checked."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.client import Visitor
from tests.serving import ServerProcess


@pytest.mark.parametrize("dials", ["", "1", "[]", "{", "[" * 1_500, '{"a":' * 300, "x" * 5_000])
def test_dials_that_are_no_object_are_not_found(server: ServerProcess, dials: str) -> None:
    visitor = Visitor(server.url)
    path = visitor.new_lab("stale-read").removeprefix("/ws")
    asked = urlencode({"run": 1, "protocol": "quorum", "dials": dials})
    status, _ = visitor.get(f"{path}preview/?{asked}")
    assert status == 404
