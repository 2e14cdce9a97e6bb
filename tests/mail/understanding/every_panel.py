"""The panel types that are installed, and something sensible to write for each of their fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.host import load
from core.panels import Field, FieldKind, PanelType
from core.resolution import resolve
from mail.understanding.booking import BookingRead, read_booking

TODAY = date(2026, 11, 24)
NAME = "Sam Example"
TYPES: dict[str, PanelType] = {key: resolve(each, {})[0] for key, each in sorted(load().types.items())}
BORN = ("3 April 2010", "2010-04-03")
DAYS = (("12 October 2026", "2026-10-12"), ("7 September 2026", "2026-09-07"), ("1 June 2025", "2025-06-01"))
MOMENTS = (("12 October 2026 at 9:30pm", "2026-10-12T21:30"), ("7 September 2026, 08:15", "2026-09-07T08:15"))
REFERENCES = ("A12345/7", "4471902", "B-2026-55")
TEXTS = ("blue folder on the second shelf", "as agreed with everybody last week", "three of them, all well")
PERSONS = ("Grace Kimathi <grace.kimathi@anytown.example>", "Peter Ransome", "duty@anytown.example")
PEOPLE = "Jo Bright <jo@x.example>; Ade Oke <ade@y.example>; Robin"


def ways(field: Field) -> tuple[str, ...]:
    """Return all that a field is called."""
    return (field.label, *field.aliases)


def most_ways(panel: PanelType) -> int:
    """Return how many forms it takes to call every field by every name."""
    return max(len(ways(field)) for field in panel.fields)


def sample(panel: PanelType, field: Field, number: int) -> tuple[str, str]:  # noqa: PLR0911 - one answer a kind
    """Return what is written for a field and what is to be stored; `number` varies it."""
    if field.key == panel.subject.name:
        return NAME, NAME
    if field.key == panel.subject.born:
        return BORN
    match field.kind:
        case FieldKind.CHOICE:
            choice = field.choices[number % len(field.choices)]
            return choice.label, choice.label
        case FieldKind.CHOICES:
            first, last = sorted((number % len(field.choices), (number + 1) % len(field.choices)))
            labels = dict.fromkeys(field.choices[at].label for at in (first, last))
            return "; ".join(reversed(labels)), "; ".join(labels)
        case FieldKind.YES_NO:
            return (("Yes", "yes"), ("no", "no"))[number % 2]
        case FieldKind.NUMBER:
            return str(number % 9 + 1), str(number % 9 + 1)
        case FieldKind.DATE:
            return DAYS[number % len(DAYS)]
        case FieldKind.MOMENT:
            return MOMENTS[number % len(MOMENTS)]
        case FieldKind.REFERENCE:
            return (REFERENCES[number % len(REFERENCES)],) * 2
        case FieldKind.PERSON | FieldKind.NAME:
            return (PERSONS[number % len(PERSONS)],) * 2 if field.kind is FieldKind.PERSON else ("Alex Other",) * 2
        case FieldKind.PEOPLE:
            return PEOPLE, PEOPLE
        case _:
            return (TEXTS[number % len(TEXTS)],) * 2


def in_order(panel: PanelType, number: int) -> tuple[Field, ...]:
    """Return the fields in one order of many."""
    fields = panel.fields[::-1] if number % 2 else panel.fields
    at = (number * 7) % len(fields)
    return (*fields[at:], *fields[:at])


def written(panel: PanelType, number: int) -> list[tuple[str, str]]:
    """Return a form filled in: the label and the value of every field, by the `number`-th of its names."""
    return [
        (ways(field)[number % len(ways(field))], sample(panel, field, number)[0]) for field in in_order(panel, number)
    ]


def stored(panel: PanelType, number: int) -> dict[str, str]:
    """Return what that form is to be read as."""
    return {field.key: sample(panel, field, number)[1] for field in panel.fields}


def read(panel: PanelType, text: str, rows: Sequence[Sequence[str]] = (), subject: str = "") -> BookingRead:
    """Return a mail of Priya Naidoo's as it is understood."""
    return read_booking(subject, text, rows, panel, TODAY, "Priya Naidoo")


def subjects(found: BookingRead) -> list[dict[str, str]]:
    """Return who is booked, with what was said of each."""
    return [dict(each) for book in found.books for each in book.subjects]
