"""`make bench`: every measurement, as one table."""

import asyncio
import os
from collections.abc import Callable
from tempfile import TemporaryDirectory

from tests.benchmarks.table import Row, render


def main() -> None:
    """Measure in an empty data folder of its own, and print."""
    with TemporaryDirectory() as folder:
        os.environ |= {"LIGHTCONE_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from tests.benchmarks import kernel, memory, page, sockets

        parts: list[Callable[[], list[Row]]] = [
            kernel.measure,
            lambda: asyncio.run(memory.measure()),
            lambda: asyncio.run(sockets.measure()),
            page.measure,
        ]
        rows = [row for part in parts for row in part()]
    print(render(rows))


main()
