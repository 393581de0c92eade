"""How static files are stored: compressed, and under names that carry a hash of their content."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

REFERENCE = re.compile(r"""["'(](\.{1,2}/[^"')]+)["')]""")
"""What a module imports, what a style sheet loads."""

Paths = dict[str, tuple[Any, str]]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    # Relative imports between our ES modules are rewritten to the hashed names.
    support_js_module_import_aggregation = True
    keep_only_hashed_files = True

    def post_process(self, paths: Paths, *arguments: Any, **options: Any) -> Iterator[Any]:
        """Files after those that they refer to. So one pass settles all hashes; in any other order it takes a pass for
        each level of modules importing modules.
        """
        yield from super().post_process(in_order(paths), *arguments, **options)


def in_order(paths: Paths) -> Paths:
    """The same files, each after those that it refers to."""
    ordered: Paths = {}
    met: set[str] = set()

    def put(name: str) -> None:
        if name in met or name not in paths:
            return
        met.add(name)
        for reference in references(name, *paths[name]):
            put(reference)
        ordered[name] = paths[name]

    for name in paths:
        put(name)
    return ordered


def references(name: str, storage: Any, path: str) -> list[str]:
    """The static paths that a module or a style sheet may refer to."""
    if not name.endswith((".js", ".css")):
        return []
    with storage.open(path) as file:
        text = file.read().decode()
    return [normpath(join(dirname(name), found)) for found in REFERENCE.findall(text)]
