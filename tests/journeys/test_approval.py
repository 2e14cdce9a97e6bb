"""The chair corrects and approves the minutes; what is approved is locked, and a correction makes a new revision."""

from __future__ import annotations

import pytest

from tests.journeys.after_the_panel import MANAGER, approve, block, book, held, minute, readers, said
from tests.journeys.house import (
    CHAIR,
    CONFIRMER,
    COORDINATOR,
    EXPLOITATION,
    MEMBERS,
    OTHER_WORKER,
    POLICE,
    WORKER,
    House,
    Mail,
    kinds,
    only,
)

PLAN = "Outcome: safety plan agreed | review date: 12 January 2027"
ALEX = "Please book Alex Sample, dob 1/2/2013, into the next panel."


def two(house: House) -> tuple[str, str]:
    """Book two children of two workers."""
    return book(house), book(house, ALEX, OTHER_WORKER, "Ade Oke")


def approved_two(house: House, first: str, second: str) -> Mail:
    """Approve minutes of two bookings and confirm both; return the minutes the chair has."""
    action = f"Action: {EXPLOITATION} | speak to the school | 18 December 2026"
    mails = approve(house, block(first, PLAN, action) + block(second, PLAN))
    for question in [mail for mail in mails if mail.kind == "outcome-to-confirm"]:
        house.reply(question, "Confirm")
    return only(mails, "minutes", CHAIR)


def test_approved_minutes_go_to_the_members_and_the_coordinator_alone(house: House) -> None:
    mails = approve(house, block(book(house), PLAN))

    assert readers(mails, "minutes") == {*MEMBERS, COORDINATOR}
    assert readers(mails, "outcome-to-confirm") == {CONFIRMER}


@pytest.mark.parametrize(
    "words", ["approve", "Approved, thanks", "APPROVE", "I approve these minutes.", "Happy with these"]
)
def test_the_chair_approves_in_their_own_words(house: House, words: str) -> None:
    draft = minute(house, block(book(house), PLAN))

    assert readers(house.reply(draft, words), "minutes") == {*MEMBERS, COORDINATOR}


@pytest.mark.parametrize("who", [COORDINATOR, POLICE, CONFIRMER, WORKER])
def test_nobody_else_approves(house: House, who: str) -> None:
    draft = minute(house, block(book(house), PLAN))

    mails = house.reply(draft, "approve", sender=who)

    assert kinds(mails) == [("not-understood", who)]


def test_minutes_are_approved_once(house: House) -> None:
    draft = minute(house, block(book(house), PLAN))
    house.reply(draft, "approve")

    mails = house.reply(draft, "approve")

    assert kinds(mails) == [("not-understood", CHAIR)]
    assert "Revision 1 is approved already." in said(mails[0])


def test_minutes_that_lack_something_cannot_be_approved(house: House) -> None:
    first, _second = two(house)
    house.reply(held(house), block(first, PLAN))

    mails = house.write(CHAIR, "approve", subject="Minutes")

    assert kinds(mails) == [("not-understood", CHAIR)]
    assert "no complete draft" in said(mails[0])


def test_a_chairs_correction_makes_a_new_draft(house: House) -> None:
    reference = book(house)
    draft = minute(house, block(reference, PLAN, "Brief history: Old words."))

    mails = house.reply(draft, f"[{reference}]\nOutcome: safety plan agreed | review date: 19 January 2027\n")

    assert kinds(mails) == [("minutes-draft", CHAIR)]
    assert "19 January 2027" in mails[0].text
    assert "Old words." in mails[0].text
    assert "revision 1" in mails[0].subject


def test_an_absent_presenter_is_not_presented_and_booked_again(house: House) -> None:
    reference = book(house)

    mails = approve(house, f"[{reference}]\nPresent: presenter absent\n")

    again = only(mails, "booking-confirmed", WORKER)
    assert again.meeting == "2027-01-12"
    assert again.ref != reference
    assert "slot-invite" in {mail.kind for mail in mails if mail.to == WORKER and mail.ref == again.ref}
    recorded = only(mails, "outcome-confirmed", WORKER)
    assert "Outcome: not presented" in said(recorded)
    assert "It needs no confirmation." in said(recorded)
    assert "confirmed what" not in said(recorded)


