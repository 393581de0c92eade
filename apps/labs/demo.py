"""The runs on the home page: a real cluster that is cut in two and answers a stale read; and signature runs of labs."""

from dataclasses import replace
from typing import Any

from apps.labs.catalogue import catalogue
from apps.labs.looking_back.recording import recording
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand
from apps.simulation import Position
from apps.simulation.commands import Command, InvokeOperation
from apps.simulation.faults.partition import Heal, Partition
from apps.simulation.network import Latency

SEED = 4
UNTIL_TICK = 4_600
HEALING_TICKS = 2_500

SCENARIO = Scenario(
    protocol="quorum",
    dials={"N": 5, "R": 1, "W": 1, "write_back": False},
    keys=("x",),
    latency=Latency("uniform", 150, 450),
)


def _write(client: str, node: str, value: str) -> Command:
    return InvokeOperation(client=client, node=node, operation="write", key="x", value=value)


def _read(client: str, node: str) -> Command:
    return InvokeOperation(client=client, node=node, operation="read", key="x")


COMMANDS: dict[int, tuple[Command, ...]] = {
    150: (_write("alice", "n1", "4"),),
    1_500: (Partition((("n1", "n2", "n5"), ("n3", "n4"))),),
    1_900: (_write("alice", "n1", "7"),),
    3_000: (_read("bob", "n3"),),
    4_200: (Heal(),),
}
"""The cut stays until after the read, so that one picture has both."""


def demo_recording() -> dict[str, Any]:
    """The recording. `until_tick` is there for a page that knows no moments."""
    log = [LoggedCommand(Position(tick), command) for tick, commands in COMMANDS.items() for command in commands]
    made = recording(1, SCENARIO, SEED, log, Position(UNTIL_TICK))
    return {**made, "until_tick": UNTIL_TICK}


def signature_recording(slug: str) -> dict[str, Any]:
    """Return the recording of a lab's signature run up to its frame; if it is cut then, until it has healed.

    Raises KeyError.
    """
    lab = catalogue()[slug]
    script, until_tick = lab.signature.script, lab.signature.tick
    if any(isinstance(command, Partition) for _, command in script):
        script, until_tick = (*script, (until_tick, Heal())), until_tick + HEALING_TICKS
    return recording(1, replace(lab.scenario, script=script), lab.signature.seed, (), Position(until_tick))
