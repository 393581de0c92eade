"""The catalogue of labs: a featured one, then all by topic, and the visitor's own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from apps.labs.catalogue import catalogue
from apps.labs.lab import LEVELS, TOPICS, Lab
from apps.live.access import visitor
from apps.live.catalogue.own_labs import TITLE_MAX, delete_lab, own_labs, rename_lab
from apps.live.lab.log import create_lab
from apps.live.pictures.labs import lab_picture


@require_http_methods(["GET", "HEAD", "POST"])
def labs(request: HttpRequest) -> HttpResponse:
    """Show the catalogue and the visitor's own labs; a POST opens a new lab, or renames or deletes one of theirs."""
    owner = visitor(request.session)
    if request.method == "POST":
        return _change(owner, request)
    featured, *others = [_shown(lab) for lab in catalogue().values()]
    context = {
        "featured": featured,
        "topics": [
            {
                "name": name,
                "title": title,
                "question": question,
                "labs": [lab for lab in others if lab["topic"] == name],
            }
            for name, (title, question) in TOPICS.items()
        ],
        "mine": own_labs(owner),
        "title_max": TITLE_MAX,
    }
    return render(request, "live/labs.html", context)


def _change(owner: str, request: HttpRequest) -> HttpResponse:
    if lab_id := request.POST.get("rename"):
        found = rename_lab(owner, lab_id, request.POST.get("title", ""))
    elif lab_id := request.POST.get("delete"):
        found = delete_lab(owner, lab_id)
    else:
        slug = request.POST.get("lab", "")
        if slug not in catalogue():
            raise Http404
        page = reverse("lab", args=[create_lab(slug, owner).pk])
        return redirect(f"{page}?invite" if "invite" in request.POST else page)
    if not found:
        raise Http404
    return redirect("labs")


def _shown(lab: Lab) -> dict[str, Any]:
    return {
        "slug": lab.slug,
        "topic": lab.topic,
        "title": lab.title,
        "question": lab.question,
        "summary": lab.summary,
        "protocol": lab.scenario.spec.title,
        "level": lab.level,
        "level_title": LEVELS[lab.level],
        "picture": lab_picture(lab.slug),
    }
