"""Pictures of labs: the signature frame of each, and a stored run as it was last left."""

from __future__ import annotations

from functools import cache

from django.utils.safestring import SafeString, mark_safe

from apps.labs.catalogue import catalogue
from apps.labs.signature import run_signature
from apps.live.models import Run
from apps.live.pictures.cluster import DrawnCluster, DrawnNode, cluster_of_thumbnail, cluster_of_view, draw


@cache
def lab_picture(slug: str) -> SafeString:
    """Return the signature frame of a lab of the catalogue, as an SVG element. Raises KeyError."""
    lab = catalogue()[slug]
    session = run_signature(lab.scenario, lab.signature)
    return _svg(draw(cluster_of_view(session.snapshot(), lab.signature.tick)))


def run_picture(run: Run) -> SafeString:
    """Return a stored run as it was last left, as an SVG element; its nodes alone if it was never left."""
    names = tuple(run.scenario["nodes"])
    thumbnail = (run.sketch or {}).get("cluster")
    if thumbnail:
        return _svg(draw(cluster_of_thumbnail(names, thumbnail)))
    return _svg(draw(DrawnCluster(nodes=tuple(DrawnNode(name=name, status="up") for name in names))))


def _svg(element: str) -> SafeString:
    """Mark what `draw` returns as safe: it escapes every text."""
    return mark_safe(element)
