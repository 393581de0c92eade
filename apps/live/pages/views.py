"""The pages: home, lab and dial form. Each view authorises, calls a service, renders."""

from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from apps.labs.catalogue import catalogue
from apps.labs.demo import demo_recording, signature_recording
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.projection import fold
from apps.live.access import Access, readable_lab, shared_lab, visitor
from apps.live.earlier.runs import find_earlier
from apps.live.lab.wire import encode
from apps.live.models import Lab
from apps.live.pages.earlier_views import earlier_page
from apps.live.pages.forms import dial_form, read_dials
from apps.live.pages.lab_page import lab_context
from apps.live.pictures.cluster import cluster_of_view, draw
from apps.live.pictures.labs import lab_picture
from apps.simulation.bounds import NODES_MAX

BACK = "back"
"""In the query of a lab's address: the page of the exercise for which a teacher sets the lab up."""

LOOPS = {
    "skewed-clocks": ("A write is lost", "Bob wrote last. The clock of n1 is ahead, so his write is gone."),
    "two-people-one-line": (
        "Two edits merge",
        "Alice and Bob each type from right to left during a partition. After it heals, every replica has both texts,"
        " and RGA has mixed their letters.",
    ),
    "in-doubt": ("A commit blocks", "The coordinator crashed. The others hold their locks and wait."),
}
"""The labs whose signature runs play on the home page, each with what one sees there."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what this is, by a small cluster that runs, and that the visitor can take over."""
    loops = [
        {"slug": slug, "title": title, "text": text, "picture": lab_picture(slug)}
        for slug, (title, text) in LOOPS.items()
    ]
    context = {"first_lab": next(iter(catalogue().values())), "first_frame": _first_frame(), "loops": loops}
    return render(request, "live/home.html", context)


@cache
def _demo_json(slug: str | None) -> str:
    return encode(demo_recording() if slug is None else signature_recording(slug))


@cache
def _first_frame() -> str:
    """Return the picture of the demonstration at its stale read, as an SVG element."""
    recording = demo_recording()
    view = recording["view"]
    stale = next(i for i, event in enumerate(recording["events"]) if event["text"].startswith("bob's read x at n3 ret"))
    fold(view, recording["events"][: stale + 1])
    return mark_safe(draw(cluster_of_view(view, recording["events"][stale]["tick"])))


@require_GET
@cache_control(max_age=3600, public=True)
def demo(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Give the run that the home page plays, or the signature run of a lab there; recorded from the real kernel."""
    if slug is not None and slug not in LOOPS:
        raise Http404
    return HttpResponse(_demo_json(slug), content_type="application/json")


@require_GET
def lab(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The lab page of its owner."""
    access = readable_lab(lab_id, request.session)
    if access is None:
        raise Http404
    return _lab_page(request, access, f"/ws/labs/{lab_id}/", _way_back(request.GET.get(BACK, "")))


def _way_back(path: str) -> str:
    """Return the address of an exercise's page of this site, if that is what is given; otherwise ""."""
    try:
        return path if resolve(path).url_name == "exercise" else ""
    except Resolver404:
        return ""


@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The lab page of someone with a share link."""
    access = shared_lab(token)
    if access is None:
        raise Http404
    visitor(request.session)
    return _lab_page(request, access, f"/ws/shared/{token}/")


def _lab_page(request: HttpRequest, access: Access, socket_path: str, back: str = "") -> HttpResponse:
    earlier = find_earlier(access.lab_id)
    if earlier is not None:
        return earlier_page(request, earlier, access, request.path)
    lab = Lab.objects.get(pk=access.lab_id)
    context = lab_context(lab, access, socket_path=socket_path, page_path=request.path)
    return render(request, "live/lab.html", context | {"back": back})


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
