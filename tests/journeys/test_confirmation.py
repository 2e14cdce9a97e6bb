"""Decisions are draft until the manager confirms them in writing; then each reader gets their part, and no more."""

from __future__ import annotations

import pytest

from tests.journeys.after_the_panel import MANAGER, SAM, approve, block, book, confirm, held, readers, said
from tests.journeys.house import (
    CHAIR,
    CONFIRMER,
    COORDINATOR,
    EXPLOITATION,
    OTHER_WORKER,
    POLICE,
    REVIEWER,
    WORKER,
    YOUTH,
    House,
    Mail,
    kinds,
    only,
)

PLAN = "Outcome: safety plan agreed | review date: 12 January 2027"
SCHOOL = f"Action: {EXPLOITATION} | speak to the school | 18 December 2026"
GROUP = f"Action: {YOUTH} | offer a place in the group | 18 December 2026"
ALEX = "Please book Alex Sample, dob 1/2/2013, into the next panel."


def question(house: House, *lines: str, booking: str = SAM) -> Mail:
    """Have minutes approved; return the question to the confirmer."""
    return only(approve(house, block(book(house, booking), PLAN, SCHOOL, *lines)), "outcome-to-confirm")


def test_the_manager_is_asked_once_with_everything_they_need(house: House) -> None:
    asked = question(house)

    text = said(asked)
    assert asked.to == CONFIRMER
    for words in (
        "DRAFT: nothing here is final",
        "Sam Example",
        "safety plan agreed",
        "speak to the school",
        "CONFIRM",
    ):
        assert words in text
    assert "Answer by Tuesday 15 December 2026." in text
    assert "Sam" not in asked.subject


def test_nobody_hears_of_an_action_before_the_decision_is_confirmed(house: House) -> None:
    mails = approve(house, block(book(house), PLAN, SCHOOL))

    assert readers(mails, "action") == set()
    assert readers(mails, "outcome-confirmed") == set()


@pytest.mark.parametrize(
    "outcome",
    [
        "recovery order: apply | legal status: s.31",
        "collection order: seek legal advice",
        "strategy discussion to be held",
    ],
)
def test_what_is_urgent_reaches_its_owner_at_once_marked_draft(house: House, outcome: str) -> None:
    mails = approve(house, block(book(house), PLAN, SCHOOL, f"Outcome: {outcome}"))

    urgent = only(mails, "action")
    assert urgent.to == WORKER
    assert "(draft)" in urgent.subject
    assert "DRAFT: the decision behind this is urgent and not confirmed yet. Act on it now" in said(urgent)
    assert "It is due by Tuesday 8 December 2026." in said(urgent)


def test_an_urgent_action_is_final_once_confirmed(house: House) -> None:
    asked = question(house, "Outcome: strategy discussion to be held")

    mails = house.reply(asked, "Confirm")

    final = next(mail for mail in mails if mail.kind == "action" and "strategy discussion" in mail.text)
    assert "You had this as a draft. The decision behind it is confirmed now." in said(final)
    assert "DRAFT" not in final.text


def test_an_urgent_action_that_is_done_already_is_not_given_again(house: House) -> None:
    mails = approve(house, block(book(house), PLAN, "Outcome: strategy discussion to be held"))
    house.reply(only(mails, "action"), "done")

    confirmed = house.reply(only(mails, "outcome-to-confirm"), "Confirm")

    assert "strategy discussion" not in "".join(mail.text for mail in confirmed if mail.kind == "action")


@pytest.mark.parametrize("words", ["confirm", "Confirmed, thank you", "I confirm the decisions.\n\nPat Lee\nManager"])
def test_a_confirmation_reaches_everybody_it_should(house: House, words: str) -> None:
    booking = f"{SAM}\nTeam manager: Tim Boss <tim.boss@anytown.example>"

    mails = house.reply(question(house, booking=booking), words)

    assert readers(mails, "outcome-confirmed") == {WORKER, "tim.boss@anytown.example", REVIEWER, EXPLOITATION}
    assert readers(mails, "action") == {WORKER, EXPLOITATION}
    assert "The operational manager confirmed what" in said(only(mails, "outcome-confirmed", WORKER))


