"""The coordinator is asked for the minutes, fills the form in as mail programs let them, and the chair gets a draft."""

from __future__ import annotations

import pytest

from tests.journeys.after_the_panel import block, book, held, minute, said
from tests.journeys.house import CHAIR, COORDINATOR, OTHER_WORKER, House, Mail, kinds, only

PLAN = "Outcome: safety plan agreed | review date: 12 January 2027"


def filled_in(asked: Mail, reference: str, **lines: str) -> list[str]:
    """Return the request's own lines with some of one block's lines filled in."""
    found, inside = [], False
    for line in asked.text.splitlines():
        inside = line == f"[{reference}]" or (inside and not line.startswith("["))
        label = line.removesuffix(":").replace(" ", "_").lower()
        found.append(f"{line} {lines[label]}" if inside and label in lines else line)
    return found


def test_the_minutes_are_asked_for_when_the_meeting_is_over(house: House) -> None:
    first = book(house)
    second = book(house, "Please book Alex Sample, dob 1/2/2013, into the next panel.", OTHER_WORKER, "Ade Oke")

    before = house.until("2026-12-08T16:59:00Z")
    asked = only(house.until("2026-12-08T17:00:00Z"), "minutes-request")

    assert "minutes-request" not in {mail.kind for mail in before}
    assert asked.to == COORDINATOR
    for words in (f"[{first}]", f"[{second}]", "[MEETING]", "Brief history:", "safety plan agreed | review date:"):
        assert words in asked.text
    assert "by Thursday 10 December 2026" in said(asked)


def test_nobody_is_asked_for_the_minutes_of_an_empty_meeting(house: House) -> None:
    mails = house.until("2026-12-08T17:30:00Z")

    assert "minutes-request" not in {mail.kind for mail in mails}


def test_minutes_that_do_not_come_are_asked_for_again_until_they_do(house: House) -> None:
    reference = book(house)
    asked = held(house)

    again = [mail.kind for mail in house.until("2026-12-10T09:00:00Z")]
    house.reply(asked, block(reference, PLAN))
    after = [mail.kind for mail in house.until("2026-12-11T09:00:00Z")]

    assert "minutes-request" in again
    assert "minutes-request" not in after


def test_the_chair_gets_a_draft_that_reads_as_it_was_written(house: House) -> None:
    reference = book(house)

    draft = minute(
        house,
        block(reference, "Brief history: Missing four times.", "Stays with friends.", PLAN)
        + "[MEETING]\nPresent: chair, police, youth support\nApologies: the reviewing officer\nOther business: none",
    )

    assert draft.to == CHAIR
    text = said(draft)
    for words in (
        "Sam Example",
        "The presenter came.",
        "Brief history Missing four times. Stays with friends.",
        "Outcome: safety plan agreed review date: 12 January 2027",
        "Present: chair, police, youth support",
        "Apologies the reviewing officer",
    ):
        assert words in text
    assert "Sam" not in draft.subject


@pytest.mark.parametrize("mark", ["> ", "", ">> ", "| "], ids=["quoted", "outlook", "twice quoted", "bar"])
def test_a_form_filled_in_inside_the_quoted_mail_is_read(house: House, mark: str) -> None:
    reference = book(house)
    asked = held(house)
    lines = filled_in(
        asked,
        reference,
        present="presenter came",
        brief_history="Missing four times.",
        outcome="safety plan agreed | review date: 12 January 2027",
    )
    header = (
        "-----Original Message-----\nFrom: Missing panel\nSent: 8 December 2026 17:00\nTo: Admin\nSubject: Minutes\n"
    )

    mails = house.reply(
        asked, f"Done, see below.\n\n{header}\n" + "\n".join(mark + line for line in lines), quote=False
    )

    draft = only(mails, "minutes-draft")
    assert "Missing four times." in draft.text
    assert "safety plan agreed" in draft.text


def test_a_form_filled_in_above_the_quoted_mail_is_read(house: House) -> None:
    reference = book(house)

    mails = house.reply(held(house), block(reference, PLAN))

    assert kinds(mails) == [("minutes-draft", CHAIR)]


