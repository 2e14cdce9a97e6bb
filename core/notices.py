"""What the chair and the coordinator are told about bookings, and additions to the names list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from core import barriers, guests, meetings, outbox, people, readers
from core import booking as bookings
from core import booking_letters as letters
from core.audit import Event
from core.disclosure import Document, Item
from core.kinds import Kind, Purpose, Role
from core.panels import FieldKind, day_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.booking import Booking
    from core.checks import Elsewhere
    from core.clocks import Kept
    from core.desk import Desk
    from core.disclosure import Reader
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


_COMPARE = {
    "joined": "Two workers booked the same child. It is one item, and both are noted as presenters.",
    "apart": "Two bookings have the same name. They are kept apart, one item each.",
    "parted": "What one presenter wrote shows that these are two children. They now have one item each.",
}


def duplicate(desk: Desk, panel: Panel, booking: Booking, why: str, others: Iterable[Booking] = ()) -> None:
    """Ask the coordinator whether bookings are of one child or two; `why` is a key of `_COMPARE`."""
    shown = (booking, *(other for other in others if other.id != booking.id))
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    document = Document(
        kind=Kind.DUPLICATE_FLAG,
        items=tuple(letters.item(desk, panel, each, meeting, question=_COMPARE[why]) for each in shown),
        facts={"one_item": why == "joined"},
        meeting=meeting.facts if meeting else None,
        purpose=Purpose.BOOKING,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))


def namesakes(desk: Desk, panel: Panel, booking: Booking, case_ids: Iterable[int]) -> None:
    """Ask the coordinator to compare a booking with other cases of its name, if there are any."""
    case_ids = tuple(case_ids)
    if case_ids:
        others = [each for case_id in case_ids for each in bookings.of_case(desk, case_id)]
        duplicate(desk, panel, booking, "apart", others)


def danger(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Tell the duty manager (or the coordinator) at once that a booking spoke of immediate danger."""
    what = (
        "The worker was told that the panel is no emergency route. Their booking stands."
        if desk.may_answer
        else "Their mail must not be answered automatically, so nobody has told the worker anything yet."
    )
    reason = "A booking speaks of immediate danger."
    _about_booking(desk, panel, booking, _on_duty(desk, panel), reason, what, danger=True)


def alert(desk: Desk, panel: Panel, booking: Booking, sentence: str) -> None:
    """Tell the duty manager (or the coordinator) at once what a booking calls for before any meeting."""
    what = "It does not wait for the panel. The worker was told the same."
    _about_booking(desk, panel, booking, _on_duty(desk, panel), sentence, what)


def _on_duty(desk: Desk, panel: Panel) -> Reader:
    """Return whom the panel names for what cannot wait, else the coordinator."""
    named = panel.type.emergency.alert
    return people.reader(people.know(desk, named), Role.COORDINATOR) if named else readers.coordinator(desk, panel)


_MADE = "The booking was made. Tell the coordinator if it should not be heard."


def flag(desk: Desk, panel: Panel, booking: Booking, sentence: str, what: str = _MADE) -> None:
    """Tell the chair what the panel's own check found in a booking; the chair may ask for it to be withdrawn."""
    _about_booking(desk, panel, booking, readers.chair(desk, panel), sentence, what)


def guests_blocked(desk: Desk, panel: Panel, booking: Booking, new: Iterable[Known]) -> None:
    """Ask the chair about people whom a booking newly names, at addresses that may not have its papers."""
    outside = set(guests.blocked(desk, panel, booking))
    addresses = tuple(each.address for each in new if each.address in outside)
    if panel.confidentiality.permission and addresses:
        who = ", ".join(each.name or each.address for each in bookings.presenters(desk, booking))
        reason = "A booking names somebody at an address that may not have its papers."
        ask_permission(desk, panel, booking, addresses, who, reason)


def ask_permission(desk: Desk, panel: Panel, booking: Booking, addresses: Iterable[str], who: str, reason: str) -> None:
    """Put to the chair that somebody wants the papers of an item to go to an address, one request an address.

    Who asked and the address are values: they go to a secure address alone, and never into a subject line.
    """
    for address in addresses:
        what = _to_allow(panel) if barriers.is_allowed(desk, panel, address) else _NEVER
        asked = {"unused": [f"Who asked: {who}", f"For the address: {address}"]}
        document = outbox.notice(
            desk,
            reason,
            f"Nothing was sent there. {what}",
            permission=True,
            items=(Item(booking.reference, asked),),
            purpose=Purpose.BOOKING,
            about=booking.id,
        )
        desk.audit(Event.PERMISSION_ASKED, panel.key, booking.reference)
        # A chair who has no part in the case is not asked about it.
        if not outbox.post(desk, panel, document, (readers.chair(desk, panel),)).views:
            outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))


