"""The agenda: placing bookings on meetings and taking them off, and all that follows from it.

What a mail asks for arrives here already resolved to a panel, a person and a meeting. Each function writes its effect,
audit and letters through the desk. Changing what a booking says is `core.amendments`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import booking as bookings
from core import booking_letters as letters
from core import cases, meetings, notices
from core.audit import Event
from core.booking import Booking, Draft, State
from core.kinds import Kind
from core.panels import Need

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One subject somebody wants discussed. `unused` are the mail's lines that nothing was made of.

    `any_meeting`: no date was said, so an item of the same subject on another meeting is the one that is meant.
    `parted_from`: the item of what turned out to be another child of the same name.
    """

    values: Mapping[str, str]
    presenter: Known
    danger: bool = False
    unused: tuple[str, ...] = ()
    any_meeting: bool = False
    parted_from: Booking | None = None


def place(
    desk: Desk,
    panel: Panel,
    wanted: Wanted,
    meeting: Meeting,
    *,
    follows: Booking | None = None,
    asked: Booking | None = None,
) -> Booking:
    """Put a subject on a meeting: booked, late, waiting, or joined to the item that is there already.

    `asked` is the booking that waited for its name or date: its reference stays with it. `follows` is the one whose
    outcome keeps the case on the panel.
    """
    own = _by_first_name(desk, panel, wanted, meeting, asked)
    found = cases.Match(own.case_id, known=True) if own and own.case_id else None
    found = found or cases.match(desk, panel, wanted.values, wanted.presenter.id)
    there = own or _there(desk, found.case_id, meeting, wanted, asked)
    if there is not None:
        if asked is not None:
            bookings.change(desk, asked, state=State.WITHDRAWN)
        return _join(desk, panel, wanted, there)
    if asked is None:
        booking = _make(desk, panel, wanted, meeting, found.case_id, follows)
    else:
        danger = asked.danger or wanted.danger
        columns = {"values": wanted.values, "case_id": found.case_id, "meeting_id": meeting.id, "danger": danger}
        booking = bookings.change(desk, asked, **columns)
        bookings.note_said(desk, booking, wanted.presenter, wanted.values)
    if wanted.parted_from is not None:
        notices.duplicate(desk, panel, booking, "parted", (wanted.parted_from,))
    else:
        notices.namesakes(desk, panel, booking, found.others)
    if wanted.danger:
        notices.danger(desk, panel, booking)
    if follows:
        # Nobody's mail asked for this one, so it answers none; and what was asked once is not asked again.
        booking = bookings.change(desk, booking, asked=follows.asked)
        return settle(desk, panel, booking, rebooked=True)
    return settle(desk, panel, booking, wanted)


def _there(desk: Desk, case_id: int, meeting: Meeting, wanted: Wanted, asked: Booking | None) -> Booking | None:
    """Return the item of a case that a new booking of it is about."""
    items = [each for each in bookings.of_case(desk, case_id) if each.meeting_id and (not asked or each.id != asked.id)]
    here = [each for each in items if each.meeting_id == meeting.id]
    own = [each for each in items if wanted.any_meeting and wanted.presenter in bookings.presenters(desk, each)]
    return next(iter((*here, *own)), None)


def _by_first_name(desk: Desk, panel: Panel, wanted: Wanted, meeting: Meeting, asked: Booking | None) -> Booking | None:
    """Return the worker's own item that was booked under the first name alone, or under the full one when this is it.

    Only another mail's: "Sam Example and Sam" in one are two.
    """
    name = panel.type.subject.name
    words = cases.fold_name(wanted.values.get(name, "")).split()
    rest = {key: value for key, value in wanted.values.items() if key != name}
    found = []
    for each in bookings.open_of(desk, panel, wanted.presenter.id):
        theirs = cases.fold_name(each.name(panel)).split()
        here = each.meeting_id == meeting.id or (wanted.any_meeting and each.meeting_id)
        half = words != theirs and words[:1] == theirs[:1] and 1 in (len(words), len(theirs))
        other_mail = each.inbox_id != desk.inbox_id and (asked is None or each.id != asked.id)
        if here and half and other_mail and not cases.contradict(panel, each.values, rest):
            found.append(each)
    return found[0] if len(found) == 1 else None


