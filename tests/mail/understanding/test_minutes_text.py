"""Minutes by email, as coordinators send them back (design A7)."""

from __future__ import annotations

import pytest

from core.intents import Minutes, MinutesBlock, MinutesLine
from mail.understanding.minutes_text import read_minutes

PROMPTS = ("Brief history", "Summary of current difficulties", "Other business")


def lines(text: str) -> list[tuple[int, str, str]]:
    """Return number, label and value of every line of the only block."""
    (block,) = read_minutes(text, PROMPTS).blocks
    return [(line.number, line.label, line.value) for line in block.lines]


def test_the_form_of_the_design_is_read() -> None:
    text = """\
[MIS-26-0007]
Present: presenter came
Brief history: went missing twice
since June
Outcome: safety plan agreed | review date: 12 January 2027
Outcome: police action in borough | officer: PC Cole | due: 15 December 2026
Action: jo.bloggs@anytown.example | visit | 12 January
[MEETING]
Present: police, chair
Apologies: youth support
"""

    assert read_minutes(text) == Minutes(
        (
            MinutesBlock(
                "MIS-26-0007",
                (
                    MinutesLine(2, "Present", "presenter came"),
                    MinutesLine(3, "Brief history", "went missing twice\nsince June"),
                    MinutesLine(5, "Outcome", "safety plan agreed | review date: 12 January 2027"),
                    MinutesLine(6, "Outcome", "police action in borough | officer: PC Cole | due: 15 December 2026"),
                    MinutesLine(7, "Action", "jo.bloggs@anytown.example | visit | 12 January"),
                ),
                1,
            ),
            MinutesBlock(
                "MEETING",
                (MinutesLine(9, "Present", "police, chair"), MinutesLine(10, "Apologies", "youth support")),
                8,
            ),
        )
    )


@pytest.mark.parametrize(
    "opener",
    [
        "[MIS-26-0007]",
        "[mis-26-7]",
        "[MIS 26 0007]",
        "[ MIS–26–0007 ]",
        "> [MIS-26-0007]",
        "(MIS-26-0007)",
        "[MIS-26-0007] Sam Example, 2:20pm",
        "**[MIS-26-0007]**",
        "MIS-26-0007",
        "MIS-26-0007:",
        "| [MIS-26-0007] |",
        "[MIS260007]",
    ],
)
def test_a_block_is_opened_however_the_reference_is_spaced(opener: str) -> None:
    (block,) = read_minutes(f"Hi\n\n{opener}\nOutcome: safety plan agreed").blocks

    assert (block.reference, block.number) == ("MIS-26-0007", 3)


def test_a_reference_that_is_none_is_passed_on_for_core_to_name() -> None:
    (block,) = read_minutes("[MIS-26-00X7]\nOutcome: safety plan agreed").blocks

    assert block.reference == "MIS-26-00X7"


@pytest.mark.parametrize(
    "text", ["[EXTERNAL]\nOutcome: x", "[see note 3]\nOutcome: x", "In MIS-26-0007 we said\nOutcome: x"]
)
def test_other_brackets_open_nothing(text: str) -> None:
    assert read_minutes(text) == Minutes(())


@pytest.mark.parametrize(
    "line",
    [
        "Outcome: safety plan agreed",
        "outcome:safety plan agreed",
        "Outcome : safety plan agreed",
        "OUTCOME – safety plan agreed",
        "Outcome - safety plan agreed",
        "Outcom: safety plan agreed",
        "Outcomes: safety plan agreed",
        "Outcome 1: safety plan agreed",
        "> Outcome: safety plan agreed",
        "- Outcome: safety plan agreed",
        "• Outcome: safety plan agreed",
        "“Outcome: safety plan agreed”",
        "Outcome | safety plan agreed",
        "| Outcome | safety plan agreed |",
        "Outcome\tsafety plan agreed",
        "Outcome     safety plan agreed",
        "*Outcome:* safety plan agreed",
        "Outcome:\xa0safety plan agreed",
        "Outcome:\nsafety plan agreed",
        "Outcome\nsafety plan agreed",
    ],
)
def test_a_fixed_label_is_read_however_it_is_written(line: str) -> None:
    ((_, label, value),) = lines(f"[MIS-26-0007]\n{line}")

    assert (label, value) == ("Outcome", "safety plan agreed")


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Apologes", "Apologies"),
        ("Presnt", "Present"),
        ("Actions", "Action"),
        ("ACTION", "Action"),
        ("Attendance", "Present"),
    ],
)
def test_near_spellings_of_fixed_labels_are_known(written: str, label: str) -> None:
    assert [each[1] for each in lines(f"[MEETING]\n{written}: somebody")] == [label]


