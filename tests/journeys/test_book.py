"""A worker books a child into the next panel."""

from __future__ import annotations

from tests.journeys.house import OTHER_WORKER, WORKER, COORDINATOR, House, kinds, only


def test_a_bare_request_is_booked_and_date_of_birth_asked_once(house: House) -> None:
    mails = house.write(WORKER, "Please book Sam Example for next panel.\n\nThanks\nJo")

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    confirmed = only(mails, "booking-confirmed")
    assert confirmed.ref == "MIS-26-0001"
    assert confirmed.meeting == "2026-12-08"
    for words in ("MIS-26-0001", "8 December 2026", "2pm", "Ellwood Street", "Date of birth:", "WITHDRAW"):
        assert words in confirmed.text
    assert "Sam" not in confirmed.subject

    again = house.reply(confirmed, "Date of birth: 3/4/2010")

    assert kinds(again) == [("booking-status", WORKER)]
    assert "3 April 2010" in again[0].text


def test_two_children_are_two_bookings(house: House) -> None:
    mails = house.write(
        WORKER, "Please book Sam Example (dob 3/4/2010) and Alex Sample (dob 1/2/2012) into the next panel."
    )

    assert kinds(mails) == [("booking-confirmed", WORKER)] * 2 + [("slot-invite", WORKER)] * 2
    assert sorted(mail.ref for mail in mails if mail.kind == "booking-confirmed") == ["MIS-26-0001", "MIS-26-0002"]


def test_the_same_child_from_two_workers_is_one_item(house: House) -> None:
    house.write(WORKER, "Please book Sam Example for the next panel.")

    mails = house.write(OTHER_WORKER, "Can you book Sam Example into the December panel please")

    assert kinds(mails) == [
        ("booking-confirmed", OTHER_WORKER),
        ("duplicate-flag", COORDINATOR),
        ("slot-invite", OTHER_WORKER),
    ]
    assert {mail.ref for mail in mails} == {"MIS-26-0001"}
