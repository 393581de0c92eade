"""Run the attacks named, or all of them, and print what they cost a bystander and the server."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit, setrlimit

from tests.attacks.attackers import ATTACKS, Said
from tests.attacks.bystander import Waited, at, memory_mib, stand_by
from tests.classroom.school import Teacher
from tests.serving import ServerProcess

PAGE_SECONDS_AIM, COMMAND_SECONDS_AIM, MEMORY_MIB_AIM = 0.5, 0.3, 200.0
TOLERANCE = 2
"""The machine is shared: only what is so many times worse than aimed at is a failure."""

FILES_MAX = 1_024
"""The usual soft limit of open files, which the server has to raise by itself."""

COLUMNS = "{:<24}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}   {}"


def main(names: list[str]) -> int:
    """Run the attacks; 1 if one cost too much."""
    print(COLUMNS.format("attack", "page p50", "p95", "max", "command p95", "max", "MiB more", "at most", "answered"))
    failed = False
    setrlimit(RLIMIT_NOFILE, (FILES_MAX, getrlimit(RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory() as folder:
        server = ServerProcess(Path(folder))
        try:
            code = Teacher(server, "ada").code
            for name in names or ATTACKS:
                failed |= attack(server, name, code if name == "wrong_codes" else "")
        finally:
            server.end()
    return int(failed)


def attack(server: ServerProcess, name: str, code: str) -> bool:
    """Run one; return whether it cost too much. With a class's code, learners join it meanwhile."""
    before = memory_mib(server)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as attacker:
        said = attacker.submit(ATTACKS[name], server.url)
        waited = asyncio.run(stand_by(server, lambda: not said.done(), code))
    more = memory_mib(server) - before
    show(name, waited, before, more, said.result())
    pages, commands = at(0.95, waited.pages), at(0.95, waited.commands)
    worst = max(pages / PAGE_SECONDS_AIM, commands / COMMAND_SECONDS_AIM, more / MEMORY_MIB_AIM)
    return worst > TOLERANCE


def show(name: str, waited: Waited, before: float, more: float, said: Said) -> None:
    """Print a row of the table."""
    pages = [f"{seconds:.2f}" for seconds in (at(0.5, waited.pages), at(0.95, waited.pages), max(waited.pages))]
    commands = [f"{seconds:.2f}" for seconds in (at(0.95, waited.commands), max(waited.commands))]
    memory = [f"{more:.0f}", f"{max(waited.memory_mib) - before:.0f}"]
    print(COLUMNS.format(name, *pages, *commands, *memory, dict(said)), flush=True)
    if waited.joins:
        took = f"p95 {at(0.95, waited.joins):.2f} s, max {max(waited.joins):.2f} s"
        print(f"    {len(waited.joins)} learners joined, each at the first try: {took}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
