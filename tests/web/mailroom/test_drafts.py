from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar
import pytest

from tests.web.small_site import NOW, PANEL, POLICE, WORKER, mail_to
from web.mailroom.drafts import Draft, bytes_of, calendar_answer, read, reply
from web.mailroom.letters import read as read_letter


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def test_a_draft_becomes_a_mail_as_a_mail_program_writes_it() -> None:
    draft = Draft(sender=WORKER, recipient=PANEL, subject="Next panel", body="Zoë Łukasz, 3 May 2011\n")

    message = _parsed(bytes_of(draft, "Morgan Ellery", NOW))

    assert message["From"] == f"Morgan Ellery <{WORKER}>"
    assert message["To"] == PANEL
    assert message["Subject"] == "Next panel"
    assert message["Date"] == "Mon, 23 Nov 2026 10:30:00 +0000"
    assert message["Message-ID"].endswith("@anytown.example>")
    assert message.get_content() == "Zoë Łukasz, 3 May 2011\r\n"


def test_every_line_ends_in_crlf() -> None:
    raw = bytes_of(Draft(sender=WORKER, recipient=PANEL, body="one\ntwo\n"), "", NOW)

    assert raw.count(b"\n") == raw.count(b"\r\n")


def test_a_line_break_in_the_subject_starts_no_header() -> None:
    draft = read({"sender": WORKER, "recipient": PANEL, "subject": "Hello\r\nBcc: all@anytown.example", "body": ""})

    message = _parsed(bytes_of(draft, "", NOW))

    assert message["Subject"] == "Hello Bcc: all@anytown.example"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("other", "address"),
    [
        ("stranger@elsewhere.example", "stranger@elsewhere.example"),
        ("A Stranger <Stranger@Elsewhere.example>", "stranger@elsewhere.example"),
        ("", WORKER),
        ("no address", ""),
        ("two@a.example, three@b.example", ""),
        ("a@b.example\r\nBcc: c@d.example", ""),
    ],
)
def test_another_address_goes_before_the_choice(other: str, address: str) -> None:
    assert Draft(sender=WORKER, other=other).from_address == address


def test_a_name_written_with_another_address_is_kept() -> None:
    draft = Draft(sender=WORKER, other="Zoë Łukasz <zoe@elsewhere.example>", recipient=PANEL, subject="Hello")

    assert _parsed(bytes_of(draft, "", NOW))["From"] == "Zoë Łukasz <zoe@elsewhere.example>"


def test_problems_are_named_by_field_all_at_once() -> None:
    problems = Draft(sender="", recipient="x@y.example").problems(lambda address: address == PANEL)

    assert sorted(problems) == ["body", "other", "recipient"]


def test_a_subject_alone_is_enough() -> None:
    assert Draft(sender=WORKER, recipient=PANEL, subject="Casey Zebedee").problems(lambda _: True) == {}


def test_a_reply_goes_to_the_reply_address_from_the_reader_with_the_mail_quoted() -> None:
    draft = reply(read_letter(mail_to(POLICE)), 7, quoted=True)

    assert draft.sender == POLICE
    assert draft.recipient.startswith("missing-panel+")
    assert draft.subject == "Re: OFFICIAL-SENSITIVE: Booked"
    assert "\n> Casey Zebedee is booked.\n> Reply with the word withdraw" in draft.body
    assert draft.answered == 7


def test_a_reply_to_a_reply_says_re_once() -> None:
    assert reply(read_letter(mail_to(POLICE, subject="RE: Booked")), 7, quoted=False).subject == "RE: Booked"


def test_a_reply_names_the_mail_it_answers() -> None:
    letter = read_letter(mail_to(POLICE))

    message = _parsed(bytes_of(reply(letter, 7, quoted=False), "", NOW, letter))

    assert message["In-Reply-To"] == "<one@panels.anytown.example>"
    assert message["References"] == "<one@panels.anytown.example>"


def test_a_calendar_answers_the_organizer_with_one_attendee() -> None:
    letter = read_letter(mail_to(POLICE, invites=True))
    assert letter.invitation is not None

    message = _parsed(calendar_answer(letter, letter.invitation, "DECLINED", "On leave", NOW))

    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    calendar = icalendar.Calendar.from_ical(payload)
    event = calendar.walk("VEVENT")[0]
    assert message["To"] == letter.reply_to
    assert message["Subject"] == "Declined: Example Panel"
    assert part.get_param("method") == calendar["METHOD"] == "REPLY"
    assert event["ATTENDEE"] == f"mailto:{POLICE}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "DECLINED"
    assert (event["UID"], event["SEQUENCE"]) == ("11111111-2222@panels.anytown.example", 2)
    assert event["COMMENT"] == "On leave"


@pytest.mark.parametrize("answered", ["", "x", "-1", "9" * 30])
def test_a_number_that_is_none_is_left_out(answered: str) -> None:
    assert read({"answered": answered}).answered is None
