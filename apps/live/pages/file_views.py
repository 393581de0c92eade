"""Runs as files: saved in the formats of other tools, and opened again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apps.labs.export.jepsen import jepsen_edn
from apps.labs.export.shiviz import shiviz_log
from apps.labs.looking_back.recording import beginning
from apps.labs.run.projection import WireEvent
from apps.live.access import readable_lab, visitor
from apps.live.bounds import CHECK_SECONDS_MAX, FILES_KEPT_BYTES_MAX
from apps.live.earlier.runs import find_earlier
from apps.live.earlier.wanted import want_run
from apps.live.jobs.job import REFUSED, JobRefused, runs
from apps.live.jobs.queues import checks
from apps.live.lab import log
from apps.live.lab.recordings import Shelf, key_of, pack, present
from apps.live.lab.replayed import ReplayedRun, replayed
from apps.live.lab.run_files import BYTES_MAX, RunFile, RunFileError, digest_of, read_run_file, run_file
from apps.live.models import Lab
from apps.live.pages.earlier_views import earlier_download
from apps.live.pages.history_views import packed_json
from apps.live.serving.lanes import slow

CHECK = "check_run_file"
BUSY = "Many files are being opened at the moment. Try again in a minute."
FAILED = "This file could not be checked: its replay took too much memory, or something went wrong on our side."
EARLIER_BRIEF = "Opened from a file that an earlier version of the simulation saved. It was not replayed."
BRIEF = "Opened from a file. It was replayed and came out as the file says."


def _events(stored: log.StoredRun, run: ReplayedRun) -> list[WireEvent]:
    started: list[WireEvent] = beginning(stored.number, stored.scenario, stored.seed)["log"]
    return [*started, *map(json.loads, run.archive.beyond(0))]


def _as_json(title: str, stored: log.StoredRun, run: ReplayedRun) -> str:
    digest = digest_of(stored.scenario, stored.seed, stored.log, stored.horizon)
    return json.dumps(run_file(title, stored, run.session.simulation, digest), ensure_ascii=False, indent=1)


def _as_edn(title: str, stored: log.StoredRun, run: ReplayedRun) -> str:
    return jepsen_edn(run.session.simulation, _events(stored, run))


def _as_shiviz(title: str, stored: log.StoredRun, run: ReplayedRun) -> str:
    return shiviz_log(_events(stored, run), run.session.simulation.processes)


files = Shelf(FILES_KEPT_BYTES_MAX)
"""Files by their title, ending and run."""

Writer = Callable[[str, log.StoredRun, ReplayedRun], str]

FORMATS: dict[str, tuple[Writer, str]] = {
    "json": (_as_json, "application/json"),
    "edn": (_as_edn, "application/edn"),
    "log": (_as_shiviz, "text/plain"),
}
"""The writer of each format, and its media type; by the ending of its file."""


@slow
@require_GET
async def download(request: HttpRequest, lab_id: str, number: int, ending: str) -> HttpResponse:
    """A run of one's own lab as a file."""
    if ending not in FORMATS or not await sync_to_async(readable_lab)(lab_id, request.session):
        raise Http404
    try:
        stored = await present(lab_id, number)
    except log.VersionGone:
        return await earlier_download(await sync_to_async(find_earlier)(lab_id, number), ending)
    if stored is None:
        raise Http404
    if ending == "json":
        await sync_to_async(want_run)(lab_id, number)
    title = await sync_to_async(lambda: log.lab_title(Lab.objects.get(pk=lab_id)))()
    return await as_file(request, title, stored, ending)


async def as_file(request: HttpRequest, title: str, stored: log.StoredRun, ending: str) -> HttpResponse:
    """A run, as far as it is stored, as a file to keep. It is made once, as long as it is remembered."""
    write, media_type = FORMATS[ending]
    key = (title, ending, *key_of(stored))
    packed = files.find(key)
    if packed is None:
        text = await asyncio.to_thread(write, title, stored, await replayed(stored))
        packed = await asyncio.to_thread(pack, text)
        files.keep(key, packed)
    response = await packed_json(request, packed, "no-store", f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="lightcone-run-{stored.number}.{ending}"'
    return response


@slow
@require_POST
async def open_file(request: HttpRequest) -> HttpResponse:
    """A new lab with the run of a file, or why it cannot be opened."""
    owner = await sync_to_async(visitor)(request.session)
    try:
        run = await _checked(_uploaded(request), owner)
    except RunFileError as error:
        return await sync_to_async(_refused)(request, str(error))
    commands = [(logged.position, body) for logged, body in zip(run.log, run.bodies, strict=True)]
    lab = await sync_to_async(log.create_found_lab)(
        run.scenario,
        run.seed,
        owner=owner,
        title=run.title or "A run from a file",
        brief=EARLIER_BRIEF if run.is_earlier else BRIEF,
        commands=commands,
        horizon=run.until,
        simulation_version=run.simulation_version,
    )
    return redirect("lab", lab.pk)


def _uploaded(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise RunFileError("Choose a file first: a run that was saved from a lab, under Share.")
    if file.size > BYTES_MAX:
        raise RunFileError(f"This file has more than {BYTES_MAX // 1024 // 1024} MB: no run is that large.")
    try:
        return bytes(file.read()).decode()
    except UnicodeDecodeError:
        raise RunFileError("This is not a text file. A run is saved from a lab, under Share.") from None


async def _checked(text: str, owner: str) -> RunFile:
    """The run of a file, whose replay in a process of its own came out as the file says; raises RunFileError."""
    run = await asyncio.to_thread(read_run_file, text)
    if run.is_earlier:
        return run
    job = runs(CHECK, {}, file=text.encode(), owner=owner, seconds_max=CHECK_SECONDS_MAX)
    try:
        await checks.outcome(await checks.start(job))
    except JobRefused:
        raise RunFileError(BUSY) from None
    if job.state != "done":
        raise RunFileError(job.note if job.state == REFUSED else FAILED)
    return run


def _refused(request: HttpRequest, mistake: str) -> HttpResponse:
    context: dict[str, Any] = {"mistake": mistake}
    return render(request, "live/open_file.html", context, status=422)
