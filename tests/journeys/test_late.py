"""After the cut-off (noon, three working days before) the chair decides."""

from __future__ import annotations

import pytest

from tests.journeys.house import CHAIR, COORDINATOR, MEMBERS, OTHER_WORKER, POLICE, WORKER, House, Mail, kinds, only

AFTER = "2026-12-03T12:00:00Z"
ASKED = [("booking-late", WORKER), ("late-request", CHAIR)]
ALLOWED = sorted(
    [
        ("booking-confirmed", WORKER),
        ("slot-invite", WORKER),
        *(("names-list-addition", reader) for reader in (*MEMBERS, COORDINATOR)),
    ]
)


@pytest.fixture
def asked(house: House) -> list[Mail]:
    """What came of a booking made just after the cut-off: the worker's answer and the chair's question."""
    house.until(AFTER)
    return house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel.")


def test_a_minute_before_the_cut_off_is_in_time(house: House) -> None:
    house.until("2026-12-03T11:59:00Z")

    mails = house.write(WORKER, "Please book Sam Example for the next panel.")

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]


def test_from_the_cut_off_on_the_chair_is_asked(asked: list[Mail]) -> None:
    assert kinds(asked) == ASKED
    late, request = only(asked, "booking-late"), only(asked, "late-request")
    assert (late.ref, late.meeting) == (request.ref, request.meeting) == ("MIS-26-0001", "2026-12-08")
    assert "Tuesday 12 January 2027" in late.text.replace("\r\n", " ")
    for words in ("Sam Example", "3 April 2010", WORKER, "LATE YES", "LATE NO"):
        assert words in request.text


@pytest.mark.parametrize("words", ["late yes", "Yes, that's fine", "Late: yes please"])
def test_the_chair_says_yes_in_reply_and_partners_get_the_name(house: House, asked: list[Mail], words: str) -> None:
    mails = house.reply(only(asked, "late-request"), words)

    assert kinds(mails) == ALLOWED
    assert {mail.meeting for mail in mails} == {"2026-12-08"}
    assert "The chair agreed" in only(mails, "booking-confirmed").text
    assert "Sam Example" in only(mails, "names-list-addition", POLICE).text


def test_the_chair_says_yes_in_a_new_mail_with_the_reference(house: House, asked: list[Mail]) -> None:
    mails = house.write(CHAIR, f"late yes {asked[0].ref}")

    assert kinds(mails) == ALLOWED


def test_the_chair_needs_no_reference_when_one_booking_waits(house: House, asked: list[Mail]) -> None:
    mails = house.write(CHAIR, "late yes")

    assert kinds(mails) == ALLOWED


def test_the_chair_must_say_which_of_two(house: House, asked: list[Mail]) -> None:
    house.write(OTHER_WORKER, "Please book Alex Sample for the next panel.")

    mails = house.write(CHAIR, "late yes")

    assert kinds(mails) == [("not-understood", CHAIR)]
    assert "reference" in mails[0].text


@pytest.mark.parametrize("words", ["late no", "No, next month please"])
def test_the_chair_says_no_and_the_booking_goes_to_the_next_month(house: House, asked: list[Mail], words: str) -> None:
    mails = house.reply(only(asked, "late-request"), words)

    assert kinds(mails) == [("booking-moved", WORKER), ("slot-invite", WORKER)]
    assert {(mail.ref, mail.meeting) for mail in mails} == {("MIS-26-0001", "2027-01-12")}
    assert "The chair could not take this booking" in mails[0].text


def test_a_second_answer_of_the_chair_changes_nothing(house: House, asked: list[Mail]) -> None:
    request = only(asked, "late-request")
    house.reply(request, "late yes")

    mails = house.reply(request, "late no")

    assert kinds(mails) == [("not-understood", CHAIR)]
    assert only(house.write(WORKER, "status"), "booking-status").meeting == "2026-12-08"


@pytest.mark.parametrize("who", [OTHER_WORKER, WORKER, POLICE, COORDINATOR])
def test_only_the_chair_can_let_a_late_booking_in(house: House, asked: list[Mail], who: str) -> None:
    mails = house.write(who, f"late yes {asked[0].ref}")

    assert kinds(mails) == [("not-understood", who)]
    assert "does not let you do that" in mails[0].text.replace("\r\n", " ")


def test_what_is_said_to_others_is_the_same_when_nothing_is_late(house: House) -> None:
    [nothing] = house.write(OTHER_WORKER, "late yes MIS-26-0001")
    house.until(AFTER)
    house.write(WORKER, "Please book Sam Example for the next panel.")

    [something] = house.write(OTHER_WORKER, "late yes MIS-26-0001")

    assert nothing.text == something.text


def test_date_of_birth_is_asked_once_in_the_late_answer(house: House) -> None:
    house.until(AFTER)
    asked = house.write(WORKER, "Please book Sam Example for the next panel.")

    allowed = house.reply(only(asked, "late-request"), "late yes")

    assert "Date of birth:" in only(asked, "booking-late").text
    assert "What we still ask" not in only(allowed, "booking-confirmed").text


def test_a_late_booking_can_be_taken_back_before_the_chair_answers(house: House, asked: list[Mail]) -> None:
    mails = house.reply(only(asked, "booking-late"), "withdraw")

    assert kinds(mails) == [("booking-withdrawn", WORKER)]
    assert kinds(house.write(CHAIR, f"late yes {asked[0].ref}")) == [("not-understood", CHAIR)]


def test_a_late_booking_can_be_moved_by_its_worker(house: House, asked: list[Mail]) -> None:
    mails = house.reply(only(asked, "booking-late"), "move to next")

    assert kinds(mails) == [("booking-moved", WORKER), ("slot-invite", WORKER)]
    assert {mail.meeting for mail in mails} == {"2027-01-12"}


def test_a_second_worker_of_a_late_child_is_told_that_the_chair_decides(house: House, asked: list[Mail]) -> None:
    mails = house.write(OTHER_WORKER, "Please book Sam Example for the next panel.")
    allowed = house.reply(only(asked, "late-request"), "late yes")

    assert kinds(mails) == [("booking-late", OTHER_WORKER), ("duplicate-flag", COORDINATOR)]
    assert "Tuesday 12 January 2027" in only(mails, "booking-late").text.replace("\r\n", " ")
    assert {mail.to for mail in allowed if mail.kind == "booking-confirmed"} == {WORKER, OTHER_WORKER}


def test_a_chair_who_never_answers_leaves_it_for_the_next_month(house: House, asked: list[Mail]) -> None:
    mails = [mail for mail in house.until("2026-12-08T17:30:00Z") if mail.to == WORKER]

    assert kinds(mails) == [("booking-moved", WORKER), ("slot-invite", WORKER)]
    assert mails[0].meeting == "2027-01-12"
    assert "could not hear Sam Example on 8 December 2026" in mails[0].text.replace("\r\n", " ")


def test_a_booking_for_the_month_after_is_not_late(house: House) -> None:
    house.until(AFTER)

    mails = house.write(WORKER, "Please book Sam Example for the January panel.")

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
