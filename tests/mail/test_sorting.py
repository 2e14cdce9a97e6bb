from __future__ import annotations

import pytest

from mail.sorting import Sort, Sorting, read_bounce, sort
from tests.mail.reading.letters import multipart, part, read_letter, read_parts

JO = "jo@anytown.example"
ICS = "BEGIN:VCALENDAR\r\nMETHOD:{}\r\nEND:VCALENDAR\r\n"
FAILED = (
    "Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n No such user"
)


def sorted_letter(body: str, *extra: tuple[str, str], mail_from: str | None = JO) -> Sorting:
    return sort(read_letter(body, *extra), mail_from)


def report(kind: str, status: str, *extra: tuple[str, str], mail_from: str | None = None) -> Sorting:
    about = part(status, f"message/{kind}")
    original = part("Subject: ours\r\nPanelpost-Kind: meeting-invite\r\n\r\nx", "message/rfc822")
    content = multipart("report", part("Sorry"), about, original, parameters=f"; report-type={kind}")
    return sort(read_parts(content, *extra), mail_from)


def calendar(method: str, *extra: tuple[str, str], text: str = "", mail_from: str | None = JO) -> Sorting:
    answer = part(ICS.format(method), f"text/calendar; method={method}")
    return sort(read_parts(multipart("alternative", part(text), answer), *extra), mail_from)


def test_ordinary_mail_is_a_persons_and_may_be_answered() -> None:
    assert sorted_letter("Name: Jo") == Sorting(Sort.PERSON, may_answer=True, rules=())


@pytest.mark.parametrize("value", ["no", "No", "no (a person)", "no; x=y"])
def test_mail_that_says_it_is_not_automatic_is_a_persons(value: str) -> None:
    assert sorted_letter("x", ("Auto-Submitted", value)) == Sorting(Sort.PERSON, may_answer=True, rules=())


@pytest.mark.parametrize("value", ["auto-replied", "AUTO-GENERATED", "auto-replied; a=b", "auto-replied (vacation)"])
def test_auto_submitted_mail_is_automatic(value: str) -> None:
    sorting = sorted_letter("I am away", ("Auto-Submitted", value), ("Subject", "Automatic reply: Booking"))

    assert sorting == Sorting(Sort.AUTOMATIC, may_answer=False, rules=("auto-submitted", "out-of-office-subject"))


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Booking",
        "[EXTERNAL] Out of Office Re: Booking",
        "Out of the office",
        "AutoReply: x",
        "Auto: x",
        "Automatische Antwort: x",
        "Réponse automatique : x",
        "I am away from my desk",
    ],
)
def test_out_of_office_subject_alone_only_silences(subject: str) -> None:
    assert sorted_letter("x", ("Subject", subject)) == Sorting(
        Sort.PERSON, may_answer=False, rules=("out-of-office-subject",)
    )


@pytest.mark.parametrize("subject", ["Autopsy report", "Booking: out of office hours visits", "Re: Automatic reply: x"])
def test_subject_that_only_mentions_an_office_is_answered(subject: str) -> None:
    assert sorted_letter("x", ("Subject", subject)).may_answer


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("List-Id", "<staff.anytown.example>", "list"),
        ("List-Unsubscribe", "<mailto:x@y>", "list"),
        ("Precedence", "BULK", "precedence"),
        ("Precedence", "list", "precedence"),
        ("precedence", "Junk", "precedence"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply", "responses-unwanted"),
        ("X-Autoreply", "yes", "responder"),
    ],
)
def test_sign_that_is_not_sure_silences_but_throws_no_referral_away(field: str, value: str, rule: str) -> None:
    assert sorted_letter("Name: Jo", (field, value)) == Sorting(Sort.PERSON, may_answer=False, rules=(rule,))


@pytest.mark.parametrize(("field", "value"), [("Precedence", "first-class"), ("X-Auto-Response-Suppress", "None")])
def test_ordinary_value_of_such_a_field_silences_nothing(field: str, value: str) -> None:
    assert sorted_letter("x", (field, value)).may_answer


