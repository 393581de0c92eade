"""The pages about the models: what each means, and which of them a mode keeps under which fault."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.consistency.models import ARROWS, MODELS
from apps.labs.glossary import GLOSSARY
from apps.live.lattice import pictures


@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """Every model, strongest first, with the lattice."""
    entries = [_entry(name) for name in MODELS]
    return render(request, "live/models.html", {"entries": entries, "lattices": pictures()})


@require_GET
def model(request: HttpRequest, name: str) -> HttpResponse:
    """One model, for the lab page."""
    if name not in MODELS:
        raise Http404
    return render(request, "live/_model.html", {"entry": _entry(name)})


def _entry(name: str) -> dict[str, Any]:
    model, words = MODELS[name], GLOSSARY[name]
    implied = {question: [MODELS[weak].title for weak in arrows.get(name, ())] for question, arrows in ARROWS.items()}
    return {
        "name": name,
        "title": model.title,
        "definition": model.definition,
        "meaning": words.meaning,
        "costs": words.costs,
        "used": words.used,
        "source": model.source,
        "implies": implied["observed"],
    }
