"""The judge's page: bring a history, or open an example. Judging is a job; what comes of it has a page of its own."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.consistency.formats import DATA
from apps.live.access import visitor
from apps.live.examples import GROUPS
from apps.live.jobs.queues import jobs
from apps.live.judge.judge_form import Submission, Unjudgeable, submission
from apps.live.judge.judged import KEPT_MAX, histories_of
from apps.live.judge.judging import CHECK, judging_job
from apps.live.pages.job_views import start_and_show


@require_http_methods(["GET", "HEAD", "POST"])
async def judge(request: HttpRequest) -> HttpResponse:
    """Show the judge's page; a POST judges what it brings."""
    owner = await sync_to_async(visitor)(request.session)
    if request.method != "POST":
        return await sync_to_async(_page)(request, owner)
    try:
        return await start_judging(request, submission(request), owner)
    except Unjudgeable as mistake:
        return await sync_to_async(_page)(request, owner, mistake=str(mistake))


async def start_judging(request: HttpRequest, sent: Submission, owner: str) -> HttpResponse:
    """Start a job and show how far it has come: in place, or on the judge's page where the browser runs no scripts."""
    answer = await start_and_show(request, judging_job(sent, owner))
    return answer if request.headers.get("hx-request") else redirect("check")


def _page(request: HttpRequest, owner: str, mistake: str = "") -> HttpResponse:
    if mistake and request.headers.get("hx-request"):
        return render(request, "live/jobs/_job.html", {"mistake": mistake})
    job = jobs.newest(CHECK, owner)
    kept = list(histories_of(owner))
    context: dict[str, Any] = {
        "kinds": [{"name": name, "actions": ", ".join(sorted(actions))} for name, actions in DATA.items()],
        "groups": GROUPS,
        "histories": kept,
        "kept_max": KEPT_MAX,
        "oldest": kept[-1] if len(kept) >= KEPT_MAX else None,
        "job": job if job is not None and job.state in ("waiting", "running", "refused") else None,
        "mistake": mistake,
    }
    return render(request, "live/check.html", context)
