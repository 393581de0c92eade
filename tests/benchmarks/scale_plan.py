"""Workers, databases and cost for 300 to a million learners, by a simulation that is fitted to measured runs.

    python -m tests.benchmarks.scale_plan

1. Prints the assumptions (`scale/assumptions.py`), and the predictions beside the measured runs (`scale/measured.py`).
2. Prints what one installation uses as it grows, and at which size each part is full.
3. Prints a plan for each number of learners, and what happens to one shard when one thing is doubled.

One worker is simulated in detail, the fullest of its installation. The other workers are steady work of the servers
that all share. An installation is simulated whole in this sense; more learners take more installations, each with
classes of its own, which share nothing. It takes about two minutes on one core.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from tests.benchmarks.scale.assumptions import Costs, Limits, Load, Prices, Sizes
from tests.benchmarks.scale.measured import MEASURED, Comparison, compare
from tests.benchmarks.scale.plan import Plan, doubled, is_enough, plan, sizes_when_full, use_of_one
from tests.benchmarks.scale.simulate import POSTGRESQL, REDIS, WORKER

LEARNERS = (300, 10_000, 100_000, 1_000_000)
SIZES_OF_ONE = (300, 1_000, 3_000, 10_000, 30_000, 100_000)
UNDIVIDED = 10_000
"""The last column of the plans is one installation of so many, for comparison with shards."""

BAD_FACTOR, PAGE_FACTOR = 1.5, 1.8
"""A prediction that is off by more is called bad. No prediction is off by more than `docs/scaling.md` states."""


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows in columns, the first row as a heading."""
    cells = [list(row) for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join("  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in cells)


def print_assumptions() -> None:
    """Print every number with its unit and source."""
    for group in (Load, Costs, Sizes, Prices, Limits):
        print(f"\nAssumptions: {group.__name__}")
        rows = (
            (each.name, f"{each.default:g}", each.metadata["unit"], each.metadata["source"]) for each in fields(group)
        )
        print(table([("name", "value", "unit", "source"), *rows]))


def print_comparison(found: Comparison) -> None:
    """Print what was measured in a run beside what is predicted, and say if the fit is bad."""
    point = found.point
    workers = f"{point.workers} workers" if point.workers else "one process with SQLite"
    print(f"\nMeasured: {point.name}, {point.learners} learners, {workers}; fitted slowness {found.slowness:.1f}")
    rows = [
        (name, f"{measured:.3g}", f"{predicted:.3g}", f"{found.errors[name]:+.0%}")
        for name, (measured, predicted) in found.figures.items()
    ]
    print(table([("figure", "measured", "predicted", "error"), *rows]))
    if found.worst > BAD_FACTOR:
        print(f"  The fit is BAD: at least one prediction is off by a factor of {found.worst:.1f}.")


def print_growth(limits: Limits) -> None:
    """Print what one installation uses as it grows, and where each part is full."""
    load, costs = Load(), Costs()
    uses = [use_of_one(learners, load, costs, limits) for learners in SIZES_OF_ONE]
    print("\nOne installation that grows, 250 learners a worker: use, as a share of what there is")
    rows = [[name, *(f"{use[name]:.0%}" for use in uses)] for name in uses[0]]
    print(table([["learners", *(f"{each:,}" for each in SIZES_OF_ONE)], *rows]))
    for name, learners in sizes_when_full(load, costs, limits).items():
        print(f"  full at {learners:>9,} learners: {name}")


def plan_rows(plans: Sequence[Plan]) -> list[list[str]]:
    """Return the table of plans, one column a plan."""

    def row(name: str, values: Iterable[str]) -> list[str]:
        return [name, *values]

    traffic = [each.shard.traffic for each in plans]
    shards = [each.shards for each in plans]
    kinds = ("cores", "memory", "disk", "sent out")
    return [
        row("learners", (f"{each.learners:,}" for each in plans)),
        row("installations (shards)", (f"{each.shards:,}" for each in plans)),
        row("workers, all", (f"{each.workers:,}" for each in plans)),
        row("workers a shard", (f"{each.shard.workers or 1}" for each in plans)),
        row("learners of the fullest worker", (f"{each.shard.fullest}" for each in plans)),
        row(
            "cores of PostgreSQL a shard",
            (f"{each.shard.postgresql_cores}" if each.shard.workers else "-" for each in plans),
        ),
        row("leaves the reserve of 30 %", ("yes" if is_enough(each.outcome, Limits()) else "NO" for each in plans)),
        row("acknowledged, p50", (f"{each.outcome.p50 * 1000:.0f} ms" for each in plans)),
        row("acknowledged, p99", (f"{each.outcome.p99 * 1000:.0f} ms" for each in plans)),
        row("all join within 5 s, p99", (f"{each.storm.p99:.0f} s" for each in plans)),
        row("busiest", (each.outcome.by_share()[0][0] for each in plans)),
        row("  its use", (f"{each.outcome.by_share()[0][1]:.0%}" for each in plans)),
        row("Redis, its use", (f"{each.outcome.busy.get(REDIS, 0.0):.0%}" for each in plans)),
        row("PostgreSQL's cores, their use", (f"{each.outcome.busy.get(POSTGRESQL, 0.0):.0%}" for each in plans)),
        row("Redis messages/s published, a shard", (f"{each.published:,.0f}" for each in traffic)),
        row("Redis messages/s delivered, a shard", (f"{each.delivered:,.0f}" for each in traffic)),
        row("commits/s, a shard", (f"{each.commits:,.0f}" for each in traffic)),
        row("commits/s, all", (f"{each.commits * count:,.0f}" for each, count in zip(traffic, shards, strict=True))),
        row("rows a day, all, millions", (f"{each.rows_a_day / 1e6:,.1f}" for each in plans)),
        row("days until a database has 20 GiB", (f"{each.days_until_full:,.1f}" for each in plans)),
        row("databases, all, GB", (f"{each.disk_gb:,.0f}" for each in plans)),
        row("memory, all, GiB", (f"{each.memory_gib:,.0f}" for each in plans)),
        row("sent to pages, all, Mbit/s", (f"{each.bytes_a_second * 8 / 1e6:,.0f}" for each in plans)),
        *(row(f"USD a month: {kind}", (f"{each.cost[kind]:,.0f}" for each in plans)) for kind in kinds),
        row("USD a month, all", (f"{sum(each.cost.values()):,.0f}" for each in plans)),
        row("USD a month and learner", (f"{sum(each.cost.values()) / each.learners:.2f}" for each in plans)),
    ]


def print_doubled(one: Plan) -> None:
    """Print what happens to a shard when one thing is doubled and nothing is added."""
    print(f"\nOne shard of {one.shard.learners:,} learners on {one.shard.workers} workers, one thing doubled")
    rows = []
    for name, found in doubled(one.shard).items():
        rows.append(
            (
                name,
                f"{found.p50 * 1000:,.0f} ms",
                f"{found.p99 * 1000:,.0f} ms",
                f"{found.busy[WORKER]:.0%}",
                f"{found.busy[REDIS]:.0%}",
                f"{found.busy[POSTGRESQL]:.0%}",
                ", ".join(found.saturated) or "nothing",
            )
        )
    print(table([("doubled", "p50", "p99", "worker", "Redis", "PostgreSQL", "saturated"), *rows]))


def main() -> None:
    """Print everything."""
    limits = Limits()
    print_assumptions()
    for point in MEASURED:
        print_comparison(compare(point))
    print_growth(limits)
    plans = [plan(learners) for learners in LEARNERS]
    undivided = plan(UNDIVIDED, limits=replace(limits, shard_learners=UNDIVIDED))
    print(f"\nPlans for machines of slowness {limits.slowness}")
    print(table(plan_rows([*plans, undivided])))
    print_doubled(plans[1])


if __name__ == "__main__":
    main()
