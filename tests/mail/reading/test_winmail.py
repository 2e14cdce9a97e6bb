from __future__ import annotations

import struct

import pytest

from mail.reading.limits import Limits, Notes
from mail.reading.winmail import _sound, unwrap
from tests.mail.reading.letters import base64_part, multipart, part, read_parts

SIGNATURE = struct.pack("<IH", 0x223E9F78, 1)


def block(name: int, data: bytes, level: int = 1) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def prop(kind: int, name: int, data: bytes) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def properties(*each: bytes) -> bytes:
    return struct.pack("<I", len(each)) + b"".join(each)


CODEPAGE = block(0x9007, struct.pack("<II", 1252, 0))
LETTER = (
    SIGNATURE
    + block(0x9006, struct.pack("<I", 0x10000))
    + CODEPAGE
    + block(0x9003, properties(prop(0x1F, 0x1000, "Name: Zoë\r\nBorn: 2010\0".encode("utf-16-le"))))
    + block(0x9002, b"\0" * 14, level=2)
    + block(0x8010, b"notes.txt\0", level=2)
    + block(0x800F, b"Some notes", level=2)
    + block(0x9005, properties(prop(0x1E, 0x3707, b"long notes.txt\0")), level=2)
)


def wrapped(data: bytes) -> bytes:
    return multipart("mixed", part(""), base64_part(data, "application/ms-tnef; name=winmail.dat"))


def test_winmail_gives_its_text() -> None:
    incoming = read_parts(wrapped(LETTER))

    assert incoming.text == "Name: Zoë\nBorn: 2010"
    assert incoming.held == ""


def test_winmail_gives_its_attachments() -> None:
    incoming = read_parts(wrapped(LETTER))

    assert [(one.filename, one.content) for one in incoming.attachments[1:]] == [("long notes.txt", b"Some notes")]


def test_text_beside_a_winmail_is_kept() -> None:
    incoming = read_parts(multipart("mixed", part("Plain words"), base64_part(LETTER, "application/ms-tnef")))

    assert incoming.text == "Plain words"


def test_winmail_that_cannot_be_opened_is_held_when_the_text_is_in_it() -> None:
    incoming = read_parts(wrapped(b"rubbish"))

    assert incoming.held == "The text of the mail is in a winmail.dat that could not be opened."


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SIGNATURE + block(0x9003, struct.pack("<I", 0xFFFFFFFF) + b"\0" * 40), id="properties"),
        pytest.param(
            SIGNATURE + CODEPAGE + block(0x9003, struct.pack("<IHHI", 1, 0x1002, 0x1000, 0xFFFFFFFF)), id="values"
        ),
        pytest.param(
            SIGNATURE + CODEPAGE + block(0x9003, struct.pack("<IHHI", 1, 0x001F, 0x1000, 0xFFFFFFFF)), id="strings"
        ),
        pytest.param(LETTER + SIGNATURE, id="winmail-in-winmail"),
    ],
)
def test_winmail_that_claims_more_than_it_holds_is_not_opened(data: bytes) -> None:
    notes = Notes()

    opened = unwrap(data, Limits(), notes)

    assert opened is None
    assert notes.defects == ["a winmail.dat that could not be opened"]


def test_winmail_of_too_many_blocks_is_read_to_the_cap() -> None:
    assert len(_sound(SIGNATURE + block(0x8010, b"") * 100_000)) < 10_000


def test_recipients_of_a_winmail_are_not_looked_at() -> None:
    bomb = block(0x9004, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + b"\0" * 40)

    opened = unwrap(LETTER + bomb, Limits(), Notes())

    assert opened is not None
    assert opened.written.plain == "Name: Zoë\nBorn: 2010"
