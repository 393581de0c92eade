"""The data folder at start: ours alone to use, and closed to everybody else on the machine.

Only what Lightcone makes is closed. A folder that holds other things too (LIGHTCONE_DATA may name a home folder)
keeps its mode, and so do those things.
"""

from __future__ import annotations

import fcntl
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

OTHERS_BITS = stat.S_IRWXG | stat.S_IRWXO
OUR_NAMES = ("lightcone.sqlite3", "secret-key", "lock", "static", "uploads", "backups")
"""The beginnings of the names of all that Lightcone makes in its folder."""


def lock_folder(folder: Path) -> TextIO | None:
    """Return the data folder's lock file, locked as long as it stays open; None if another process has it.

    Two processes on one folder would each think that they own its labs.
    """
    lock = (folder / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def close_to_others(folder: Path) -> str:
    """Take all rights of other accounts from the data folder. Return what was done in a sentence, or nothing."""
    found = [path for path in _ours(folder) if stat.S_IMODE(path.stat().st_mode) & OTHERS_BITS]
    kept = [path for path in found if not _close(path)]
    if kept:
        return (
            f"Others on this machine can read {kept[0]}, which belongs to another account. Take their rights away:"
            f" chmod -R go-rwx {folder}"
        )
    if found:
        return f"Other accounts on this machine could read the data folder {folder}. They cannot any more."
    return ""


def _ours(folder: Path) -> Iterator[Path]:
    """Every file and folder that is ours; links are left alone, since they lead elsewhere."""
    inside = sorted(folder.iterdir())
    ours = [path for path in inside if path.name.startswith(OUR_NAMES)]
    if ours == inside:
        yield folder
    for path in ours:
        below = sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else []
        yield from (each for each in (path, *below) if not each.is_symlink())


def _close(path: Path) -> bool:
    """Take the rights of others away; return whether that could be done."""
    try:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS_BITS)
    except PermissionError:
        return False
    return True
