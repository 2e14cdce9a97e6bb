"""What a sentence says of the fields of a wide panel: what it names, and never what belongs to another field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.panels import choice, choices, day, number, people, person, reference, text, yes_no
from mail.understanding.booking.prose import read_prose
from tests.mail.understanding.wide_panel import WIDE

TODAY = date(2026, 11, 24)
PLANS = ("long-term fostering", "return home|rehabilitation", "adoption")
PANEL = replace(
    WIDE,
    fields=(
        *WIDE.fields,
        day("hearing", "Next hearing", "hearing"),
        day("assessed", "Pre-birth assessment", "assessment"),
        number("score", "Risk score", "DASH score"),
        choice("primary", "Primary plan", PLANS, "plan"),
        choice("parallel", "Parallel plan", PLANS),
        choice("source", "Source", ("police", "family", "school")),
        reference("court", "Court case number", "court number"),
        text("exploited", "Type of exploitation"),
        yes_no("disabled", "Disabled"),
        choices("needs", "Needs", ("school attendance", "parenting", "drugs")),
        person("manager", "Case manager"),
        people("harmers", "Perpetrators", "harmers"),
    ),
)


def said(text: str) -> dict[str, str]:
    return read_prose(text, PANEL, TODAY)


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("Next hearing is on 12 January 2027.", {"hearing": "2027-01-12"}),
        ("The hearing was on 12 October 2026.", {"hearing": "2026-10-12"}),
        ("Her risk score is 16.", {"score": "16"}),
        ("DASH score 16, visible high risk.", {"score": "16", "criteria": "visible high risk", "tool": "DASH"}),
        ("This is visible high risk and repeat.", {"criteria": "visible high risk; repeat"}),
        ("Needs are parenting and drugs.", {"needs": "parenting; drugs"}),
        ("The plan is long term fostering.", {"primary": "long-term fostering"}),
        ("Parallel plan: rehabilitation", {"parallel": "return home"}),
        ("Case manager is Grace Kimathi, grace@x.example.", {"manager": "Grace Kimathi <grace@x.example>"}),
        ("The perpetrators are Alex Sorrell and Ade Oke.", {"harmers": "Alex Sorrell; Ade Oke"}),
        ("Court number is LU26C00123, and it is urgent.", {"court": "LU26C00123"}),
        ("It is safe to call her.", {"safe": "yes"}),
        ("She is disabled.", {"disabled": "yes"}),
    ],
)
def test_a_sentence_says_a_field_by_its_name(sentence: str, values: dict[str, str]) -> None:
    assert said(sentence) == values


@pytest.mark.parametrize(
    "sentence",
    [
        "Long term fostering was talked about.",  # whose plan?
        "The family is known to the police and the school.",
        "Case number LU26C00123.",  # the subject's is another field
        "The perpetrators are violent.",
        "The plan is not adoption.",
        "She has been exploited.",
        "Her case manager was Grace Kimathi.",
        "The assessment, she says, is late.",
    ],
)
def test_a_sentence_that_says_no_field_for_sure_says_none(sentence: str) -> None:
    found = said(sentence)

    assert {key: value for key, value in found.items() if key != "case_number"} == {}


def test_a_number_is_the_subjects_alone() -> None:
    assert said("Case number LU26C00123.") == {"case_number": "LU26C00123"}


def test_a_birth_date_is_the_subjects_alone() -> None:
    assert said(", born 3 April 1990, is afraid.") == {"victim_born": "1990-04-03"}
