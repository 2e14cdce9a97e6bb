"""Mail that does not arrive, reports about it, and our own mail coming back (mail-rules 5 and 7)."""

from __future__ import annotations

from sqlalchemy import select

from core.store.tables import Outbox
from tests.journeys.house import COORDINATOR, POLICE, WORKER, House, Mail, kinds, only
from tests.journeys.reports import bounce_of

BOOK = "Please book Sam Example, dob 3/4/2010, for the next panel."


def state_of(house: House, mail: Mail) -> str:
    with house.app.store.read() as connection:
        query = select(Outbox.state).where(Outbox.message_id == mail.message["Message-ID"])
        return connection.execute(query).scalar_one()


def report(house: House, raw: bytes, to: str, sender: str = "") -> list[Mail]:
    house.send_raw(raw, sender, to)
    return house.work()


def test_a_bounce_marks_the_mail_and_tells_the_coordinator(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    mails = report(house, bounce_of(confirmed), confirmed.sender)

    problem = only(mails, "delivery-problem")
    assert kinds(mails) == [("delivery-problem", COORDINATOR)]
    assert state_of(house, confirmed) == "bounced"
    assert "550 5.1.1 user unknown" in problem.text
    assert WORKER in problem.text
    assert problem.ref == confirmed.ref


def test_a_bounce_never_changes_a_booking(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    report(house, bounce_of(confirmed), confirmed.sender)

    listed = house.until("2026-12-03T12:00:00Z")
    assert "Sam Example" in only(listed, "names-list", POLICE).text


def test_a_report_of_a_delay_is_told_and_marks_nothing(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    mails = report(house, bounce_of(confirmed, action="delayed", status="4.4.1", words="451 busy"), confirmed.sender)

    assert state_of(house, confirmed) == "sent"
    assert "keep trying" in only(mails, "delivery-problem").text


def test_a_report_to_the_reply_address_is_known_by_it(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    mails = report(house, bounce_of(confirmed), confirmed.reply_to)

    assert kinds(mails) == [("delivery-problem", COORDINATOR)]


def test_a_bounce_of_a_notice_to_the_coordinator_goes_round_no_further(house: House) -> None:
    held = only(house.write("kim@webmail.example", BOOK), "held-notice")

    mails = report(house, bounce_of(held), held.sender)

    assert mails == []
    assert state_of(house, held) == "bounced"


def test_a_report_about_a_mail_we_never_sent_changes_nothing(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    mails = report(house, bounce_of(confirmed), "missing-panel@panels.anytown.example")

    assert mails == []
    assert state_of(house, confirmed) == "sent"


def test_the_same_report_twice_is_told_once(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")
    report(house, bounce_of(confirmed, number=1), confirmed.sender)

    mails = report(house, bounce_of(confirmed, number=2), confirmed.sender)

    assert mails == []


def test_our_own_mail_sent_back_to_us_is_put_aside(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    for to in (confirmed.reply_to, confirmed.sender, "missing-panel@panels.anytown.example"):
        assert report(house, confirmed.raw, to, sender=WORKER) == []


def test_a_refused_recipient_is_failed_with_the_servers_words(house: House) -> None:
    house.sink.refuse[WORKER] = "550 5.1.1 no such user here"

    mails = house.write(WORKER, BOOK)

    assert kinds(mails) == [("delivery-problem", COORDINATOR)] * 2
    assert "550 5.1.1 no such user here" in mails[0].text


def test_an_out_of_office_answer_is_put_aside(house: House) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")

    away = {"Auto-Submitted": "auto-replied", "In-Reply-To": str(confirmed.message["Message-ID"])}
    mails = house.write(WORKER, "I am away until Monday.", to=confirmed.reply_to, headers=away)

    assert mails == []


def test_a_booking_in_a_mail_that_must_not_be_answered_is_shown_to_the_coordinator(house: House) -> None:
    mails = house.write(WORKER, BOOK, headers={"Precedence": "bulk"})

    assert ("booking-confirmed", WORKER) not in kinds(mails)
    assert ("held-notice", COORDINATOR) in kinds(mails)
