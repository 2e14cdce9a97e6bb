"""Amendments: changing what a booking says, and saying where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core import agenda, cases, checks, meetings, notices
from core import booking as bookings
from core import booking_letters as letters
from core.audit import Event
from core.booking import State
from core.kinds import Kind, Role
from core.panels import Check
from core.requirements import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.agenda import Wanted
    from core.booking import Booking
    from core.desk import Desk
    from core.people import Known
    from core.sites import Panel


def amend(desk: Desk, panel: Panel, booking: Booking, wanted: Wanted) -> Booking:
    """Set fields of a booking; answer with where it stands now and every line that was not used."""
    person = wanted.presenter
    everyone = bookings.presenters(desk, booking)
    others = [each for each in everyone if each != person]
    if person in everyone and others and _is_another_child(desk, panel, booking, others, wanted.values):
        return _part(desk, panel, booking, wanted)
    before = booking
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    day = meeting.date if meeting else desk.today(panel)
    wanted = replace(wanted, values=kept(panel.type, wanted.values, day, booking.values))
    values = kept(panel.type, {**booking.values, **wanted.values}, day)
    checks.must_not_be_kept(checks.find(desk, panel, values, day, booking.case_id, but=booking.id))
    booking = bookings.change(desk, booking, values=values, danger=booking.danger or wanted.danger)
    # What the coordinator or the chair corrects is corrected for all presenters; but not whom the chair lets in.
    lets_in = set(panel.type.guests.fields) if panel.confidentiality.permission and person not in everyone else set()
    said = {key: value for key, value in wanted.values.items() if key not in lets_in}
    for each in (person,) if person in everyone else everyone:
        bookings.note_said(desk, booking, each, said)
    changed = [key for key, value in values.items() if before.values.get(key) != value]
    desk.audit(Event.BOOKING_AMENDED, panel.key, booking.reference, fields=len(changed))
    if booking.case_id is not None and set(changed) & _identity(panel):
        notices.namesakes(desk, panel, booking, cases.correct(desk, panel, booking.case_id, values))
    if wanted.danger:
        notices.danger(desk, panel, booking)
    if booking.state is State.ASKED and (booking.meeting_id or booking.question == "fields"):
        return agenda.settle(desk, panel, booking, wanted)
    chair = Role.CHAIR in panel.roles(person.address)
    if agenda.after_change(desk, panel, before, booking, by_chair=chair):
        known = checks.told(checks.of_booking(desk, panel, before, meeting), Check.WARN, Check.ALERT)
        now = checks.told(checks.of_booking(desk, panel, booking, meeting), Check.WARN, Check.ALERT)
        flags = [each for each in now if each not in known]
        if chair or booking.state is State.BOOKED:
            flags += notices.blocked_words(desk, panel, booking, before, asked=not chair)
        unused, danger = wanted.unused, wanted.danger
        tell_status(desk, panel, booking, person, unused=unused, changed=bool(changed), danger=danger, flags=flags)
    return booking


def _identity(panel: Panel) -> set[str]:
    subject = panel.type.subject
    return {subject.name, subject.born, subject.number}


def _is_another_child(
    desk: Desk, panel: Panel, booking: Booking, others: list[Known], values: Mapping[str, str]
) -> bool:
    """Whether a presenter's words contradict what another presenter said of the child."""
    return (
        booking.state in bookings.OPEN
        and booking.meeting_id is not None
        and any(cases.contradict(panel, values, bookings.said_by(desk, booking, other)) for other in others)
    )


def _part(desk: Desk, panel: Panel, booking: Booking, wanted: Wanted) -> Booking:
    """Two workers' children turn out to be two: the one who says so gets an item of their own.

    Each item then says what its own presenters wrote, and nothing of the other child.
    """
    person = wanted.presenter
    meeting = meetings.get(desk, booking.meeting_id or 0)
    own = {**bookings.said_by(desk, booking, person), **wanted.values}
    bookings.remove_presenter(desk, booking, person)
    if booking.state is State.BOOKED:
        booking = letters.cancel_slot(desk, panel, booking, meeting, (person,))
    theirs = {panel.type.subject.name: booking.name(panel)}
    for each in reversed(bookings.presenters(desk, booking)):
        theirs |= bookings.said_by(desk, booking, each)
    before, booking = booking, bookings.change(desk, booking, values=theirs)
    if booking.case_id is not None:
        cases.correct(desk, panel, booking.case_id, theirs)
    agenda.after_change(desk, panel, before, booking)
    return agenda.place(desk, panel, replace(wanted, values=own, parted_from=booking), meeting) or booking


_STATUS = {
    State.BOOKED: "This booking is on the agenda.",
    State.LATE: "This booking came after the names list. The chair has been asked whether it can be heard.",
    State.WAITING: "The meeting is full. This booking is on the waiting list, at place {position}.",
    State.WITHDRAWN: "This booking was withdrawn.",
    State.HEARD: "This booking was heard by the panel.",
    State.NOT_PRESENTED: "This booking was not presented at the meeting.",
}
_ASKED = {
    "name": "This booking is not on an agenda yet. Reply with the full name of who it is about.",
    "fields": "This booking is not on an agenda yet. Reply and fill in the lines below.",
}
_DATE_ASKED = "This booking is not on an agenda yet. Reply with the date of the meeting you want."


def tell_status(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    person: Known,
    *,
    unused: tuple[str, ...] = (),
    changed: bool = False,
    danger: bool = False,
    flags: Iterable[str] = (),
) -> None:
    """Say where a booking stands; with `danger`, say first what to do about that."""
    status = _ASKED.get(booking.question, _DATE_ASKED) if booking.state is State.ASKED else _STATUS[booking.state]
    if booking.state is State.LATE and booking.question:
        status = "This booking is with the chair, who says whether it is heard."
    if booking.state is State.WAITING and booking.meeting_id is None:
        status = "This booking waits for a date. The coordinator sets one, and you are told."
    elif booking.state is State.WAITING:
        status = status.format(position=bookings.waiting_position(desk, booking))
    letters.write(
        desk,
        panel,
        booking,
        Kind.BOOKING_STATUS,
        to=(person,),
        facts={
            "status": status,
            "changed": changed,
            "flags": list(flags),
            "over": booking.state not in bookings.OPEN,
            "emergency": list(panel.type.emergency.advice) if danger else [],
        },
        unused=unused,
        answering=person,
        # What is asked once is asked when the booking is made; here only what it cannot be made without.
        asks=letters.asks(desk, panel, booking) if booking.question == "fields" else [],
    )
