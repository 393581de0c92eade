"""The data folder, opened when the settings are read: whatever is made in it from then on is its owner's alone.

Students share machines with their server, and the database holds logins. So no file is ever made readable to others,
not even for a moment; what an older version left open is closed at start (`apps.live.management.data_folder`).
"""

import os
from pathlib import Path

OTHERS_BITS = 0o077


def open_folder(folder: Path) -> Path:
    """Return the folder, made if it is missing. Exit with a sentence if it cannot be made or read."""
    os.umask(OTHERS_BITS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.listdir(folder)
    except OSError as error:
        raise SystemExit(refusal(folder, error)) from None
    return folder


def refusal(folder: Path, error: OSError) -> str:
    """Return what to do about a data folder that cannot be used."""
    return (
        f"Lightcone cannot use its data folder {folder}: {error.strerror}. Give this account the right to write there,"
        " or choose another folder: LIGHTCONE_DATA=another-folder make run"
    )
