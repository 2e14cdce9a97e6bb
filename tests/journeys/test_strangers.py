"""Who wrote: a sender we cannot be sure of books nothing, changes nothing and learns nothing (mail-rules 4)."""

from __future__ import annotations

import smtplib

import pytest
from sqlalchemy import func, select

from core.store.tables import Booking, Inbox
from tests.journeys.house import (
    CHAIR,
    COORDINATOR,
    MEMBERS,
    OTHER_WORKER,
    PANEL,
    POLICE,
    WORKER,
    House,
    kinds,
    only,
)

STRANGER = "kim.curious@webmail.example"
BOOK = "Please book Zebedee Quillfeather for the next panel."
DIRECTORY = "panels@panels.anytown.example"


def bookings(house: House) -> int:
    with house.app.store.read() as connection:
        return connection.execute(select(func.count()).select_from(Booking)).scalar_one()


def last_mail(house: House) -> tuple[str, str]:
    """Return the state and the reason of the last mail that came."""
    with house.app.store.read() as connection:
        row = connection.execute(select(Inbox.state, Inbox.reason).order_by(Inbox.id.desc()).limit(1)).one()
        return row.state, row.reason


def test_a_stranger_is_held_and_told_nothing(house: House) -> None:
    mails = house.write(STRANGER, BOOK)

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    assert bookings(house) == 0
    assert last_mail(house)[0] == "held"


def test_the_notice_of_a_held_mail_says_nothing_of_what_is_in_it(house: House) -> None:
    notice = only(house.write(STRANGER, BOOK, subject="Zebedee", name="Zebedee's dad"), "held-notice")

    assert "Zebedee" not in notice.raw.decode()
    assert "kim.curious" not in notice.raw.decode()


def test_a_forged_sender_is_held_without_an_answer(house: House) -> None:
    mails = house.write(WORKER, BOOK, verdict="fail")

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    assert bookings(house) == 0


def test_a_worker_nobody_vouches_for_is_asked_to_confirm_without_their_own_words(house: House) -> None:
    mails = house.write(WORKER, BOOK, verdict="", subject="Zebedee for panel")

    assert kinds(mails) == [("confirm-sender", WORKER), ("held-notice", COORDINATOR)]
    assert "Zebedee" not in only(mails, "confirm-sender").raw.decode()
    assert bookings(house) == 0


def test_a_confirmed_sender_is_booked_once(house: House) -> None:
    asked = only(house.write(WORKER, BOOK, verdict=""), "confirm-sender")

    first = house.reply(asked, "CONFIRM", verdict="")
    second = house.reply(asked, "CONFIRM", verdict="")

    assert kinds(first) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    assert kinds(second) == []
    assert bookings(house) == 1


def test_somebody_else_cannot_confirm(house: House) -> None:
    asked = only(house.write(WORKER, BOOK, verdict=""), "confirm-sender")

    mails = house.reply(asked, "CONFIRM", sender=STRANGER)

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    assert bookings(house) == 0


def test_a_forged_confirmation_confirms_nothing(house: House) -> None:
    asked = only(house.write(WORKER, BOOK, verdict=""), "confirm-sender")

    house.reply(asked, "CONFIRM", verdict="fail")

    assert bookings(house) == 0


@pytest.mark.parametrize(
    "stamp",
    [
        pytest.param("Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=anytown.example", id="name"),
        pytest.param("Authentication-Results: mx.anytown.example; dmarc=pass header.from=webmail.example", id="domain"),
        pytest.param(
            "Authentication-Results: mx.anytown.example; spf=pass smtp.mailfrom=anytown.example", id="not-dmarc"
        ),
        pytest.param(
            "Subject: hello\r\nAuthentication-Results: mx.anytown.example; dmarc=pass header.from=anytown.example",
            id="below-the-authors-fields",
        ),
    ],
)
def test_a_verdict_that_the_gateway_did_not_give_is_not_believed(house: House, stamp: str) -> None:
    raw = f"{stamp}\r\nFrom: {WORKER}\r\nTo: {PANEL}\r\nMessage-ID: <forged@x.example>\r\n\r\n{BOOK}\r\n".encode()

    house.send_raw(raw, WORKER)
    mails = house.work()

    assert ("booking-confirmed", WORKER) not in kinds(mails)
    assert bookings(house) == 0


