"""Who needs the teacher: what a learner's events say, as a status with words. A pure function of facts and the time.

The first rule that applies, most urgent first:

1. *hand*: it is up.
2. *away*: no page of the class is open.
3. *met*: what the step asks for is reached.
4. *working*, if the class is paused, or votes on the learner's step, which holds the cluster.
5. *struggling*: the same refusal again and again; the hints used up for a minute; begun again or undone three times;
   no goal reached for three minutes, whether or not something is being done.
6. *idle*: nothing done for two minutes.
7. *working*.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HAND, STRUGGLING, IDLE, WORKING, MET, AWAY = "hand", "struggling", "idle", "working", "met", "away"

STATUSES = (HAND, STRUGGLING, IDLE, WORKING, MET, AWAY)
"""Those who need the teacher first."""

REFUSALS_MIN = 3
REFUSALS_WITHIN_SECONDS = 180.0
HINTLESS_SECONDS = 60.0
BEGUN_AGAIN_MIN = 3
NO_GOAL_SECONDS = 180.0
IDLE_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a learner; times are seconds of real time.

    `vote`: where they stand in a vote that holds their cluster, in words. `progressed_at`: the last goal reached.
    `refused_at` are the times of one and the same refusal, nothing else done between them.
    """

    here: bool
    began_at: float
    hand: float | None = None
    paused: bool = False
    vote: str = ""
    passed: bool = False
    acted_at: float | None = None
    progressed_at: float | None = None
    hints_ended_at: float | None = None
    begun_again: int = 0
    undone: int = 0
    refusal: str = ""
    refused_at: tuple[float, ...] = ()

    @property
    def last_act(self) -> float:
        """When the learner last did something."""
        return max(filter(None, (self.began_at, self.acted_at, self.progressed_at)))


@dataclass(frozen=True, slots=True)
class Attention:
    """A status in words; `since`, if the minutes are to be said; `detail`, if there is more to say."""

    status: str
    words: str
    since: float | None = None
    detail: str = ""


def attention(facts: Facts, now: float) -> Attention:
    """Return what a learner's tile says."""
    return next(found for rule in RULES if (found := rule(facts, now)) is not None)


def _hand(facts: Facts, _: float) -> Attention | None:
    return None if facts.hand is None else Attention(HAND, "hand up", facts.hand)


def _away(facts: Facts, _: float) -> Attention | None:
    return None if facts.here else Attention(AWAY, "away")


def _met(facts: Facts, _: float) -> Attention | None:
    return Attention(MET, "goal met") if facts.passed else None


def _paused(facts: Facts, _: float) -> Attention | None:
    return Attention(WORKING, "paused") if facts.paused else None


def _voting(facts: Facts, _: float) -> Attention | None:
    return Attention(WORKING, facts.vote) if facts.vote else None


def _mistaken(facts: Facts, now: float) -> Attention | None:
    times = len(facts.refused_at)
    if times < REFUSALS_MIN or now - facts.refused_at[-REFUSALS_MIN] > REFUSALS_WITHIN_SECONDS:
        return None
    return Attention(STRUGGLING, f"same mistake {times} times", None, facts.refusal)


def _hintless(facts: Facts, now: float) -> Attention | None:
    ended = facts.hints_ended_at
    return None if ended is None or now - ended < HINTLESS_SECONDS else Attention(STRUGGLING, "hints used up")


def _again(facts: Facts, _: float) -> Attention | None:
    times = facts.begun_again + facts.undone
    if times < BEGUN_AGAIN_MIN:
        return None
    word = "begun again" if facts.begun_again else "undone"
    return Attention(STRUGGLING, f"{word} {times} times")


def _stuck(facts: Facts, now: float) -> Attention | None:
    since = facts.progressed_at or facts.began_at
    if now - since < NO_GOAL_SECONDS:
        return None
    detail = "Nothing was done for two minutes." if now - facts.last_act >= IDLE_SECONDS else ""
    return Attention(STRUGGLING, "stuck", since, detail)


def _idle(facts: Facts, now: float) -> Attention | None:
    return Attention(IDLE, "idle", facts.last_act) if now - facts.last_act >= IDLE_SECONDS else None


def _working(_facts: Facts, _now: float) -> Attention | None:
    return Attention(WORKING, "working")


Rule = Callable[[Facts, float], Attention | None]

RULES: tuple[Rule, ...] = (
    _hand, _away, _met, _paused, _voting, _mistaken, _hintless, _again, _stuck, _idle, _working,
)  # fmt: skip
