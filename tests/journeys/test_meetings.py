"""Second Tuesdays that are there by themselves, and the coordinator who moves, cancels and adds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.store.tables import Meeting
from tests.journeys.house import CHAIR, COORDINATOR, MEMBERS, POLICE, WORKER, House, kinds, only, open_house
from tests.journeys.invitations import (
    INSTEAD,
    REPRESENTATIVE,
    answer_of,
    invitation,
    invited_days,
    plain,
    starts,
)

MOVE = "rearrange 8 December to 10 December 10:00 at Town Hall"


def days(house: House) -> list[str]:
    """Return the days of the meetings that are planned."""
    with house.app.store.read() as connection:
        return list(
            connection.execute(select(Meeting.day).where(Meeting.state == "planned").order_by(Meeting.starts)).scalars()
        )


def test_the_second_tuesdays_of_a_year_are_there(house: House) -> None:
    assert days(house) == [
        *("2026-12-08", "2027-01-12", "2027-02-09", "2027-03-09", "2027-04-13", "2027-05-11", "2027-06-08"),
        *("2027-07-13", "2027-08-10", "2027-09-14", "2027-10-12", "2027-11-09", "2027-12-14"),
    ]


def test_a_year_later_the_next_year_is_there_and_nothing_twice(house: House) -> None:
    for day in range(25, 31):
        house.until(f"2026-11-{day}T07:00:00Z")
    house.until("2027-11-24T10:00:00Z")

    with house.app.store.read() as connection:
        twice = connection.execute(select(Meeting.day).group_by(Meeting.day).having(func.count() > 1)).all()
    assert twice == []
    assert days(house)[0] == "2027-12-14"
    assert days(house)[-1] == "2028-12-12"


def test_members_are_invited_to_the_next_three_meetings_and_to_the_fourth_when_time_passes(house: House) -> None:
    assert invited_days(house) == {"2026-12-08", "2027-01-12", "2027-02-09"}

    mails = house.until("2026-12-09T07:00:00Z")

    fresh = [mail for mail in mails if mail.kind == "meeting-invite"]
    assert {(mail.to, mail.meeting) for mail in fresh} == {(member, "2027-03-09") for member in MEMBERS}
    assert len(fresh) == len(MEMBERS)


def test_a_meeting_is_at_two_in_winter_and_in_summer(tmp_path: Path) -> None:
    with open_house(tmp_path, at="2027-02-24T10:00:00Z") as house:
        house.work()

        winter, summer = invitation(house, POLICE, "2027-03-09"), invitation(house, POLICE, "2027-04-13")

    assert starts(winter) == ";TZID=Europe/London:20270309T140000"
    assert starts(summer) == ";TZID=Europe/London:20270413T140000"
    assert "2pm to 5pm" in winter.text
    assert "2pm to 5pm" in summer.text


def test_an_invitation_names_the_other_dates_below(house: House) -> None:
    own, others = invitation(house, POLICE).text.split("Further dates of the panel")

    assert "Tuesday 8 December 2026, 2pm to 5pm" in own
    assert "8 December 2026" not in others
    assert "Tuesday 12 January 2027" in others


def test_anyone_known_gets_the_dates_of_the_year(house: House) -> None:
    text = only(house.write(WORKER, "dates"), "help").text

    assert "Tuesday 8 December 2026 at 2pm, Ellwood Street" in text
    assert "Tuesday 14 December 2027 at 2pm, Ellwood Street" in text


def test_a_move_takes_everything_along(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    before = {member: invitation(house, member) for member in MEMBERS}
    for member in MEMBERS:
        house.answer_invitation(before[member], "ACCEPTED")

    mails = house.write(COORDINATOR, MOVE)

    assert kinds(mails) == sorted(
        [("meeting-update", member) for member in MEMBERS]
        + [("booking-moved", WORKER), ("slot-update", WORKER), ("help", COORDINATOR)]
    )
    for member in MEMBERS:
        update = only(mails, "meeting-update", member)
        assert update.calendar_line("UID") == before[member].calendar_line("UID")
        assert (before[member].calendar_line("SEQUENCE"), update.calendar_line("SEQUENCE")) == ("0", "1")
        assert update.calendar_line("DTSTAMP") > before[member].calendar_line("DTSTAMP")
        assert starts(update) == ";TZID=Europe/London:20261210T100000"
        assert update.calendar_line("LOCATION") == "Town Hall"
        assert "PARTSTAT=NEEDS-ACTION" in update.calendar
        assert answer_of(house, member, "2026-12-10") == "needs-action"
    moved = only(mails, "booking-moved")
    assert moved.meeting == "2026-12-10"
    assert "10am to 10:20am" in moved.text
    assert "The meeting of 8 December 2026 is now on 10 December 2026 at 10am, Town Hall." in plain(only(mails, "help"))


def test_the_names_list_goes_at_the_new_day_and_not_at_the_old_one(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    house.write(COORDINATOR, MOVE)

    old = house.until("2026-12-03T12:00:00Z")
    new = house.until("2026-12-07T12:00:00Z")

    assert [mail for mail in old if mail.kind == "names-list"] == []
    assert {mail.to for mail in new if mail.kind == "names-list"} == {*MEMBERS, COORDINATOR}


def test_a_list_that_went_out_goes_again_when_the_meeting_moves_later(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    house.until("2026-12-03T12:00:00Z")

    house.write(COORDINATOR, "rearrange 8 December to 15 December")
    mails = house.until("2026-12-10T12:00:00Z")

    fresh = [mail for mail in mails if mail.kind == "names-list"]
    assert {mail.to for mail in fresh} == {*MEMBERS, COORDINATOR}
    assert {mail.meeting for mail in fresh} == {"2026-12-15"}


def test_a_list_that_went_out_is_not_sent_again_for_a_new_time_or_place(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    house.until("2026-12-03T12:00:00Z")

    mails = house.write(COORDINATOR, "rearrange 8 December to 8 December 15:00 at Town Hall")

    assert kinds(mails) == sorted(
        [("meeting-update", member) for member in MEMBERS] + [("slot-update", WORKER), ("help", COORDINATOR)]
    )
    assert [mail for mail in house.until("2026-12-08T08:00:00Z") if mail.kind == "names-list"] == []


def test_the_minutes_are_asked_for_after_the_new_date(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    house.write(COORDINATOR, MOVE)

    old = house.until("2026-12-08T18:00:00Z")
    new = house.until("2026-12-10T14:00:00Z")

    assert [mail for mail in old if mail.kind == "minutes-request"] == []
    assert only(new, "minutes-request").meeting == "2026-12-10"


def test_who_waited_for_the_moved_meeting_is_told(tmp_path: Path) -> None:
    with open_house(tmp_path, settings="capacity = 1") as house:
        house.work()
        house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
        house.write(WORKER, "Please book Alex Sample, dob 1/2/2012, into the next panel")

        mails = house.write(COORDINATOR, MOVE)

    waiting = only(mails, "booking-status")
    assert (waiting.ref, waiting.meeting) == ("MIS-26-0002", "2026-12-10")
    assert "still on its waiting list" in plain(waiting)


def test_a_cancelled_meeting_is_cancelled_with_everybody_ever_invited(house: House) -> None:
    house.reply(invitation(house, POLICE), INSTEAD)
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    was = only(house.all("slot-invite"), "slot-invite")

    mails = house.write(COORDINATOR, "cancel meeting 8 December")

    cancelled = [mail for mail in mails if mail.kind == "meeting-cancel"]
    assert {mail.to for mail in cancelled} == {*MEMBERS, REPRESENTATIVE}
    assert len(cancelled) == len(MEMBERS) + 1
    assert {mail.calendar_line("METHOD") for mail in cancelled} == {"CANCEL"}
    assert {mail.calendar_line("STATUS") for mail in cancelled} == {"CANCELLED"}
    assert {mail.calendar_line("SEQUENCE") for mail in cancelled} == {"1"}
    assert all("Tuesday 12 January 2027" in mail.text for mail in cancelled if mail.to in MEMBERS)
    assert only(mails, "booking-moved", WORKER).meeting == "2027-01-12"
    slot = only(mails, "slot-update", WORKER)
    assert slot.calendar_line("UID") == was.calendar_line("UID")
    assert (was.calendar_line("SEQUENCE"), slot.calendar_line("SEQUENCE")) == ("0", "1")
    assert starts(slot) == ";TZID=Europe/London:20270112T140000"


def test_nothing_of_a_cancelled_meeting_happens_any_more(house: House) -> None:
    house.write(COORDINATOR, "cancel meeting 8 December")

    mails = house.until("2026-12-11T10:00:00Z")

    assert {mail.kind for mail in mails if mail.meeting == "2026-12-08"} == set()


def test_an_extraordinary_meeting_invites_the_members(house: House) -> None:
    mails = house.write(COORDINATOR, "add extraordinary 3 December 14:00")

    assert {mail.to for mail in mails if mail.kind == "meeting-invite"} == set(MEMBERS)
    assert {mail.meeting for mail in mails if mail.kind == "meeting-invite"} == {"2026-12-03"}
    assert only(mails, "help").to == COORDINATOR


def test_a_cancelled_extraordinary_meeting_can_be_added_again(house: House) -> None:
    house.write(COORDINATOR, "add extraordinary 3 December 14:00")
    house.write(COORDINATOR, "cancel meeting 3 December")

    mails = house.write(COORDINATOR, "add extraordinary 3 December 14:00")

    assert {mail.to for mail in mails if mail.kind == "meeting-invite"} == set(MEMBERS)


def test_a_meeting_on_a_bank_holiday_is_made_and_flagged(house: House) -> None:
    mails = house.write(COORDINATOR, "add extraordinary 25 December 14:00")

    assert "25 December 2026 is Christmas Day" in plain(only(mails, "help"))


@pytest.mark.parametrize("command", ["cancel meeting 8 December", MOVE, "add extraordinary 3 December 14:00"])
@pytest.mark.parametrize("sender", [WORKER, POLICE, CHAIR])
def test_only_the_coordinator_changes_the_dates(house: House, sender: str, command: str) -> None:
    before = days(house)

    mails = house.write(sender, command)

    assert kinds(mails) == [("not-understood", sender)]
    assert "Your role at this panel does not let you do that" in plain(mails[0])
    assert days(house) == before


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (
            "cancel meeting 9 December",
            "The panel does not meet on 9 December 2026. It meets next on 8 December 2026 and",
        ),
        ("rearrange 9 December to 10 December", "The panel does not meet on 9 December 2026."),
        ("rearrange 8 December to 12 January", "The panel meets on 12 January 2027 already."),
        ("rearrange 8 December to 8 December 14:00", "at that time and place, already"),
        ("rearrange 8 December to 20 November 2026 10:00", "20 November 2026 is past"),
        ("add extraordinary 8 December 10:00", "The panel meets on 8 December 2026 already."),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_what_to_do(house: House, command: str, says: str) -> None:
    before = days(house)

    mails = house.write(COORDINATOR, command)

    assert kinds(mails) == [("not-understood", COORDINATOR)]
    assert says in plain(mails[0])
    assert days(house) == before


def test_a_date_that_is_none_changes_nothing(house: House) -> None:
    mails = house.write(COORDINATOR, "rearrange 32 December to 40 January")

    assert kinds(mails) == [("not-understood", COORDINATOR)]
    assert "rearrange 32 December to 40 January" in mails[0].text


def test_a_standstill_of_weeks_sends_nothing_stale_and_no_flood(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")

    mails = house.until("2027-02-01T09:00:00Z")

    assert [mail for mail in mails if mail.kind in ("names-list", "quorum-warning")] == []
    assert len([mail for mail in mails if mail.kind == "minutes-request"]) == 1
    assert len([mail for mail in mails if mail.kind == "daily-digest"]) == 1
    fresh = [mail for mail in mails if mail.kind == "meeting-invite"]
    assert {mail.meeting for mail in fresh} == {"2027-03-09", "2027-04-13"}
    assert len(fresh) == 2 * len(MEMBERS)


def test_each_copy_to_a_person_is_stamped_later_than_the_one_before(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    for command in (MOVE, "rearrange 10 December to 15 December", "cancel meeting 15 December"):
        house.write(COORDINATOR, command)

    for reader in (*MEMBERS, WORKER):
        copies: dict[str, list[str]] = {}
        for mail in house.all(to=reader):
            if mail.calendar:
                copies.setdefault(mail.calendar_line("UID"), []).append(mail.calendar_line("DTSTAMP"))
        assert max(len(stamps) for stamps in copies.values()) == len(("invited", "moved", "moved", "cancelled"))
        assert all(stamps == sorted(set(stamps)) for stamps in copies.values())
