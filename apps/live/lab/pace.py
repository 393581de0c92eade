"""The pace of a live lab: how virtual time follows real time, never beyond a horizon that is stored already."""

from __future__ import annotations

from apps.labs.run.session import Session

EVENTS_A_ROUND = 100
"""Where more than this happens at once, time goes slower rather than past those who watch."""

HORIZON_SECONDS = 2


class Pace:
    """How a run goes on. `playing`: somebody pressed play; `horizon_tick`: how far it may go."""

    def __init__(self, *, playing: bool, speed_per_mille: int, horizon_tick: int) -> None:
        self.playing = playing
        self.speed_per_mille = speed_per_mille
        self.horizon_tick = horizon_tick
        self._anchor: tuple[float, int] | None = None

    def wanted_horizon(self, tick: int, speed_per_mille: int | None = None) -> int:
        """Return the tick up to which the next seconds may show, at the present speed or another."""
        return tick + (speed_per_mille or self.speed_per_mille) * HORIZON_SECONDS

    def set_speed(self, per_mille: int) -> None:
        """Let virtual time go at another speed from now on."""
        self.speed_per_mille, self._anchor = per_mille, None

    def rest(self) -> None:
        """Note that time stands, so that it goes on from here and not from where it would be by now."""
        self._anchor = None

    def catch_up(self, session: Session, now_seconds: float) -> None:
        """Let the run's time catch up with real time, as far as the horizon."""
        tick = session.simulation.now
        anchor_seconds, anchor_tick = self._anchor or (now_seconds, tick)
        target = anchor_tick + int((now_seconds - anchor_seconds) * self.speed_per_mille)
        if target > self.horizon_tick:
            target = self.horizon_tick
            anchor_seconds, anchor_tick = now_seconds, target
        self._anchor = anchor_seconds, anchor_tick
        if target > tick:
            session.advance(target, events_max=EVENTS_A_ROUND)
            if session.simulation.now < target:
                self._anchor = now_seconds, session.simulation.now
