"""`make bench`: every measurement, as one table."""

import asyncio
import os
from tempfile import TemporaryDirectory

from tests.benchmarks import checkers, crdts, kernel, linearizability
from tests.benchmarks.table import render


def main() -> None:
    """The pure parts first, as they are; then the rest, in an empty data folder of its own."""
    rows = [*kernel.measure(), *checkers.measure(), *linearizability.measure(), *crdts.measure()]
    with TemporaryDirectory() as folder:
        os.environ |= {"LIGHTCONE_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from tests.benchmarks import (
            diagram,
            judged_frames,
            looking_back,
            memory,
            page,
            recordings,
            sockets,
            stage_frames,
            verdicts,
        )

        rows += asyncio.run(memory.measure())
        rows += asyncio.run(sockets.measure())
        rows += recordings.measure()
        rows += page.measure()
        rows += verdicts.measure()
        rows += looking_back.measure()
        rows += diagram.measure()
        rows += judged_frames.measure()
        rows += stage_frames.measure()
    print(render(rows))


main()
