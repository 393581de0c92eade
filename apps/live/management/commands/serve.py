"""Serve Lightcone: bring the database and the static files up to date, then listen on HOST and PORT until stopped.

`make run` calls this. The address is printed once the server listens; at the first start also how to log in to teach.
"""

import errno
import logging
import socket
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import DatabaseError, connection
from twisted.internet.error import CannotListenError

from apps.accounts.instructors import first_instructor
from apps.live.management.data_check import room_words
from apps.live.management.data_folder import close_to_others, lock_folder
from apps.live.management.left_behind import delete_uploads
from apps.live.management.migrating import migrate_if_needed
from apps.live.management.static_files import collect_static_if_stale
from apps.live.serving.server import LightconeServer
from apps.live.upkeep.data_trouble import DAMAGED, words
from apps.live.upkeep.databases import database

logger = logging.getLogger(__name__)

FOLDER_TAKEN = (
    "Another Lightcone, on another port, is using this data folder. Stop that one, or give this one a folder of its"
    " own: LIGHTCONE_DATA=another-folder make run"
)


class Command(BaseCommand):
    help = "Serves Lightcone on HOST (127.0.0.1) and PORT (8000; 0 takes a free one)."
    requires_system_checks = ("lessons",)

    def handle(self, *args: Any, **options: Any) -> None:
        port = settings.PORT
        try:
            self.prepare(Path(settings.DATA_DIR), port)
        except (OSError, DatabaseError) as error:
            raise SystemExit(f"Lightcone cannot start. {words(error)}") from None
        server = LightconeServer(settings.HOST, port, self.announce, tidy)
        server.run()
        if server.refusal:
            if self.first is not None:  # nobody has been told the password
                self.first[0].delete()
            raise SystemExit(plain_words(server.refusal))

    def prepare(self, folder: Path, port: int) -> None:
        """Make the data folder ours alone, see that it is sound, and bring what is in it up to date."""
        self.folder_lock = lock_folder(folder)
        if self.folder_lock is None:
            raise SystemExit(port_taken(port) if answers(settings.HOST, port) else FOLDER_TAKEN)
        for warning in filter(None, (close_to_others(folder), room_words(folder))):
            self.stderr.write(warning)
        if damage := database().damage(thorough=False):
            raise SystemExit("\n".join(["Lightcone does not start on this database.", *damage, DAMAGED.advice]))
        delete_uploads()
        with database().alone():
            database().let_shrink()
            migrate_if_needed()
            self.first = first_instructor()
        connection.close()
        collect_static_if_stale()

    def announce(self, port: int) -> None:
        first, *others = (f"http://{host}:{port}" for host in settings.SERVED_HOSTS)
        address = settings.PUBLIC_URL or first
        self.stdout.write(f"Lightcone is running at {address}")
        if settings.PUBLIC_URL:
            self.stdout.write(f"  here it listens at {first}")
        else:
            for other in others:
                self.stdout.write(f"  for the room: {other}")
        if self.first is not None:
            user, password = self.first
            self.stdout.write(
                f"To teach: log in at {address}/login/ as {user.username} with {password}"
                " (shown this once; manage.py create_instructor makes another)"
            )
        self.stdout.flush()


def tidy() -> None:
    """Delete what is kept no longer. An app above this one knows some of it; here it is a command by its name."""
    for command in ("delete_expired_classes", "delete_expired_histories", "delete_old_backups", "collect_left_behind"):
        try:
            call_command(command, verbosity=0)
        except Exception:
            logger.exception("what has expired could not be deleted")
    connection.close()


def answers(host: str, port: int) -> bool:
    """Return whether something listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def plain_words(refusal: CannotListenError) -> str:
    if refusal.socketError.errno == errno.EADDRINUSE:
        return port_taken(refusal.port)
    return f"Cannot listen on {refusal.interface} port {refusal.port}: {refusal.socketError.strerror}."


def port_taken(port: int) -> str:
    """Return what to do about a port that is in use."""
    return (
        f"Port {port} is taken: another program, perhaps another Lightcone, is using it. Stop that one, or choose"
        " another port and, for a second Lightcone, another data folder:"
        f" LIGHTCONE_DATA=another-folder PORT={port + 1} make run"
    )
