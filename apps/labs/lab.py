"""What a catalogue entry declares. One module of `catalogue` holds one, in its constant `LAB`."""

from dataclasses import dataclass
from typing import Literal

from apps.labs.run.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """A cluster set up to look at one question. `order` is its place in the catalogue, `brief` what to try first.

    `starts_paused`: time stands still until the learner lets it go, where something is to be done before. `guide`: the
    path on which the page leads a learner (`static/js/controls/guide.js`).
    """

    slug: str
    order: int
    title: str
    question: str
    summary: str
    brief: str
    scenario: Scenario
    starts_paused: bool = False
    guide: Literal["start", "partition", "merge"] = "start"
