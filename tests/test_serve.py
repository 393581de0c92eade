"""The server as a person starts it."""

import gzip
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from shutil import copytree

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.serving import ServerProcess


@pytest.fixture(scope="module")
def own_server(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One that tests may kill, and start again."""
    server = ServerProcess(copytree(first_start, tmp_path_factory.mktemp("own") / "data"))
    yield server
    server.end()


def get(server: ServerProcess, path: str, host: str = "127.0.0.1") -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", int(server.port), timeout=20)
    connection.request("GET", path, headers={"Host": f"{host}:{server.port}"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_the_address_is_printed_once_it_answers(server: ServerProcess) -> None:
    assert re.fullmatch(r"Lightcone is running at http://127\.0\.0\.1:\d+", server.first_line)
    assert get(server, "/no-such-page/").status == 404


def test_a_second_start_says_that_the_port_is_taken(server: ServerProcess) -> None:
    second = subprocess.run(
        server.arguments, check=False, env=server.environment | {"PORT": server.port}, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert second.stderr.startswith(f"Port {server.port} is taken: ")
    assert len(second.stderr.splitlines()) == 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=lambda how: how.name)
def test_a_signal_ends_it_cleanly(data_folder: Path, how: signal.Signals) -> None:
    assert ServerProcess(data_folder).end(how) == 0


def test_it_starts_again_on_the_same_port_after_being_killed(own_server: ServerProcess) -> None:
    address = own_server.url
    own_server.kill()
    own_server.start()
    assert own_server.url == address


def test_the_secret_key_is_made_once_and_only_for_its_owner(own_server: ServerProcess) -> None:
    secret = Path(own_server.environment["LIGHTCONE_DATA"]) / "secret-key"
    before = secret.read_text()
    own_server.restart()
    assert secret.read_text() == before
    assert secret.stat().st_mode & 0o777 == 0o600


def test_a_page_asked_for_under_a_foreign_name_is_refused(server: ServerProcess) -> None:
    assert get(server, "/", host="evil.example").status == 400


def test_the_policy_allows_nothing_inline_and_nothing_foreign(server: ServerProcess) -> None:
    policy = get(server, "/no-such-page/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("origin", ["http://evil.example", None])
def test_a_socket_from_a_foreign_or_no_origin_is_refused(server: ServerProcess, origin: str | None) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(f"{server.ws_url}/ws/labs/x/", origin=origin):
        pass


def test_a_socket_to_no_known_address_is_refused(server: ServerProcess) -> None:
    with pytest.raises(InvalidStatus, match="403"), connect(f"{server.ws_url}/nowhere/", origin=server.url):
        pass


def test_sending_to_a_socket_that_has_just_gone_is_no_error() -> None:
    """Between a socket's end and its consumer's hearing of it; an error here would end the lab for everyone else."""
    program = (
        "import django; django.setup()\n"
        "from apps.live.serving.server import LabSocket\n"
        "socket = LabSocket(); socket.state = LabSocket.STATE_CLOSED; socket.maxMessagePayloadSize = 65536\n"
        "socket.sendMessage(b'late'); assert socket.maxMessagePayloadSize == 65536\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=30)


FRAMES = """
import django; django.setup()
from types import SimpleNamespace
from websockets.frames import Frame, Opcode
from apps.live.serving.server import LabSocket

written = []
socket = LabSocket()
socket.state, socket.send_queue, socket.peer, socket.logOctets = LabSocket.STATE_OPEN, [], "a page", False
socket.trafficStats = SimpleNamespace(outgoingOctetsWireLevel=0)
socket.transport = SimpleNamespace(
    dataBuffer=b"", offset=0, _tempDataLen=0, write=written.append,
    writeSomeData=lambda data: written.append(data[:takes]) or len(data[:takes]),
)
for takes in (0, 7, 1_000_000):
    for length in (0, 1, 125, 126, 65_535, 65_536, 70_000):
        written.clear()
        socket.send_text("x" * length)
        assert b"".join(written) == Frame(Opcode.TEXT, b"x" * length).serialize(mask=False), (takes, length)
"""


def test_text_of_any_length_is_sent_as_one_frame_however_little_the_connection_takes_at_once() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", FRAMES], env=environment, check=True, timeout=30)


def test_a_second_server_on_the_same_data_is_refused_in_words(own_server: ServerProcess) -> None:
    second = subprocess.run(
        own_server.arguments,
        env={**own_server.environment, "PORT": "0"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 1
    assert "is using this data folder" in second.stderr
    assert "Traceback" not in second.stderr


def static_file(server: ServerProcess, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """The answer for a style sheet that every page has, by the name that carries its hash; and what is in it."""
    connection = HTTPConnection("127.0.0.1", int(server.port), timeout=20)
    connection.request("GET", "/no-such-page/", headers={"Accept-Encoding": "identity"})
    path = re.search(r"/static/dist/base-\w+\.css", connection.getresponse().read().decode())
    assert path
    connection.request(method, path[0], headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_a_static_file_is_kept_for_ever_and_sent_compressed_to_whoever_takes_that(server: ServerProcess) -> None:
    packed, packed_body = static_file(server, Accept_Encoding="gzip")
    plain, body = static_file(server, Accept_Encoding="identity")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed_body) == body
    assert plain.headers["Content-Encoding"] is None
    assert plain.headers["Content-Type"] == 'text/css; charset="utf-8"'
    assert {"public", "immutable"} <= set(plain.headers["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    ("method", "headers"), [("GET", {}), ("HEAD", {}), ("GET", {"Range": "bytes=0-9"}), ("POST", {})]
)
def test_a_static_file_has_the_same_headers_however_often_it_is_asked_for(
    server: ServerProcess, method: str, headers: dict[str, str]
) -> None:
    first, second, third = (static_file(server, method, **headers)[0].headers.items() for _ in range(3))
    assert first == second == third


def test_a_static_file_can_be_asked_for_by_its_head_in_part_or_if_it_has_changed(server: ServerProcess) -> None:
    plain, body = static_file(server)
    head, no_body = static_file(server, "HEAD")
    assert (head.headers["Content-Length"], no_body) == (str(len(body)), b"")
    part, first_ten = static_file(server, Range="bytes=0-9")
    assert (part.status, first_ten) == (206, body[:10])
    same, no_body = static_file(server, If_None_Match=plain.headers["ETag"])
    assert (same.status, no_body) == (304, b"")
    assert static_file(server, "POST")[0].status == 405


def test_what_is_no_static_file_is_not_found(server: ServerProcess) -> None:
    for path in ("/static/", "/static/css/", "/static/../manage.py", "/static/%2e%2e/secret-key"):
        assert get(server, path).status == 404
