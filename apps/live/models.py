"""The tables of labs: their runs and commands, receipts of what was acknowledged, deeds, share links, shared moments;
and of judged histories.

A run is (simulation version, scenario, seed, commands with their position). Its `tick` and `steps` are the horizon:
how far time may have been shown. Everything else is replay.
"""

from secrets import randbelow, token_urlsafe

from django.db import models

SEED_BOUND = 2**53


def new_token() -> str:
    """An unguessable name: 128 random bits."""
    return token_urlsafe(16)


def new_seed() -> int:
    """A seed that JSON and every database hold exactly."""
    return randbelow(SEED_BOUND)


class Lab(models.Model):
    """A lab of one visitor: a page with its runs, of which one is current.

    `slug` is its place in the catalogue. One that was found instead has a title and a brief of its own, and, if nobody
    in particular asked for it, no owner: whoever opens it gets a copy. While it is `locked` nothing happens in it: its
    learner is to predict first. Nor while it is `frozen`: a teacher has paused every cluster of a class. `epoch` counts
    how often it was opened into memory (`live.lab.epochs`).
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_token, editable=False)
    slug = models.CharField(max_length=64)
    owner = models.CharField(max_length=32, db_index=True, blank=True)
    title = models.CharField(max_length=200, blank=True)
    brief = models.TextField(blank=True)
    current_run = models.PositiveIntegerField(default=1)
    locked = models.BooleanField(default=False)
    frozen = models.BooleanField(default=False)
    epoch = models.PositiveBigIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.slug} {self.id}"


class Run(models.Model):
    """One run of a lab. `playing` is what its owner wants; time moves only while someone watches.

    `forked_seq` and `forked_tick` are the moment of its parent at which it begins, if it is a fork. `sketch` is its
    picture as it was last left.
    """

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    parent = models.PositiveIntegerField(null=True)
    forked_seq = models.PositiveIntegerField(null=True)
    forked_tick = models.BigIntegerField(null=True)
    simulation_version = models.PositiveIntegerField()
    scenario = models.JSONField()
    seed = models.BigIntegerField(default=new_seed)
    playing = models.BooleanField(default=True)
    speed_per_mille = models.PositiveIntegerField(default=250)
    tick = models.BigIntegerField(default=0)
    steps = models.PositiveIntegerField(null=True)
    sketch = models.JSONField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lab", "number"], name="one_run_a_number")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.lab_id} run {self.number}"


class Command(models.Model):
    """A command of a run, at its position, as it came over the wire."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="commands")
    index = models.PositiveIntegerField()
    tick = models.BigIntegerField()
    steps = models.PositiveIntegerField(null=True)
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "index"], name="one_command_a_place")]
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.body} at {self.tick}"


class Receipt(models.Model):
    """A command that was acknowledged, by the id its browser gave it: sending it again gets the same answer."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="receipts")
    command_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=32)
    answer = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lab", "command_id"], name="one_receipt_a_command")]

    def __str__(self) -> str:
        return self.command_id


class Deed(models.Model):
    """Something that the owner of a lab did well beside a run, in a panel: once a lab, a run, a kind and what it says.

    What kinds there are, and what `data` then says, is in `live.lab.deeds`. `run` is the number of the run it was
    about.
    """

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="deeds")
    kind = models.CharField(max_length=32)
    run = models.PositiveIntegerField()
    data = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lab", "kind", "run", "data"], name="one_deed_each")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} in run {self.run}"


class ReachedGoal(models.Model):
    """A goal of a run's scenario that was reached in it, after event `seq`, with its evidence (`labs.goals`)."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="reached_goals")
    run = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    seq = models.PositiveIntegerField()
    tick = models.BigIntegerField()
    text = models.TextField()
    operations = models.JSONField()
    events = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lab", "run", "name"], name="one_goal_a_run")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} in run {self.run}"


class SharedMoment(models.Model):
    """A run at a moment, open to whoever has the link: to look at, up to where the run had come when it was shared.

    `columns` says what it shows: parts of runs (`live.pages.columns.Part`), each with its end; one, or several side by
    side. `seq` and `tick` are the moment; `event`, `model` and `question` what is chosen there.
    """

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="moments")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    columns = models.JSONField()
    seq = models.PositiveIntegerField()
    tick = models.BigIntegerField()
    event = models.PositiveIntegerField(null=True)
    model = models.CharField(max_length=32, blank=True)
    question = models.CharField(max_length=16, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.lab_id} at event {self.seq}"