_NEVER = (
    "The address is outside the domains that may have personal content, so nothing of the case goes there whatever you"
    " say. Name the person with another address, or tell them another way."
)


def _to_allow(panel: Panel) -> str:
    fields = [field for key in panel.type.guests.fields if (field := panel.type.field(key))]
    label = next((each.label for each in fields if each.kind is FieldKind.PEOPLE), fields[0].label)
    line = f"{label}: (name) (email address)"
    return f"To allow it, reply with this line: {line}. They are then invited for this item and get its minutes alone."


def blocked_words(
    desk: Desk, panel: Panel, booking: Booking, before: Booking | None = None, *, asked: bool = True
) -> tuple[str, ...]:
    """Return what is said to whoever names a guest whose address may not have the papers; `asked`: the chair was."""
    if not panel.confidentiality.permission:
        return ()
    known = guests.blocked(desk, panel, before) if before else ()
    if not set(guests.blocked(desk, panel, booking)) - set(known):
        return ()
    sentence = "Somebody named for this item is at an address that may not have its papers, so nothing is sent there."
    return (f"{sentence} The chair was asked." if asked else sentence,)


def elsewhere(desk: Desk, panel: Panel, booking: Booking, there: Elsewhere) -> None:
    """Tell the chair that the same person is booked with another panel, and what that panel lets them see of it.

    What is copied goes to whom that panel would let hear of the case, and to a secure address alone (`disclosure`).
    """
    reader = readers.chair(desk, panel)
    theirs = Document(kind=Kind.HELD_NOTICE, items=(Item(there.reference, {}),))
    barred = barriers.barrier(desk, there.panel, theirs, (reader,))
    copied = [list(pair) for pair in there.copied] if not (barred and barred(reader, there.reference)) else []
    when = f", for {day_words(date.fromisoformat(there.day))}" if there.day else ""
    reason = (
        f"The same person is booked with another panel too, as {there.reference}{when}. Ask the chair of that panel."
    )
    _about_booking(desk, panel, booking, reader, reason, _MADE, values={"copied": copied} if copied else {})


def clock_over(
    desk: Desk, panel: Panel, booking: Booking, reader: Reader, kept: Kept, referred: Sequence[str] | None = None
) -> None:
    """Tell somebody that a time limit of a case has run out; the case is named by its reference alone.

    `referred` is what it was passed on to for that: the other panel's name, and the reference there ("": not booked).
    """
    reason = f"{kept.label} was due on {day_words(kept.last)}, and that day is over."
    what = "Ask the coordinator what is still missing."
    if referred:
        name, there = referred
        booked = f"It is booked with the {name} as {there}. The presenter is asked there for what that panel requires."
        what = booked if there else f"It could not be booked with the {name}. The presenter is told to refer it there."
    _about_booking(desk, panel, booking, reader, reason, what)


def needs_a_meeting(desk: Desk, panel: Panel, booking: Booking, due: str) -> None:
    """Ask the coordinator of a panel without dates of its own to add a meeting for a booking."""
    by = f" It must be held by {day_words(date.fromisoformat(due))}." if due else ""
    what = "To add one, write for example: add extraordinary 3 December 14:00. What waits is booked into it."
    coordinator = readers.coordinator(desk, panel)
    _about_booking(desk, panel, booking, coordinator, f"A booking waits for a meeting.{by}", what)


