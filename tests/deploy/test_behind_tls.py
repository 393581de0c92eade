"""The server behind nginx as `deploy/nginx.conf` has it; and what a client may claim of itself there and without it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from apps.live.bounds import BODY_BYTES_MAX
from tests.deploy.nginx import NAME, Nginx
from tests.serving import ServerProcess

pytestmark = pytest.mark.trial

FREE_FAILURES = 10
"""Wrong passwords for a name from an address that count nothing yet (`apps.accounts.throttle`)."""

HSTS = "max-age=2592000"


@dataclass
class Answer:
    """An answer that came back."""

    status: int
    headers: HTTPMessage
    text: str


class Browser:
    """A browser at an address of loopback: keeps cookies, and sends `Origin` with its forms."""

    def __init__(self, url: str, nginx: Nginx | None = None, address: str = "127.0.0.1", **headers: str) -> None:
        self.url = url
        self._tls = nginx.tls if nginx is not None else None
        self._address = address
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.cookies: SimpleCookie = SimpleCookie()

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        assert parts.hostname
        at: Any = (parts.hostname, parts.port)
        source = (self._address, 0)
        if self._tls is None:
            return HTTPConnection(*at, timeout=30, source_address=source)
        return HTTPSConnection(*at, timeout=30, source_address=source, context=self._tls)

    def cookie_header(self) -> str:
        """Return the cookies as they are sent."""
        return "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())

    def ask(self, method: str, path: str, body: str | bytes = "", **headers: str) -> Answer:
        """Ask, follow nothing."""
        connection = self._connection()
        sent = {**self._headers, "Cookie": self.cookie_header(), **headers}
        connection.request(method, path, body=body, headers=sent)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read().decode())
        connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return answer

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form, as a browser does from a page of this site."""
        if "lightcone_csrf" not in self.cookies:
            self.get("/login/")
        form = {**fields, "csrfmiddlewaretoken": self.cookies["lightcone_csrf"].value}
        origin = {"Origin": self.url, "Referer": f"{self.url}/"}
        return self.ask(
            "POST", path, urlencode(form), **{"Content-Type": "application/x-www-form-urlencoded"}, **origin
        )

    def fail_to_log_in(self, name: str) -> int:
        """Send a wrong password; the status."""
        return self.post("/login/", username=name, password="wrong").status


@dataclass
class Site:
    """nginx, and the server behind it."""

    nginx: Nginx
    server: ServerProcess
    password: str

    def browser(self, address: str = "127.0.0.1", **headers: str) -> Browser:
        """Return a new browser that comes through nginx."""
        return Browser(self.nginx.url, self.nginx, address, **headers)


