"""Answers for the programs that watch the server: is it alive, is it ready, what does it measure."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from apps.live.serving.metrics import registry
from apps.live.serving.proxies import LOOPBACK, is_in
from apps.live.upkeep.readiness import not_ready

PLAIN = "text/plain; charset=utf-8"


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. The database is not asked."""
    return HttpResponse("alive\n", content_type=PLAIN)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether requests may be sent here; if not, 503 with what is not ready, one name a line."""
    missing = not_ready()
    if missing:
        return HttpResponse("".join(f"{name}\n" for name in missing), status=503, content_type=PLAIN)
    return HttpResponse("ready\n", content_type=PLAIN)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the metrics to this machine and to METRICS_FROM; to others there is no such page.

    A forwarded header that is still here came through a proxy that is not trusted, so nobody knows who asks.
    """
    is_known = "X-Forwarded-For" not in request.headers
    if not is_known or not is_in(request.META["REMOTE_ADDR"], (*LOOPBACK, *settings.METRICS_FROM)):
        raise Http404
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