def test_our_own_mail_coming_back_is_automatic_even_with_the_null_sender() -> None:
    sorting = sorted_letter("x", ("Panelpost-Kind", "booking-confirmed"), mail_from=None)

    assert (sorting.sort, sorting.may_answer, sorting.rules[0]) == (Sort.AUTOMATIC, False, "own-loop")


def test_delivery_report_is_a_bounce_though_it_carries_our_mark_inside() -> None:
    sorting = report("delivery-status", FAILED)

    assert (sorting.sort, sorting.may_answer, sorting.rules[0]) == (Sort.BOUNCE, False, "delivery-report")


def test_delivery_report_with_our_mark_on_top_is_a_bounce() -> None:
    assert report("delivery-status", FAILED, ("Panelpost-Kind", "minutes")).sort is Sort.BOUNCE


def test_delivery_report_with_an_envelope_sender_is_a_bounce() -> None:
    assert report("delivery-status", FAILED, mail_from="postmaster@x.example").sort is Sort.BOUNCE


def test_report_of_a_delivery_is_automatic() -> None:
    assert report("delivery-status", "X: y\r\n\r\nAction: delivered\r\n").rules[0] == "delivered-report"
    assert report("delivery-status", "X: y\r\n\r\nAction: delivered\r\n").sort is Sort.AUTOMATIC


def test_report_of_a_delay_is_a_bounce() -> None:
    assert report("delivery-status", "X: y\r\n\r\nAction: delayed\r\n").sort is Sort.BOUNCE


def test_read_receipt_is_automatic_and_no_bounce() -> None:
    sorting = report("disposition-notification", "Disposition: manual-action; displayed")

    assert (sorting.sort, sorting.may_answer, sorting.rules[0]) == (Sort.AUTOMATIC, False, "read-receipt")


def test_report_of_any_other_kind_is_automatic() -> None:
    assert report("feedback-report", "x", mail_from=JO).rules == ("other-report",)


def test_null_sender_without_another_sign_is_a_bounce() -> None:
    assert sorted_letter("Could not deliver", mail_from=None).sort is Sort.BOUNCE


def test_null_return_path_is_the_null_sender() -> None:
    assert sorted_letter("Could not deliver", ("Return-Path", "< >")).sort is Sort.BOUNCE


@pytest.mark.parametrize(
    ("field", "value"), [("Auto-Submitted", "auto-replied"), ("Subject", "Out of office"), ("X-Autoreply", "yes")]
)
def test_vacation_answer_with_the_null_sender_is_automatic(field: str, value: str) -> None:
    sorting = sorted_letter("I am away until Monday", (field, value), mail_from=None)

    assert (sorting.sort, sorting.may_answer) == (Sort.AUTOMATIC, False)


def test_vacation_in_bulk_in_capitals_is_shown_but_not_answered() -> None:
    sorting = sorted_letter("Away", ("Precedence", "BULK"), ("Subject", "Vacation reply"))

    assert sorting == Sorting(Sort.PERSON, may_answer=False, rules=("precedence", "out-of-office-subject"))


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param((("X-Failed-Recipients", "a@b.example"),), id="exim"),
        pytest.param((("From", "MAILER-DAEMON@x.example"), ("Subject", "failure notice")), id="daemon"),
        pytest.param((("From", "Postmaster <postmaster@x.example>"), ("Subject", "Undeliverable: x")), id="postmaster"),
    ],
)
def test_bounce_in_plain_text_is_a_bounce(extra: tuple[tuple[str, str], ...]) -> None:
    assert sorted_letter("Sorry", *extra).sort is Sort.BOUNCE


def test_postmaster_who_writes_in_person_is_only_not_answered() -> None:
    assert sorted_letter("Name: Jo", ("From", "postmaster@anytown.example")) == Sorting(
        Sort.PERSON, may_answer=False, rules=("mail-daemon",)
    )


