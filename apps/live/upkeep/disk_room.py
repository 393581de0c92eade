"""Room on the disk for something more: for one visitor, and in all. Refused in words if there is none."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db.models import Sum

from apps.live.bounds import (
    COMMANDS_A_VISITOR_MAX,
    DATABASE_BYTES_MAX,
    FREE_BYTES_MIN,
    LABS_A_VISITOR_MAX,
    RECORDING_BYTES_MAX,
    RECORDINGS_A_VISITOR_BYTES_MAX,
)
from apps.live.models import Command, Lab, Recording
from apps.live.upkeep.databases import database

SERVER_FULL = (
    "This server has no room for another lab. Labs that are there go on. Tell whoever runs it; an administrator sees"
    " under Classroom what takes the room."
)
LABS_FULL = (
    f"You have {LABS_A_VISITOR_MAX:,} labs, the bound for one visitor. Go on in one of them, or delete all of them"
    " under Tutorials, What I did."
)
COMMANDS_FULL = (
    f"Your runs would have more than {COMMANDS_A_VISITOR_MAX:,} commands in all, the bound for one visitor. Go on in"
    " this run, or in a lab with fewer commands."
)


class NoRoomError(Exception):
    """Why something cannot be stored, in a sentence."""


def ask_for_lab(owner: str) -> None:
    """Raise NoRoomError unless there is room for another lab of a visitor; an empty name is nobody's."""
    if owner and Lab.objects.filter(owner=owner).count() >= LABS_A_VISITOR_MAX:
        raise NoRoomError(LABS_FULL)
    if is_full():
        raise NoRoomError(SERVER_FULL)


def ask_for_commands(owner: str, count: int) -> None:
    """Raise NoRoomError unless there is room for copies of so many commands of a visitor."""
    if not count:
        return
    if count + Command.objects.filter(run__lab__owner=owner).count() > COMMANDS_A_VISITOR_MAX:
        raise NoRoomError(COMMANDS_FULL)
    if is_full():
        raise NoRoomError(SERVER_FULL)


def has_room_for_recording(owner: str, size_bytes: int) -> bool:
    """Return whether a packed recording of so many bytes may be kept for a visitor; never raises."""
    if size_bytes > RECORDING_BYTES_MAX or is_full():
        return False
    kept = Recording.objects.filter(run__lab__owner=owner).aggregate(bytes=Sum("size"))["bytes"] or 0
    return size_bytes + int(kept) <= RECORDINGS_A_VISITOR_BYTES_MAX


def is_full() -> bool:
    """Return whether the database or the disk has reached its bound."""
    return database().bytes_used() >= DATABASE_BYTES_MAX or free_bytes() < FREE_BYTES_MIN


def free_bytes() -> int:
    """Return how much of the data folder's disk is free."""
    return shutil.disk_usage(settings.DATA_DIR).free
