"""Calendar answers in the shapes of the programs that send them, and calendars that break readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intents import AnswerInvitation, CalendarOther, Reply
from mail.understanding.calendar_replies import read_calendar

UID = "5f0c9a3e-3d1c-4d52-9a55-0a3c8f1f0c11@panels.anytown.example"
ACCEPTED = AnswerInvitation(
    Reply.ACCEPT,
    attendee="jo.bloggs@anytown.example",
    uid=UID,
    sequence=2,
    stamp=datetime(2026, 11, 23, 10, 5, 6, tzinfo=UTC),
)


def ics(*lines: str, method: str = "REPLY", end: bool = True) -> bytes:
    """Return a calendar with one event of these lines."""
    top = ("BEGIN:VCALENDAR", "PRODID:-//Somebody//EN", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT")
    bottom = ("END:VEVENT", "END:VCALENDAR") if end else ()
    return "".join(f"{line}\r\n" for line in (*top, *lines, *bottom)).encode()


COMMON = (f"UID:{UID}", "SEQUENCE:2", "DTSTAMP:20261123T100506Z", "DTSTART:20261208T140000Z", "SUMMARY:Accepted: Panel")
ORGANIZER = "ORGANIZER;CN=Missing panel:mailto:missing-panel+abc@panels.anytown.example"

EXCHANGE = ics(  # no ORGANIZER; Windows zone names; LANGUAGE on everything
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Bloggs, Jo:MAILTO:Jo.Bloggs@anytown.example",
    "COMMENT;LANGUAGE=en-GB:\\n",
    f"UID:{UID}",
    "SUMMARY;LANGUAGE=en-GB:Accepted: Missing panel",
    "DTSTART;TZID=GMT Standard Time:20261208T140000",
    "DTSTAMP:20261123T100506Z",
    "SEQUENCE:2",
    "X-MICROSOFT-CDO-APPT-SEQUENCE:2",
)
GOOGLE = ics(
    *COMMON,
    ORGANIZER,
    'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN="Jo\r\n  Bloggs";X-NUM-GUESTS=0:mailto:'
    "jo.bloggs@anytown.example",
)
APPLE = ics(
    *COMMON,
    ORGANIZER,
    'ATTENDEE;CN="Jo Bloggs";CUTYPE=INDIVIDUAL;EMAIL="jo.bloggs@anytown.example";PARTSTAT=ACCEPTED:urn:uuid:11F2-77AA',
)
THUNDERBIRD = ics(
    *COMMON,
    ORGANIZER,
    "ATTENDEE;RSVP=TRUE;CN=Jo Bloggs;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:mailto:jo.bloggs@anytown.example",
)
ZIMBRA = ics(
    *COMMON,
    ORGANIZER,
    'ATTENDEE;CN="Jo Bloggs";PARTSTAT=ACCEPTED:mailto:jo.bloggs@anytown.example',
    "STATUS:CONFIRMED",
    "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
)
KOLAB = ics(*COMMON, ORGANIZER, "ATTENDEE;CN=Jo Bloggs;PARTSTAT=ACCEPTED:jo.bloggs@anytown.example")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(EXCHANGE, id="exchange"),
        pytest.param(GOOGLE, id="google"),
        pytest.param(APPLE, id="apple"),
        pytest.param(THUNDERBIRD, id="thunderbird"),
        pytest.param(ZIMBRA, id="zimbra"),
        pytest.param(KOLAB, id="kolab"),
    ],
)
def test_an_acceptance_is_read_from_any_program(content: bytes) -> None:
    assert read_calendar([content]) == (ACCEPTED,)


def test_notes_lists_the_chair_too_and_both_are_read() -> None:
    content = ics(
        *COMMON,
        "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED:mailto:missing-panel+abc@panels.anytown.example",
        'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN="Jo Bloggs/CS/Anytown":mailto:jo.bloggs@anytown.example',
    )

    found = read_calendar([content])

    assert found == (replace(ACCEPTED, attendee="missing-panel+abc@panels.anytown.example"), ACCEPTED)


@pytest.mark.parametrize(
    ("partstat", "reply"),
    [
        ("DECLINED", Reply.DECLINE),
        ("tentative", Reply.TENTATIVE),
        ("DELEGATED", Reply.DELEGATE),
        ("Accepted", Reply.ACCEPT),
    ],
)
def test_every_answer_is_read(partstat: str, reply: Reply) -> None:
    content = ics(*COMMON, f"ATTENDEE;PARTSTAT={partstat}:mailto:jo.bloggs@anytown.example")

    assert read_calendar([content]) == (replace(ACCEPTED, reply=reply),)


@pytest.mark.parametrize(
    ("parameter", "delegates"),
    [
        (';DELEGATED-TO="mailto:ann@x.example"', ("ann@x.example",)),
        (';DELEGATED-TO="MAILTO:Ann@x.example","mailto:bob@x.example"', ("ann@x.example", "bob@x.example")),
        (";DELEGATED-TO=ann@x.example", ("ann@x.example",)),
        ("", ()),
    ],
)
def test_who_was_delegated_to_is_read_where_it_is_said(parameter: str, delegates: tuple[str, ...]) -> None:
    content = ics(*COMMON, f"ATTENDEE;PARTSTAT=DELEGATED{parameter}:mailto:jo.bloggs@anytown.example")

    assert read_calendar([content]) == (replace(ACCEPTED, reply=Reply.DELEGATE, delegated_to=delegates),)


def test_the_delegate_is_read_as_well() -> None:
    content = ics(
        *COMMON,
        'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:ann@x.example":mailto:jo.bloggs@anytown.example',
        'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:jo.bloggs@anytown.example":mailto:ann@x.example',
    )

    assert read_calendar([content]) == (
        replace(ACCEPTED, reply=Reply.DELEGATE, delegated_to=("ann@x.example",)),
        replace(ACCEPTED, attendee="ann@x.example"),
    )


def test_a_comment_is_kept_for_the_coordinator() -> None:
    content = ics(
        *COMMON, "COMMENT:Court runs late\\, sorry", "ATTENDEE;PARTSTAT=DECLINED:mailto:jo.bloggs@anytown.example"
    )

    (answer,) = read_calendar([content])

    assert answer == replace(ACCEPTED, reply=Reply.DECLINE, comment="Court runs late, sorry")


def test_a_comment_in_the_attendee_is_kept() -> None:
    line = 'ATTENDEE;PARTSTAT=DECLINED;X-RESPONSE-COMMENT="In court":mailto:jo.bloggs@anytown.example'

    assert read_calendar([ics(*COMMON, line)]) == (replace(ACCEPTED, reply=Reply.DECLINE, comment="In court"),)


@pytest.mark.parametrize("sequence", ["SEQUENCE:x", "X-NOTHING:1", "SEQUENCE:"])
def test_a_missing_or_broken_sequence_is_0(sequence: str) -> None:
    lines = (
        f"UID:{UID}",
        sequence,
        "DTSTAMP:20261123T100506Z",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo.bloggs@anytown.example",
    )

    assert read_calendar([ics(*lines)]) == (replace(ACCEPTED, sequence=0),)


@pytest.mark.parametrize("stamp", ["X-NOTHING:1", "DTSTAMP:yesterday", "DTSTAMP;VALUE=DATE:20261123"])
def test_a_missing_or_broken_stamp_is_none(stamp: str) -> None:
    lines = (f"UID:{UID}", "SEQUENCE:2", stamp, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo.bloggs@anytown.example")

    assert read_calendar([ics(*lines)]) == (replace(ACCEPTED, stamp=None),)


def test_a_stamp_in_an_unknown_zone_does_not_stop_the_answer() -> None:
    lines = (
        f"UID:{UID}",
        "SEQUENCE:2",
        "DTSTAMP;TZID=Foo/Bar:20261123T100506",
        "RECURRENCE-ID;TZID=Foo/Bar:20261208T140000",
    )

    found = read_calendar([ics(*lines, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo.bloggs@anytown.example")])

    assert found == (ACCEPTED,)


def test_an_attendee_with_broken_quotes_is_read() -> None:
    content = ics(*COMMON, 'ATTENDEE;PARTSTAT=ACCEPTED;CN="Jo:MAILTO:jo.bloggs@anytown.example')

    assert read_calendar([content]) == (ACCEPTED,)


def test_a_reply_that_was_cut_off_is_read() -> None:
    content = ics(*COMMON, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo.bloggs@anytown.example", end=False)

    assert read_calendar([content]) == (ACCEPTED,)


def test_two_calendars_in_one_part_are_both_read() -> None:
    declined = THUNDERBIRD.replace(b"ACCEPTED", b"DECLINED").replace(b"5f0c9a3e", b"aaaaaaaa")

    found = read_calendar([THUNDERBIRD + declined])

    assert [type(each) for each in found] == [AnswerInvitation, AnswerInvitation]


def test_the_same_answer_twice_is_one_answer() -> None:
    assert read_calendar([GOOGLE, GOOGLE]) == (ACCEPTED,)


def test_bare_line_feeds_and_a_byte_order_mark_do_not_matter() -> None:
    assert read_calendar([b"\xef\xbb\xbf" + GOOGLE.replace(b"\r\n", b"\n")]) == (ACCEPTED,)


def test_a_name_in_another_charset_does_not_matter() -> None:
    content = THUNDERBIRD.replace(b"CN=Jo Bloggs", b"CN=Zo\xeb")

    assert read_calendar([content]) == (ACCEPTED,)


@pytest.mark.parametrize("method", ["COUNTER", "REFRESH", "REQUEST", "CANCEL", "ADD", "PUBLISH"])
def test_what_is_no_answer_is_named(method: str) -> None:
    content = ics(*COMMON, "ATTENDEE;PARTSTAT=TENTATIVE:mailto:jo.bloggs@anytown.example", method=method)

    assert read_calendar([content]) == (CalendarOther(method, uid=UID),)


def test_a_reply_in_which_nobody_answers_is_no_answer() -> None:
    content = ics(*COMMON, "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:jo.bloggs@anytown.example")

    assert read_calendar([content]) == (CalendarOther("REPLY", uid=UID),)


@pytest.mark.parametrize("content", [b"", b"hello", b"BEGIN:VCALENDAR", b"\xff\xfe\x00", b"BEGIN:VEVENT\r\n" * 20_000])
def test_what_cannot_be_read_is_said_to_be_unreadable(content: bytes) -> None:
    assert read_calendar([content]) == (CalendarOther(""),)


def test_an_unreadable_copy_does_not_hide_the_answer() -> None:
    assert read_calendar([b"hello", GOOGLE]) == (ACCEPTED,)


@given(st.integers(0, len(GOOGLE)), st.binary(max_size=30))
def test_no_calendar_raises(place: int, noise: bytes) -> None:
    found = read_calendar([GOOGLE[:place] + noise + GOOGLE[place + len(noise) :]])

    assert found
