"""The tables of a class: its teachers, exercises, groups and seats, votes, and snapshots for discussion.

A learner has a *seat*. What is done in it (attempts, labs) belongs to the seat's own visitor, or to that of its group,
never to the visitor of the browser; so a class is deleted with everything in it, and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import choice
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from apps.live.models import SharedMoment, new_token
from apps.tutorials.models import new_code

KEPT_DAYS = 180
CODE_HOURS = 12

# fmt: off
CODE_WORDS = (
    "ATOM", "CLOCK", "COMMIT", "DELTA", "DRIFT", "EPOCH", "FENCE", "FORK", "GOSSIP", "GRAPH", "LEADER",
    "LEASE", "LEDGER", "LOCK", "LOG", "MERGE", "NODE", "ORDER", "PAXOS", "PHASE", "QUORUM", "RAFT",
    "REPLICA", "RING", "SAGA", "SHARD", "SKEW", "STATE", "STORE", "TERM", "TICK", "TOKEN", "VECTOR", "VOTE",
    "WITNESS",
)
# fmt: on
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter here is taken for another one, or for a digit."""
CODE_LETTERS_COUNT = 7


def new_join_code() -> str:
    """Return a code to join a class by, to be read off a wall: a word, and seven letters and digits.

    It expires, and nothing keeps anybody from guessing: of the 35 * 30**7 codes a server that answers 200 guesses a
    second for a day finds one of twenty open classes with a chance of less than one in a thousand.
    """
    return f"{choice(CODE_WORDS)}-{''.join(choice(CODE_LETTERS) for _ in range(CODE_LETTERS_COUNT))}"


def code_end() -> datetime:
    """When a code made now expires."""
    return timezone.now() + timedelta(hours=CODE_HOURS)


def kept_end() -> date:
    """Until when a class made today is kept."""
    return timezone.now().date() + timedelta(days=KEPT_DAYS)


class Classroom(models.Model):
    """A class. On `kept_until` it goes to the trash; it has been there since it was `deleted` (`classroom.retention`).

    `code` opens it until `code_expires`; if it `admits` each learner, whoever joins waits at the door. In a crowd they
    wait as well, but not until `crowd_until`, if the teacher has said that it is theirs. `exercise` and `step` are
    where everybody was `sent`, which is binding if it is `paced`. While it is `paused` time stands in every cluster.
    `projected` is what the projector shows.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_token, editable=False)
    title = models.CharField(max_length=80)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="classes")
    co_teachers = models.ManyToManyField(User, related_name="classes_helped", blank=True)
    code = models.CharField(max_length=16, unique=True, default=new_join_code)
    code_expires = models.DateTimeField(default=code_end)
    admits = models.BooleanField(default=False)
    crowd_until = models.DateTimeField(null=True)
    asks_id = models.BooleanField(default=False)
    kept_until = models.DateField(default=kept_end)
    deleted = models.DateTimeField(null=True, db_index=True)
    exercise = models.ForeignKey("Exercise", on_delete=models.SET_NULL, null=True, related_name="+")
    step = models.CharField(max_length=64, blank=True)
    sent = models.DateTimeField(null=True)
    paced = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    announcement = models.CharField(max_length=280, blank=True)
    projected = models.ForeignKey("Snapshot", on_delete=models.SET_NULL, null=True, related_name="+")
    time_zone = models.CharField(max_length=64, default="UTC")
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which its dates are typed and shown."""
        return ZoneInfo(self.time_zone)


def later(closes: datetime | None, extended: datetime | None) -> datetime | None:
    """Return when an exercise closes for somebody, with their extension if they have one; None if it never does."""
    return None if closes is None else max(closes, extended or closes)


