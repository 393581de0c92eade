"""A PostgreSQL server with its data in a folder, on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

import psycopg

from tests.cluster.ports import free_port

ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this account."""

PASSWORD = "only-on-this-machine"
SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "200", "log_min_messages": "fatal"}


def programs() -> Path | None:
    """Return the folder of the server's programs, the newest; None without PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named else None


class PostgreSQL:
    """A server, which is there from `start` to `end`. `url` is the address of its database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql://{ACCOUNT}:{quote(PASSWORD)}@127.0.0.1:{self.port}/postgres"
        found = programs()
        assert found, "No PostgreSQL found. `make postgresql` installs it."
        self.programs = found

    def start(self) -> None:
        """Make the folder if it is new, and start."""
        if not (self.folder / "PG_VERSION").exists():
            self._make()
        options = " ".join(f"-c {name}={value}" for name, value in {**SETTINGS, "port": self.port}.items())
        options += f" -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "start", "--wait", f"--pgdata={self.folder}", f"--options={options}", "--log=/dev/null")

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        secret = self.folder.with_name(f"{self.folder.name}.password")
        secret.write_text(PASSWORD)
        if os.geteuid() == 0:
            shutil.chown(self.folder, ACCOUNT)
            shutil.chown(secret, ACCOUNT)
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={ACCOUNT}")
        self._run("initdb", f"--pgdata={self.folder}", f"--pwfile={secret}", *options)
        secret.unlink()

    def new_database(self) -> str:
        """Make an empty database, and return its address."""
        return new_database(self.url)

    def end(self, how: str = "fast") -> None:
        """Stop the server: `fast` ends what runs, `immediate` is as if the machine had failed."""
        self._run("pg_ctl", "stop", "--wait", f"--pgdata={self.folder}", f"--mode={how}")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "--user", ACCOUNT, "--", *command]
        # Not captured: the server inherits the output, and whoever reads it would wait for its end.
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)


def new_database(url: str) -> str:
    """Make an empty database beside the one at an address, and return its own."""
    name = f"lightcone_{token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.rsplit("/", 1)[0] + f"/{name}"
