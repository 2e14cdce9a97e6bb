"""Where a name or a date is not clear, one thing is asked; what anybody may ask is answered."""

from __future__ import annotations

import pytest

from tests.journeys.house import CHAIR, COORDINATOR, OTHER_WORKER, POLICE, WORKER, House, Mail, kinds, only

BOOKED = [("booking-confirmed", WORKER), ("slot-invite", WORKER)]


def asked(house: House, text: str, **more: str) -> Mail:
    """Write a mail that must end in one question and nothing else."""
    mails = house.write(WORKER, text, **more)  # type: ignore[arg-type]
    assert kinds(mails) == [("booking-question", WORKER)]
    return mails[0]


def test_a_day_that_is_no_panel_day_is_answered_with_the_nearest_two(house: House) -> None:
    question = asked(house, "Please book Sam Example for 15 December.")

    assert (question.ref, question.meeting) == ("MIS-26-0001", "")
    assert "does not meet on 15 December" in question.text.replace("\r\n", " ")
    assert "- Tuesday 8 December 2026\r\n- Tuesday 12 January 2027\r\n" in question.text


@pytest.mark.parametrize(
    ("answer", "meeting"),
    [
        ("12 January", "2027-01-12"),
        ("The 12th of January please.\n\nThanks", "2027-01-12"),
        ("January", "2027-01-12"),
        ("Tuesday 8 December is fine", "2026-12-08"),
        ("next panel", "2026-12-08"),
    ],
)
def test_the_date_in_reply_books_under_the_reference_of_the_question(house: House, answer: str, meeting: str) -> None:
    question = asked(house, "Please book Sam Example for 15 December.")

    mails = house.reply(question, answer)

    assert kinds(mails) == BOOKED
    assert {(mail.ref, mail.meeting) for mail in mails} == {("MIS-26-0001", meeting)}


def test_a_whole_new_mail_answers_the_question_too(house: House) -> None:
    asked(house, "Please book Sam Example, dob 3/4/2010, for 15 December.")

    mails = house.write(WORKER, "Please book Sam Example for the January panel.")

    assert kinds(mails) == BOOKED
    assert {mail.ref for mail in mails} == {"MIS-26-0001"}
    assert "3 April 2010" in mails[0].text


def test_next_panel_in_reply_is_the_next_panel_and_not_the_first_one_offered(house: House) -> None:
    question = asked(house, "Please book Sam Example for 20 January.")

    mails = house.reply(question, "next panel please")

    assert "- Tuesday 12 January 2027\r\n- Tuesday 9 February 2027\r\n" in question.text
    assert only(mails, "booking-confirmed").meeting == "2026-12-08"


@pytest.mark.parametrize("day", ["Monday 8 December", "8 or 12 January", "Wednesday 9th December"])
def test_a_date_that_contradicts_itself_is_asked(house: House, day: str) -> None:
    question = asked(house, f"Please book Sam Example for {day}.")

    assert day.split(maxsplit=1)[0] in question.text


def test_a_past_date_is_asked(house: House) -> None:
    question = asked(house, "Please book Sam Example for 10 November 2026.")

    assert "10 November 2026 is in the past" in question.text.replace("\r\n", " ")


def test_date_of_birth_is_not_asked_before_there_is_a_booking(house: House) -> None:
    question = asked(house, "Please book Sam Example for 15 December.")

    confirmed = only(house.reply(question, "12 January"), "booking-confirmed")

    assert "Date of birth" not in question.text
    assert "Date of birth:" in confirmed.text


def test_saying_more_before_the_date_is_given_loses_nothing(house: House) -> None:
    question = asked(house, "Please book Sam Example for 15 December.")

    more = house.reply(question, "Date of birth: 3 April 2010")
    confirmed = only(house.reply(question, "12 January"), "booking-confirmed")

    assert kinds(more) == [("booking-status", WORKER)]
    assert "not on an agenda yet" in more[0].text
    assert "3 April 2010" in confirmed.text


@pytest.mark.parametrize(
    "answer", ["Sam Example", "Name: Sam Example", "It's Sam Example", "Please book Sam Example", "Sam Example\n\nJo"]
)
def test_the_name_in_reply_books_for_the_date_wished_at_first(house: House, answer: str) -> None:
    question = asked(house, "Hi, can I have a slot at the January panel please? Thanks")

    mails = house.reply(question, answer, name="Jo Bright")

    assert "\nName:" in question.text
    assert kinds(mails) == BOOKED
    assert {(mail.ref, mail.meeting) for mail in mails} == {("MIS-26-0001", "2027-01-12")}
    assert "Sam Example" in mails[0].text


