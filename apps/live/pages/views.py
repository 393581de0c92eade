"""The pages: home, lab and dial form. Each view authorises, calls a service, renders."""

from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from apps.labs.catalogue import catalogue
from apps.labs.demo import demo_recording
from apps.labs.protocols import PROTOCOLS
from apps.live.access import Access, readable_lab, shared_lab, visitor
from apps.live.lab.wire import encode
from apps.live.models import Lab
from apps.live.pages.forms import dial_form, read_dials
from apps.live.pages.lab_page import lab_context
from apps.simulation.bounds import NODES_MAX


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, by a small cluster that runs."""
    return render(request, "live/home.html", {"first_lab": next(iter(catalogue().values()))})


@cache
def _demo_json() -> str:
    return encode(demo_recording())


@require_GET
@cache_control(max_age=3600, public=True)
def demo(request: HttpRequest) -> HttpResponse:
    """The run that the home page plays, recorded from the real kernel."""
    return HttpResponse(_demo_json(), content_type="application/json")


@require_GET
def lab(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The lab page of its owner."""
    access = readable_lab(lab_id, request.session)
    if access is None:
        raise Http404
    return _lab_page(request, access, f"/ws/labs/{lab_id}/")


@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The lab page of someone with a share link."""
    access = shared_lab(token)
    if access is None:
        raise Http404
    visitor(request.session)
    return _lab_page(request, access, f"/ws/shared/{token}/")


def _lab_page(request: HttpRequest, access: Access, socket_path: str) -> HttpResponse:
    lab = Lab.objects.get(pk=access.lab_id)
    return render(request, "live/lab.html", lab_context(lab, access, socket_path=socket_path, page_path=request.path))


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term that the pages define."""
    return render(request, "live/glossary.html")


@require_GET
def dials(request: HttpRequest, name: str) -> HttpResponse:
    """The dial form of a protocol with the values in the query, and the sentence that says what they mean."""
    protocol = PROTOCOLS.get(name)
    if protocol is None:
        raise Http404
    asked = request.GET.get("nodes", "5")
    node_count = min(NODES_MAX, max(1, int(asked))) if asked.isdecimal() and len(asked) < 3 else 5
    values = read_dials(protocol, request.GET.dict(), node_count)
    return render(request, "live/fetched/_dials.html", dial_form(protocol, values, node_count))