def test_a_display_name_that_is_a_workers_address_books_nothing(house: House) -> None:
    mails = house.write(STRANGER, BOOK, name=WORKER)

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    assert bookings(house) == 0


def test_two_senders_in_one_mail_are_nobody(house: House) -> None:
    stamp = "Authentication-Results: mx.anytown.example; dmarc=pass header.from=anytown.example\r\n"
    raw = f"{stamp}From: {WORKER}\r\nFrom: {STRANGER}\r\nTo: {PANEL}\r\nMessage-ID: <two@x>\r\n\r\n{BOOK}\r\n".encode()

    house.send_raw(raw, WORKER)
    house.work()

    assert bookings(house) == 0
    assert last_mail(house)[0] == "held"


def test_a_stolen_reply_address_changes_nothing_and_tells_nothing(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    mails = house.reply(confirmed, "withdraw", sender=STRANGER)

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    status = only(house.reply(confirmed, "status"), "booking-status")
    assert "withdrawn" not in status.text.lower()


def test_another_worker_with_the_reply_address_cannot_change_a_booking_that_is_not_theirs(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    mails = house.reply(confirmed, "withdraw", sender=OTHER_WORKER, quote=False)

    assert kinds(mails) == [("not-understood", OTHER_WORKER)]
    assert "Zebedee" not in mails[0].text


def test_a_reply_address_with_one_letter_changed_belongs_to_nobody(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")
    local, _, domain = confirmed.reply_to.partition("@")
    changed = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"

    mails = house.write(STRANGER, "withdraw", to=changed)

    assert kinds(mails) == [("held-notice", COORDINATOR)]


def test_who_is_on_the_list_is_told_to_no_stranger(house: House) -> None:
    house.write(WORKER, BOOK)
    listed = only(house.until("2026-12-03T12:00:00Z"), "names-list", POLICE)

    mails = house.reply(listed, "Hello, who is on the list?", sender="police.officer@webmail.example", quote=False)

    notice = only(mails, "held-notice")
    assert notice.to == COORDINATOR
    assert "Zebedee" not in notice.text
    assert len(mails) == 1


@pytest.mark.parametrize("text", ["Approve", "Cancel meeting 8 December", "Late yes", "List"])
def test_a_worker_cannot_command_like_an_office(house: House, text: str) -> None:
    mails = house.write(WORKER, text)

    assert kinds(mails) == [("not-understood", WORKER)]
    assert not [mail for mail in house.all("meeting-cancel") if mail.to in MEMBERS]


def test_the_directory_tells_an_identified_sender_which_panels_there_are(house: House) -> None:
    mails = house.write(WORKER, "Which panels do you have?", to=DIRECTORY)

    answer = only(mails, "help")
    assert answer.to == WORKER
    assert PANEL in answer.text


def test_the_directory_answers_no_stranger(house: House) -> None:
    mails = house.write(STRANGER, "Which panels do you have?", to=DIRECTORY)

    assert mails == []
    assert last_mail(house)[0] == "held"


def test_an_unknown_mailbox_is_refused_at_the_door(house: House) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        house.send_raw(b"From: x\r\n\r\n", WORKER, "nobody@panels.anytown.example")

    code, words = refused.value.recipients["nobody@panels.anytown.example"]
    assert (code, words[:5]) == (550, b"5.1.1")


def test_the_chair_by_another_address_is_not_the_chair(house: House) -> None:
    mails = house.write("chair@webmail.example", "late yes", name=CHAIR)

    assert kinds(mails) == [("held-notice", COORDINATOR)]
