"""Replies as mail programs make them: what they quote of ours is never a command, what is new is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.house import WORKER, House, Mail, kinds, only

Style = Callable[[str, Mail], str]


def body(mail: Mail) -> str:
    """Return the text of ours as it was shown."""
    return mail.text.replace("\r\n", "\n")


def outlook(new: str, mail: Mail) -> str:
    """Outlook on a desktop: a header block, nothing marked."""
    return (
        f"{new}\n\n________________________________\nFrom: Missing from Care and Home Panel <{mail.reply_to}>\n"
        f"Sent: 24 November 2026 10:02\nTo: Jo Bright <{WORKER}>\nSubject: {mail.subject}\n\n{body(mail)}"
    )


def outlook_one_line_a_paragraph(new: str, mail: Mail) -> str:
    """Outlook from an HTML part: each paragraph in one line, bullets with a dot."""
    unwrapped = body(mail).replace("- ", "•\t")
    return (
        f"{new}\n\nFrom: Missing from Care and Home Panel\nSent: Tuesday, November 24, 2026 10:02 AM\n"
        f"To: Jo Bright\nSubject: {mail.subject}\n\n{unwrapped}"
    )


def gmail(new: str, mail: Mail) -> str:
    """Gmail: one line, then every line marked."""
    marked = "\n".join(f"> {line}" for line in body(mail).splitlines())
    return f"{new}\n\nOn Tue, 24 Nov 2026 at 10:02, Missing Panel <{mail.reply_to}>\nwrote:\n\n{marked}"


def iphone(new: str, mail: Mail) -> str:
    """Mail on a telephone, with its footer above the quote."""
    marked = "\n".join(f"> {line}" for line in body(mail).splitlines())
    intro = f"> On 24 Nov 2026, at 10:02, Missing Panel <{mail.reply_to}> wrote:"
    return f"{new}\n\nSent from my iPhone\n\n{intro}\n>\n{marked}"


def bottom(new: str, mail: Mail) -> str:
    """Thunderbird, answering below the quote."""
    marked = "\n".join(f"> {line}" for line in body(mail).splitlines())
    return f"On 24/11/2026 10:02, Missing Panel wrote:\n{marked}\n\n{new}"


STYLES = pytest.mark.parametrize("style", [outlook, outlook_one_line_a_paragraph, gmail, iphone, bottom])


def booked(house: House) -> Mail:
    return only(house.write(WORKER, "Please book Sam Example for the next panel."), "booking-confirmed")


@STYLES
def test_our_own_words_are_no_command(house: House, style: Style) -> None:
    confirmed = booked(house)

    mails = house.reply(confirmed, style("Thanks", confirmed), quote=False)

    assert kinds(mails) == []


@STYLES
def test_an_amendment_changes_that_and_nothing_else(house: House, style: Style) -> None:
    confirmed = booked(house)

    mails = house.reply(confirmed, style("Date of birth: 3 April 2010", confirmed), quote=False)

    assert kinds(mails) == [("booking-status", WORKER)]
    assert mails[0].meeting == "2026-12-08"
    assert "Date of birth: 3 April 2010" in mails[0].text
    assert "We did not use" not in mails[0].text


@STYLES
def test_a_command_above_our_list_of_commands_is_the_one_that_counts(house: House, style: Style) -> None:
    confirmed = booked(house)

    mails = house.reply(confirmed, style("Please move to next", confirmed), quote=False)

    assert kinds(mails) == [("booking-moved", WORKER), ("slot-update", WORKER)]
    assert "We did not use" not in mails[0].text


@STYLES
def test_a_reply_to_an_old_mail_of_ours_is_compared_with_that_mail(house: House, style: Style) -> None:
    confirmed = booked(house)
    for words in ("status", "Legal status: section 20", "move to next", "status", "Reason: both", "move to February"):
        house.reply(confirmed, words)

    mails = house.reply(confirmed, style("Case number: 7712003", confirmed), quote=False)

    assert kinds(mails) == [("booking-status", WORKER)]
    assert "Case number: 7712003" in mails[0].text
    assert "We did not use" not in mails[0].text


@STYLES
def test_a_question_of_ours_in_the_quote_books_nothing(house: House, style: Style) -> None:
    question = only(house.write(WORKER, "Please book Sam Example for 15 December."), "booking-question")

    mails = house.reply(question, style("12 January", question), quote=False)

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    assert {mail.meeting for mail in mails} == {"2027-01-12"}
    assert "We did not use" not in only(mails, "booking-confirmed").text


def test_a_reply_to_the_plain_mailbox_is_known_by_what_it_answers(house: House) -> None:
    confirmed = booked(house)
    house.write(WORKER, "Please book Alex Sample for the next panel.")

    mails = house.write(
        WORKER,
        gmail("withdraw", confirmed),
        subject=f"RE: {confirmed.subject}",
        headers={"In-Reply-To": str(confirmed.message["Message-ID"])},
    )

    assert kinds(mails) == [("booking-withdrawn", WORKER), ("slot-cancel", WORKER)]
    assert {mail.ref for mail in mails} == {confirmed.ref}


def test_an_echo_of_our_mail_alone_does_nothing_to_the_booking(house: House) -> None:
    confirmed = booked(house)

    mails = house.reply(confirmed, "")

    assert kinds(mails) == [("not-understood", WORKER)]
    assert "on the agenda" in only(house.write(WORKER, "status"), "booking-status").text
