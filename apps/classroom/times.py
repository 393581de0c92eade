"""Days and times of a class, as its teacher types and reads them: by the clocks of the class's time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.dateparse import parse_datetime

FORM_CHARS = len("2026-11-21T14:00")
NO_WAIT = timedelta()


@cache
def zones() -> tuple[str, ...]:
    """Return the names of the time zones to choose from."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return ("UTC", *sorted(places))


def from_form(text: str, zone: ZoneInfo, after: timedelta = NO_WAIT, *, last: bool = False) -> datetime | None:
    """Return a day and time that a form sends, by the clocks of a zone, and so much later by them; None for "".

    A time that they show twice, as summer time ends, is the first of the two, or the `last`; one that they leave out is
    later by as much as they are put forward. Raises ValueError.
    """
    if not text:
        return None
    read = parse_datetime(text[:FORM_CHARS])
    if read is None:
        raise ValueError(text)
    try:
        return (read.replace(tzinfo=None) + after).replace(tzinfo=zone, fold=int(last)).astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


def for_form(at: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as a form shows it, by the clocks of a zone; "" for None."""
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def opening_times(
    form: Mapping[str, str], zone: ZoneInfo, after: timedelta = NO_WAIT
) -> tuple[datetime | None, datetime | None] | None:
    """Return when to open and when to close as a form says it, and so much later; None if that cannot be."""
    try:
        opens = from_form(form.get("opens", ""), zone, after)
        closes = from_form(form.get("closes", ""), zone, after, last=True)
    except ValueError:
        return None
    return None if opens and closes and closes <= opens else (opens, closes)
