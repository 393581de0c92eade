"""Two-phase commit with presumed abort and cooperative termination.

1. The coordinator asks every participant to *prepare*. Who can commit logs that, is bound by it, and votes yes; who
   cannot aborts and votes no.
2. All yes: the coordinator logs *commit*, which decides, answers the client and tells the participants, until each
   has acknowledged. A no, or a vote that does not come in time: it tells them to abort, and forgets.
3. A participant that voted yes and knows no decision is *in doubt*. It keeps its locks, and after a timeout asks the
   coordinator and the other participants. Who knows the decision tells it; who has not voted aborts.
4. A coordinator that restarts tells the commits in its log again. What is not in its log was not decided: whoever
   asks is told abort (presumed abort; Mohan, Lindsay, Obermarck 1986).

If the coordinator is down and every participant that is up is in doubt, nobody knows, and nobody may decide: they
block until it is back.

Sources: Gray 1978; Bernstein, Hadzilacos, Goodman 1987, 7.3 and 7.4. Choices: locks that are not free make a
participant vote no rather than wait; the coordinator holds no data and does not vote.
"""

from apps.agreement.commit_rules import AGREEMENT, EXPLORATIONS, TERMINATION, VALIDITY
from apps.agreement.commit_terms import ASKED, COLUMNS, NO_VOTE, NODES, row_of
from apps.agreement.locks import in_doubt
from apps.agreement.two_phase_commit.coordinator import UNACKNOWLEDGED, Coordinator, CoordinatorState
from apps.agreement.two_phase_commit.participant import Participant
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials, IntegerDial, ToggleDial
from apps.protocols.pictures import Condition, CrashPoint, NodePicture
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext

ALL_YES = {"no_vote": "nobody"}


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """The first node coordinates, the others participate."""
    kind = Coordinator if context.name == context.nodes[0] else Participant
    return kind(context, durable, dials)


def consequence(dials: Dials) -> Consequence:
    """Return what a crash of the coordinator does to the others."""
    if dials["cooperative"]:
        text = (
            "A participant in doubt asks the others too. If every participant that is up is in doubt and the"
            " coordinator is down, they block until it recovers."
        )
        return Consequence("plain", text)
    return Consequence("warn", "A participant in doubt asks only the coordinator, and blocks while that is down.")


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a node."""
    doubts = ", ".join(in_doubt(node.log))
    return row_of(node, _coordinator_text(node) if name == NODES[0] else doubts and f"in doubt about {doubts}")


def _coordinator_text(node: NodePicture) -> str:
    telling = [name.removeprefix(UNACKNOWLEDGED) for name in node.log if name.startswith(UNACKNOWLEDGED)]
    ballots = node.state.ballots if isinstance(node.state, CoordinatorState) else {}
    words = [f"voting on {transaction}: {len(ballot.yes)} yes" for transaction, ballot in ballots.items()]
    return "; ".join(words + [f"telling {transaction}" for transaction in telling])


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """In doubt, with what it holds."""
    doubts = in_doubt(node.log)
    if not doubts:
        return None
    keys = ", ".join(sorted({key for key, _ in doubts.values()}))
    waiting = len(node.state.waiting) if node.state else 0
    waits = f", {waiting} waiting" if waiting else ""
    return Condition("in_doubt", f"in doubt, holds {keys}{waits}")


def crash_points(dials: Dials) -> tuple[CrashPoint, ...]:
    """Every point between two steps of a commit, in the order of an undisturbed one."""
    c, *participants = NODES
    points = [CrashPoint(c, "before send prepare to p1", "before it has asked anybody")]
    points += [CrashPoint(c, f"after send prepare to {p}", f"having asked {p}") for p in participants]
    for p in participants:
        points += [
            CrashPoint(p, "before log prepared", "asked, before it is prepared"),
            CrashPoint(p, "after log prepared", "prepared, before it votes"),
            CrashPoint(p, f"after send vote to {c}", "having voted"),
        ]
    points += [
        CrashPoint(c, "before log decision", "having all votes, before the commit is logged"),
        CrashPoint(c, "after log decision", "having logged the commit, before it tells anybody"),
    ]
    points += [CrashPoint(c, f"after send decision to {p}", f"having told {p}") for p in participants]
    for p in participants:
        points += [
            CrashPoint(p, "after log decision", "having logged the decision, before it is carried out"),
            CrashPoint(p, "before send acknowledge to c", "having carried it out, before it says so"),
            CrashPoint(p, "after send acknowledge to c", "having acknowledged"),
        ]
    return tuple(points)


def described(dials: Dials) -> str:
    """Return the dials in a few words: how participants in doubt ask, and which of them votes no."""
    asking = "cooperative" if dials["cooperative"] else "asking the coordinator only"
    return asking if dials["no_vote"] == "nobody" else f"{asking}, {dials['no_vote']} votes no"


PROTOCOL = ProtocolSpec(
    name="two_phase_commit",
    order=40,
    family="commit",
    title="Two-phase commit",
    summary=(
        "A coordinator asks every participant whether it can commit, and commits if all say yes. A participant that "
        "has said yes is bound until it knows the decision."
    ),
    mode="All participants commit, or all abort. While they cannot know which, they block.",
    source="Gray 1978; Bernstein, Hadzilacos, Goodman 1987, chapter 7",
    dials=(
        IntegerDial("timeout_ticks", "Timeout, ms", 1000, 200, 60_000, "How long to wait for a vote or a decision."),
        ToggleDial("cooperative", "Cooperative termination", True, "In doubt, ask the other participants too."),
        NO_VOTE,
    ),
    presets=(
        Preset("cooperative", "Cooperative termination", {"timeout_ticks": 1000, "cooperative": True, **ALL_YES}),
        Preset("coordinator", "Asking the coordinator only", {"timeout_ticks": 1000, "cooperative": False, **ALL_YES}),
    ),
    make_node=make_node,
    consequence=consequence,
    availability=lambda _: Stated("A transaction can commit only if the coordinator reaches every participant."),
    describe=described,
    nodes=NODES,
    asked=ASKED,
    reads=True,
    courtesies=frozenset({"in_doubt_too"}),
    invariants=(AGREEMENT, VALIDITY, TERMINATION),
    columns=COLUMNS,
    row=row,
    condition=condition,
    crash_points=crash_points,
    explorations=EXPLORATIONS,
)
