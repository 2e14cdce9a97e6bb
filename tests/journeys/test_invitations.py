"""Members answer, by calendar and in words; a stranger's answer changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.house import (
    CHAIR,
    CONFIGURATION,
    COORDINATOR,
    EXPLOITATION,
    MEMBERS,
    OTHER_WORKER,
    POLICE,
    REVIEWER,
    WORKER,
    YOUTH,
    House,
    Mail,
    kinds,
    only,
    open_house,
)
from tests.journeys.invitations import STRANGER, answer_of, attendee, invitation, plain

GOOGLE = """Police missing unit has accepted this invitation.

Missing from Care and Home Panel
Tuesday 8 Dec 2026 ⋅ 14:00 – 17:00
United Kingdom Time

Location
Ellwood Street

~~//~~
Invitation from Google Calendar: https://calendar.example/

You are receiving this email because you are an attendee on the event.
"""
OUTLOOK = """

________________________________
From: Missing from Care and Home Panel
When: Tuesday 8 December 2026 14:00-17:00.
Where: Ellwood Street
"""
APPLE = 'Police missing unit has accepted your invitation to the event "Missing panel", scheduled for 8 Dec 2026.'
THUNDERBIRD = "Police missing unit <missing.unit@anytown.police.example> has accepted your event invitation."


def calendar_answer(house: House, to: str, partstat: str, body: str, day: str = "2026-12-08") -> list[tuple[str, str]]:
    """Answer as a calendar program that writes a text of its own; return what came of it."""
    invite = invitation(house, to, day)
    boundary = "b1"
    text = "\r\n".join(
        [
            f"Authentication-Results: mx.anytown.example; dmarc=pass header.from={to.rpartition('@')[2]}",
            f"From: {to}",
            f"To: {invite.reply_to}",
            f"Subject: Accepted: {invite.subject}",
            f"Message-ID: <own-text-{abs(hash(body))}@anytown.example>",
            "Date: Tue, 24 Nov 2026 10:00:00 +0000",
            "MIME-Version: 1.0",
            f"Content-Type: multipart/alternative; boundary={boundary}",
            "",
            f"--{boundary}",
            "Content-Type: text/plain; charset=utf-8",
            "",
            *body.split("\n"),
            f"--{boundary}",
            "Content-Type: text/calendar; charset=utf-8; method=REPLY",
            "",
            "BEGIN:VCALENDAR",
            "METHOD:REPLY",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            f"ATTENDEE;PARTSTAT={partstat}:mailto:{to}",
            f"UID:{invite.calendar_line('UID')}",
            "SEQUENCE:0",
            "DTSTAMP:20261124T100000Z",
            "END:VEVENT",
            "END:VCALENDAR",
            f"--{boundary}--",
            "",
        ]
    )
    house.send_raw(text.encode(), to, invite.reply_to)
    return kinds(house.work())


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE"])
def test_a_calendar_answer_is_noted_without_a_mail(house: House, partstat: str) -> None:
    mails = house.answer_invitation(invitation(house, POLICE), partstat)

    assert mails == []
    assert answer_of(house, POLICE) == partstat.lower()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ACCEPT", "accepted"),
        ("Thanks, I'll be there.\n\nChris", "accepted"),
        ("I might make it, not sure yet", "tentative"),
    ],
)
def test_an_answer_in_words_is_noted(house: House, words: str, answer: str) -> None:
    mails = house.reply(invitation(house, CHAIR), words)

    assert mails == []
    assert answer_of(house, CHAIR) == answer


@pytest.mark.parametrize("words", ["DECLINE", "can't make it, sorry", "Apologies, I am on leave that week."])
def test_a_decline_asks_who_comes_instead(house: House, words: str) -> None:
    mails = house.reply(invitation(house, POLICE), words)

    assert kinds(mails) == [("nominate", POLICE)]
    assert mails[0].meeting == "2026-12-08"
    assert "Name somebody from your own service" in plain(mails[0])
    assert answer_of(house, POLICE) == "declined"


def test_a_decline_by_calendar_asks_once(house: House) -> None:
    first = house.answer_invitation(invitation(house, POLICE), "DECLINED")
    second = house.answer_invitation(invitation(house, POLICE), "DECLINED")

    assert kinds(first) == [("nominate", POLICE)]
    assert second == []


def test_an_answer_is_for_its_own_meeting(house: House) -> None:
    house.answer_invitation(invitation(house, POLICE, "2027-01-12"), "ACCEPTED")

    assert answer_of(house, POLICE, "2027-01-12") == "accepted"
    assert answer_of(house, POLICE, "2026-12-08") == "needs-action"


def test_words_without_the_reply_address_are_for_the_month_they_name(house: House) -> None:
    mails = house.write(POLICE, "Apologies, I can't make the January panel.")

    assert [(mail.kind, mail.meeting) for mail in mails] == [("nominate", "2027-01-12")]
    assert answer_of(house, POLICE, "2026-12-08") == "needs-action"


def test_words_about_a_meeting_nobody_was_invited_to_yet_are_not_taken_for_the_next(house: House) -> None:
    mails = house.write(POLICE, "Apologies, I can't make the March panel.")

    assert kinds(mails) == [("not-understood", POLICE)]
    assert answer_of(house, POLICE) == "needs-action"


def test_a_stranger_changes_nothing_and_is_told_nothing(house: House) -> None:
    invite = invitation(house, YOUTH)

    by_calendar = house.answer_invitation(invite, "DECLINED", sender=STRANGER)
    in_words = house.reply(invite, "decline", sender=STRANGER)

    assert {mail.to for mail in (*by_calendar, *in_words)} == {COORDINATOR}
    assert {mail.kind for mail in (*by_calendar, *in_words)} == {"held-notice"}
    assert answer_of(house, YOUTH) == "needs-action"


def test_a_colleague_who_was_not_invited_changes_nothing_and_the_coordinator_hears_of_it(house: House) -> None:
    mails = house.reply(invitation(house, YOUTH), "accept", sender=OTHER_WORKER)

    assert kinds(mails) == [("held-notice", COORDINATOR), ("not-understood", OTHER_WORKER)]
    assert answer_of(house, YOUTH) == "needs-action"
    assert "Targeted youth support" not in only(mails, "not-understood").text


def test_another_member_answers_for_themselves_only(house: House) -> None:
    house.answer_invitation(invitation(house, YOUTH), "ACCEPTED", sender=REVIEWER)

    assert (answer_of(house, YOUTH), answer_of(house, REVIEWER)) == ("needs-action", "accepted")


def test_an_answer_to_the_old_date_is_not_counted_and_the_new_one_is_sent_again(house: House) -> None:
    old = invitation(house, REVIEWER)
    house.write(COORDINATOR, "rearrange 8 December to 10 December")
    moved = invitation(house, REVIEWER, "2026-12-10")

    mails = house.answer_invitation(old, "ACCEPTED")

    assert kinds(mails) == [("meeting-update", REVIEWER)]
    assert "your answer does not count" in plain(mails[0])
    assert mails[0].calendar_line("SEQUENCE") == "1"
    assert mails[0].calendar_line("DTSTAMP") > moved.calendar_line("DTSTAMP")
    assert answer_of(house, REVIEWER, "2026-12-10") == "needs-action"


def test_words_in_reply_to_the_old_date_are_not_counted_either(house: House) -> None:
    old = invitation(house, CHAIR)
    house.write(COORDINATOR, "rearrange 8 December to 10 December")

    mails = house.reply(old, "ACCEPT")

    assert kinds(mails) == [("meeting-update", CHAIR)]
    assert answer_of(house, CHAIR, "2026-12-10") == "needs-action"


def test_an_answer_to_the_new_date_counts(house: House) -> None:
    house.write(COORDINATOR, "rearrange 8 December to 10 December")

    house.answer_invitation(invitation(house, REVIEWER, "2026-12-10"), "ACCEPTED")

    assert answer_of(house, REVIEWER, "2026-12-10") == "accepted"


def test_an_older_answer_that_comes_late_is_ignored(house: House) -> None:
    invite = invitation(house, REVIEWER)
    house.clock.set("2026-11-24T12:00:00Z")
    house.answer_invitation(invite, "TENTATIVE", stamp="20261124T115900Z")

    mails = house.answer_invitation(invite, "ACCEPTED", stamp="20261124T110000Z")

    assert mails == []
    assert answer_of(house, REVIEWER) == "tentative"


def test_an_older_calendar_answer_does_not_undo_newer_words(house: House) -> None:
    invite = invitation(house, REVIEWER)
    house.clock.set("2026-11-24T12:00:00Z")
    house.reply(invite, "I might be able to come, not sure yet")

    house.answer_invitation(invite, "ACCEPTED", stamp="20261124T110000Z")

    assert answer_of(house, REVIEWER) == "tentative"


def test_a_clock_that_is_years_ahead_does_not_silence_later_answers(house: House) -> None:
    invite = invitation(house, REVIEWER)
    house.answer_invitation(invite, "TENTATIVE", stamp="20361124T110000Z", sequence="7")
    house.clock.set("2026-11-26T12:00:00Z")

    house.answer_invitation(invite, "ACCEPTED")

    assert answer_of(house, REVIEWER) == "accepted"


def test_a_member_may_change_their_mind(house: House) -> None:
    invite = invitation(house, POLICE)
    house.answer_invitation(invite, "DECLINED")

    mails = house.reply(invite, "I can come after all")

    assert mails == []
    assert answer_of(house, POLICE) == "accepted"


@pytest.mark.parametrize("body", [GOOGLE, OUTLOOK, APPLE, THUNDERBIRD])
def test_what_a_calendar_program_writes_itself_is_no_comment(house: House, body: str) -> None:
    came = calendar_answer(house, POLICE, "ACCEPTED", body)

    assert came == []
    assert answer_of(house, POLICE) == "accepted"
    assert house.until("2026-11-25T08:00:00Z") == []


def test_outlook_users_decline_and_write_who_comes(house: House) -> None:
    came = calendar_answer(
        house, POLICE, "DECLINED", "Jo Bloggs jo.bloggs@anytown.police.example will come instead." + OUTLOOK
    )

    assert came == [("meeting-invite", "jo.bloggs@anytown.police.example")]


def test_a_comment_reaches_the_coordinator_in_the_next_digest_and_once(house: House) -> None:
    answered = house.answer_invitation(invitation(house, REVIEWER), "ACCEPTED", comment="I will be ten minutes late")
    digest = only(house.until("2026-11-25T08:00:00Z"), "daily-digest", COORDINATOR)
    after = house.until("2026-11-26T08:00:00Z")

    assert answered == []
    assert "8 December 2026, Independent reviewing officer is coming: I will be ten minutes late" in plain(digest)
    assert after == []


def test_a_comment_that_no_digest_could_bring_in_time_is_brought_at_once(house: House) -> None:
    house.until("2026-12-08T10:00:00Z")

    mails = house.answer_invitation(invitation(house, REVIEWER), "ACCEPTED", comment="I will be ten minutes late")

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    assert "I will be ten minutes late" in mails[0].text


def test_a_comment_does_not_leave_for_an_address_that_is_not_secure(tmp_path: Path) -> None:
    elsewhere = CONFIGURATION.replace(f'coordinator = "{COORDINATOR}"', f'coordinator = "{STRANGER}"')
    with open_house(tmp_path, configuration=elsewhere) as house:
        house.work()
        house.answer_invitation(invitation(house, REVIEWER), "ACCEPTED", comment="I know Sam Example")

        digest = only(house.until("2026-11-25T08:00:00Z"), "daily-digest", STRANGER)

    assert "Sam Example" not in digest.raw.decode()
    assert "your address is not on a secure domain" in plain(digest)


def test_a_proposal_of_another_time_is_tentative_and_shown(house: House) -> None:
    mails = other_method(house, "COUNTER")

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    assert mails[0].meeting == "2026-12-08"
    assert "proposed another time" in plain(mails[0])
    assert answer_of(house, EXPLOITATION) == "tentative"


def test_a_refresh_gets_the_entry_as_it_is(house: House) -> None:
    invite = invitation(house, EXPLOITATION)

    mails = other_method(house, "REFRESH")

    assert kinds(mails) == [("meeting-update", EXPLOITATION)]
    assert mails[0].calendar_line("SEQUENCE") == "0"
    assert mails[0].calendar_line("DTSTAMP") > invite.calendar_line("DTSTAMP")


def other_method(house: House, method: str) -> list[Mail]:
    """Send a calendar message that is not an answer."""
    invite = invitation(house, EXPLOITATION)
    lines = (
        *("BEGIN:VCALENDAR", f"METHOD:{method}", "VERSION:2.0", "BEGIN:VEVENT"),
        *(f"UID:{invite.calendar_line('UID')}", "SEQUENCE:0", f"ATTENDEE:mailto:{EXPLOITATION}"),
        *("DTSTART:20261209T140000Z", "DTSTAMP:20261124T100000Z", "END:VEVENT", "END:VCALENDAR", ""),
    )
    raw = "\r\n".join(
        (
            "Authentication-Results: mx.anytown.example; dmarc=pass header.from=anytown.example",
            f"From: {EXPLOITATION}",
            f"To: {invite.reply_to}",
            "Subject: New time proposed",
            f"Message-ID: <{method}@anytown.example>",
            "MIME-Version: 1.0",
            f"Content-Type: text/calendar; charset=utf-8; method={method}",
            "",
            *lines,
        )
    )
    house.send_raw(raw.encode(), EXPLOITATION, invite.reply_to)
    return house.work()


@pytest.mark.parametrize("words", ["ACCEPT", "Jo Bloggs jo.bloggs@anytown.police.example will come instead"])
def test_an_answer_to_a_meeting_that_is_over_is_answered_politely(house: House, words: str) -> None:
    invite = invitation(house, POLICE)
    house.until("2026-12-08T18:00:00Z")

    mails = house.reply(invite, words)

    assert kinds(mails) == [("not-understood", POLICE)]
    assert "The meeting of 8 December 2026 has begun or is over" in plain(mails[0])


def test_an_answer_to_a_cancelled_meeting_is_answered_politely(house: House) -> None:
    invite = invitation(house, POLICE)
    house.write(COORDINATOR, "cancel meeting 8 December")

    mails = house.answer_invitation(invite, "ACCEPTED")

    assert kinds(mails) == [("not-understood", POLICE)]
    assert "The meeting of 8 December 2026 was cancelled" in plain(mails[0])


def test_nobody_is_in_anybody_elses_calendar_entry(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")

    for mail in house.all():
        if mail.calendar:
            assert attendee(mail).endswith(f":mailto:{mail.to}")
            others = {*MEMBERS, WORKER, COORDINATOR} - {mail.to}
            assert not [other for other in others if other in mail.calendar]
            assert "Sam" not in mail.calendar
            assert "MIS-26" not in mail.calendar


def test_a_presenters_answer_is_noted(house: House) -> None:
    slot = only(house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel"), "slot-invite")

    assert house.reply(slot, "ACCEPT") == []
    assert house.answer_invitation(slot, "ACCEPTED") == []


def test_a_presenter_who_cannot_come_is_told_that_the_booking_stays_and_so_is_the_coordinator(house: House) -> None:
    slot = only(house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel"), "slot-invite")

    mails = house.answer_invitation(slot, "DECLINED")
    again = house.answer_invitation(slot, "DECLINED")

    assert kinds(mails) == [("booking-status", WORKER), ("held-notice", COORDINATOR)]
    assert only(mails, "held-notice").ref == "MIS-26-0001"
    assert "The booking stays on the agenda" in plain(only(mails, "booking-status"))
    assert again == []
