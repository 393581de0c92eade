"""The key that signs cookies: made once, kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path

from config.data_folder import refusal


def kept_secret(path: Path) -> str:
    """Return the secret in the file at `path`, made there first if there is none. Exit in words if neither works."""
    try:
        return _made(path) or path.read_text()
    except OSError as error:
        raise SystemExit(refusal(path.parent, error)) from None


def _made(path: Path) -> str:
    """Return a new secret, stored at `path`; nothing if there is a file already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return ""
    with os.fdopen(descriptor, "w") as file:
        file.write(secret := secrets.token_urlsafe(50))
    return secret
