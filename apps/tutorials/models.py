"""The tables of a learner's way through the course: attempts at its steps, and codes to come back with.

A learner is a visitor (`live.access`): a browser session, which a return code carries to another browser.
"""

from secrets import choice

from django.conf import settings
from django.db import models

from apps.live.models import Lab

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are taken for one another."""

CODE_CHARS = 12


def new_code() -> str:
    """A code of 59 random bits, in groups that can be read aloud."""
    letters = "".join(choice(ALPHABET) for _ in range(CODE_CHARS))
    return "-".join(letters[at : at + 4] for at in range(0, CODE_CHARS, 4))


class ReturnCode(models.Model):
    """The code by which a visitor goes on in another browser; and the `account` at whose login the visitor began."""

    visitor = models.CharField(max_length=32, unique=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.visitor


class Attempt(models.Model):
    """One go at a step, on a cluster of its own; or at a lesson's transfer question, without one.

    `draft` is the prediction as chosen, `prediction` as locked in: numbers of options. `hints` counts the rungs that
    were taken. One that is `shown` is a demonstration: what it reaches does not count. `found` is what the learner
    pointed at when asked to find the evidence, `found_right` whether that was it, `found_tries` how often they pointed,
    `found_at_once` whether the first time was right; `revealed` that it was shown instead. `explained` is how the
    learner explained it (`explaining`).
    """

    visitor = models.CharField(max_length=32)
    lesson = models.CharField(max_length=64)
    step = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    lab = models.OneToOneField(Lab, on_delete=models.CASCADE, null=True, related_name="attempt")
    shown = models.BooleanField(default=False)
    draft = models.PositiveSmallIntegerField(null=True)
    prediction = models.PositiveSmallIntegerField(null=True)
    predicted = models.DateTimeField(null=True)
    hints = models.PositiveSmallIntegerField(default=0)
    hinted = models.DateTimeField(null=True)
    found = models.CharField(max_length=64, blank=True)
    found_right = models.BooleanField(default=False)
    found_tries = models.PositiveSmallIntegerField(default=0)
    found_at_once = models.BooleanField(default=False)
    revealed = models.BooleanField(default=False)
    explained = models.JSONField(null=True)
    passed = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "lesson", "step", "number"], name="one_attempt_a_number")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step} #{self.number}"