class Exercise(models.Model):
    """A lesson of the course, or one that was made here (`made`: an exercise file, see `classroom.exercise_file`).

    Learners see it once it is `published`, and work in it from `opens` to `closes`. With `closes_course` the lesson is
    closed in the open course as long as learners may see it here and it has not closed.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="exercises")
    order = models.PositiveIntegerField(default=0)
    lesson = models.CharField(max_length=64, blank=True)
    made = models.JSONField(null=True)
    in_groups = models.BooleanField(default=False)
    opens = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    closes_course = models.BooleanField(default=False)
    published = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "lesson"], condition=~models.Q(lesson=""), name="a_lesson_once_a_class"
            )
        ]
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.slug

    @property
    def slug(self) -> str:
        """Its name among lessons: attempts at it carry it."""
        return self.lesson or f"exercise-{self.pk}"

    def is_open(self, now: datetime, extended: datetime | None = None) -> bool:
        """Return whether learners may work in it, or, with the end of an extension, one who has that."""
        has_opened = self.published is not None and (self.opens is None or self.opens <= now)
        closes = later(self.closes, extended)
        return has_opened and (closes is None or closes > now)


class Group(models.Model):
    """Learners who share one cluster in exercises for groups: all that is done there belongs to its visitor."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=40)
    visitor = models.CharField(max_length=32, unique=True, default=new_token, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["classroom", "name"], name="one_group_a_name")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A learner's place in a class.

    `code` is the personal code by which they come back on another browser. `place` counts the members of a group: who
    is which client. `at_exercise` and `at_step` are the step that its learner opened last. A `hand` is up since then;
    the teacher may act in the learner's cluster since they were `invited`. One that was `removed` opens nothing. A
    `preview` is a teacher's, who looks at an exercise as a learner would. Its learner has `arrived` once their browser
    has asked for a page of it: until then nobody may know that it is theirs.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_token, editable=False)
    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="seats")
    nickname = models.CharField(max_length=24)
    student_id = models.CharField(max_length=64, blank=True)
    visitor = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, related_name="seats")
    place = models.PositiveSmallIntegerField(default=0)
    admitted = models.DateTimeField(null=True)
    removed = models.DateTimeField(null=True)
    arrived = models.DateTimeField(null=True)
    at_exercise = models.ForeignKey(Exercise, on_delete=models.SET_NULL, null=True, related_name="+")
    at_step = models.CharField(max_length=64, blank=True)
    hand = models.DateTimeField(null=True)
    invited = models.DateTimeField(null=True)
    preview = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "nickname"],
                condition=models.Q(removed=None, preview=False),
                name="one_seat_a_nickname",
            ),
            models.UniqueConstraint(
                fields=["classroom", "nickname"],
                condition=models.Q(removed=None, preview=True),
                name="one_preview_a_teacher",
            ),
        ]
        ordering = ["created"]

    def __str__(self) -> str:
        return self.nickname

    @property
    def is_in(self) -> bool:
        """Return whether its learner may work in the class."""
        return self.admitted is not None and self.removed is None


def held_seats() -> models.QuerySet[Seat]:
    """Return the seats that somebody may sit in: not removed, and of no class in the trash."""
    return Seat.objects.filter(removed=None, classroom__deleted=None)


def learners(classroom: Classroom) -> models.QuerySet[Seat]:
    """The seats of those who learn in a class: admitted, not removed, no teacher's preview."""
    return classroom.seats.filter(removed=None, preview=False).exclude(admitted=None)


class Extension(models.Model):
    """More time for one learner in one exercise: it closes for them at `closes`."""

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="extensions")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="extensions")
    closes = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exercise", "seat"], name="one_extension_an_exercise")]
        ordering = ["seat__nickname"]

    def __str__(self) -> str:
        return f"{self.seat} until {self.closes}"


class Poll(models.Model):
    """A vote on a step's prediction, which keeps the step's clusters locked until it is revealed.

    Its `phase`: `first` (predict), `discuss`, `second` (vote again), `revealed`.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="polls")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="polls")
    step = models.CharField(max_length=64)
    phase = models.CharField(max_length=16, default="first")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exercise", "step"], name="one_poll_a_step")]

    def __str__(self) -> str:
        return f"{self.exercise}/{self.step} {self.phase}"


class Vote(models.Model):
    """A learner's vote in a round, 1 or 2: the number of an option."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="votes")
    round = models.PositiveSmallIntegerField()
    option = models.PositiveSmallIntegerField()
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "seat", "round"], name="one_vote_a_round")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.option}"


class Pushed(models.Model):
    """A fault or a start that a teacher pushed to every cluster of a class.

    `told` goes on after "Your teacher". `back` names the fault that takes a fault back. `reached` is by lab, and says
    whose each is (`owner`); of a start also which run was `before`, and which it `began`.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="pushed")
    title = models.CharField(max_length=120)
    told = models.CharField(max_length=200)
    brief = models.TextField(blank=True)
    back = models.CharField(max_length=32, blank=True)
    reached = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)
    taken_back = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def may_be_taken_back(self) -> bool:
        """Return whether anything takes it back."""
        return bool(self.back) or any("began" in each for each in self.reached.values())


class Snapshot(models.Model):
    """A learner's run as it stood, kept for discussion: it replays, and says nobody's name."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="snapshots")
    seat = models.ForeignKey(Seat, on_delete=models.SET_NULL, null=True, related_name="snapshots")
    moment = models.OneToOneField(SharedMoment, on_delete=models.CASCADE, related_name="snapshot")
    title = models.CharField(max_length=120)
    sketch = models.JSONField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title
