"""The documents of a booking: what is said to its presenters, the chair and the coordinator."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from core import booking as bookings
from core import checks, guests, linked, meetings, outbox, people
from core.booking import Booking, State
from core.derived import age_words, initials, week
from core.disclosure import CalendarEntry, Document, Item, MeetingFacts
from core.inspection import CORE_VALUES
from core.kinds import Kind, Purpose, Role
from core.panels import Check, FieldKind
from core.requirements import askable, lacking
from core.schedule import slot_times, slot_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from core.agenda import Wanted
    from core.desk import Desk
    from core.meetings import Meeting
    from core.panels import Field
    from core.people import Known
    from core.sites import Panel


OWN_VALUES = CORE_VALUES - {"name"} | {"withdrawn"}
"""The item values that the core itself puts into documents, whatever a field of the panel's is called."""


def hint(field: Field) -> str:
    """Return how to write a field's value, or why it is asked for, for a line to fill in."""
    labels = " / ".join(choice.label for choice in field.choices)
    why = field.why.strip().removesuffix(".")
    hints = {
        FieldKind.CHOICE: labels,
        FieldKind.CHOICES: f"one or more of: {labels}",
        FieldKind.DATE: "for example 3 April 2010",
        FieldKind.MOMENT: "for example 20 November 2026, 9pm",
        FieldKind.YES_NO: "yes / no",
        FieldKind.NUMBER: "a number",
        FieldKind.PERSON: "name and email address",
        FieldKind.PEOPLE: why or "names and email addresses, with commas between them",
    }
    return hints.get(field.kind, why if why[:1].islower() else "")


def asks(desk: Desk, panel: Panel, booking: Booking, *, newcomer: bool = False) -> list[list[str]]:
    """Return the lines to fill in that were not asked for before, of a `newcomer` at all: [label, hint]."""
    asked = () if newcomer else booking.asked
    name = panel.type.field(panel.type.subject.name)
    half_named = name is not None and name.key not in asked and is_half_a_name(panel, booking.name(panel))
    if booking.state is State.ASKED and booking.question == "fields":
        lines = _needed(desk, panel, booking)
    else:
        lines = [
            [field.label, hint(field)]
            for field in askable(panel.type, _on_its_day(desk, panel, booking))
            if field.key not in asked and field.key != panel.type.subject.name
        ]
    return [*([[name.label, "the full name"]] if name is not None and half_named else []), *lines]


def _needed(desk: Desk, panel: Panel, booking: Booking) -> list[list[str]]:
    """Return the lines without which the booking cannot be placed; what a rule asks about says why."""
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    findings = checks.of_booking(desk, panel, booking, meeting)
    why = {each.field: each.sentence.rstrip(".") for each in findings if each.check is Check.ASK and each.sentence}
    day = meeting.date if meeting else desk.today(panel)
    return [
        [field.label, why.get(field.key) or hint(field)]
        for field in lacking(panel.type, checks.facts(panel, booking.values, day), findings)
        if field.key != panel.type.subject.name
    ]


def _on_its_day(desk: Desk, panel: Panel, booking: Booking) -> dict[str, str]:
    """Return a booking's values with the age on the day it is heard."""
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    return checks.facts(panel, booking.values, meeting.date if meeting else desk.today(panel))


def is_half_a_name(panel: Panel, name: str) -> bool:
    """Whether a name is a first name alone: enough for a booking, too little for partners to look up."""
    return bool(name) and " " not in name.strip() and not panel.type.subject.one_word


def mark_asked(desk: Desk, panel: Panel, booking: Booking) -> Booking:
    """Note that the missing fields were asked for: each is asked once."""
    known = _on_its_day(desk, panel, booking)
    keys = [field.key for field in askable(panel.type, known) if field.key not in booking.asked]
    name = panel.type.subject.name
    if name not in booking.asked and is_half_a_name(panel, booking.name(panel)):
        keys.append(name)
    return bookings.change(desk, booking, asked=(*booking.asked, *keys)) if keys else booking


def given(panel: Panel, said: Mapping[str, str]) -> list[list[str]]:
    """Return what somebody said, as [label, value] in the panel's own order."""
    return [
        [field.label, said[field.key]]
        for field in panel.type.fields
        if said.get(field.key) and field.key != panel.type.subject.name
    ]


def slot_facts(panel: Panel, booking: Booking, meeting: Meeting) -> MeetingFacts:
    """Return the meeting facts narrowed to the booking's slot (the whole meeting while it has none)."""
    if booking.slot is None:
        return meeting.facts
    starts, ends = slot_times(meeting.starts, booking.slot, panel.type.sitting.slot_minutes)
    return MeetingFacts(meeting.date.isoformat(), starts, ends, meeting.place)


