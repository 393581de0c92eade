"""The exercise maker: texts and the question to predict, the cluster from a lab, goals from the named predicates,
a preview as a learner, and the exercise as a file.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any, get_type_hints

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.logins import instructor
from apps.classroom.exercise_file import ExerciseError, checked
from apps.classroom.exercise_views import TOO_MANY, add, exercises_page
from apps.classroom.exercises import lesson_of
from apps.classroom.models import Classroom, Exercise, Seat
from apps.classroom.pages import class_page
from apps.classroom.rights import take_seat, teacher_of
from apps.classroom.teach_views import exercise_or_404, scenario_so_far
from apps.labs.goals import predicates
from apps.labs.goals.goal import Predicate
from apps.labs.scenario import Scenario
from apps.live.access import own_lab, visitor
from apps.live.log import LESSON, create_found_lab, lab_title
from apps.live.models import Lab, new_seed

OPTIONS = 6
LABS_SHOWN = 20
FILE_BYTES_MAX = 1_000_000
SETUP_BRIEF = (
    "Set the cluster up as learners are to find it: protocol, dials, faults, even operations. Everything done here"
    " becomes the start of the exercise, at the moment at which you do it. Then go back to the exercise and take it."
)
NO_FILE = "Choose a file that was exported from an exercise."
TOO_LARGE = "That file is larger than an exercise can be."
NO_JSON = "That file is no exercise: it is not JSON."


def _made_or_404(classroom: Classroom, exercise_id: int) -> tuple[Exercise, dict[str, Any]]:
    exercise = exercise_or_404(classroom, str(exercise_id))
    if exercise.made is None:
        raise Http404
    return exercise, dict(exercise.made)


def _keep(exercise: Exercise, made: Mapping[str, Any]) -> None:
    """Store it, if it can be; raises ExerciseError."""
    exercise.made = checked(made)
    exercise.save(update_fields=["made"])


@require_http_methods(["GET", "HEAD", "POST"])
@teacher_of
def exercise(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """The maker; a POST stores its texts. What cannot be stored stays in the form, and says why."""
    found, made = _made_or_404(classroom, exercise_id)
    mistake = ""
    if request.method == "POST":
        made |= _texts(request)
        try:
            _keep(found, made)
        except ExerciseError as error:
            mistake = str(error)
        else:
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
        **_goals(made),
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
    _, made = _made_or_404(classroom, exercise_id)
    start = Scenario.from_json(made["scenario"])
    title = f"Set up: {made['title']}"
    lab = create_found_lab(start, new_seed(), owner=visitor(request.session), title=title, brief=SETUP_BRIEF)
    return redirect("lab", lab.pk)


@require_POST
@teacher_of
def take_cluster(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Take the cluster of one of the teacher's labs, and all that was done in it."""
    found, made = _made_or_404(classroom, exercise_id)
    lab_id = request.POST.get("lab", "")
    if own_lab(lab_id, request.session) is None:
        raise Http404
    scenario = scenario_so_far(Lab.objects.get(pk=lab_id))
    try:
        _keep(found, {**made, "scenario": json.loads(json.dumps(scenario.to_json()))})
    except ExerciseError as error:
        context = _context(request, found, made, str(error))
        return class_page(request, "classroom/exercise.html", classroom, **context)
    return redirect("exercise", classroom.pk, found.pk)


# Goals


def _goals(made: Mapping[str, Any], mistake: str = "") -> dict[str, Any]:
    """What the goals' part of the maker shows."""
    offered = [(name, title_of(name), help_of(each)) for name, each in predicates().items()]
    return {"goals": made["goals"], "predicates": sorted(offered, key=lambda each: each[1]), "goal_mistake": mistake}


def title_of(name: str) -> str:
    """A predicate's name as words."""
    return name.replace("_", " ").capitalize()


def help_of(predicate: Predicate) -> str:
    """What it asks for."""
    return " ".join((inspect.getdoc(predicate) or "").replace("`", "").split())


def _terms(predicate: Predicate) -> list[dict[str, Any]]:
    """Its terms, as fields of a form."""
    hints = get_type_hints(predicate)
    kinds = {int: "number", bool: "truth", str: "text"}
    return [
        {
            "name": each.name,
            "label": each.name.replace("_", " "),
            "kind": kinds.get(hints[each.name], "texts"),
            "default": _shown(each.default),
            "required": each.default is inspect.Parameter.empty,
        }
        for each in list(inspect.signature(predicate).parameters.values())[1:]
    ]


def _shown(default: Any) -> Any:
    if default is inspect.Parameter.empty:
        return ""
    return ", ".join(default) if isinstance(default, tuple) else default


@require_GET
@teacher_of
def goal_terms(request: HttpRequest, classroom: Classroom) -> HttpResponse:
    """The fields of a predicate's terms."""
    predicate = predicates().get(request.GET.get("predicate", ""))
    if predicate is None:
        raise Http404
    context = {"terms": _terms(predicate), "help": help_of(predicate), "title": title_of(predicate.__name__)}
    return render(request, "classroom/_goal_terms.html", context)


@require_POST
@teacher_of
def add_goal(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """One more goal."""
    found, made = _made_or_404(classroom, exercise_id)
    name = request.POST.get("predicate", "")
    if name not in predicates():
        raise Http404
    title = request.POST.get("goal_title", "").strip() or title_of(name)
    mistake = ""
    try:
        goal = {"title": title, "predicate": name, "terms": _read_terms(request, predicates()[name])}
        _keep(found, {**made, "goals": [*made["goals"], goal]})
    except ExerciseError as error:
        mistake = str(error)
    return _goals_part(request, classroom, found, mistake)


def _read_terms(request: HttpRequest, predicate: Predicate) -> dict[str, Any]:
    """The terms that were filled in; raises ExerciseError."""
    read: dict[str, Any] = {}
    for term in _terms(predicate):
        given = request.POST.get(f"term-{term['name']}", "").strip()
        if term["kind"] == "truth":
            read[term["name"]] = given == "on"
        elif given and term["kind"] == "number":
            if not given.lstrip("-").isdecimal() or len(given) > 9:
                raise ExerciseError(f"“{term['label']}” has to be a whole number.")
            read[term["name"]] = int(given)
        elif given:
            read[term["name"]] = [word.strip() for word in given.split(",")] if term["kind"] == "texts" else given
    return read


@require_POST
@teacher_of
def remove_goal(request: HttpRequest, classroom: Classroom, exercise_id: int, number: int) -> HttpResponse:
    """One goal less."""
    found, made = _made_or_404(classroom, exercise_id)
    _keep(found, {**made, "goals": [goal for at, goal in enumerate(made["goals"], 1) if at != number]})
    return _goals_part(request, classroom, found)


def _goals_part(request: HttpRequest, classroom: Classroom, found: Exercise, mistake: str = "") -> HttpResponse:
    context = {"classroom": classroom, "exercise": found, **_goals(found.made or {}, mistake)}
    return render(request, "classroom/_goals.html", context)


# Preview, files


@require_POST
@teacher_of
def preview(request: HttpRequest, classroom: Classroom, exercise_id: int) -> HttpResponse:
    """Look at an exercise as a learner would, published or not, from a seat that nobody counts."""
    found = exercise_or_404(classroom, str(exercise_id))
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
    found, made = _made_or_404(classroom, exercise_id)
    answer = HttpResponse(json.dumps(made, indent=1, ensure_ascii=False), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found.slug}.json"'
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
