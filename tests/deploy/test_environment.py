"""The settings that are read from the environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config import environment as env
from tests.serving import ServerProcess

ROOT = Path(__file__).resolve().parents[2]
HEADER = "| variable | default | meaning |"


def test_the_page_for_administrators_has_the_table_of_settings() -> None:
    _, _, after = (ROOT / "docs" / "running.md").read_text().partition(f"{HEADER}\n|---|---|---|\n")
    rows = after.partition("\n\n")[0].splitlines()
    assert rows == [variable.row() for variable in env.TABLE]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("HOST", "http://0.0.0.0"),
        ("PORT", "70000"),
        ("PORT", "eighty"),
        ("PUBLIC_URL", "lightcone.example.edu"),
        ("PUBLIC_URL", "https://lightcone.example.edu/path"),
        ("PUBLIC_URL", "https://user@lightcone.example.edu"),
        ("PUBLIC_URL", "https://lightcone.example.edu:99999"),
        ("PUBLIC_URL", "ftp://lightcone.example.edu"),
        ("TRUSTED_PROXIES", "nginx"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "0.0.0.0/0"),
        ("METRICS_FROM", "everybody"),
        ("ALLOWED_HOSTS", "https://lightcone.example.edu"),
        ("ALLOWED_HOSTS", "lightcone.example.edu:8000"),
        ("LIGHTCONE_HINT_SECONDS", "-1"),
        ("LIGHTCONE_HINT_SECONDS", "soon"),
        ("DEBUG", "yes"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(name: str, given: str) -> None:
    variable = next(each for each in env.TABLE if each.name == name)
    with pytest.raises(SystemExit) as refused:
        variable.read({name: given})
    assert str(refused.value).startswith(f"{name} must ")
    assert str(refused.value).endswith(f", not {given!r}.")


def test_a_short_key_of_an_earlier_installation_still_counts() -> None:
    assert env.DJANGO_SECRET_KEY.read({"DJANGO_SECRET_KEY": "hunter2"}) == "hunter2"


def test_an_address_of_a_database_is_refused_without_showing_its_password() -> None:
    with pytest.raises(SystemExit) as refused:
        env.DATABASE_URL.read({"DATABASE_URL": "mysql://ada:hunter2@db/lightcone"})
    assert str(refused.value).startswith("DATABASE_URL must be the address of a PostgreSQL database")
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Lightcone.Example.edu/", "https://lightcone.example.edu"),
        ("https://lightcone.example.edu:443", "https://lightcone.example.edu"),
        ("https://lightcone.example.edu:8443", "https://lightcone.example.edu:8443"),
        ("http://[2001:db8::1]:80", "http://[2001:db8::1]"),
        ("", ""),
    ],
)
def test_the_public_address_is_read_as_browsers_send_it(given: str, origin: str) -> None:
    assert env.PUBLIC_URL.read({"PUBLIC_URL": given}) == origin


def test_a_public_address_with_tls_needs_a_trusted_proxy() -> None:
    address = {"PUBLIC_URL": "https://lightcone.example.edu"}
    with pytest.raises(SystemExit, match="TRUSTED_PROXIES must name the proxy"):
        env.read_public_address(address)
    assert env.read_public_address(address | {"TRUSTED_PROXIES": "127.0.0.1, ::1"})[0] == address["PUBLIC_URL"]


def test_an_address_of_a_redis_is_refused_without_showing_its_password() -> None:
    with pytest.raises(SystemExit) as refused:
        env.REDIS_URL.read({"REDIS_URL": "http://:hunter2@redis"})
    assert str(refused.value).startswith("REDIS_URL must be the address of a Redis server")
    assert "hunter2" not in str(refused.value)


def test_several_workers_need_a_database_and_a_key_that_they_share() -> None:
    given = {"REDIS_URL": "redis://127.0.0.1/0"}
    with pytest.raises(SystemExit, match="share DATABASE_URL and DJANGO_SECRET_KEY: set that, too"):
        env.read_redis(given)
    given |= {"DATABASE_URL": "postgresql://db/lightcone", "DJANGO_SECRET_KEY": "a key"}
    assert env.read_redis(given) == given["REDIS_URL"]
    assert env.read_redis({}) == ""


@pytest.mark.trial
def test_the_server_does_not_start_with_a_wrong_value(tmp_path: Path) -> None:
    started = _manage("serve", tmp_path, TRUSTED_PROXIES="nginx")
    assert started.returncode == 1
    assert started.stderr.splitlines() == [
        "TRUSTED_PROXIES must be addresses or networks by comma, such as 127.0.0.1,10.1.0.0/16, not 'nginx'."
    ]


@pytest.mark.trial
@pytest.mark.parametrize(
    "settings", [{}, {"PUBLIC_URL": "https://lightcone.example.edu:8443", "TRUSTED_PROXIES": "127.0.0.1"}]
)
def test_the_deployment_check_finds_nothing(tmp_path: Path, settings: dict[str, str]) -> None:
    checked = _manage("check", tmp_path, "--deploy", "--fail-level", "WARNING", **settings)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.trial
def test_the_public_address_is_the_one_announced(data_folder: Path) -> None:
    server = ServerProcess(data_folder, PUBLIC_URL="https://lightcone.example.edu", TRUSTED_PROXIES="127.0.0.1")
    try:
        assert server.first_line == "Lightcone is running at https://lightcone.example.edu"
        assert server.url == f"http://127.0.0.1:{server.port}"
    finally:
        server.end()


def _manage(command: str, data: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), command, *options],
        env={"LIGHTCONE_DATA": str(data), "PORT": "0", **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
