"""The states of a live lab. It is in the first of these that holds, from the top:

| state | it holds when | shown as playing | time goes on | commands |
|---|---|---|---|---|
| dropped | it was dropped from memory; another may have taken its place | – | no | none: the page comes back |
| locked | its learners have to predict first | no | no | refused |
| frozen | a teacher has paused every cluster | no | no | refused, but for the teacher's |
| closed | its exercise has closed | no | no | refused to everybody by their access |
| ended | its run has come to its end | no | no | those that begin another run |
| paused | nobody has pressed play | no | no | all |
| unwatched | nobody follows it, but for those who merely look on | yes | no | all |
| quiet | nothing can happen until somebody gives a command (`Simulation.is_quiet`) | yes | no | all |
| playing | | yes | yes | all |
"""

from __future__ import annotations

from dataclasses import dataclass

Refusal = tuple[str, str]
"""The code and the sentence with which a command is refused."""


@dataclass(frozen=True, slots=True)
class State:
    """A row of the table. `refusal`: why commands are refused; None if they are not. `teacher_acts`: they may still."""

    name: str
    shown_playing: bool = False
    moves: bool = False
    refusal: Refusal | None = None
    teacher_acts: bool = False


DROPPED = State("dropped")
LOCKED = State("locked", refusal=("lab.locked", "Predict first: then the cluster is yours."))
FROZEN = State(
    "frozen",
    refusal=("lab.frozen", "Your teacher has paused every cluster. It goes on when they let it."),
    teacher_acts=True,
)
CLOSED = State("closed")
ENDED = State("ended")
PAUSED = State("paused")
UNWATCHED = State("unwatched", shown_playing=True)
QUIET = State("quiet", shown_playing=True)
PLAYING = State("playing", shown_playing=True, moves=True)


class LabDropped(Exception):
    """The lab was dropped from memory; another may have taken its place. Nothing was changed."""