def test_each_reader_gets_only_their_part(house: House) -> None:
    mails = house.reply(question(house, GROUP), "Confirm")

    everything = said(only(mails, "outcome-confirmed", WORKER))
    owner = said(only(mails, "outcome-confirmed", EXPLOITATION))
    other = said(only(mails, "outcome-confirmed", YOUTH))
    assert "safety plan agreed" in everything
    assert "speak to the school" in everything
    assert "offer a place in the group" in everything
    assert "speak to the school" in owner
    assert "offer a place" not in owner
    assert "safety plan" not in owner
    assert "offer a place in the group" in other
    assert "speak to the school" not in other
    assert "offer a place" not in said(only(mails, "action", EXPLOITATION))


def test_no_mail_about_one_child_speaks_of_another(house: House) -> None:
    first = book(house)
    second = book(house, ALEX, OTHER_WORKER, "Ade Oke")

    mails = confirm(house, block(first, PLAN, SCHOOL) + block(second, PLAN, GROUP))

    for mail in mails:
        assert ("Sam Example" in mail.text) is (mail.ref == first)
        assert ("Alex Sample" in mail.text) is (mail.ref == second)


def test_the_case_worker_is_told_what_comes_next(house: House) -> None:
    mails = house.reply(question(house), "Confirm")

    assert "Next step: Record the decision on the child's record." in said(only(mails, "outcome-confirmed", WORKER))
    assert "Next step" not in only(mails, "outcome-confirmed", REVIEWER).text


@pytest.mark.parametrize("who", [WORKER, CHAIR, COORDINATOR, MANAGER])
def test_nobody_else_confirms(house: House, who: str) -> None:
    asked = question(house)

    mails = house.reply(asked, "Confirm", sender=who)

    assert kinds(mails) == [("not-understood", who)]


def test_the_panels_confirmer_does_not_confirm_for_the_one_the_booking_names(house: House) -> None:
    asked = question(house, booking=f"{SAM}\nOperational manager: Pat Lee <{MANAGER}>")

    mails = house.reply(asked, "Confirm", sender=CONFIRMER)

    assert kinds(mails) == [("not-understood", CONFIRMER)]


def test_confirming_twice_changes_nothing(house: House) -> None:
    asked = question(house)
    house.reply(asked, "Confirm")

    mails = house.reply(asked, "Confirm")

    assert kinds(mails) == [("not-understood", CONFIRMER)]
    assert "do not wait for your confirmation any more" in said(mails[0])


def test_what_is_not_agreed_goes_back_to_the_chair_with_the_reason(house: House) -> None:
    asked = question(house)

    mails = house.reply(asked, "Not agreed: the legal status is wrong")

    assert kinds(mails) == [("minutes-draft", CHAIR)]
    assert "Not confirmed, because: the legal status is wrong" in said(mails[0])


def test_not_agreed_needs_a_reason(house: House) -> None:
    mails = house.reply(question(house), "Not agreed")

    assert kinds(mails) == [("not-understood", CONFIRMER)]
    assert "Write why" in said(mails[0])


def test_what_went_back_cannot_be_confirmed_meanwhile(house: House) -> None:
    asked = question(house)
    house.reply(asked, "Not agreed: the date is wrong")

    mails = house.reply(asked, "Confirm")

    assert kinds(mails) == [("not-understood", CONFIRMER)]
    assert "chase" not in {mail.kind for mail in house.until("2026-12-16T09:00:00Z")}