def test_a_date_in_reply_to_the_question_for_a_name_is_kept(house: House) -> None:
    question = asked(house, "Please book a slot for me at the next panel.")

    again = only(house.reply(question, "12 January"), "booking-question")
    confirmed = only(house.reply(again, "Sam Example"), "booking-confirmed")

    assert (confirmed.ref, confirmed.meeting) == ("MIS-26-0001", "2027-01-12")


@pytest.mark.parametrize("answer", ["Name: Sam Example", "Sam Example", "It is Sam Example"])
def test_a_first_name_is_booked_and_the_full_name_asked_once(house: House, answer: str) -> None:
    confirmed = only(house.write(WORKER, "Please book Sam into the next panel. He is high risk."), "booking-confirmed")

    mails = house.reply(confirmed, answer)
    listed = only(house.until("2026-12-03T12:00:00Z"), "names-list", POLICE)

    assert "- Name (the full name)" in confirmed.text
    assert kinds(mails) == [("booking-status", WORKER)]
    assert "Name: Sam Example" in mails[0].text
    assert "What we still ask" not in mails[0].text
    assert "Sam Example" in listed.text


@pytest.mark.parametrize("line", ["Alex Jones will present instead of me.", "Alex Jones", "Sam Example is his cousin."])
def test_another_name_in_a_reply_does_not_rename_the_child(house: House, line: str) -> None:
    confirmed = only(house.write(WORKER, "Please book Sam into the next panel."), "booking-confirmed")

    house.reply(confirmed, line)

    assert "Name: Sam\r\n" in only(house.write(WORKER, "status"), "booking-status").text


def test_the_full_name_in_a_new_mail_is_the_same_booking(house: House) -> None:
    house.write(WORKER, "Please book Sam into the next panel.")

    mails = house.write(WORKER, "Please book Sam Example into the next panel, dob 3/4/2010.")

    assert kinds(mails) == [("booking-confirmed", WORKER)]
    assert mails[0].ref == "MIS-26-0001"
    assert "Name: Sam Example" in mails[0].text


def test_a_question_can_be_dropped(house: House) -> None:
    question = asked(house, "Please book Sam Example for 15 December.")

    mails = house.reply(question, "withdraw")

    assert kinds(mails) == [("booking-withdrawn", WORKER)]
    assert "not on an agenda yet" in mails[0].text


@pytest.mark.parametrize("words", ["help", "Help please", "How does this mailbox work?"])
def test_help_says_what_can_be_written(house: House, words: str) -> None:
    [mail] = house.write(WORKER, words)

    assert mail.kind == "help"
    for word in ("withdraw", "move to next", "status", "dates", "terms of reference"):
        assert word in mail.text
    assert "late yes" not in mail.text


def test_help_for_the_chair_and_the_coordinator_says_what_is_theirs(house: House) -> None:
    [chair] = house.write(CHAIR, "help")
    [coordinator] = house.write(COORDINATOR, "help")

    assert "late yes" in chair.text
    assert "rearrange" not in chair.text
    assert "rearrange" in coordinator.text


@pytest.mark.parametrize("words", ["dates", "Please send me the panel dates", "When is the next panel?"])
def test_dates_are_sent(house: House, words: str) -> None:
    [mail] = house.write(OTHER_WORKER, words)

    assert mail.kind == "help"
    assert "Tuesday 8 December 2026 at 2pm, Ellwood Street" in mail.text
    assert "Tuesday 12 January 2027" in mail.text


def test_the_terms_of_reference_are_sent(house: House) -> None:
    [mail] = house.write(WORKER, "Could you send me the terms of reference please?")

    assert mail.kind == "terms"
    assert "second Tuesday of every month" in mail.text


def test_what_is_not_understood_changes_nothing_and_is_said_back(house: House) -> None:
    [mail] = house.write(WORKER, "The heating in the meeting room is broken.")

    assert mail.kind == "not-understood"
    assert "The heating in the meeting room is broken." in mail.text


def test_an_answer_that_is_not_understood_can_be_tried_again_in_reply(house: House) -> None:
    question = asked(house, "Please book Sam Example for 15 December.")

    again = only(house.reply(question, "hmm, let me think about what suits us"), "not-understood")
    mails = house.reply(again, "12 January")

    assert kinds(mails) == BOOKED
    assert {mail.ref for mail in mails} == {"MIS-26-0001"}
