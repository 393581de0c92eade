"""Who may do what with a lab: the one place that decides.

A lab belongs to a browser session. A share link opens it to whoever has the link. Everything else is answered as if
there were no such lab.
"""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from apps.live.models import Lab, ShareLink

VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Access:
    """What someone may do with a lab. `role` is owner, watcher or client (who may act as `client` only)."""

    lab_id: str
    role: str
    client: str | None = None
    link_id: int | None = None

    def allows(self, kind: str, client: str | None) -> bool:
        """Whether a command of this kind (for `invoke`: as this client) is allowed."""
        return self.role == "owner" or (self.role == "client" and kind == "invoke" and client == self.client)


def visitor(session: Any) -> str:
    """The name of a browser session's visitor, made at the first need."""
    if VISITOR not in session:
        session[VISITOR] = token_urlsafe(16)
    return str(session[VISITOR])


def own_lab(lab_id: str, session: Any) -> Access | None:
    """Access to a lab of this browser session."""
    owner = session.get(VISITOR)
    if owner and Lab.objects.filter(pk=lab_id, owner=owner).exists():
        return Access(lab_id, "owner")
    return None


def shared_lab(token: str) -> Access | None:
    """Access through a share link that has not been revoked."""
    link = ShareLink.objects.filter(token=token, revoked=None).first()
    if link is None:
        return None
    role = "client" if link.client else "watcher"
    return Access(link.lab_id, role, link.client or None, link.pk)


def access_to(session: Any, lab_id: str, token: str) -> Access | None:
    """Access by whichever of the two an address names."""
    return own_lab(lab_id, session) if lab_id else shared_lab(token)
