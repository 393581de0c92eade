"""What was last done in a lab, for whoever looks on: in memory only, and small.

A *refusal* counts as long as the same one comes again: anything else that is done, or refused, ends the row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from apps.labs.run.narration import command_text
from apps.live.lab import wire as w
from apps.simulation import CommandError
from apps.simulation.commands import Command

REFUSALS_KEPT = 20

WORDS: Mapping[type, Callable[[Any], str]] = {
    w.ChangeScenario: lambda _: "Replay with other settings",
    w.SwitchRun: lambda body: f"Back to run {body.run}",
    w.Fork: lambda _: "Fork",
    w.Undo: lambda _: "Undo",
}


NO_ACTS = (w.Play, w.Step, w.SetSpeed)
"""They let time pass, and are no news of what the learner tries."""


@dataclass(slots=True)
class RecentActions:
    """The last act in words and when, in seconds of real time; how often something was undone; the row of refusals."""

    act: str = ""
    acted_at: float | None = None
    undone: int = 0
    code: str = ""
    message: str = ""
    refused_at: tuple[float, ...] = ()

    def note(self, body: w.Body, now_seconds: float) -> None:
        """Something was done. A pause is nothing: pages ask for one by themselves."""
        if isinstance(body, w.Pause):
            return
        if not isinstance(body, NO_ACTS):
            words = WORDS.get(type(body))
            self.act = command_text(cast(Command, body)) if words is None else words(body)
        self.acted_at = now_seconds
        self.undone += isinstance(body, w.Undo)
        self.code, self.message, self.refused_at = "", "", ()

    def refuse(self, error: CommandError, now_seconds: float) -> None:
        """Something was refused."""
        before = self.refused_at if error.code == self.code else ()
        self.code, self.message = error.code, error.message
        self.refused_at = (*before, now_seconds)[-REFUSALS_KEPT:]
        self.acted_at = now_seconds
