"""The same mail twice, one Message-ID with other content, one mail to two mailboxes, a mail without a Message-ID."""

from __future__ import annotations

import smtplib
from pathlib import Path

from sqlalchemy import func, select

from core.store.tables import Booking, Inbox
from tests.journeys.house import CONFIGURATION, PANEL, WORKER, House, kinds, open_house
from tests.journeys.processes import mail

BOOK = "Please book Sam Example for the next panel."
SECOND = """
[panels.north]
type = "missing_from_care"
name = "Missing panel North"
mailbox = "north-panel"
place = "Town Hall"
coordinator = "north.admin@anytown.example"
chair = "north.chair@anytown.example"
confirmer = "ops.manager@anytown.example"
"""
NORTH = "north-panel@panels.anytown.example"


def send(house: House, raw: bytes, *to: str) -> None:
    with smtplib.SMTP("127.0.0.1", house.door.port, local_hostname="gateway.anytown.example") as client:
        client.sendmail(WORKER, to, raw)


def bookings(house: House) -> int:
    with house.app.store.read() as connection:
        return connection.execute(select(func.count()).select_from(Booking)).scalar_one()


def marked(house: House) -> list[bool]:
    """Return of each mail that came whether its Message-ID was used before with other content."""
    with house.app.store.read() as connection:
        return list(connection.execute(select(Inbox.reused_id).order_by(Inbox.id)).scalars())


def test_the_same_mail_twice_is_one_booking(house: House) -> None:
    raw = mail("once", BOOK)

    house.send_raw(raw, WORKER)
    house.send_raw(raw, WORKER)
    mails = house.work()
    house.send_raw(raw, WORKER)
    later = house.work()

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    assert later == []
    assert bookings(house) == 1


def test_the_same_message_id_with_other_content_is_two_mails_and_marked(house: House) -> None:
    house.send_raw(mail("reused", BOOK), WORKER)
    house.send_raw(mail("reused", "Please book Alex Sample for the next panel."), WORKER)
    house.work()

    assert bookings(house) == 2
    assert marked(house) == [False, True]


def test_a_mail_without_a_message_id_is_booked_once_however_often_it_comes(house: House) -> None:
    raw = mail("none", BOOK).replace(b"Message-ID: <none@anytown.example>\r\n", b"")

    house.send_raw(raw, WORKER)
    house.send_raw(raw, WORKER)
    mails = house.work()

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    assert marked(house) == [False]


def test_two_different_mails_without_a_message_id_are_two(house: House) -> None:
    for text in (BOOK, "Please book Alex Sample for the next panel."):
        house.send_raw(mail("none", text).replace(b"Message-ID: <none@anytown.example>\r\n", b""), WORKER)
    house.work()

    assert bookings(house) == 2
    assert marked(house) == [False, False]


def test_one_mail_to_two_panels_is_booked_at_both(tmp_path: Path) -> None:
    with open_house(tmp_path, configuration=CONFIGURATION + SECOND) as house:
        house.work()

        send(house, mail("both", BOOK), PANEL, NORTH)
        mails = house.work()

        confirmed = [mail for mail in mails if mail.kind == "booking-confirmed"]
        assert {mail.message["Panelpost-Panel"] for mail in confirmed} == {"missing", "north"}
        assert {mail.ref for mail in confirmed} == {"MIS-26-0001", "MIS-26-0002"}
        assert any("Missing panel North" in mail.text for mail in confirmed)


def test_a_mail_to_one_mailbox_in_two_spellings_is_one(house: House) -> None:
    send(house, mail("twice", BOOK), PANEL, PANEL.upper())
    house.work()

    assert bookings(house) == 1
