"""Two processes that both hold a lab: only the one that opened it last can write, and the other gives it up."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.live.lab import epochs, log
from apps.live.lab.epochs import Hold, TakenOver
from apps.live.lab.hub import CLOSE_MOVED, IDLE_SECONDS_MAX
from apps.live.lab.states import LabDropped
from apps.live.models import Command, Lab, ReachedGoal, Receipt, Run
from tests.live.lab.world import World, new_lab, stored_tick
from tests.live.visits import MAJORITIES

pytestmark = pytest.mark.django_db(transaction=True)

WRITE = {"type": "invoke", "client": "alice", "node": "n1", "operation": "write", "key": "x", "value": "1"}


async def test_a_command_to_a_lab_that_another_process_has_opened_is_not_stored() -> None:
    first, second, lab_id = World(), World(), await new_lab()
    old = await first.open(lab_id)
    await second.open(lab_id)
    with pytest.raises(TakenOver):
        await first.submit(old, **WRITE)
    assert not await Command.objects.aexists()
    assert not await Receipt.objects.aexists()


@pytest.mark.parametrize(
    "command",
    [
        {"type": "play"},
        {"type": "pause"},
        {"type": "step"},
        {"type": "set_speed", "per_mille": 500},
        {"type": "fork", "seq": 0, "tick": 0},
        {"type": "change_scenario", "protocol": "quorum", "dials": MAJORITIES},
        {"type": "switch_run", "run": 1},
    ],
    ids=lambda command: command["type"],
)
async def test_no_command_of_the_old_process_changes_anything(command: dict[str, object]) -> None:
    first, second, lab_id = World(), World(), await new_lab()
    old = await first.open(lab_id)
    await first.submit(old, type="pause")
    before = [run async for run in Run.objects.values()]
    receipts = await Receipt.objects.acount()
    first.now += 1
    await second.open(lab_id)
    with pytest.raises(TakenOver):
        await first.submit(old, **command)
    assert [run async for run in Run.objects.values()] == before
    assert await Receipt.objects.acount() == receipts


async def test_the_old_process_shows_nothing_beyond_what_was_stored_when_it_lost_the_lab() -> None:
    first, second, lab_id = World(), World(), await new_lab()
    old = await first.open(lab_id)
    page = await first.join(old)
    await first.pass_time(2, page)
    await second.open(lab_id)
    tick = await stored_tick(lab_id)
    await first.pass_time(5, page)
    assert old.moment.tick <= tick
    assert await stored_tick(lab_id) == tick


async def test_pages_of_the_old_process_are_sent_to_the_new_one_by_the_next_horizon() -> None:
    first, second, lab_id = World(), World(), await new_lab()
    old = await first.open(lab_id)
    page = await first.join(old)
    await second.open(lab_id)
    await first.pass_time(2, page)
    assert page.closed == CLOSE_MOVED
    assert lab_id not in first.hub.labs
    with pytest.raises(LabDropped):
        await first.submit(old, **WRITE)


async def test_another_lab_of_the_old_process_goes_on() -> None:
    first, second, lab_id, kept_id = World(), World(), await new_lab(), await new_lab()
    await first.open(lab_id)
    kept = await first.open(kept_id)
    page = await first.join(kept)
    await second.open(lab_id)
    await first.pass_time(3, page)
    assert page.closed is None
    assert kept.moment.tick > 500


async def test_a_lab_that_is_put_away_late_does_not_move_the_run_of_the_new_process() -> None:
    first, second, lab_id = World(), World(), await new_lab()
    old = await first.open(lab_id)
    left = await first.join(old)
    old.followers.leave(left.subscriber, first.now)
    new = await second.open(lab_id)
    page = await second.join(new)
    await second.pass_time(3, page)
    tick = await stored_tick(lab_id)
    first.now += 10 * IDLE_SECONDS_MAX
    await first.pass_time(2)
    assert await stored_tick(lab_id) == tick
    assert lab_id not in first.hub.labs


async def test_the_new_process_has_every_command_that_the_old_one_acknowledged() -> None:
    first, second, lab_id = World(), World(), await new_lab()
    old = await first.open(lab_id)
    page = await first.join(old)
    for number in range(5):
        await first.pass_time(0.5, page)
        await first.submit(old, **{**WRITE, "client": ("alice", "bob")[number % 2]})
    new = await second.open(lab_id)
    assert new.commands == 5
    assert new.moment.tick >= old.moment.tick


def test_goals_of_the_old_process_are_not_stored() -> None:
    lab = log.create_lab("gossip", "someone")
    old, run = epochs.take(lab.pk), lab.runs.get()
    epochs.take(lab.pk)
    assert old is not None
    with pytest.raises(TakenOver):
        log.store_goals(old, run.pk, 1, (0, 0), {}, {"late": True})
    run.refresh_from_db()
    assert run.sketch is None
    assert not ReachedGoal.objects.exists()


def test_there_is_no_hold_on_a_lab_that_does_not_exist() -> None:
    assert epochs.take("nowhere") is None
    with pytest.raises(TakenOver), epochs.writing(Hold("nowhere", 0)):
        pytest.fail("something was written")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["take", "extend"]), st.integers(0, 2)), max_size=12))
def test_in_any_order_of_openings_and_writes_only_the_last_opening_extends_the_horizon(
    acts: list[tuple[str, int]],
) -> None:
    lab = log.create_lab("gossip", "")
    run, holds, last, tick = lab.runs.get(), dict[int, Hold](), -1, 0
    for number, (act, process) in enumerate(acts, 1):
        if act == "take":
            taken = epochs.take(lab.pk)
            assert taken is not None
            holds[process], last = taken, process
        elif process in holds:
            stored = log.extend_horizons([log.Horizon(holds[process], run.pk, number)])
            assert stored == ({lab.pk} if process == last else set())
            tick = number if process == last else tick
    run.refresh_from_db()
    assert run.tick == tick
    assert Lab.objects.get(pk=lab.pk).epoch == sum(act == "take" for act, _ in acts)


async def test_of_openings_at_the_same_time_each_has_an_epoch_of_its_own() -> None:
    import asyncio

    lab_id = await new_lab()
    holds = await asyncio.gather(*(database_sync_to_async(epochs.take)(lab_id) for _ in range(8)))
    assert sorted(hold.epoch for hold in holds if hold) == list(range(1, 9))
