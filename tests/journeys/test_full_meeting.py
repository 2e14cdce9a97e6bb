"""A full meeting has a waiting list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import COORDINATOR, MEMBERS, OTHER_WORKER, WORKER, House, Mail, kinds, only
from tests.journeys.settled import open_settled_house


@pytest.fixture
def full(tmp_path: Path) -> Iterator[House]:
    """A house whose meetings take two, with two booked for 8 December."""
    with open_settled_house(tmp_path, settings="capacity = 2") as house:
        house.write(WORKER, "Please book Sam Example (dob 3/4/2010) and Alex Sample (dob 1/2/2012).")
        yield house


def waiting(house: House, name: str) -> Mail:
    """Book somebody who must wait."""
    mails = house.write(OTHER_WORKER, f"Please book {name} for the next panel.")
    assert kinds(mails) == [("booking-waiting", OTHER_WORKER)]
    return mails[0]


def test_who_comes_when_it_is_full_waits_and_is_told_the_place(full: House) -> None:
    first, second = waiting(full, "Kim Instance"), waiting(full, "Lee Token")

    assert (first.ref, first.meeting) == ("MIS-26-0003", "2026-12-08")
    assert "Place on the waiting list: 1" in first.text
    assert "Place on the waiting list: 2" in second.text
    assert "Tuesday 12 January 2027" in first.text.replace("\r\n", " ")
    assert "Date of birth:" in first.text


def test_a_free_place_goes_to_who_waits_longest(full: House) -> None:
    waiting(full, "Kim Instance")
    waiting(full, "Lee Token")

    mails = full.write(WORKER, "withdraw MIS-26-0001")

    assert kinds(mails) == [
        ("booking-confirmed", OTHER_WORKER),
        ("booking-withdrawn", WORKER),
        ("slot-cancel", WORKER),
        ("slot-invite", OTHER_WORKER),
    ]
    promoted = only(mails, "booking-confirmed")
    assert promoted.ref == "MIS-26-0003"
    assert "A place became free" in promoted.text
    assert "2pm to 2:20pm" in promoted.text
    assert "What we still ask" not in promoted.text


def test_a_place_that_a_move_leaves_is_given_on(full: House) -> None:
    waiting(full, "Kim Instance")

    mails = full.write(WORKER, "move MIS-26-0001 to January")

    assert only(mails, "booking-confirmed", OTHER_WORKER).ref == "MIS-26-0003"


def test_who_waits_is_told_the_place_by_status(full: House) -> None:
    waiting(full, "Kim Instance")
    second = waiting(full, "Lee Token")

    [status] = full.reply(second, "status")

    assert "at place 2" in status.text


def test_a_place_free_after_the_cut_off_needs_no_chair(full: House) -> None:
    waiting(full, "Kim Instance")
    full.until("2026-12-04T09:00:00Z")

    mails = full.write(WORKER, "withdraw MIS-26-0001")

    assert "late-request" not in {mail.kind for mail in mails}
    assert "The chair agreed" not in only(mails, "booking-confirmed").text
    assert {mail.to for mail in mails if mail.kind == "names-list-addition"} == {*MEMBERS, COORDINATOR}


def test_the_same_child_again_keeps_the_place_in_the_list(full: House) -> None:
    waiting(full, "Kim Instance")

    mails = full.write(OTHER_WORKER, "Please book Kim Instance for the next panel.")

    assert kinds(mails) == [("booking-waiting", OTHER_WORKER)]
    assert mails[0].ref == "MIS-26-0003"
    assert "Place on the waiting list: 1" in mails[0].text


def test_who_waits_can_withdraw_or_move(full: House) -> None:
    first, second = waiting(full, "Kim Instance"), waiting(full, "Lee Token")

    gone = full.reply(first, "withdraw")
    moved = full.reply(second, "move to next")

    assert kinds(gone) == [("booking-withdrawn", OTHER_WORKER)]
    assert kinds(moved) == [("booking-moved", OTHER_WORKER), ("slot-invite", OTHER_WORKER)]
    assert moved[0].meeting == "2027-01-12"


def test_who_still_waits_at_the_end_goes_to_the_next_meeting(full: House) -> None:
    waiting(full, "Kim Instance")

    mails = [mail for mail in full.until("2026-12-08T17:30:00Z") if mail.to == OTHER_WORKER]

    assert kinds(mails) == [("booking-moved", OTHER_WORKER), ("slot-invite", OTHER_WORKER)]
    assert "could not hear Kim Instance" in mails[0].text
    assert "chair" not in mails[0].text.partition("To change it")[0]


def test_a_move_to_a_full_meeting_joins_its_waiting_list(full: House) -> None:
    full.write(OTHER_WORKER, "Please book Kim Instance for the January panel.")

    mails = full.write(OTHER_WORKER, "move MIS-26-0003 to 8 December")

    assert kinds(mails) == [("booking-waiting", OTHER_WORKER), ("slot-cancel", OTHER_WORKER)]
    assert "Place on the waiting list: 1" in only(mails, "booking-waiting").text
