"""The real server as a process of its own, for tests that go through the network."""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS_MAX = 60


class ServerProcess:
    """`manage.py serve` on a free port, with its data in a folder of its own; what it complains of may go to a file."""

    arguments = [sys.executable, str(ROOT / "manage.py"), "serve"]

    def __init__(self, data_dir: Path, *, stderr: Path | None = None, **environment: str) -> None:
        self.environment = {**os.environ, "LIGHTCONE_DATA": str(data_dir), "HOST": "127.0.0.1", **environment}
        self.port = "0"
        self.stderr = stderr
        self.start()

    def start(self) -> None:
        """Start, and wait for the address that the server prints; the same port as last time.

        With a PUBLIC_URL the first line has that address, and the second the one at which the server listens.
        """
        with open(self.stderr, "a") if self.stderr else nullcontext() as stderr:
            self.process = subprocess.Popen(
                self.arguments,
                env={**self.environment, "PORT": self.port},
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        assert self.process.stdout
        self.first_line = self.process.stdout.readline().strip()
        listens = self.process.stdout.readline().strip() if "PUBLIC_URL" in self.environment else self.first_line
        assert "http://" in listens, f"The server did not start: {self.first_line!r}"
        self.url = listens.split()[-1]
        self.ws_url = self.url.replace("http", "ws", 1)
        self.port = self.url.rsplit(":", 1)[1]

    def instructor(self, name: str, *options: str) -> str:
        """The password of a new account on this server; `--administrator` makes it one."""
        command = [*self.arguments[:-1], "create_instructor", name, *options]
        said = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True, timeout=60)
        return said.stdout.split(" logs in with ")[1].split()[0]

    def kill(self) -> None:
        """SIGKILL: the server gets no chance to tidy up."""
        self.end(signal.SIGKILL)

    def restart(self) -> None:
        self.end(signal.SIGTERM)
        self.start()

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop the server if it runs; its exit code."""
        self.process.send_signal(how)
        code = self.process.wait(STOP_SECONDS_MAX)
        assert self.process.stdout
        self.process.stdout.close()
        return code
