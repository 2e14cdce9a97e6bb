"""What a booking or an outcome can say: fields, their kinds, when they are needed, and local values (settings)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

ANYTHING = ("*",)


@dataclass(frozen=True)
class Setting:
    """A local value: `key` under `[panels.<panel>]`, `default` when it is not given, `help` for `panelpost panels`.

    The default's type is the value's type: int, bool, str (a time is "14:00") or a tuple of str. With `choices`, only
    these can be configured. `stands` is what stands in the declaration for each of the choices, in their order;
    without it, the choice itself does.
    """

    key: str
    default: object
    help: str
    choices: tuple[str, ...] = ()
    stands: tuple[object, ...] = ()

    def of(self, value: object) -> object:
        """Return what stands in the declaration when this value is configured."""
        return self.stands[self.choices.index(str(value))] if self.stands else value


def setting(key: str, default: T, help: str, choices: tuple[str, ...] = ()) -> T:  # noqa: A002 - the word an author expects
    """Stand a local value where the language wants a `T`; `core.host` puts the configured value in its place."""
    return cast("T", Setting(key, default, help, choices))


def by_setting(key: str, default: str, help: str, table: Mapping[str, T]) -> T:  # noqa: A002 - as setting
    """Stand what a table says for the configured choice: one setting may decide several texts of a declaration."""
    return cast("T", Setting(key, default, help, tuple(table), tuple(table.values())))


class Sensitivity(StrEnum):
    """How far a value may travel; a document names the fields it shows, and the closed default is none."""

    PLAIN = "plain"
    PERSONAL = "personal"
    RESTRICTED = "restricted"  # third parties, intelligence: only where a Show names it, and on no names list
    PRIVILEGED = "privileged"  # legal advice: only to whom `Confidentiality.privileged_to` names
    IDENTITY = "identity"  # names the subject, or would tell who it is


class FieldKind(StrEnum):
    """How a field's value is written and read."""

    TEXT = "text"
    LONG = "long text"
    NAME = "name"
    PERSON = "person"  # a name, an email address, or both
    PEOPLE = "people"  # several of them, kept as "Jo Bright <jo@anytown.example>; Ade Oke"
    DATE = "date"
    MOMENT = "date and time"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CHOICES = "one or more choices"  # kept as labels with "; " between them
    REFERENCE = "reference number"


class Need(StrEnum):
    """When a field is asked for."""

    REQUIRED = "required"  # no booking without it
    ASK_ONCE = "ask once"  # booked without it, asked for one time
    OPTIONAL = "optional"


@dataclass(frozen=True)
class When:
    """A condition on stored values: `field` holds one of `values`.

    `ANYTHING` (the default) means that it is given at all, `()` that it is missing. Of a field with several choices one
    that is named is enough. Where conditions stand in a tuple, all of them must hold.
    """

    field: str
    values: tuple[str, ...] = ANYTHING

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether the condition holds for a mapping of field key to stored value. Pure."""
        written = str(values.get(self.field) or "").strip()
        if not self.values:
            return not written
        if self.values == ANYTHING:
            return bool(written)
        return written in self.values or any(one in self.values for one in written.split("; "))


def all_hold(conditions: tuple[When, ...], values: Mapping[str, Any]) -> bool:
    """Whether every one of the conditions holds (none at all: yes). Pure."""
    return all(condition.holds(values) for condition in conditions)


@dataclass(frozen=True)
class Choice:
    """One value of a choice: what is stored and shown, and the other ways people write it."""

    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing a booking or an outcome can say.

    `label` is how we write it in a form ("Date of birth"), `aliases` how others write it ("DOB", "d.o.b."). Values are
    kept as text in one spelling: dates ISO, yes or no as "yes"/"no", a choice as its label. With `when`, an optional
    field is required as soon as those conditions hold, and one that is asked once is asked only then. `why` says in a
    few words why it is asked for.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    need: Need = Need.OPTIONAL
    when: tuple[When, ...] = ()
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    why: str = ""

    def needed(self, values: Mapping[str, Any]) -> bool:
        """Whether nothing goes on without this field, given the other values. Pure."""
        if self.need is Need.ASK_ONCE:
            return False
        return self.need is Need.REQUIRED or (bool(self.when) and all_hold(self.when, values))


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who is discussed, and which fields tell one subject from another.

    `number_alone`: the number is one person's whatever the name says (an NHS number). `kind` is a field that parts two
    cases of one person (harmed, said to harm). `together`: two people named with "and" are one case (a couple).
    `one_word`: a single word is a whole name (a family). `ended` is the field with the day up to which age counts.
    `weeks_since` is a date field: the value `week` says which week since then the meeting is in, that day in week 1.
    """

    noun: str
    plural: str
    name: str = "name"  # the fields' keys
    born: str = "date_of_birth"
    number: str = "case_number"
    number_alone: bool = False
    kind: str = ""
    together: bool = False
    one_word: bool = False
    ended: str = ""
    weeks_since: str = ""
    under_age: int | None = None  # older on the meeting's day: flagged to the chair


class Unit(StrEnum):
    """What a period is counted in. Hours are clock hours, weekends included."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Period:
    """A length of time, such as 5 working days.

    `inclusive`: it begins with the day it counts from, which is day 1 (26 weeks beginning with the day of issue; 40
    working days beginning with the date of the notice).
    """

    count: int
    unit: Unit
    inclusive: bool = False
