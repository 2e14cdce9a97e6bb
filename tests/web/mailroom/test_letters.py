from __future__ import annotations

from tests.web.small_site import POLICE, mail_to
from web.mailroom.letters import read, subject_of

REPLY = "missing-panel+abcdefghijklmnopqrstuvwxyz234567@panels.anytown.example"


def test_a_mail_is_read_as_its_reader_sees_it() -> None:
    letter = read(mail_to(POLICE))

    assert letter.recipient == POLICE
    assert letter.reply_to == REPLY
    assert letter.subject == "OFFICIAL-SENSITIVE: Booked"
    assert letter.text.startswith("Casey Zebedee is booked.")
    assert "<h1" in letter.html
    assert letter.ours == (("Panelpost-Kind", "meeting-invite"),)
    assert letter.invitation is None


def test_an_invitation_is_read_from_the_calendar_part() -> None:
    invitation = read(mail_to(POLICE, invites=True)).invitation

    assert invitation is not None
    assert invitation.can_be_answered
    assert (invitation.method, invitation.sequence) == ("REQUEST", 2)
    assert (invitation.organizer, invitation.attendee) == (REPLY, POLICE)
    assert invitation.starts.isoformat() == "2026-12-08T14:00:00+00:00"
    assert invitation.place == "Ellwood Street"


def test_a_subject_on_several_lines_is_one() -> None:
    assert subject_of(b"Subject: one\r\n two\r\n\r\n") == "one two"


def test_what_cannot_be_read_is_left_out() -> None:
    raw = (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain; charset=no-such\r\n\r\nhello\r\n"
        b"--x\r\nContent-Type: text/calendar\r\n\r\nnot a calendar\r\n--x--\r\n"
    )

    letter = read(raw)

    assert letter.invitation is None
    assert letter.reply_to == "a@b.example"


def test_bytes_that_are_no_mail_are_an_empty_letter() -> None:
    letter = read(b"\xff\xfe\x00")

    assert (letter.subject, letter.recipient, letter.html) == ("", "", "")
