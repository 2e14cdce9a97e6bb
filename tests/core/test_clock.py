from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.clock import StandingClock, StartedClock, SystemClock, parse_moment

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-01T12:00:00Z", NOON),
        ("2026-12-01T12:00:00", NOON),
        (" 2026-12-01T13:00:00+01:00 ", NOON),
        ("2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_as_aware_utc(text: str, moment: datetime) -> None:
    found = parse_moment(text)

    assert (found, found.tzinfo) == (moment, UTC)


@pytest.mark.parametrize("text", ["", "soon", "1/12/2026", "2026-13-01T00:00:00Z"])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write it like 2026-12-01T09:00:00Z"):
        parse_moment(text)


def test_a_started_clock_runs_on_from_where_it_was_started() -> None:
    clock = StartedClock(NOON)

    first, second = clock.now(), clock.now()

    assert NOON <= first <= second < NOON + timedelta(seconds=5)


def test_a_standing_clock_stands() -> None:
    clock = StandingClock(NOON)

    assert clock.now() == clock.now() == NOON


@pytest.mark.parametrize("clock", [StartedClock(NOON), StandingClock(NOON)])
def test_leases_are_kept_by_the_machines_time_wherever_the_panel_is(clock: StartedClock | StandingClock) -> None:
    apart = clock.wall() - SystemClock().wall()

    assert abs(apart) < timedelta(seconds=5)


def test_a_tick_for_a_later_moment_also_retries_what_would_be_due_by_then() -> None:
    later = SystemClock().wall() + timedelta(days=30)

    assert StandingClock(later).retry_horizon() == later
    assert StandingClock(NOON - timedelta(days=3650)).retry_horizon() > NOON - timedelta(days=3650)
