"""The time, in one place: everything else is handed a `Clock`.

Two times exist. `now()` is the time the panel lives in: it may be started elsewhere (`PANELPOST_NOW`, `tick --at`) for
rehearsals and tests. `wall()` is the machine's own time: leases and delivery retries use it, because a rehearsal one
month ahead must not make another process's lease look expired.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time; all times are aware UTC."""

    def now(self) -> datetime:
        """Return the time the panels live in."""
        ...

    def wall(self) -> datetime:
        """Return the machine's time, for leases and retries."""
        ...

    def retry_horizon(self) -> datetime:
        """Return the wall time up to which retries count as due."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)

    def wall(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)

    def retry_horizon(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)


class StartedClock:
    """A clock set to a moment when it was made, running from there (`PANELPOST_NOW`)."""

    def __init__(self, start: datetime) -> None:
        """Start at `start` (aware)."""
        self._ahead: timedelta = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the started time, run on."""
        return datetime.now(UTC) + self._ahead

    def wall(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)

    def retry_horizon(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)


class StandingClock:
    """A clock that stands still at one moment (`tick --at`, unit tests)."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at` (aware)."""
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._at

    def wall(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)

    def retry_horizon(self) -> datetime:
        """Return the later of the two times: a tick for a later moment also retries what would be due by then."""
        return max(self._at, datetime.now(UTC))


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 moment such as `2026-12-01T09:00:00Z`; without an offset it is UTC.

    Raises ValueError with what was expected.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        message = f"{text!r} is not a moment in time: write it like 2026-12-01T09:00:00Z"
        raise ValueError(message) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
