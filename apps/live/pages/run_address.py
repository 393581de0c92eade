"""The address of a run, for everybody who may see it: a lab's page, a comparison's column, a share link, a moment.

Each panel has one route, `<run:address>/…`, and asks its address for the run. The query says which run it is: `run` of
a lab or a link (the current one by default), `run` with `mode` and `at` of a comparison, `column` of a moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from asgiref.sync import sync_to_async
from django.http import Http404, HttpRequest

from apps.live.access import Access, known_lab, readable_lab, shared_lab
from apps.live.address_forms import path_in, pattern_of
from apps.live.lab.log import StoredRun
from apps.live.lab.moments import find_moment, parts_of, stored_part
from apps.live.lab.recordings import present
from apps.live.models import Lab
from apps.live.pages.columns import Part, find_mode, part_at, present_part

LAB, COMPARISON, LINK, MOMENT = "lab", "comparison", "link", "moment"

FORMS = {
    LAB: "labs/<str:lab_id>",
    COMPARISON: "labs/<str:lab_id>/compare",
    LINK: "shared/<str:token>",
    MOMENT: "moments/<str:token>",
}
"""What an address may look like, by kind."""

DIGITS_MAX = 9


def number(request: HttpRequest, name: str) -> int:
    """Return a whole number of the query; raises Http404."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX):
        raise Http404
    return int(text)


def optional_number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of the query, or None if it has none of this name; raises Http404."""
    return number(request, name) if name in request.GET else None


@dataclass(frozen=True, slots=True)
class RunAddress:
    """An address, of one of the kinds. `name` is the id of the lab, or the token of the link or the moment."""

    kind: str
    name: str

    @property
    def lab_id(self) -> str:
        """Return the lab that the address names; "" for a link or a moment, which name none."""
        return self.name if self.kind in (LAB, COMPARISON) else ""

    async def run(self, request: HttpRequest) -> StoredRun:
        """Return the run, as far as the address may show it; under a mode, with its commands carried over.

        Raises Http404, or VersionGone, which is answered in words.
        """
        stored = await self._run(request)
        if stored is None:
            raise Http404
        return stored

    async def access(self, request: HttpRequest) -> Access:
        """Return the access to a lab that its own address or a link gives; raises Http404."""
        access = await sync_to_async(self._access)(request)
        if access is None:
            raise Http404
        return access

    async def part(self, request: HttpRequest) -> tuple[str, Part]:
        """Return the lab and the part of a run in it that a comparison or a moment shows; raises Http404."""
        found = await (self._column(request) if self.kind == MOMENT else self._compared(request))
        if found is None:
            raise Http404
        return found

    async def _run(self, request: HttpRequest) -> StoredRun | None:
        wanted = optional_number(request, "run")
        if self.kind in (LAB, LINK):
            lab_id = (await self.access(request)).lab_id
            if wanted is None:
                wanted = (await Lab.objects.aget(pk=lab_id)).current_run
            return await present(lab_id, wanted)
        stored = await stored_part(*await self.part(request))
        return stored if stored and wanted in (None, stored.number) else None

    def _access(self, request: HttpRequest) -> Access | None:
        return shared_lab(self.name) if self.kind == LINK else known_lab(self.name, request.session)

    async def _column(self, request: HttpRequest) -> tuple[str, Part] | None:
        found = await sync_to_async(find_moment)(self.name)
        parts = parts_of(found) if found else []
        column = optional_number(request, "column") or 0
        return (found.lab_id, parts[column]) if found and column < len(parts) else None

    async def _compared(self, request: HttpRequest) -> tuple[str, Part] | None:
        mode = request.GET.get("mode", "")
        if await sync_to_async(readable_lab)(self.name, request.session) is None or (mode and find_mode(mode) is None):
            return None
        here = await present_part(self.name, number(request, "run"), mode)
        part = here and part_at(here, request.GET.get("at"))
        return (self.name, part) if part else None


class RunAddressConverter:
    """The converter `run` of routes."""

    regex = pattern_of(FORMS)

    def to_python(self, value: str) -> RunAddress:
        """Return the address that a path has."""
        where, name, *compare = value.split("/")
        kinds = {"shared": LINK, "moments": MOMENT, "labs": COMPARISON if compare else LAB}
        return RunAddress(kinds[where], name)

    def to_url(self, address: RunAddress) -> str:
        """Return the path that an address has."""
        return path_in(FORMS[address.kind], address.name)
