"""The language a panel type is declared in: frozen values, no behaviour.

A plugin builds one `PanelType`. Every local value (a time, a count, an offset) is written as
`setting("key", default, "help")` in the place where it counts; `core.host` resolves it with what the site's
configuration says under `[panels.<key>]`. Nothing in here reads a clock, a database or a mail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar, cast

from core.kinds import Kind, Role

if TYPE_CHECKING:
    from datetime import date

T = TypeVar("T")

__all__ = [
    "COMMON_SHOWS",
    "ActionRule",
    "Before",
    "Choice",
    "Confidentiality",
    "Confirmation",
    "Copy",
    "Emergency",
    "EveryDays",
    "Field",
    "FieldKind",
    "Kind",
    "MinutesForm",
    "Nature",
    "Need",
    "NextStep",
    "NthWeekday",
    "Outcome",
    "PanelType",
    "PerCase",
    "Period",
    "Prompt",
    "Quorum",
    "Role",
    "Seat",
    "Sensitivity",
    "Setting",
    "Shortfall",
    "Show",
    "Sitting",
    "Subject",
    "Terms",
    "Unit",
    "setting",
]


@dataclass(frozen=True)
class Setting:
    """A local value: `key` under `[panels.<panel>]`, `default` when it is not given, `help` for `panelpost panels`.

    The default's type is the value's type: int, bool, str (a time is "14:00") or a tuple of str.
    """

    key: str
    default: object
    help: str


def setting(key: str, default: T, help: str) -> T:  # noqa: A002 - the word an author expects
    """Stand a local value where the language wants a `T`; `core.host` puts the configured value in its place."""
    return cast("T", Setting(key, default, help))


class Sensitivity(StrEnum):
    """How far a value may travel; a document names the fields it shows, and the closed default is none."""

    PLAIN = "plain"
    PERSONAL = "personal"
    RESTRICTED = "restricted"  # third parties, intelligence: only where a Show names it
    IDENTITY = "identity"  # names the subject


class FieldKind(StrEnum):
    """How a field's value is written and read."""

    TEXT = "text"
    LONG = "long text"
    NAME = "name"
    PERSON = "person"  # a name, an email address, or both
    DATE = "date"
    MOMENT = "date and time"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"
    REFERENCE = "reference number"


class Need(StrEnum):
    """When a field is asked for."""

    REQUIRED = "required"  # no booking without it
    ASK_ONCE = "ask once"  # booked without it, asked for one time
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Choice:
    """One value of a choice: what is stored and shown, and the other ways people write it."""

    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing a booking or an outcome can say.

    `label` is how we write it in a form ("Date of birth"), `aliases` how others write it ("DOB", "d.o.b."). Values are
    kept as text in one spelling: dates ISO, yes or no as "yes"/"no", a choice as its label.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    need: Need = Need.OPTIONAL
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who is discussed, and which fields tell one subject from another."""

    noun: str
    plural: str
    name: str = "name"  # the fields' keys
    born: str = "date_of_birth"
    number: str = "case_number"
    under_age: int | None = None  # older on the meeting's day: flagged to the chair


@dataclass(frozen=True)
class Terms:
    """The terms of reference: a Markdown file beside the plugin, and the day of this version."""

    file: str
    dated: date


@dataclass(frozen=True, kw_only=True)
class NthWeekday:
    """The nth weekday of every month (weekday 0 is Monday) at a local time such as "14:00"."""

    week: int
    weekday: int
    at: str


@dataclass(frozen=True, kw_only=True)
class EveryDays:
    """Every so many days from a first meeting on, at a local time."""

    days: int
    first: str
    at: str


@dataclass(frozen=True)
class PerCase:
    """No dates of its own: the coordinator adds a meeting for a case."""


Schedule = NthWeekday | EveryDays | PerCase


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """How long one item takes, how many fit, and how far ahead dates are kept and members invited."""

    slot_minutes: int
    capacity: int
    invite_ahead: int = 3
    months_ahead: int = 13


class Unit(StrEnum):
    """What a period is counted in. Hours are clock hours, weekends included."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar days"
    WORKING_DAYS = "working days"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    """A length of time, such as 5 working days."""

    count: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Before:
    """What happens before a meeting.

    The names list leaves `names_list_days` whole working days before, at `names_list_at` local time; a booking after
    that moment is late, and with `late_to_chair` the chair is asked (otherwise it goes to the next meeting).
    `preparation` are the headings a presenter should prepare.
    """

    names_list_days: int
    names_list_at: str
    late_to_chair: bool = True
    quorum_warning_days: int = 1
    preparation: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A place on the panel; `optional` seats are advisers (OPT-PARTICIPANT, not counted for quorum)."""

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
class Quorum:
    """How many seats must be filled, and which of them by name."""

    minimum: int
    must: tuple[str, ...] = ()
    shortfall: Shortfall = Shortfall.WARN


@dataclass(frozen=True)
class Prompt:
    """A heading of the minutes, several lines allowed under it."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MinutesForm:
    """What the minutes of one case and of the meeting ask for."""

    case: tuple[Prompt, ...]
    meeting: tuple[Prompt, ...] = ()


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
class ActionRule:
    """The action an outcome makes by itself.

    `owner` is "presenter", "seat:<key>" or "field:<key>" (an outcome field that names a person; the presenter, when it
    is not given). `due_field` is an outcome field that holds the date, used when given; otherwise `due` counts from
    `since` (an outcome or booking field that holds a date or moment), and from the meeting's day without one.
    """

    owner: str
    what: str
    due: Period
    due_field: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One thing a panel can resolve.

    `urgent` ones reach their owners before confirmation, marked draft. The one with `when_absent` is recorded by itself
    for a booking whose presenter did not come.
    """

    key: str
    label: str
    nature: Nature
    aliases: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    action: ActionRule | None = None
    urgent: bool = False
    next_step: NextStep = NextStep.NONE
    when_absent: bool = False


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One more reader of a confirmation: whom a booking field names, else who holds a seat ("" for nobody)."""

    role: Role
    field: str
    seat: str = ""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """Who makes outcomes final in writing, and how long each step may take.

    `by_field` is a booking field that may name the person for one case; otherwise the panel's `confirmer`.
    `draft_within` counts from the meeting, `within` from the chair's approval; after that the confirmer is reminded
    daily. Presenters and action owners always get the confirmation; `copies` are the others.
    """

    by_field: str
    title: str
    draft_within: Period
    within: Period
    natures: tuple[Nature, ...] = (Nature.DECISION, Nature.RECOMMENDATION)
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Show:
    """Who sees which values of an item in which documents; what no Show names is not shown.

    `fields` are field keys, minutes prompts, or the core's own: `outcomes`, `actions`, `slot`, `presenter`, `unused`
    (the reader's own lines), `reason`, `asks`. With `own`, only items the reader is party to.
    """

    documents: tuple[Kind, ...]
    to: tuple[Role, ...]
    fields: tuple[str, ...]
    own: bool = True


