from __future__ import annotations

import pytest

from mail.reading.charsets import decode
from mail.reading.flowed import unflow
from tests.mail.reading.letters import multipart, part, read_letter, read_parts


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        pytest.param("£5 – é".encode(), "utf-8", "£5 – é", id="declared"),
        pytest.param("£5 é".encode(), "us-ascii", "£5 é", id="utf-8-called-ascii"),
        pytest.param("£5 é".encode(), "no-such-charset", "£5 é", id="unknown-name"),
        pytest.param("£5 – “x”".encode("cp1252"), "utf-8", "£5 – “x”", id="cp1252-called-utf-8"),
        pytest.param("“x” £".encode("cp1252"), "iso-8859-1", "“x” £", id="outlook-quotes-called-latin-1"),
        pytest.param(b"\xa3\x81", "", "£\x81", id="latin-1-at-last"),
        pytest.param("Łódź".encode("iso-8859-2"), "iso-8859-2", "Łódź", id="polish"),
        pytest.param(b"caf\xc3\xa9 \\u0041", "unicode_escape", "café \\u0041", id="escapes-are-not-run"),
        pytest.param(b"+2AA-x", "utf-7", "\ufffdx", id="no-lone-surrogates"),
    ],
)
def test_charset_order_is_declared_utf8_cp1252_latin1(data: bytes, declared: str, text: str) -> None:
    assert decode(data, declared) == text


def test_quoted_printable_text_is_decoded() -> None:
    incoming = read_letter("Name: Zo=C3=AB=\r\n Smith\r\n", ("Content-Transfer-Encoding", "quoted-printable"))

    assert incoming.text == "Name: Zoë Smith\n"


def test_flowed_text_is_joined_into_paragraphs() -> None:
    flowed = "One \r\ntwo\r\nthree\r\n \r\n"

    assert read_letter(flowed, ("Content-Type", "text/plain; format=flowed")).text == "One two\nthree\n\n"


def test_flowed_signature_line_does_not_flow() -> None:
    assert unflow("Bye \n-- \nJo", delete_space=False) == "Bye \n-- \nJo"


def test_flowed_quotes_keep_their_depth() -> None:
    assert unflow("> a \n> b\n>> c", delete_space=False) == "> a b\n>> c"


def test_flowed_blank_is_deleted_when_delsp_says_so() -> None:
    assert unflow("wo \nrd", delete_space=True) == "word"


def test_flowed_line_that_was_stuffed_loses_its_blank() -> None:
    assert unflow(" From here", delete_space=False) == "From here"


def test_plain_text_is_preferred_to_html() -> None:
    incoming = read_parts(multipart("alternative", part("Plain"), part("<p>Markup", "text/html")))

    assert (incoming.text, incoming.from_html) == ("Plain", False)


@pytest.mark.parametrize(
    "stub",
    [
        pytest.param("", id="empty"),
        pytest.param(" \r\n", id="blank"),
        pytest.param("Your email client does not support HTML messages.", id="client"),
        pytest.param("This message is in HTML format. Please use an HTML viewer.", id="viewer"),
    ],
)
def test_html_is_used_where_the_plain_text_is_a_stub(stub: str) -> None:
    incoming = read_parts(multipart("alternative", part(stub), part("<p>Name: Jo</p>", "text/html")))

    assert (incoming.text, incoming.from_html) == ("Name: Jo", True)


def test_stub_is_kept_where_the_html_says_nothing() -> None:
    stub = "Your email client does not support HTML messages."

    incoming = read_parts(multipart("alternative", part(stub), part("<img src=x>", "text/html")))

    assert (incoming.text, incoming.from_html) == (stub, False)


def test_text_in_several_parts_is_put_together() -> None:
    pdf = part("x", "application/pdf; name=a.pdf")

    assert read_parts(multipart("mixed", part("Before"), pdf, part("After"))).text == "Before\nAfter"


def test_text_that_is_attached_is_not_the_mails_text() -> None:
    attached = part("Not mine", "text/plain", "Content-Disposition: attachment; filename=notes.txt")

    incoming = read_parts(multipart("mixed", part("Mine"), attached))

    assert incoming.text == "Mine"
    assert [(one.filename, one.content) for one in incoming.attachments] == [("notes.txt", b"Not mine")]


def test_text_with_a_name_is_the_mails_text_when_there_is_no_other() -> None:
    assert read_parts(multipart("mixed", part("Mine", 'text/plain; name="body.txt"'))).text == "Mine"


def test_html_with_pictures_inside_an_alternative_is_found() -> None:
    page = multipart("related", part("<p>Hi", "text/html"), part("x", "image/png; name=a.png"), boundary="=_in")

    assert read_parts(multipart("alternative", part(""), page)).text == "Hi"


def test_forwarded_mail_is_not_the_mails_text() -> None:
    forwarded = part("From: x@y.example\r\nSubject: old\r\n\r\nOld words", "message/rfc822")

    incoming = read_parts(multipart("mixed", part("New words"), forwarded))

    assert incoming.text == "New words"
    assert incoming.attachments[0].content == b"From: x@y.example\r\nSubject: old"


def test_multipart_whose_boundary_never_comes_is_read_as_text() -> None:
    assert read_letter("Just words", ("Content-Type", "multipart/mixed; boundary=never")).text == "Just words"
