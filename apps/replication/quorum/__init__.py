"""A multi-writer atomic register per key, by quorums (Attiya, Bar-Noy, Dolev 1995; Lynch, Shvartsman 1997).

The node that a client talks to coordinates its operation:

1. *query*: ask the key's N replicas for their tag and value, wait for R answers, take the highest tag;
2. a write makes the tag (counter + 1, operation) and *stores* it, waiting for W replicas to hold it;
3. a read *writes back* what it is about to return in the same way (if that dial is on), then returns it.

A replica keeps a version only if its tag is higher than the one it has, and has it durable before it answers. Tags are
totally ordered and unique, since no two operations share an identity.

With R + W > N every query meets every completed store, so with write-back the register is linearizable. Without
write-back it is not: of two reads, one after the other and both during a write, the later may return the older value.
With one writer that is a regular register (Lamport 1986); for several writers "regular" has several definitions (Shao
and others 2011), and this module claims none of them.

Choices: messages go to all N replicas and the first R or W answers decide. A key's N replicas are the nodes that
follow its place on the ring. Unanswered messages are sent again every 400 ms, at most eight times. The tag of a write
is durable at its coordinator before it is stored, so a request that arrives twice, even across a crash, is one write
with one tag. A read that found only the initial value has nothing to write back.
"""

from apps.protocols.availability import Answers, Availability, Needs
from apps.protocols.dials import Dials, IntegerDial, ToggleDial
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.replication.quorum.node import QuorumNode, replicas


def claims(dials: Dials) -> frozenset[str]:
    """When quorums meet: linearizable with write-back; without, what concerns finished writes only.

    Every query then meets every write that finished before it. So a session reads at least its own writes, and whoever
    has read a session's second write finds its first, which had finished before the second began.
    """
    if int(dials["R"]) + int(dials["W"]) <= int(dials["N"]):
        return frozenset()
    return frozenset({"linearizable"} if dials["write_back"] else {"read_your_writes", "monotonic_writes"})


def availability(dials: Dials) -> Availability:
    """Return who is answered during a partition: a write queries first, and a read may write back."""
    n, r, both = int(dials["N"]), int(dials["R"]), max(int(dials["R"]), int(dials["W"]))
    reads = both if dials["write_back"] else r
    return Availability(answers=Answers(Needs(replicas=reads, copies=n), Needs(replicas=both, copies=n)))


def consequence(dials: Dials) -> Consequence:
    """Return what these quorums mean for a read."""
    n, r, w = int(dials["N"]), int(dials["R"]), int(dials["W"])
    if r > n:
        return Consequence("warn", f"R = {r} > N = {n}: no query can be answered, so nothing ever is.")
    if w > n:
        return Consequence("warn", f"W = {w} > N = {n}: no write can ever be acknowledged.")
    if r + w <= n:
        return Consequence("warn", f"R + W = {r + w} ≤ N = {n}: a read may miss the newest write.")
    overlap = r + w - n
    replicas_met = f"{overlap} replica{'s' * (overlap > 1)}"
    meet = f"R + W = {r + w} > N = {n}: every read meets every completed write in at least {replicas_met}."
    if not dials["write_back"]:
        return Consequence(
            "warn", f"{meet} Without write-back, of two reads during a write the later may return the older value."
        )
    return Consequence("good", f"{meet} With write-back, this register is linearizable.")


def describe(dials: Dials) -> str:
    """The setting in a few characters."""
    return f"N={dials['N']} R={dials['R']} W={dials['W']}" + ("" if dials["write_back"] else ", no write-back")


def _dials(n: int, r: int, w: int, write_back: bool = True) -> Dials:
    return {"N": n, "R": r, "W": w, "write_back": write_back}


PRESETS = (
    Preset("majorities", "Majorities", _dials(5, 3, 3)),
    Preset("read-one", "Read one, write all", _dials(5, 1, 5)),
    Preset(
        "no-write-back",
        "Majorities without write-back",
        _dials(5, 3, 3, write_back=False),
        ("linearizable", "monotonic_reads"),
        ("loss",),
    ),
    Preset("just-missing", "R + W = N", _dials(5, 2, 3), ("linearizable", "read_your_writes")),
    Preset("ones", "The first answer wins", _dials(5, 1, 1), ("linearizable", "read_your_writes", "monotonic_reads")),
)


PROTOCOL = ProtocolSpec(
    name="quorum",
    title="Quorum register",
    summary=(
        "Every operation asks R replicas and stores at W of N. When the two sets must overlap, a read cannot "
        "miss a completed write."
    ),
    mode="Linearizable if R + W > N and reads write back. Other settings promise less.",
    source="Attiya, Bar-Noy, Dolev 1995; Lynch, Shvartsman 1997",
    dials=(
        IntegerDial("N", "Copies (N)", 5, 1, None, "How many nodes hold a copy of each key."),
        IntegerDial(
            "R",
            "Read asks (R)",
            3,
            1,
            None,
            "How many replies a read, and a write's first phase, waits for.",
        ),
        IntegerDial(
            "W",
            "Write waits for (W)",
            3,
            1,
            None,
            "How many replicas must hold a value before it is acknowledged.",
        ),
        ToggleDial("write_back", "Write-back", True, "A read stores what it returns at W replicas before it answers."),
    ),
    presets=PRESETS,
    make_node=QuorumNode,
    holders=lambda dials, key, nodes: replicas(key, nodes, int(dials["N"])),
    version_order=lambda _: lambda newer, older: bool(newer >= older),
    claims=claims,
    consequence=consequence,
    availability=availability,
    describe=describe,
)
