"""What tests of classes do most: a teacher, a class, learners who sit down; in this process, or on a server."""

from __future__ import annotations

import re

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from apps.classroom.models import Classroom, Exercise, Seat
from apps.classroom.pages.class_views import new_class
from tests.client import Visitor
from tests.serving import ServerProcess

LESSON = "quorums"
STEP = "change-r-and-w"


def teacher(name: str = "ada", *, administrator: bool = False) -> tuple[User, Client]:
    """An instructor, and a browser in which they are logged in."""
    user = User.objects.create_user(name, is_superuser=administrator)
    client = Client()
    client.force_login(user)
    return user, client


def a_class(owner: User, *lessons: str) -> Classroom:
    """A class with these lessons as exercises, published."""
    classroom = new_class("Distributed systems", owner)
    for order, lesson in enumerate(lessons or (LESSON,)):
        Exercise.objects.create(classroom=classroom, order=order, lesson=lesson, published=timezone.now())
    return classroom


def sit(classroom: Classroom, nickname: str) -> tuple[Seat, Client]:
    """A learner who has joined, and their browser."""
    client = Client()
    client.post(f"/join/{classroom.code}/", {"nickname": nickname})
    return classroom.seats.get(nickname=nickname, removed=None), client


def page_of(seat: Seat, slug: str = LESSON, step: str = STEP) -> str:
    """The address of a step's page under a seat."""
    return f"/seats/{seat.pk}/in/{slug}/{step}/"


# On a server


class Teacher(Visitor):
    """An instructor with a class on a real server."""

    def __init__(self, server: ServerProcess, name: str, *lessons: str) -> None:
        super().__init__(server.url)
        self.password = server.instructor(name)
        self.get("/login/")
        self.post("/login/", username=name, password=self.password)
        self.post("/classes/", title=f"The class of {name}")
        self.class_id = re.findall(r"/classes/([\w-]+)/", self.last_url)[0]
        for lesson in lessons or (LESSON,):
            self.post(f"/classes/{self.class_id}/exercises/add/", lesson=lesson)
        _, page = self.get(f"/classes/{self.class_id}/exercises/")
        self.exercises = re.findall(r"/exercises/(\d+)/preview/", page)
        _, settings = self.get(f"/classes/{self.class_id}/settings/")
        self.code = re.findall(r'class="big-code">([\w-]+)<', settings)[0]

    def teach(self, what: str, **fields: str) -> tuple[int, str]:
        """Do something of a lesson that is going on."""
        return self.post(f"/classes/{self.class_id}/teach/{what}/", **fields)

    def send_to(self, step: str = STEP, *, exercise: int = 0, paced: bool = True) -> None:
        """Send everybody to a step."""
        self.teach("step", exercise=self.exercises[exercise], step=step, paced="1" if paced else "0")


class Learner(Visitor):
    """A learner who sits in a class on a real server."""

    def __init__(self, server: ServerProcess, code: str, nickname: str) -> None:
        super().__init__(server.url)
        self.post(f"/join/{code}/", nickname=nickname)
        self.seat = re.findall(r"/seats/([\w-]+)/", self.last_url)[0]

    def open(self, slug: str = LESSON, step: str = STEP) -> str:
        """Open a step; the socket path of its lab."""
        _, page = self.get(f"/seats/{self.seat}/in/{slug}/{step}/")
        return re.findall(r'data-socket="(/ws/labs/[\w-]+/)"', page)[0]
