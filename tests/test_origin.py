"""The origins that may open a socket."""

from __future__ import annotations

import pytest

from config.origin import is_own

HOST = "127.0.0.1:8000"


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://127.0.0.1:8000", "HTTP://127.0.0.1:8000".lower()])
def test_a_page_of_this_host_and_port_may_open_a_socket(origin: str) -> None:
    assert is_own(origin, HOST)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:9999",
        "https://127.0.0.1",
        "http://evil.example",
        "http://evil.example@127.0.0.1:8000",
        "http://127.0.0.1:8000@evil.example",
        "javascript://127.0.0.1:8000/",
        "http://127.0.0.1:8000/path",
        "http://[",
    ],
)
def test_another_port_scheme_user_or_host_may_not(origin: str) -> None:
    assert not is_own(origin, HOST)


def test_behind_a_proxy_that_ends_tls_only_a_page_over_tls_may_open_a_socket() -> None:
    assert is_own(f"https://{HOST}", HOST, is_secure=True)
    assert not is_own(f"http://{HOST}", HOST, is_secure=True)


def test_a_host_that_is_not_served_has_no_origin_of_its_own() -> None:
    assert not is_own("http://evil.example", "evil.example")
