"""The agenda: placing bookings on meetings and taking them off, and all that follows from it.

What a mail asks for arrives here already resolved to a panel, a person and a meeting. Each function writes its effect,
audit and letters through the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core import booking as bookings
from core import booking_letters as letters
from core import cases, meetings, notices
from core.audit import Event
from core.booking import Booking, Draft, State
from core.kinds import Kind
from core.panels import Need
from core.resolution import values_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One subject somebody wants discussed. `unused` are the mail's lines that nothing was made of."""

    values: Mapping[str, str]
    presenter: Known
    danger: bool = False
    unused: tuple[str, ...] = ()


def place(desk: Desk, panel: Panel, wanted: Wanted, meeting: Meeting, *, follows: Booking | None = None) -> Booking:
    """Put a subject on a meeting: booked, late, waiting, or joined to the item that is there already."""
    found = cases.match(desk, panel, wanted.values, wanted.presenter.id)
    already = [each for each in bookings.of_case(desk, found.case_id) if each.meeting_id == meeting.id]
    if already:
        return _join(desk, panel, wanted, already[0])
    draft = Draft(
        state=State.ASKED,
        values=wanted.values,
        case_id=found.case_id,
        meeting_id=meeting.id,
        danger=wanted.danger,
        follows_id=follows.id if follows else None,
    )
    booking = bookings.make(desk, panel, wanted.presenter, draft)
    if found.doubt:
        notices.duplicate(desk, panel, booking, found.doubt)
    if wanted.danger:
        notices.danger(desk, panel, booking)
    return settle(desk, panel, booking, wanted, rebooked=follows is not None)


def place_asked(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, wanted: Wanted) -> Booking:
    """Put a booking that waited for its date on a meeting, under its own reference."""
    found = cases.match(desk, panel, booking.values, wanted.presenter.id)
    already = [each for each in bookings.of_case(desk, found.case_id) if each.meeting_id == meeting.id]
    if already:
        bookings.change(desk, booking, state=State.WITHDRAWN)
        return _join(desk, panel, wanted, already[0])
    booking = bookings.change(desk, booking, case_id=found.case_id, meeting_id=meeting.id)
    if found.doubt:
        notices.duplicate(desk, panel, booking, found.doubt)
    return settle(desk, panel, booking, wanted)


def settle(
    desk: Desk, panel: Panel, booking: Booking, wanted: Wanted | None = None, *, rebooked: bool = False
) -> Booking:
    """Give a booking that has a subject and a meeting its place there, and tell its presenters.

    `wanted` is the mail that asked (its sender is answered in the thread); without it, time or a chair asked.
    """
    meeting = meetings.get(desk, booking.meeting_id or 0)
    if bookings.missing(panel, booking.values, Need.REQUIRED):
        return _ask_fields(desk, panel, booking, wanted)
    if letters.is_late(desk, panel, meeting) and not booking.late_allowed and not rebooked:
        return _late(desk, panel, booking, meeting, wanted)
    slot = bookings.free_slot(desk, panel, meeting.id)
    if slot is None:
        return _wait(desk, panel, booking, meeting, wanted)
    booking = bookings.change(desk, booking, state=State.BOOKED, slot=slot, question="")
    desk.audit(Event.BOOKING_MADE, panel.key, booking.reference, meeting.date.isoformat(), slot=slot)
    _answer(desk, panel, booking, Kind.BOOKING_CONFIRMED, wanted, _confirmed_facts(panel, booking, rebooked=rebooked))
    booking = letters.mark_asked(desk, panel, booking)
    booking = letters.invite_to_slot(desk, panel, booking)
    flags: tuple[str, ...] = desk.host.call(
        panel.type.key,
        "panel_check_booking",
        default=(),
        values=booking.values,
        meeting_date=meeting.date,
        settings=values_of(panel.type),
    )
    for flag in flags:
        notices.flag(desk, panel, booking, flag)
    if meeting.listed is not None:
        notices.names_list_addition(desk, panel, meeting, booking)
    return booking


def _confirmed_facts(
    panel: Panel, booking: Booking, *, already: bool = False, rebooked: bool = False
) -> dict[str, Any]:
    return {
        "preparation": list(panel.type.before.preparation),
        "already": already,
        "late_allowed": booking.late_allowed,
        "rebooked": rebooked,
        "flags": [],
    }


def _answer(
    desk: Desk, panel: Panel, booking: Booking, kind: Kind, wanted: Wanted | None, facts: Mapping[str, Any], **more: Any
) -> None:
    """Tell all presenters; who asked is answered in their own thread, with the lines that were not used."""
    letters.write(
        desk,
        panel,
        booking,
        kind,
        to=bookings.presenters(desk, booking),
        facts=facts,
        unused=wanted.unused if wanted else (),
        answering=wanted.presenter if wanted else None,
        asks=letters.asks(panel, booking),
        **more,
    )


