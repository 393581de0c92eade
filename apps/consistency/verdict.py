"""What a checker says of a history: holds, violated or undecided. Undecided is never shown as holds."""

from dataclasses import dataclass

HOLDS = "holds"
VIOLATED = "violated"
UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Edge:
    """Why one operation has to come before another. `words` stand between their names: "was read by".

    Kinds: `po` same session, `rt` real time, `rf` reads-from, `vo` version order, `fr` from-read, `co` causal past, and
    what a model forces in turn: `cf` (an arbitration order must agree), `hb` (one session's order must agree), `so` (a
    single order must agree), `zone` (one version's operations before another's).
    """

    source: str
    target: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One model's verdict on one history.

    `explanation` is plain text in which every operation goes by its identity, at first mention followed by what it did
    in parentheses. `operations` is the minimal violating set in order of invocation, `edges` the cycle or pattern that
    it shows. `witness` is an order of operations that explains a run that holds, where the model has a single one.
    `bound` says what was reached when undecided.
    """

    model: str
    question: str
    status: str
    explanation: str = ""
    operations: tuple[str, ...] = ()
    edges: tuple[Edge, ...] = ()
    witness: tuple[str, ...] = ()
    bound: str = ""
