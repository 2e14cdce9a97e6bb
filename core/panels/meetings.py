"""When a panel meets, what happens before, who sits on it, and what makes it quorate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.panels.fields import When, setting


@dataclass(frozen=True, kw_only=True)
class NthWeekday:
    """The nth weekday of every month (weekday 0 is Monday) at a local time such as "14:00"."""

    week: int
    weekday: int
    at: str


class DayOff(StrEnum):
    """What becomes of a date that falls on a day on which nobody works. The dates after it do not move with it."""

    KEEP = "keep"  # flagged to the coordinator, who moves it or lets it stand
    NEXT = "next working day"
    BEFORE = "working day before"


@dataclass(frozen=True, kw_only=True)
class EveryDays:
    """Every so many days from a first meeting (an ISO date) on, at a local time."""

    days: int
    first: str
    at: str
    day_off: DayOff = DayOff.KEEP


@dataclass(frozen=True)
class PerCase:
    """No dates of its own: the coordinator adds a meeting for a case, and what waits is booked into it."""


Schedule = NthWeekday | EveryDays | PerCase


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """How long one item takes, how many fit, and how far ahead dates are kept and members invited.

    `presenters`: those who book come to present; otherwise they get no slot and their absence says nothing. `together`
    is a booking field that names a group: bookings that say the same there share one slot and stay bookings of their
    own.
    """

    slot_minutes: int = setting("slot_minutes", 20, "Minutes for one case")
    capacity: int = setting("capacity", 9, "How many cases fit into one meeting")
    invite_ahead: int = setting("invite_ahead", 3, "How many meetings ahead members are invited")
    months_ahead: int = setting("months_ahead", 13, "How many months ahead dates are kept")
    presenters: bool = True
    together: str = ""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What happens before a meeting.

    The names list leaves `names_list_days` whole working days before, at `names_list_at` local time. Bookings close
    `closes_days` whole working days before at that time (None: when the list leaves); one after that is late, and with
    `late_to_chair` the chair is asked (otherwise it goes to the next meeting). `preparation` are the headings a
    presenter should prepare. Members answer the list `answers_days` whole working days before. With `keeps_research`
    off, what members find stays with their agency: only that they looked is kept.
    """

    names_list_days: int = setting("names_list_days", 3, "Working days before the meeting that the names list leaves")
    names_list_at: str = setting("names_list_at", "12:00", "When the names list leaves")
    closes_days: int | None = None
    late_to_chair: bool = True
    quorum_warning_days: int = setting("quorum_warning_days", 1, "Working days before that quorum is checked")
    preparation: tuple[str, ...] = ()
    answers_days: int = 0
    keeps_research: bool = True


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A place on the panel; `optional` seats are advisers (OPT-PARTICIPANT, not counted for quorum).

    A quality that quorum asks for (a social worker of 3 years' standing, an independent member) is a seat too: whoever
    has it holds that seat besides their own, and is counted once.
    """

    key: str
    label: str
    agency: str = ""
    optional: bool = False
    aliases: tuple[str, ...] = ()


class Shortfall(StrEnum):
    """What it means to be without quorum."""

    WARN = "warn"
    NO_BUSINESS = "no business"


@dataclass(frozen=True, kw_only=True)
class CaseNeed:
    """What one case needs of those who are there when `when` holds for it: one of these `seats`.

    Without it nothing but tracking can be recorded of that case; the others go on. `because` is a short reason, such
    as "the child is looked after by Luton".
    """

    seats: tuple[str, ...]
    when: tuple[When, ...] = ()
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """How many must be there, and who.

    `minimum` counts seats, or with `people` persons, each once whatever seats they hold. `must`: each of these seats.
    `any_of`: of each group one seat. `without`: pairs (a, b): when nobody is in seat a, somebody must be in seat b.
    `cases`: what single cases need besides.
    """

    minimum: int
    must: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, str], ...] = ()
    cases: tuple[CaseNeed, ...] = ()
    people: bool = False
    shortfall: Shortfall = Shortfall.WARN
