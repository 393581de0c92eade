"""The share panel of a lab: links to the lab, and to moments of it, each until it is revoked."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_http_methods, require_POST

from apps.live.access import Access, link_ground, own_lab, readable_lab
from apps.live.earlier.runs import EARLIER
from apps.live.lab.hub import hub
from apps.live.lab.log import VersionGone, lab_title
from apps.live.lab.moments import MOMENTS_MAX, MomentError, described, make_moment
from apps.live.models import Lab, SharedMoment, ShareLink
from apps.live.public_address import public_address
from apps.live.serving.lanes import slow

LINKS_MAX = 20
EMBED_HEIGHT = 720


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, lab_id: str) -> HttpResponse:
    """The share panel, with a client chosen if the address names one; a POST makes a link."""
    access = _access(request, lab_id)
    lab = Lab.objects.get(pk=lab_id)
    if request.method == "POST":
        if access.closed:
            raise Http404
        grant = request.POST.get("grant", "watch")
        if grant != "watch" and not (grant in _clients(lab) and access.may_grant(grant)):
            raise Http404
        if lab.links.filter(revoked=None).count() < LINKS_MAX:
            ShareLink.objects.create(lab=lab, client="" if grant == "watch" else grant, right=access.right)
    return _panel(request, lab, grant=request.GET.get("grant", ""))


@require_POST
async def revoke_share(request: HttpRequest, lab_id: str, link_id: int) -> HttpResponse:
    """Revoke a link: it opens nothing from now on, and those who came by it are shown out."""
    response = await sync_to_async(_revoke)(request, lab_id, ShareLink, link_id)
    await hub.close_grounds({link_ground(link_id)})
    return response


@slow
@require_POST
async def moments(request: HttpRequest, lab_id: str) -> HttpResponse:
    """Make a moment, read-only for whoever has its link; the panel, with the reason if it can't be made."""
    if await sync_to_async(own_lab)(lab_id, request.session) is None:
        raise Http404
    problem = ""
    try:
        await make_moment(lab_id, request.POST.dict())
    except MomentError as error:
        problem = str(error)
    except VersionGone:
        problem = EARLIER
    lab = await Lab.objects.aget(pk=lab_id)
    return await sync_to_async(_panel)(request, lab, problem)


@require_POST
def revoke_moment(request: HttpRequest, lab_id: str, moment_id: int) -> HttpResponse:
    """Revoke a moment: its link opens nothing from now on."""
    return _revoke(request, lab_id, SharedMoment, moment_id)


def _access(request: HttpRequest, lab_id: str) -> Access:
    access = readable_lab(lab_id, request.session)
    if access is None:
        raise Http404
    return access


def _clients(lab: Lab) -> tuple[str, ...]:
    return tuple(lab.runs.get(number=lab.current_run).scenario["clients"])


def _revoke(request: HttpRequest, lab_id: str, kind: type[ShareLink | SharedMoment], pk: int) -> HttpResponse:
    lab = Lab.objects.get(pk=_access(request, lab_id).lab_id)
    if not kind.objects.filter(lab=lab, pk=pk, revoked=None).update(revoked=timezone.now()):
        raise Http404
    return _panel(request, lab)


def _panel(request: HttpRequest, lab: Lab, problem: str = "", grant: str = "") -> HttpResponse:
    links = [
        {
            "id": link.pk,
            "url": public_address(request, reverse("shared", args=[link.token])),
            "grant": link.client or "watch",
            "created": link.created,
        }
        for link in lab.links.filter(revoked=None).order_by("-pk")
    ]
    title, access = lab_title(lab), _access(request, lab.pk)
    made = [_moment(request, each, title) for each in lab.moments.filter(revoked=None).order_by("-pk")]
    context = {
        "lab": {"id": lab.pk},
        "closed": access.closed,
        "links": links,
        "clients": [client for client in _clients(lab) if access.may_grant(client)],
        "grant": grant,
        "full": len(links) >= LINKS_MAX,
        "moments": made,
        "moments_full": len(made) >= MOMENTS_MAX,
        "problem": problem,
    }
    return render(request, "live/fetched/_share.html", context)


def _moment(request: HttpRequest, moment: SharedMoment, title: str) -> dict[str, Any]:
    url, embed = (public_address(request, reverse(name, args=[moment.token])) for name in ("moment", "embed"))
    code = (
        f'<iframe src="{embed}" title="{escape(title)}" width="100%" height="{EMBED_HEIGHT}" loading="lazy"></iframe>'
    )
    return {**described(moment), "url": url, "code": code}