def item(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting | None, **more: Any) -> Item:
    """Return a booking as an item: its fields, slot, presenters; disclosure decides what of it anyone sees."""
    # A field of the panel's that is called like one of the core's own values must not travel in its place.
    values: dict[str, Any] = {key: value for key, value in booking.values.items() if value and key not in OWN_VALUES}
    values["name"] = booking.name(panel)
    values["initials"] = initials(values["name"])
    day = meeting.date if meeting else desk.today(panel)
    values["age"] = age_words(panel.type.subject, booking.values, day)
    if counted := week(panel.type.subject, booking.values, day):
        values["week"] = counted
    values["presenter"] = ", ".join(person.name or person.address for person in bookings.presenters(desk, booking))
    if meeting and booking.slot is not None and panel.type.sitting.presenters:
        values["slot"] = slot_words(meeting.starts, booking.slot, panel.type.sitting.slot_minutes, panel.zone)
    if learnt := linked.shared(desk, panel, booking):
        values["shared_learning"] = learnt
    values.update({key: value for key, value in more.items() if value})
    return Item(booking.reference, values)


def write(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    kind: Kind,
    *,
    to: Iterable[Known],
    facts: Mapping[str, Any] | None = None,
    unused: tuple[str, ...] = (),
    answering: Known | None = None,
    **more: Any,
) -> None:
    """Send one of a booking's answers. Whoever asked (`answering`) is answered too, and alone gets the `unused` lines.

    A presenter reads what they wrote themselves, not what another presenter of the same child did.
    """
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    for person in dict.fromkeys((*to, *([answering] if answering else []))):
        own = person == answering
        said = given(panel, bookings.said_by(desk, booking, person))
        document = Document(
            kind=kind,
            items=(item(desk, panel, booking, meeting, given=said, unused=list(unused) if own else [], **more),),
            facts={"emergency": list(panel.type.emergency.advice) if booking.danger else [], **(facts or {})},
            meeting=meeting.facts if meeting else None,
            purpose=Purpose.BOOKING,
            about=booking.id,
            thread=desk.thread if own else (),
            is_answer=own,
        )
        role = _role(desk, panel, booking, person)
        outbox.post(desk, panel, document, (people.reader(person, role, {booking.reference}),))


def _role(desk: Desk, panel: Panel, booking: Booking, person: Known) -> Role:
    """Return as what somebody reads about a booking: coordinator and chair may act on those of others."""
    offices = panel.roles(person.address) & {Role.COORDINATOR, Role.CHAIR}
    if not offices or person in bookings.presenters(desk, booking):
        return Role.PRESENTER
    return Role.COORDINATOR if Role.COORDINATOR in offices else Role.CHAIR


def confirmed_facts(panel: Panel, booking: Booking) -> dict[str, Any]:
    """Return the facts of a confirmation as they mostly are."""
    return {
        "preparation": list(panel.type.before.preparation),
        "already": False,
        "joined": False,
        "late_allowed": booking.late_allowed,
        "rebooked": False,
        "place_free": False,
        "flags": [],
        "alerts": [],
        "referred_from": booking.referred_from,
    }


def standing_facts(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting | None) -> dict[str, Any]:
    """Return what is said of a booking that is late, waits, or has a question open."""
    following = meetings.next_after(desk, panel, meeting) if meeting else None
    return {
        "next_date": following.date.isoformat() if following else "",
        "preparation": list(panel.type.before.preparation),
        "position": bookings.waiting_position(desk, booking) if meeting else 0,
        "no_meeting": meeting is None,
        "referred_from": booking.referred_from,
        "question": booking.question,
        "offered": [],
        "alerts": [],
        "flags": [],
    }


def also_booked(desk: Desk, booking: Booking, wanted: Wanted | None) -> list[str]:
    """Tell a worker of their other bookings of the case: one that this replaces, or one on another meeting."""
    if wanted is None or booking.case_id is None:
        return []
    found = []
    if wanted.parted_from is not None:
        found.append(f"This booking takes the place of {wanted.parted_from.reference}, which you no longer present.")
    for other in bookings.of_case(desk, booking.case_id):
        meeting = meetings.find(desk, other.meeting_id) if other.meeting_id else None
        if meeting and other.id != booking.id and wanted.presenter in bookings.presenters(desk, other):
            found.append(
                f"You also have booking {other.reference} for {meeting.date.isoformat()}, and it stays. "
                f"If once is enough, write: withdraw {other.reference}"
            )
    return found


def answer(
    desk: Desk, panel: Panel, booking: Booking, kind: Kind, wanted: Wanted | None, facts: Mapping[str, Any]
) -> None:
    """Tell all presenters; who asked is answered in their own thread, with the lines that were not used."""
    write(
        desk,
        panel,
        booking,
        kind,
        to=bookings.presenters(desk, booking),
        facts=facts,
        unused=wanted.unused if wanted else (),
        answering=wanted.presenter if wanted else None,
        asks=asks(desk, panel, booking),
    )


