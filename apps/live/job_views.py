"""Pages for work that takes its time: judging an uploaded history, and looking for a run that breaks a model.

Each starts a job and shows how far it has come; the page asks again twice a second until it is over.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.consistency.formats import DATA
from apps.consistency.models import MODELS, MODELS_OF
from apps.labs.scenario import Scenario
from apps.labs.search import INVARIANT
from apps.live.access import own_lab, visitor
from apps.live.deeds import note_deed
from apps.live.examples import EXAMPLES
from apps.live.jobs import Job, JobRefused, jobs, runs
from apps.live.measure_chart import chart
from apps.live.models import Lab

UPLOAD_BYTES_MAX = 2 * 1024 * 1024
OPERATIONS_MAX = 20_000
CHECK_SECONDS_MAX = 120
CHECK_SECONDS_A_MODEL = 10
INITIAL_CHARS_MAX = 200

CHECK, FIND = "check_history", "find_violation"
SEEDS = 1_000
FIND_SECONDS_MAX = 300

OUTCOMES = {
    FIND: "live/_found.html",
    "explore_agreement": "live/_explored.html",
    "measure_agreement": "live/_measured.html",
}
"""How the page shows what came of a kind of job."""

BUSY = "Too many are waiting already. Try again in a few minutes."


@require_http_methods(["GET", "HEAD", "POST"])
async def check_page(request: HttpRequest) -> HttpResponse:
    """Upload a history and see which models it keeps."""
    if request.method != "POST":
        return await sync_to_async(_check_page)(request)
    return await _start_check(request)


def _check_page(request: HttpRequest) -> HttpResponse:
    visitor(request.session)
    kinds = [{"name": name, "actions": ", ".join(sorted(actions))} for name, actions in DATA.items()]
    return render(request, "live/check.html", {"kinds": kinds, "examples": EXAMPLES})


async def _start_check(request: HttpRequest) -> HttpResponse:
    owner = await sync_to_async(visitor)(request.session)
    data, initial = request.POST.get("data", ""), request.POST.get("initial", "")
    text = _uploaded(request)
    mistake = _mistake(text, data, initial)
    if text is None or mistake:
        return await sync_to_async(_refused)(request, mistake)
    file = await sync_to_async(_kept)(text)
    options: dict[str, Any] = {"operations_max": OPERATIONS_MAX, "seconds": CHECK_SECONDS_A_MODEL}
    options |= {name: value for name, value in (("data", data), ("initial", initial)) if value}
    job = runs(CHECK, options, file=file, owner=owner, seconds_max=CHECK_SECONDS_MAX, remove_after=file)
    try:
        await jobs.start(job)
    except JobRefused:
        file.unlink(missing_ok=True)
        return await sync_to_async(_refused)(request, BUSY)
    return await sync_to_async(_show)(request, job)


def _uploaded(request: HttpRequest) -> bytes | None:
    """What was sent, as a file or as text; None if there is nothing."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile) and file.size:
        return bytes(file.read(UPLOAD_BYTES_MAX + 1))
    return request.POST.get("text", "").encode() or None


def _mistake(text: bytes | None, data: str, initial: str) -> str:
    if text is None:
        return "There is nothing to judge yet: choose a file, or paste a history."
    if len(text) > UPLOAD_BYTES_MAX:
        return "That is more than 2 MB. On your own machine, `python manage.py check_history FILE` has no such limit."
    if data and data not in DATA:
        return f"The data are one of {', '.join(DATA)}."
    if len(initial) > INITIAL_CHARS_MAX:
        return f"The initial value has more than {INITIAL_CHARS_MAX} characters."
    return ""


def _kept(text: bytes) -> Path:
    folder = Path(settings.DATA_DIR) / "uploads"
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="history-", delete=False) as file:
        file.write(text)
    return Path(file.name)


def _refused(request: HttpRequest, mistake: str) -> HttpResponse:
    return render(request, "live/_job.html", {"mistake": mistake})


# Looking for a run


@require_POST
async def find_run(request: HttpRequest, lab_id: str) -> HttpResponse:
    """Look for a run of this lab's mode that breaks a model."""
    owner = await sync_to_async(visitor)(request.session)
    model, question = request.POST.get("model", ""), request.POST.get("question", "")
    scenario = await sync_to_async(current_scenario)(request, lab_id)
    invariants = {each.name for each in getattr(scenario.store(), "invariants", ())}
    if model not in (invariants if question == INVARIANT else MODELS_OF.get(question, ())):
        raise Http404
    plain = json.dumps(replace(scenario, script=(), workload_interval_ticks=0).to_json())
    options = {"model": model, "question": question, "seeds": SEEDS, "owner": owner, "scenario": plain}
    job = runs(FIND, options, owner=owner, seconds_max=FIND_SECONDS_MAX)
    return await start_and_show(request, job)


async def start_and_show(request: HttpRequest, job: Job) -> HttpResponse:
    """Start a job and show how far it has come; where there is no room for it, say so."""
    try:
        await jobs.start(job)
    except JobRefused:
        return await sync_to_async(_refused)(request, BUSY)
    return await sync_to_async(_show)(request, job)


def current_scenario(request: HttpRequest, lab_id: str) -> Scenario:
    """The scenario of the current run of a visitor's own lab, or Http404."""
    if own_lab(lab_id, request.session) is None:
        raise Http404
    lab = Lab.objects.get(pk=lab_id)
    return Scenario.from_json(lab.runs.get(number=lab.current_run).scenario)


# Jobs


@require_GET
async def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """How far a job has come, or what came of it."""
    return await sync_to_async(_show)(request, await _own_job(request, job_id))


@require_POST
async def cancel_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop a job."""
    found = await _own_job(request, job_id)
    jobs.cancel(found)
    return await sync_to_async(_show)(request, found)


async def _own_job(request: HttpRequest, job_id: str) -> Job:
    owner = await sync_to_async(visitor)(request.session)
    found = jobs.find(job_id, owner)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, found: Job) -> HttpResponse:
    context: dict[str, Any] = {"job": found, "outcome": OUTCOMES.get(found.kind)}
    if found.state == "done" and found.arguments[0] == CHECK:
        context["verdicts"] = [
            {"model": model, "title": MODELS[model].title, **said} for model, said in found.result["models"].items()
        ]
    if found.state == "done" and found.kind == "measure_agreement":
        context["chart"] = chart(found.result)
    if found.state == "done" and found.deed:
        note_deed(**found.deed)
    return render(request, "live/_job.html", context)
