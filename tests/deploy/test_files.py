"""The files of `deploy/` agree with the program."""

from __future__ import annotations

import re

import pytest

from apps.live.bounds import BODY_BYTES_MAX, BODY_SECONDS_MAX, FILES_WANTED, HEAD_SECONDS_MAX, IDLE_SECONDS_MAX
from config.environment import TABLE
from tests.serving import ROOT

FILES = sorted(path for path in (ROOT / "deploy").iterdir())
OF_PYTHON = {"PYTHONUNBUFFERED"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_variable_that_is_set_there_is_a_setting(path: object) -> None:
    text = path.read_text()  # type: ignore[attr-defined]
    assert set(re.findall(r"\b([A-Z_]{4,})=", text)) <= {variable.name for variable in TABLE} | OF_PYTHON


def test_the_proxies_take_as_large_a_body_and_wait_as_long_as_the_server() -> None:
    nginx, caddy = ((ROOT / "deploy" / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    assert f"client_max_body_size {BODY_BYTES_MAX // 1024**2}m;" in nginx
    assert f"max_size {BODY_BYTES_MAX // 1024**2}MiB" in caddy
    assert f"client_header_timeout {HEAD_SECONDS_MAX}s;" in nginx
    assert f"client_body_timeout {BODY_SECONDS_MAX}s;" in nginx
    kept = re.search(r" keepalive_timeout (\d+)s;", nginx)
    assert kept
    assert int(kept[1]) < IDLE_SECONDS_MAX


def test_the_service_may_open_as_many_files_as_the_server_wants() -> None:
    assert f"LimitNOFILE={FILES_WANTED}\n" in (ROOT / "deploy" / "lightcone@.service").read_text()
