"""The socket of a lab page: authorises, delegates, sends."""

from __future__ import annotations

import asyncio
import logging
import time
from secrets import token_urlsafe

from apps.live.access import CLOSED_WORDS, VISITOR, Access, access_to, gone_grounds
from apps.live.bounds import SEEN_A_SECOND, SEEN_BURST
from apps.live.earlier.runs import EARLIER
from apps.live.lab import wire
from apps.live.lab.commands import submit
from apps.live.lab.epochs import TakenOver
from apps.live.lab.hub import (
    CLOSE_CROWDED,
    CLOSE_FAILED,
    CLOSE_FLOOD,
    CLOSE_GONE,
    CLOSE_MOVED,
    CLOSE_SILENT,
    CLOSE_VERSION_GONE,
    CLOSE_WAITING,
    Elsewhere,
    failure_code,
    hub,
)
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.log import VersionGone
from apps.live.lab.pacing import Pacing
from apps.live.lab.states import LabDropped
from apps.live.lab.subscriber import Subscriber
from apps.live.serving.allowance import Allowance
from apps.live.serving.asker import Asker, asker
from apps.live.serving.metrics import command_seconds
from apps.live.serving.socket import Socket
from apps.live.serving.socket_threads import in_socket_thread
from apps.live.serving.turns import TurnRefused
from apps.live.workers.leases import LeasesAway
from apps.live.workers.mirror import Mirror, Moved
from apps.simulation import CommandError

HELLO_SECONDS_MAX = 10.0
REFUSALS_MAX = 200

logger = logging.getLogger(__name__)
pacing = Pacing(hub)


