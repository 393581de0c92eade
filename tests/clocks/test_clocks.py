"""Clocks as values: their laws."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from apps.clocks.hybrid_logical import HybridTime
from apps.clocks.vector import Order, compare, merge, tick, zero
from apps.clocks.version_vector import VersionVector, join_all
from apps.clocks.wall import WallClock

clocks = st.tuples(*[st.integers(0, 4)] * 3)
vectors = st.dictionaries(st.sampled_from("abc"), st.integers(0, 4)).map(VersionVector.of)
times = st.builds(HybridTime, st.integers(0, 20), st.integers(0, 5))


@given(clocks, clocks)
def test_merging_vector_clocks_gives_the_least_clock_that_is_at_least_both(a: tuple, b: tuple) -> None:
    merged = merge(a, b)
    assert merged == merge(b, a)
    assert all(compare(each, merged) in (Order.BEFORE, Order.EQUAL) for each in (a, b))
    assert all(entry in (x, y) for entry, x, y in zip(merged, a, b, strict=True))


@given(clocks, st.integers(0, 2))
def test_an_event_is_after_the_one_before_it(clock: tuple, process: int) -> None:
    assert compare(clock, tick(clock, process)) is Order.BEFORE
    assert compare(zero(3), tick(clock, process)) is Order.BEFORE


@given(clocks, clocks)
def test_comparing_the_other_way_round_turns_the_answer_round(a: tuple, b: tuple) -> None:
    turned = {Order.BEFORE: Order.AFTER, Order.AFTER: Order.BEFORE}
    assert compare(b, a) is turned.get(compare(a, b), compare(a, b))


def test_the_conflict_of_the_dynamo_paper_is_told_concurrent() -> None:
    assert VersionVector.of({"A": 3}).compare(VersionVector.of({"A": 2, "B": 1})) is Order.CONCURRENT


@given(vectors, vectors, vectors)
def test_version_vectors_form_a_lattice(a: VersionVector, b: VersionVector, d: VersionVector) -> None:
    assert a.join(b) == b.join(a)
    assert a.join(b).join(d) == a.join(b.join(d)) == join_all((a, b, d))
    assert a.join(a) == a
    assert a.join(b).includes(a)
    assert (a.compare(b) is Order.EQUAL) == (a.includes(b) and b.includes(a))


@given(vectors, st.sampled_from("abc"))
def test_a_write_includes_what_it_saw_and_is_not_included_in_it(a: VersionVector, writer: str) -> None:
    assert a.increment(writer).compare(a) is Order.AFTER


@given(times, times, st.integers(0, 30))
def test_hybrid_time_moves_on_past_what_is_local_remote_and_physical(a: HybridTime, b: HybridTime, wall: int) -> None:
    assert a.next(wall) > a
    received = a.receive(b, wall)
    assert received > a
    assert received > b
    assert received.physical_ticks == max(a.physical_ticks, b.physical_ticks, wall)


@given(st.integers(-500, 500), st.integers(0, 1_000), st.integers(0, 1_000))
def test_a_timer_fires_at_the_first_tick_at_which_enough_local_time_has_passed(
    drift: int, delay: int, tick_: int
) -> None:
    clock = WallClock().with_drift(drift, tick_)
    ticks = clock.true_ticks(delay)
    assert clock.local_ticks(ticks) >= delay
    assert ticks == 0 or clock.local_ticks(ticks - 1) < delay


@given(st.integers(-500, 500), st.integers(-1_000, 1_000), st.integers(0, 1_000))
def test_setting_the_skew_moves_the_reading_by_the_difference(drift: int, skew: int, now: int) -> None:
    clock = WallClock().with_drift(drift, 0)
    assert clock.with_skew(skew, now).read(now) == clock.read(now) + skew
    assert clock.with_skew(skew, now).with_skew(0, now).read(now) == clock.read(now)
