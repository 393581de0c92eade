"""What the processes of a two-phase commit tell one another beyond what every commit protocol has."""

from dataclasses import dataclass
from typing import ClassVar

from apps.agreement.commit_messages import About


@dataclass(frozen=True, slots=True)
class Acknowledge(About):
    """I have that decision durably: you can forget it as far as I am concerned."""

    kind: ClassVar[str] = "acknowledge"
    category: ClassVar[str] = "response"
    label: ClassVar[str] = "ack"


@dataclass(frozen=True, slots=True)
class Inquire(About):
    """I am in doubt: do you know the decision?"""

    kind: ClassVar[str] = "inquire"
    category: ClassVar[str] = "gossip"
    label: ClassVar[str] = "decided?"


@dataclass(frozen=True, slots=True)
class InDoubtToo(About):
    """I am in doubt myself and cannot help."""

    kind: ClassVar[str] = "in_doubt_too"
    category: ClassVar[str] = "gossip"
    label: ClassVar[str] = "in doubt too"
