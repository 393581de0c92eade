"""What a class's dashboard knows: each learner's standing, a picture of each cluster, and what the class broke.

1. What is stored is read again when the class has changed, at most as often as the reading allows (a fifth of the
   time), and every two seconds otherwise: attempts begin and are passed without anybody saying so.
2. At each look every learner's standing is worked out afresh from that and from the labs in memory.
3. A cluster's picture is made when it is asked for and its lab has moved on since; a few others are made at each look,
   so that what the class broke is known of those, too, that nobody has in sight.

A lab that nobody watches is not in memory: then the picture is what was last known, and says that it is not live.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from channels.db import database_sync_to_async

from apps.classroom.live.attention import Attention, Facts, attention
from apps.classroom.live.class_facts import ClassFacts, SeatFacts, Work, read_class, read_sketches
from apps.classroom.live.hub import class_hub
from apps.consistency.models import MODELS
from apps.labs.looking_back.thumbnail import STALE_READ, broken, most_telling, thumbnail
from apps.live.lab.hub import Hub, hub
from apps.live.lab.live_lab import LiveLab
from apps.live.workers.answers import add_worker_answer, ask_others

READ_EVERY_SECONDS = 2.0
READ_SHARE_MAX = 0.2
"""Of the time, so much at most is spent on reading."""

SURVEYED_A_LOOK = 10
DRAWN_AN_ANSWER = 24
"""Pictures in one answer to another worker."""

PASSED, BEGUN, AHEAD = "1", "0", "-"


@dataclass(frozen=True, slots=True)
class Known:
    """A cluster as it was at some version of its lab: its picture, and what its run broke (with how few operations)."""

    version: Any
    picture: Mapping[str, Any]
    broke: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Far:
    """A lab that another worker has in memory: its picture, and what it knows of its learner (`recent_of`)."""

    known: Known
    recent: Mapping[str, Any]


class Board:
    """One class. All sockets of its teachers share it."""

    def __init__(
        self, class_id: str, labs: Mapping[str, LiveLab], here: Callable[[], set[str]], clock: Callable[[], float]
    ) -> None:
        self.class_id = class_id
        self.facts: ClassFacts | None = None
        self.about: dict[str, Any] = {}
        self.standings: dict[int, dict[str, Any]] = {}
        self._labs = labs
        self._far: dict[str, Far] = {}
        self._asking: asyncio.Task[None] | None = None
        self._here = here
        self._clock = clock
        self._seats: dict[int, SeatFacts] = {}
        self._known: dict[str, Known] = {}
        self._news = True
        self._read_at = self._looked_at = float("-inf")
        self._read_seconds = 0.0
        self._surveyed = 0
        self._renewing = asyncio.Lock()

    @property
    def now(self) -> float:
        """The real time, in seconds."""
        return self._clock()

    async def renew(self, now: float, *, news: bool) -> None:
        """Bring everything up to real time `now`. Sockets that ask at the same time share what is found."""
        self._news |= news
        async with self._renewing:
            if now == self._looked_at:
                return
            self._looked_at = now
            pause = self._read_seconds / READ_SHARE_MAX if self._news else READ_EVERY_SECONDS
            if now - self._read_at >= pause:
                self._read_at, self._news = now, False
                await self._read()
            if hub.exchange.others() and (self._asking is None or self._asking.done()):
                self._asking = asyncio.ensure_future(self._ask_others())
            self._look()

    async def _ask_others(self) -> None:
        """Ask the other workers for what is new of the class's labs that are not here."""
        labs = {seat.work.lab_id for seat in self._seats.values() if seat.work} - self._labs.keys()
        new, old = labs - self._far.keys(), [lab for lab in self._far if lab in labs]
        known = {**dict.fromkeys(new), **{lab: list(self._far[lab].known.version[1:]) for lab in old}}
        found = await ask_others(hub, "tiles", known)
        there = {lab_id: tile for tiles in found.values() for lab_id, tile in tiles.items()}
        for lab_id in [*self._far]:
            if lab_id not in there:
                del self._far[lab_id]
        for lab_id, tile in there.items():
            if (known := tile.get("known")) is not None:
                version, picture, broke = known
                self._far.pop(lab_id, None)  # those that waited longest come first
                self._far[lab_id] = Far(Known((lab_id, *version), picture, broke), tile["recent"])
            elif lab_id in self._far:
                self._far[lab_id] = Far(self._far[lab_id].known, tile["recent"])

    async def _read(self) -> None:
        began = self._clock()
        self.facts = await database_sync_to_async(read_class)(self.class_id)
        seats = self.facts.seats if self.facts else ()
        self._seats = {seat.number: seat for seat in seats}
        labs = {seat.work.lab_id for seat in seats if seat.work}
        strange = sorted(labs - self._known.keys() - self._labs.keys())
        if strange:
            sketches = await database_sync_to_async(read_sketches)(strange)
            self._known |= {lab: _left(lab, sketch) for lab, sketch in sketches.items()}
        self._known = {lab: known for lab, known in self._known.items() if lab in labs}
        self._read_seconds = self._clock() - began

    def _look(self) -> None:
        if self.facts is None:
            return
        here, now = self._here(), self._clock()
        self.standings = {number: self._standing(seat, here, now) for number, seat in self._seats.items()}
        self._survey()
        online = sum(seat.seat_id in here for seat in self._seats.values())
        self.about = {**self.facts.about, "here": online, "broke": self._broke()}

    # Learners

    def _standing(self, seat: SeatFacts, here: set[str], now: float) -> dict[str, Any]:
        found = self.attention(seat, here, now)
        work = seat.work
        return {
            "number": seat.number,
            "seat": seat.seat_id,
            "name": seat.nickname,
            "group": seat.group,
            "invited": seat.invited,
            "lesson": work.lesson if work else "",
            "step": work.step if work else "",
            "passed": self._progress(work) if work else "",
            "status": found.status,
            "words": found.words,
            "since": None if found.since is None else round(found.since),
            "detail": found.detail,
        }

    def attention(self, seat: SeatFacts, here: set[str], now: float) -> Attention:
        """Return what a learner's tile says: what is stored, and what their lab in memory knows."""
        work = seat.work
        facts: dict[str, Any] = {"here": seat.seat_id in here, "hand": seat.hand, "began_at": seat.joined_at}
        assert self.facts is not None
        facts["paused"] = self.facts.about["paused"]
        if work is not None:
            lab = self._labs.get(work.lab_id)
            facts |= {
                "began_at": work.began_at,
                "passed": work.passed.get(work.step, False),
                "vote": seat.vote,
                "acted_at": work.acted_at,
                "progressed_at": work.goal_at,
                "hints_ended_at": work.hints_ended_at,
                "begun_again": work.begun_again,
            }
            far = self._far.get(work.lab_id)
            recent = recent_of(lab) if lab is not None else far.recent if far is not None else None
            facts |= {} if recent is None else _recent(recent, work)
        return attention(Facts(**facts), now)

    def _progress(self, work: Work) -> str:
        """The steps of the lesson in which a learner is: passed, begun, or ahead."""
        assert self.facts is not None
        steps = next((each["steps"] for each in self.facts.about["exercises"] if each["slug"] == work.lesson), ())
        marks = {True: PASSED, False: BEGUN, None: AHEAD}
        return "".join(marks[work.passed.get(step["slug"])] for step in steps)

    # Clusters

    def version(self, number: int) -> Any:
        """Return what tells one state of a learner's cluster from another, without looking into it; None without
        one.
        """
        seat = self._seats.get(number)
        if seat is None or seat.work is None:
            return None
        lab = self._labs.get(seat.work.lab_id)
        if lab is not None:
            return version_of(lab)
        far = self._far.get(seat.work.lab_id)
        return (seat.work.lab_id, None) if far is None else far.known.version

    def cluster(self, number: int) -> Mapping[str, Any] | None:
        """The picture of a learner's cluster; None if they have none yet."""
        known = self._picture(number)
        return None if known is None else known.picture

    def _picture(self, number: int) -> Known | None:
        version = self.version(number)
        if version is None:
            return None
        lab_id = version[0]
        known = self._known.get(lab_id)
        if known is None or known.version != version:
            lab, far = self._labs.get(lab_id), self._far.get(lab_id)
            if lab is not None:
                known = _live(lab, version)
            else:
                known = far.known if far is not None else _dropped(known, version)
            self._known[lab_id] = known
        return known

    # The class

    def _survey(self) -> None:
        numbers = sorted(self._seats)
        for nth in range(min(SURVEYED_A_LOOK, len(numbers))):
            self._picture(numbers[(self._surveyed + nth) % len(numbers)])
        self._surveyed += SURVEYED_A_LOOK

    def _broke(self) -> list[dict[str, Any]]:
        counts = Counter(kind for known in self._known.values() for kind in most_telling(known.broke))
        return [
            {"kind": kind, "title": title_of(kind), "count": count, "telling": telling_of(kind)}
            for kind, count in counts.most_common()
        ]

    def clearest(self, kind: str) -> SeatFacts | None:
        """The learner whose run shows with the fewest operations how something broke."""
        found = [
            (known.broke[kind], seat.number, seat)
            for seat in self._seats.values()
            if seat.work and (known := self._known.get(seat.work.lab_id)) and kind in known.broke
        ]
        return min(found)[2] if found else None


