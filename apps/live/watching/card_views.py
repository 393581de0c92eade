"""The card of a shared moment, as an SVG picture."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path

from asgiref.sync import sync_to_async
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.labs.looking_back.moment import Moment, replay_until
from apps.labs.run.projection import fold
from apps.live.earlier.runs import kept_of_moment
from apps.live.lab.log import StoredRun, VersionGone
from apps.live.lab.moments import find_moment, stored_at
from apps.live.models import SharedMoment
from apps.live.public_address import public_address
from apps.live.serving.lanes import slow
from apps.live.serving.replaying import in_turn
from apps.live.watching.card import card, headline

STYLES = Path(settings.BASE_DIR) / "static/css"
EITHER = re.compile(r"light-dark\(([^,()]+),[^()]*\)")


@cache
def card_css() -> str:
    """Return the style of the picture, with the colours of light pages: on its own it has no page to take them from."""
    tokens = (STYLES / "base/tokens.css").read_text(encoding="utf-8")
    colours = re.sub(r"@font-face \{[^}]*\}", "", EITHER.sub(r"\1", tokens))
    return colours + (STYLES / "lab/picture.css").read_text(encoding="utf-8")


@slow
@require_GET
async def moment_card(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give the card of a shared moment."""
    found = await sync_to_async(find_moment)(token)
    if found is None:
        raise Http404
    address = public_address(request, reverse("moment", args=[token]))
    try:
        stored = await stored_at(found, 0)
    except VersionGone:
        document = await sync_to_async(_kept_card)(found, address)
    else:
        if stored is None:
            raise Http404
        document = await in_turn(_card, stored, Moment(found.seq, found.tick), address)
    answer = HttpResponse(document, content_type="image/svg+xml")
    answer["Cache-Control"] = "public, max-age=3600"
    return csp_replace({"style-src": ["'unsafe-inline'"]})(lambda _: answer)(request)


def _card(stored: StoredRun, moment: Moment, address: str) -> str:
    session, _ = replay_until(stored.scenario, stored.seed, stored.log, stored.horizon, moment)
    return card(session.snapshot(), session.simulation.now, headline(session), card_css(), address)


def _kept_card(found: SharedMoment, address: str) -> str:
    """Return the card of a moment of an earlier version, from its recording; raises VersionGone if it has none."""
    packed = kept_of_moment(found, 0)
    if packed is None:
        raise VersionGone
    recording = json.loads(gzip.decompress(packed))
    view = recording["view"]
    fold(view, [event for event in recording["events"] if event["seq"] <= found.seq])
    return card(view, found.tick, recording["title"], card_css(), address)