@pytest.fixture(scope="module")
def site(first_start: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    nginx = Nginx(folder / "nginx")
    server = ServerProcess(folder / "data", PUBLIC_URL=nginx.url, TRUSTED_PROXIES="127.0.0.1")
    try:
        nginx.start(server.port)
        yield Site(nginx, server, server.instructor("ada"))
    finally:
        nginx.end()
        server.end()


def log_in(browser: Browser, password: str, name: str = "ada") -> Answer:
    return browser.post("/login/", username=name, password=password)


# Through nginx


def test_a_teacher_logs_in_and_a_learner_joins_over_tls(site: Site) -> None:
    teacher, learner = site.browser(), site.browser()
    answer = log_in(teacher, site.password)
    assert (answer.status, answer.headers["Location"]) == (302, "/classes/")
    made = teacher.post("/classes/", title="Distributed systems")
    class_id = re.findall(r"/classes/([\w-]+)/", made.headers["Location"])[0]
    settings = teacher.get(f"/classes/{class_id}/settings/").text
    code = re.findall(r'class="big-code">([\w-]+)<', settings)[0]
    joined = learner.post(f"/join/{code}/", nickname="bob")
    assert joined.status == 302
    seat = learner.get(joined.headers["Location"])
    assert seat.status == 200
    assert f"type it at {NAME}:{site.nginx.port}/join/" in seat.text


def test_cookies_are_for_tls_only_and_browsers_are_told_to_use_only_tls(site: Site) -> None:
    browser = site.browser()
    page = browser.get("/login/")
    assert page.headers["Strict-Transport-Security"] == HSTS
    log_in(browser, site.password)
    assert {"lightcone_session", "lightcone_csrf"} <= browser.cookies.keys()
    assert all(morsel["secure"] for morsel in browser.cookies.values())


def test_what_is_asked_for_without_tls_is_led_to_tls(site: Site) -> None:
    answer = Browser(f"http://{NAME}:{site.nginx.plain_port}").get("/labs/?topic=clocks")
    assert (answer.status, answer.headers["Location"]) == (301, f"{site.nginx.url}/labs/?topic=clocks")
    answer = Browser(site.server.url).get("/labs/")
    assert (answer.status, answer.headers["Location"]) == (301, f"{site.nginx.url}/labs/")


def new_lab(browser: Browser) -> str:
    """Open a lab; its page's path."""
    opened = browser.post("/labs/", lab="stale-read")
    assert opened.status == 302
    return opened.headers["Location"]


def socket_of(site: Site, browser: Browser, lab: str, origin: str) -> Any:
    return connect(
        f"wss://{NAME}:{site.nginx.port}/ws{lab}",
        ssl=site.nginx.tls,
        origin=origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": browser.cookie_header()},
        max_size=None,
    )


def test_a_lab_works_over_a_socket_with_tls(site: Site) -> None:
    browser = site.browser()
    lab = new_lab(browser)
    with socket_of(site, browser, lab, site.nginx.url) as opened:
        opened.send(json.dumps({"type": "hello", "run": None, "seq": None}))
        assert json.loads(opened.recv(20))["type"] == "snapshot"
        opened.send(json.dumps({"type": "set_speed", "id": "one", "per_mille": 500}))
        answers = (json.loads(opened.recv(20)) for _ in range(100))
        assert next(each for each in answers if each.get("id") == "one")["type"] == "ack"


def test_a_page_without_tls_opens_no_socket_through_the_proxy(site: Site) -> None:
    browser = site.browser()
    lab = new_lab(browser)
    with (
        pytest.raises(InvalidStatus, match="403"),
        socket_of(site, browser, lab, site.nginx.url.replace("https", "http")),
    ):
        pass


def test_links_have_the_public_address(site: Site) -> None:
    browser = site.browser()
    lab = new_lab(browser)
    panel = browser.post(f"{lab}share/", grant="watch")
    assert f"{site.nginx.url}/shared/" in panel.text
    assert "http://" not in panel.text


def test_clients_behind_the_proxy_are_throttled_apart(site: Site) -> None:
    guesser = site.browser("127.0.0.2")
    for _ in range(FREE_FAILURES):
        assert guesser.fail_to_log_in("grace") == 200
    assert guesser.fail_to_log_in("grace") == 429
    assert site.browser("127.0.0.3").fail_to_log_in("grace") == 200


def test_an_address_that_a_client_claims_through_the_proxy_counts_for_nothing(site: Site) -> None:
    found = []
    for number in range(FREE_FAILURES + 1):
        claimed = f"198.51.100.{number}"
        forged = {"X_Forwarded_For": claimed, "X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http"}
        found.append(site.browser("127.0.0.4", **forged).fail_to_log_in("hopper"))
    assert found == [200] * FREE_FAILURES + [429]


def test_more_than_a_body_may_have_is_refused(site: Site) -> None:
    """By its length; the body itself is not sent, since nginx closes at once."""
    answer = site.browser().ask("POST", "/check/", **{"Content-Length": str(BODY_BYTES_MAX + 1)})
    assert answer.status == 413
    assert site.browser().post("/check/", text="x" * 100_000).status != 413


def test_metrics_are_not_for_those_who_come_through_the_proxy(site: Site) -> None:
    assert site.browser().get("/metrics").status == 404
    assert Browser(site.server.url).get("/metrics").status == 200
    assert site.browser().get("/healthz").text == "alive\n"
    assert site.browser().get("/readyz").text == "ready\n"


# Past nginx, and without one


def test_who_reaches_the_server_past_the_proxy_forwards_nothing(site: Site) -> None:
    """Only 127.0.0.1 is trusted here."""
    forged = {"X_Forwarded_For": "127.0.0.1", "X_Forwarded_Proto": "https", "X_Forwarded_Host": "evil.example"}
    answer = Browser(site.server.url, None, "127.0.0.5", **forged).get("/labs/")
    assert (answer.status, answer.headers["Location"]) == (301, f"{site.nginx.url}/labs/")
    assert Browser(site.server.url, None, "127.0.0.5", X_Forwarded_For="127.0.0.1").get("/metrics").status == 404


def test_without_a_proxy_what_a_client_forwards_changes_nothing(server: ServerProcess) -> None:
    found = []
    for number in range(FREE_FAILURES + 1):
        forged = {"X_Forwarded_For": f"198.51.100.{number}", "X_Forwarded_Proto": "https"}
        browser = Browser(server.url, None, "127.0.0.6", **forged)
        found.append(browser.fail_to_log_in("lovelace"))
        assert not browser.cookies["lightcone_csrf"]["secure"]
    assert found == [200] * FREE_FAILURES + [429]
    answer = Browser(server.url, X_Forwarded_Host="evil.example", X_Forwarded_Proto="https").get("/labs/")
    assert answer.status == 200
    assert "Strict-Transport-Security" not in answer.headers


def test_without_a_public_address_links_have_the_one_that_was_asked_for(server: ServerProcess) -> None:
    browser = Browser(server.url, X_Forwarded_Host="evil.example", X_Forwarded_Proto="https")
    panel = browser.post(f"{new_lab(browser)}share/", grant="watch")
    assert f"{server.url}/shared/" in panel.text
    assert "evil.example" not in panel.text
