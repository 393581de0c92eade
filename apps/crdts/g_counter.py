"""G-Counter, a counter that only grows (Shapiro and others 2011, 3.1.2, specification 6).

The state is a vector with one count for each replica:

1. a replica increments its own entry, and no other's;
2. merge takes the greater of each entry: of one replica's counts the greater is the later;
3. the value is the sum.

A replica not in the vector has counted nothing, so vectors of different lengths merge, and a replica may join any time.
A delta is the one entry that changed (Almeida, Shoker, Baquero 2018).
"""

from collections.abc import Callable

from apps.clocks.version_vector import EMPTY, VersionVector
from apps.crdts.arguments import AMOUNT
from apps.crdts.crdt_type import Mutator, Replica, Slot, StateBased
from apps.crdts.naive.integers import INTEGER_GREATER, INTEGER_LAST
from apps.crdts.wrong_merge import ASSOCIATIVE, BOUND, IDEMPOTENT, MONOTONE, WrongMerge


def increment(state: VersionVector, replica: Replica, amount: int) -> VersionVector:
    """More in the replica's own entry."""
    return state.increment(replica.name, amount)


def increment_delta(state: VersionVector, replica: Replica, amount: int) -> VersionVector:
    """That entry alone."""
    return VersionVector(((replica.name, state.count(replica.name) + amount),))


def merge(left: VersionVector, right: VersionVector) -> VersionVector:
    """The greater of each entry."""
    return left.join(right)


def at_most(left: VersionVector, right: VersionVector) -> bool:
    """Return whether no entry of the left is greater."""
    return right.includes(left)


def value(state: VersionVector) -> int:
    """The sum of all entries."""
    return sum(count for _, count in state.entries)


def slots(state: VersionVector) -> list[Slot]:
    """Each replica's count."""
    return [Slot("count", name, name, str(count)) for name, count in state.entries]


def why(slot: Slot, left: VersionVector, right: VersionVector) -> str:
    """Return which side has seen more of that replica."""
    return greater_count(slot.name, left.count(slot.name), right.count(slot.name))


def greater_count(name: str, left: int, right: int) -> str:
    """Return what decides between two counts of one replica, in a sentence."""
    if left == right:
        return f"Both have counted {left} at {name}."
    more = "left" if left > right else "right"
    if not min(left, right):
        return f"Only the {more} knows about {name}."
    return f"{max(left, right)} is more than {min(left, right)}: the {more} has seen more of what {name} counted."


# Wrong merges


def each_entry(left: VersionVector, right: VersionVector, combine: Callable[[int, int], int]) -> VersionVector:
    """The vector whose entries are combined from both."""
    names = {name for name, _ in left.entries + right.entries}
    return VersionVector.of({name: combine(left.count(name), right.count(name)) for name in names})


def sum_of_counts(left: VersionVector, right: VersionVector) -> VersionVector:
    """Both counts of each replica, added."""
    return each_entry(left, right, lambda ours, theirs: ours + theirs)


def least_count(left: VersionVector, right: VersionVector) -> VersionVector:
    """The smaller count of each replica."""
    return each_entry(left, right, min)


def mean_count(left: VersionVector, right: VersionVector) -> VersionVector:
    """The mean of both counts, rounded up."""
    return each_entry(left, right, lambda ours, theirs: (ours + theirs + 1) // 2)


def greater_total(left: VersionVector, right: VersionVector) -> VersionVector:
    """The vector that has counted more."""
    return max(left, right, key=lambda vector: (sum(count for _, count in vector.entries), vector.entries))


TYPE = StateBased(
    name="g_counter",
    order=10,
    title="G-Counter",
    source="Shapiro and others 2011, 3.1.2, specification 6; Almeida and others 2018",
    semantics="Every increment counts once, wherever it was made. It never goes down.",
    initial=EMPTY,
    operations={
        "increment": Mutator(
            argument=AMOUNT, help="Count up.", choices=lambda _: (1, 2), apply=increment, delta=increment_delta
        )
    },
    merge=merge,
    at_most=at_most,
    value=value,
    slots=slots,
    why=why,
    mistakes=(
        WrongMerge(
            "sum",
            "Sum instead of maximum",
            "Counts are added up.",
            "Every message counts everything once more.",
            (IDEMPOTENT, MONOTONE, BOUND),
            sum_of_counts,
        ),
        WrongMerge(
            "minimum",
            "Minimum instead of maximum",
            "Only what both have counted is sure.",
            "Increments that only one has counted are lost.",
            (MONOTONE, BOUND),
            least_count,
        ),
        WrongMerge(
            "mean",
            "The mean",
            "The truth lies in the middle.",
            "The result depends on which replicas met, and in which order.",
            (ASSOCIATIVE, MONOTONE, BOUND),
            mean_count,
        ),
        WrongMerge(
            "greater_total",
            "The vector with the greater sum",
            "The replica that has counted more is further.",
            "Increments that only the other has counted are lost.",
            (BOUND,),
            greater_total,
        ),
    ),
    twins=(INTEGER_GREATER, INTEGER_LAST),
)