@dataclass(frozen=True, kw_only=True)
class Confidentiality:
    """The panel's rules: marking, what each reader sees, where personal content may go.

    `secure_only` documents go in full only to addresses on the site's secure domains; others get a notice without
    personal content. `keep_lists_months` is how long working copies are kept.
    """

    marking: str
    shows: tuple[Show, ...]
    secure_only: bool = True
    keep_lists_months: int = 12


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """Words that show immediate danger are answered with this advice; the booking is still made.

    `alert` is an address that is told at once (without any content); empty means the coordinator.
    """

    advice: tuple[str, ...]
    alert: str = ""


@dataclass(frozen=True, kw_only=True)
class PanelType:
    """All that makes a panel type what it is."""

    key: str
    name: str
    short_name: str
    prefix: str
    version: str
    subject: Subject
    terms: Terms
    fields: tuple[Field, ...]
    schedule: Schedule
    sitting: Sitting
    before: Before
    seats: tuple[Seat, ...]
    quorum: Quorum
    minutes: MinutesForm
    outcomes: tuple[Outcome, ...]
    confirmation: Confirmation
    confidentiality: Confidentiality
    emergency: Emergency
    settings: tuple[Setting, ...] = field(default=())

    def field(self, key: str) -> Field | None:
        """Return the booking field with this key, or None."""
        return next((each for each in self.fields if each.key == key), None)

    def seat(self, key: str) -> Seat | None:
        """Return the seat with this key, or None."""
        return next((each for each in self.seats if each.key == key), None)

    def outcome(self, key: str) -> Outcome | None:
        """Return the outcome with this key, or None."""
        return next((each for each in self.outcomes if each.key == key), None)


_BOOKING_ANSWERS = (
    Kind.BOOKING_CONFIRMED,
    Kind.BOOKING_QUESTION,
    Kind.BOOKING_LATE,
    Kind.BOOKING_WAITING,
    Kind.BOOKING_REFUSED,
    Kind.BOOKING_MOVED,
    Kind.BOOKING_WITHDRAWN,
    Kind.BOOKING_STATUS,
)

COMMON_SHOWS: tuple[Show, ...] = (
    # A presenter is told back what they themselves wrote, and nothing else.
    Show(
        documents=_BOOKING_ANSWERS,
        to=(Role.PRESENTER,),
        fields=("name", "given", "asks", "unused", "slot", "question", "written"),
    ),
    Show(
        documents=_BOOKING_ANSWERS,
        to=(Role.COORDINATOR, Role.CHAIR),
        fields=("name", "slot", "unused", "written"),
        own=False,
    ),
    Show(
        documents=(Kind.LATE_REQUEST,),
        to=(Role.CHAIR,),
        fields=("name", "date_of_birth", "presenter", "reason"),
        own=False,
    ),
    Show(documents=(Kind.DUPLICATE_FLAG,), to=(Role.COORDINATOR,), fields=("name", "presenter", "question"), own=False),
    Show(
        documents=(Kind.MINUTES_REQUEST,),
        to=(Role.COORDINATOR,),
        fields=("name", "date_of_birth", "presenter", "slot"),
        own=False,
    ),
    Show(documents=(Kind.MINUTES_PROBLEMS,), to=(Role.COORDINATOR, Role.CHAIR), fields=("problems",), own=False),
)
"""What every panel type shows unless its own `shows` say otherwise for the same document and role."""
