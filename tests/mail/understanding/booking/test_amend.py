from __future__ import annotations

from datetime import date

import pytest

from mail.understanding.booking import read_amendment
from plugins.missing_from_care import PANEL

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Date of birth: 3/4/10", {"date_of_birth": "2010-04-03"}),
        ("DOB - 3rd April 2010\nLegal status: s20", {"date_of_birth": "2010-04-03", "legal_status": "s.20"}),
        ("his date of birth is 3/4/10", {"date_of_birth": "2010-04-03"}),
        ("Actually her legal status is s20", {"legal_status": "s.20"}),
        ("Sorry, the case number should be 1234567", {"case_number": "1234567"}),
        ("He is no longer missing", {"currently_missing": "no"}),
        ("Name: Example, Sam", {"name": "Sam Example"}),
    ],
)
def test_reply_changes_what_it_says(text: str, values: dict[str, str]) -> None:
    assert read_amendment(text, PANEL, TODAY) == (values, ())


def test_bare_answers_belong_to_what_was_asked() -> None:
    assert read_amendment("3.4.10", PANEL, TODAY, ("date_of_birth", "reason"))[0] == {"date_of_birth": "2010-04-03"}
    assert read_amendment("both", PANEL, TODAY, ("date_of_birth", "reason"))[0] == {"reason": "both"}
    assert read_amendment("It's Sam Example", PANEL, TODAY, ("name",))[0] == {"name": "Sam Example"}


def test_bare_date_that_nobody_asked_for_is_not_used() -> None:
    assert read_amendment("3.4.10", PANEL, TODAY) == ({}, ("3.4.10",))


def test_what_is_no_field_is_said_back() -> None:
    values, unused = read_amendment(
        "DOB: 3/4/10\nShoe size: 5\nIs there parking?\nThanks\nDan", PANEL, TODAY, (), "Dan Cole"
    )

    assert values == {"date_of_birth": "2010-04-03"}
    assert unused == ("Shoe size: 5", "Is there parking?")
