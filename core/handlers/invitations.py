"""Answers to invitations: from a calendar or in words, by members, their representatives and presenters."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from core import attendance, meetings, names_list, notices, people, readers
from core import booking as bookings
from core.attendance import Answer, Attendance, Given
from core.audit import Event
from core.errors import Refused
from core.intents import AnswerInvitation, CalendarOther, Reply, ResearchReturn, SendInstead
from core.kinds import Kind, Purpose

if TYPE_CHECKING:
    from core.booking import Booking
    from core.handlers.mail import Mail
    from core.meetings import Meeting

_ANSWERS = {
    Reply.ACCEPT: Answer.ACCEPTED,
    Reply.DECLINE: Answer.DECLINED,
    Reply.TENTATIVE: Answer.TENTATIVE,
    Reply.DELEGATE: Answer.DELEGATED,
}


def answer(mail: Mail, intent: AnswerInvitation) -> None:
    """Keep an answer that counts; a decline opens the dialogue about a representative."""
    slot = mail.about(Purpose.SLOT)
    if slot is not None:
        _slot_answer(mail, slot, intent)
        return
    row, meeting = _place(mail)
    if meeting.state != meetings.PLANNED or meeting.starts <= mail.desk.now:
        mail.desk.audit(
            Event.ANSWER_PASSED_OVER, mail.panel.key, meeting=meeting.date.isoformat(), why="meeting is over"
        )
        mail.say_no("That meeting is over or was cancelled, so your answer is not needed.")
        return
    given = _given(mail, intent)
    if not attendance.stands(row, given, meeting):
        _older(mail, row, meeting, given)
        return
    attendance.set_answer(mail.desk, mail.panel, meeting, row, given)
    if intent.comment:
        what = f"The answer of the {_seat_label(mail, row)} seat came with a comment."
        notices.held(mail.desk, mail.panel, mail.heard.inbox_id, "A calendar answer has a comment.", what)
    if given.answer in (Answer.DECLINED, Answer.DELEGATED):
        _declined(mail, row, meeting, intent)


def _given(mail: Mail, intent: AnswerInvitation) -> Given:
    """Read the calendar's order marks; a missing DTSTAMP is the mail's own time (calendar-rules, "order")."""
    answered = _ANSWERS[intent.reply]
    if intent.sequence is None:
        return Given(answered, note=intent.comment)
    stamp = intent.stamp or mail.heard.received or mail.desk.now
    return Given(answered, intent.sequence, stamp.astimezone(UTC), intent.comment)


def _older(mail: Mail, row: Attendance, meeting: Meeting, given: Given) -> None:
    """An answer to an older date is not counted; the invitation as it is now is sent again."""
    mail.desk.audit(
        Event.ANSWER_PASSED_OVER, mail.panel.key, meeting=meeting.date.isoformat(), why="older", seat=row.seat
    )
    if given.sequence is not None and given.sequence < meeting.sequence:
        attendance.send(mail.desk, mail.panel, meeting, row, Kind.MEETING_UPDATE, why={"changed": ["date"]})


def _declined(mail: Mail, row: Attendance, meeting: Meeting, intent: AnswerInvitation) -> None:
    desk, panel = mail.desk, mail.panel
    if row.stands_for is not None:
        member_row = attendance.return_seat(desk, row)
        if member_row is not None:
            attendance.nominate(desk, panel, meeting, member_row, "representative-declined")
        return
    for address in intent.delegated_to:
        if "@" in address:
            _send_instead(mail, row, meeting, SendInstead("", address))
            return
    earlier = attendance.representative_of(desk, row)
    if earlier is not None:
        attendance.step_back(desk, panel, meeting, earlier)
    attendance.nominate(desk, panel, meeting, row, "who" if intent.reply is Reply.DELEGATE else "declined")


def _slot_answer(mail: Mail, booking_id: int, intent: AnswerInvitation) -> None:
    """Note whether a presenter takes the slot; the coordinator hears of a decline, the booking stays."""
    booking = bookings.find(mail.desk, booking_id)
    if booking is None or mail.person not in bookings.presenters(mail.desk, booking):
        message = "We cannot find a booking of yours with that reference. Reply to the mail that confirmed it."
        raise Refused(message)
    answered = _ANSWERS[intent.reply]
    bookings.note_answer(mail.desk, booking, mail.person.id, answered.value)
    mail.desk.audit(Event.ANSWER_GIVEN, mail.panel.key, booking.reference, answer=answered.value, seat="presenter")
    if answered is Answer.DECLINED:
        reason = f"The presenter of {booking.reference} declined the slot."
        notices.held(
            mail.desk,
            mail.panel,
            mail.heard.inbox_id,
            reason,
            "The booking stays on the agenda. Agree with them who presents.",
        )


def _place(mail: Mail) -> tuple[Attendance, Meeting]:
    """Return the sender's place that a mail is about: by reply address, else their only or nearest one."""
    desk = mail.desk
    bound = mail.about(Purpose.INVITE)
    row = attendance.get(desk, bound) if bound else None
    if row is not None and row.person_id == mail.person.id:
        return row, meetings.get(desk, row.meeting_id)
    named = mail.about(Purpose.NAMES)
    for own, meeting in attendance.of_person(desk, mail.panel, mail.person.id):
        if named is None or meeting.id == named:
            return own, meeting
    message = "We have no invitation for you at this panel. Write to the coordinator if you should have one."
    raise Refused(message)


