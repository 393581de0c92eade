"""Three-phase commit: between the votes and the commit everyone learns that all voted yes (Skeen 1981).

1. The coordinator asks everyone to prepare and vote, as in two phases.
2. All yes: it tells everyone to *pre-commit*. Nobody commits before everyone who is up is ready.
3. Then it commits, and tells everyone.
4. Who hears nothing for the time of the timeout goes by the termination protocol (see `termination`), and needs
   neither the coordinator nor anyone else who is down.

So while somebody who is up is in doubt and not pre-committed, nobody, up or down, can have committed: those who are up
can decide without those who are down. No crash blocks, as long as a timeout means a crash and somebody who took part
has stayed up; after a total failure nobody has a voice. If messages may be late or cut off, two sides can take each
other for crashed, and decide differently.

Source: Skeen 1981; Bernstein, Hadzilacos, Goodman 1987, 7.5. Choice: as in two phases, the coordinator holds no data.
"""

from apps.agreement.commit_rules import AGREEMENT, EXPLORATIONS, TERMINATION, VALIDITY
from apps.agreement.commit_terms import ASKED, COLUMNS, NO_VOTE, NODES, row_of
from apps.agreement.locks import in_doubt
from apps.agreement.three_phase_commit.coordinator import Coordinator, CoordinatorState
from apps.agreement.three_phase_commit.participant import Participant
from apps.agreement.three_phase_commit.termination import PRE_COMMITTED
from apps.protocols.availability import Stated
from apps.protocols.dials import Dials, IntegerDial
from apps.protocols.pictures import Condition, CrashPoint, NodePicture
from apps.protocols.spec import Consequence, Preset, ProtocolSpec
from apps.simulation.node import Durable, Node, NodeContext


def make_node(context: NodeContext, durable: Durable, dials: Dials) -> Node:
    """The first node coordinates, the others participate."""
    kind = Coordinator if context.name == context.nodes[0] else Participant
    return kind(context, durable, dials)


def row(name: str, node: NodePicture, dials: Dials) -> tuple[str, ...]:
    """Return what the board shows of a node."""
    return row_of(node, _coordinator_text(node) if name == NODES[0] else _participant_text(node))


def _participant_text(node: NodePicture) -> str:
    doubts = "; ".join(f"{_how_far(node, transaction)} {transaction}" for transaction in in_doubt(node.log))
    leads = ", ".join(getattr(node.state, "terminations", ()))
    return doubts + (f", backup coordinator of {leads}" if leads else "")


def _how_far(node: NodePicture, transaction: str) -> str:
    return "pre-committed" if PRE_COMMITTED + transaction in node.log else "prepared"


def _coordinator_text(node: NodePicture) -> str:
    ballots = node.state.ballots if isinstance(node.state, CoordinatorState) else {}
    words = [
        f"voting on {transaction}: {len(ballot.yes)} yes"
        if ballot.ready is None
        else f"pre-committing {transaction}: {len(ballot.ready)} ready"
        for transaction, ballot in ballots.items()
    ]
    return "; ".join(words)


def condition(name: str, node: NodePicture, dials: Dials) -> Condition | None:
    """In doubt, with what it holds."""
    doubts = in_doubt(node.log)
    if not doubts:
        return None
    far = sorted({_how_far(node, transaction) for transaction in doubts})
    keys = ", ".join(sorted({key for key, _ in doubts.values()}))
    return Condition("in_doubt", f"{' and '.join(far)}, holds {keys}")


def crash_points(dials: Dials) -> tuple[CrashPoint, ...]:
    """Every point between two steps of a commit, in the order of an undisturbed one."""
    c, *participants = NODES
    points = [CrashPoint(c, "after log voting", "having begun, before it has asked anybody")]
    points += [CrashPoint(c, f"after send prepare to {p}", f"having asked {p}") for p in participants]
    for p in participants:
        points += [
            CrashPoint(p, "after log prepared", "prepared, before it votes"),
            CrashPoint(p, f"after send vote to {c}", "having voted"),
        ]
    points += [
        CrashPoint(c, "before log precommitted", "having all votes, before it tells anybody"),
        *(CrashPoint(c, f"after send pre_commit to {p}", f"having told {p} to pre-commit") for p in participants),
    ]
    for p in participants:
        points += [
            CrashPoint(p, "after log precommitted", "pre-committed, before it says so"),
            CrashPoint(p, f"after send ready to {c}", "having said that it is ready"),
        ]
    points += [
        CrashPoint(c, "before log decision", "everyone ready, before the commit is logged"),
        *(CrashPoint(c, f"after send decision to {p}", f"having told {p} to commit") for p in participants),
    ]
    points += [CrashPoint(p, "after log decision", "having logged the decision") for p in participants]
    return tuple(points)


PROTOCOL = ProtocolSpec(
    name="three_phase_commit",
    order=41,
    family="commit",
    title="Three-phase commit",
    summary=(
        "Before anyone commits, everyone learns that all voted yes. So surviving nodes can always finish by"
        " themselves. They decide inconsistently if the “crashed” nodes are in fact alive."
    ),
    mode="A crash does not block the nodes that stay up. Under a partition they can decide differently.",
    source="Skeen 1981; Bernstein, Hadzilacos, Goodman 1987, 7.5",
    dials=(
        IntegerDial(
            "timeout_ticks",
            "Timeout, ms",
            1000,
            200,
            60_000,
            "How long a node waits for another before it treats that one as crashed.",
        ),
        NO_VOTE,
    ),
    presets=(Preset("three_phases", "Three phases", {"timeout_ticks": 1000, "no_vote": "nobody"}),),
    make_node=make_node,
    consequence=lambda _: Consequence(
        "warn",
        "While a node that took part stays up, no crash blocks. But a timeout counts as a crash: nodes decide"
        ' inconsistently if a "crashed" node is in fact alive, behind a partition or only slow.',
    ),
    availability=lambda _: Stated(
        "Each side of a partition decides by itself, and the two sides may decide differently."
    ),
    describe=lambda dials: f"timeout {dials['timeout_ticks']} ms",
    nodes=NODES,
    asked=ASKED,
    reads=True,
    patient_timers=frozenset({"doubt"}),
    invariants=(AGREEMENT, VALIDITY, TERMINATION),
    columns=COLUMNS,
    row=row,
    condition=condition,
    crash_points=crash_points,
    explorations=EXPLORATIONS,
)