def _make(desk: Desk, panel: Panel, wanted: Wanted, meeting: Meeting, case_id: int, follows: Booking | None) -> Booking:
    """Write the row. What the same presenter said before of who the child is, and was asked, holds on."""
    subject = panel.type.subject
    earlier = follows or bookings.last_of_case(desk, case_id, wanted.presenter.id)
    told = bookings.said_by(desk, earlier, wanted.presenter) if earlier else {}
    lasting = {key: told[key] for key in (subject.born, subject.number) if told.get(key)}
    known = (each.key for each in panel.type.fields if each.need is Need.ASK_ONCE and told.get(each.key))
    draft = Draft(
        state=State.ASKED,
        values={**lasting, **wanted.values},
        case_id=case_id,
        meeting_id=meeting.id,
        danger=wanted.danger,
        asked=tuple(dict.fromkeys((*earlier.asked, *known))) if earlier else (),
        follows_id=follows.id if follows else None,
    )
    booking = bookings.make(desk, panel, wanted.presenter, draft)
    if follows is not None:
        for person in bookings.presenters(desk, follows):
            if person != wanted.presenter:
                bookings.add_presenter(desk, booking.id, person, bookings.said_by(desk, follows, person))
    return booking


def settle(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    wanted: Wanted | None = None,
    *,
    rebooked: bool = False,
    place_free: bool = False,
) -> Booking:
    """Give a booking that has a subject and a meeting its place there, and tell its presenters.

    `wanted` is the mail that asked (its sender is answered in the thread); without it, time or a chair asked. With
    `place_free` it comes from the waiting list: it was in time, however late the place came free.
    """
    meeting = meetings.get(desk, booking.meeting_id or 0)
    if bookings.missing(panel, booking.values, Need.REQUIRED):
        return _ask_fields(desk, panel, booking, wanted)
    in_time = booking.late_allowed or rebooked or place_free
    if letters.is_late(desk, panel, meeting) and not in_time:
        return _late(desk, panel, booking, meeting, wanted)
    slot = bookings.free_slot(desk, panel, meeting.id)
    if slot is None:
        return _wait(desk, panel, booking, meeting, wanted)
    booking = bookings.change(desk, booking, state=State.BOOKED, slot=slot, question="")
    desk.audit(Event.BOOKING_MADE, panel.key, booking.reference, meeting.date.isoformat(), slot=slot)
    facts = letters.confirmed_facts(panel, booking) | {
        "rebooked": rebooked,
        "place_free": place_free,
        "flags": letters.also_booked(desk, booking, wanted),
    }
    letters.answer(desk, panel, booking, Kind.BOOKING_CONFIRMED, wanted, facts)
    booking = letters.mark_asked(desk, panel, booking)
    booking = letters.invite_to_slot(desk, panel, booking)
    _on_the_agenda(desk, panel, booking, meeting)
    return booking


def _on_the_agenda(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting) -> None:
    """Tell the chair what the panel's own check finds, and partners when the list is out already."""
    for flag in flags(desk, panel, booking, meeting):
        notices.flag(desk, panel, booking, flag)
    if meeting.listed is not None:
        notices.names_list_addition(desk, panel, meeting, booking)


def flags(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting) -> tuple[str, ...]:
    """Return what the panel's own check finds in a booking, as sentences for the chair."""
    found: tuple[str, ...] = desk.host.call(
        panel.type.key,
        "panel_check_booking",
        default=(),
        values=booking.values,
        meeting_date=meeting.date,
        settings=panel.settings,
    )
    return found


def _ask_fields(desk: Desk, panel: Panel, booking: Booking, wanted: Wanted | None) -> Booking:
    booking = bookings.change(desk, booking, state=State.ASKED, question="fields")
    desk.audit(Event.BOOKING_ASKED, panel.key, booking.reference, question="fields")
    letters.answer(desk, panel, booking, Kind.BOOKING_QUESTION, wanted, {"question": "fields", "offered": []})
    return booking