def _ask_fields(desk: Desk, panel: Panel, booking: Booking, wanted: Wanted | None) -> Booking:
    booking = bookings.change(desk, booking, state=State.ASKED, question="fields")
    desk.audit(Event.BOOKING_ASKED, panel.key, booking.reference, question="fields")
    _answer(desk, panel, booking, Kind.BOOKING_QUESTION, wanted, {"question": "fields", "offered": []})
    return booking


def _late(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, wanted: Wanted | None) -> Booking:
    """After the cut-off the chair decides; where the panel says so, it goes to the next meeting instead."""
    following = meetings.next_after(desk, panel, meeting)
    if not panel.type.before.late_to_chair and following is not None:
        booking = bookings.change(desk, booking, meeting_id=following.id)
        return settle(desk, panel, booking, wanted)
    booking = bookings.change(desk, booking, state=State.LATE, question="")
    desk.audit(Event.BOOKING_LATE, panel.key, booking.reference, meeting.date.isoformat())
    facts = {
        "next_date": following.date.isoformat() if following else "",
        "preparation": list(panel.type.before.preparation),
    }
    _answer(desk, panel, booking, Kind.BOOKING_LATE, wanted, facts)
    booking = letters.mark_asked(desk, panel, booking)
    notices.late_request(desk, panel, booking, meeting, following)
    return booking


def _wait(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, wanted: Wanted | None) -> Booking:
    booking = bookings.change(desk, booking, state=State.WAITING, question="")
    following = meetings.next_after(desk, panel, meeting)
    desk.audit(Event.BOOKING_WAITING, panel.key, booking.reference, meeting.date.isoformat())
    facts = {
        "position": bookings.waiting_position(desk, booking),
        "next_date": following.date.isoformat() if following else "",
    }
    _answer(desk, panel, booking, Kind.BOOKING_WAITING, wanted, facts)
    return letters.mark_asked(desk, panel, booking)


def _join(desk: Desk, panel: Panel, wanted: Wanted, booking: Booking) -> Booking:
    """The child is on that meeting already: one item. A second worker presents too, and the coordinator is told."""
    values = {**wanted.values, **{key: value for key, value in booking.values.items() if value}}
    booking = bookings.change(desk, booking, values=values, danger=booking.danger or wanted.danger)
    newcomer = wanted.presenter not in bookings.presenters(desk, booking)
    if newcomer:
        bookings.add_presenter(desk, booking.id, wanted.presenter)
        desk.audit(Event.BOOKING_JOINED, panel.key, booking.reference, person=wanted.presenter.id)
        notices.duplicate(
            desk, panel, booking, "Two workers booked the same child. Both are noted as presenters of one item."
        )
    if wanted.danger:
        notices.danger(desk, panel, booking)
    kinds = {State.LATE: Kind.BOOKING_LATE, State.WAITING: Kind.BOOKING_WAITING, State.ASKED: Kind.BOOKING_QUESTION}
    kind = kinds.get(booking.state, Kind.BOOKING_CONFIRMED)
    facts: dict[str, Any] = _confirmed_facts(panel, booking, already=True)
    facts |= {"next_date": "", "question": booking.question, "offered": []}
    if booking.state is State.WAITING:
        facts["position"] = bookings.waiting_position(desk, booking)
    letters.write(
        desk,
        panel,
        booking,
        kind,
        to=(wanted.presenter,),
        facts=facts,
        unused=wanted.unused,
        answering=wanted.presenter,
        asks=letters.asks(panel, booking),
    )
    booking = letters.mark_asked(desk, panel, booking)
    if newcomer and booking.state is State.BOOKED:
        letters.invite_one_to_slot(desk, panel, booking, wanted.presenter)
    return booking


def withdraw(desk: Desk, panel: Panel, booking: Booking, person: Known, unused: tuple[str, ...] = ()) -> None:
    """Take a booking off; when others present it too, only this presenter goes."""
    everyone = bookings.presenters(desk, booking)
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    if person in everyone and len(everyone) > 1:
        leaving: tuple[Known, ...] = (person,)
        bookings.remove_presenter(desk, booking, person)
    else:
        leaving = everyone
        booking = bookings.change(desk, booking, state=State.WITHDRAWN, slot=None)
    desk.audit(
        Event.BOOKING_WITHDRAWN,
        panel.key,
        booking.reference,
        meeting.date.isoformat() if meeting else "",
        person=person.id,
    )
    letters.write(desk, panel, booking, Kind.BOOKING_WITHDRAWN, to=leaving, unused=unused, answering=person)
    if meeting:
        letters.cancel_slot(desk, panel, booking, meeting, leaving)
        if booking.state is State.WITHDRAWN:
            promote(desk, panel, meeting)


