"""The day before: whether enough members come, for chair and coordinator."""

from __future__ import annotations

from tests.journeys.house import CHAIR, COORDINATOR, POLICE, REVIEWER, YOUTH, House, Mail, only
from tests.journeys.invitations import invitation, notes, plain


def warnings(mails: list[Mail]) -> set[tuple[str, str]]:
    return notes(mails, "quorum-warning")


def test_chair_and_coordinator_are_warned_one_working_day_before(house: House) -> None:
    early = house.until("2026-12-07T08:59:00Z")
    mails = house.until("2026-12-07T09:00:00Z")
    after = house.until("2026-12-08T13:00:00Z")

    assert warnings(early) == set()
    assert warnings(mails) == {(CHAIR, "2026-12-08"), (COORDINATOR, "2026-12-08")}
    assert warnings(after) == set()


def test_the_warning_says_who_has_answered_what(house: House) -> None:
    house.answer_invitation(invitation(house, CHAIR), "ACCEPTED")
    house.answer_invitation(invitation(house, POLICE), "DECLINED")
    house.answer_invitation(invitation(house, YOUTH), "TENTATIVE")

    text = plain(only(house.until("2026-12-07T09:00:00Z"), "quorum-warning", COORDINATOR))

    assert "Police missing person unit must take part and has declined." in text
    assert "3 seats must be filled and 1 will come." in text
    for line in (
        "Chair: is coming",
        "Police missing person unit: has declined",
        "Targeted youth support: is not sure yet",
        "Independent reviewing officer: has not answered",
    ):
        assert line in text
    assert "The meeting can go on" in text


def test_with_enough_members_nobody_is_warned(house: House) -> None:
    for member in (CHAIR, POLICE, REVIEWER):
        house.answer_invitation(invitation(house, member), "ACCEPTED")

    assert warnings(house.until("2026-12-07T09:00:00Z")) == set()


def test_the_coordinator_moves_the_meeting_by_answering_the_warning(house: House) -> None:
    warning = only(house.until("2026-12-07T09:00:00Z"), "quorum-warning", COORDINATOR)

    mails = house.reply(warning, "rearrange 8 December to 15 December")

    assert "2026-12-15" in {meeting for _, meeting in notes(mails, "meeting-update")}


def test_after_a_move_the_day_before_the_new_date_is_watched(house: House) -> None:
    house.write(COORDINATOR, "rearrange 8 December to 10 December")

    assert warnings(house.until("2026-12-07T09:00:00Z")) == set()
    assert warnings(house.until("2026-12-09T09:00:00Z")) == {(CHAIR, "2026-12-10"), (COORDINATOR, "2026-12-10")}


def test_a_meeting_at_short_notice_is_not_warned_of_before_anybody_can_answer(house: House) -> None:
    mails = house.write(COORDINATOR, "add extraordinary 25 November 2026 14:00")
    on_the_day = house.until("2026-11-25T09:00:00Z")

    assert warnings(mails) == set()
    assert warnings(on_the_day) == {(CHAIR, "2026-11-25"), (COORDINATOR, "2026-11-25")}
