"""Forms of wide panels: labels that are long or alike, lists over several lines, lines that look like a footer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.panels import long
from tests.mail.understanding.every_panel import read, subjects
from tests.mail.understanding.wide_panel import WIDE

JO, ADE = "Jo Bright <jo@x.example>", "Ade Oke <ade@y.example>"


def values(form: str, rows: tuple[tuple[str, ...], ...] = ()) -> dict[str, str]:
    (found,) = subjects(read(WIDE, f"Please book this one.\n\n{form}\n\nMany thanks\nPriya", rows))
    return {key: value for key, value in found.items() if key != "name"}


def test_a_long_label_is_known() -> None:
    label = "Has the victim been told of this referral, and does she or he agree with it"

    assert values(f"Victim: Jo Example\n{label}: yes") == {"aware": "yes"}


def test_labels_that_differ_in_brackets_alone_are_told_apart() -> None:
    form = "Victim: Jo Example\nAddress (victim): 1 Low Road\nAddress (perpetrator): 2 High Road"

    assert values(form) == {"victim_address": "1 Low Road", "harmer_address": "2 High Road"}


def test_a_label_with_another_mark_in_it_is_read_to_its_end() -> None:
    assert values("Victim: Jo Example\nPolice: incidents in the last 12 months: 4") == {"incidents": "4"}


def test_a_question_is_a_label() -> None:
    assert values("Victim: Jo Example\nIs it safe to call? No") == {"safe": "no"}


def test_a_line_of_the_form_is_no_disclaimer() -> None:
    form = "Victim: Jo Example\nPrivacy notice given: yes\nTool: DASH\nDOB: 3/4/1990"

    assert values(form) == {"privacy": "yes", "tool": "DASH", "victim_born": "1990-04-03"}


@pytest.mark.parametrize(
    "form",
    [
        "Criteria:\n☒ visible high risk\n☐ professional judgement\n☒ repeat",
        "Criteria:\n[x] visible high risk\n[ ] professional judgement\n[x] repeat",
        "Criteria:\n- visible high risk\n- repeat",
        "Criteria: visible high risk,\nrepeat",
        "Criteria (tick all that apply): ☒ visible high risk ☐ escalation ☒ repeat",
        "Grounds: repeat and visible high risk",
    ],
)
def test_choices_over_several_lines_are_one_value(form: str) -> None:
    found = values(f"Victim: Jo Example\n{form}\nTool: DASH")

    assert found == {"criteria": "visible high risk; repeat", "tool": "DASH"}


@pytest.mark.parametrize(
    "form",
    [
        f"Attending:\n{JO}\n{ADE}\nRobin Hartley",
        f"Attending: {JO},\n{ADE},\nRobin Hartley",
        f"Attending:\n- {JO}\n- {ADE}\n- Robin Hartley",
        f"Who will attend: {JO}; {ADE}; Robin Hartley",
    ],
)
def test_people_over_several_lines_are_one_value(form: str) -> None:
    found = values(f"Victim: Jo Example\n{form}\nTool: DASH")

    assert found == {"attending": f"{JO}; {ADE}; Robin Hartley", "tool": "DASH"}


def test_a_long_value_goes_on_where_the_mail_program_wrapped_it() -> None:
    form = (
        "Worries: he came to the house three times in the last week, and the neighbours\n"
        "called the police twice. She is afraid to go out by herself now and asks for a\n"
        "move.\n"
        "Tool: DASH"
    )

    assert values(f"Victim: Jo Example\n{form}") == {
        "worries": "he came to the house three times in the last week, and the neighbours called the police twice. "
        "She is afraid to go out by herself now and asks for a move",
        "tool": "DASH",
    }


def test_points_under_a_long_label_are_its_value() -> None:
    form = "Worries:\n- he came to the house\n- she is afraid\nTool: DASH"

    assert values(f"Victim: Jo Example\n{form}") == {"worries": "he came to the house; she is afraid", "tool": "DASH"}


def test_a_cell_of_many_words_is_read() -> None:
    worries = "He came to the house. " * 30
    rows = (("Victim's name", "Jo Example"), ("Worries", worries), ("Attending", f"{JO}\n{ADE}"), ("Tool", "DARA"))
    text = "\n".join("\t".join(row) for row in rows)

    assert values(text, rows) == {
        "worries": worries.strip().removesuffix("."),
        "attending": f"{JO}; {ADE}",
        "tool": "DARA",
    }


def test_what_is_no_choice_is_said_back() -> None:
    found = read(WIDE, "Please book.\n\nVictim: Jo Example\nCriteria: repeat, dragons\n\nThanks\nPriya")

    assert subjects(found) == [{"name": "Jo Example", "criteria": "repeat"}]
    assert found.unused == ("Criteria (tick all that apply): dragons",)


def test_other_people_of_the_form_are_not_the_subject() -> None:
    form = "Victim: Jo Example\nPerpetrator: Alex Other\nChild: Sam Example\nYoung person: Robin Example"

    assert values(form) == {"harmer": "Alex Other"}


def test_a_form_that_names_others_alone_asks_who_it_is_about() -> None:
    found = read(WIDE, "Please book this one.\n\nPerpetrator: Alex Other\nChildren: Sam Example\n\nThanks\nPriya")

    assert subjects(found) == []
    assert found.book.unclear == ("name",)


SECTIONS = """Victim details
Name: Jo Example
DOB: 3/4/1990
Address: 1 Low Road