def test_keep_on_next_panel_books_every_presenter_again(house: House) -> None:
    reference = book(house)
    house.write(OTHER_WORKER, "Please book Sam Example, dob 3/4/2012, into the next panel.", name="Ade Oke")

    mails = approve(house, block(reference, "Outcome: keep on next panel"))

    again = only(mails, "booking-confirmed", WORKER)
    assert again.meeting == "2027-01-12"
    assert "The panel keeps this open: Sam Example is on the agenda" in said(again)
    assert "What we still ask" not in again.text
    assert readers([mail for mail in mails if mail.ref == again.ref], "slot-invite") == {WORKER, OTHER_WORKER}


def test_keep_on_may_name_a_later_panel(house: House) -> None:
    mails = approve(house, block(book(house), "Outcome: keep on next panel | next date: 9 February 2027"))

    assert only(mails, "booking-confirmed").meeting == "2027-02-09"


def test_a_child_who_is_booked_already_is_not_booked_again(house: House) -> None:
    reference = book(house)
    asked = held(house)
    book(house, "Please book Sam Example, dob 3/4/2012, into the panel of 12 January.")

    mails = approve(house, block(reference, "Outcome: keep on next panel"), asked=asked)

    assert "booking-confirmed" not in {mail.kind for mail in mails}


def test_a_correction_after_approval_asks_for_the_changed_booking_alone(house: House) -> None:
    first, second = two(house)
    minutes = approved_two(house, first, second)

    draft = only(house.reply(minutes, f"[{second}]\n{PLAN.replace('12', '19')}\n"), "minutes-draft")
    mails = house.reply(draft, "approve")

    assert "revision 2" in draft.subject
    assert readers(mails, "minutes") == {*MEMBERS, COORDINATOR}
    assert [mail.ref for mail in mails if mail.kind == "outcome-to-confirm"] == [second]
    assert not [mail for mail in mails if mail.kind != "minutes" and first in mail.ref]


def test_a_correction_under_the_headings_needs_no_new_confirmation(house: House) -> None:
    first, second = two(house)
    minutes = approved_two(house, first, second)

    draft = only(house.reply(minutes, f"[{first}]\nBrief history: Five times, not four.\n"), "minutes-draft")
    mails = house.reply(draft, "approve")

    assert {mail.kind for mail in mails} == {"minutes"}


def test_an_action_that_a_revision_takes_out_is_withdrawn_from_its_owner(house: House) -> None:
    first, second = two(house)
    minutes = approved_two(house, first, second)

    draft = only(house.reply(minutes, f"[{first}]\nRemove: speak to the school\n"), "minutes-draft")
    mails = house.reply(draft, "approve")

    withdrawn = only(mails, "action-closed", EXPLOITATION)
    assert "Do not carry out the action below." in said(withdrawn)
    assert "speak to the school" in withdrawn.text
    later = house.until("2026-12-21T09:00:00Z")
    assert EXPLOITATION not in readers(later, "action-overdue")


def test_an_action_that_a_revision_leaves_alone_goes_on_undisturbed(house: House) -> None:
    first, second = two(house)
    minutes = approved_two(house, first, second)

    draft = only(house.reply(minutes, f"[{first}]\n{PLAN.replace('12', '19')}\n"), "minutes-draft")
    asked = only(house.reply(draft, "approve"), "outcome-to-confirm")
    mails = house.reply(asked, "Confirm")

    assert EXPLOITATION not in readers(mails, "action")
    assert EXPLOITATION in readers(house.until("2026-12-16T09:00:00Z"), "action-reminder")


def test_a_revision_books_nobody_twice(house: House) -> None:
    reference = book(house)
    minutes = only(approve(house, block(reference, "Outcome: keep on next panel")), "minutes", CHAIR)

    draft = only(house.reply(minutes, f"[{reference}]\n{PLAN}\n"), "minutes-draft")
    mails = house.reply(draft, "approve")

    assert "booking-confirmed" not in {mail.kind for mail in mails}


def test_a_revision_that_no_longer_keeps_the_case_on_takes_it_off_again(house: House) -> None:
    reference = book(house)
    minutes = only(approve(house, block(reference, "Outcome: keep on next panel")), "minutes", CHAIR)

    draft = only(house.reply(minutes, f"[{reference}]\nRemove: keep on next panel\n{PLAN}\n"), "minutes-draft")
    mails = house.reply(draft, "approve")

    assert only(mails, "booking-withdrawn", WORKER).meeting == "2027-01-12"
    assert "slot-cancel" in {mail.kind for mail in mails}


def test_the_confirmer_is_whom_the_booking_names(house: House) -> None:
    first = book(house, f"{ALEX}\nOperational manager: Pat Lee <{MANAGER}>")

    mails = approve(house, block(first, PLAN))

    assert readers(mails, "outcome-to-confirm") == {MANAGER}
