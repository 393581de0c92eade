"""One socket that follows a lab: what was sent to it, what it has seen, and when it is too far behind.

Daphne has no back-pressure of its own: what is sent to a socket that does not read piles up in memory. So a socket
says what it has seen, and one with too much unseen is sent nothing more until it has caught up; then a snapshot, now
and then. What it says is not believed beyond that: the server looks at what stands in its transport (`server`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from apps.live.access import Access
from apps.live.bounds import SNAPSHOTS_A_SECOND, SNAPSHOTS_BURST
from apps.live.serving.allowance import Allowance

UNSEEN_CHARS_MAX = 512 * 1024
SILENT_SECONDS_MAX = 30.0


@dataclass(slots=True, eq=False)
class Subscriber:
    """A socket.

    `sent_seq` and `seen_seq` are events of run `run`; `waits_since` is when it was first sent what it has not seen.
    """

    access: Access
    send: Callable[[str], Awaitable[None]]
    close: Callable[[int], Awaitable[None]]
    run: int = 0
    sent_seq: int = 0
    seen_seq: int = 0
    sent_at: float = 0.0
    waits_since: float | None = None
    behind: bool = False
    _unseen: list[tuple[int, int]] = field(default_factory=list)
    _snapshots: Allowance = field(default_factory=lambda: Allowance(SNAPSHOTS_A_SECOND, SNAPSHOTS_BURST))

    def resume(self, run: int, seq: int) -> None:
        """It holds run `run` up to event `seq`; run 0 is nothing."""
        self.run, self.sent_seq, self.seen_seq = run, seq, seq
        self.waits_since, self.behind = None, False
        self._unseen.clear()

    def note_sent(self, run: int, seq: int, chars: int, now: float) -> None:
        """Note what was sent, up to event `seq`; a snapshot has no `chars` of a backlog."""
        if run != self.run:
            self.resume(run, 0)
        self.sent_seq, self.sent_at = seq, now
        if seq > self.seen_seq:
            self._unseen.append((seq, chars))
            self.waits_since = now if self.waits_since is None else self.waits_since
        self.behind = sum(size for _, size in self._unseen) > UNSEEN_CHARS_MAX

    def note_seen(self, seq: int, now: float) -> None:
        """The socket has drawn everything up to event `seq`."""
        self.seen_seq = max(self.seen_seq, min(seq, self.sent_seq))
        self._unseen = [(end, size) for end, size in self._unseen if end > self.seen_seq]
        self.waits_since = now if self._unseen else None

    @property
    def has_caught_up(self) -> bool:
        """Return whether it was too far behind and has now seen all that it was sent."""
        return self.behind and not self._unseen

    def begins_afresh(self, now: float) -> bool:
        """Hold nothing from now on, if it has caught up and may have a snapshot."""
        if not self.has_caught_up or not self._snapshots.take(now):
            return False
        self.resume(0, 0)
        return True

    def is_silent(self, now: float) -> bool:
        """Return whether it has not said for too long what it has seen."""
        return self.waits_since is not None and now - self.waits_since > SILENT_SECONDS_MAX
