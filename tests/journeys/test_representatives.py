"""Somebody comes instead of a member: for one date, with that date's papers, and with an answer of their own."""

from __future__ import annotations

import pytest

from tests.journeys.house import CHAIR, COORDINATOR, POLICE, WORKER, YOUTH, House, Mail, kinds, only
from tests.journeys.invitations import INSTEAD, REPRESENTATIVE, answer_of, attendee, invitation, notes, plain

OTHER = "pat.new@anytown.police.example"


def name_one(house: House) -> Mail:
    """Let the police decline and name a representative; return the representative's invitation."""
    asked = only(house.reply(invitation(house, POLICE), "can't make it, sorry"), "nominate", POLICE)
    return only(house.reply(asked, INSTEAD), "meeting-invite", REPRESENTATIVE)


def book(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")


def test_the_representative_is_invited_for_that_date_only(house: House) -> None:
    invite = name_one(house)

    assert notes(house.all(), "meeting-invite") >= {(REPRESENTATIVE, "2026-12-08")}
    assert len(house.all("meeting-invite", REPRESENTATIVE)) == 1
    assert f'DELEGATED-FROM="mailto:{POLICE}"' in attendee(invite)
    assert 'CN="Jo Bloggs"' in attendee(invite)
    assert invite.calendar_line("UID") == invitation(house, POLICE).calendar_line("UID")
    assert invite.calendar_line("SEQUENCE") == "0"
    assert "You come for this one date" in plain(invite)
    assert "12 January 2027" not in invite.text
    assert (answer_of(house, POLICE), answer_of(house, REPRESENTATIVE)) == ("delegated", "needs-action")


def test_the_representative_gets_the_names_list_and_the_member_does_not(house: House) -> None:
    book(house)
    name_one(house)

    mails = house.until("2026-12-03T12:00:00Z")

    readers = {mail.to for mail in mails if mail.kind == "names-list"}
    assert REPRESENTATIVE in readers
    assert POLICE not in readers
    assert "Sam Example" in only(mails, "names-list", REPRESENTATIVE).text


def test_the_member_gets_the_next_meetings_list_again(house: House) -> None:
    name_one(house)
    house.until("2026-12-09T09:00:00Z")

    mails = house.until("2027-01-07T12:00:00Z")

    readers = {mail.to for mail in mails if mail.kind == "names-list"}
    assert POLICE in readers
    assert REPRESENTATIVE not in readers


def test_a_representative_named_after_the_list_went_out_gets_it_at_once(house: House) -> None:
    book(house)
    house.until("2026-12-03T12:00:00Z")

    mails = house.reply(invitation(house, POLICE), INSTEAD)

    assert kinds(mails) == [("meeting-invite", REPRESENTATIVE), ("names-list", REPRESENTATIVE)]
    assert "Sam Example" in only(mails, "names-list").text


@pytest.mark.parametrize("how", ["calendar", "words"])
def test_the_representatives_own_answer_counts_for_the_seat(house: House, how: str) -> None:
    invite = name_one(house)
    house.answer_invitation(invitation(house, CHAIR), "ACCEPTED")
    house.answer_invitation(invitation(house, YOUTH), "ACCEPTED")

    answered = house.answer_invitation(invite, "ACCEPTED") if how == "calendar" else house.reply(invite, "Accept")

    assert answered == []
    assert answer_of(house, REPRESENTATIVE) == "accepted"
    assert [mail for mail in house.until("2026-12-07T09:00:00Z") if mail.kind == "quorum-warning"] == []


@pytest.mark.parametrize("how", ["calendar", "words"])
def test_a_representative_who_declines_gives_the_seat_back(house: House, how: str) -> None:
    invite = name_one(house)

    mails = house.answer_invitation(invite, "DECLINED") if how == "calendar" else house.reply(invite, "can't make it")

    assert kinds(mails) == [("nominate", POLICE)]
    assert "Your representative cannot come" in plain(mails[0])
    assert (answer_of(house, POLICE), answer_of(house, REPRESENTATIVE)) == ("declined", "")


def test_after_that_somebody_else_can_be_named(house: House) -> None:
    asked = only(house.answer_invitation(name_one(house), "DECLINED"), "nominate")

    mails = house.reply(asked, f"Pat New {OTHER} will come instead")

    assert kinds(mails) == [("meeting-invite", OTHER)]


def test_who_was_replaced_is_told_and_cannot_answer_any_more(house: House) -> None:
    invite = name_one(house)

    mails = house.reply(invitation(house, POLICE), f"Pat New {OTHER} will come instead")
    late = house.answer_invitation(invite, "DECLINED")

    assert kinds(mails) == [("meeting-cancel", REPRESENTATIVE), ("meeting-invite", OTHER)]
    removed = only(mails, "meeting-cancel")
    assert removed.calendar_line("STATUS") == ""
    assert "The meeting goes on without you" in plain(removed)
    assert kinds(late) == [("not-understood", REPRESENTATIVE)]
    assert answer_of(house, OTHER) == "needs-action"


def test_a_member_who_declines_in_the_calendar_too_keeps_the_representative(house: House) -> None:
    house.reply(invitation(house, POLICE), INSTEAD)

    mails = house.answer_invitation(invitation(house, POLICE), "DECLINED")

    assert mails == []
    assert answer_of(house, REPRESENTATIVE) == "needs-action"


def test_a_member_who_comes_after_all_takes_the_seat_back(house: House) -> None:
    book(house)
    name_one(house)
    house.until("2026-12-03T12:00:00Z")

    mails = house.reply(invitation(house, POLICE), "I can come after all")

    assert kinds(mails) == [("meeting-cancel", REPRESENTATIVE), ("names-list", POLICE)]
    assert (answer_of(house, POLICE), answer_of(house, REPRESENTATIVE)) == ("accepted", "")


def test_a_name_without_an_address_is_asked_for(house: House) -> None:
    mails = house.reply(invitation(house, POLICE), "Jo Bloggs will come instead")

    assert kinds(mails) == [("nominate", POLICE)]
    assert "We do not know yet who it is" in plain(mails[0])


def test_a_representative_from_another_service_is_accepted_and_shown_to_the_chair(house: House) -> None:
    mails = house.reply(invitation(house, POLICE), "Jo Bright jo.bright@anytown.example will come instead")

    assert kinds(mails) == [("held-notice", CHAIR), ("meeting-invite", WORKER)]
    notice = only(mails, "held-notice")
    assert notice.meeting == "2026-12-08"
    assert "of another service" in plain(notice)
    assert "jo.bright" not in notice.text


def test_a_representative_cannot_name_another(house: House) -> None:
    invite = name_one(house)

    mails = house.reply(invite, f"Pat New {OTHER} will come instead")

    assert kinds(mails) == [("not-understood", REPRESENTATIVE)]
    assert "A representative cannot name another one" in plain(mails[0])


def test_nobody_fills_two_seats(house: House) -> None:
    mails = house.reply(invitation(house, POLICE), f"{YOUTH} will come instead")

    assert kinds(mails) == [("not-understood", POLICE)]
    assert "has a seat at that meeting already" in plain(mails[0])
    assert answer_of(house, YOUTH) == "needs-action"


def test_after_a_move_both_are_asked_and_the_member_hears_of_the_representative(house: House) -> None:
    house.answer_invitation(name_one(house), "ACCEPTED")

    mails = house.write(COORDINATOR, "rearrange 8 December to 10 December")

    assert "Somebody stands in for you" in plain(only(mails, "meeting-update", POLICE))
    assert f'DELEGATED-FROM="mailto:{POLICE}"' in attendee(only(mails, "meeting-update", REPRESENTATIVE))
    assert answer_of(house, REPRESENTATIVE, "2026-12-10") == "needs-action"


def test_a_calendar_that_delegates_names_the_representative(house: House) -> None:
    invite = invitation(house, POLICE)

    mails = house.answer_invitation(invite, f'DELEGATED;DELEGATED-TO="mailto:{REPRESENTATIVE}"')

    assert kinds(mails) == [("meeting-invite", REPRESENTATIVE)]


def test_the_names_of_others_are_not_in_a_representatives_calendar_entry(house: House) -> None:
    invite = name_one(house)

    assert "Police missing unit" not in invite.calendar
    assert YOUTH not in invite.calendar