def send_instead(mail: Mail, intent: SendInstead) -> None:
    """A member names who comes instead."""
    row, meeting = _place(mail)
    if row.stands_for is not None:
        message = "A representative cannot name another one. Ask the member you stand in for."
        raise Refused(message)
    _send_instead(mail, row, meeting, intent)


def _send_instead(mail: Mail, row: Attendance, meeting: Meeting, intent: SendInstead) -> None:
    desk, panel = mail.desk, mail.panel
    if not intent.email:
        attendance.nominate(desk, panel, meeting, row, "who")
        return
    if desk.site.is_ours(intent.email):
        message = "That is an address of this system. Write the address of the person who comes instead."
        raise Refused(message)
    person = people.know(desk, intent.email, intent.name)
    if person.id == row.person_id:
        attendance.set_answer(desk, panel, meeting, row, Given(Answer.ACCEPTED))
        return
    attendance.stand_in(desk, panel, meeting, row, person)
    if not _same_service(mail, row, person.address):
        label = _seat_label(mail, row)
        reason = f"The {label} seat named a representative from another service."
        notices.to_chair(
            desk, panel, meeting, reason, "They were invited. Write to the member if someone else should come."
        )
    if meeting.listed is not None:
        names_list.send_to(desk, panel, meeting, person.id)


def _same_service(mail: Mail, row: Attendance, address: str) -> bool:
    """Whether a representative writes from the member's own domain, the only sign of a service a mail has.

    Terms of reference: "a nominated representative from their service area".
    """
    member = people.by_id(mail.desk, row.person_id)
    return member.address.rpartition("@")[2] == address.rpartition("@")[2]


def _seat_label(mail: Mail, row: Attendance) -> str:
    seat = mail.panel.type.seat(row.seat)
    return seat.label if seat else row.seat


def calendar_other(mail: Mail, intent: CalendarOther) -> None:
    """COUNTER counts as tentative and is shown; REFRESH gets the current entry; nothing else changes anything."""
    desk, panel = mail.desk, mail.panel
    if intent.method == "REFRESH":
        row, meeting = _place(mail)
        attendance.send(desk, panel, meeting, row, Kind.MEETING_UPDATE)
        return
    if intent.method == "COUNTER":
        row, meeting = _place(mail)
        attendance.set_answer(desk, panel, meeting, row, Given(Answer.TENTATIVE))
    reason = (
        "A calendar message asks for another time."
        if intent.method == "COUNTER"
        else "A calendar message could not be used."
    )
    notices.held(desk, panel, mail.heard.inbox_id, reason, "Nothing was changed by it.")


def research(mail: Mail, intent: ResearchReturn) -> None:
    """Keep a member's return to the names list, for one reference or for all that were listed."""
    meeting_id = mail.about(Purpose.NAMES)
    if meeting_id is None:
        _, meeting = _place(mail)
        meeting_id = meeting.id
    desk = mail.desk
    allowed = {reader.person_id for reader in readers.of_names_list(desk, mail.panel, meeting_id)}
    if mail.person.id not in allowed:
        message = "Only the panel's members can answer the names list."
        raise Refused(message)
    listed = [booking for booking in bookings.at_meeting(desk, meeting_id) if booking.listed]
    wanted: list[Booking] = [b for b in listed if not intent.reference or b.reference == intent.reference]
    if not wanted:
        message = "That reference was not on the names list."
        raise Refused(message)
    for booking in wanted:
        names_list.keep_return(desk, mail.panel, booking, mail.person.id, known=intent.known, text=intent.text)
