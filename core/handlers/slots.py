"""Presenters' answers to the time they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core import booking as bookings
from core import booking_letters as letters
from core import guests, meetings, notices
from core.attendance import Answer
from core.audit import Event
from core.errors import Refused
from core.kinds import Kind
from core.store.tables import Presenter

if TYPE_CHECKING:
    from core.booking import Booking
    from core.handlers.mail import Mail
    from core.intents import AnswerInvitation, CalendarOther
    from core.meetings import Meeting


def answer(mail: Mail, booking_id: int, intent: AnswerInvitation, answered: Answer) -> None:
    """Note whether a presenter takes the slot. A decline leaves the booking where it is; both sides are told so."""
    booking, meeting = _slot(mail, booking_id)
    if mail.person in guests.of_booking(mail.desk, booking):
        _guest_answers(mail, booking, meeting, intent, answered)
        return
    if intent.sequence is not None and intent.sequence < booking.sequence:
        _send_again(mail, booking)
        return
    said = select(Presenter.answer).where(Presenter.booking_id == booking.id, Presenter.person_id == mail.person.id)
    again = mail.desk.connection.execute(said).scalar_one() == answered
    bookings.note_answer(mail.desk, booking, mail.person.id, answered.value)
    mail.desk.audit(
        Event.ANSWER_GIVEN,
        mail.panel.key,
        booking.reference,
        meeting.date.isoformat(),
        answer=answered.value,
        seat="presenter",
    )
    wrote = "\n".join(filter(None, (intent.comment, *mail.heard.unused)))
    if answered in (Answer.DECLINED, Answer.DELEGATED) and not again:
        status = "You told us that you cannot come. The booking stays on the agenda: send somebody else, or move it."
        facts = {"status": status, "changed": False}
        letters.write(mail.desk, mail.panel, booking, Kind.BOOKING_STATUS, to=(), facts=facts, answering=mail.person)
        _tell(mail, booking, meeting, f"A presenter of {booking.reference} cannot come.", wrote)
    elif wrote:
        _tell(mail, booking, meeting, f"A presenter of {booking.reference} wrote something with their answer.", wrote)


def _guest_answers(mail: Mail, booking: Booking, meeting: Meeting, intent: AnswerInvitation, answered: Answer) -> None:
    """Tell the coordinator what somebody answered who is invited for one item."""
    words = {Answer.ACCEPTED: "is coming", Answer.TENTATIVE: "is not sure yet"}.get(answered, "cannot come")
    wrote = "\n".join(filter(None, (intent.comment, *mail.heard.unused)))
    _tell(mail, booking, meeting, f"Somebody who is invited for {booking.reference} {words}.", wrote)


def other(mail: Mail, booking_id: int, intent: CalendarOther) -> None:
    """Show a proposal of another time to the coordinator; send the entry again to a calendar that lost it."""
    booking, meeting = _slot(mail, booking_id)
    if intent.method == "REFRESH":
        _send_again(mail, booking)
    elif intent.method == "COUNTER":
        bookings.note_answer(mail.desk, booking, mail.person.id, Answer.TENTATIVE.value)
        wrote = "\n".join(mail.heard.unused)
        _tell(mail, booking, meeting, f"A presenter of {booking.reference} proposed another time.", wrote)
    else:
        reason = "A calendar message could not be used."
        notices.held(mail.desk, mail.panel, mail.heard.inbox_id, reason, "Nothing was changed by it.")


def _slot(mail: Mail, booking_id: int) -> tuple[Booking, Meeting]:
    """Return the sender's own booking and its meeting. Refused when it has no slot to answer."""
    booking = bookings.find(mail.desk, booking_id)
    everyone = (*bookings.presenters(mail.desk, booking), *guests.of_booking(mail.desk, booking)) if booking else ()
    if booking is None or mail.person not in everyone:
        message = "We cannot find a booking of yours with that reference. Reply to the mail that confirmed it."
        raise Refused(message)
    meeting = meetings.find(mail.desk, booking.meeting_id) if booking.meeting_id else None
    if meeting is None or booking.slot is None or meeting.starts <= mail.desk.now:
        message = f"{booking.reference} has no time at a meeting to come, so you do not need to answer."
        raise Refused(message)
    return booking, meeting


def _send_again(mail: Mail, booking: Booking) -> None:
    """Send the entry as it is now: the same SEQUENCE, a later DTSTAMP."""
    stamp = letters.rising(mail.desk.now, booking.stamp)
    booking = bookings.change(mail.desk, booking, stamp=stamp)
    letters.invite_one_to_slot(mail.desk, mail.panel, booking, mail.person)


def _tell(mail: Mail, booking: Booking, meeting: Meeting, reason: str, wrote: str) -> None:
    what = "The booking stays on the agenda. Agree with them who presents it."
    notices.to_coordinator(mail.desk, mail.panel, meeting, reason, what, reference=booking.reference, wrote=wrote)
