"""Fixtures for the whole suite.

Browser tests use Playwright's sync interface, which keeps an event loop running in the main thread from its start on.
They therefore come last, after every test that runs a loop or the ORM itself, and use neither.
"""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser_sessions import BrowserSessions
from tests.cluster.postgresql import new_database
from tests.serving import ServerProcess

CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome"]
FEATURES_OFF = [
    # Pages of Chromium's own, for its address bar, which would be loaded beside each of ours.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    # As Playwright has them; of two such lists Chromium takes the last.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
]
CHROMIUM_ARGUMENTS = [
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """The system's Chromium."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert executable, "No Chromium found. `make test` installs it; `make test-quick` does without."
    return executable


hypothesis_settings.register_profile("local", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure() -> None:
    """Tests in this process take static files as they lie there, and hash passwords fast; the real server does not."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell's background job ignores it, and so would the servers that tests start and end with it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_itemcollected(item: pytest.Item) -> None:
    fixtures = getattr(item, "fixturenames", ())
    if "browser" in fixtures:
        item.add_marker("browser")
    elif "data_folder" in fixtures or "own_server" in fixtures:
        item.add_marker("trial")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker("server")
    if "sweep" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("sweep")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a server leaves it after its first start, which takes it seconds: made once for all workers."""
    root = tmp_path_factory.getbasetemp()
    folder = (root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "first-start"
    with folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            ServerProcess(folder.with_suffix(".making")).end()
            folder.with_suffix(".making").rename(folder)
    return folder


@pytest.fixture
def data_folder(first_start: Path, tmp_path: Path) -> Path:
    """A data folder for a server of a test's own, which has been started before."""
    return shutil.copytree(first_start, tmp_path / "data")


@pytest.fixture(scope="session")
def server(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The server that most tests share. One that kills it starts it again."""
    folder = shutil.copytree(first_start, tmp_path_factory.mktemp("server") / "data")
    beside = os.environ.get("DATABASE_URL")
    url = new_database(beside) if beside else ""
    server = ServerProcess(folder, LIGHTCONE_HINT_SECONDS="0", DATABASE_URL=url)
    yield server
    server.end()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser_sessions(browser: Browser, server: ServerProcess) -> BrowserSessions:
    """Sessions with the server that most tests share."""
    return BrowserSessions(browser, server)


@pytest.fixture
def page_problems() -> list[str]:
    """What the page complained of. A test that provokes complaints clears the list."""
    return []


@pytest.fixture
def watch_page(server: ServerProcess, page_problems: list[str]) -> Callable[[Page], Page]:
    """Makes errors of a page, and its requests to any other host, fail the test. For pages beyond the first."""
    own_host = urlsplit(server.url).netloc

    def note_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            page_problems.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != own_host:
            page_problems.append(f"request to another host: {request.url}")

    def watch(page: Page) -> Page:
        page.on("console", note_console)
        page.on("pageerror", lambda error: page_problems.append(f"page error: {error}"))
        page.on("request", note_request)
        return page

    return watch


@pytest.fixture
def page(
    browser_sessions: BrowserSessions, page_problems: list[str], watch_page: Callable[[Page], Page]
) -> Iterator[Page]:
    """A page in a browser session of its own; addresses are relative to the server's."""
    with browser_sessions.page() as page:
        yield watch_page(page)
    assert not page_problems, "\n".join(page_problems)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Asserts that axe-core finds nothing on a page, or nothing that is still there when it looks again.

    It looks at one element after another. On a page that moves meanwhile it may take the colour of one element and the
    background of another.
    """

    def check(page: Page) -> None:
        results = Axe().run(page)
        if results.violations_count:
            results = Axe().run(page)
        assert not results.violations_count, results.generate_report()

    return check