class LabConsumer(Socket):
    """One socket. Everything it knows of the lab it asks the hub for."""

    access: Access | None = None
    lab: LiveLab | Mirror | None = None
    subscriber: Subscriber | None = None
    refusals = 0
    _seen_allowance: Allowance
    _deadline: asyncio.TimerHandle | None = None

    async def connect(self) -> None:
        """Accept, then close with 4404 what may not be here: a page can read a close code, not a refused handshake."""
        await self.accept()
        self._seen_allowance = Allowance(SEEN_A_SECOND, SEEN_BURST)
        visitor = await self._find_access()
        if self.access is None:
            await self.close(CLOSE_GONE)
            return
        self.participant = visitor or token_urlsafe(8)
        client = self.scope.get("client") or ("",)
        asker.set(Asker(client[0], self.participant))
        self._deadline = asyncio.get_running_loop().call_later(HELLO_SECONDS_MAX, self._close_unheard)

    async def _find_access(self) -> str | None:
        """Find out what this socket may do, as things stand now; the visitor it belongs to, if any."""
        path, session = self.scope["url_route"]["kwargs"], self.scope["session"]

        def look_up() -> tuple[Access | None, str | None]:
            found = access_to(session, path.get("lab_id", ""), path.get("token", ""))
            return found, session.get(VISITOR)

        self.access, visitor = await in_socket_thread(look_up)()
        return visitor

    def _close_unheard(self) -> None:
        self._closing = asyncio.ensure_future(self.close(CLOSE_SILENT))

    async def disconnect(self, code: int) -> None:
        """The socket is gone."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A frame: parse it, and do what it asks or say why not."""
        if self.access is None:
            return
        try:
            if text_data is None:
                raise wire.WireError("frame.binary", "Frames are text, not binary.")
            await self._handle(wire.parse(text_data))
        except wire.WireError as error:
            await self._refuse(error.command_id, error.code, error.message)

    async def _refuse(self, command_id: str | None, code: str, message: str) -> None:
        self.refusals += 1
        if self.refusals > REFUSALS_MAX and not await hub.allows(self.participant, time.monotonic()):
            await self.close(CLOSE_FLOOD)
            return
        await self._send_text(wire.refusal(command_id, code, message))

    async def _handle(self, frame: wire.Hello | wire.Seen | wire.Submission) -> None:
        if isinstance(frame, wire.Hello):
            await self._hello(frame)
        elif self.lab is None or self.subscriber is None:
            command_id = frame.command_id if isinstance(frame, wire.Submission) else None
            raise wire.WireError("hello.expected", "The first frame must be hello.", command_id)
        elif isinstance(frame, wire.Seen):
            await self._seen(self.subscriber, frame)
        else:
            await self._submit(self.lab, frame)

    async def _hello(self, hello: wire.Hello) -> None:
        if self.subscriber is not None:
            raise wire.WireError("hello.repeated", "This socket has said hello already. Open another to start again.")
        if not await hub.allows(self.participant, time.monotonic()):
            raise wire.WireError("rate.limited", "Too many frames at once. Wait a moment and try again.")
        if self._deadline is not None:
            self._deadline.cancel()
        try:
            await self._follow(hello)
        except VersionGone:
            await self._send_text(wire.refusal(None, "version.gone", EARLIER))
            await self.close(CLOSE_VERSION_GONE)
        except (Elsewhere, Moved):
            await self.close(CLOSE_MOVED)
        except LeasesAway:
            await self.close(CLOSE_WAITING)
        except (LabDropped, TurnRefused):
            await self.close(CLOSE_FAILED)
        except Exception:  # the page comes back by itself, and may find it mended
            logger.exception("a lab could not be opened")
            await self.close(failure_code())

    async def _follow(self, hello: wire.Hello) -> None:
        """Begin to follow the lab. Its link may be revoked until then, so its ground is looked up once more."""
        assert self.access is not None
        self.lab = await hub.open(self.access.lab_id)
        if self.lab is None:
            await self.close(CLOSE_GONE)
            return
        if not self.lab.followers.has_room(self.access):
            await self.close(CLOSE_CROWDED)
            return
        self.subscriber = Subscriber(self.access, self._send_text, self._close)
        pacing.ensure_running()
        await self.lab.join(self.subscriber, hello, time.monotonic())
        if await in_socket_thread(gone_grounds)({self.access.ground}):
            self._leave()
            await self.close(CLOSE_GONE)

    async def _seen(self, subscriber: Subscriber, seen: wire.Seen) -> None:
        """Note what the page has drawn. If it was too far behind, the lab's next turn sends it a snapshot."""
        now = time.monotonic()
        if self._seen_allowance.take(now):
            subscriber.note_seen(seen.seq, now)
        else:
            await self._refuse(None, "rate.limited", "Say what you have seen once a second.")

    async def _submit(self, lab: LiveLab | Mirror, submission: wire.Submission) -> None:
        assert self.access is not None
        command_id, now = submission.command_id, time.monotonic()
        if not await hub.allows(self.participant, now):
            await self._refuse(command_id, "rate.limited", "Too many commands at once. Wait a moment and try again.")
            return
        if not self.access.allows(submission.kind, submission.members.get("client")):
            await self._refuse(command_id, *_forbidden(self.access))
            return
        try:
            guest = self.access.guest
            carry_out = (
                submit(lab, submission, by_guest=guest)
                if isinstance(lab, LiveLab)
                else lab.submit(submission, by_guest=guest)
            )
            answer = await carry_out
        except CommandError as error:
            await self._refuse(command_id, error.code, error.message)
        except TurnRefused:
            await self._refuse(command_id, "rate.limited", "Too many runs are being replayed. Try again in a moment.")
        except (TakenOver, Moved):
            await hub.give_up(lab)
        except LabDropped:
            await self.close(CLOSE_FAILED)
        except Exception:  # noqa: BLE001 - the lab is rebuilt from its log, the page comes back by itself
            await hub.fail(lab)
        else:
            await self._send_text(wire.acknowledgement(command_id, answer))
            command_seconds.observe(time.monotonic() - now)

    async def _send_text(self, text: str) -> None:
        """Send. Whatever is wrong with this socket concerns nobody else who follows the lab."""
        try:
            await self.send(text)
        except Exception:
            logger.info("a socket could not be written to", exc_info=True)
            self._leave()

    async def _close(self, code: int) -> None:
        try:
            await self.close(code)
        except Exception:
            logger.info("a socket could not be closed", exc_info=True)
            self._leave()

    def _leave(self) -> None:
        if self.lab is not None and self.subscriber is not None:
            self.lab.followers.leave(self.subscriber, time.monotonic())


def _forbidden(granted: Access) -> tuple[str, str]:
    """Return why a command is not allowed: the code and the sentence of its refusal."""
    if granted.closed:
        return "lab.closed", CLOSED_WORDS
    only = f"{granted.client}'s operations"
    if granted.role == "owner":
        return "access.forbidden", f"In this group you are {granted.client}: invoke {only}, nobody else's."
    if granted.role == "client":
        return "access.forbidden", f"With this link you act as {granted.client}: you can invoke {only}, nothing else."
    return "access.forbidden", "You are watching. Ask whoever has this lab to let you act in it."
