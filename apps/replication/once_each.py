"""Operations that change something, carried out once each, however often a request arrives.

Durable under `done/<client>`: the number of the client's last operation, with its outcome: the version that it made, or
why it was refused. A client begins no operation before its last one has ended, so the last is enough.
"""

from collections.abc import Callable, Generator, Iterator

from apps.crdts.errors import CrdtError
from apps.simulation.effects import Effect, Persist, Refuse, Reply, Request, Version
from apps.simulation.node import Durable

DONE = "done/"

Change = Callable[[], Generator[Effect, None, Version]]
"""Carries an operation out, and gives the version that it made; or raises CrdtError."""


class OnceEach:
    """What a node remembers of the operations that it has carried out."""

    def __init__(self, durable: Durable) -> None:
        self._done: dict[str, tuple[int, Version | str]] = {
            name.removeprefix(DONE): durable[name] for name in durable if name.startswith(DONE)
        }

    def answer(self, request: Request, change: Change) -> Iterator[Effect]:
        """Carry it out, if it has not been, and tell the client its outcome. One that is over is not answered again."""
        number, outcome = self._done.get(request.client, (0, ""))
        if number > request.number:
            return
        if number < request.number:
            try:
                outcome = yield from change()
            except CrdtError as error:
                outcome = error.message
            self._done[request.client] = (request.number, outcome)
            yield Persist(DONE + request.client, (request.number, outcome))
        if isinstance(outcome, str):
            yield Refuse(request.operation, request.client, outcome)
        else:
            yield Reply(request.operation, request.client, (outcome,))
