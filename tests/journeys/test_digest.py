"""The coordinator's morning mail: on working days, and only when something waits for a person."""

from __future__ import annotations

import re

from tests.journeys.house import COORDINATOR, MEMBERS, POLICE, WORKER, House, Mail, only
from tests.journeys.invitations import STRANGER, invitation, plain


def digest(mails: list[Mail]) -> Mail:
    return only(mails, "daily-digest", COORDINATOR)


def test_nothing_waits_and_nothing_is_sent(house: House) -> None:
    assert house.until("2026-11-25T08:00:00Z") == []


def test_it_leaves_at_eight_on_working_days(house: House) -> None:
    house.write(STRANGER, "Please book Sam Example", verdict="pass")
    friday = house.until("2026-11-27T08:00:00Z")
    saturday = house.until("2026-11-28T08:00:00Z")
    early = house.until("2026-11-30T07:59:00Z")
    monday = house.until("2026-11-30T08:00:00Z")

    assert [len(each) for each in (friday, saturday, early, monday)] == [1, 0, 0, 1]


def test_after_a_standstill_it_does_not_leave_at_the_weekend(house: House) -> None:
    house.write(STRANGER, "Please book Sam Example", verdict="pass")

    assert house.until("2026-11-28T10:00:00Z") == []


def test_held_mail_stays_in_it_until_a_person_has_looked(house: House) -> None:
    house.write(STRANGER, "Please book Sam Example", verdict="pass")

    first = digest(house.until("2026-11-25T08:00:00Z"))
    second = digest(house.until("2026-11-26T08:00:00Z"))

    for mail in (first, second):
        assert "Mail 1 of 24 November 2026. The sender is not identified" in plain(mail)
        assert "Sam" not in mail.text


def test_missing_answers_are_in_it_from_ten_days_before(house: House) -> None:
    house.answer_invitation(invitation(house, POLICE), "ACCEPTED")

    early = house.until("2026-11-27T08:00:00Z")
    text = plain(digest(house.until("2026-11-30T08:00:00Z")))

    assert early == []
    assert "Answers missing for 8 December 2026" in text
    assert "Chair has not answered" in text
    assert "Police missing person unit" not in text


def test_mail_that_did_not_arrive_is_in_it(house: House) -> None:
    house.sink.refuse[WORKER] = "550 5.1.1 no such mailbox"
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")

    text = plain(digest(house.until("2026-11-25T08:00:00Z")))

    assert "Mail that did not arrive" in text
    assert "(booking confirmed) of 24 November 2026" in text


def test_a_decision_that_nobody_confirmed_is_in_it(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    for member in MEMBERS:
        house.answer_invitation(invitation(house, member), "ACCEPTED")
    asked = only(house.until("2026-12-08T17:30:00Z"), "minutes-request")
    minutes = (
        "[MIS-26-0001]\nPresent: presenter came\nOutcome: safety plan agreed | review date: 12 January 2027\n"
        "[MEETING]\nPresent: chair, police, youth support"
    )
    house.reply(only(house.reply(asked, minutes, quote=False), "minutes-draft"), "approve")

    section = digest(house.until("2026-12-09T08:00:00Z")).text.partition("Outcomes not yet confirmed")[2]

    assert "- MIS-26-0001" in section


def test_no_iso_date_and_no_name_is_in_it(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    house.write(STRANGER, "Please book Sam Example", verdict="pass")
    house.sink.refuse[WORKER] = "550 5.1.1 no such mailbox"

    text = digest(house.until("2026-11-30T08:00:00Z")).text

    assert re.findall(r"\d{4}-\d\d-\d\d", text) == []
    assert "Example" not in text
