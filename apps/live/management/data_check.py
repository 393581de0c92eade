"""The room on the disk of the data folder, looked at before the server starts and on request."""

from __future__ import annotations

import shutil
from pathlib import Path

from apps.live.bounds import FREE_BYTES_MIN


def room_words(folder: Path) -> str:
    """Return a warning if little of the disk is left."""
    free = shutil.disk_usage(folder).free
    if free >= FREE_BYTES_MIN:
        return ""
    return f"Only {free / 1024**2:,.0f} MiB are free on the disk of {folder}. Once it is full nothing can be stored."
