"""Daphne, set up for Lightcone. Importing this gives Twisted its event loop: uvloop's where that is installed.

Choices: a socket that breaks a limit is told so (close code 1009) before it is dropped, and the limit binds what
arrives only, since a snapshot may be longer than any command.
"""

import gc
import sys
from asyncio import new_event_loop
from collections.abc import Callable
from typing import Any

from autobahn.exception import Disconnected
from channels.routing import get_default_application
from twisted.internet import asyncioreactor
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

from apps.live.wire import FRAME_BYTES_MAX  # noqa: E402

# A thread that computes gives the interpreter up after so long, so that sockets wait less while pages are made.
sys.setswitchinterval(0.0005)

# A collection of all garbage stops everything for seconds once some hundred labs are in memory, and comes whenever they
# have grown by a quarter. So only young objects are looked at on the way; `pacing` looks at all of them now and then.
gc.freeze()
gc.set_threshold(5_000, 20, 1_000_000)

PING_INTERVAL_SECONDS = 20
PING_TIMEOUT_SECONDS = 30
HTTP_TIMEOUT_SECONDS = 60
NO_TIMEOUT_SECONDS = -1
HOUR_SECONDS = 3_600


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

    def ready(self) -> None:
        self.ws_factory.protocol = LabSocket
        self.ws_factory.setProtocolOptions(failByDrop=False)
        # Only then does a signal end the server cleanly.
        reactor.callWhenRunning(self.announce, self.listening_addresses[0][1])
        self.hourly.start(HOUR_SECONDS)

    def listen_error(self, failure: Failure) -> None:
        assert isinstance(failure.value, CannotListenError)
        self.refusal = failure.value
        self.stop()


class LabSocket(WebSocketProtocol):
    maxMessagePayloadSize: int

    def sendMessage(self, *args: Any, **options: Any) -> None:
        """Send without the limit on what arrives, which autobahn would apply here too.

        A socket that has gone meanwhile is not an error: its consumer is about to hear of it.
        """
        limit, self.maxMessagePayloadSize = self.maxMessagePayloadSize, 0
        try:
            super().sendMessage(*args, **options)
        except Disconnected:
            pass
        finally:
            self.maxMessagePayloadSize = limit
