from __future__ import annotations

from datetime import UTC, datetime

from mail.reading import read
from tests.mail.reading.letters import letter, read_letter


def test_header_values_are_by_name_in_lower_case_and_in_order() -> None:
    incoming = read_letter("x", ("X-Trace", "first"), ("X-Trace", "second"))

    assert incoming.headers["x-trace"] == ("first", "second")
    assert incoming.header("to") == "missing-panel@panels.anytown.example"


def test_header_folded_over_lines_is_one_value() -> None:
    assert read_letter("x", ("Subject", "one\r\n two\r\n\tthree")).subject == "one two three"


def test_subject_of_encoded_words_is_decoded() -> None:
    incoming = read_letter("x", ("Subject", "=?UTF-8?B?w6lsYW4=?= =?utf-8?Q?_and_=C2=A35?= plain"))

    assert incoming.subject == "élan and £5 plain"


def test_subject_keeps_a_character_cut_in_half_between_two_words() -> None:
    assert read_letter("x", ("Subject", "=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=")).subject == "café"


def test_subject_with_broken_base64_is_read_as_far_as_it_goes() -> None:
    assert read_letter("x", ("Subject", "=?utf-8?B?SGVsbG8?=")).subject == "Hello"


def test_subject_in_raw_utf8_is_read() -> None:
    assert read_letter("x", ("Subject", "Zoë")).subject == "Zoë"


def test_subject_keeps_a_backslash_that_somebody_typed() -> None:
    assert read_letter("x", ("Subject", r"=?utf-8?q?see?= C:\u0041\x")).subject == r"see C:\u0041\x"


def test_encoded_line_end_makes_no_new_line_in_a_subject() -> None:
    assert read_letter("x", ("Subject", "=?utf-8?Q?one=0D=0AFrom:_x?=")).subject == "one From: x"


def test_encoded_words_stay_as_they_are_in_fields_that_programs_read() -> None:
    incoming = read_letter("x", ("Authentication-Results", "mx; =?utf-8?q?dmarc=3Dpass?="))

    assert incoming.header("authentication-results") == "mx; =?utf-8?q?dmarc=3Dpass?="


def test_bare_carriage_return_begins_no_header_field() -> None:
    incoming = read_letter("x", ("Subject", "one\rFrom: boss@anytown.example"))

    assert incoming.from_addresses == (("Jo Worker", "jo@anytown.example"),)
    assert incoming.defects == ("stray control characters in the header",)


def test_line_feeds_alone_are_line_ends() -> None:
    incoming = read(letter("One\r\nTwo").replace(b"\r\n", b"\n"))

    assert (incoming.subject, incoming.text) == ("Booking", "One\nTwo")


def test_carriage_returns_alone_are_line_ends_in_a_text() -> None:
    assert read_letter("One\rTwo").text == "One\nTwo"


def test_nul_and_byte_order_mark_are_dropped_from_a_text() -> None:
    assert read_letter("\ufeffOne\0Two").text == "OneTwo"


def test_display_name_in_encoded_words_is_decoded_after_the_address_is_read() -> None:
    incoming = read_letter("x", ("From", "=?utf-8?q?Boss_=3Cboss=40x=2Eexample=3E=2C?= <jo@anytown.example>"))

    assert incoming.from_addresses == (("Boss <boss@x.example>,", "jo@anytown.example"),)


def test_every_from_field_and_address_is_listed() -> None:
    incoming = read_letter("x", ("From", "a@x.example, B <b@x.example>"), ("From", "C <c@y.example>"))

    assert incoming.from_addresses == (("", "a@x.example"), ("B", "b@x.example"), ("C", "c@y.example"))


def test_from_with_a_blank_before_the_colon_is_a_from() -> None:
    assert read(b"From : a@x.example\r\nFrom: b@x.example\r\n\r\n").from_addresses == (
        ("", "a@x.example"),
        ("", "b@x.example"),
    )


def test_from_that_two_programs_could_read_differently_names_both_addresses() -> None:
    incoming = read_letter("x", ("From", "<jo@anytown.example> <other@evil.example>"))

    assert {address for _, address in incoming.from_addresses} >= {"jo@anytown.example", "other@evil.example"}


def test_name_that_looks_like_an_address_is_no_address_when_it_is_quoted() -> None:
    incoming = read_letter("x", ("From", '"boss@anytown.example" <Jo@Evil.Example>'))

    assert incoming.from_addresses == (("boss@anytown.example", "jo@evil.example"),)


def test_references_are_those_of_both_fields_each_once() -> None:
    incoming = read_letter("x", ("References", "<a@x>\r\n <b@x>"), ("In-Reply-To", "<b@x>"))

    assert incoming.references == ("<a@x>", "<b@x>")
    assert incoming.message_id == "<1@anytown.example>"


def test_date_is_aware_utc() -> None:
    incoming = read_letter("x", ("Date", "Mon, 23 Nov 2026 11:30:00 +0130"))

    assert incoming.date == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_date_that_is_none_is_a_defect() -> None:
    incoming = read_letter("x", ("Date", "yesterday"))

    assert incoming.date is None
    assert incoming.defects == ("a date that is none",)


def test_mail_without_a_blank_line_after_its_header_has_a_body() -> None:
    incoming = read(b"Subject: x\r\nThis is text\r\nName: Jo\r\n")

    assert incoming.text.rstrip() == "This is text\nName: Jo"
    assert incoming.defects == ("no blank line after the header",)


def test_mbox_line_on_top_is_skipped() -> None:
    assert read(b"From jo Mon Nov 23\n" + letter("Hi")).subject == "Booking"


def test_ordinary_mail_has_no_defects_and_is_not_held() -> None:
    incoming = read_letter("Name: Jo\r\n")

    assert (incoming.defects, incoming.held, incoming.encrypted) == ((), "", "")
