"""Two workers behind nginx, on a real PostgreSQL and Redis: one class, one lab, whichever worker a page reaches."""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import pytest

from tests.benchmarks.load_dashboard import LoadDashboard
from tests.benchmarks.load_learner import STEP, Counts, LoadLearner
from tests.client import LabClient, Visitor
from tests.cluster.cluster import Cluster

pytestmark = pytest.mark.trial

LEARNERS = 16
"""So many that all labs go to one of two workers in one run of 32,768."""
WRITE = {"client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One for the tests of this file; whoever ends a part of it starts that again."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the account of PostgreSQL has to pass through
        running = Cluster(Path(folder) / "cluster", plain_port=0)
        try:
            running.start()
            yield running
        finally:
            running.end()


class DashboardAt(LoadDashboard):
    """A dashboard whose socket goes to one worker."""

    def __init__(self, teacher: Visitor, class_id: str, worker_url: str) -> None:
        super().__init__(teacher, class_id)
        self._address = f"{worker_url.replace('http', 'ws', 1)}/ws/classes/{class_id}/"
        self._origin = worker_url

    async def until_shown(self, count: int) -> None:
        """Wait until so many acts have been shown."""
        try:
            async with asyncio.timeout(15), self.known:
                await self.known.wait_for(lambda: len(self.tile_delays) >= count)
        except TimeoutError:
            raise AssertionError(f"not shown: {dict(self._waiting)}, but {self._shown}") from None


def measured(url: str, name: str) -> float:
    """Return one of the metrics of a worker."""
    with urlopen(f"{url}/metrics") as answer:
        found = re.search(rf"^{name} ([\d.e+]+)$", answer.read().decode(), re.MULTILINE)
    assert found, name
    return float(found[1])


async def test_a_dashboard_at_either_worker_shows_the_learners_and_clusters_of_both(cluster: Cluster) -> None:
    from tests.classroom.school import Teacher

    teacher = await asyncio.to_thread(Teacher, cluster, "ada")
    await asyncio.to_thread(teacher.send_to, STEP)
    boards = [DashboardAt(teacher, teacher.class_id, worker.url) for worker in cluster.workers]
    counts = Counts()

    def told(learner: LoadLearner, act: str) -> None:
        for board in boards:
            board.expect(learner.name, act)

    learners = [LoadLearner(cluster.url, f"learner {nth}", counts, told) for nth in range(LEARNERS)]
    for board in boards:
        await board.open()
    for learner in learners:
        await learner.join(teacher.code)
    for board in boards:
        async with asyncio.timeout(15):
            await board.until_all({learner.name for learner in learners})
    for learner in learners:
        await learner.begin()
        await learner.submit({"type": "crash", "node": "n3"}, "Crash node n3")
    for board in boards:
        await board.until_shown(LEARNERS)
    labs = [measured(worker.url, "lightcone_labs") for worker in cluster.workers]
    assert sum(labs) == LEARNERS
    assert min(labs) >= 1
    for learner in learners:
        await learner.leave()
    for board in boards:
        await board.close()
    assert not counts.problems


async def test_a_page_at_each_worker_sees_what_the_other_does(cluster: Cluster) -> None:
    visitor = Visitor(cluster.url)
    path = await asyncio.to_thread(visitor.new_lab, "gossip")
    pages = [LabClient(cluster.url, path, visitor.headers()) for _ in cluster.workers]
    for page, worker in zip(pages, cluster.workers, strict=True):
        page.go_to(worker.url)  # past nginx, which would send both to one
    async with pages[0] as first, pages[1] as second:
        assert {measured(worker.url, "lightcone_lab_sockets") for worker in cluster.workers} == {1.0}
        await first.submit("invoke", **WRITE)
        await second.submit("invoke", **{**WRITE, "client": "bob", "value": "2"})
        await first.until(lambda view: {"alice#1", "bob#1"} <= view["operations"].keys())
        await second.until(lambda view: {"alice#1", "bob#1"} <= view["operations"].keys())


async def test_a_worker_that_ends_hands_its_labs_over_where_they_stand(cluster: Cluster) -> None:
    async with LabClient.open(cluster.url, "gossip") as page:
        await page.submit("invoke", **WRITE)
        await page.submit("pause")
        tick = page.head["tick"]
        number = next(n for n, each in enumerate(cluster.workers) if measured(each.url, "lightcone_lab_sockets") == 1)
        ending = asyncio.create_task(asyncio.to_thread(cluster.workers[number].end, signal.SIGTERM))
        await page.until_closed()
        assert page.close_code == 4412
        assert await ending == 0
        await page.connect()
        assert page.snapshots == 1  # it was sent nothing twice
        assert page.head["tick"] == tick
        await page.submit("invoke", **{**WRITE, "value": "2"})
        await asyncio.to_thread(cluster.workers[number].start)
