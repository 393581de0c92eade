"""The tests of pages and sockets once more, on two workers between which nginx shuffles all requests and sockets.

So a page, its socket and the change that concerns both are mostly at different workers.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.accounts import test_ended_logins
from tests.classroom import test_closed_exercises, test_dashboard_sockets, test_teaching
from tests.classroom.rights import test_link_rights, test_rights, test_trashed_links
from tests.cluster.cluster import Cluster
from tests.deploy.nginx import PlainNginx
from tests.live import test_access
from tests.live.lab import test_bad_input, test_history, test_run_files, test_sockets, test_unread
from tests.live.pages import test_looking_back

pytestmark = [pytest.mark.trial, pytest.mark.sweep]

SHARED = (
    test_access,
    test_bad_input,
    test_closed_exercises,
    test_dashboard_sockets,
    test_ended_logins,
    test_history,
    test_link_rights,
    test_looking_back,
    test_rights,
    test_run_files,
    test_sockets,
    test_teaching,
    test_trashed_links,
    test_unread,
)
FIXTURES = {
    "guests": test_rights.guests,
    "made": test_rights.made,
    "ms_lovelace": test_dashboard_sockets.ms_lovelace,
    "school": test_ended_logins.school,
    "teacher": test_teaching.teacher,
}
globals().update(FIXTURES)


OF_ONE_SERVER = {"test_a_socket_that_reads_nothing_is_cut_by_what_stands_in_its_buffer"}
"""nginx reads from the worker, whatever the page does."""


def is_about_a_server(test: object) -> bool:
    """Return whether a test needs a server of any kind."""
    if not inspect.isfunction(test) or any(mark.name == "sqlite" for mark in getattr(test, "pytestmark", ())):
        return False
    return bool({"server", *FIXTURES} & inspect.signature(test).parameters.keys())


globals().update(
    {
        name: test
        for module in SHARED
        for name, test in vars(module).items()
        if name.startswith("test_") and name not in OF_ONE_SERVER and is_about_a_server(test)
    }
)


class ShufflingNginx(PlainNginx):
    """nginx that sends each request and socket to the next worker."""

    def configuration(self, backends: tuple[str, ...]) -> str:
        """Return the shipped configuration without what keeps a lab's pages together."""
        text = super().configuration(backends)
        affinity = "    hash $lightcone_affinity consistent;\n"
        assert affinity in text
        return text.replace(affinity, "")


class ShuffledCluster(Cluster):
    """Two workers, which tests use as if they were one server."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, plain_port=0)
        self.nginx = ShufflingNginx(folder / "shuffling", 0)
        self.shared |= {"LIGHTCONE_HINT_SECONDS": "0"}

    @property
    def ws_url(self) -> str:
        """Return the address of its sockets."""
        return self.url.replace("http", "ws", 1)

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings of a worker, for commands on its data."""
        return self.workers[0].environment

    def restart(self) -> None:
        """End each worker in turn, and start it again."""
        for worker in self.workers:
            worker.restart()


@pytest.fixture(scope="module")
def server() -> Iterator[ShuffledCluster]:
    """One for all tests, in place of the one server that they are usually run on."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the account of PostgreSQL has to pass through
        cluster = ShuffledCluster(Path(folder) / "cluster")
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.end()
