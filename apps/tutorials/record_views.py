"""The pages of a learner's record: to come back to it, to print it, to take it away, to delete it."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.live.access import VISITOR, visitor
from apps.live.serving.lanes import slow
from apps.live.serving.streamed import json_file
from apps.tutorials import record as records
from apps.tutorials.printed import printed_lessons

TYPED_CHARS_MAX = 40
CONFIRMATION = "delete"
UNKNOWN = "There is no such code. It has 12 letters and digits, in three groups of four; capitals do not matter."
UNCONFIRMED = f"Nothing was deleted. Type {CONFIRMATION} into the field to say that you mean it."


def _page(request: HttpRequest, **said: str) -> HttpResponse:
    owner = visitor(request.session)
    return render(request, "tutorials/record.html", {"code": records.return_code(owner), **said})


@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """The return code, and what can be done with one's record."""
    return _page(request)


@require_POST
def come_back(request: HttpRequest) -> HttpResponse:
    """Go on as the visitor to whom the code belongs."""
    to = records.visitor_of(request.POST.get("code", "")[:TYPED_CHARS_MAX])
    if to is None:
        return _page(request, code_mistake=UNKNOWN)
    records.join(visitor(request.session), to)
    request.session.cycle_key()
    request.session[VISITOR] = to
    return redirect("course")


@slow
@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """A summary to print: every lesson begun, with predictions, what was reached, and one's own runs."""
    context = {"lessons": printed_lessons(visitor(request.session)), "now": timezone.now()}
    return render(request, "tutorials/printed.html", context)


@slow
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Everything that is kept, as a JSON file."""
    return json_file(records.exported(visitor(request.session)), "lightcone-record.json")


def carry_at_login(request: HttpRequest, user: User, **_: object) -> None:
    """Make the session's visitor one that nobody knew before this login, and carry to it what was done before."""
    request.session[VISITOR] = records.visitor_at_login(request.session.get(VISITOR), user)


@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Delete everything, if it is meant."""
    if request.POST.get("confirmation", "").strip().lower() != CONFIRMATION:
        return _page(request, delete_mistake=UNCONFIRMED)
    records.delete_all([visitor(request.session)])
    request.session.flush()
    return redirect("course")