@pytest.mark.parametrize(
    "lines",
    [
        "Outcom: saftey plan agreed | review date 12/1/27",
        "outcome - Safety Plan Agreed, review date: 12th Jan 2027",
        "“Outcome: safety plan agreed | review date: ‘12 January 2027’”",
        "Outcome | safety plan agreed | review date: 12 January 2027",
        "| Outcome | safety plan agreed | review date: 12 January 2027 |",
        "Outcome: Safety plan agreed\nReview date: 12 January 2027",
        "* Outcome: safety plan agreed | review: 12.01.2027",
    ],
)
def test_near_spellings_marks_and_tables_are_read(house: House, lines: str) -> None:
    reference = book(house)

    draft = minute(house, f"{reference}\n{lines}\nPresent: yes\n")

    assert "Outcome: safety plan agreed review date: 12 January 2027" in said(draft)


def test_minutes_may_come_a_block_at_a_time(house: House) -> None:
    first = book(house)
    second = book(house, "Please book Alex Sample, dob 1/2/2013, into the next panel.", OTHER_WORKER, "Ade Oke")
    asked = held(house)

    half = house.reply(asked, block(first, "Brief history: Missing four times.", PLAN))
    whole = house.reply(asked, block(second, "Outcome: no further action"))

    problems = only(half, "minutes-problems")
    assert problems.to == COORDINATOR
    assert second in problems.text
    assert first not in problems.text
    draft = only(whole, "minutes-draft")
    assert "Missing four times." in draft.text
    assert "information shared, no further panel action" in said(draft)


def test_blocks_and_lines_may_come_in_any_order(house: House) -> None:
    first = book(house)
    second = book(house, "Please book Alex Sample, dob 1/2/2013, into the next panel.", OTHER_WORKER, "Ade Oke")

    draft = minute(
        house,
        f"[MEETING]\nPresent: chair, police, IRO\n[{second}]\n{PLAN}\nBrief history: Alex is back.\nPresent: yes\n"
        f"[{first}]\nOutcome: NFA\nPresent: came\n",
    )

    assert draft.text.index("Sam Example") < draft.text.index("Alex Sample")
    assert "Alex is back." in draft.text


def test_a_line_sent_again_replaces_the_line_it_corrects_and_nothing_else(house: House) -> None:
    reference = book(house)
    asked = held(house)
    minute(house, block(reference, PLAN, "Outcome: keep on next panel", "Brief history: Old."), asked=asked)

    draft = minute(house, f"[{reference}]\nOutcome: safety plan agreed | review date: 19 January 2027\n", asked=asked)

    text = said(draft)
    assert "19 January 2027" in text
    assert "12 January 2027" not in text
    assert "keep on next panel" in text
    assert "Old." in text


def test_a_line_is_taken_out_by_saying_so(house: House) -> None:
    reference = book(house)
    asked = held(house)
    minute(house, block(reference, PLAN, "Outcome: keep on next panel"), asked=asked)

    draft = minute(house, f"[{reference}]\nRemove: safety plan agreed\n", asked=asked)

    assert "safety plan agreed" not in draft.text
    assert "keep on next panel" in draft.text


def test_two_police_asks_are_two_outcomes(house: House) -> None:
    reference = book(house)

    draft = minute(
        house,
        block(
            reference,
            "Outcome: police action in borough | ask: visit the flat | due: 15 December 2026",
            "Outcome: police action in borough | ask: speak to the carer | due: 15 December 2026",
        ),
    )

    assert "visit the flat" in draft.text
    assert "speak to the carer" in draft.text


def test_nobody_but_coordinator_and_chair_writes_minutes(house: House) -> None:
    reference = book(house)
    asked = held(house)

    mails = house.reply(asked, block(reference, PLAN), sender=OTHER_WORKER)

    assert kinds(mails) == [("not-understood", OTHER_WORKER)]


def test_police_who_sent_nobody_are_on_record(house: House) -> None:
    reference = book(house)

    draft = minute(house, block(reference, PLAN) + "[MEETING]\nPresent: chair, youth support, IRO\n")

    assert "No police present" in draft.text


def test_the_action_line_may_say_none(house: House) -> None:
    reference = book(house)

    draft = minute(house, block(reference, PLAN, "Action: none"))

    assert "Actions" not in draft.text
