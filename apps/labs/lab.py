"""What a catalogue entry declares. One module of `catalogue` holds one, in its constant `LAB`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from apps.labs.run.scenario import Scenario
from apps.labs.signature import Signature

TOPICS: Mapping[str, tuple[str, str]] = {
    "stale": ("Stale reads", "When does a read return an old value?"),
    "time": ("Time and order", "Which of two events came first?"),
    "merging": ("Merging", "What happens to two writes that did not see each other?"),
    "agreeing": ("Agreeing", "Can nodes choose one value while messages are late or lost?"),
    "committing": ("Committing", "How do several services do a thing together, or not at all?"),
}
"""By name the title and the question of every group of the catalogue, in its order."""

LEVELS: Mapping[str, str] = {"first": "Start here", "then": "Next", "deep": "In depth"}
"""How much a lab asks for, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """A cluster set up to look at one question. `order` is its place in the catalogue, `brief` what to try first.

    `starts_paused`: time stands still until the learner lets it go, where something is to be done before. `guide`: the
    path on which the page leads a learner (`static/js/controls/guide.js`). `topic` and `level` name an entry of
    `TOPICS` and of `LEVELS`. `signature` is the moment of a run of it that the catalogue shows.
    """

    slug: str
    order: int
    title: str
    question: str
    summary: str
    brief: str
    scenario: Scenario
    topic: Literal["stale", "time", "merging", "agreeing", "committing"]
    level: Literal["first", "then", "deep"]
    signature: Signature
    starts_paused: bool = False
    guide: Literal["start", "partition", "merge"] = "start"
