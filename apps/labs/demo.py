"""The run on the home page: half a minute of a real cluster that is cut in two, answers a stale read, and heals."""

from typing import Any

from apps.labs.looking_back.recording import recording
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import LoggedCommand
from apps.simulation import Position
from apps.simulation.commands import Command, InvokeOperation
from apps.simulation.faults.partition import Heal, Partition

SEED = 4
UNTIL_TICK = 6_000

SCENARIO = Scenario(
    protocol="eventual",
    dials={"conflict": "hybrid", "style": "push_pull", "fan_out": 1, "interval_ticks": 450},
    keys=("x",),
)


def _write(client: str, node: str, value: str) -> Command:
    return InvokeOperation(client=client, node=node, operation="write", key="x", value=value)


def _read(client: str, node: str) -> Command:
    return InvokeOperation(client=client, node=node, operation="read", key="x")


COMMANDS: dict[int, tuple[Command, ...]] = {
    150: (_write("alice", "n1", "4"),),
    1_500: (_read("bob", "n4"),),
    1_900: (Partition((("n1", "n2", "n5"), ("n3", "n4"))),),
    2_200: (_write("alice", "n1", "7"),),
    3_000: (_read("bob", "n3"),),
    3_600: (Heal(),),
    5_200: (_read("bob", "n3"),),
}


def demo_recording() -> dict[str, Any]:
    """The recording. `until_tick` is there for a page that knows no moments."""
    log = [LoggedCommand(Position(tick), command) for tick, commands in COMMANDS.items() for command in commands]
    made = recording(1, SCENARIO, SEED, log, Position(UNTIL_TICK))
    return {**made, "until_tick": UNTIL_TICK}