def title_of(kind: str) -> str:
    """Return what was broken, in the field's words."""
    return MODELS[kind].title if kind in MODELS else kind.replace("_", " ").capitalize()


def telling_of(kind: str) -> int:
    """Return how telling it is among several that a run broke, the least first: anomalies, models, then stale reads."""
    if kind == STALE_READ:
        return 1 + max(model.telling for model in MODELS.values())
    return MODELS[kind].telling if kind in MODELS else 0


def version_of(lab: LiveLab) -> Any:
    """Return what tells one state of a lab in memory from another."""
    return lab.lab_id, lab.stored.number, lab.session.simulation.sequence, lab.recent.acted_at


def recent_of(lab: LiveLab) -> dict[str, Any]:
    """Return what a lab in memory knows of its learner that is not stored, or not yet."""
    recent = lab.recent
    return {
        "reached": len(lab.session.goals.reached),
        "acted_at": recent.acted_at or 0.0,
        "undone": recent.undone,
        "refusal": recent.message,
        "refused_at": recent.refused_at,
    }


def _recent(recent: Mapping[str, Any], work: Work) -> dict[str, Any]:
    acted_at = max(work.acted_at, recent["acted_at"])
    return {
        "acted_at": acted_at,
        "progressed_at": acted_at if recent["reached"] > work.goals else work.goal_at,
        "undone": recent["undone"],
        "refusal": recent["refusal"],
        "refused_at": tuple(recent["refused_at"]),
    }


