from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.composing.assembly import assemble

HEADERS = ["From: a@example.org", "Subject: x"]
ID = "<1@example.org>"


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def bodies(raw: bytes) -> list[bytes]:
    return [cast("bytes", each.get_payload(decode=True)) for each in read(raw).walk() if not each.is_multipart()]


# Every text but halves of characters and CR; composing has taken those out.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=300)


@given(TEXTS, TEXTS, st.binary(max_size=300))
def test_the_email_package_reads_back_what_was_put_in(text: str, html: str, ics: bytes) -> None:
    calendar = ics.replace(b"\r", b"").replace(b"\n", b"\r\n")

    raw = assemble(HEADERS, ID, text, html, ("REQUEST", calendar))

    found = bodies(raw)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert found[0] == text.replace("\n", "\r\n").encode()
    assert found[1] == html.replace("\n", "\r\n").encode()
    assert found[2:] == [calendar, calendar]
    assert [defect for each in read(raw).walk() for defect in each.defects] == []


@pytest.mark.parametrize(
    "text", ["a" * 2000, "end =\n", "trailing \n", ".\n..\n", "From here\n", "ä\n", "\n\n", "=_a", ""]
)
def test_awkward_texts_come_back(text: str) -> None:
    raw = assemble(HEADERS, ID, text, "<p>x</p>\n", None)

    assert bodies(raw)[0] == text.replace("\n", "\r\n").encode()
    assert read(raw).get_content_type() == "multipart/alternative"


def test_a_boundary_in_the_text_does_not_end_a_part() -> None:
    boundary = read(assemble(HEADERS, ID, "x", "y", None)).get_boundary()
    assert boundary is not None

    raw = assemble(HEADERS, "<other@example.org>", f"\n--{boundary}--\nhello\n", "y", None)

    assert b"hello" in bodies(raw)[0]


def test_the_same_message_is_written_the_same_way_each_time() -> None:
    assert assemble(HEADERS, ID, "ä", "b", ("CANCEL", b"x\r\n")) == assemble(
        HEADERS, ID, "ä", "b", ("CANCEL", b"x\r\n")
    )
