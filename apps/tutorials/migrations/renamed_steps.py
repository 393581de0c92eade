"""Steps whose titles gave an answer away were renamed on 2026-12-02: by lesson, the old name and the new one."""

RENAMED = {
    "cap-proof": {"cut-write-read": "two-runs", "refuse": "another-protocol"},
    "causal": {"the-reply-overtakes": "two-links", "let-it-wait": "the-same-run"},
    "clock-size": {"how-many-are-enough": "other-rules"},
    "dual-write": {"cure-it": "after-the-same-crash"},
    "eventual": {"promise-a-bound": "time-and-traffic", "writes-during-a-cut": "writes-on-both-sides"},
    "first-cluster": {
        "write-and-watch-the-copies-travel": "watch-the-copies-travel",
        "cut-it-in-two-and-heal-it": "two-parts",
    },
    "operations": {
        "the-same-message-twice": "a-copy",
        "once-each": "tell-copies-apart",
        "the-effect-before-its-cause": "early-and-late",
    },
    "or-set": {
        "at-the-same-time": "two-people-one-list",
        "gone-and-staying-gone": "after-a-removal",
        "and-once-more": "again-and-again",
    },
    "orchestrate-or-choreograph": {"lose-an-event": "an-event-is-lost", "at-least-once": "the-same-crash"},
    "quorums": {
        "turn-r-and-w": "change-r-and-w",
        "meeting-is-not-enough": "a-write-under-way",
    },
    "saga": {"everything-is-undone": "delivery-refuses", "crash-the-conductor": "crash-the-orchestrator"},
    "sequential": {"in-order-and-late": "a-read-at-another-node", "two-reads-nobody-first": "two-keys-two-clients"},
    "sessions": {
        "lose-your-own-write": "write-then-read",
        "go-back-in-time": "read-then-read",
        "writes-in-the-wrong-places": "two-guarantees-about-writes",
    },
    "three-phase": {"cut-it-in-two": "a-partition-instead"},
    "two-phase-commit": {"in-doubt": "the-coordinator-crashes", "who-crashed-when": "every-crash-of-the-coordinator"},
    "wall-clocks": {"a-clock-that-listens": "a-hybrid-clock"},
}