def test_a_table_row_with_cells_keeps_them_apart() -> None:
    text = (
        "[MIS-26-0007]\n| Action | Jo Bloggs | visit the home | 12 January |\n"
        "Outcome\tsafety plan agreed\treview date: 12 January"
    )

    assert lines(text) == [
        (2, "Action", "Jo Bloggs | visit the home | 12 January"),
        (3, "Outcome", "safety plan agreed | review date: 12 January"),
    ]


def test_a_label_that_is_not_known_here_is_passed_on_as_written() -> None:
    assert lines("[MIS-26-0007]\nIdeas for other agencies: mentoring") == [(2, "Ideas for other agencies", "mentoring")]


def test_the_panels_own_prompts_are_known_in_small_letters_and_alone() -> None:
    text = "[MIS-26-0007]\nbrief history: two episodes\nSummary of current difficulties\nschool refuses him"

    assert lines(text) == [
        (2, "brief history", "two episodes"),
        (4, "Summary of current difficulties", "school refuses him"),
    ]


def test_text_with_colons_and_several_paragraphs_stays_together() -> None:
    text = (
        "[MIS-26-0007]\nUpdate: mother said: no\nfather said: yes\n\nhe left at 14:00 and rang at 15:30: fine\n"
        "Outcome: safety plan agreed"
    )

    assert lines(text) == [
        (2, "Update", "mother said: no\nfather said: yes\nhe left at 14:00 and rang at 15:30: fine"),
        (6, "Outcome", "safety plan agreed"),
    ]


def test_an_outcome_that_was_wrapped_is_one_line() -> None:
    text = "> [MIS-26-0007]\n> Outcome: police action in borough | officer: PC Cole |\n> due: 15 December 2026"

    assert lines(text) == [(2, "Outcome", "police action in borough | officer: PC Cole | due: 15 December 2026")]


def test_outcomes_and_actions_in_a_list_are_one_each() -> None:
    text = (
        "[MIS-26-0007]\nOutcomes:\n- safety plan agreed\n- police action in borough | due: 15 December\n"
        "Actions:\nJo Bloggs | visit | 12 January\nPC Cole | check the address | 15 December"
    )

    assert lines(text) == [
        (3, "Outcome", "safety plan agreed"),
        (4, "Outcome", "police action in borough | due: 15 December"),
        (6, "Action", "Jo Bloggs | visit | 12 January"),
        (7, "Action", "PC Cole | check the address | 15 December"),
    ]


def test_template_lines_that_nobody_filled_in_are_left_out() -> None:
    text = (
        "[MIS-26-0007]\nPresent:\nBrief history: ...\nOutcome:\n\n[MIS-26-0008]\nOutcome: safety plan agreed\n"
        "[MEETING]\nPresent:"
    )

    minutes = read_minutes(text, PROMPTS)

    assert [(block.reference, len(block.lines)) for block in minutes.blocks] == [("MIS-26-0008", 1)]


def test_a_farewell_is_no_part_of_the_last_answer() -> None:
    text = "[MIS-26-0007]\nBrief history: two episodes\n\nKind regards\nHannah Field\nPanel administrator"

    assert lines(text) == [(2, "Brief history", "two episodes")]


def test_what_stands_before_the_first_block_is_not_minutes() -> None:
    assert read_minutes("Hi, here they are.\nOutcome: something\n") == Minutes(())
