"""What cannot be read in minutes is named by block and line; everything else is kept, and the mended line is enough."""

from __future__ import annotations

import pytest

from tests.journeys.after_the_panel import SAM, block, book, held, minute, said
from tests.journeys.house import CHAIR, COORDINATOR, House, Mail, kinds, only

PLAN = "Outcome: safety plan agreed | review date: 12 January 2027"


def problems(house: House, asked: Mail, text: str) -> Mail:
    """Send minutes with something wrong in them and nothing else in the mail."""
    return only(house.reply(asked, text, quote=False), "minutes-problems")


@pytest.mark.parametrize(
    ("wrong", "why", "mended"),
    [
        ("Outcome: saftey arrangement agreed", "Did you mean: safety plan agreed", PLAN),
        ("Outcome: make him stay in", "This panel has no such outcome", "Outcome: no further action"),
        ("Outcome: safety plan reviewed, unchanged", "needs the review date", PLAN.replace("agreed", "unchanged")),
        ("Outcome: police action in borough | due: soon", "could not read 'soon' (due)", "Outcome: police action"),
        ("Action: Bob Nobody | ring the school | 18 December 2026", "We do not know who 'Bob Nobody' is",
         "Action: police | ring the school | 18 December 2026"),
        ("Action: police | ring the school | soon", "When is this action due?",
         "Action: police | ring the school | 18 December 2026"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_its_mended_line_alone_is_enough(
    house: House, wrong: str, why: str, mended: str
) -> None:
    reference = book(house)
    asked = held(house)
    text = f"[{reference}]\nPresent: came\nBrief history: Missing four times.\nOutcome: keep on next panel\n{wrong}\n"

    named = problems(house, asked, text)
    draft = only(house.reply(named, f"[{reference}]\n{mended}\n"), "minutes-draft")

    assert named.to == COORDINATOR
    assert f"Line: 5 You wrote: {wrong} What is wrong:" in said(named)
    assert why in said(named)
    assert "Missing four times." in draft.text
    assert "keep on next panel" in draft.text


def test_every_problem_is_in_one_mail_by_block_and_line(house: House) -> None:
    first = book(house)
    second = book(house, "Please book Alex Sample, dob 1/2/2013, into the next panel.")

    text = (
        f"[{first}]\nOutcome: make him stay in\nAction: Bob Nobody | ring | 18 December\n"
        f"[{second}]\nOutcome: safety plan agreed\n[MIS-26-0099]\nOutcome: NFA\n"
    )
    mails = house.reply(held(house), text, quote=False)

    assert kinds(mails) == [("minutes-problems", COORDINATOR)]
    named = said(mails[0])
    for line in (
        "Line: 2 You wrote: Outcome: make him stay in",
        "Line: 3 You wrote: Action: Bob Nobody | ring | 18 December",
        "Line: 5 You wrote: Outcome: safety plan agreed",
        "Line: 6 You wrote: [MIS-26-0099]",
    ):
        assert line in named


def test_the_lines_to_mend_can_be_mended_where_they_stand(house: House) -> None:
    reference = book(house)
    named = problems(house, held(house), block(reference, "Outcome: safety plan agreed"))

    quoted = "\n".join(
        f"> {line} | review date: 12 January 2027" if line == "Outcome: safety plan agreed" else f"> {line}"
        for line in named.text.splitlines()
    )
    mails = house.reply(named, quoted, quote=False)

    assert kinds(mails) == [("minutes-draft", CHAIR)]


def test_a_wrong_line_stays_outstanding_while_other_blocks_come(house: House) -> None:
    first = book(house)
    second = book(house, "Please book Alex Sample, dob 1/2/2013, into the next panel.")
    asked = held(house)
    problems(house, asked, block(first, PLAN, "Outcome: police action with another force | due: 15 December 2026"))

    named = problems(house, asked, block(second, "Outcome: no further action"))

    assert "police action with another force" in said(named)
    assert "needs the force" in said(named)


def test_a_wrong_line_can_be_left_out(house: House) -> None:
    reference = book(house)
    named = problems(house, held(house), block(reference, PLAN, "Outcome: placement review"))

    draft = only(house.reply(named, f"[{reference}]\nRemove: Outcome: placement review\n"), "minutes-draft")

    assert "placement review" not in draft.text


def test_a_second_outcome_of_a_kind_that_is_mended_leaves_the_first_alone(house: House) -> None:
    reference = book(house)
    wrong = "Outcome: police action in borough | ask: speak to the carer | due: whenever"
    asks = ("Outcome: police action in borough | ask: visit the flat | due: 15 December 2026", wrong)
    named = problems(house, held(house), block(reference, *asks))

    mended = wrong.replace("whenever", "16 December 2026")
    draft = only(house.reply(named, f"[{reference}]\n{mended}\n"), "minutes-draft")

    assert "visit the flat" in draft.text
    assert "speak to the carer" in draft.text


def test_what_stands_for_a_wrong_line_shows_the_chair_what_was_left_out(house: House) -> None:
    reference = book(house)
    named = problems(house, held(house), block(reference, "Outcome: placement review"))

    draft = only(house.reply(named, f"[{reference}]\nOutcome: keep on next panel\n"), "minutes-draft")

    assert "left out Outcome: placement review" in said(draft)


def test_a_booking_without_an_outcome_is_named(house: House) -> None:
    reference = book(house)

    named = problems(house, held(house), block(reference, "Brief history: Missing four times."))

    assert f"{reference} " in said(named)
    assert "No outcome is recorded for this booking." in said(named)


def test_an_outcome_under_the_meeting_belongs_elsewhere(house: House) -> None:
    reference = book(house)

    named = problems(house, held(house), block(reference, PLAN) + "[MEETING]\nPresent: chair\nOutcome: NFA\n")

    assert "An outcome belongs to a booking." in said(named)


def test_the_next_panel_must_be_a_panel_day(house: House) -> None:
    reference = book(house)

    named = problems(house, held(house), block(reference, "Outcome: keep on next panel | next date: 13 January 2027"))

    assert "There is no panel on that date. Leave the date out for 12 January 2027." in said(named)


@pytest.mark.parametrize(
    ("owner", "whose"),
    [
        ("police", "Police missing person unit"),
        ("Police missing unit", "Police missing person unit"),
        ("social worker", "Jo Bright"),
        ("Jo Bright", "Jo Bright"),
        ("Jo", "Jo Bright"),
        ("IRO", "Independent reviewing officer"),
        ("Tim Boss", "Tim Boss"),
        ("team manager", "Tim Boss"),
        ("sue@placements.example", "sue@placements.example"),
    ],
)
def test_an_owner_is_known_by_name_seat_role_or_address(house: House, owner: str, whose: str) -> None:
    reference = book(house, f"{SAM}\nTeam manager: Tim Boss <tim.boss@anytown.example>")

    draft = minute(house, block(reference, PLAN, f"Action: {owner} | ring the school | 18 December 2026"))

    assert f"Who: {whose}" in said(draft)


def test_minutes_problems_name_nobody_in_the_subject(house: House) -> None:
    reference = book(house)

    named = problems(house, held(house), block(reference, "Outcome: make Sam Example stay in"))

    assert "Sam" not in named.subject


def test_a_chair_whose_correction_cannot_be_read_is_told(house: House) -> None:
    reference = book(house)
    draft = minute(house, block(reference, PLAN))

    mails = house.reply(draft, f"[{reference}]\nOutcome: safety plan agreed | review date: soonish\n")

    assert kinds(mails) == [("minutes-problems", CHAIR)]
    assert "soonish" in mails[0].text


def test_the_chair_is_told_of_an_owner_who_can_be_given_no_details(house: House) -> None:
    reference = book(house)

    draft = minute(house, block(reference, PLAN, "Action: sue@placements.example | ring | 18 December 2026"))

    assert "sue@placements.example is not on a secure domain and gets no details." in said(draft)
