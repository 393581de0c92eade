"""Histories that were judged, kept for those who brought them: found, shared, and deleted when their day has come.

1. A history belongs to the browser that brought it. A link, revocable, opens it to others, read-only.
2. At most `KEPT_MAX` are kept for one visitor; a new one takes the place of the oldest.
3. Each is kept until nobody has opened it for `KEPT_DAYS`.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.live.judge.judge_form import Options, Submission
from apps.live.judge.read_as import short_title
from apps.live.models import JudgedHistory, new_token

KEPT_MAX = 20
KEPT_DAYS = 30
OPENED_AGAIN = timedelta(hours=1)
"""The time for which an opening is not recorded again."""

GZIP_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """A history with its verdicts: `text` and `result` (JSON) compressed by gzip; `summary` is what headings need."""

    title: str
    text: bytes
    options: Options
    summary: dict[str, Any]
    result: bytes


def judged_from(sent: Submission, result: dict[str, Any]) -> Judged:
    """Return what is kept of a history and its result."""
    read_as = result["read_as"]
    keys = read_as["keys"]
    summary = {
        "models": {model: said["verdict"] for model, said in result["models"].items()},
        "read_as": {**{name: value for name, value in read_as.items() if name != "keys"}, "keys": len(keys)},
    }
    return Judged(
        title=sent.title or short_title(summary["read_as"]),
        text=gzip.compress(sent.text, GZIP_LEVEL),
        options=sent.options,
        summary=summary,
        result=gzip.compress(json.dumps(result, separators=(",", ":")).encode(), GZIP_LEVEL),
    )


def text_of(judged: Judged) -> str:
    """Return the history's text as it was brought."""
    return gzip.decompress(judged.text).decode(errors="replace")


# Kept


def keep(owner: str, judged: Judged) -> JudgedHistory:
    """Keep a judged history; the visitor's oldest ones beyond the bound go."""
    now = timezone.now()
    with transaction.atomic():
        kept = JudgedHistory.objects.create(
            owner=owner,
            title=judged.title,
            text=judged.text,
            options=asdict(judged.options),
            summary=judged.summary,
            result=judged.result,
            opened=now,
            expires=_end(now),
        )
        newest = histories_of(owner).values_list("pk", flat=True)[:KEPT_MAX]
        JudgedHistory.objects.filter(owner=owner).exclude(pk__in=list(newest)).delete()
    return kept


def histories_of(owner: str) -> Any:
    """Return a visitor's histories, the newest first, without what is large."""
    return JudgedHistory.objects.filter(owner=owner).order_by("-made", "-pk").defer("text", "result")


def own_history(history_id: str, owner: str | None) -> JudgedHistory | None:
    """Return a visitor's own history."""
    return JudgedHistory.objects.filter(pk=history_id, owner=owner or "", expires__gt=timezone.now()).first()


def linked_history(link: str) -> JudgedHistory | None:
    """Return the history that a link opens."""
    return JudgedHistory.objects.filter(link=link, expires__gt=timezone.now()).first()


def judged_of(kept: JudgedHistory) -> Judged:
    """Return what a row keeps."""
    return Judged(kept.title, bytes(kept.text), Options(**kept.options), kept.summary, bytes(kept.result))


def note_opened(kept: JudgedHistory) -> None:
    """Let a history that is looked at live on."""
    now = timezone.now()
    if now - kept.opened > OPENED_AGAIN:
        kept.opened, kept.expires = now, _end(now)
        kept.save(update_fields=["opened", "expires"])


def share(kept: JudgedHistory) -> None:
    """Give a history its link, if it has none."""
    if kept.link is None:
        kept.link = new_token()
        kept.save(update_fields=["link"])


def revoke(kept: JudgedHistory) -> None:
    """Take a history's link away: it opens nothing from now on."""
    kept.link = None
    kept.save(update_fields=["link"])


def delete_expired_histories() -> int:
    """Delete the histories whose day has come; return how many there were."""
    return JudgedHistory.objects.filter(expires__lte=timezone.now()).delete()[0]


def _end(now: datetime) -> datetime:
    return now + timedelta(days=KEPT_DAYS)
