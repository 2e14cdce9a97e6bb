"""Actions reach their owners, are reminded of, answered and closed; "not possible" is not "not done"."""

from __future__ import annotations

import pytest

from tests.journeys.after_the_panel import SAM, approve, block, book, confirm, readers, said
from tests.journeys.house import (
    COORDINATOR,
    EXPLOITATION,
    OTHER_WORKER,
    POLICE,
    WORKER,
    YOUTH,
    House,
    Mail,
    kinds,
    only,
)

PLAN = "Outcome: safety plan agreed | review date: 12 January 2027"
SCHOOL = f"Action: {EXPLOITATION} | speak to the school | 18 December 2026"


def action(house: House, *lines: str) -> Mail:
    """Have an action confirmed; return the mail that gives it to its owner."""
    return only(confirm(house, block(book(house), *(lines or (SCHOOL,)))), "action", EXPLOITATION)


def test_an_action_says_what_by_when_and_how_to_answer(house: House) -> None:
    given = action(house)

    text = said(given)
    for words in ("Sam Example", "What: speak to the school", "By: 18 December 2026", "reply DONE", "NOT POSSIBLE"):
        assert words in text
    assert given.subject == "OFFICIAL-SENSITIVE: MIS-26-0001: an action, due 18 December 2026"


def test_an_outcomes_own_action_says_what_was_agreed(house: House) -> None:
    ask = "Outcome: police action in borough | ask: visit the flat | officer: PC Cole | due: 15 December 2026"

    given = only(confirm(house, block(book(house), ask)), "action", POLICE)

    assert "Carry out the police action agreed (ask: visit the flat; officer: PC Cole)" in said(given)
    assert "By: 15 December 2026" in said(given)


def test_police_asks_are_the_police_seats_even_when_nobody_came(house: House) -> None:
    ask = "Outcome: police action in borough | ask: visit the flat"

    mails = confirm(house, block(book(house), ask) + "[MEETING]\nPresent: chair, youth support, IRO\n")

    assert "By: 8 January 2027" in said(only(mails, "action", POLICE))


def test_a_return_interview_is_due_72_clock_hours_after_the_return(house: House) -> None:
    friday = "Outcome: RHI | returned at: Friday 4 December 2026 20:00 | provider: police"

    given = only(confirm(house, block(book(house), PLAN, friday)), "action", POLICE)

    assert "By: 7 December 2026" in said(given)
    assert "The 72 hours end at 20:00 that day" in said(given)
    assert "returned at: 4 December 2026 at 8pm" in said(given)


def test_reminders_come_before_and_after_the_day(house: House) -> None:
    action(house)

    days = {day: house.until(f"2026-12-{day}T09:00:00Z") for day in (15, 16, 17, 18, 21, 22, 24)}
    later = house.until("2026-12-30T09:00:00Z")  # five working days, over Christmas

    assert [day for day, mails in days.items() if readers(mails, "action-reminder") & {EXPLOITATION}] == [16]
    assert [day for day, mails in days.items() if readers(mails, "action-overdue") & {EXPLOITATION}] == [21]
    assert readers(days[21], "action-overdue") == {EXPLOITATION, WORKER}
    assert readers(later, "action-overdue") == {EXPLOITATION, WORKER}
    assert "It was due on Friday 18 December 2026, 3 days ago." in said(only(days[21], "action-overdue", EXPLOITATION))


@pytest.mark.parametrize("words", ["done", "Done, thanks", "This is done", "Completed"])
def test_done_closes_an_action(house: House, words: str) -> None:
    given = action(house)

    mails = house.reply(given, words)

    assert readers(mails, "action-closed") == {EXPLOITATION, WORKER}
    assert "The action below is done." in said(only(mails, "action-closed", WORKER))
    assert EXPLOITATION not in readers(house.until("2026-12-16T09:00:00Z"), "action-reminder")