def tiles(hub: Hub, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what another worker's dashboard lacks of the labs that are here; `known` has the version of each that it
    has. Pictures of a few labs at a time: the others come with the next question.
    """
    found: dict[str, Any] = {}
    drawn = 0
    for lab_id, version in known.items():
        lab = hub.labs.get(lab_id)
        if lab is None:
            continue
        found[lab_id] = {"recent": recent_of(lab)}
        now = version_of(lab)
        if (version is None or tuple(version) != now[1:]) and drawn < DRAWN_AN_ANSWER:
            drawn += 1
            live = _live(lab, now)
            found[lab_id]["known"] = (now[1:], live.picture, live.broke)
    return found


def _live(lab: LiveLab, version: Any) -> Known:
    broke, recent = broken(lab.session), lab.recent
    acted = {"act": recent.act, "acted": None if recent.acted_at is None else round(recent.acted_at)}
    return Known(version, {"live": True, **thumbnail(lab.session), **acted, "broke": sorted(broke)}, broke)


def _dropped(known: Known | None, version: Any) -> Known:
    if known is None:
        return Known(version, {"live": False, "nodes": "", "broke": []}, {})
    return Known(version, {**known.picture, "live": False}, known.broke)


def _left(lab_id: str, sketch: Mapping[str, Any]) -> Known:
    """As a lab was last left; one that never was has nothing to show but its nodes."""
    picture = sketch.get("cluster") or {"nodes": "u" * sketch["nodes"], "newest": "", "groups": "", "cuts": []}
    broke = sketch.get("broken", {})
    return Known((lab_id, None), {"live": False, **picture, "act": "", "acted": None, "broke": sorted(broke)}, broke)


_boards: WeakValueDictionary[str, Board] = WeakValueDictionary()


def board_of(class_id: str) -> Board:
    """The class's board; it is there as long as somebody holds it."""
    board = _boards.get(class_id)
    if board is None:
        board = _boards[class_id] = Board(class_id, hub.labs, lambda: class_hub.here(class_id), time.time)
    return board


add_worker_answer("tiles", tiles)
