"""Trials: many seeded runs of a protocol on the kernel, counted. One module of this folder for each that is offered."""

from collections.abc import Callable

from apps.labs.run.scenario import Scenario
from apps.labs.trials import rounds_to_decide, split_generals, time_to_converge
from apps.labs.trials.measured import Measured, Report

Trial = Callable[[Scenario, int, Report], Measured]

TRIALS: dict[str, Trial] = {
    "two_generals": split_generals.measure,
    "ben_or": rounds_to_decide.measure,
    "eventual": time_to_converge.measure,
}
"""By protocol what is counted over its runs."""
