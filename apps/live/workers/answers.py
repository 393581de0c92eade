"""Questions about a lab, by name: answered where it is in memory, asked from any worker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import astuple
from typing import Any

from apps.live.lab import wire as w
from apps.live.lab.commands import submit
from apps.live.lab.epochs import TakenOver
from apps.live.lab.hub import Hub
from apps.live.lab.live_lab import LiveLab
from apps.live.lab.states import LabDropped
from apps.live.serving.asker import Asker, asker
from apps.live.serving.turns import TurnRefused
from apps.live.workers.exchange import Unanswered
from apps.live.workers.leases import LeasesAway
from apps.live.workers.relay import Relay
from apps.simulation import CommandError

Answer = Callable[[LiveLab, Any], Awaitable[Any]]
"""Answers a question about a lab; raises LabDropped. Both question and answer are lists, dicts, text and numbers."""

WorkerAnswer = Callable[[Hub, Any], Any]
"""Answers a question about a whole worker, whose hub it is given."""

MessageHandler = Callable[[Hub, str, Any], None]
"""Handles a message of another worker, given the hub of this one, the other's name, and the content."""

_answers: dict[str, Answer] = {}
_worker_answers: dict[str, WorkerAnswer] = {}
_message_handlers: dict[str, MessageHandler] = {}
_repeated: list[Callable[[], None]] = []


def add_answer(name: str, answer: Answer) -> None:
    """Register the answer to questions of this name about a lab."""
    _answers[name] = answer


def add_worker_answer(name: str, answer: WorkerAnswer) -> None:
    """Register the answer to questions of this name about a worker."""
    _worker_answers[name] = answer


def add_message_handler(name: str, handle: MessageHandler) -> None:
    """Register the handler for messages of this name."""
    _message_handlers[name] = handle


def add_repeated_message(send: Callable[[], None]) -> None:
    """Register a message that has to be sent to the other workers every few seconds, since any one may be lost."""
    _repeated.append(send)


def send_repeated() -> None:
    """Send the other workers the messages that have to be repeated."""
    for send in _repeated:
        send()


async def ask_others(hub: Hub, name: str, asked: Any) -> dict[str, Any]:
    """Return what the other workers answer, by their names, without those that are silent."""
    others = sorted(hub.exchange.others())
    found = await asyncio.gather(*(hub.exchange.ask(each, name, asked) for each in others), return_exceptions=True)
    return {name: each for name, each in zip(others, found, strict=True) if not isinstance(each, BaseException)}


async def ask(hub: Hub, lab_id: str, name: str, asked: Any = None) -> Any:
    """Return the answer about a lab, from whichever worker has it in memory; None if none has it, or it is silent."""
    return (await ask_each(hub, [lab_id], name, asked))[0]


async def ask_each(hub: Hub, lab_ids: Collection[str], name: str, asked: Any = None) -> list[Any]:
    """Return the answers about labs, in their order."""
    away = [lab_id for lab_id in lab_ids if lab_id not in hub.labs]
    try:
        owners = dict(zip(away, await hub.leases.owners(away), strict=True))
    except LeasesAway:
        owners = {}

    async def answer(lab_id: str) -> Any:
        if lab_id in hub.labs:
            return await _answer_here(hub, lab_id, name, asked)
        owner = owners.get(lab_id)
        try:
            return await hub.exchange.ask(owner, name, (lab_id, asked)) if owner else None
        except Unanswered:
            return None

    return await asyncio.gather(*map(answer, lab_ids))


async def _answer_here(hub: Hub, lab_id: str, name: str, asked: Any) -> Any:
    lab = hub.labs.get(lab_id)
    if lab is None:
        return None
    try:
        return await _answers[name](lab, asked)
    except TakenOver:
        await hub.give_up(lab)
    except LabDropped:
        pass
    return None


