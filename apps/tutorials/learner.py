"""Who takes a lesson: a visitor on their own, or a learner in a class, whose pages lie elsewhere and who is led."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apps.live.access import visitor
from apps.tutorials.course import lessons
from apps.tutorials.lesson import Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """Whose attempts count (`visitor`), and what may be taken (`lessons`, by slug).

    In a class, `place` are the further arguments of their pages' addresses, `classroom` is what the class shows above
    each page, `client` the one that a member of a group is. `votes`: the prediction is voted on with the class, and
    nobody predicts alone. `told`: the class has seen the answer, so nothing is left to predict. `is_paced`: where to go
    on is the teacher's to say. `elsewhere` has, by lab, the title and the task of another start that the teacher sent:
    while the lab stands there, they take the place of the step's task and goals.
    """

    visitor: str
    lessons: Mapping[str, Lesson]
    place: Mapping[str, str] = field(default_factory=dict)
    classroom: Mapping[str, Any] | None = None
    client: str | None = None
    votes: bool = False
    told: bool = False
    is_paced: bool = False
    elsewhere: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def address(self, page: str, *names: str) -> str:
        """The address of one of their pages: of a lesson (its slug), or of a step (the lesson's slug and its own)."""
        return reverse(page, kwargs={**self.place, **dict(zip(("slug", "name"), names, strict=False))})


def learner_of(request: HttpRequest) -> Learner:
    """Return who takes the lesson: as a class has said it of this request, or else the visitor."""
    learner = getattr(request, "learner", None)
    if isinstance(learner, Learner):
        return learner
    return Learner(visitor=visitor(request.session), lessons=lessons())
