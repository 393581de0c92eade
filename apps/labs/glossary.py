"""The models in words, for those who meet them: what each means, costs, and who offers it.

The exact definitions are those of `apps.consistency`, which decide every verdict. What a product offers changes: an
entry names it as its own documentation describes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A model as a learner reads of it: `meaning` in two sentences at most, `costs` and where it is `used`."""

    meaning: str
    costs: str
    used: str


GLOSSARY: Mapping[str, Entry] = {
    "linearizable": Entry(
        meaning=(
            "Every operation takes effect at one instant between its invocation and its completion, and a read "
            "returns the latest write before it. To everyone, the store looks like a single copy."
        ),
        costs=(
            "Operations wait for other replicas. During a partition a side that cannot be sure to have the newest "
            "write must not answer (Gilbert, Lynch 2002)."
        ),
        used="etcd by default; conditional writes in Cassandra; strongly consistent reads in DynamoDB.",
    ),
    "sequential": Entry(
        meaning=(
            "There is one order of all operations that explains every read and keeps each session's own order. "
            "Real time between sessions does not count, so a read may be old, but nobody sees two orders."
        ),
        costs=(
            "Reads or writes can be local, not both: together they take at least one message delay (Lipton, "
            "Sandberg 1988). Writes still stop on the side of a partition that cannot order them."
        ),
        used="ZooKeeper, whose writes have one order and whose reads are answered by the server asked.",
    ),
    "causal_cm": Entry(
        meaning=(
            "Each session sees all writes in an order that respects cause and effect, and all that it has read "
            "fits that one order. Two sessions may order concurrent writes differently, and may never agree."
        ),
        costs=(
            "Every write says what it depends on, and replicas hold it back until that has arrived. Always answered."
        ),
        used=("The causal memory of the paper; causal broadcast with each replica applying in order of arrival."),
    ),
    "causal_ccv": Entry(
        meaning=(
            "Cause and effect are respected, and one order of concurrent writes, the same for all, decides which "
            "of them wins. Replicas that have the same writes therefore agree."
        ),
        costs=(
            "As causal memory, and a session may see a value that it read give way to one of a write that arrived "
            "later."
        ),
        used="COPS and its successors (Lloyd and others 2011), which call it causal+.",
    ),
    "causal_cc": Entry(
        meaning=(
            "Each read, taken alone, can be explained by some order of what causally precedes it. The next read "
            "of the same session may be explained by another order."
        ),
        costs="The weakest of the causal models, and hardly cheaper to keep than the others.",
        used="As the common part of the causal models: where it breaks, all of them do.",
    ),
    "pram": Entry(
        meaning=(
            "Everyone sees the writes of each session in the order in which that session made them. Writes of "
            "different sessions may be seen in any order, even if one caused the other."
        ),
        costs="Each pair of replicas keeps its messages in order. Always answered.",
        used="Replication by one log per origin, without dependencies between the logs.",
    ),
    "read_your_writes": Entry(
        meaning="A session never reads a version of a key older than one that it wrote itself.",
        costs="The client remembers its writes; a replica that lacks them must wait, redirect it or refuse.",
        used="Bayou; causally consistent sessions in MongoDB; the session level of Azure Cosmos DB.",
    ),
    "monotonic_reads": Entry(
        meaning="A session never reads a version of a key older than one that it has read before.",
        costs="The client remembers what it read; a replica that lacks it must wait, redirect it or refuse.",
        used="Bayou; causally consistent sessions in MongoDB; the session level of Azure Cosmos DB.",
    ),
    "monotonic_writes": Entry(
        meaning=(
            "A session's writes take effect in its own order: whoever has seen a later one does not then read an "
            "older version of what an earlier one wrote."
        ),
        costs="A replica takes a session's write only after that session's earlier ones.",
        used="Bayou; causally consistent sessions in MongoDB.",
    ),
    "writes_follow_reads": Entry(
        meaning=(
            "A session's write comes after the writes that it had read: whoever has seen the answer does not then "
            "read an older version of the question."
        ),
        costs="A replica takes a write only after those which its session had read.",
        used="Bayou; causally consistent sessions in MongoDB.",
    ),
}