def invite_to_slot(desk: Desk, panel: Panel, booking: Booking, *, why: Mapping[str, Any] | None = None) -> Booking:
    """Send each presenter the calendar entry of the slot: a first invitation, or an update with a higher SEQUENCE."""
    meeting = meetings.get(desk, booking.meeting_id or 0)
    kind = Kind.SLOT_UPDATE if booking.invited else Kind.SLOT_INVITE
    sequence = booking.sequence + 1 if booking.invited else booking.sequence
    booking = bookings.change(desk, booking, sequence=sequence, invited=True, stamp=rising(desk.now, booking.stamp))
    if panel.type.sitting.presenters:
        for person in bookings.presenters(desk, booking):
            _slot(desk, panel, booking, meeting, kind, person, why or {})
    for guest in guests.of_booking(desk, booking):
        _slot(desk, panel, booking, meeting, kind, guest, why or {}, role=Role.GUEST)
    return booking


def welcome_guests(desk: Desk, panel: Panel, booking: Booking) -> tuple[Known, ...]:
    """Invite who is newly named to come for this item, and take it out of the calendar of who is named no longer.

    Return who is new. After the meeting they get no calendar entry any more, and its minutes all the same.
    """
    new, gone = guests.bring_up_to_date(desk, panel, booking)
    meeting = meetings.get(desk, booking.meeting_id or 0)
    for person in new if meeting.starts > desk.now else ():
        _slot(desk, panel, booking, meeting, Kind.SLOT_INVITE, person, {}, role=Role.GUEST)
    for person in gone:
        _slot(desk, panel, booking, meeting, Kind.SLOT_CANCEL, person, {}, role=Role.GUEST)
    return new


def dismiss_guests(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting) -> None:
    """Take an item that is not heard then out of its guests' calendars."""
    for person in guests.dismiss(desk, booking):
        _slot(desk, panel, booking, meeting, Kind.SLOT_CANCEL, person, {}, role=Role.GUEST)


def invite_one_to_slot(desk: Desk, panel: Panel, booking: Booking, person: Known) -> None:
    """Send one more presenter the calendar entry that the others hold already."""
    role = Role.GUEST if person in guests.of_booking(desk, booking) else Role.PRESENTER
    _slot(desk, panel, booking, meetings.get(desk, booking.meeting_id or 0), Kind.SLOT_INVITE, person, {}, role=role)


def cancel_slot(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, to: Iterable[Known]) -> Booking:
    """Take the slot out of presenters' calendars, if it was ever there."""
    if not booking.invited:
        return booking
    booking = bookings.change(desk, booking, sequence=booking.sequence + 1, stamp=rising(desk.now, booking.stamp))
    for person in to if panel.type.sitting.presenters else ():
        _slot(desk, panel, booking, meeting, Kind.SLOT_CANCEL, person, {})
    return booking


def _slot(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    meeting: Meeting,
    kind: Kind,
    person: Known,
    why: Mapping[str, Any],
    *,
    role: Role = Role.PRESENTER,
) -> None:
    facts = slot_facts(panel, booking, meeting)
    entry = CalendarEntry(
        method="CANCEL" if kind is Kind.SLOT_CANCEL else "REQUEST",
        uid=booking.uid,
        sequence=booking.sequence,
        starts=facts.starts,
        ends=facts.ends,
        place=facts.place,
        summary=f"{panel.outward_name}: your item",
        description="",
        stamp=booking.stamp,
    )
    document = Document(
        kind=kind,
        items=(Item(booking.reference, {}),),
        facts={
            "preparation": list(panel.type.before.preparation) if role is Role.PRESENTER else [],
            "changed": [],
            "from_date": "",
            **why,
        },
        meeting=facts,
        calendar=entry,
        purpose=Purpose.SLOT,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (people.reader(person, role, {booking.reference}),))


def rising(now: datetime, last: datetime | None) -> datetime:
    """Return a DTSTAMP later than the last one by at least a second, which is all it can tell (calendar-rules 2)."""
    return now if last is None else max(now, last + timedelta(seconds=1))


def closing_day(panel: Panel, meeting: Meeting) -> str:
    """Return the local ISO day on which bookings for a meeting close."""
    return meetings.closing_moment(panel, meeting.date).astimezone(panel.zone).date().isoformat()


def is_late(desk: Desk, panel: Panel, meeting: Meeting) -> bool:
    """Whether a booking made now comes after the meeting's cut-off."""
    return desk.now >= meetings.closing_moment(panel, meeting.date)
