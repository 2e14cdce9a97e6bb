"""Mails made to hurt: each is read in memory that does not grow with the damage, and is shown to a person."""

from __future__ import annotations

import tracemalloc
from dataclasses import fields

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mail.incoming import Incoming
from mail.reading import Limits, read

MEGABYTE = 1_000_000


def nested(depth: int) -> bytes:
    levels = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))
    return b"".join(levels) + b"\r\nhello"


def read_within(raw: bytes, extra: int) -> Incoming:
    """Read, and fail when more than `extra` bytes were needed at any moment."""
    tracemalloc.start()
    try:
        incoming = read(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < extra
    return incoming


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"From: " + b"(" * 500 + b"\r\n\r\nx", id="500-brackets-in-from"),
        pytest.param(b"From: " + b"," * 50_000 + b"\r\n\r\nx", id="50-kB-of-commas"),
        pytest.param(b"From: " + b"a@x," * 1_000 + b"\r\n\r\nx", id="1000-senders"),
        pytest.param(b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\r\n\r\nx", id="5000-encoded-words"),
        pytest.param(b"Subject: " + b"=?a?q?a?=" * 3_000 + b"\r\n\r\nx", id="3000-encoded-words-in-one-field"),
        pytest.param(nested(1_000), id="nested-1000-deep"),
        pytest.param(b"Content-Type: text/plain" + b"; a=b" * MEGABYTE + b"\r\n\r\nx", id="a-million-parameters"),
        pytest.param(b"Content-Type: text/plain" + b"; a=b" * 1_000 + b"\r\n\r\nx", id="1000-parameters"),
        pytest.param(b"Subject: " + b"x" * (10 * MEGABYTE), id="one-line-of-10-MB"),
        pytest.param(b"a:\r\n" * MEGABYTE, id="a-million-fields"),
        pytest.param(b"Subject: x\r\n" + b" x\r\n" * MEGABYTE, id="a-million-folds"),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000, id="100000-parts"
        ),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\n--" * MEGABYTE, id="a-million-dashed-lines"
        ),
        pytest.param(b"Subject: x\r\n\r\n" + b"x" * (3 * MEGABYTE), id="text-of-3-MB"),
    ],
)
def test_bomb_is_held_for_a_person_and_costs_little(raw: bytes) -> None:
    incoming = read_within(raw, 10 * MEGABYTE)

    assert incoming.held


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\r\n", id="a-blank-line"),
        pytest.param(b"\0" * 1_000, id="zeros"),
        pytest.param(b":\r\n:\r\n\r\n", id="colons"),
        pytest.param(b" continued\r\n\r\n", id="continued-from-nothing"),
        pytest.param(b"Content-Type: multipart/mixed; boundary=\r\n\r\nx", id="empty-boundary"),
        pytest.param(b"Content-Type: multipart/mixed\r\n\r\nx", id="no-boundary"),
        pytest.param(b"Content-Type: ;;;=\r\nContent-Transfer-Encoding: ???\r\n\r\nx", id="no-type"),
        pytest.param(b"Content-Transfer-Encoding: base64\r\n\r\n=A===B", id="no-base64"),
        pytest.param(b"Content-Disposition: x; filename*99999999=a; filename*0=b\r\n\r\nx", id="odd-pieces"),
        pytest.param(b"Content-Type: text/plain; charset*=a'b'%ff; charset=\xff\r\n\r\n\xff", id="odd-charset"),
        pytest.param(b"From: =?x?b?=\r\nSubject: =?utf-8?b?=?=\r\nDate: \xff\r\n\r\n", id="odd-words"),
        pytest.param(b"Date: 99 Foo 99999999999 99:99:99 +9999999999\r\n\r\n", id="odd-date"),
    ],
)
def test_mail_with_everything_missing_is_read(raw: bytes) -> None:
    incoming = read(raw)

    assert incoming.from_addresses == ()
    assert incoming.held == ""


def test_held_says_in_a_sentence_what_a_person_should_know() -> None:
    assert read(nested(100)).held == (
        "The mail has parts in parts deeper than any real mail, so the innermost were not read."
    )


def test_rest_of_a_held_mail_is_filled() -> None:
    incoming = read(b"From: jo@anytown.example\r\nSubject: Booking\r\nX: " + b"x" * 40_000 + b"\r\n\r\nName: Jo")

    assert incoming.from_addresses == (("", "jo@anytown.example"),)
    assert (incoming.subject, incoming.text) == ("Booking", "Name: Jo")
    assert incoming.held


def test_reading_that_fails_in_itself_is_held_with_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("mail.reading.reader.read_tree", fail)

    incoming = read(b"Subject: Booking\r\n\r\nx")

    assert incoming.held == "The mail could not be read by the program; its original is kept."
    assert incoming.defects == ("reading failed (RecursionError)",)


@pytest.mark.parametrize("limit", [one.name for one in fields(Limits)])
def test_every_cap_may_be_as_small_as_nothing(limit: str) -> None:
    smallest = Limits(**{limit: 0})

    read(b"From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3, smallest)


PIECES = st.sampled_from([
    b"From: ", b"Subject: ", b"Content-Type: ", b"multipart/mixed; boundary=b", b"text/html", b"text/calendar",
    b"\r\n", b"\n", b"\r", b"--b", b"--b--", b"\r\n\r\n", b" ", b"=?utf-8?b?", b"?=", b'"', b"(", b"<", b">", b"@",
    b";", b"=", b"Content-Transfer-Encoding: base64\r\n", b"message/rfc822", b"application/ms-tnef",
    b"\x78\x9f\x3e\x22", b"\0",
])  # fmt: skip


@given(st.binary(max_size=2_000))
@example(b"\xff\xfe")
def test_random_bytes_never_raise(raw: bytes) -> None:
    read(raw).subject.encode()


@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=80).map(b"".join))
def test_shuffled_mail_never_raises_and_can_be_stored(raw: bytes) -> None:
    incoming = read(raw)

    for text in (incoming.text, incoming.subject, *(value for values in incoming.headers.values() for value in values)):
        text.encode()
    assert "reading failed" not in " ".join(incoming.defects)
