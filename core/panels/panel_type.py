"""The whole declaration of a panel type."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from core.panels.fields import Field, Setting, Subject
from core.panels.meetings import Before, Quorum, Schedule, Seat, Sitting
from core.panels.results import Clock, Confirmation, Escalation, Letter, MinutesForm, Nature, Outcome, Prompt
from core.panels.returns import Returns
from core.panels.rules import Bookers, BookingRule, Confidentiality, Emergency, Guests, Linked, Shared


@dataclass(frozen=True)
class Terms:
    """The terms of reference: a Markdown file beside the plugin, and the day of this version."""

    file: str
    dated: date


@dataclass(frozen=True, kw_only=True)
class PanelType:
    """All that makes a panel type what it is.

    `nature` is what the panel is for; it bounds the natures of its outcomes: one that tracks records no decision,
    recommendation or allocation, one that advises decides nothing by itself. `rules` are asked of every booking, with
    the hook `panel_check_booking` after them. `letters` are written as soon as a booking stands for which their
    conditions hold, one to each reader, and not again when the case is booked on.
    """

    key: str
    name: str
    prefix: str
    nature: Nature
    subject: Subject
    terms: Terms
    fields: tuple[Field, ...]
    schedule: Schedule
    seats: tuple[Seat, ...]
    quorum: Quorum
    outcomes: tuple[Outcome, ...]
    confidentiality: Confidentiality
    short_name: str = ""
    version: str = "1.0"
    sitting: Sitting = Sitting()
    before: Before = Before()
    minutes: MinutesForm = MinutesForm()
    confirmation: Confirmation = Confirmation()
    emergency: Emergency = Emergency()
    rules: tuple[BookingRule, ...] = ()
    clocks: tuple[Clock, ...] = ()
    bookers: Bookers | None = None
    guests: Guests = Guests()
    shared: tuple[Shared, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    returns: Returns = Returns()
    letters: tuple[Letter, ...] = ()
    linked: Linked | None = None
    settings: tuple[Setting, ...] = field(default=())

    def field(self, key: str) -> Field | None:
        """Return the booking field with this key, or None."""
        return next((each for each in self.fields if each.key == key), None)

    def seat(self, key: str) -> Seat | None:
        """Return the seat with this key, or None."""
        return next((each for each in self.seats if each.key == key), None)

    def prompt(self, key: str) -> Prompt | None:
        """Return the heading of a case's minutes with this key, or None."""
        return next((each for each in self.minutes.case if each.key == key), None)

    def outcome(self, key: str) -> Outcome | None:
        """Return the outcome with this key, or None."""
        return next((each for each in self.outcomes if each.key == key), None)
