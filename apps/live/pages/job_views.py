"""Pages for work that takes its time, such as looking for a run that breaks a model.

Each starts a job and shows how far it has come; the page asks again twice a second until it is over.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from apps.consistency.models import models_of
from apps.labs.find.search import INVARIANT
from apps.labs.run.scenario import Scenario
from apps.live.access import own_lab, visitor
from apps.live.jobs.job import Job, JobRefused, runs
from apps.live.jobs.queues import jobs
from apps.live.judge.judged_address import OWNER, JudgedAddress
from apps.live.lab import log
from apps.live.lab.deeds import note_deed
from apps.live.models import Lab
from apps.live.pages.measure_chart import chart

FIND = "find_violation"
SEEDS = 1_000
FIND_SECONDS_MAX = 300

OUTCOMES = {
    FIND: "live/jobs/_found.html",
    "explore_agreement": "live/jobs/_explored.html",
    "measure_agreement": "live/jobs/_measured.html",
}
"""The template that shows what came of a kind of job."""

PAGES = {"check_history": lambda history_id: JudgedAddress(OWNER, history_id).path}
"""Where what came of a kind of job has a page of its own: its path, by the job's result."""

BUSY = "Too many are waiting already. Try again in a few minutes."


@require_POST
async def find_run(request: HttpRequest, lab_id: str) -> HttpResponse:
    """Look for a run of this lab's mode that breaks a model."""
    owner = await sync_to_async(visitor)(request.session)
    model, question = request.POST.get("model", ""), request.POST.get("question", "")
    scenario = await sync_to_async(current_scenario)(request, lab_id)
    invariants = {each.name for each in scenario.spec.invariants}
    if model not in (invariants if question == INVARIANT else models_of(question)):
        raise Http404
    plain = json.dumps(replace(scenario, script=(), workload_interval_ticks=0).to_json())
    options = {"model": model, "question": question, "seeds": SEEDS, "owner": owner, "scenario": plain}
    job = runs(FIND, options, owner=owner, seconds_max=FIND_SECONDS_MAX)
    return await start_and_show(request, job)


def _refused(request: HttpRequest, mistake: str) -> HttpResponse:
    return render(request, "live/jobs/_job.html", {"mistake": mistake})


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
    return log.current_scenario(Lab.objects.get(pk=lab_id))


# Jobs


@require_GET
async def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far a job has come, or what came of it."""
    return await sync_to_async(_show)(request, await _own_job(request, job_id))


@require_POST
async def cancel_job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Stop a job."""
    found = await _own_job(request, job_id)
    await jobs.cancel(found)
    return await sync_to_async(_show)(request, found)


async def _own_job(request: HttpRequest, job_id: str) -> Job:
    owner = await sync_to_async(visitor)(request.session)
    found = await jobs.find(job_id, owner)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, found: Job) -> HttpResponse:
    if found.state == "done" and found.kind in PAGES:
        return HttpResponseClientRedirect(PAGES[found.kind](found.result))
    context: dict[str, Any] = {"job": found, "outcome": OUTCOMES.get(found.kind)}
    if found.state == "done" and found.kind == "measure_agreement":
        context["chart"] = chart(found.result)
    if found.state == "done" and found.deed and own_lab(found.deed["lab_id"], request.session):
        note_deed(**found.deed)
    return render(request, "live/jobs/_job.html", context)
