"""The commands of a lab that change more than its simulation, with what carries them out."""

from __future__ import annotations

from collections.abc import Mapping

from apps.live.lab import branching, transport
from apps.live.lab import wire as w
from apps.live.lab.live_lab import Handler

HANDLERS: Mapping[type, Handler] = {
    w.Play: transport.play,
    w.Pause: transport.pause,
    w.Step: transport.step,
    w.SetSpeed: transport.set_speed,
    w.ChangeScenario: branching.change_scenario,
    w.SwitchRun: branching.switch_run,
    w.Fork: branching.fork,
    w.Undo: branching.undo,
}
