"""The pipe, and how the envelope is read out of a mail that has none."""

from __future__ import annotations

import pytest

from core.clock import StandingClock
from core.errors import Refused
from core.inbox import Arrival
from mail.doors.envelope import read_letter
from mail.doors.pipe import take
from tests.mail.doors.parts import ALSO_OURS, NOON, OURS, Kept, known

CLOCK = StandingClock(NOON)
MAIL = b"Return-Path: <worker@anytown.example>\r\nTo: Panel <missing-panel@panels.example>\r\n\r\ntext\r\n"


def test_a_mail_is_kept_for_whom_it_names(kept: Kept) -> None:
    assert take(MAIL, kept, known, CLOCK) == (OURS,)
    assert kept.arrivals == [Arrival(OURS, "worker@anytown.example", MAIL, "", "take", NOON)]


@pytest.mark.parametrize(
    ("head", "recipients"),
    [
        (f"To: {OURS.upper()}", (OURS,)),
        (f"To: a@b.example, x <{OURS}>\nCc: {ALSO_OURS}, {OURS}", (OURS, ALSO_OURS)),
        (f"To: Panels: {OURS}, {ALSO_OURS};", (OURS, ALSO_OURS)),
        (f"To: {OURS}\nDelivered-To: {ALSO_OURS}", (ALSO_OURS,)),
        (f"To: {OURS}\nX-Original-To: missing-panel+abc@panels.example", ("missing-panel+abc@panels.example",)),
        (f"To: {OURS}\nDelivered-To: somebody@else.example", (OURS,)),
        (f"To: a@b.example,\n {OURS}", (OURS,)),
        (f'To: "{OURS}" <a@b.example>', ()),
        (f"Subject: {OURS}", ()),
        (f"To: a@b.example\n\nTo: {OURS}", ()),
        (f"To: {'(' * 50_000}\nCc: {OURS}", (OURS,)),
        ("To: " + "," * 200_000, ()),
        ("", ()),
    ],
    ids=range(13),
)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_recipients_are_read_from_what_the_last_server_wrote_else_from_to(
    head: str, recipients: tuple[str, ...], end: str
) -> None:
    assert read_letter(f"{head}\n\nbody".replace("\n", end).encode(), known).recipients == recipients


@pytest.mark.parametrize(
    ("data", "sender"),
    [
        (b"Return-Path: <a@b.example>\nFrom: c@d.example\n\n", "a@b.example"),
        (b"Return-Path: <>\nFrom: c@d.example\n\n", None),
        (b"From A@b.example Mon Dec  7 10:00:00 2026\nFrom: c@d.example\n\n", "A@b.example"),
        (b"From MAILER-DAEMON Mon Dec  7 10:00:00 2026\nFrom: c@d.example\n\n", "c@d.example"),
        (b"From: Worker <c@d.example>\n\n", "c@d.example"),
        (b"Sender: s@d.example\nFrom: c@d.example\n\n", "s@d.example"),
        (b"From: \xff <c@d.example>\n\n", "c@d.example"),
        (b"Subject: none\n\n", None),
    ],
    ids=range(8),
)
def test_the_sender_is_the_return_path_or_what_stands_in_for_it(data: bytes, sender: str | None) -> None:
    assert read_letter(data, known).mail_from == sender


def test_an_mbox_line_is_dropped(kept: Kept) -> None:
    take(b"From worker@anytown.example Mon Dec  7 10:00:00 2026\n" + MAIL, kept, known, CLOCK)

    assert kept.raws == [MAIL]


def test_the_envelope_of_the_caller_counts_more_than_the_headers(kept: Kept) -> None:
    assert take(MAIL, kept, known, CLOCK, ALSO_OURS.upper(), "Other@b.example") == (ALSO_OURS,)
    assert take(MAIL, kept, known, CLOCK, sender="") == (OURS,)
    assert take(MAIL, kept, known, CLOCK, sender="<>") == (OURS,)

    senders = [(arrival.recipient, arrival.mail_from) for arrival in kept.arrivals]
    assert senders == [(ALSO_OURS, "Other@b.example"), (OURS, None), (OURS, None)]


@pytest.mark.parametrize(
    ("data", "recipient"),
    [
        (b"To: a@b.example\n\n", None),
        (MAIL, "nobody@panels.example"),
        (MAIL + b"\0", None),
        (b"", OURS),
        (b"\r\n", OURS),
    ],
    ids=range(5),
)
def test_what_is_not_for_us_is_refused(kept: Kept, data: bytes, recipient: str | None) -> None:
    with pytest.raises(Refused):
        take(data, kept, known, CLOCK, recipient)

    assert kept.arrivals == []


def test_a_store_that_fails_is_the_callers_to_hear(kept: Kept) -> None:
    kept.fails = lambda _: True

    with pytest.raises(KeyError):
        take(MAIL, kept, known, CLOCK)
