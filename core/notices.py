"""What the chair and the coordinator are told about bookings, and additions to the names list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import booking as bookings
from core import booking_letters as letters
from core import meetings, outbox, people, readers
from core.audit import Event
from core.disclosure import Document, Item
from core.kinds import Kind, Purpose, Role

if TYPE_CHECKING:
    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.sites import Panel


def duplicate(desk: Desk, panel: Panel, booking: Booking, question: str) -> None:
    """Tell the coordinator that two bookings may be of one child, or one of two."""
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    document = Document(
        kind=Kind.DUPLICATE_FLAG,
        items=(letters.item(desk, panel, booking, meeting, question=question),),
        meeting=meeting.facts if meeting else None,
        purpose=Purpose.BOOKING,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))


def danger(desk: Desk, panel: Panel, booking: Booking) -> None:
    """Tell the duty manager (or the coordinator) at once that a booking spoke of immediate danger."""
    facts = {
        "reason": "A booking speaks of immediate danger.",
        "inbox_id": desk.inbox_id or 0,
        "received": desk.now.isoformat(),
        "danger": True,
        "what": "The booking was made. The worker was told that the panel is no emergency route.",
    }
    document = Document(
        kind=Kind.HELD_NOTICE,
        items=(Item(booking.reference, {}),),
        facts=facts,
        purpose=Purpose.BOOKING,
        about=booking.id,
    )
    alert = panel.type.emergency.alert
    reader = people.reader(people.know(desk, alert), Role.COORDINATOR) if alert else readers.coordinator(desk, panel)
    outbox.post(desk, panel, document, (reader,))


def flag(desk: Desk, panel: Panel, booking: Booking, sentence: str) -> None:
    """Tell the chair what the panel's own check found in a booking; the chair may ask for it to be withdrawn."""
    facts = {
        "reason": sentence,
        "inbox_id": desk.inbox_id or 0,
        "received": desk.now.isoformat(),
        "danger": False,
        "what": "The booking was made. Tell the coordinator if it should not be heard.",
    }
    document = Document(
        kind=Kind.HELD_NOTICE,
        items=(Item(booking.reference, {}),),
        facts=facts,
        purpose=Purpose.BOOKING,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))


def held(desk: Desk, panel: Panel, inbox_id: int, reason: str, what: str) -> None:
    """Tell the coordinator that a mail waits for a person; nothing of the mail is in the notice."""
    facts = {"reason": reason, "inbox_id": inbox_id, "received": desk.now.isoformat(), "danger": False, "what": what}
    document = Document(kind=Kind.HELD_NOTICE, facts=facts, is_answer=True)
    # A flood of held mail must not become a flood of notices: it counts against the daily caps like an answer.
    may_answer, desk.may_answer = desk.may_answer, True
    outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))
    desk.may_answer = may_answer


def late_request(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, following: Meeting | None) -> None:
    """Ask the chair whether a late booking may be heard."""
    document = Document(
        kind=Kind.LATE_REQUEST,
        items=(letters.item(desk, panel, booking, meeting),),
        facts={
            "next_date": following.date.isoformat() if following else "",
            "list_date": letters.list_day(panel, meeting),
        },
        meeting=meeting.facts,
        purpose=Purpose.LATE,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))


def names_list_addition(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking) -> None:
    """Send partners one more name after the list went out, so that they can do their research on it too."""
    document = Document(
        kind=Kind.NAMES_LIST_ADDITION,
        items=(letters.item(desk, panel, booking, meeting),),
        facts={"none": False, "answers_by": meeting.date.isoformat()},
        meeting=meeting.facts,
        purpose=Purpose.NAMES,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, readers.of_names_list(desk, panel, meeting.id))
    bookings.change(desk, booking, listed=True)
    desk.audit(Event.NAMES_LIST_SENT, panel.key, booking.reference, meeting.date.isoformat(), addition=1)


def to_chair(desk: Desk, panel: Panel, meeting: Meeting, reason: str, what: str) -> None:
    """Tell the chair something about a meeting that a person should weigh; no case is named."""
    facts = {
        "reason": reason,
        "inbox_id": desk.inbox_id or 0,
        "received": desk.now.isoformat(),
        "danger": False,
        "what": what,
    }
    document = Document(
        kind=Kind.HELD_NOTICE, facts=facts, meeting=meeting.facts, purpose=Purpose.MEETING, about=meeting.id
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))
