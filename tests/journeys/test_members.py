"""Who the members are may change between two meetings: the configuration says so, and the invitations follow."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.house import CHAIR, CONFIGURATION, MEMBERS, REVIEWER, YOUTH, open_house
from tests.journeys.invitations import answer_of, invitation, notes

NEW = "new.iro@anytown.example"
DAYS = ("2026-12-08", "2027-01-12", "2027-02-09")


def test_a_new_member_is_invited_and_who_left_is_taken_off(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        house.work()
    changed = CONFIGURATION.replace(f'email = "{REVIEWER}"', f'email = "{NEW}"')

    with open_house(tmp_path, configuration=changed, at="2026-11-25T07:00:00Z") as house:
        mails = house.work()

        assert notes(mails, "meeting-invite") == {(NEW, day) for day in DAYS}
        assert notes(mails, "meeting-cancel") == {(REVIEWER, day) for day in DAYS}
        assert {mail.calendar_line("STATUS") for mail in mails if mail.kind == "meeting-cancel"} == {""}
        assert (answer_of(house, NEW), answer_of(house, REVIEWER)) == ("needs-action", "")


def test_the_same_members_are_not_invited_again(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        house.work()

    with open_house(tmp_path, at="2026-11-25T07:00:00Z") as house:
        assert house.work() == []


def test_who_holds_two_seats_has_one_entry_and_one_answer(tmp_path: Path) -> None:
    twice = CONFIGURATION.replace(f'email = "{YOUTH}"', f'email = "{CHAIR}"')
    with open_house(tmp_path, configuration=twice) as house:
        mails = house.work()
        house.answer_invitation(invitation(house, CHAIR), "ACCEPTED")

        warning = next(mail for mail in house.until("2026-12-07T09:00:00Z") if mail.kind == "quorum-warning")

    assert sorted(mail.to for mail in mails if mail.meeting == DAYS[0]) == sorted({*MEMBERS} - {YOUTH})
    assert "Chair: is coming" in warning.text
    assert "Targeted youth support: is coming" in warning.text