def test_a_note_with_done_reaches_the_case_worker(house: House) -> None:
    mails = house.reply(action(house), "done - spoke to school on Friday")

    assert "Note: spoke to school on Friday" in said(only(mails, "action-closed", WORKER))


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Not possible: placement ended", "The owner says that the action below is not possible."),
        ("not done: placement ended", "The action below was not done. It is closed."),
    ],
)
def test_not_possible_and_not_done_are_kept_apart(house: House, words: str, verdict: str) -> None:
    mails = house.reply(action(house), words)

    assert readers(mails, "action-closed") == {EXPLOITATION, WORKER, COORDINATOR}
    closed = said(only(mails, "action-closed", WORKER))
    assert verdict in closed
    assert "Reason: placement ended" in closed


def test_not_possible_needs_a_reason(house: House) -> None:
    mails = house.reply(action(house), "not possible")

    assert kinds(mails) == [("not-understood", EXPLOITATION)]
    assert "Write why" in said(mails[0])


def test_more_time_moves_the_reminders(house: House) -> None:
    given = action(house)

    mails = house.reply(given, "More time until 12 January: waiting for police")
    quiet = [*house.until("2026-12-16T09:00:00Z"), *house.until("2026-12-21T09:00:00Z")]
    reminded = house.until("2027-01-08T09:00:00Z")

    extended = said(only(mails, "action-closed", WORKER))
    assert "has a new date: Tuesday 12 January 2027" in extended
    assert "Reason: waiting for police" in extended
    assert not [mail for mail in quiet if mail.to == EXPLOITATION and mail.kind.startswith("action")]
    assert EXPLOITATION in readers(reminded, "action-reminder")


def test_a_day_that_is_past_is_no_more_time(house: House) -> None:
    mails = house.reply(action(house), "more time until 1 December 2026: waiting")

    assert kinds(mails) == [("not-understood", EXPLOITATION)]


def test_an_action_is_closed_once(house: House) -> None:
    given = action(house)
    house.reply(given, "done")

    mails = house.reply(given, "not possible: placement ended")

    assert kinds(mails) == [("not-understood", EXPLOITATION)]
    assert "closed already (done)" in said(mails[0])


@pytest.mark.parametrize("who", [OTHER_WORKER, YOUTH, POLICE])
def test_nobody_else_closes_an_action(house: House, who: str) -> None:
    given = action(house)

    mails = house.reply(given, "done", sender=who)

    assert kinds(mails) == [("not-understood", who)]
    assert EXPLOITATION in readers(house.until("2026-12-16T09:00:00Z"), "action-reminder")


def test_an_owner_with_one_action_may_answer_in_a_new_mail(house: House) -> None:
    given = action(house)

    mails = house.write(EXPLOITATION, f"{given.ref}: done", subject="Missing panel")

    assert readers(mails, "action-closed") == {EXPLOITATION, WORKER}


def test_an_owner_with_two_actions_is_asked_which(house: House) -> None:
    reference = book(house)
    confirm(house, block(reference, SCHOOL, f"Action: {EXPLOITATION} | ring the carer | 18 December 2026"))

    mails = house.write(EXPLOITATION, f"{reference}: done", subject="Missing panel")

    assert kinds(mails) == [("not-understood", EXPLOITATION)]


def test_two_owners_of_one_booking_answer_each_for_themselves(house: House) -> None:
    mails = confirm(house, block(book(house), SCHOOL, f"Action: {YOUTH} | offer a place | 18 December 2026"))
    house.reply(only(mails, "action", YOUTH), "done")

    later = house.until("2026-12-21T09:00:00Z")

    assert readers(later, "action-overdue") == {EXPLOITATION, WORKER}
    assert "offer a place" not in "".join(mail.text for mail in later if mail.kind == "action-overdue")


def test_an_urgent_draft_action_is_chased_too(house: House) -> None:
    approve(house, block(book(house, SAM), "Outcome: strategy discussion | date: 10 December 2026"))

    overdue = only(house.until("2026-12-11T09:00:00Z"), "action-overdue")

    assert overdue.to == WORKER
    assert "(draft)" in overdue.subject
