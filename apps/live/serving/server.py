"""Daphne, set up for Lightcone. Importing this gives Twisted its event loop: uvloop's where that is installed.

Choices: a socket that breaks a limit is told so (close code 1009) before it is dropped, and the limit binds what
arrives only, since a snapshot may be longer than any command. What bounds requests is in `http_channel`.
"""

import gc
import resource
import struct
import sys
import time
from asyncio import ensure_future, new_event_loop
from collections.abc import Callable
from typing import Any, Protocol

from channels.routing import get_default_application
from django.conf import settings
from twisted.internet import asyncioreactor
from twisted.internet.defer import Deferred
from twisted.internet.error import CannotListenError
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

try:
    from uvloop import new_event_loop
except ImportError:
    pass
asyncioreactor.install(new_event_loop())

# Daphne takes the reactor that is installed when it is imported.
from daphne.endpoints import build_endpoint_description_strings  # noqa: E402
from daphne.server import Server  # noqa: E402
from daphne.ws_protocol import WebSocketProtocol  # noqa: E402
from twisted.internet import reactor  # noqa: E402

from apps.live.bounds import (  # noqa: E402
    FILES_RESERVED,
    FILES_WANTED,
    QUEUED_FRAMES_MAX,
    STANDING_BYTES_MAX,
    STANDING_SECONDS_MAX,
)
from apps.live.earlier.recorder import record_next  # noqa: E402
from apps.live.lab.hub import CLOSE_FLOOD, hub  # noqa: E402
from apps.live.lab.wire import FRAME_BYTES_MAX  # noqa: E402
from apps.live.serving import metrics  # noqa: E402
from apps.live.serving.http_channel import BoundedChannel, waiting  # noqa: E402
from apps.live.serving.memory import Memory, held_bytes  # noqa: E402
from apps.live.serving.pauses import pause  # noqa: E402
from apps.live.serving.socket import SEND_TEXT  # noqa: E402

# A thread that computes gives the interpreter up after so long, so that sockets wait less while pages are made.
sys.setswitchinterval(0.0005)

# A collection of all garbage stops everything for seconds once some hundred labs are in memory, and comes whenever they
# have grown by a quarter. So only young objects are looked at on the way; `memory` looks at others when it is time.
gc.freeze()
gc.set_threshold(5_000, 20, 1_000_000)

PING_INTERVAL_SECONDS = 20
PING_TIMEOUT_SECONDS = 30
HTTP_TIMEOUT_SECONDS = 60
NO_TIMEOUT_SECONDS = -1
HOUR_SECONDS = 3_600
MEMORY_EVERY_SECONDS = 2
LAG_EVERY_SECONDS = 0.25
RECORDING_EVERY_SECONDS = 1
REQUEST_SECONDS_MAX = 10


class Member(Protocol):
    """This process as one of several workers."""

    async def end(self) -> None:
        """Hand every lab over, and leave."""


TEXT_FRAME, BINARY_FRAME = 0x81, 0x82
SHORT_BYTES_MAX, MEDIUM_BYTES_MAX = 125, 0xFFFF
MEDIUM, LONG = 126, 127
"""The first byte of a frame that is a whole message, and the second by the length of what follows (RFC 6455, 5.2)."""


