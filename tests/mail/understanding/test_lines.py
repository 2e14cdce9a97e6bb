from __future__ import annotations

import pytest

from mail.understanding.lines import classify, clean, own, ticked

MAIL = """[EXTERNAL] CAUTION: This email originated from outside of the organisation.
Do not click links.

OFFICIAL-SENSITIVE

Hi Hannah,

Please book Sam Example.
* s20
Name\tSam Example

Kind regards,
Priya

Priya Naidoo
T: 020 7946 0111

This email and any files transmitted with it are confidential and intended solely for you.
Sent from my iPhone

From: Tom <tom@anytown.example>
Sent: 20 November 2026 16:12
To: Priya <priya@anytown.example>
Subject: FW

Older words
"""


def test_every_line_gets_the_letter_of_what_it_is() -> None:
    letters = "".join(line.letter for line in classify(MAIL, "Priya Naidoo"))

    assert letters == "wwbmbgbpitbsnbnnbdfbhhhhbqb"


def test_own_lines_are_what_the_writer_says_about_the_matter() -> None:
    texts = [line.text for line in own(classify(MAIL, "Priya Naidoo"))]

    assert texts == ["Please book Sam Example.", "s20", "Name\tSam Example"]


def test_a_form_after_thanks_is_no_signature() -> None:
    text = "Please book:\nThank you\n\nName: Sam Example\nDOB: 3/4/10"

    assert [line.letter for line in classify(text, "Priya Naidoo") if line.text.startswith(("Name", "DOB"))] == [
        "p",
        "p",
    ]


def test_an_answer_under_a_quoted_question_carries_the_question() -> None:
    lines = classify("> Which panel? (leave empty for the next one)\n9 February")

    assert [(line.letter, line.text) for line in lines] == [
        ("q", "Which panel? (leave empty for the next one)"),
        ("a", "Which panel: 9 February"),
    ]


def test_clean_text_has_plain_blanks_quotes_and_hyphens() -> None:
    assert clean("Sam\xa0O’Brien‑Lee \u200b“x”") == 'Sam O\'Brien-Lee "x"'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Panel – December ☑  January ☐", "Panel – December"),
        ("High risk ☐  Frequently missing ☑", "Frequently missing"),
        ("Missing: [ ] yes [x] no", "Missing: no"),
        ("no boxes (at all)", "no boxes (at all)"),
        ("Criteria (tick all that apply): ☒ repeat ☐ escalation", "Criteria (tick all that apply): repeat"),
    ],
)
def test_ticked_line_is_what_is_ticked(written: str, read: str) -> None:
    assert ticked(written) == read
