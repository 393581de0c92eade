"""A teacher's classes, a new one, and its settings."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.logins import instructor
from apps.classroom.live.hub import class_hub
from apps.classroom.models import Classroom, code_end, new_join_code
from apps.classroom.pages.common import class_page
from apps.classroom.retention import TRASH_DAYS, days_left, ends_soon, gone_for_good, restore
from apps.classroom.rights import classes_of, for_instructors, restorable, teacher_of
from apps.classroom.times import zones
from apps.live.upkeep.clock_watch import clock_notice

TITLE_CHARS_MAX = 80
KEPT_DAYS_MAX = 3 * 365
SAVED, DELETED = "Saved.", "The class and everything in it was deleted."
NO_TITLE = "Give the class a title, of at most 80 characters."
NO_DATE = "Choose a day from tomorrow on, at most three years from now."
NO_ZONE = "Choose a time zone of the list."
NO_COLLEAGUE = "There is no instructor of that name. An administrator can make the account, under Account."


@require_GET
def classroom(request: HttpRequest) -> HttpResponse:
    """Show where the word in the navigation leads: teachers to their classes, everybody else to the door."""
    return redirect("join" if instructor(request.session) is None else "classes")


@require_http_methods(["GET", "HEAD", "POST"])
@for_instructors
def classes(request: HttpRequest, user: User) -> HttpResponse:
    """The classes that someone teaches; a POST makes one."""
    mistake = ""
    if request.method == "POST":
        title = request.POST.get("title", "").strip()
        if 0 < len(title) <= TITLE_CHARS_MAX:
            return redirect("exercises", new_class(title, user, request.POST.get("time_zone", "")).pk)
        mistake = NO_TITLE
    seats = Count("seats", filter=Q(seats__removed=None, seats__preview=False), distinct=True)
    mine = classes_of(user).annotate(seat_count=seats).select_related("owner").order_by("-created")
    context = {
        "classes": mine,
        "done": DELETED if "deleted" in request.GET else "",
        "trash": [(each, gone_for_good(each)) for each in restorable(user).order_by("-deleted")],
        "clock_notice": clock_notice(),
        "mistake": mistake,
        "now": timezone.now(),
        "user": user,
    }
    return render(request, "classroom/classes.html", context)


@require_POST
@for_instructors
def restore_class(request: HttpRequest, user: User, class_id: str) -> HttpResponse:
    """Take a class out of the trash; nothing changes for one that is not there."""
    classroom = Classroom.objects.filter(pk=class_id).first()
    if classroom is None or not (user.is_superuser or user == classroom.owner):
        raise Http404
    if classroom.deleted is not None:
        restore(classroom)
    return redirect("classes")


def new_class(title: str, owner: User, zone: str = "") -> Classroom:
    """A class, its door open; in UTC if the zone is none that is known."""
    return Classroom.objects.create(
        title=title, owner=owner, code=free_code(), time_zone=zone if zone in zones() else "UTC"
    )


def free_code() -> str:
    """A code that no class has."""
    taken = set(Classroom.objects.values_list("code", flat=True))
    return next(code for code in iter(new_join_code, None) if code not in taken)


@require_http_methods(["GET", "HEAD", "POST"])
@teacher_of
def class_settings(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Title, the door, who else teaches, how long the class is kept."""
    mistake = _change(request, classroom) if request.method == "POST" else ""
    if request.method == "POST" and not mistake:
        class_hub.changed(classroom.pk)
        return redirect(f"{reverse('class_settings', args=[classroom.pk])}?saved")
    return _settings(request, classroom, mistake=mistake, done=SAVED if "saved" in request.GET else "")


def _settings(request: HttpRequest, classroom: Classroom, **said: str) -> HttpResponse:
    now = timezone.now()
    context = {
        "now": now,
        "zones": zones(),
        "colleagues": classroom.co_teachers.order_by("username"),
        "days_left": days_left(classroom) if ends_soon(classroom) else None,
        "trash_days": TRASH_DAYS,
        "tomorrow": now.date() + timedelta(days=1),
        "last_day": now.date() + timedelta(days=KEPT_DAYS_MAX),
    }
    return class_page(request, "classroom/settings.html", classroom, **context, **said)


def _change(request: HttpRequest, classroom: Classroom) -> str:
    """Change what the form says; a sentence if it cannot be."""
    title, until = request.POST.get("title", "").strip(), parse_date_or_none(request.POST.get("kept_until", ""))
    today = timezone.now().date()
    if not 0 < len(title) <= TITLE_CHARS_MAX:
        return NO_TITLE
    zone = request.POST.get("time_zone", classroom.time_zone)
    if zone not in zones():
        return NO_ZONE
    if until is None or not today < until <= today + timedelta(days=KEPT_DAYS_MAX):
        return NO_DATE
    classroom.title, classroom.kept_until, classroom.time_zone = title, until, zone
    classroom.admits, classroom.asks_id = "admits" in request.POST, "asks_id" in request.POST
    classroom.save(update_fields=["title", "kept_until", "time_zone", "admits", "asks_id"])
    return ""


def parse_date_or_none(text: str) -> date | None:
    """A day as a form sends it; None for anything else."""
    try:
        return parse_date(text[:10])
    except ValueError:
        return None


@require_POST
@teacher_of
def co_teacher(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Let another instructor teach the class too, or no longer."""
    name = request.POST.get("name", "").strip()[:150]
    colleague = User.objects.filter(username=name, is_active=True).first()
    if "remove" in request.POST and colleague is not None:
        classroom.co_teachers.remove(colleague)
    elif colleague is None:
        return _settings(request, classroom, colleague_mistake=NO_COLLEAGUE)
    elif colleague != classroom.owner:
        classroom.co_teachers.add(colleague)
    return redirect("class_settings", classroom.pk)


@require_POST
@teacher_of
def new_code(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """Open the door for another lesson: another code, valid from now; or shut it at once."""
    if "shut" in request.POST:
        classroom.code_expires = timezone.now()
    else:
        classroom.code, classroom.code_expires = free_code(), code_end()
    classroom.save(update_fields=["code", "code_expires"])
    class_hub.changed(classroom.pk)
    return redirect("class_settings" if request.POST.get("back") == "settings" else "dashboard", classroom.pk)
