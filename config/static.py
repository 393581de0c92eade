"""How static files are stored: compressed, and under names that carry a hash of their content."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = "dist/"
"""The folder of what the bundler made: its names have a hash already, by which its files know one another."""


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    def hashed_name(self, name: str, *arguments: Any, **options: Any) -> str:
        """Return the name under which a file is served."""
        return name if name.startswith(BUNDLES) else str(super().hashed_name(name, *arguments, **options))
