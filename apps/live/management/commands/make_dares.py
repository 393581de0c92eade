"""Make the dares of the day afresh, from the matrix."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from apps.labs.find.dares import FILE, make_dares


class Command(BaseCommand):
    """`python manage.py make_dares`: shrink a run for each mode and model that a fault of the matrix broke."""

    help = "Make dares.json, the dares of the day, from the matrix."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, and say how many there are."""
        lines = [json.dumps(cell.to_json(), ensure_ascii=False) for cell in make_dares()]
        FILE.write_text("[\n" + ",\n".join(lines) + "\n]\n")
        self.stdout.write(f"{len(lines)} dares.")
