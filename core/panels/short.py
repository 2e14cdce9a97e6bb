"""Short ways to write a declaration: one line a field, an outcome, a period. They build the frozen values, no more.

A choice is written as its label, with other ways to write it behind bars: "care order s.31|full care order|FCO". So
can a field be, its kind and key first: "day|birth|Date of birth|DOB".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.panels.fields import ANYTHING, Choice, Field, FieldKind, Need, Period, Sensitivity, Unit, When, setting
from core.panels.meetings import Before, Seat, Sitting
from core.panels.results import PROMPTS, ActionRule, Nature, Outcome, Prompt

YES = ("yes",)
NO = ("no",)


def _field(kind: FieldKind, key: str, label: str, aliases: tuple[str, ...], rest: dict[str, Any]) -> Field:
    return Field(key=key, label=label, kind=kind, aliases=aliases, **rest)


def text(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field of one line of text."""
    return _field(FieldKind.TEXT, key, label, aliases, rest)


def long(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field of several lines of text."""
    return _field(FieldKind.LONG, key, label, aliases, rest)


def name(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for the subject's name: required, and an identity."""
    return _field(
        FieldKind.NAME, key, label, aliases, {"need": Need.REQUIRED, "sensitivity": Sensitivity.IDENTITY, **rest}
    )


def person(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for somebody's name, address, or both."""
    return _field(FieldKind.PERSON, key, label, aliases, rest)


def people(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for several people."""
    return _field(FieldKind.PEOPLE, key, label, aliases, rest)


def day(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for a date."""
    return _field(FieldKind.DATE, key, label, aliases, rest)


def moment(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for a date and time."""
    return _field(FieldKind.MOMENT, key, label, aliases, rest)


def number(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for a whole number."""
    return _field(FieldKind.NUMBER, key, label, aliases, rest)


def yes_no(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for yes or no."""
    return _field(FieldKind.YES_NO, key, label, aliases, rest)


def reference(key: str, label: str, *aliases: str, **rest: Any) -> Field:
    """Return a field for a reference number."""
    return _field(FieldKind.REFERENCE, key, label, aliases, rest)


def choice(key: str, label: str, options: tuple[str, ...], *aliases: str, **rest: Any) -> Field:
    """Return a field for one of some options, each written as `label|alias|alias`."""
    return _field(FieldKind.CHOICE, key, label, aliases, {"choices": _options(options), **rest})


def choices(key: str, label: str, options: tuple[str, ...], *aliases: str, **rest: Any) -> Field:
    """Return a field for one or more of some options, each written as `label|alias|alias`."""
    return _field(FieldKind.CHOICES, key, label, aliases, {"choices": _options(options), **rest})


def _options(options: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(label, tuple(aliases)) for label, *aliases in (option.split("|") for option in options))


_WRITTEN = {each.__name__: each for each in (text, long, person, people, day, moment, number, yes_no, reference)}


def rows(*written: Field | str) -> tuple[Field, ...]:
    """Return fields, some of them written as `kind|key|label|alias|alias`; a kind is the name of a function here.

    Raises ValueError for a row that is not written so, or of a kind that needs more than words (a choice).
    """
    return tuple(each if isinstance(each, Field) else _written(each) for each in written)


def _written(row: str) -> Field:
    kind, *rest = row.split("|")
    if kind not in _WRITTEN or len(rest) < 2:  # noqa: PLR2004 - a key and a label
        message = f"{row!r} is no field. Write kind|key|label, the kind one of: {', '.join(_WRITTEN)}."
        raise ValueError(message)
    return _WRITTEN[kind](*rest)


def required(*fields: Field | str) -> tuple[Field, ...]:
    """Return fields without which there is no booking, or no outcome."""
    return tuple(replace(each, need=Need.REQUIRED) for each in rows(*fields))


def asked(*fields: Field | str, when: When | tuple[When, ...] = ()) -> tuple[Field, ...]:
    """Return fields that are asked for one time, where conditions are given only when they hold."""
    conditions = when if isinstance(when, tuple) else (when,)
    return tuple(replace(each, need=Need.ASK_ONCE, when=conditions) for each in rows(*fields))


def needed(*fields: Field | str, when: When | tuple[When, ...]) -> tuple[Field, ...]:
    """Return fields that are required as soon as the conditions hold."""
    conditions = when if isinstance(when, tuple) else (when,)
    return tuple(replace(each, when=conditions) for each in rows(*fields))


def restricted(*fields: Field | str) -> tuple[Field, ...]:
    """Return fields that go on no names list and only where a Show names them."""
    return tuple(replace(each, sensitivity=Sensitivity.RESTRICTED) for each in rows(*fields))


def privileged(*fields: Field | str) -> tuple[Field, ...]:
    """Return fields that hold legal advice."""
    return tuple(replace(each, sensitivity=Sensitivity.PRIVILEGED) for each in rows(*fields))


def identifying(*fields: Field | str) -> tuple[Field, ...]:
    """Return fields that would tell who the subject is."""
    return tuple(replace(each, sensitivity=Sensitivity.IDENTITY) for each in rows(*fields))


def seats(*written: str) -> tuple[Seat, ...]:
    """Return seats, each written as `key|Label|alias|alias`; with a `?` before the key it is an adviser's."""
    found = []
    for each in written:
        key, label, *aliases = each.split("|")
        found.append(Seat(key=key.lstrip("?"), label=label, aliases=tuple(aliases), optional=key.startswith("?")))
    return tuple(found)


def prompts(*written: str, part: str = PROMPTS, required: bool = False) -> tuple[Prompt, ...]:
    """Return headings of the minutes, each written as `key|Label|alias|alias`."""
    parts = (each.split("|") for each in written)
    return tuple(Prompt(key, label, tuple(aliases), part, required) for key, label, *aliases in parts)


def local(key: str, count: int, unit: Unit, help: str, *, inclusive: bool = False) -> Period:  # noqa: A002 - as setting
    """Return a period whose count is a setting."""
    return Period(setting(key, count, help), unit, inclusive)


def given(key: str) -> When:
    """Return the condition that a field is given."""
    return When(key, ANYTHING)


def missing(key: str) -> When:
    """Return the condition that a field is not given."""
    return When(key, ())


def hours(count: int) -> Period:
    """Return clock hours, weekends included."""
    return Period(count, Unit.HOURS)


def days(count: int, *, inclusive: bool = False) -> Period:
    """Return calendar days."""
    return Period(count, Unit.CALENDAR_DAYS, inclusive)


def working_days(count: int, *, inclusive: bool = False) -> Period:
    """Return working days."""
    return Period(count, Unit.WORKING_DAYS, inclusive)


def weeks(count: int, *, inclusive: bool = False) -> Period:
    """Return calendar weeks."""
    return Period(count, Unit.WEEKS, inclusive)


def months(count: int, *, inclusive: bool = False) -> Period:
    """Return calendar months; a day that a month has not is its last day."""
    return Period(count, Unit.MONTHS, inclusive)


def task(owner: str, what: str, due: Period, due_field: str = "", since: str = "", **rest: Any) -> ActionRule:
    """Return an action that an outcome makes; see `ActionRule`."""
    return ActionRule(owner=owner, what=what, due=due, due_field=due_field, since=since, **rest)


def decision(key: str, label: str, *aliases: str, **rest: Any) -> Outcome:
    """Return an outcome that decides."""
    return Outcome(key=key, label=label, nature=Nature.DECISION, aliases=aliases, **rest)


def recommendation(key: str, label: str, *aliases: str, **rest: Any) -> Outcome:
    """Return an outcome that recommends: somebody else decides."""
    return Outcome(key=key, label=label, nature=Nature.RECOMMENDATION, aliases=aliases, **rest)


def advice(key: str, label: str, *aliases: str, **rest: Any) -> Outcome:
    """Return an outcome that advises."""
    return Outcome(key=key, label=label, nature=Nature.ADVICE, aliases=aliases, **rest)


def allocation(key: str, label: str, *aliases: str, **rest: Any) -> Outcome:
    """Return an outcome that allocates a service or a task."""
    return Outcome(key=key, label=label, nature=Nature.ALLOCATION, aliases=aliases, **rest)


def tracking(key: str, label: str, *aliases: str, **rest: Any) -> Outcome:
    """Return an outcome that notes how things stand."""
    return Outcome(key=key, label=label, nature=Nature.TRACKING, aliases=aliases, **rest)


def learning(key: str, label: str, *aliases: str, **rest: Any) -> Outcome:
    """Return an outcome that is for learning."""
    return Outcome(key=key, label=label, nature=Nature.LEARNING, aliases=aliases, **rest)


def sitting(minutes: int, capacity: int, **rest: Any) -> Sitting:
    """Return how long a case takes and how many fit, both as settings."""
    return Sitting(
        slot_minutes=setting("slot_minutes", minutes, "Minutes for one case"),
        capacity=setting("capacity", capacity, "How many cases fit into one meeting"),
        **rest,
    )


def before(
    list_days: int, closes_days: int | None = None, at: str = "12:00", *, answers_days: int = 0, **rest: Any
) -> Before:
    """Return when the list leaves and bookings close (whole working days before, at a local time), as settings.

    So is when members answer the list, where that is before the meeting's day.
    """
    if answers_days:
        rest["answers_days"] = setting("answers_days", answers_days, "Working days before that members answer the list")
    return Before(
        names_list_days=setting("names_list_days", list_days, "Working days before that the names list leaves"),
        names_list_at=setting("names_list_at", at, "When the names list leaves"),
        closes_days=None
        if closes_days is None
        else setting("closes_days", closes_days, "Working days before the meeting that bookings close"),
        **rest,
    )
