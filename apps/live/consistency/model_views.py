"""The page about the models: what each means, and the smallest history that breaks it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.consistency.models import MODELS
from apps.live.consistency.counterexamples import counterexample, example_picture
from apps.live.pages.lattice import pictures


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """Show every model, strongest first, with the history that breaks it, and the lattices."""
    entries = [{**_entry(name), **_broken(name)} for name in MODELS]
    return render(request, "live/models.html", {"entries": entries, "lattices": pictures()})


@require_GET
def model(request: HttpRequest, name: str) -> HttpResponse:
    """One model, for the lab page."""
    if name not in MODELS:
        raise Http404
    return render(request, "live/fetched/_model.html", {"entry": _entry(name)})


def _entry(name: str) -> dict[str, Any]:
    model = MODELS[name]
    return {
        "name": name,
        "title": model.title,
        "definition": model.observed.text,
        "meaning": model.meaning,
        "costs": model.costs,
        "used": model.used,
        "source": model.source,
        "implies": [MODELS[weaker].title for weaker in model.observed.implies],
    }


def _broken(name: str) -> dict[str, Any]:
    """Return the smallest history that breaks a model: its picture, what to see, where it opens in the judge."""
    example = counterexample(name)
    if example is None:
        return {}
    address = f"{reverse('check')}examples/{example.slug}/"
    return {"picture": example_picture(example), "example": example, "address": address}
