"""What one dashboard is sent of its class: everything once, then what changes, a few thumbnails' worth a second.

1. What is said of the class as a whole always goes; it is small.
2. Then standings, those who need the teacher first; then the pictures of the clusters that the page has in sight, the
   longest waiting first. Both only as far as the byte budget goes: what is left waits, and only its latest state
   counts.
3. A picture is made when its turn comes. One that turns out to be as it was costs nothing.

So the bytes a second do not grow with the class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.classroom.live.attention import STATUSES
from apps.classroom.live.dashboard import Board
from apps.classroom.polls import REVEALED
from apps.live.lab.wire import encode

BYTES_A_SECOND = 3_000
PICTURES_A_PULSE = 24
HEARTBEAT_SECONDS = 2.0

PROJECTED = (
    "title",
    "code",
    "code_open",
    "joined",
    "here",
    "exercise",
    "step",
    "exercises",
    "announcement",
    "projected",
)


def projected(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a projector is told of a class: nothing of any learner, and of a vote its outcome only once it is
    over.
    """
    told = {name: about[name] for name in PROJECTED if name in about}
    poll, votes = about.get("poll"), about.get("votes")
    if not poll or not votes or not votes["phase"]:
        return {**told, "poll": None, "votes": None}
    over = votes["phase"] == REVEALED
    asked = poll if over else {"question": poll["question"], "options": poll["options"]}
    return {**told, "poll": asked, "votes": votes if over else {"phase": votes["phase"], "voted": votes["voted"]}}


class Feed:
    """One socket's view of a board; times are seconds. `projector`: nothing of single learners."""

    def __init__(self, board: Board, *, projector: bool) -> None:
        self._board = board
        self._projector = projector
        self._about: dict[str, Any] = {}
        self._standings: dict[int, dict[str, Any]] = {}
        self._versions: dict[int, Any] = {}
        self._pictures: dict[int, Mapping[str, Any]] = {}
        self._drawn_at: dict[int, float] = {}
        self._sight: tuple[int, ...] = ()
        self._budget = 0.0
        self._at = self._sent_at = 0.0

    def look_at(self, numbers: Iterable[int]) -> None:
        """The learners whose tiles the page has in sight."""
        self._sight = tuple(dict.fromkeys(numbers))

    def everything(self, now: float) -> dict[str, Any]:
        """The first frame."""
        self._at = self._sent_at = now
        frame = {"type": "class", "now": round(self._board.now), "class": self._take_about()}
        if self._projector:
            return frame
        learners = [self._take_standing(number) for number in self._board.standings]
        clusters = [self._take_picture(number, now) for number in self._board.standings]
        return {**frame, "learners": learners, "clusters": [each for each in clusters if each]}

    def changes(self, now: float) -> dict[str, Any] | None:
        """Return what is new, or, after a while of nothing, an empty frame, so that the page knows that it is heard."""
        self._budget = min(BYTES_A_SECOND, self._budget + (now - self._at) * BYTES_A_SECOND)
        self._at = now
        parts = {"class": self._afford(self._take_about())}
        if not self._projector:
            parts |= {"left": self._left(), "learners": self._learners(), "clusters": self._clusters(now)}
        new = {name: part for name, part in parts.items() if part}
        if not new and now - self._sent_at < HEARTBEAT_SECONDS:
            return None
        self._sent_at = now
        return {"type": "changes", "now": round(self._board.now), **new}

    def _afford(self, part: Any) -> Any:
        if part:
            self._budget -= len(encode(part).encode())
        return part

    # The class

    def _take_about(self) -> dict[str, Any]:
        about = self._board.about
        told = projected(about) if self._projector else about
        new = {name: value for name, value in told.items() if name not in self._about or self._about[name] != value}
        self._about = dict(told)
        return new

    # Standings

    def _left(self) -> list[int]:
        gone = [number for number in self._standings if number not in self._board.standings]
        for number in gone:
            for kept in (self._standings, self._versions, self._pictures, self._drawn_at):
                kept.pop(number, None)
        return gone

    def _learners(self) -> list[dict[str, Any]]:
        standings = self._board.standings
        changed = [number for number, standing in standings.items() if self._standings.get(number) != standing]
        changed.sort(key=lambda number: (STATUSES.index(standings[number]["status"]), number))
        return [self._afford(self._take_standing(number)) for number in changed if self._budget > 0]

    def _take_standing(self, number: int) -> dict[str, Any]:
        """The members that are new."""
        standing, before = self._board.standings[number], self._standings.get(number, {})
        self._standings[number] = standing
        new = {name: value for name, value in standing.items() if name not in before or before[name] != value}
        return {"number": number, **new}

    # Pictures

    def _clusters(self, now: float) -> list[dict[str, Any]]:
        found = []
        for number in self._waiting()[:PICTURES_A_PULSE]:
            if self._budget <= 0:
                break
            picture = self._take_picture(number, now)
            if picture is not None:
                found.append(self._afford(picture))
        return found

    def _waiting(self) -> list[int]:
        board = self._board
        moved = [number for number in self._sight if board.version(number) not in (None, self._versions.get(number))]
        return sorted(moved, key=lambda number: self._drawn_at.get(number, 0.0))

    def _take_picture(self, number: int, now: float) -> dict[str, Any] | None:
        """The picture, if there is one and it is another than the page has."""
        self._versions[number], self._drawn_at[number] = self._board.version(number), now
        picture = self._board.cluster(number)
        if picture is None or picture == self._pictures.get(number):
            return None
        self._pictures[number] = picture
        return {"number": number, **picture}