def serve(hub: Hub) -> None:
    """Answer the questions of other workers about this one's labs, and handle their messages."""
    exchange = hub.exchange

    def answer(name: str) -> Callable[[str, Any], Awaitable[Any]]:
        return lambda _, question: _answer_here(hub, question[0], name, question[1])

    for name in _answers:
        exchange.on_question(name, answer(name))

    def answer_for(name: str) -> Callable[[str, Any], Awaitable[Any]]:
        async def found(_: str, asked: Any) -> Any:
            return _worker_answers[name](hub, asked)

        return found

    def handler(name: str) -> Callable[[str, Any], None]:
        return lambda worker, content: _message_handlers[name](hub, worker, content)

    for name in _worker_answers:
        exchange.on_question(name, answer_for(name))
    for name in _message_handlers:
        exchange.on_message(name, handler(name))

    async def follow(worker: str, state: Any) -> Any:
        lab = hub.labs.get(state["lab"])
        return None if lab is None or lab.dropped else _follow(hub, lab, worker, state)

    async def snapshot(worker: str, question: Any) -> Any:
        lab = hub.labs.get(question[0])
        return None if lab is None or lab.dropped else _whole(hub, lab, worker)

    async def command(_: str, question: Any) -> Any:
        lab = hub.labs.get(question[0])
        return None if lab is None else await _command(hub, lab, *question[1])

    exchange.on_question("follow", follow)
    exchange.on_question("snapshot", snapshot)
    exchange.on_question("command", command)
    exchange.on_message("leave", lambda worker, lab_id: _leave(hub, worker, lab_id))
    exchange.on_message("lost", lambda worker, lab_id: _lost(hub, worker, lab_id))
    exchange.on_message("events", lambda worker, content: _events(hub, worker, content))
    exchange.on_message("holds", lambda _, lab_ids: hub.do(hub.look_up_holds(lab_ids or {*hub.labs})))
    exchange.on_message("close_grounds", lambda _, grounds: hub.do(hub.close_here(grounds)))


# Of a worker that has a lab


def _follow(hub: Hub, lab: LiveLab, worker: str, state: Any) -> dict[str, int]:
    """Let another worker follow; return how many sockets follow besides its own, by their grounds."""
    now, followers = hub.clock(), lab.followers
    relay = followers.relays.get(worker)
    is_new = relay is None
    if relay is None:
        relay = Relay(lab.lab_id, worker, hub.exchange)
        followers.add_relay(relay)
    besides = followers.update_relay(worker, watched=state["watched"], sockets=state["sockets"], now=now)
    lab.closed = state["closed"] if state["sockets"] else lab.closed
    if state["holds"] is not None or is_new:
        relay.resume(*(state["holds"] or (0, 0)))
        relay.send(lab, lab.collect(), now)
    return dict(besides)


def _whole(hub: Hub, lab: LiveLab, worker: str) -> tuple[Any, ...]:
    """Return what snapshots are made of, after what the worker lacks up to there."""
    moment, *parts = lab.whole()
    relay = lab.followers.relays.get(worker)
    if relay is not None:
        relay.send(lab, moment, hub.clock())
    return astuple(moment), *parts


async def _command(hub: Hub, lab: LiveLab, frame: str, address: str, visitor: str, by_guest: bool) -> Any:
    submission = w.parse(frame)
    assert isinstance(submission, w.Submission)
    asker.set(Asker(address, visitor))
    try:
        return {"acknowledged": await submit(lab, submission, by_guest=by_guest)}
    except CommandError as error:
        return {"refused": (error.code, error.message)}
    except TurnRefused:
        return {"crowded": True}
    except TakenOver:
        await hub.give_up(lab)
    except LabDropped:
        pass
    except Exception:  # noqa: BLE001 - the lab is rebuilt from its log, its pages come back by themselves
        await hub.fail(lab)
    return None


def _leave(hub: Hub, worker: str, lab_id: str) -> None:
    lab = hub.labs.get(lab_id)
    if lab is not None:
        lab.followers.end_relay(worker, hub.clock())


# Of a worker that follows one


def _lost(hub: Hub, worker: str, lab_id: str) -> None:
    mirror = hub.mirrors.get(lab_id)
    if mirror is not None and mirror.owner == worker:
        mirror.dropped = True


def _events(hub: Hub, worker: str, content: Any) -> None:
    mirror = hub.mirrors.get(content[0])
    if mirror is not None and mirror.owner == worker:
        mirror.receive_events(content)