def test_qmail_text_is_known_behind_the_gate() -> None:
    text = (
        "Hi. This is the qmail-send program at x.example.\r\nI'm afraid I wasn't able to deliver your message to the"
        " following addresses.\r\n\r\n<a@b.example>:\r\nNo such user.\r\n\r\n--- Below this line is a copy of the"
        " message.\r\n"
    )

    assert sorted_letter(text, ("From", "mailer-daemon@x.example")).sort is Sort.BOUNCE
    assert sorted_letter(text).sort is Sort.PERSON


@pytest.mark.parametrize("method", ["REPLY", "COUNTER", "REFRESH"])
def test_calendar_answer_is_one_though_a_program_sent_it(method: str) -> None:
    sorting = calendar(method, ("Auto-Submitted", "auto-generated"), mail_from=None)

    assert (sorting.sort, sorting.may_answer, sorting.rules[0]) == (Sort.CALENDAR, False, "calendar-answer")


def test_calendar_answer_of_a_person_may_be_answered() -> None:
    assert calendar("REPLY", text="Sorry, Sam will come") == Sorting(
        Sort.CALENDAR, may_answer=True, rules=("calendar-answer", "calendar")
    )


def test_calendar_answer_is_known_by_its_content_alone() -> None:
    assert sorted_letter(ICS.format("REPLY"), ("Content-Type", "text/calendar")).sort is Sort.CALENDAR


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "ADD"])
def test_calendar_message_of_another_method_is_a_calendars(method: str) -> None:
    assert calendar(method, text="When: Monday") == Sorting(Sort.CALENDAR, may_answer=True, rules=("calendar",))


def test_calendar_file_attached_to_a_referral_leaves_it_one() -> None:
    attached = part(ICS.format("PUBLISH"), "text/calendar; name=leave.ics", "Content-Disposition: attachment")

    assert sort(read_parts(multipart("mixed", part("Name: Jo"), attached)), JO).sort is Sort.PERSON


def test_encrypted_mail_is_unreadable_and_may_be_answered() -> None:
    incoming = read_letter("x", ("Content-Type", "application/pkcs7-mime; smime-type=enveloped-data"))

    assert sort(incoming, JO) == Sorting(Sort.UNREADABLE, may_answer=True, rules=("encrypted",))


def test_encrypted_mail_of_a_service_is_shown_but_not_answered() -> None:
    content = multipart("mixed", part("x"), part("x", "text/html; name=Encrypted_Message.htm"))

    assert sort(read_parts(content, ("Auto-Submitted", "auto-generated")), JO) == Sorting(
        Sort.UNREADABLE, may_answer=False, rules=("encrypted", "auto-submitted")
    )


def status(text: str) -> tuple[str, bool]:
    return read_bounce(read_parts(multipart("report", part("Sorry"), part(text, "message/delivery-status"))))


def test_bounce_gives_the_servers_words() -> None:
    assert status(FAILED) == ("550 5.1.1 No such user", True)


@pytest.mark.parametrize(
    ("text", "final"),
    [
        ("X: y\r\n\r\nAction: delayed\r\nStatus: 4.4.1", False),
        ("X: y\r\n\r\nAction: Failed\r\nStatus: 4.4.7", True),
        ("X: y\r\n\r\nStatus: 4.4.1", False),
        ("X: y\r\n\r\nStatus: 5.0.0", True),
    ],
)
def test_bounce_says_whether_it_is_final(text: str, final: bool) -> None:
    assert status(text)[1] is final


def test_bounce_in_plain_text_gives_its_beginning() -> None:
    words, final = read_bounce(read_letter("User  unknown.\r\n" + "x" * 2_000))

    assert (words[:15], len(words), final) == ("User unknown. x", 500, True)


def test_bounce_detector_that_breaks_is_no_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise ValueError

    monkeypatch.setattr("flufl.bounce.all_failures", fail)

    assert sorted_letter("Hi", ("From", "postmaster@x.example")).sort is Sort.PERSON
    assert read_bounce(read_letter("Hi")) == ("Hi", True)
