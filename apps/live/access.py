"""Rights in a lab: the one place that decides who may do what.

A lab belongs to a browser session. A share link opens it to whoever has the link. Apps above this one add *rules* for
labs of theirs, as a class does for its learners' labs, and say how these stand: a lab may be *closed* (to look at, no
longer to act in) or *hidden* (for now there is no such lab). Everything else is answered as if there were no such lab.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from secrets import token_urlsafe
from typing import Any

from django.utils import timezone

from apps.live.models import Lab, ShareLink

VISITOR = "visitor"
LINK = "link:"
LAB = "lab:"

OPEN, CLOSED, HIDDEN = "open", "closed", "hidden"
"""The standings of a lab."""

CLOSED_WORDS = "This exercise has closed. You can still look at the cluster."


@dataclass(frozen=True, slots=True)
class Access:
    """The rights of someone in a lab.

    `role` is owner (one with a `client` invokes as that client only), watcher, or client (who may act as `client`, and
    nothing else). `ground` is what it rests on, as `link:12`: when that goes, sockets that rest on it are closed; links
    that are made by it end with `right`. Time does not go on for somebody who merely `looks_on`. A `guest` acts in the
    lab of somebody else, by whom they were invited. In a lab that is
    `closed` nobody acts: everybody is shown it as a watcher.
    """

    lab_id: str
    role: str
    client: str | None = None
    ground: str = ""
    right: str = ""
    looks_on: bool = False
    guest: bool = False
    closed: bool = False

    @property
    def shown_role(self) -> str:
        """The role by which the page is shown."""
        return "watcher" if self.closed else self.role

    def allows(self, kind: str, client: str | None) -> bool:
        """Return whether a command of this kind (for `invoke`: as this client) is allowed."""
        if self.closed:
            return False
        if kind == "invoke" and self.client is not None:
            return self.role in ("owner", "client") and client == self.client
        return self.role == "owner"

    def may_grant(self, client: str) -> bool:
        """Return whether a link made by this access may let others act as a client."""
        return self.client in (None, client)


Rule = Callable[[str, Any], Access | None]
"""Returns what a browser session may do with a lab, by its id; None if the rule does not know."""

Gone = Callable[[Collection[str]], set[str]]
"""Returns those of these grounds that hold no longer."""

Standing = Callable[[Collection[str]], Mapping[str, str]]
"""Returns those of these labs, by id, that are closed or hidden."""

_rules: dict[Rule, tuple[Gone, Standing]] = {}


def add_rule(rule: Rule, gone: Gone, standing: Standing) -> None:
    """Let a rule open labs that are not the visitor's own, as long as their ground holds, and say how labs stand."""
    _rules[rule] = gone, standing


def standing_of(lab_ids: Collection[str]) -> dict[str, str]:
    """Return those of these labs that are closed or hidden, by id."""
    return {lab: stands for _, standing in _rules.values() for lab, stands in standing(lab_ids).items()}


def is_hidden(lab_id: str) -> bool:
    """Return whether there is no such lab for now, whoever asks."""
    return standing_of([lab_id]).get(lab_id) == HIDDEN


def gone_grounds(grounds: Collection[str]) -> set[str]:
    """Return which of these grounds hold no longer: a link that was revoked, or went with its lab, or by whichever
    rule.
    """
    return _gone_links(grounds).union(_gone_labs(grounds), *(gone(grounds) for gone, _ in _rules.values()))


def _gone_links(grounds: Collection[str]) -> set[str]:
    links = {int(ground.removeprefix(LINK)): ground for ground in grounds if ground.startswith(LINK)}
    there = set(ShareLink.objects.filter(pk__in=links, revoked=None).values_list("pk", flat=True)) if links else ()
    return {ground for pk, ground in links.items() if pk not in there}


def _gone_labs(grounds: Collection[str]) -> set[str]:
    """Return which labs are no longer their visitor's: deleted, or carried to another browser."""
    labs = {tuple(ground.split(":", 2)[1:]): ground for ground in grounds if ground.startswith(LAB)}
    there = set(Lab.objects.filter(pk__in=[lab for lab, _ in labs]).values_list("pk", "owner")) if labs else set()
    return {ground for lab, ground in labs.items() if lab not in there}


def end_links(right: str) -> None:
    """Revoke the links that were made by a right, which has ended."""
    ShareLink.objects.filter(right=right, revoked=None).update(revoked=timezone.now())


def visitor(session: Any) -> str:
    """The name of a browser session's visitor, made at the first need."""
    if VISITOR not in session:
        session[VISITOR] = token_urlsafe(16)
    return str(session[VISITOR])


def known_lab(lab_id: str, session: Any) -> Access | None:
    """Access to a lab that is this browser session's own, or that a rule opens to it."""
    owner = session.get(VISITOR)
    if owner and Lab.objects.filter(pk=lab_id, owner=owner).exists():
        return Access(lab_id, "owner", ground=f"{LAB}{lab_id}:{owner}")
    return _as_it_stands(next(filter(None, (rule(lab_id, session) for rule in _rules)), None))


def _as_it_stands(access: Access | None) -> Access | None:
    stands = None if access is None else standing_of([access.lab_id]).get(access.lab_id)
    if access is None or stands == HIDDEN:
        return None
    return replace(access, looks_on=True, closed=True) if stands == CLOSED else access


def own_lab(lab_id: str, session: Any) -> Access | None:
    """Return the access to a lab with which this browser session may do everything."""
    access = readable_lab(lab_id, session)
    return None if access is None or access.closed else access


def readable_lab(lab_id: str, session: Any) -> Access | None:
    """Return the access to a lab of which this browser session may read everything: its own, closed or not."""
    access = known_lab(lab_id, session)
    return access if access is not None and access.role == "owner" else None


def link_ground(link_id: int) -> str:
    """Return the ground of an access through a share link."""
    return f"{LINK}{link_id}"


def shared_lab(token: str) -> Access | None:
    """Return the access through a share link that has not been revoked."""
    link = ShareLink.objects.filter(token=token, revoked=None).first()
    if link is None:
        return None
    role = "client" if link.client else "watcher"
    return _as_it_stands(Access(link.lab_id, role, link.client or None, link_ground(link.pk)))


def access_to(session: Any, lab_id: str, token: str) -> Access | None:
    """Access by whichever of the two an address names."""
    return known_lab(lab_id, session) if lab_id else shared_lab(token)
