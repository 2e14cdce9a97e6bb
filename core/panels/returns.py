"""What a panel counts in its reports, beside what every panel has: figures, breakdowns, what must not be left blank."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from core.panels.fields import When, setting


class Counted(StrEnum):
    """What a figure is the number of."""

    CASES = "cases"  # each person or family once, however often the panel heard them in the period
    OUTCOMES = "outcomes"
    ACTIONS = "actions"  # always told apart by how they stand: done, unanswered and so on


@dataclass(frozen=True)
class Count:
    """One figure of a report, or with `by` a breakdown of it.

    Counted are the cases heard in the period, as their newest booking in it says they are, or with `of` the outcomes
    or actions of `outcomes`. Of cases, `outcomes` keeps those in which one of these was recorded. `when`: all of these
    conditions hold; `unless`: not all of these. They see the values of the booking, and those of the outcome where
    outcomes or actions are counted.

    `by` is a choice, several choices, or a yes or no: its own answers are the rows, so nothing that people wrote in
    their own words comes into a report. A number, or `age` (at the meeting), is told apart by `bands`, the numbers at
    which a new row begins: (10, 14, 18) is under 10, 10 to 13, 14 to 17, 18 or over. `sum` is a number that is added up
    over the cases instead of counting them.
    """

    key: str
    label: str
    _: KW_ONLY
    of: Counted = Counted.CASES
    outcomes: tuple[str, ...] = ()
    when: tuple[When, ...] = ()
    unless: tuple[When, ...] = ()
    by: str = ""
    bands: tuple[int, ...] = ()
    sum: str = ""


@dataclass(frozen=True)
class Complete:
    """A field without which the figures say too little: the report is incomplete when it is blank too often.

    `at_most_blank` is in percent of the cases for which `when` holds.
    """

    field: str
    _: KW_ONLY
    at_most_blank: int
    when: tuple[When, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Returns:
    """What a panel's reports hold besides what every panel's do; see `Count` and `Complete`.

    Counts from 1 to `small_numbers` - 1 could tell who somebody is: they are shown as "fewer than 5", and with them
    what they could be worked out from. 0 or 1: everything is shown. `people`: conditions that hold for the cases
    that are about somebody; others (a trend, an item for learning) are in none of these counts of cases.
    """

    people: tuple[When, ...] = ()
    counts: tuple[Count, ...] = ()
    complete: tuple[Complete, ...] = ()
    small_numbers: int = setting("small_numbers", 5, "Counts below this are not shown in reports")
