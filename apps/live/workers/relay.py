"""A lab here that another worker follows for its sockets: it is sent each event once, however many sockets it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple

from apps.live.lab import wire as w
from apps.live.lab.shown import Shown
from apps.live.workers.exchange import Exchange

SENT_EVENTS_MAX = 150
"""A worker that lacks more events than these gets the last of them, and its sockets snapshots."""

FOLLOWER_SILENT_SECONDS_MAX = 8.0


class Relay:
    """The other worker `to`, and what it was sent. `watched` and `sockets` are its last report of its own sockets."""

    def __init__(self, lab_id: str, to: str, exchange: Exchange) -> None:
        self.to = to
        self.watched = False
        self.sockets: Mapping[str, int] = {}
        self.updated_at = 0.0
        self._lab_id = lab_id
        self._exchange = exchange
        self._run = self._sent_seq = 0
        self.sent_at = 0.0

    def resume(self, run: int, seq: int) -> None:
        """It holds run `run` up to event `seq`; run 0 is nothing."""
        self._run, self._sent_seq = run, seq

    def is_due(self, moment: w.Moment, now: float, heartbeat_seconds: float) -> bool:
        """Return whether there is something to send."""
        is_new = self._run != moment.run or self._sent_seq < moment.seq
        return is_new or now - self.sent_at >= heartbeat_seconds

    def send(self, shown: Shown, moment: w.Moment, now: float, *, news: bool = False) -> None:
        """Send what the worker lacks up to `moment`."""
        start, first = self._sent_seq, max(shown.started, moment.seq - SENT_EVENTS_MAX)
        afresh = self._run != moment.run or not first <= start <= moment.seq
        if afresh:
            start = first
        events = shown.archive.beyond(start - shown.started)[: moment.seq - start] if start < moment.seq else []
        self._exchange.send(self.to, "events", (self._lab_id, astuple(moment), start, afresh, news, events))
        self._run, self._sent_seq, self.sent_at = moment.run, moment.seq, now

    def drop(self) -> None:
        """Say that the lab is here no more."""
        self._exchange.send(self.to, "lost", self._lab_id)