def _late(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, wanted: Wanted | None) -> Booking:
    """After the cut-off the chair decides; where the panel says so, it goes to the next meeting instead."""
    following = meetings.next_after(desk, panel, meeting)
    if not panel.type.before.late_to_chair and following is not None:
        booking = bookings.change(desk, booking, meeting_id=following.id)
        return settle(desk, panel, booking, wanted)
    booking = bookings.change(desk, booking, state=State.LATE, question="")
    desk.audit(Event.BOOKING_LATE, panel.key, booking.reference, meeting.date.isoformat())
    letters.answer(
        desk, panel, booking, Kind.BOOKING_LATE, wanted, letters.standing_facts(desk, panel, booking, meeting)
    )
    booking = letters.mark_asked(desk, panel, booking)
    notices.late_request(desk, panel, booking, meeting, following)
    return booking


def _wait(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, wanted: Wanted | None) -> Booking:
    booking = bookings.change(desk, booking, state=State.WAITING, question="")
    desk.audit(Event.BOOKING_WAITING, panel.key, booking.reference, meeting.date.isoformat())
    letters.answer(
        desk, panel, booking, Kind.BOOKING_WAITING, wanted, letters.standing_facts(desk, panel, booking, meeting)
    )
    return letters.mark_asked(desk, panel, booking)


_JOINED_AS = {State.LATE: Kind.BOOKING_LATE, State.WAITING: Kind.BOOKING_WAITING, State.ASKED: Kind.BOOKING_QUESTION}


def _join(desk: Desk, panel: Panel, wanted: Wanted, booking: Booking) -> Booking:
    """The child has an item already: still one. A second worker presents it too, and the coordinator is told.

    The second worker is asked what is not known, as the first was, and is not told what the first one wrote.
    """
    person = wanted.presenter
    meeting = meetings.get(desk, booking.meeting_id or 0)
    newcomer = person not in bookings.presenters(desk, booking)
    before = booking
    values = {**wanted.values, **booking.values} if newcomer else {**booking.values, **wanted.values}
    name = panel.type.subject.name
    values[name] = max(booking.name(panel), values.get(name, ""), key=len)  # "Sam" takes nothing from "Sam Example"
    booking = bookings.change(desk, booking, values=values, danger=booking.danger or wanted.danger)
    if newcomer:
        bookings.add_presenter(desk, booking.id, person, wanted.values)
        desk.audit(Event.BOOKING_JOINED, panel.key, booking.reference, person=person.id)
        notices.duplicate(desk, panel, booking, "joined")
    else:
        bookings.note_said(desk, booking, person, wanted.values)
    if booking.case_id is not None and booking.name(panel) != before.name(panel):
        notices.namesakes(desk, panel, booking, cases.correct(desk, panel, booking.case_id, booking.values))
    if wanted.danger:
        notices.danger(desk, panel, booking)
    facts = letters.confirmed_facts(panel, booking) | letters.standing_facts(desk, panel, booking, meeting)
    letters.write(
        desk,
        panel,
        booking,
        _JOINED_AS.get(booking.state, Kind.BOOKING_CONFIRMED),
        to=(person,),
        facts=facts | {"already": True, "joined": newcomer},
        unused=wanted.unused,
        answering=person,
        asks=letters.asks(panel, booking, newcomer=newcomer),
    )
    booking = letters.mark_asked(desk, panel, booking)
    if newcomer and booking.state is State.BOOKED:
        letters.invite_one_to_slot(desk, panel, booking, person)
    after_change(desk, panel, before, booking)
    return booking


def after_change(desk: Desk, panel: Panel, before: Booking, booking: Booking) -> None:
    """Tell the chair what a change newly shows (a birth date: too old), and partners who the listed child really is."""
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    if meeting is None or booking.state is not State.BOOKED or before.values == booking.values:
        return
    known = flags(desk, panel, before, meeting)
    for flag in flags(desk, panel, booking, meeting):
        if flag not in known:
            notices.flag(desk, panel, booking, flag)
    subject = panel.type.subject
    identity = (subject.name, subject.born, subject.number)
    if booking.listed and any(before.values.get(key) != booking.values.get(key) for key in identity):
        notices.names_list_addition(desk, panel, meeting, booking, corrected=True)


