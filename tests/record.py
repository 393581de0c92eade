"""Records the figures that tests hold runs to, for what is new: `make record`, or `python -m tests.record`.

What is recorded already stays as it is: a figure that has changed is a fault to look into. Where a protocol was changed
on purpose, `make record AGAIN=NAME` records all figures of that protocol again.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
GOLDEN_TRACES = TESTS / "simulation" / "golden_traces.json"
"""By protocol: what tells its golden traces, and the dials and their choices that it had when they were recorded."""
BREAKING_SEEDS = TESTS / "replication" / "breaking_seeds.json"
"""By protocol, preset and model: the first seed of a run that breaks the model."""


def recorded(file: Path) -> dict[str, Any]:
    """The figures in a file, by name."""
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def add_figures(file: Path, figures: dict[str, Any]) -> None:
    """Add figures to a file; those that are there stay as they are."""
    file.write_text(json.dumps({**figures, **recorded(file)}, indent=1, sort_keys=True) + "\n")


def forget(protocol: str) -> None:
    """Delete the figures of a protocol, but for its cells of the matrix. Exits if there is no such store."""
    from apps.labs.protocols import stores

    if protocol not in stores():
        sys.exit(f"There is no store {protocol!r}. There are {', '.join(stores())}.")
    for file in (GOLDEN_TRACES, BREAKING_SEEDS):
        kept = {name: figure for name, figure in recorded(file).items() if name.split()[0] != protocol}
        file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def new_golden_traces() -> dict[str, Any]:
    """The golden traces of the stores that have none yet."""
    from apps.labs.protocols import stores
    from apps.protocols.dials import ChoiceDial
    from tests.traces import golden_digest

    found = {}
    for name, protocol in stores().items():
        if name not in recorded(GOLDEN_TRACES):
            dials = [dial for dial in protocol.dials if isinstance(dial, ChoiceDial)]
            choices = {dial.name: [value for value, _ in dial.choices] for dial in dials}
            drawn = [dial.name for dial in protocol.dials]
            found[name] = {"digest": golden_digest(name, choices, drawn), "choices": choices, "dials": drawn}
    return found


def new_breaking_seeds() -> dict[str, Any]:
    """The first seeds of presets that have none recorded yet. Exits where no run breaks what a preset says."""
    from apps.labs.protocols import stores
    from tests.replication.test_claims import SEEDS_SWEPT, break_name, first_seed

    found = {}
    for protocol in stores().values():
        for preset in protocol.presets:
            for model in preset.breaks:
                name = break_name(protocol, preset, model)
                if name in recorded(BREAKING_SEEDS):
                    continue
                found[name] = first_seed(protocol, preset, model)
                if found[name] is None:
                    sys.exit(f"None of {len(SEEDS_SWEPT)} runs breaks {name!r}: correct the preset's `breaks`.")
    return found


def main() -> None:
    """Record what is missing, and again what belongs to the protocols named as arguments."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    django.setup()
    for protocol in sys.argv[1:]:
        forget(protocol)
    for file, found in ((GOLDEN_TRACES, new_golden_traces()), (BREAKING_SEEDS, new_breaking_seeds())):
        if found:
            add_figures(file, found)
        sys.stdout.write(f"{file.name}: {', '.join(found) or 'nothing new'}\n")
    if sys.argv[1:]:
        call_command("sweep_matrix", protocol=sys.argv[1:])
    call_command("sweep_matrix", new=True)


if __name__ == "__main__":
    main()