class LightconeServer(Server):
    """Listens on `host` and `port`, calls `announce` with the port once it does; `refusal` says why it could not.

    From then on `hourly` is called in a thread, at once and every hour.
    """

    def __init__(self, host: str, port: int, announce: Callable[[int], None], hourly: Callable[[], None]) -> None:
        super().__init__(
            get_default_application(),
            endpoints=build_endpoint_description_strings(host=host, port=port),
            http_timeout=HTTP_TIMEOUT_SECONDS,
            websocket_timeout=NO_TIMEOUT_SECONDS,
            ping_interval=PING_INTERVAL_SECONDS,
            ping_timeout=PING_TIMEOUT_SECONDS,
            websocket_max_message_size=FRAME_BYTES_MAX,
            websocket_max_frame_size=FRAME_BYTES_MAX,
            server_name=None,
            ready_callable=self.ready,
        )
        self.announce = announce
        self.hourly = LoopingCall(reactor.callInThread, hourly)
        self.refusal: CannotListenError | None = None
        self.worker: Member | None = None

    def ready(self) -> None:
        waiting.connections_max = raise_file_limit() - FILES_RESERVED
        self.http_factory.protocol = BoundedChannel
        self.ws_factory.protocol = LabSocket
        self.ws_factory.setProtocolOptions(failByDrop=False)
        # Only then does a signal end the server cleanly.
        reactor.callWhenRunning(self.announce, self.listening_addresses[0][1])
        self.hourly.start(HOUR_SECONDS)
        LoopingCall(lambda: Deferred.fromFuture(ensure_future(record_next()))).start(RECORDING_EVERY_SECONDS)
        if settings.REDIS_URL:
            self.join_workers(settings.REDIS_URL)
        memory = Memory(held_bytes)
        measure_lag(time.monotonic())
        LoopingCall(lambda: memory.look(time.monotonic())).start(MEMORY_EVERY_SECONDS)

    def join_workers(self, url: str) -> None:
        """Become one of several workers, which reach each other by Redis."""
        from apps.live.workers.worker import Worker  # it needs the client of Redis, which takes long to import

        self.worker = Worker(hub, url)
        self.joining = ensure_future(self.worker.start())

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Start the application for a request or a socket; that of a socket is given a direct way to send text."""
        if isinstance(protocol, LabSocket):
            scope["extensions"] = {**scope.get("extensions", {}), SEND_TEXT: protocol.send_text}
        return super().create_application(protocol, scope)

    def listen_error(self, failure: Failure) -> None:
        assert isinstance(failure.value, CannotListenError)
        self.refusal = failure.value
        self.stop()

    def kill_all_applications(self) -> Any:
        """End what still runs, once labs are handed over to other workers, if there are any."""
        handed_over = Deferred.fromFuture(ensure_future(self.hand_over()))
        return handed_over.addCallback(lambda _: self.kill_what_runs())

    async def hand_over(self) -> None:
        """Take no more connections, hand every lab over, and let requests come to their end."""
        if self.worker is None:
            return
        for listener in self.listeners:
            listener.addCallback(lambda port: port.stopListening())
        await self.worker.end()
        until = time.monotonic() + REQUEST_SECONDS_MAX
        while self.answers_requests() and time.monotonic() < until:
            await pause(0.05)

    def answers_requests(self) -> bool:
        """Return whether a request is being answered that is no socket."""
        begun = [each for each, of in self.connections.items() if "application_instance" in of]
        return any(not isinstance(each, WebSocketProtocol) for each in begun)

    def kill_what_runs(self) -> Any:
        """End what still runs. A connection whose request is not whole yet has nothing that runs."""
        for connection in [each for each, of in self.connections.items() if "application_instance" not in of]:
            del self.connections[connection]
        return super().kill_all_applications()


def measure_lag(due_seconds: float) -> None:
    """Note how late this call is, and arrange the next one."""
    now = time.monotonic()
    metrics.loop_lag_seconds.observe(max(0.0, now - due_seconds))
    reactor.callLater(LAG_EVERY_SECONDS, measure_lag, now + LAG_EVERY_SECONDS)  # type: ignore[arg-type]


def raise_file_limit() -> int:
    """Ask for as many open files as are wanted; how many there may be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


class LabSocket(WebSocketProtocol):
    """A socket. It is cut if it does not read, and shown out if it sends more than can be handled."""

    maxMessagePayloadSize: int
    _stands_since: float | None = None

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        """Queue a frame for its consumer."""
        if self.application_queue.qsize() < QUEUED_FRAMES_MAX:
            super().onMessage(payload, isBinary)
        else:
            self.sendClose(CLOSE_FLOOD)

    def sendData(self, data: bytes, *args: Any, **options: Any) -> None:
        """Write, unless too much of what was written before is still standing there."""
        if standing_bytes(self.transport) > STANDING_BYTES_MAX:
            self.transport.abortConnection()
        else:
            super().sendData(data, *args, **options)

    def check_timeouts(self) -> None:
        """Ping, and cut a socket that reads, but never catches up."""
        super().check_timeouts()
        if not standing_bytes(self.transport):
            self._stands_since = None
            return
        now = time.monotonic()
        self._stands_since = self._stands_since or now
        if now - self._stands_since > STANDING_SECONDS_MAX:
            self.transport.abortConnection()

    def connectionLost(self, reason: Any) -> None:
        """Hold nothing of it any more, even while something refers to it still."""
        transport = self.transport
        waiting.close(transport)
        super().connectionLost(reason)
        transport.dataBuffer, transport.offset, transport._tempDataBuffer, transport._tempDataLen = b"", 0, [], 0

    def send_text(self, text: str) -> None:
        """Send a message of text."""
        self.sendMessage(text.encode())

    def sendMessage(self, payload: bytes, isBinary: bool = False, *args: Any, **options: Any) -> None:
        """Send a message as one frame, at once: Twisted would register the connection for writing and send it later.

        A socket that has gone meanwhile is not an error: its consumer is about to hear of it. The limit on what arrives
        does not apply here.
        """
        if self.state != self.STATE_OPEN:
            return
        frame = frame_head(len(payload), isBinary) + payload
        written = 0 if standing_bytes(self.transport) else self.transport.writeSomeData(frame)
        if isinstance(written, Exception):  # the connection is lost, as Twisted will find out when it writes
            written = 0
        if written < len(frame):
            self.sendData(frame[written:])
        metrics.frames_sent.inc()


def frame_head(payload_bytes: int, is_binary: bool) -> bytes:
    """Return what stands before the payload of a frame that is a whole message."""
    first = BINARY_FRAME if is_binary else TEXT_FRAME
    if payload_bytes <= SHORT_BYTES_MAX:
        return bytes((first, payload_bytes))
    if payload_bytes <= MEDIUM_BYTES_MAX:
        return struct.pack("!BBH", first, MEDIUM, payload_bytes)
    return struct.pack("!BBQ", first, LONG, payload_bytes)


def standing_bytes(transport: Any) -> int:
    """Return how much was written to a connection and not read at its other end. Twisted has no public name for it."""
    return len(transport.dataBuffer) - int(transport.offset) + int(transport._tempDataLen)