def withdraw(desk: Desk, panel: Panel, booking: Booking, person: Known, unused: tuple[str, ...] = ()) -> None:
    """Take a booking off; when others present it too, only this presenter goes."""
    everyone = bookings.presenters(desk, booking)
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    stays = person in everyone and len(everyone) > 1
    leaving = (person,) if stays else everyone
    if stays:
        bookings.remove_presenter(desk, booking, person)
    else:
        booking = bookings.change(desk, booking, state=State.WITHDRAWN)
    date = meeting.date.isoformat() if meeting else ""
    desk.audit(Event.BOOKING_WITHDRAWN, panel.key, booking.reference, date, person=person.id)
    facts = {"stays": stays}
    letters.write(
        desk, panel, booking, Kind.BOOKING_WITHDRAWN, to=leaving, facts=facts, unused=unused, answering=person
    )
    if meeting:
        booking = letters.cancel_slot(desk, panel, booking, meeting, leaving)
        if booking.state is State.WITHDRAWN:
            bookings.change(desk, booking, slot=None, invited=False)
            promote(desk, panel, meeting)


def promote(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Give free slots to the waiting list, first come first served."""
    if meeting.state != meetings.PLANNED or meeting.starts <= desk.now:
        return
    for waiting in bookings.at_meeting(desk, meeting.id, State.WAITING):
        if bookings.free_slot(desk, panel, meeting.id) is None:
            return
        settle(desk, panel, waiting, place_free=True)


def move(
    desk: Desk, panel: Panel, booking: Booking, target: Meeting, why: str, wanted: Wanted | None = None
) -> Booking:
    """Put a booking on another meeting; the calendar entry moves with it (same UID, higher SEQUENCE)."""
    left = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    was_booked = booking.state is State.BOOKED
    items = bookings.of_case(desk, booking.case_id or 0)
    others = [each for each in items if each.meeting_id == target.id and each.id != booking.id]
    if others:
        booking = _merge(desk, panel, booking, others[0], left, wanted)
    else:
        booking = _move(desk, panel, booking, target, left, why, wanted)
    if was_booked and left and left.id != target.id:
        promote(desk, panel, left)
    return booking


def _move(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    target: Meeting,
    left: Meeting | None,
    why: str,
    wanted: Wanted | None,
) -> Booking:
    slot = bookings.free_slot(desk, panel, target.id)
    unsure = slot is None or (letters.is_late(desk, panel, target) and why == "asked")
    if unsure and left:
        booking = letters.cancel_slot(desk, panel, booking, left, bookings.presenters(desk, booking))
        booking = bookings.change(desk, booking, invited=False)
    columns = {"meeting_id": target.id, "slot": None, "listed": False, "late_allowed": False}
    booking = bookings.change(desk, booking, state=State.ASKED, **columns)
    desk.audit(Event.BOOKING_MOVED, panel.key, booking.reference, target.date.isoformat(), why=why)
    if unsure:
        return settle(desk, panel, booking, wanted)
    booking = bookings.change(desk, booking, state=State.BOOKED, slot=slot, question="")
    from_date = left.date.isoformat() if left else ""
    facts = {"from_date": from_date, "why": why}
    asker = wanted.presenter if wanted else None
    others = [each for each in bookings.presenters(desk, booking) if each != asker]
    if wanted:
        letters.write(
            desk, panel, booking, Kind.BOOKING_MOVED, to=(), facts=facts, unused=wanted.unused, answering=asker
        )
    # They did not ask for it.
    letters.write(desk, panel, booking, Kind.BOOKING_MOVED, to=others, facts=facts | {"why": "" if asker else why})
    booking = letters.invite_to_slot(desk, panel, booking, why={"changed": ["date"], "from_date": from_date})
    _on_the_agenda(desk, panel, booking, target)
    return booking


def _merge(
    desk: Desk, panel: Panel, booking: Booking, there: Booking, left: Meeting | None, wanted: Wanted | None
) -> Booking:
    """The child is on the other meeting already: one item there, with the presenters of both."""
    everyone = bookings.presenters(desk, booking)
    if left:
        booking = letters.cancel_slot(desk, panel, booking, left, everyone)
    bookings.change(desk, booking, state=State.WITHDRAWN, slot=None, invited=False)
    for person in everyone:
        unused = wanted.unused if wanted and wanted.presenter == person else ()
        said = bookings.said_by(desk, booking, person)
        there = _join(desk, panel, Wanted(values=said, presenter=person, unused=unused), there)
    return there
