"""The models as data: what each means, who defined it, and which implies which.

The definitions are those of the project's design, "What consistent means here, exactly". Two questions are asked about
one run: *as observed* (could any store of this model have answered the clients so?) and *as replicated* (did this store
keep it, by its own version order?).
"""

from collections.abc import Mapping
from dataclasses import dataclass

OBSERVED = "observed"
REPLICATED = "replicated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A consistency model: its definition as observed and, given the version order, as replicated.

    `replicated` is empty where the model has no place of its own in that question. `decided_by` names the method that
    decides it as observed.
    """

    name: str
    title: str
    definition: str
    replicated: str
    decided_by: str
    source: str


MODELS: dict[str, Model] = {
    model.name: model
    for model in (
        Model(
            name="linearizable",
            title="Linearizable",
            definition="One order of all operations explains every answer and contains real time.",
            replicated="Real time, reads-from, the version order and from-read together have no cycle.",
            decided_by="zones for registers; otherwise a memoised search per key, bounded",
            source="Herlihy, Wing 1990",
        ),
        Model(
            name="sequential",
            title="Sequential",
            definition="One order of all operations explains every answer and contains each session's own order.",
            replicated="Session order, reads-from, the version order and from-read together have no cycle.",
            decided_by="saturation of forced edges, then a memoised search, bounded (the problem is NP-hard)",
            source="Lamport 1979",
        ),
        Model(
            name="causal_cm",
            title="Causal memory",
            definition="Each session's causal past has an order that explains all its own reads so far.",
            replicated="",
            decided_by="bad patterns over the happened-before of each session",
            source="Ahamad and others 1995",
        ),
        Model(
            name="causal_ccv",
            title="Causal convergence",
            definition="Each read's causal past explains it, by one arbitration order for all.",
            replicated="Causality and the version order have no cycle, and no read returns a version superseded by one "
            "in its own causal past.",
            decided_by="bad patterns: a cycle of causality and conflict order",
            source="Burckhardt 2014; Bouajjani and others 2017",
        ),
        Model(
            name="causal_cc",
            title="Causal consistency",
            definition="Each read's causal past has an order that explains that read alone.",
            replicated="",
            decided_by="bad patterns: a cycle, or a read of what its own causal past had overwritten",
            source="Bouajjani and others 2017",
        ),
        Model(
            name="pram",
            title="PRAM",
            definition="Each session sees all writes in an order that contains every session's own and explains its "
            "reads.",
            replicated="For each session, over its own operations and all writes: session order, reads-from, the "
            "version order and from-read have no cycle.",
            decided_by="saturation per session",
            source="Lipton, Sandberg 1988",
        ),
        Model(
            name="read_your_writes",
            title="Read your writes",
            definition="A session never reads a version certainly older than one it has written.",
            replicated="A session never reads a version older than one it has written.",
            decided_by="direct",
            source="Terry and others 1994",
        ),
        Model(
            name="monotonic_reads",
            title="Monotonic reads",
            definition="Some order of a key's writes makes a session's reads never go back.",
            replicated="A session never reads a version older than one it has read.",
            decided_by="direct",
            source="Terry and others 1994",
        ),
        Model(
            name="monotonic_writes",
            title="Monotonic writes",
            definition="A session's writes take effect in its order, for whoever has read the later one too.",
            replicated="A session's writes take effect in its order, for whoever has read the later one too.",
            decided_by="direct",
            source="Terry and others 1994",
        ),
        Model(
            name="writes_follow_reads",
            title="Writes follow reads",
            definition="A write comes after what its session had read, for whoever has read the write too.",
            replicated="A write comes after what its session had read, for whoever has read the write too.",
            decided_by="direct",
            source="Terry and others 1994",
        ),
    )
}

GUARANTEES = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")

ARROWS: dict[str, dict[str, tuple[str, ...]]] = {
    OBSERVED: {
        "linearizable": ("sequential",),
        "sequential": ("causal_cm", "causal_ccv"),
        "causal_cm": ("causal_cc", "pram", *GUARANTEES),
        "causal_ccv": ("causal_cc", *GUARANTEES),
        "causal_cc": ("read_your_writes", "monotonic_writes", "writes_follow_reads"),
        "pram": ("read_your_writes", "monotonic_reads", "monotonic_writes"),
    },
    REPLICATED: {
        "linearizable": ("sequential",),
        "sequential": ("causal_ccv", "pram"),
        "causal_ccv": GUARANTEES,
        "pram": ("read_your_writes", "monotonic_reads", "monotonic_writes"),
    },
}
"""Which model implies which directly, stronger to weaker, by question."""

MODELS_OF: dict[str, tuple[str, ...]] = {
    OBSERVED: tuple(MODELS),
    REPLICATED: tuple(name for name, model in MODELS.items() if model.replicated),
}
"""The models that each question has, in the order of `MODELS`."""


def implied(model: str, question: str) -> frozenset[str]:
    """Every model that this one implies, itself not among them."""
    return _reachable(model, ARROWS[question])


def _reachable(model: str, arrows: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    weaker = arrows.get(model, ())
    return frozenset(weaker).union(*(_reachable(name, arrows) for name in weaker))
