"""What a panel resolves and what follows: minutes, outcomes, actions, letters, confirmation, time limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.kinds import Role
from core.panels.fields import Field, Period, Unit, When, setting
from core.panels.meetings import DayOff

PROMPTS = "prompts"
OUTCOMES = "outcomes"
LETTER_WORDS = frozenset({"panel", "reference", "meeting", "today", "recommendation"})
"""What stands for itself in a letter, beside the fields and the clocks."""

PLACE = re.compile(r"\{(\w+)\}")
"""A place in a letter's text that is filled in."""


@dataclass(frozen=True)
class Prompt:
    """A heading of the minutes, several lines allowed under it.

    `part` is the value of a document in which its text travels: what is not for every reader of the minutes (police
    intelligence, legal advice) stands in a part of its own, which a Show must name. A `required` one must be written
    before a draft is complete, for every case that was heard.
    """

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    part: str = PROMPTS
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Words that should not stand in what every reader of the minutes sees.

    `words` are compared as whole words, whatever their case. With `stops`, the line is a problem until it is mended;
    otherwise the chair is told beside the draft. `sentence` says what to do.
    """

    words: tuple[str, ...]
    sentence: str
    stops: bool = True


@dataclass(frozen=True, kw_only=True)
class MinutesForm:
    """What the minutes of one case and of the meeting ask for.

    `must_record`: of each group of outcomes at least one in every case heard. `only_one`: of each group one at most.
    """

    case: tuple[Prompt, ...] = (Prompt("summary", "Summary", ("discussion", "notes"), required=False),)
    meeting: tuple[Prompt, ...] = (
        Prompt("apologies", "Apologies", ("apologies from", "sent apologies")),
        Prompt("other_business", "Other business", ("AOB", "any other business")),
    )
    must_record: tuple[tuple[str, ...], ...] = ()
    only_one: tuple[tuple[str, ...], ...] = ()
    wording: tuple[Wording, ...] = ()


class Nature(StrEnum):
    """What an outcome is in law or in practice."""

    DECISION = "decision"
    RECOMMENDATION = "recommendation"
    ADVICE = "advice"
    ALLOCATION = "allocation"
    TRACKING = "tracking"
    LEARNING = "learning"


class NextStep(StrEnum):
    """What an outcome sets going besides its action."""

    NONE = "none"
    REBOOK = "rebook"
    CLOSE = "close"


@dataclass(frozen=True, kw_only=True)
class Rebook:
    """Which meeting a case goes on to, with `NextStep.REBOOK`.

    `on` is a field of the outcome that may name the meeting's own day. Otherwise `after`: the first meeting on or after
    the day this period ends; `before`: the last one on or before it. The period counts from `since` (a date field of
    the outcome, else of the booking), and from the meeting's day without one; with `back`, it counts backwards from
    there (8 weeks before a contract ends). With none of these it is the next meeting, whatever dates the outcome has.
    """

    on: str = ""
    after: Period | None = None
    before: Period | None = None
    since: str = ""
    back: bool = False


@dataclass(frozen=True, kw_only=True)
class Refer:
    """Book the case with another panel in that panel's own terms, when the outcome is final or the clock has run out.

    `to` are panel types, in order: the first that runs at the site gets it; where none does, the presenter is told to
    refer it there. With `by`, a choice field of the outcome says which: `targets` are pairs (label, panel type). Who it
    is goes along by itself; `carries` are pairs (our field, their field) for what goes along besides. A pair
    that ends in the name of their subject says that the case there is somebody else's (a carer's): our date of birth
    and number stay here.
    """

    to: tuple[str, ...] = ()
    by: str = ""
    targets: tuple[tuple[str, str], ...] = ()
    carries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter about an outcome that is final, or about a booking that stands (`PanelType.letters`), to one person.

    `to` is "presenter", "coordinator", "chair", "seat:<key>" or "field:<key>" (a booking field that names people: one
    letter each; where it gives no secure address the presenter, or for a booking the coordinator, gets the letter to
    hand over). `addressee` says whom it is for: "the applicants". In `paragraphs` and `rights`, `{key}` stands for one
    of `fields` (of the outcome or the booking), `{clock_key}` for the last day of the clock `key`, `{recommendation}`
    for what the panel recommended, and `{panel}`, `{reference}`, `{meeting}`, `{today}` for themselves. Nothing else of
    the case is in it; a paragraph whose fields are all empty is left out.
    """

    to: str
    addressee: str
    paragraphs: tuple[str, ...]
    rights: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    when: tuple[When, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ActionRule:
    """An action that an outcome makes by itself.

    `owner` is "presenter", "coordinator", "chair", "seat:<key>" or "field:<key>" (a field that names a person; the
    presenter, when it is not given). `due_field` is an outcome field that holds the date, used when given; otherwise
    `due` counts from `since` (an outcome or booking field that holds a date or moment), and without one from the
    meeting's day, or for a confirmer's own decision from the day it was made. With `when`, it is made only where these
    conditions hold for the values of outcome and booking. With `hands_over`, it says which time limits of the case run
    and when they end: whoever takes the case on goes on with them.
    """

    owner: str
    what: str
    due: Period
    due_field: str = ""
    since: str = ""
    when: tuple[When, ...] = ()
    hands_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One thing a panel can resolve.

    `only_when`: it is there for bookings of which these conditions hold. `urgent` ones reach their owners before
    confirmation, marked draft. The one with `when_absent` is recorded by itself for a booking whose presenter did not
    come. `part` is the value of a document in which it travels, with its actions in `<part>_actions`.

    `confirmer` is who makes this one final: "" by the panel's rule, or "seat:<key>" or "field:<key>" (an outcome field
    that names them) for one that a named person must approve. `by_confirmer`: no panel records it; it is what the
    confirmer decides, written down when they answer. `if_confirmed` and `if_not_agreed` name those decisions; their
    fields are what the confirmer writes, else what the recommendation says under the same keys.

    `stops`: open actions that these outcomes of the case made are withdrawn. `nameless`: what it says may not tell who
    the case is about, because it is passed round.

    A field of an outcome with the key of a booking's field brings the case up to date when it is booked on; so do the
    pairs (booking field, value) of `sets`.
    """

    key: str
    label: str
    nature: Nature
    aliases: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    action: ActionRule | tuple[ActionRule, ...] | None = None
    only_when: tuple[When, ...] = ()
    urgent: bool = False
    next_step: NextStep = NextStep.NONE
    rebook: Rebook | None = None
    sets: tuple[tuple[str, str], ...] = ()
    refer: Refer | None = None
    letters: tuple[Letter, ...] = ()
    confirmer: str = ""
    by_confirmer: bool = False
    if_confirmed: str = ""
    if_not_agreed: str = ""
    when_absent: bool = False
    stops: tuple[str, ...] = ()
    nameless: bool = False
    part: str = OUTCOMES

    @property
    def actions(self) -> tuple[ActionRule, ...]:
        """The actions it makes by itself."""
        return self.action if isinstance(self.action, tuple) else (self.action,) if self.action else ()


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One more reader of a confirmation: whom a booking field names, else who holds a seat ("" for nobody)."""

    role: Role
    field: str = ""
    seat: str = ""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """Who makes outcomes final in writing, and how long each step may take.

    Outcomes of `natures` wait for the confirmer; with no natures the panel's own word is final when the chair approves
    the minutes. `by_field` is a booking field that may name the person for one case; otherwise the panel's
    `confirmer`. `draft_within` counts from the meeting, `within` from the chair's approval; after that the confirmer is
    reminded daily. Presenters and action owners always get the confirmation; `copies` are the others.

    `may_differ`: a "not agreed" is their decision and not a question to the chair. `not_a_member`: whoever took part in
    the meeting may not decide (AAR 2005 reg 30B(3)).
    """

    by_field: str = ""
    title: str = "Chair"
    draft_within: Period = Period(setting("draft_within_days", 5, "Working days for draft minutes"), Unit.WORKING_DAYS)
    within: Period = Period(setting("confirm_within_days", 5, "Working days to confirm"), Unit.WORKING_DAYS)
    natures: tuple[Nature, ...] = (Nature.DECISION, Nature.RECOMMENDATION)
    copies: tuple[Copy, ...] = ()
    may_differ: bool = False
    not_a_member: bool = False


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time limit of a case, kept by itself and shown to the coordinator before and after it runs out.

    `since`: where it starts - "booked" (the day the first booking was made), "referred" (of the newest that no outcome
    asked for), "met" (the day of a meeting it was on, once that is over), "field:<key>" (a date of the booking),
    "outcome" (the day of the meeting that recorded one of `outcomes`), "outcome:<key>" (a date field of that outcome),
    "approved" (the day the minutes with one of `outcomes`, or with any, became final), "confirmed" (the day one of
    `outcomes` was made final). `when`: conditions on the values of booking and outcome. `until`: what ends it - outcome
    keys, "heard" (the case is heard), "approved" (the minutes are), "confirmed" (all its outcomes are final),
    "field:<key>" (a field of the booking is given).
    Starting again, it replaces the one that ran before.

    With `erases`, all there is of the case is deleted once it is over; until something starts it, the case is kept.

    `paused`: while these hold it stands, its date still shown. `target`: an aim, not a limit. A booking onto a meeting
    later than a clock with `bounds` is flagged to the chair. While it runs, the outcomes it `bars` cannot be recorded
    or decided, `unless` these conditions hold. With `keeps`, a presenter cannot withdraw the case while it runs. When
    it runs out, `then` is put to the confirmer, and `refer` books the case with another panel, where it then waits for
    what that panel requires: once, while that booking is open, however often the clock moves. `grace`: it is over only
    so long after its last day. `day_off`: a last day on which nobody works moves. `warn_days` are calendar days ahead.
    `tell` are "chair", "confirmer" or "seat:<key>", told once when it is over.
    """

    key: str
    label: str
    since: str
    period: Period
    outcomes: tuple[str, ...] = ()
    when: tuple[When, ...] = ()
    until: tuple[str, ...] = ("heard",)
    paused: tuple[When, ...] = ()
    target: bool = False
    bounds: bool = False
    bars: tuple[str, ...] = ()
    unless: tuple[When, ...] = ()
    keeps: bool = False
    then: str = ""
    grace: Period | None = None
    day_off: DayOff = DayOff.KEEP
    warn_days: int = 14
    tell: tuple[str, ...] = ()
    erases: bool = False
    refer: Refer | None = None


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """Who hears of an action that stays overdue: `to` ("chair" or "seat:<key>") once it is `after` past its day.

    With `outcomes`, only of actions that these made.
    """

    to: str
    after: Period
    outcomes: tuple[str, ...] = ()