{heading}
Name: Alex Other
Date of birth: 5/6/1985
Address: 2 High Road
Telephone: 07700 900123

Risk tool: DASH"""


@pytest.mark.parametrize(
    "heading",
    ["Perpetrator", "Perpetrator details", "2. Perpetrator", "Section B: Perpetrator's details", "Perpetrator:"],
)
def test_a_part_about_somebody_else_is_theirs(heading: str) -> None:
    found = values(SECTIONS.format(heading=heading))

    assert found == {
        "victim_born": "1990-04-03",
        "victim_address": "1 Low Road",
        "harmer": "Alex Other",
        "harmer_born": "1985-06-05",
        "harmer_address": "2 High Road",
        "tool": "DASH",
    }


def test_a_part_about_somebody_whom_no_field_holds_is_said_back() -> None:
    found = read(WIDE, f"Please book.\n\n{SECTIONS.format(heading='Social worker')}\n\nThanks\nPriya")

    assert subjects(found) == [
        {"name": "Jo Example", "victim_born": "1990-04-03", "victim_address": "1 Low Road", "tool": "DASH"}
    ]
    assert found.unused == (
        "Name: Alex Other",
        "Date of birth: 5/6/1985",
        "Address: 2 High Road",
        "Telephone: 07700 900123",
    )


def test_a_field_for_their_details_takes_in_the_part_about_somebody_else() -> None:
    panel = replace(WIDE, fields=(*WIDE.fields, long("worker", "Social worker details")))
    text = SECTIONS.format(heading="Social worker")

    found = read(panel, f"Please book.\n\n{text}\n\nThanks\nPriya")

    assert subjects(found)[0]["worker"] == (
        "Name: Alex Other; Date of birth: 5/6/1985; Address: 2 High Road; Telephone: 07700 900123"
    )


def test_a_value_that_is_a_word_for_the_name_heads_no_columns() -> None:
    rows = (("Name", "Jo Example"), ("Criteria", "repeat"), ("Tool", "victim"), ("Safe to call", "yes"))
    text = "\n".join("\t".join(row) for row in rows)

    assert values(text, rows) == {"criteria": "repeat", "safe": "yes"}


def test_rows_under_a_heading_about_somebody_else_are_theirs() -> None:
    rows = (
        ("Victim", ""),
        ("Name", "Jo Example"),
        ("DOB", "3/4/1990"),
        ("Perpetrator(s)",),
        ("Name", "Alex Other"),
        ("DOB", "5/6/1985"),
        ("Risk tool", "DASH"),
    )
    text = "\n".join("\t".join(row) for row in rows)

    assert values(text, rows) == {
        "victim_born": "1990-04-03",
        "harmer": "Alex Other",
        "harmer_born": "1985-06-05",
        "tool": "DASH",
    }