class Recording(models.Model):
    """The events of a run as pages play them, packed, so that it opens after the simulation has changed.

    It is kept for a column of a shared `moment`, and goes with that; or without one for the run itself. With a `mode`
    the run's commands are replayed under that. `name`, `title` and `not_applied` are what pages say of it. It ends
    after so many `commands` of the run, at `tick` and `steps`.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="recordings")
    moment = models.ForeignKey(SharedMoment, on_delete=models.CASCADE, null=True, related_name="recordings")
    column = models.PositiveSmallIntegerField(default=0)
    mode = models.CharField(max_length=80, blank=True)
    commands = models.PositiveIntegerField()
    tick = models.BigIntegerField()
    steps = models.PositiveIntegerField(null=True)
    simulation_version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    not_applied = models.JSONField()
    packed = models.BinaryField()
    size = models.PositiveIntegerField()
    made = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run"], condition=models.Q(moment=None), name="one_recording_of_a_run_itself"
            ),
            models.UniqueConstraint(fields=["moment", "column"], name="one_recording_a_column"),
        ]

    def __str__(self) -> str:
        return f"{self.title} up to {self.tick}"


class WantedRecording(models.Model):
    """A recording that has to be made: of every column of a shared moment, or of a run itself.

    The row is deleted once it is made (`live.earlier.recorder`).
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, null=True)
    moment = models.OneToOneField(SharedMoment, on_delete=models.CASCADE, null=True)

    def __str__(self) -> str:
        return f"of run {self.run_id}" if self.run_id else f"of moment {self.moment_id}"


class ShareLink(models.Model):
    """A link to a lab for others: to watch, or to act as one of its clients. It ends with the `right` that made it."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="links")
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    client = models.CharField(max_length=16, blank=True)
    right = models.CharField(max_length=64, blank=True, db_index=True)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.lab_id} as {self.client or 'watcher'}"


class JudgedHistory(models.Model):
    """A history from elsewhere that a visitor had judged: its text, how it was read, and what the judge said.

    `text` and `result` (`check_history.report` as JSON) are compressed by gzip; `summary` has of the result what lists
    and headings need. `link` opens it to whoever has it. It goes when nobody has opened it by `expires`.
    """

    id = models.CharField(primary_key=True, max_length=32, default=new_token, editable=False)
    owner = models.CharField(max_length=32, db_index=True)
    title = models.CharField(max_length=200)
    text = models.BinaryField()
    options = models.JSONField()
    summary = models.JSONField()
    result = models.BinaryField()
    link = models.CharField(max_length=32, null=True, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    opened = models.DateTimeField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.title


class ClockRecord(models.Model):
    """The time that the server's clock showed at the last look, since when it has gone on steadily, and its last jump.

    There is one row (`live.upkeep.clock_watch`).
    """

    seen = models.DateTimeField()
    steady_since = models.DateTimeField()
    jumped = models.DateTimeField(null=True)
    jump_seconds = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.seen:%Y-%m-%d %H:%M}"


class StoredJob(models.Model):
    """A job that any server may look at and any task worker may carry out (`live.jobs.stored`); `pk` is its place.

    `owner` is its visitor, `address` a keyed hash of where they asked from. A part of a command that is spread over the
    task workers has the command's `batch` in place of both. `attempt` counts how often it was begun; `heard` is the
    last sign of life of the worker that has it, `asked` that of its page, and `rung` is when a worker was last called.
    Arguments and result are JSON as text: PostgreSQL would put members into another order. Arguments and file
    (compressed by gzip) go when it is over.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    owner = models.CharField(max_length=32, blank=True, db_index=True)
    address = models.CharField(max_length=32, blank=True)
    batch = models.CharField(max_length=32, blank=True, db_index=True)
    kind = models.CharField(max_length=32)
    arguments = models.TextField()
    file = models.BinaryField(null=True)
    seconds_max = models.PositiveIntegerField()
    deed = models.JSONField(null=True)
    state = models.CharField(max_length=16, db_index=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.TextField(blank=True)
    result = models.TextField(default="null")
    created = models.DateTimeField()
    asked = models.DateTimeField()
    rung = models.DateTimeField()
    begun = models.DateTimeField(null=True)
    heard = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