def _about_booking(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    reader: Reader,
    reason: str,
    what: str,
    *,
    danger: bool = False,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Tell somebody something about a booking, by its reference; `values` are for secure addresses only."""
    items = (Item(booking.reference, values or {}),)
    document = outbox.notice(desk, reason, what, danger=danger, items=items, purpose=Purpose.BOOKING, about=booking.id)
    outbox.post(desk, panel, document, (reader,))


def held(desk: Desk, panel: Panel, inbox_id: int, reason: str, what: str) -> None:
    """Tell the coordinator that a mail waits for a person; nothing of the mail is in the notice."""
    _of_held_mail(desk, panel, inbox_id, reason, what, readers.coordinator(desk, panel))


def marked(desk: Desk, panel: Panel, inbox_id: int, reason: str) -> str:
    """Tell whom the panel names (`held_tell`) that a mail with one of its `held_words` was kept back.

    Return what the coordinator should know of that: that they were told, or that nobody holds the seat.
    """
    what = "The coordinator was told too. Nothing of it is on a case, and nobody was answered."
    told, empty = {panel.coordinator}, False
    for named in panel.confidentiality.held_tell:
        reader = readers.office(desk, panel, named)
        empty = empty or reader is None
        if reader is not None and reader.address not in told:
            _of_held_mail(desk, panel, inbox_id, reason, what, reader)
            told.add(reader.address)
    if empty:
        return "Nobody holds a seat that should be told of it. Tell them yourself."
    return "Those whom the panel names were told of it, and not what it says." if len(told) > 1 else ""


def _of_held_mail(desk: Desk, panel: Panel, inbox_id: int, reason: str, what: str, reader: Reader) -> None:
    document = outbox.notice(desk, reason, what, inbox_id=inbox_id, is_answer=True)
    # A flood of held mail must not become a flood of notices: it counts against the daily caps like an answer.
    may_answer, desk.may_answer = desk.may_answer, True
    outbox.post(desk, panel, document, (reader,))
    desk.may_answer = may_answer


def late_request(
    desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, following: Meeting | None, why: str = ""
) -> None:
    """Ask the chair whether a late booking may be heard; `why`: it is in time, and a rule puts it to the chair."""
    document = Document(
        kind=Kind.LATE_REQUEST,
        items=(letters.item(desk, panel, booking, meeting, reason=why or booking.values.get("reason", "")),),
        facts={
            "chair": why,
            "next_date": following.date.isoformat() if following else "",
            "list_date": letters.closing_day(panel, meeting),
            "closed": panel.type.before.closes_days is not None,
        },
        meeting=meeting.facts,
        purpose=Purpose.LATE,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))


def names_list_addition(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, *, corrected: bool = False
) -> None:
    """Send partners a name, or what a listed one is `corrected` to, after the list went out: they research it too."""
    document = Document(
        kind=Kind.NAMES_LIST_ADDITION,
        items=(letters.item(desk, panel, booking, meeting),),
        facts={
            "none": False,
            "answers_by": meetings.answers_by(desk, panel, meeting).isoformat(),
            "corrected": corrected,
            "stays_with_you": not panel.type.before.keeps_research,
        },
        meeting=meeting.facts,
        purpose=Purpose.NAMES,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, readers.of_names_list(desk, panel, meeting.id))
    bookings.change(desk, booking, listed=True)
    desk.audit(Event.NAMES_LIST_SENT, panel.key, booking.reference, meeting.date.isoformat(), addition=1)


def names_list_withdrawal(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking) -> None:
    """Tell those who had the list that an entry is not heard, and to delete it. Neither name nor reason."""
    document = Document(
        kind=Kind.NAMES_LIST_ADDITION,
        items=(Item(booking.reference, {"withdrawn": "yes"}),),
        facts={"none": False, "answers_by": "", "corrected": False, "withdrawn": True},
        meeting=meeting.facts,
        purpose=Purpose.NAMES,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, readers.of_names_list(desk, panel, meeting.id))
    desk.audit(Event.NAMES_LIST_SENT, panel.key, booking.reference, meeting.date.isoformat(), withdrawn=1)


def to_chair(desk: Desk, panel: Panel, meeting: Meeting, reason: str, what: str) -> None:
    """Tell the chair something about a meeting that a person should weigh; no case is named."""
    _about_meeting(desk, panel, meeting, readers.chair(desk, panel), reason, what)


def to_coordinator(
    desk: Desk, panel: Panel, meeting: Meeting, reason: str, what: str, *, reference: str = "", wrote: str = ""
) -> None:
    """Tell the coordinator something about a meeting; `wrote` are a sender's own words, for secure addresses only."""
    items = (Item(reference, {"unused": wrote.splitlines()} if wrote else {}),) if reference or wrote else ()
    _about_meeting(desk, panel, meeting, readers.coordinator(desk, panel), reason, what, items)


def about_case(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, reader: Reader, reason: str, what: str
) -> None:
    """Tell somebody something about one case of a meeting, by its reference."""
    _about_meeting(desk, panel, meeting, reader, reason, what, (Item(booking.reference, {}),))


def about_minutes(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, reason: str, what: str) -> None:
    """Put to the chair what only the chair can write in the minutes of one case; the reply is read as minutes."""
    items = (Item(booking.reference, {}),)
    _about_meeting(desk, panel, meeting, readers.chair(desk, panel), reason, what, items, purpose=Purpose.MINUTES)


def _about_meeting(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    reader: Reader,
    reason: str,
    what: str,
    items: tuple[Item, ...] = (),
    *,
    purpose: Purpose = Purpose.MEETING,
) -> None:
    facts, about = meeting.facts, meeting.id
    document = outbox.notice(desk, reason, what, items=items, meeting=facts, purpose=purpose, about=about)
    outbox.post(desk, panel, document, (reader,))
