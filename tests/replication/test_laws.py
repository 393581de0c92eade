"""What every registered protocol must keep, without this file naming one."""

from __future__ import annotations

import pytest

from apps.labs.protocols import stores
from apps.labs.run.scenario import Scenario
from apps.protocols.dials import DialError, IntegerDial
from apps.protocols.spec import ProtocolSpec
from apps.simulation.faults.crash import CrashNode, RestartNode
from tests.clusters import Run
from tests.schedules import REGISTERS, play

every_register = pytest.mark.parametrize("protocol", [stores()[name] for name in REGISTERS], ids=REGISTERS)
every_protocol = pytest.mark.parametrize("protocol", stores().values(), ids=lambda protocol: protocol.name)


def _default(protocol: ProtocolSpec, seed: int, **scenario: object) -> Run:
    return Run(Scenario(protocol=protocol.name, dials=protocol.defaults(5), **scenario), seed)


@every_register
def test_a_write_is_read_back_when_nothing_goes_wrong(protocol: ProtocolSpec) -> None:
    run = _default(protocol, 1)
    assert run.finish(run.write("alice", "n1", "7")).status == "ok"
    run.run_for(10_000)
    for node in run.simulation.nodes:
        assert run.result(run.read("bob", node)) == ["7"]


@every_register
def test_a_read_returns_only_what_was_written(protocol: ProtocolSpec) -> None:
    for seed in range(10):
        run = _default(protocol, seed, workload_interval_ticks=300)
        play(run, seed)
        written = {op.operation: op.value for op in run.simulation.operations.values() if op.value is not None}
        for read in run.simulation.operations.values():
            for version in read.versions or ():
                assert written[version.written.operation] == version.written.value


@every_protocol
def test_a_node_restarted_from_what_is_durable_holds_the_same_values(protocol: ProtocolSpec) -> None:
    for seed in range(10):
        run = _default(protocol, seed, workload_interval_ticks=300)
        run.advance(3_000)
        before = run.values()
        for node in run.simulation.nodes:
            run.apply(CrashNode(node))
            run.apply(RestartNode(node))
        assert run.values() == before


@every_protocol
def test_every_dial_setting_says_what_it_means(protocol: ProtocolSpec) -> None:
    defaults = protocol.defaults(5)
    assert protocol.validate(defaults, 5) == defaults
    meaning = protocol.consequence(defaults)
    assert meaning.tone in ("good", "warn", "plain")
    assert meaning.text.endswith(".")
    assert protocol.describe(defaults)


@every_protocol
def test_dials_out_of_range_are_refused_in_words(protocol: ProtocolSpec) -> None:
    defaults = protocol.defaults(5)
    for wrong in ({**defaults, "nonsense": 1}, *({**defaults, dial.name: []} for dial in protocol.dials)):
        with pytest.raises(DialError) as refused:
            protocol.validate(wrong, 5)
        assert refused.value.code in ("dial.unknown", "dial.out_of_range")
    for dial in protocol.dials:
        if isinstance(dial, IntegerDial):
            with pytest.raises(DialError):
                protocol.validate({**defaults, dial.name: dial.minimum - 1}, 5)
