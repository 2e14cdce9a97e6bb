"""Fields that name people: one or several, with address or without, in the order and the lists people write."""

from __future__ import annotations

from datetime import date

import pytest

from core.panels import Field, FieldKind
from mail.understanding.values import read_value

TODAY = date(2026, 11, 24)
PEOPLE = Field(key="attending", label="Attending", kind=FieldKind.PEOPLE)
JO, ADE = "Jo Bright <jo@x.example>", "Ade Oke <ade@y.example>"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (f"{JO}; {ADE}; Robin", f"{JO}; {ADE}; Robin"),
        (f"{JO}, {ADE}, Robin", f"{JO}; {ADE}; Robin"),
        ("Jo Bright (jo@x.example), Ade Oke ade@y.example and Robin", f"{JO}; {ADE}; Robin"),
        ("Jo Bright jo@x.example\nAde Oke ade@y.example\nRobin", f"{JO}; {ADE}; Robin"),
        ("Jo Bright jo@x.example Ade Oke ade@y.example", f"{JO}; {ADE}"),
        ("Jo Bright - jo@x.example & Ade Oke - ade@y.example", f"{JO}; {ADE}"),
        ("Bright, Jo <jo@x.example>; Oke, Ade <ade@y.example>", f"{JO}; {ADE}"),
        ("BRIGHT, Jo <jo@x.example>", JO),
        ("Bright, Jo <jo.bright@x.example>", "Jo Bright <jo.bright@x.example>"),
        ("jo@x.example, ade@y.example", "jo@x.example; ade@y.example"),
        ("jo@x.example (Jo Bright); Robin", f"{JO}; Robin"),
        ("JO@X.example", "jo@x.example"),
        ("Jo Bright, health visitor, jo@x.example; Robin", "Jo Bright (health visitor) <jo@x.example>; Robin"),
        ("Jo Bright (health visitor), jo@x.example", "Jo Bright (health visitor) <jo@x.example>"),
        ("Jane (mother), Tom (brother)", "Jane (mother); Tom (brother)"),
        ("perpetrator's mother Jane and his brother Tom", "perpetrator's mother Jane; his brother Tom"),
        ("mother, father", "mother; father"),
        ("Jo Bright, Jo Bright", "Jo Bright"),
        ("Anderson Sandy", "Anderson Sandy"),
        ("Jo Bright; n/k", "Jo Bright"),
        ("none", "none"),
        ("Nobody.", "none"),
        ("none known", "none"),
        ("n/k", None),
        ("", None),
    ],
)
def test_several_people_are_kept_one_after_the_other(written: str, stored: str | None) -> None:
    assert read_value(PEOPLE, written, TODAY) == stored


def test_a_list_of_people_stays_as_it_was_kept() -> None:
    once = read_value(PEOPLE, f"{JO}, Ade Oke (aunt), Robin", TODAY)

    assert once is not None
    assert read_value(PEOPLE, once, TODAY) == once


def test_a_bracket_behind_a_persons_name_stays_with_the_name() -> None:
    person = Field(key="iro", label="IRO", kind=FieldKind.PERSON)

    assert read_value(person, "Jo Bright (duty) jo@x.example", TODAY) == "Jo Bright (duty) <jo@x.example>"
