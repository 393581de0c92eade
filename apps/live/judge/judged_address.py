"""The address of a judged history: one's own, open by a link, or an example of ours."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse

from apps.live.access import VISITOR
from apps.live.address_forms import path_in, pattern_of
from apps.live.examples import find_example
from apps.live.examples.example import Example
from apps.live.judge.judged import Judged, judged_of, linked_history, own_history
from apps.live.judge.judging import judged_now
from apps.live.models import JudgedHistory

OWNER, LINKED, EXAMPLE = "owner", "linked", "example"

FORMS = {
    EXAMPLE: "check/examples/<str:example>",
    LINKED: "check/shared/<str:link>",
    OWNER: "check/<str:history_id>",
}
"""What an address may look like, by the role of whoever asks."""


@dataclass(frozen=True, slots=True)
class Found:
    """A judged history as an address names it: for its owner, by a link, or as an example."""

    role: str
    judged: Judged
    kept: JudgedHistory | None = None
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class JudgedAddress:
    """An address. `name` is the id of a history, the token of a link, or the slug of an example."""

    role: str
    name: str

    @property
    def path(self) -> str:
        """Return the path of its page."""
        return reverse("judged_history", args=[self])

    def find(self, request: HttpRequest) -> Found:
        """Return the history that the address names, or raise Http404."""
        if self.role == EXAMPLE:
            shown = find_example(self.name)
            if shown is None:
                raise Http404
            return Found(EXAMPLE, judged_now(shown.text, shown.title), example=shown)
        is_linked = self.role == LINKED
        kept = linked_history(self.name) if is_linked else own_history(self.name, request.session.get(VISITOR))
        if kept is None:
            raise Http404
        return Found(self.role, judged_of(kept), kept)


class JudgedAddressConverter:
    """The converter `judged` of routes."""

    regex = pattern_of(FORMS)

    def to_python(self, value: str) -> JudgedAddress:
        """Return the address that a path has."""
        _, *where, name = value.split("/")
        return JudgedAddress({"examples": EXAMPLE, "shared": LINKED}[where[0]] if where else OWNER, name)

    def to_url(self, address: JudgedAddress) -> str:
        """Return the path that an address has."""
        return path_in(FORMS[address.role], address.name)
