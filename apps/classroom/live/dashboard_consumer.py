"""The socket of a class's dashboard, and of its projector: authorises, delegates, sends."""

from __future__ import annotations

import time

from apps.classroom import rights
from apps.classroom.live import wire
from apps.classroom.live.dashboard import Board, board_of
from apps.classroom.live.feed import Feed
from apps.classroom.live.hub import News, class_hub
from apps.live.lab.hub import CLOSE_FLOOD, CLOSE_GONE
from apps.live.lab.wire import WireError, encode
from apps.live.serving.socket import Socket
from apps.live.serving.socket_threads import in_socket_thread

REFUSALS_MAX = 50


class DashboardConsumer(Socket):
    """A follower of the class."""

    class_id = ""
    seat_id = ""
    ground = ""
    board: Board
    feed: Feed | None = None
    refusals = 0

    async def connect(self) -> None:
        """Accept, then close with 4404 who may not be here: a page can read a close code, not a refused handshake."""
        await self.accept()
        class_id = self.scope["url_route"]["kwargs"]["class_id"]
        ground = rights.teacher_ground(self.scope["session"], class_id)
        if ground in await in_socket_thread(rights.gone)({ground}):
            await self.close(CLOSE_GONE)
            return
        self.class_id, self.ground = class_id, ground

    async def disconnect(self, code: int) -> None:
        """The socket is gone."""
        if self.feed is not None:
            class_hub.leave(self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A frame: parse it, and do what it asks or say why not."""
        if not self.ground:
            return
        try:
            await self._handle(wire.parse(text_data))
        except WireError as error:
            self.refusals += 1
            await (self.close(CLOSE_FLOOD) if self.refusals > REFUSALS_MAX else self.send(wire.refusal(error)))

    async def _handle(self, frame: wire.Hello | wire.Sight) -> None:
        if isinstance(frame, wire.Hello):
            await self._hello(frame)
        elif self.feed is None:
            raise WireError("hello.expected", "The first frame must be hello.")
        else:
            self.feed.look_at(frame.numbers)

    async def _hello(self, hello: wire.Hello) -> None:
        if self.feed is not None:
            raise WireError("hello.repeated", "This socket has said hello already. Open another to start again.")
        self.board, now = board_of(self.class_id), time.monotonic()
        await self.board.renew(now, news=True)
        self.feed = Feed(self.board, projector=hello.mode == wire.PROJECTOR)
        await self.send(encode(self.feed.everything(now)))
        class_hub.join(self)

    async def pulse(self, news: News | None, now: float) -> None:
        """Send what is new."""
        assert self.feed is not None
        await self.board.renew(now, news=news is not None)
        if self.board.facts is None:
            await self.close_out(CLOSE_GONE)
            return
        frame = self.feed.changes(now)
        if frame is not None:
            await self.send(encode(frame))

    async def close_out(self, code: int) -> None:
        """Close the socket."""
        await self.close(code)
