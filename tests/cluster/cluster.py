"""A whole installation on this machine: PostgreSQL, Redis, workers, a task worker, and nginx in front of them.

    python -m tests.cluster.cluster

starts one in `var/cluster`, at http://127.0.0.1:8000 (`PORT` overrides), until it is interrupted.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

from tests.cluster.postgresql import ACCOUNT, PostgreSQL
from tests.cluster.redis import Redis
from tests.cluster.task_worker import TaskWorker
from tests.cluster.tcp_proxy import TcpProxy
from tests.deploy.nginx import Nginx, PlainNginx
from tests.serving import ROOT, ServerProcess

FOLDER = ROOT / "var" / "cluster"
WORKERS = 2


class Cluster:
    """An installation in a folder: `start` it, and `end` it.

    With a `plain_port` there is no TLS; 0 is a free port. If it is `proxied`, each worker reaches Redis and PostgreSQL
    through proxies of its own, which can be cut.
    """

    def __init__(
        self, folder: Path, *, workers: int = WORKERS, plain_port: int | None = None, proxied: bool = False
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # the account of PostgreSQL has to pass through
        self.folder = folder
        self.count = workers
        self.postgresql = PostgreSQL(folder / "postgresql")
        self.redis = Redis(folder / "redis")
        nginx_folder = Path(mkdtemp(prefix="nginx-", dir=folder)) / "nginx"
        self.nginx = Nginx(nginx_folder) if plain_port is None else PlainNginx(nginx_folder, plain_port)
        self.workers: list[ServerProcess] = []
        self.task_worker: TaskWorker | None = None
        self.is_proxied = proxied
        self.proxies: dict[tuple[int, str], TcpProxy] = {}
        secret = folder / "secret-key"
        self.is_new = not secret.exists()
        if self.is_new:
            secret.write_text(token_hex(32))
        self.shared = {"DJANGO_SECRET_KEY": secret.read_text(), "TRUSTED_PROXIES": "127.0.0.1"}

    @property
    def url(self) -> str:
        """Return the address of its pages."""
        return self.nginx.url

    def instructor(self, name: str, *options: str) -> str:
        """Return the password of a new account."""
        return self.workers[0].instructor(name, *options)

    def start(self) -> None:
        """Start everything, and return once pages are served."""
        self.postgresql.start()
        self.redis.start()
        self.shared |= {"PUBLIC_URL": self.nginx.url}
        with ThreadPoolExecutor(self.count) as pool:
            self.workers = list(pool.map(self.new_worker, range(self.count)))
        services = {"DATABASE_URL": self.postgresql.url, "REDIS_URL": self.redis.url}
        self.task_worker = TaskWorker(self.folder / "task-worker", **self.shared, **services)
        self.nginx.start(*(worker.port for worker in self.workers))

    def new_worker(self, number: int) -> ServerProcess:
        """Start one more worker, on a port and with a folder of its own."""
        services = {
            "DATABASE_URL": self._address(number, "postgresql", self.postgresql.url, self.postgresql.port),
            "REDIS_URL": self._address(number, "redis", self.redis.url, self.redis.port),
        }
        folder = self.folder / f"worker-{number + 1}"
        return ServerProcess(folder, stderr=folder.with_suffix(".log"), **self.shared, **services)

    def _address(self, number: int, kind: str, url: str, port: int) -> str:
        if not self.is_proxied:
            return url
        proxy = self.proxies[number, kind] = TcpProxy(port)
        return url.replace(f":{port}/", f":{proxy.port}/")

    def restart_with_clock(self, number: int, off_seconds: str) -> None:
        """Start a worker again whose clock is off by so many seconds."""
        worker = self.workers[number]
        worker.arguments = [sys.executable, "-m", "tests.cluster.wrong_clock", off_seconds, "serve"]
        worker.restart()

    def complaints(self) -> str:
        """Return all that the workers and nginx wrote to their logs."""
        logs = [*sorted(self.folder.glob("worker-*.log")), self.nginx.folder / "error.log"]
        return "".join(path.read_text() for path in logs)

    def end(self) -> None:
        """Stop everything."""
        with suppress(Exception):
            self.nginx.end()
        for worker in self.workers:
            if worker.process.poll() is None:
                worker.end(signal.SIGTERM)
        if self.task_worker is not None:
            self.task_worker.end()
        for proxy in self.proxies.values():
            proxy.close()
        self.redis.end()
        self.postgresql.end("fast")


def say(line: str) -> None:
    """Write a line for whoever started this."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def folder_for_postgresql(folder: Path) -> Path:
    """Return the folder, or one elsewhere if PostgreSQL's account may not pass through what is above it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    if os.geteuid() == 0:
        passes = subprocess.run(["runuser", "--user", ACCOUNT, "--", "test", "-x", str(folder)], check=False)
        if passes.returncode:
            elsewhere = Path(mkdtemp(prefix="lightcone-cluster-"))
            say(f"PostgreSQL's account may not pass through {folder.parent}: this one is in {elsewhere}.")
            return elsewhere
    return folder


def main() -> int:
    """Run one until it is interrupted."""
    cluster = Cluster(folder_for_postgresql(FOLDER), plain_port=int(os.environ.get("PORT", "8000")))
    try:
        cluster.start()
        new = cluster.workers[0].instructor("ada", "--administrator") if cluster.is_new else ""
        say(f"{cluster.count} workers and a task worker are running at {cluster.nginx.url}. Ctrl+C ends them.")
        for worker in cluster.workers:
            say(f"  a worker listens at {worker.url}")
        if new:
            say(f"To teach: log in as ada with {new} (shown this once).")
        signal.pause()
    except KeyboardInterrupt:
        return 0
    finally:
        cluster.end()
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