def promote(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Give free slots to the waiting list, first come first served."""
    if meeting.state != meetings.PLANNED or meeting.starts <= desk.now:
        return
    for waiting in bookings.at_meeting(desk, meeting.id, State.WAITING):
        if bookings.free_slot(desk, panel, meeting.id) is None:
            return
        # They asked in time; that a place came free late is not their lateness.
        settle(desk, panel, bookings.change(desk, waiting, late_allowed=letters.is_late(desk, panel, meeting)))


def move(
    desk: Desk, panel: Panel, booking: Booking, target: Meeting, why: str, wanted: Wanted | None = None
) -> Booking:
    """Put a booking on another meeting; the calendar entry moves with it (same UID, higher SEQUENCE)."""
    left = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    was_booked = booking.state is State.BOOKED
    booking = bookings.change(
        desk, booking, meeting_id=target.id, slot=None, state=State.ASKED, listed=False, late_allowed=False
    )
    desk.audit(Event.BOOKING_MOVED, panel.key, booking.reference, target.date.isoformat(), why=why)
    slot = bookings.free_slot(desk, panel, target.id)
    if slot is None or (letters.is_late(desk, panel, target) and why == "asked"):
        if booking.invited and left:
            booking = letters.cancel_slot(desk, panel, booking, left, bookings.presenters(desk, booking))
            booking = bookings.change(desk, booking, invited=False)
        booking = settle(desk, panel, booking, wanted)
    else:
        booking = bookings.change(desk, booking, state=State.BOOKED, slot=slot, question="")
        from_date = left.date.isoformat() if left else ""
        facts = {"from_date": from_date, "why": why}
        _answer(desk, panel, booking, Kind.BOOKING_MOVED, wanted, facts)
        booking = letters.invite_to_slot(desk, panel, booking, why={"changed": ["date"], "from_date": from_date})
        if target.listed is not None:
            notices.names_list_addition(desk, panel, target, booking)
    if was_booked and left and left.id != target.id:
        promote(desk, panel, left)
    return booking


def amend(desk: Desk, panel: Panel, booking: Booking, wanted: Wanted) -> Booking:
    """Set fields of a booking; answer with where it stands now and every line that was not used."""
    subject = panel.type.subject
    identity = (subject.name, subject.born, subject.number)
    values = {**booking.values, **wanted.values}
    changed = {key for key, value in wanted.values.items() if booking.values.get(key) != value}
    alone = bookings.presenters(desk, booking) == (wanted.presenter,)
    if booking.case_id is not None and changed.intersection(identity):
        if alone:
            cases.correct(desk, panel, booking.case_id, values)
        elif not cases.learn(desk, panel, booking.case_id, values):
            return _part(desk, panel, booking, wanted, values)
    booking = bookings.change(desk, booking, values=values)
    desk.audit(Event.BOOKING_AMENDED, panel.key, booking.reference, fields=len(changed))
    if booking.state is State.ASKED and booking.meeting_id:
        return settle(desk, panel, booking, wanted)
    tell_status(desk, panel, booking, wanted.presenter, unused=wanted.unused, changed=bool(changed))
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    if meeting and meeting.listed and booking.listed and changed.intersection(identity):
        notices.names_list_addition(desk, panel, meeting, booking)
    return booking


def _part(desk: Desk, panel: Panel, booking: Booking, wanted: Wanted, values: Mapping[str, str]) -> Booking:
    """Two workers' children turn out to be two: the one who says so gets an item of their own."""
    meeting = meetings.get(desk, booking.meeting_id or 0)
    bookings.remove_presenter(desk, booking, wanted.presenter)
    letters.cancel_slot(desk, panel, booking, meeting, (wanted.presenter,))
    notices.duplicate(
        desk,
        panel,
        booking,
        "A date of birth or case number shows that these are two children. They now have one item each.",
    )
    own = Wanted(values=values, presenter=wanted.presenter, danger=wanted.danger, unused=wanted.unused)
    return place(desk, panel, own, meeting)


_STATUS = {
    State.ASKED: "This booking is not on the agenda yet. It waits for your answer.",
    State.BOOKED: "This booking is on the agenda.",
    State.LATE: "This booking came after the names list. The chair has been asked whether it can be heard.",
    State.WAITING: "The meeting is full. This booking is on the waiting list.",
    State.WITHDRAWN: "This booking was withdrawn.",
    State.HEARD: "This booking was heard by the panel.",
    State.NOT_PRESENTED: "This booking was not presented at the meeting.",
}


def tell_status(
    desk: Desk, panel: Panel, booking: Booking, person: Known, *, unused: tuple[str, ...] = (), changed: bool = False
) -> None:
    """Say where a booking stands."""
    letters.write(
        desk,
        panel,
        booking,
        Kind.BOOKING_STATUS,
        to=(person,),
        facts={"status": _STATUS[booking.state], "changed": changed},
        unused=unused,
        answering=person,
        asks=letters.asks(panel, booking),
    )
