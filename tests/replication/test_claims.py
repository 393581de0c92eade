"""Every preset keeps the models that it claims, whatever faults strike, and breaks those that it should.

Five seeds a preset by default, and the recorded seed of each broken model. With `-m sweep` 500 seeds each, and the
search for the seeds. `make record` finds and records the seeds of new presets.
"""

from __future__ import annotations

from functools import partial

import pytest

from apps.consistency import HOLDS, MODELS, OBSERVED, REPLICATED, VIOLATED, Verdict, check, implied
from apps.labs.find.schedule import Schedule, carry_out, claimed_kinds, fault_schedule
from apps.labs.find.search import history, reads_and_writes
from apps.labs.protocols import stores
from apps.protocols.spec import Preset, ProtocolSpec
from apps.simulation import Simulation
from tests.record import BREAKING_SEEDS, recorded
from tests.replication.watching import OPERATIONS, REST_TICKS, TICKS, scenario

Case = tuple[ProtocolSpec, Preset]

SEEDS, SEEDS_SWEPT = range(3), range(500)
CASES = [(protocol, preset) for protocol in stores().values() for preset in protocol.presets]
BREAKS = [(protocol, preset, model) for protocol, preset in CASES for model in preset.breaks]


def case_name(value: object) -> str:
    return value if isinstance(value, str) else value.name


every_preset = pytest.mark.parametrize(("protocol", "preset"), CASES, ids=case_name)
every_break = pytest.mark.parametrize(("protocol", "preset", "model"), BREAKS, ids=case_name)


def schedule(protocol: ProtocolSpec, preset: Preset, seed: int, *, faults: tuple[str, ...] = ()) -> Schedule:
    scene = scenario(protocol.name, preset.dials)
    return fault_schedule(scene, seed, faults=faults or None, ticks=TICKS, operations=OPERATIONS)


def verdicts(
    protocol: ProtocolSpec, preset: Preset, seed: int, script: Schedule, models: frozenset[str], question: str
) -> dict[str, Verdict]:
    """What is said of these models on the run of a schedule."""
    simulation = Simulation(scenario(protocol.name, preset.dials).cluster(), seed)
    carry_out(simulation, script, TICKS + REST_TICKS)
    operations = history(simulation)
    compares = any(operation.action == "cas" for operation in operations)
    return check(
        operations,
        question=question,
        models=sorted(models),
        data="cas-register" if compares else "register",
        supersedes=protocol.version_order(preset.dials),
    )


def questions(protocol: ProtocolSpec, preset: Preset) -> tuple[str, ...]:
    return (OBSERVED,) if protocol.version_order(preset.dials) is None else (REPLICATED, OBSERVED)


def claimed(protocol: ProtocolSpec, preset: Preset, question: str) -> frozenset[str]:
    """The models claimed, with those that follow from them."""
    claims = protocol.claims(preset.dials)
    return claims.union(*(implied(claim, question) for claim in claims))


def assert_claims_hold(protocol: ProtocolSpec, preset: Preset, seed: int) -> None:
    """Every other seed has compare-and-sets, where the protocol does: most models are defined without these."""
    script = schedule(protocol, preset, seed)
    with_cas = seed % 2 == 0 and "cas" in protocol.actions
    for question in questions(protocol, preset):
        models = claimed(protocol, preset, question)
        if with_cas:
            models = {model for model in models if MODELS[model].any_data}
        said = verdicts(protocol, preset, seed, script if with_cas else reads_and_writes(script), models, question)
        for model, verdict in said.items():
            assert verdict.status != VIOLATED, f"seed {seed}, {model} {question}: {verdict.explanation}"
            if question == REPLICATED:
                assert verdict.status == HOLDS, f"seed {seed}, {model}: {verdict.bound}"


@every_preset
def test_no_fault_breaks_what_a_preset_claims(protocol: ProtocolSpec, preset: Preset) -> None:
    for seed in SEEDS:
        assert_claims_hold(protocol, preset, seed)


@pytest.mark.sweep
@every_preset
def test_no_fault_breaks_what_a_preset_claims_over_many_seeds(protocol: ProtocolSpec, preset: Preset) -> None:
    for seed in SEEDS_SWEPT:
        assert_claims_hold(protocol, preset, seed)


def breaks(protocol: ProtocolSpec, preset: Preset, model: str, seed: int) -> bool:
    """Whether the run of this seed breaks the model."""
    script = schedule(protocol, preset, seed, faults=preset.faults)
    question = questions(protocol, preset)[0]
    if not MODELS[model].any_data:
        script = reads_and_writes(script)
    said = verdicts(protocol, preset, seed, script, frozenset({model}), question)
    return said[model].status == VIOLATED


def break_name(protocol: ProtocolSpec, preset: Preset, model: str) -> str:
    """The name under which the seed of a run is recorded."""
    return f"{protocol.name} {preset.name} {model}"


def first_seed(protocol: ProtocolSpec, preset: Preset, model: str) -> int | None:
    """The first of the seeds whose run breaks the model."""
    return next(filter(partial(breaks, protocol, preset, model), SEEDS_SWEPT), None)


@every_break
def test_the_recorded_run_of_a_preset_breaks_the_model_that_it_should(
    protocol: ProtocolSpec, preset: Preset, model: str
) -> None:
    seeds, name = recorded(BREAKING_SEEDS), break_name(protocol, preset, model)
    assert name in seeds, f"no seed is recorded for a run of {name!r}: run `make record`"
    assert breaks(protocol, preset, model, seeds[name]), (
        f"the run of seed {seeds[name]} no longer breaks {name!r}. If the protocol, or which faults schedules draw, was"
        f" changed on purpose: delete the seed from {BREAKING_SEEDS.name} and run `make record`"
    )


@pytest.mark.sweep
@every_break
def test_a_run_that_breaks_what_a_preset_should_break_is_found(
    protocol: ProtocolSpec, preset: Preset, model: str
) -> None:
    assert first_seed(protocol, preset, model) is not None


TRUE_CLOCKS = tuple(kind for kind in claimed_kinds() if kind not in ("skew", "drift"))


def assert_lease_holds(seed: int) -> None:
    protocol = stores()["raft"]
    (preset,) = (preset for preset in protocol.presets if preset.name == "lease")
    script = schedule(protocol, preset, seed, faults=TRUE_CLOCKS)
    said = verdicts(protocol, preset, seed, script, frozenset({"linearizable"}), REPLICATED)
    assert said["linearizable"].status == HOLDS, f"seed {seed}: {said['linearizable'].explanation}"


def test_reads_by_lease_are_linearizable_while_clocks_run_alike() -> None:
    for seed in SEEDS:
        assert_lease_holds(seed)


@pytest.mark.sweep
def test_reads_by_lease_are_linearizable_over_many_seeds_while_clocks_run_alike() -> None:
    for seed in SEEDS_SWEPT:
        assert_lease_holds(seed)


@every_preset
def test_a_preset_is_a_setting_of_its_protocol_and_breaks_nothing_that_it_claims(
    protocol: ProtocolSpec, preset: Preset
) -> None:
    assert protocol.validate(preset.dials, 5) == dict(preset.dials)
    assert len(protocol.presets) <= 6
    assert not claimed(protocol, preset, questions(protocol, preset)[0]) & {*preset.breaks}
