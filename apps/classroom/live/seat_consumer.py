"""The socket of a learner's page: tells it what the class has for it. The page says nothing; what it does, it posts."""

from __future__ import annotations

from typing import Any

from apps.classroom.live.hub import News, class_hub
from apps.classroom.rights import door_ground, seat_ground, seat_of
from apps.live.lab.hub import CLOSE_GONE
from apps.live.lab.wire import encode
from apps.live.serving.socket import Socket
from apps.live.serving.socket_threads import in_socket_thread

QUIET_SECONDS_MAX = 5.0
"""A page that hears nothing for longer takes the connection for dead."""


class SeatConsumer(Socket):
    """A follower of the class."""

    class_id = ""
    seat_id = ""
    ground = ""
    told: Any = None
    sent_at = 0.0

    async def connect(self) -> None:
        """Accept, then close with 4404 whose seat it is not: a page can read a close code, not a refused handshake."""
        await self.accept()
        asked, session = self.scope["url_route"]["kwargs"]["seat"], self.scope["session"]
        seat = await in_socket_thread(seat_of)(session, asked)
        if seat is None:
            await self.close(CLOSE_GONE)
            return
        self.class_id, self.seat_id = seat.classroom_id, seat.pk
        self.ground = (seat_ground if seat.is_in else door_ground)(session, seat.pk)
        class_hub.join(self)

    async def disconnect(self, code: int) -> None:
        """The socket is gone."""
        if self.ground:
            class_hub.leave(self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Whatever a page may say here changes nothing."""

    async def pulse(self, news: News | None, now: float) -> None:
        """Send what is new to this page, or that nothing is."""
        told = (await news.told()).get(self.seat_id) if news is not None else None
        if told is not None and told != self.told:
            self.told, self.sent_at = told, now
            await self.send(encode({"type": "told", **told}))
        elif now - self.sent_at >= QUIET_SECONDS_MAX:
            self.sent_at = now
            await self.send(encode({"type": "quiet"}))

    async def close_out(self, code: int) -> None:
        """Close the socket."""
        await self.close(code)
