from __future__ import annotations

from email import message_from_bytes

import pytest

from mail.reading import read
from tests.mail.reading.letters import base64_part, enclose, letter, multipart, part, read_parts

ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"

SHAPES = {
    "plain": letter("Hi"),
    "mixed": enclose(multipart("mixed", part("One"), base64_part(b"\0\1", "application/pdf; name=a.pdf"))),
    "nested": enclose(
        multipart(
            "mixed",
            multipart("alternative", part("One"), part("<p>One", "text/html"), boundary="=_in"),
            base64_part(b"x" * 5_000, "image/png"),
        )
    ),
    "prefix": enclose(multipart("mixed", multipart("mixed", part("One"), boundary="=_b1x"), part("Two"))),
    "unclosed": enclose(multipart("mixed", part("One"), part("Two")))[:-12],
    "inner unclosed": enclose(
        multipart("mixed", multipart("mixed", part("One"), boundary="=_in").replace(b"--=_in--", b""), part("Two"))
    ),
    "preamble": enclose(multipart("mixed", part("One")).replace(b"\r\n\r\n--", b"\r\n\r\nOld program?\r\n--", 1)),
    "no part header": enclose(multipart("mixed", b"\r\nOne")),
    "empty part": enclose(multipart("mixed", b"", part("Two"))),
    "trailing blanks": enclose(multipart("mixed", part("One")).replace(b"--=_b1\r\n", b"--=_b1 \t\r\n")),
    "forwarded": enclose(multipart("mixed", part("One"), part(letter("Inner"), "message/rfc822"))),
}


@pytest.mark.parametrize("raw", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"], ids=["crlf", "lf"])
def test_scan_finds_the_parts_that_the_standard_library_finds(raw: bytes, line_end: bytes) -> None:
    raw = raw.replace(b"\r\n", line_end)
    expected = [
        (leaf.get_content_type(), leaf.get_payload(decode=True) if leaf.get_content_maintype() == "text" else None)
        for leaf in message_from_bytes(raw).walk()
        if not leaf.is_multipart() or leaf.get_content_type() == "message/rfc822"
    ]
    expected = [one for one in expected if one[1] != b"Inner"]  # the library goes into a forwarded mail

    found = [
        (one.content_type, one.content if one.content_type.startswith("text/") else None) for one in read(raw).parts
    ]

    assert found == expected


def test_multipart_within_one_of_the_same_boundary_loses_no_words() -> None:
    incoming = read_parts(multipart("mixed", multipart("mixed", part("One")), part("Two")))

    assert incoming.text == "One\nTwo"


def test_large_attachment_is_not_decoded() -> None:
    incoming = read_parts(multipart("mixed", part("Hi"), base64_part(b"x" * 2_000_000, "application/pdf; name=a.pdf")))

    assert [(one.content_type, one.filename, one.content) for one in incoming.attachments] == [
        ("application/pdf", "a.pdf", b"")
    ]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        pytest.param('attachment; filename="plan.docx"', "plan.docx", id="plain"),
        pytest.param("attachment; filename*=utf-8''Zo%C3%AB.docx", "Zoë.docx", id="rfc2231"),
        pytest.param("attachment; filename*0=one; filename*1=two.pdf", "onetwo.pdf", id="pieces"),
        pytest.param('attachment; filename="=?utf-8?q?Zo=C3=AB?=.pdf"', "Zoë.pdf", id="encoded-word"),
        pytest.param('attachment; filename="..\\\\..\\\\x/../evil.exe"', "evil.exe", id="path"),
    ],
)
def test_attachment_has_the_name_a_person_sees(field: str, name: str) -> None:
    attached = part("x", "application/octet-stream", f"Content-Disposition: {field}")

    assert read_parts(multipart("mixed", attached)).attachments[0].filename == name


def test_calendar_is_found_anywhere_by_its_type() -> None:
    answer = base64_part(ICS, "text/calendar; charset=utf-8; method=REPLY")

    incoming = read_parts(multipart("mixed", multipart("alternative", part("Yes"), answer, boundary="=_in")))

    assert incoming.calendars == (ICS,)
    assert incoming.attachments[0].parameters["method"] == "REPLY"


def test_calendar_as_the_whole_mail_is_found() -> None:
    assert read(letter(ICS, ("Content-Type", "text/calendar; method=REPLY"))).calendars == (ICS,)


def test_calendar_of_another_charset_becomes_utf8() -> None:
    calendar = part("SUMMARY:é".encode("utf-16"), "text/calendar; charset=utf-16")

    assert read_parts(multipart("mixed", calendar)).calendars == ("SUMMARY:é".encode(),)


def test_application_ics_is_the_last_resort() -> None:
    both = multipart("mixed", part(b"A", "text/calendar"), part(b"B", "application/ics"))

    assert read_parts(both).calendars == (b"A",)
    assert read_parts(multipart("mixed", part(b"B", "application/ics"))).calendars == (b"B",)


def test_calendar_in_a_forwarded_mail_is_none_of_ours() -> None:
    inner = letter(ICS, ("Content-Type", "text/calendar; method=REPLY"))

    assert read_parts(multipart("mixed", part("See below"), part(inner, "message/rfc822"))).calendars == ()


def test_delivery_status_is_text() -> None:
    status = part("Reporting-MTA: dns; x\r\n\r\nAction: failed\r\n", "message/delivery-status")

    assert "Action: failed" in read_parts(multipart("report", part("Sorry"), status)).delivery_status
