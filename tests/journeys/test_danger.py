"""Words of immediate danger: the booking is made, the writer is told where help is, and somebody is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.house import COORDINATOR, WORKER, House, Mail, kinds, only, open_house

DUTY = "duty@anytown.example"
TEXT = "Please book Sam Example for the next panel. She has not been seen since last night and is suicidal."


def advises(mail: Mail) -> bool:
    """Whether a mail says, before all else, what to do in an emergency."""
    above = mail.text.partition("MIS-26-0001\r\nName")[0]
    return "not an emergency service" in above and "999" in above and "strategy discussion" in above


def test_a_booking_that_speaks_of_danger_is_made_and_answered_with_where_help_is(house: House) -> None:
    mails = house.write(WORKER, TEXT)

    assert kinds(mails) == [("booking-confirmed", WORKER), ("held-notice", COORDINATOR), ("slot-invite", WORKER)]
    assert advises(only(mails, "booking-confirmed"))


def test_the_coordinator_is_told_at_once_without_the_childs_name(house: House) -> None:
    notice = only(house.write(WORKER, TEXT), "held-notice")

    assert notice.ref == "MIS-26-0001"
    assert "Urgent" in notice.subject
    assert "Call the worker" in notice.text
    assert "Sam" not in notice.text


def test_the_duty_address_is_told_where_the_site_has_one(tmp_path: Path) -> None:
    with open_house(tmp_path, settings=f'duty_email = "{DUTY}"') as house:
        house.work()

        mails = house.write(WORKER, TEXT)

        assert ("held-notice", DUTY) in kinds(mails)
        assert ("held-notice", COORDINATOR) not in kinds(mails)


def test_danger_in_a_reply_about_a_booking_is_answered_too(house: House) -> None:
    confirmed = only(house.write(WORKER, "Please book Sam Example for the next panel."), "booking-confirmed")

    mails = house.reply(confirmed, "She ran off again this morning and says she is going to kill herself.")

    assert kinds(mails) == [("booking-status", WORKER), ("held-notice", COORDINATOR)]
    assert advises(only(mails, "booking-status"))
    assert "Field: value" not in only(mails, "booking-status").text.partition("To change it")[0]


def test_danger_without_a_name_is_answered_with_where_help_is(house: House) -> None:
    mails = house.write(WORKER, "One of ours is on the roof and threatening to jump, what do I do?")

    assert kinds(mails) == [("booking-question", WORKER), ("held-notice", COORDINATOR)]
    assert "999" in only(mails, "booking-question").text


def test_danger_is_told_once_and_not_again_with_the_answer_to_our_question(house: House) -> None:
    question = only(house.write(WORKER, TEXT.replace("the next panel", "15 December")), "booking-question")

    mails = house.reply(question, "12 January")

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]


@pytest.mark.parametrize("words", ["There is no immediate danger.", "He is not suicidal.", "An overdose in 2019."])
def test_a_denial_alarms_nobody(house: House, words: str) -> None:
    mails = house.write(WORKER, f"Please book Sam Example for the next panel. {words}")

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
