"""The exercise maker: texts and the question to predict, the cluster from a lab, a preview as a learner, and files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.logins import instructor
from apps.classroom.exercise_file import ExerciseError, checked
from apps.classroom.exercises import exercise_or_404, keep_made, lesson_of, made_or_404
from apps.classroom.models import Classroom, Exercise, Seat
from apps.classroom.pages.common import class_page
from apps.classroom.pages.exercise_views import TOO_MANY, add, exercises_page
from apps.classroom.pages.goal_views import goals_shown
from apps.classroom.pages.teach_views import scenario_so_far
from apps.classroom.rights import take_seat, teacher_of
from apps.labs.run.scenario import Scenario
from apps.live.access import own_lab, visitor
from apps.live.earlier.runs import EARLIER
from apps.live.lab.log import LESSON, VersionGone, create_found_lab, lab_title
from apps.live.models import Lab, new_seed
from apps.live.pages.views import BACK

OPTIONS = 6
LABS_SHOWN = 20
FILE_BYTES_MAX = 1_000_000
SETUP_BRIEF = (
    "Set the cluster up as learners should find it: protocol, dials, faults, even operations. Everything done here "
    "becomes the start of the exercise, at the moment at which you do it. Then go back to the exercise and use this "
    "cluster."
)
NO_FILE = "Choose a file that was exported from an exercise."
TOO_LARGE = "That file is larger than an exercise can be."
NO_JSON = "That file is no exercise: it is not JSON."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@teacher_of
def exercise(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """The maker; a POST stores its texts. What cannot be stored stays in the form, and says why."""
    found, made, mistake = _with_texts(request, classroom, exercise_id)
    if request.method == "POST" and not mistake:
        return redirect("exercise", classroom.pk, found.pk)
    return class_page(request, "classroom/exercise.html", classroom, **_context(request, found, made, mistake))


def _texts(request: HttpRequest) -> dict[str, Any]:
    form = request.POST
    options = [
        {"text": text, "right": form.get("right") == str(number), "because": form.get(f"because-{number}", "").strip()}
        for number in range(OPTIONS)
        if (text := form.get(f"option-{number}", "").strip())
    ]
    question = form.get("asks", "").strip()
    return {
        **{name: form.get(name, "") for name in ("title", "question", "task", "explanation")},
        "hints": [hint.strip() for hint in form.getlist("hint") if hint.strip()],
        "starts_paused": "starts_paused" in form,
        "prediction": {"question": question, "options": options} if question or options else None,
    }


def _with_texts(request: HttpRequest, classroom: Classroom, exercise_id: int) -> tuple[Exercise, dict[str, Any], str]:
    """Return an exercise with the texts that were typed beside another of its buttons, stored, and "".

    If they cannot be stored, they are returned with the reason.
    """
    found, made = made_or_404(classroom, exercise_id)
    if "title" not in request.POST:
        return found, made, ""
    made |= _texts(request)
    try:
        keep_made(found, made)
    except ExerciseError as error:
        return found, made, str(error)
    return found, made, ""


def _context(request: HttpRequest, found: Exercise, made: Mapping[str, Any], mistake: str = "") -> dict[str, Any]:
    asked = made["prediction"] or {"question": "", "options": []}
    blank = {"text": "", "right": False, "because": ""}
    options = [*asked["options"], *([blank] * (OPTIONS - len(asked["options"])))]
    return {
        "exercise": found,
        "made": made,
        "asks": asked["question"],
        "options": options,
        "hints": [*made["hints"], "", ""][:2],
        "cluster": Scenario.from_json(made["scenario"]),
        "labs": own_labs(request),
        "mistake": mistake,
        **goals_shown(made),
    }


# The cluster


def own_labs(request: HttpRequest) -> list[dict[str, Any]]:
    """The labs that a teacher has set up in this browser, latest first."""
    labs = Lab.objects.filter(owner=visitor(request.session)).exclude(slug=LESSON).order_by("-created")[:LABS_SHOWN]
    return [{"id": lab.pk, "title": lab_title(lab), "created": lab.created} for lab in labs]


@require_POST
@teacher_of
def set_up(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Open a lab with the exercise's cluster, in which to go on setting it up."""
    found, made, mistake = _with_texts(request, classroom, exercise_id)
    if mistake:
        return class_page(request, "classroom/exercise.html", classroom, **_context(request, found, made, mistake))
    start = Scenario.from_json(made["scenario"])
    title = f"Set up: {made['title']}"
    lab = create_found_lab(start, new_seed(), owner=visitor(request.session), title=title, brief=SETUP_BRIEF)
    back = urlencode({BACK: reverse("exercise", args=[classroom.pk, found.pk])})
    return redirect(f"{reverse('lab', args=[lab.pk])}?{back}")


@require_POST
@teacher_of
def take_cluster(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Take the cluster of one of the teacher's labs, and all that was done in it."""
    found, made, mistake = _with_texts(request, classroom, exercise_id)
    lab_id = request.POST.get("lab", "")
    if own_lab(lab_id, request.session) is None:
        raise Http404
    try:
        if mistake:
            raise ExerciseError(mistake)
        scenario = scenario_so_far(Lab.objects.get(pk=lab_id))
        keep_made(found, {**made, "scenario": json.loads(json.dumps(scenario.to_json()))})
    except (ExerciseError, VersionGone) as error:
        context = _context(request, found, made, str(error) or EARLIER)
        return class_page(request, "classroom/exercise.html", classroom, **context)
    return redirect("exercise", classroom.pk, found.pk)


# Preview, files


@require_POST
@teacher_of
def preview(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Look at an exercise as a learner would, published or not, from a seat that nobody counts."""
    found = exercise_or_404(classroom, str(exercise_id))
    if found.made is not None:
        found, made, mistake = _with_texts(request, classroom, exercise_id)
        if mistake:
            return class_page(request, "classroom/exercise.html", classroom, **_context(request, found, made, mistake))
    user = instructor(request.session)
    assert user is not None
    seat, _ = Seat.objects.get_or_create(
        classroom=classroom,
        nickname=f"preview {user.pk}",
        preview=True,
        removed=None,
        defaults={"admitted": timezone.now()},
    )
    take_seat(request.session, seat)
    return redirect("step", seat=seat.pk, slug=found.slug, name=lesson_of(found).steps[0].slug)


@require_GET
@teacher_of
def export_exercise(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """The exercise as a file."""
    found, made = made_or_404(classroom, exercise_id)
    answer = HttpResponse(json.dumps(made, indent=1, ensure_ascii=False), content_type="application/json")
    name = slugify(lesson_of(found).title) or found.slug
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


@require_POST
@teacher_of
def import_exercise(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """An exercise from a file, not yet published."""
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        return exercises_page(request, classroom, NO_FILE)
    if (file.size or 0) > FILE_BYTES_MAX:
        return exercises_page(request, classroom, TOO_LARGE)
    try:
        made = checked(json.loads(file.read().decode()))
    except (ValueError, RecursionError):
        return exercises_page(request, classroom, NO_JSON)
    except ExerciseError as error:
        return exercises_page(request, classroom, str(error))
    found = add(classroom, made=made)
    return redirect("exercise", classroom.pk, found.pk) if found else exercises_page(request, classroom, TOO_MANY)
