"""Files that visitors send, kept until their job has read them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings


def keep_upload(content: bytes, kind: str) -> Path:
    """Write what was sent to a file that no other has the name of, and return its path."""
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f"{kind}-", delete=False) as file:
        file.write(content)
    return Path(file.name)
