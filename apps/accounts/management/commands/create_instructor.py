"""Make an account for someone who teaches, and print its password, this once.

python manage.py create_instructor NAME [--administrator]
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from apps.accounts.instructors import NameRefused, make_instructor


class Command(BaseCommand):
    help = "Makes an account for an instructor and prints its password, this once."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the name to log in with")
        parser.add_argument(
            "--administrator", action="store_true", help="may make accounts, give passwords, and open every class"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, password = make_instructor(options["name"], administrator=options["administrator"])
        except NameRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{user.username} logs in with {password} (shown this once).")
