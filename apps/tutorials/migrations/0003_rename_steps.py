"""Steps of lessons were renamed, because their titles told the answer. What was done in them stays theirs."""

from typing import Any

from django.db import migrations

RENAMED = {
    "cap-proof": {
        "cut-write-read": "two-runs",
        "refuse": "ask-both-servers",
    },
    "causal": {
        "the-reply-overtakes": "two-links",
        "let-it-wait": "the-same-run",
    },
    "clock-size": {
        "how-many-are-enough": "other-rules",
    },
    "dual-write": {
        "cure-it": "after-the-same-crash",
    },
    "eventual": {
        "promise-a-bound": "time-and-traffic",
        "writes-during-a-cut": "writes-on-both-sides",
    },
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
    "orchestrate-or-choreograph": {
        "lose-an-event": "an-event-is-lost",
        "at-least-once": "the-same-crash",
    },
    "quorums": {
        "turn-r-and-w": "change-r-and-w",
        "meeting-is-not-enough": "a-write-under-way",
    },
    "saga": {
        "everything-is-undone": "delivery-refuses",
        "crash-the-conductor": "crash-the-orchestrator",
    },
    "sequential": {
        "in-order-and-late": "a-read-at-another-node",
        "two-reads-nobody-first": "two-keys-two-clients",
    },
    "sessions": {
        "lose-your-own-write": "write-then-read",
        "go-back-in-time": "read-then-read",
        "writes-in-the-wrong-places": "two-guarantees-about-writes",
    },
    "three-phase": {
        "cut-it-in-two": "a-partition-instead",
    },
    "two-phase-commit": {
        "in-doubt": "the-coordinator-crashes",
        "who-crashed-when": "every-crash-of-the-coordinator",
    },
    "wall-clocks": {
        "a-clock-that-listens": "a-hybrid-clock",
    },
}


def rename(apps: Any, schema_editor: Any) -> None:
    """Give attempts at a step its new name, lesson by lesson."""
    attempts = apps.get_model("tutorials", "Attempt").objects
    for lesson, steps in RENAMED.items():
        for old, new in steps.items():
            attempts.filter(lesson=lesson, step=old).update(step=new)


class Migration(migrations.Migration):
    dependencies = [("tutorials", "0002_account_of_a_record")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
