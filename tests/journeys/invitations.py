"""What the journeys about meetings share: the invitation a member holds, and who answered what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.store.tables import Attendance, Meeting, Person

if TYPE_CHECKING:
    from tests.journeys.house import House, Mail

REPRESENTATIVE = "jo.bloggs@anytown.police.example"
INSTEAD = f"Jo Bloggs {REPRESENTATIVE} will come instead"
STRANGER = "somebody@elsewhere.example"
DAY = "2026-12-08"


def invitation(house: House, to: str, day: str = DAY) -> Mail:
    """Return the newest calendar entry that somebody was sent for a day."""
    mails = [mail for mail in house.all(to=to) if mail.meeting == day and mail.calendar]
    assert mails, f"{to} was never invited to {day}"
    return mails[-1]


def answer_of(house: House, who: str, day: str = DAY) -> str:
    """Return what is noted of somebody for a day; "" when they are not asked."""
    with house.app.store.read() as connection:
        rows = connection.execute(
            select(Person.address, Attendance.answer)
            .join(Attendance, Attendance.person_id == Person.id)
            .join(Meeting, Meeting.id == Attendance.meeting_id)
            .where(Meeting.day == day, Attendance.active.is_(True))
        )
        return next((row.answer for row in rows if row.address == who), "")


def invited_days(house: House) -> set[str]:
    """Return the days that anybody was invited to."""
    return {mail.meeting for mail in house.all("meeting-invite")}


def starts(mail: Mail) -> str:
    """Return DTSTART as the calendar text has it, zone included."""
    event = mail.calendar.partition("BEGIN:VEVENT")[2]
    found = re.search(r"^DTSTART(.*?)\r$", event, re.MULTILINE)
    return found[1] if found else ""


def attendee(mail: Mail) -> str:
    """Return the ATTENDEE line, unfolded."""
    found = re.search(r"^ATTENDEE(.*?)\r$", mail.calendar.replace("\r\n ", ""), re.MULTILINE)
    return found[1] if found else ""


def plain(mail: Mail) -> str:
    """Return a mail's text on one line: where it was wrapped does not matter."""
    return " ".join(mail.text.split())


def notes(mails: list[Mail], kind: str) -> set[tuple[str, str]]:
    """Return reader and meeting of every mail of a kind."""
    return {(mail.to, mail.meeting) for mail in mails if mail.kind == kind}
