"""Static files, collected anew when their sources differ from those that were collected last.

Times say nothing: sources of a new version may have been unpacked before the old version last collected. So the content
counts: a hash over every source's name and bytes is kept beside the collected files.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

# htmx extensions: we use none, and Django takes the types in their comments for imports.
STATIC_IGNORED = ["django_htmx/ext/*"]


def collect_static_if_stale() -> None:
    """Collect the static files unless the same sources have been collected already."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    kept, now = root.with_name(f"{root.name}-sources"), sources_hash()
    if (root / "staticfiles.json").exists() and kept.exists() and kept.read_text() == now:
        return
    kept.unlink(missing_ok=True)  # should this be killed on the way, the next start begins anew
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=STATIC_IGNORED)
    kept.write_text(now)


def sources_hash() -> str:
    """Return a hash over the names and contents of all sources."""
    found = sha256()
    for name, path in sorted(static_sources()):
        found.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


def static_sources() -> Iterator[tuple[str, Path]]:
    """Yield the name and the file of every source."""
    for finder in get_finders():
        for name, storage in finder.list(STATIC_IGNORED):
            yield name, Path(storage.path(name))
