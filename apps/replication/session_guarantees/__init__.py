"""Session guarantees over weakly consistent replicas (Terry and others 1994).

Replicas answer from what they have and exchange writes by anti-entropy. What a session may expect is checked with
vectors. Per server, a vector has a time up to which all writes accepted there are included:

- each server has a vector of what it includes, with whatever replaced it;
- the client carries a *write vector* of its own writes, and a *read vector* of what the servers that it read from
  included (the whole server vectors, as in section 5.1 of the paper).

Before a server answers, its vector must include:

| guarantee | before a read | before a write |
|---|---|---|
| read your writes | the write vector | |
| monotonic reads | the read vector | |
| monotonic writes | | the write vector |
| writes follow reads | | the read vector |

A server that is not recent enough lets the client *wait*, *redirects* it to the server that accepted what is missing,
or *refuses*.

Writes are stamped by hybrid logical clocks, always beyond both vectors: of one key, the highest (time, server) stays.
Anti-entropy sends all that the other lacks in one message, and its receiver takes it in one step. So whoever includes a
write includes all that its server had when it accepted it.

As Terry and others define them, on the sets of writes that servers have, the four together are causal consistency
(Brzezinski, Sobaniec, Wawrzyniak 2004), and this store keeps that. The models of the judge are weaker: they look at one
step, from a write to what its own session had read, so a history may keep all four and break causal consistency.

Choices: monotonic writes and writes follow reads are promises to *readers* of those writes, anyone's. A reader that
roams keeps them only if it has monotonic reads itself; that is why they are claimed with monotonic reads only. A
*sticky* client is bound to the server it began at, which never lags behind itself: then every guarantee holds unasked.
All that a server knows is durable, except who waits. A server remembers, durably, the last write of each client that
it accepted, refused or sent elsewhere, so that a copy of that request does nothing later.
"""

from apps.protocols.availability import EVERYWHERE, TOTAL, Answers, Availability, Crossing
from apps.protocols.dials import ChoiceDial, Dials, IntegerDial, ToggleDial
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.replication.session_guarantees.node import GUARANTEES, SessionNode


def is_sticky(dials: Dials) -> bool:
    """Return whether a client's process stays at one server."""
    return dials["client"] == "sticky"


def claims(dials: Dials) -> frozenset[str]:
    """Causal for sticky clients or with all four; otherwise what is on, the last two only with monotonic reads."""
    on = {name for name in GUARANTEES if dials[name]}
    if is_sticky(dials) or len(on) == len(GUARANTEES):
        return frozenset({"causal_ccv"})
    return frozenset(on if "monotonic_reads" in on else on - {"monotonic_writes", "writes_follow_reads"})


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    return f"{sum(bool(dials[name]) for name in GUARANTEES)} of 4 guarantees, {dials['client']} clients"


def consequence(dials: Dials) -> Consequence:
    """Return what the guarantees mean for a client."""
    off = [TITLES[name].lower() for name in GUARANTEES if not dials[name]]
    if is_sticky(dials):
        return Consequence(
            "good",
            "A sticky client's server has everything that the client has seen or written, so every guarantee holds"
            " without any check.",
        )
    if not off:
        return Consequence(
            "good",
            "A client may roam and still has all four guarantees. Together they make this store causally consistent:"
            " a server that has a write also has everything on which the write depends.",
        )
    also = ""
    if not dials["monotonic_reads"] and (dials["monotonic_writes"] or dials["writes_follow_reads"]):
        also = " Without monotonic reads, a reader may also see others' writes out of order."
    return Consequence("warn", f"A roaming client does not have {' or '.join(off)}.{also}")


def availability(dials: Dials) -> Availability:
    """Return who is answered during a partition."""
    answers = Answers(EVERYWHERE, EVERYWHERE)
    if is_sticky(dials):
        return Availability(answers=answers, bound=True)
    reads = bool(dials["read_your_writes"] or dials["monotonic_reads"])
    writes = bool(dials["monotonic_writes"] or dials["writes_follow_reads"])
    if not reads and not writes:
        return TOTAL
    return Availability(answers=answers, crossing=Crossing(reads, writes, BEHIND_TEXT[str(dials["when_behind"])]))


BEHIND_TEXT = {"wait": "waits", "redirect": "is sent back in vain", "refuse": "is refused"}
TITLES = {name: name.replace("_", " ").capitalize() for name in GUARANTEES}
HELP = {
    "read_your_writes": "A read includes the session's own earlier writes.",
    "monotonic_reads": "A read includes what the session's earlier reads included.",
    "monotonic_writes": "A write is accepted only where the session's earlier writes are.",
    "writes_follow_reads": "A write is accepted only where what the session has read is.",
}


def _dials(off: str | None = None, client: str = "roaming", when_behind: str = "wait") -> Dials:
    toggles = {name: name != off and client == "roaming" for name in GUARANTEES}
    return {**toggles, "when_behind": when_behind, "client": client, "interval_ticks": 500}


PRESETS = (
    Preset("all", "All four guarantees", _dials(), ("linearizable",)),
    *(
        Preset(f"no-{name.replace('_', '-')}", f"No {TITLES[name].lower()}", _dials(off=name), (name,))
        for name in GUARANTEES
    ),
    Preset("sticky", "Sticky clients, nothing checked", _dials(client="sticky"), ("linearizable",)),
)

PROTOCOL = ProtocolSpec(
    name="session",
    title="Session guarantees",
    summary=(
        "Replicas that gossip, and clients that carry what they have seen and done: a server answers only if it is"
        " recent enough for the session."
    ),
    mode="Each client sees its own session in order, whichever server it asks. Choose the guarantees that hold.",
    source="Terry and others 1994; Kulkarni and others 2014",
    dials=(
        *(ToggleDial(name, TITLES[name], True, HELP[name]) for name in GUARANTEES),
        ChoiceDial(
            "when_behind",
            "A server that is behind",
            "wait",
            (("wait", "Lets the client wait"), ("redirect", "Redirects it"), ("refuse", "Refuses")),
            "The reaction of a server that is not recent enough for the session.",
        ),
        ChoiceDial(
            "client",
            "Clients are",
            "roaming",
            (("roaming", "Roaming"), ("sticky", "Sticky")),
            "A session may go from server to server, or stays at one.",
        ),
        IntegerDial("interval_ticks", "Gossip interval, ms", 500, 50, 10_000, "About how often a server gossips."),
    ),
    presets=PRESETS,
    make_node=SessionNode,
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=describe,
    binds_clients=is_sticky,
)