@pytest.mark.parametrize("correction", ["", f"{PLAN.replace('12', '19')}"], ids=["unchanged", "corrected"])
def test_the_chair_approves_again_and_the_manager_is_asked_again(house: House, correction: str) -> None:
    asked = question(house)
    back = only(house.reply(asked, "Not agreed: the date is wrong"), "minutes-draft")
    if correction:
        back = only(house.reply(back, f"[{asked.ref}]\n{correction}\n"), "minutes-draft")

    again = only(house.reply(back, "approve"), "outcome-to-confirm")
    mails = house.reply(again, "Confirm")

    assert again.to == CONFIRMER
    assert readers(mails, "action") == {WORKER, EXPLOITATION}


def test_a_booking_with_actions_alone_goes_back_and_forth_too(house: House) -> None:
    asked = only(approve(house, block(book(house), SCHOOL)), "outcome-to-confirm")
    back = only(house.reply(asked, "Not agreed: the school is closed"), "minutes-draft")

    again = only(house.reply(back, "approve"), "outcome-to-confirm")

    assert readers(house.reply(again, "Confirm"), "action") == {EXPLOITATION}


def test_a_manager_who_is_silent_is_reminded_each_working_day(house: House) -> None:
    question(house)

    days = {day: house.until(f"2026-12-{day}T09:00:00Z") for day in (15, 16, 17, 18, 19, 21)}

    reminded = [day for day, mails in days.items() if "outcome-to-confirm" in {mail.kind for mail in mails}]
    assert reminded == [16, 17, 18, 21]
    reminder = only(days[21], "outcome-to-confirm")
    assert reminder.subject.startswith("OFFICIAL-SENSITIVE: Reminder: ")
    assert "Your answer was due by Tuesday 15 December 2026." in said(reminder)


def test_no_reminder_comes_after_the_confirmation(house: House) -> None:
    house.reply(question(house), "Confirm")

    assert "outcome-to-confirm" not in {mail.kind for mail in house.until("2026-12-16T09:00:00Z")}


def test_the_manager_may_correct_the_wording(house: House) -> None:
    asked = question(house)

    mails = house.reply(asked, "Confirm\nWording: speak to the school -> speak to the head teacher")

    assert "speak to the head teacher" in said(only(mails, "action", EXPLOITATION))


@pytest.mark.parametrize(
    "words",
    [
        "Confirm\nWording: 12 January 2027 -> 19 January 2027",
        "Confirm, but change the review date to 19 January",
        "Confirm\n\nPlease change the review date to 19 January.",
    ],
)
def test_the_manager_does_not_change_the_substance(house: House, words: str) -> None:
    asked = question(house)

    mails = house.reply(asked, words)

    assert kinds(mails) == [("not-understood", CONFIRMER)]
    assert "outcome-confirmed" not in {mail.kind for mail in house.all()}


def test_what_is_only_tracked_needs_no_confirmation(house: House) -> None:
    mails = approve(house, block(book(house), "Outcome: RHI | returned at: 5 December 2026 8pm | provider: police"))

    assert readers(mails, "outcome-to-confirm") == set()
    assert readers(mails, "action") == {POLICE}


def test_a_reader_outside_the_secure_domains_gets_no_personal_content(house: House) -> None:
    asked = question(house, "Action: sue@placements.example | change the locks | 18 December 2026")

    mails = house.reply(asked, "Confirm")

    outside = [mail for mail in mails if mail.to == "sue@placements.example"]
    assert {mail.kind for mail in outside} == {"outcome-confirmed", "action"}
    for mail in outside:
        assert asked.ref in mail.text
        assert "Sam" not in mail.text
        assert "locks" not in mail.text


def test_a_meeting_can_be_minuted_and_confirmed_in_another_order(house: House) -> None:
    first = book(house)
    second = book(house, ALEX, OTHER_WORKER, "Ade Oke")
    mails = approve(house, block(first, PLAN) + block(second, PLAN), asked=held(house))
    questions = {mail.ref: mail for mail in mails if mail.kind == "outcome-to-confirm"}

    later = house.reply(questions[second], "Confirm")

    assert {mail.ref for mail in later} == {second}
