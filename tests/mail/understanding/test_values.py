from __future__ import annotations

from datetime import date

import pytest

from core.panels import Choice, Field, FieldKind
from mail.understanding.values import read_value

TODAY = date(2026, 11, 24)
LEGAL = Field(
    key="legal",
    label="Legal status",
    kind=FieldKind.CHOICE,
    choices=(
        Choice("at home"),
        Choice("s.20", ("accommodated",)),
        Choice("interim care order s.38", ("ICO",)),
        Choice("care order s.31", ("full care order",)),
        Choice("UASC s.20", ("UASC",)),
        Choice("not known"),
    ),
)


def field(kind: FieldKind, label: str = "Something") -> Field:
    return Field(key="something", label=label, kind=kind)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("s20", "s.20"),
        ("Section 20", "s.20"),
        ("S. 31", "care order s.31"),
        ("care order", "care order s.31"),
        ("ico", "interim care order s.38"),
        ("interim care oder", "interim care order s.38"),
        ("UASC, s20", "UASC s.20"),
        ("n/k", "not known"),
        ("on a full care order since May", "care order s.31"),
        ("not on a care order", None),
        ("s.20 / s.31", None),
        ("something new", None),
    ],
)
def test_choice_is_read_by_label_alias_section_or_near_spelling(written: str, stored: str | None) -> None:
    assert read_value(LEGAL, written, TODAY) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Y", "yes"),
        ("yes - since Friday", "yes"),
        ("✓", "yes"),
        ("N", "no"),
        ("no longer", "no"),
        ("✗", "no"),
        ("☐ yes ☒ no", "no"),
        ("n/k", None),
        ("Yes/No", None),
        ("perhaps", None),
        ("No", "no"),
    ],
)
def test_yes_or_no_is_read(written: str, stored: str | None) -> None:
    assert read_value(field(FieldKind.YES_NO), written, TODAY) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("7", "7"),
        ("about twelve", "12"),
        ("twice", "2"),
        ("none", "0"),
        ("12 in the last 90 days", "12"),
        ("5-6", None),
        ("4 or 5", None),
    ],
)
def test_number_is_read_when_there_is_one(written: str, stored: str | None) -> None:
    assert read_value(field(FieldKind.NUMBER), written, TODAY) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("3/4/10", "2010-04-03"),
        ("3.4.10 (16 yrs)", "2010-04-03"),
        ("3/4/28", "1928-04-03"),
        ("3/4/2028", None),
        ("15", None),
        ("tbc", None),
    ],
)
def test_birth_date_lies_behind(written: str, stored: str | None) -> None:
    assert read_value(field(FieldKind.DATE, "Date of birth"), written, TODAY) == stored


def test_due_date_lies_ahead_and_other_dates_behind() -> None:
    assert read_value(field(FieldKind.DATE, "Review date"), "12 January", TODAY) == "2027-01-12"
    assert read_value(field(FieldKind.DATE, "Last strategy meeting"), "12 October", TODAY) == "2026-10-12"
    assert read_value(field(FieldKind.DATE, "Last strategy meeting"), "25 November", TODAY) == "2026-11-25"


@pytest.mark.parametrize("label", ["Pre-birth assessment due", "Expected date of birth", "Hearing", "Order expires"])
def test_a_date_that_may_lie_ahead_is_read_there(label: str) -> None:
    assert read_value(field(FieldKind.DATE, label), "12 January 2027", TODAY) == "2027-01-12"
    assert read_value(field(FieldKind.DATE, label), "12 January", TODAY) == "2027-01-12"


def test_moment_keeps_the_time_when_there_is_one() -> None:
    assert read_value(field(FieldKind.MOMENT), "Friday 20 November, 11pm", TODAY) == "2026-11-20T23:00"
    assert read_value(field(FieldKind.MOMENT), "20.11.26", TODAY) == "2026-11-20"


def test_person_is_name_address_or_both() -> None:
    person = field(FieldKind.PERSON)

    assert (
        read_value(person, "Grace Kimathi (Grace.Kimathi@Anytown.example)", TODAY)
        == "Grace Kimathi <grace.kimathi@anytown.example>"
    )
    assert read_value(person, "OPS@anytown.example", TODAY) == "ops@anytown.example"
    assert read_value(person, "Peter Ransome", TODAY) == "Peter Ransome"
    assert read_value(person, "not known", TODAY) is None


def test_text_reference_and_name_are_tidied() -> None:
    assert read_value(field(FieldKind.TEXT), " Rose House (previously Martin Grove).", TODAY) == "Rose House"
    assert read_value(field(FieldKind.REFERENCE), "LCS 7712003", TODAY) == "7712003"
    assert read_value(field(FieldKind.REFERENCE), "see file", TODAY) is None
    assert read_value(field(FieldKind.NAME), "SAM O'BRIEN-MCDONALD", TODAY) == "Sam O'Brien-McDonald"
