"""A clock that jumps is noticed, and not believed until it has been steady for some time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from apps.live.upkeep import clock_watch
from apps.live.upkeep.clock_watch import GAP_DAYS_MAX, clock_notice, is_steady, record_clock, watch_clock

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY, NOTHING = timedelta(hours=1), timedelta(days=1), timedelta()


def test_a_clock_is_steady_once_it_has_gone_on_for_the_days_asked_for() -> None:
    assert not is_steady(record_clock(START, None))
    assert not is_steady(record_clock(START + 23 * HOUR, NOTHING))
    assert is_steady(record_clock(START + 24 * HOUR, NOTHING))
    assert not is_steady(record_clock(START + 2 * DAY, NOTHING), days=7)


@pytest.mark.parametrize("jump", [200 * DAY, 2 * DAY, 2 * HOUR, -DAY, -10_000 * DAY], ids=str)
def test_a_jump_under_a_running_server_is_noticed_whichever_way_it_goes(jump: timedelta) -> None:
    record_clock(START, None)
    assert is_steady(record_clock(START + 3 * DAY, NOTHING))
    assert not is_steady(record_clock(START + 3 * DAY + HOUR + jump, jump))
    assert not is_steady(record_clock(START + 3 * DAY + 2 * HOUR + jump, NOTHING))


def test_an_adjustment_of_minutes_is_no_jump_nor_is_a_look_by_another_process() -> None:
    record_clock(START, None)
    record_clock(START + 59 * HOUR, None)
    record_clock(START + 60 * HOUR, timedelta(minutes=-20))
    assert is_steady(record_clock(START + 61 * HOUR, timedelta(minutes=20)))
    assert clock_notice() == ""


def test_this_process_compares_the_clock_with_its_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_watch._LastLook, "ahead", None)
    shown, counted = [START, START + HOUR, START + 3 * HOUR], [100.0, 3_700.0, 3_800.0]
    monkeypatch.setattr(clock_watch.timezone, "now", lambda: shown.pop(0))
    monkeypatch.setattr(clock_watch.time, "clock_gettime", lambda _: counted.pop(0))
    assert [watch_clock().jump_seconds for _ in range(3)] == [0, 0, 7_100]


@pytest.mark.parametrize(
    ("gap", "steady"), [(7 * DAY, True), (GAP_DAYS_MAX * DAY + HOUR, False), (-DAY, False)], ids=str
)
def test_a_start_long_after_or_before_the_last_sign_of_life_is_a_jump(gap: timedelta, steady: bool) -> None:
    record_clock(START, None)
    record_clock(START + 3 * DAY, NOTHING)
    assert is_steady(record_clock(START + 3 * DAY + gap, None)) is steady


def test_a_jump_is_told_in_the_log_and_to_instructors_with_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    record_clock(START, None)
    record_clock(START + 200 * DAY, None)
    assert "went 200 days ahead" in caplog.text
    assert "set the machine's clock" in clock_notice()
    record_clock(START + 215 * DAY, NOTHING)
    assert clock_notice() == ""
