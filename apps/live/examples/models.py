"""A history for each model, the strongest first, that breaks it and keeps the next weaker. After the papers named."""

from apps.live.examples.example import Example, ops

GUARANTEES = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")


def _others(guarantee: str) -> tuple[str, ...]:
    return tuple(each for each in GUARANTEES if each != guarantee)


MODELS = (
    Example(
        slug="queue-out-of-order",
        title="The second in line comes out first",
        see="A queue whose first enqueue had finished before the second began. Not linearizable, but sequential.",
        source="After Herlihy and Wing 1990, figure 1",
        breaks=("linearizable",),
        keeps=("sequential",),
        text=ops(
            ("A", "enqueue", "q", "x", 0, 2),
            ("B", "enqueue", "q", "y", 3, 5),
            ("A", "dequeue", "q", "y", 6, 8),
            ("B", "dequeue", "q", "x", 9, 11),
        ),
    ),
    Example(
        slug="stale-read",
        title="A read misses a finished write",
        see="Real time is broken, and nothing else: move the read before the write, and all is explained.",
        source="After Herlihy and Wing 1990",
        breaks=("linearizable",),
        keeps=("sequential",),
        text=ops(("alice", "write", "x", 1, 0, 3), ("bob", "read", "x", None, 5, 8)),
    ),
    Example(
        slug="both-enter",
        title="Both raise a flag, and neither sees the other’s",
        see="Two processes enter a critical section at once. No single order explains both reads.",
        source="After Lamport 1979",
        breaks=("sequential",),
        keeps=("causal_cm", "causal_ccv"),
        text=ops(
            ("P1", "write", "a", 1, 0, 2),
            ("P2", "write", "b", 1, 1, 3),
            ("P1", "read", "b", None, 4, 6),
            ("P2", "read", "a", None, 5, 7),
        ),
    ),
    Example(
        slug="readers-disagree",
        title="Two readers see two writes in opposite orders",
        see="Independent writes, independent reads (IRIW). Causally fine; no single order for both readers.",
        source="After Boehm and Adve 2008",
        breaks=("sequential",),
        keeps=("causal_cm", "causal_ccv"),
        text=ops(
            ("P1", "write", "x", 1, 0, 2),
            ("P2", "write", "y", 1, 0, 2),
            ("P3", "read", "x", 1, 3, 5),
            ("P4", "read", "y", 1, 3, 5),
            ("P3", "read", "y", None, 6, 8),
            ("P4", "read", "x", None, 6, 8),
        ),
    ),
    Example(
        slug="not-causal-memory",
        title="Each read is explained, but not all in one order",
        see="Convergent, yet not causal memory: the reader needs two orders for its own three reads.",
        source="After Bouajjani, Enea, Guerraoui and Hamza 2017, figure 3",
        breaks=("causal_cm",),
        keeps=("causal_cc", "causal_ccv"),
        text=ops(
            ("pa", "write", "z", 1, 0, 1),
            ("pa", "write", "x", 1, 2, 3),
            ("pa", "write", "y", 1, 4, 5),
            ("pb", "write", "x", 2, 0, 1),
            ("pb", "read", "z", None, 2, 3),
            ("pb", "read", "y", 1, 6, 7),
            ("pb", "read", "x", 2, 8, 9),
        ),
    ),
    Example(
        slug="not-convergent",
        title="Each believes that the other wrote last",
        see=(
            "Causal memory allows it: every session has its own order. A store that converges cannot answer like this."
        ),
        source="After Ahamad and others 1995",
        breaks=("causal_ccv",),
        keeps=("causal_cm", "causal_cc"),
        text=ops(
            ("P1", "write", "x", 1, 0, 2),
            ("P2", "write", "x", 2, 0, 2),
            ("P1", "read", "x", 2, 4, 6),
            ("P2", "read", "x", 1, 4, 6),
        ),
    ),
    Example(
        slug="hearsay",
        title="The news of a lost ring has not arrived, the answer to its answer has",
        see="Carol reads what depends on the first write, by way of two others, and then misses that write.",
        source="After Ahamad and others 1995, and Lloyd and others 2011",
        breaks=("causal_cc",),
        keeps=("pram", "read_your_writes", "monotonic_writes", "writes_follow_reads"),
        text=ops(
            ("sally", "write", "ring", "lost", 0, 2),
            ("sally", "write", "help", "wanted", 3, 5),
            ("james", "read", "help", "wanted", 6, 8),
            ("james", "write", "answer", "glad it is found", 9, 11),
            ("carol", "read", "answer", "glad it is found", 12, 14),
            ("carol", "read", "ring", None, 15, 17),
        ),
    ),
    Example(
        slug="own-write-comes-back",
        title="A session sees its own write come back",
        see="Alice reads Bob’s value, then her own older one. No order of the writes explains both reads.",
        source="After Lipton and Sandberg 1988",
        breaks=("pram",),
        keeps=("read_your_writes", "monotonic_reads", "monotonic_writes"),
        text=ops(
            ("alice", "write", "x", 1, 0, 2),
            ("bob", "write", "x", 2, 1, 3),
            ("alice", "read", "x", 2, 4, 6),
            ("alice", "read", "x", 1, 7, 9),
        ),
    ),
    Example(
        slug="own-write-missing",
        title="A password is changed, and the old one still counts",
        see="One session writes, then does not see its own write. Read your writes is broken, the other three hold.",
        source="After Terry and others 1994",
        breaks=("read_your_writes",),
        keeps=_others("read_your_writes"),
        text=ops(("alice", "write", "password", "new", 0, 3), ("alice", "read", "password", None, 5, 8)),
    ),
    Example(
        slug="going-back",
        title="A meeting is in the calendar, and on the next look it is not",
        see="A session reads a write and later the value before it. Monotonic reads is broken, the other three hold.",
        source="After Terry and others 1994",
        breaks=("monotonic_reads",),
        keeps=_others("monotonic_reads"),
        text=ops(
            ("ann", "write", "meeting", "at ten", 0, 2),
            ("ben", "read", "meeting", "at ten", 4, 6),
            ("ben", "read", "meeting", None, 8, 10),
        ),
    ),
    Example(
        slug="second-write-first",
        title="The new version refers to a library that is not there yet",
        see="Bob reads the second write of a session and misses its first. Monotonic writes is broken.",
        source="After Terry and others 1994",
        breaks=("monotonic_writes",),
        keeps=_others("monotonic_writes"),
        text=ops(
            ("alice", "write", "library", "version 2", 0, 2),
            ("alice", "write", "program", "calls version 2", 3, 5),
            ("bob", "read", "program", "calls version 2", 6, 8),
            ("bob", "read", "library", None, 9, 11),
        ),
    ),
    Example(
        slug="answer-before-question",
        title="An answer is seen before its question",
        see="Eve reads a reply, but not the message that its author had read. Writes follow reads is broken.",
        source="After Terry and others 1994",
        breaks=("writes_follow_reads",),
        keeps=_others("writes_follow_reads"),
        text=ops(
            ("ann", "write", "question", "Lunch?", 0, 1),
            ("ben", "read", "question", "Lunch?", 2, 3),
            ("ben", "write", "answer", "Yes!", 4, 5),
            ("eve", "read", "answer", "Yes!", 6, 7),
            ("eve", "read", "question", None, 8, 9),
        ),
    ),
)
