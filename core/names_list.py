"""The names list: what partners get beforehand to do their research, and what they return.

Source: terms of reference - "a list of names to be discussed should be provided, usually three working days before".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from core import booking as bookings
from core import booking_letters as letters
from core import checks, meetings, outbox, readers, slots
from core.audit import Event
from core.disclosure import Document
from core.kinds import Kind, Purpose
from core.store.tables import Outbox, Research

if TYPE_CHECKING:
    from datetime import datetime

    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.sites import Panel


def send(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Put the agenda in the panel's order and send the list to the seats as they stand, and the coordinator."""
    booked = tuple(each for each in order(desk, panel, meeting) if checks.consented(panel, each.values, meeting.date))
    document = _document(desk, panel, meeting, booked)
    outbox.post(desk, panel, document, readers.of_names_list(desk, panel, meeting.id))
    for booking in booked:
        bookings.change(desk, booking, listed=True)
    meetings.mark(desk, meeting, listed=desk.now)
    desk.audit(Event.NAMES_LIST_SENT, panel.key, meeting=meeting.date.isoformat(), bookings=len(booked))


def send_to(desk: Desk, panel: Panel, meeting: Meeting, person_id: int) -> None:
    """Send the list that went out to somebody who reads it from now on (a representative, a member who comes back)."""
    if meeting.listed is None or _had_it(desk, meeting, meeting.listed, person_id):
        return
    booked = tuple(b for b in bookings.at_meeting(desk, meeting.id, bookings.State.BOOKED) if b.listed)
    who = tuple(r for r in readers.of_names_list(desk, panel, meeting.id) if r.person_id == person_id)
    outbox.post(desk, panel, _document(desk, panel, meeting, booked), who)


def _had_it(desk: Desk, meeting: Meeting, listed: datetime, person_id: int) -> bool:
    query = select(Outbox.id).where(
        Outbox.kind == Kind.NAMES_LIST.value,
        Outbox.about == meeting.id,
        Outbox.person_id == person_id,
        Outbox.made >= listed,
    )
    return desk.connection.execute(query.limit(1)).first() is not None


def _document(desk: Desk, panel: Panel, meeting: Meeting, booked: tuple[Booking, ...]) -> Document:
    return Document(
        kind=Kind.NAMES_LIST,
        items=tuple(letters.item(desk, panel, booking, meeting) for booking in booked),
        facts={
            "none": not booked,
            "answers_by": meetings.answers_by(desk, panel, meeting).isoformat(),
            "stays_with_you": not panel.type.before.keeps_research,
        },
        meeting=meeting.facts,
        purpose=Purpose.NAMES,
        about=meeting.id,
    )


def order(desk: Desk, panel: Panel, meeting: Meeting) -> tuple[Booking, ...]:
    """Put a meeting's agenda in the panel's own order; presenters whose slot moved get their new time."""
    booked = bookings.at_meeting(desk, meeting.id, bookings.State.BOOKED)
    places = desk.host.call(
        panel.type.key,
        "panel_agenda_order",
        default=tuple(range(len(booked))),
        bookings=tuple(booking.values for booking in booked),
    )
    moved = []
    for slot, booking in slots.in_order(panel, [booked[index] for index in places]):
        if booking.slot != slot:
            changed = bookings.change(desk, booking, slot=slot)
            moved.append(letters.invite_to_slot(desk, panel, changed, why={"changed": ["time"]}))
        else:
            moved.append(booking)
    return tuple(moved)


def keep_return(desk: Desk, panel: Panel, booking: Booking, person_id: int, *, known: bool | None, text: str) -> None:
    """Keep a member's return; a later one replaces it. Text is kept sealed, only where the member sent some."""
    word = {True: "yes", False: "no", None: "told"}[known]
    text = text if panel.type.before.keeps_research else ""
    where = (Research.booking_id == booking.id, Research.person_id == person_id)
    desk.connection.execute(delete(Research).where(*where))
    desk.connection.execute(
        insert(Research).values(booking_id=booking.id, person_id=person_id, known=word, text=text or None)
    )
    desk.audit(Event.RESEARCH_RETURNED, panel.key, booking.reference, known=word, person=person_id)
