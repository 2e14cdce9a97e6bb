"""Answers to invitations: from a calendar or in words, by members and their representatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import attendance, conflicts, digest, meetings, names_list, notices, people, readers, seats
from core import booking as bookings
from core.attendance import Answer, Attendance
from core.audit import Event
from core.errors import Refused
from core.handlers import places, slots
from core.intents import AnswerInvitation, CalendarOther, Reply, ResearchReturn, SendInstead
from core.kinds import Kind, Purpose

if TYPE_CHECKING:
    from core.attendance import Given
    from core.booking import Booking
    from core.handlers.mail import Mail
    from core.meetings import Meeting
    from core.people import Known

ANSWERS = {
    Reply.ACCEPT: Answer.ACCEPTED,
    Reply.DECLINE: Answer.DECLINED,
    Reply.TENTATIVE: Answer.TENTATIVE,
    Reply.DELEGATE: Answer.DELEGATED,
}


def answer(mail: Mail, intent: AnswerInvitation) -> None:
    """Keep an answer that counts; a decline opens the dialogue about a representative."""
    slot = mail.about(Purpose.SLOT)
    if slot is not None:
        slots.answer(mail, slot, intent, ANSWERS[intent.reply])
        return
    if not _is_the_senders(mail, intent):
        return
    row, meeting = places.asked_to(mail, uid=intent.uid, wish=intent.wish)
    given = _given(mail, row, meeting, intent)
    if not attendance.stands(row, given, meeting):
        _older(mail, row, meeting, given)
        return
    if given.answer is not Answer.ACCEPTED and not _delegate(intent) and attendance.representative_of(mail.desk, row):
        # Who has named a representative often declines in the calendar as well: that takes nobody off.
        _comment(mail, row, meeting, given)
        return
    again = row.answer is given.answer and row.answered_sequence == given.sequence
    attendance.set_answer(mail.desk, mail.panel, meeting, row, given)
    _comment(mail, row, meeting, given)
    if given.answer is Answer.ACCEPTED and row.stands_for is None:
        seats.take_back(mail.desk, mail.panel, meeting, row)
    elif given.answer in (Answer.DECLINED, Answer.DELEGATED):
        _declined(mail, row, meeting, intent, again=again)


def _is_the_senders(mail: Mail, intent: AnswerInvitation) -> bool:
    """Whether an answer is the sender's own: a calendar may report on other attendees in the same mail."""
    listed = [each.attendee for each in mail.heard.intents if isinstance(each, AnswerInvitation)]
    return mail.person.address not in listed or intent.attendee == mail.person.address


def _given(mail: Mail, row: Attendance, meeting: Meeting, intent: AnswerInvitation) -> Given:
    """Put an answer in order: by the calendar's marks, or in words by the invitation it answers and its own time."""
    sequence, stamp = intent.sequence, intent.stamp or mail.heard.received
    if sequence is None:
        sequence = attendance.sequence_seen(mail.desk, row, mail.heard.thread)
        stamp = max(mail.desk.now, row.answered_stamp or mail.desk.now)  # words have no DTSTAMP: the last ones count
    note = "\n".join(filter(None, (intent.comment, *mail.heard.unused)))
    return attendance.given(mail.desk, meeting, ANSWERS[intent.reply], sequence, stamp, note)


def _comment(mail: Mail, row: Attendance, meeting: Meeting, given: Given) -> None:
    """Bring what was written with an answer to the coordinator: in the next digest, or now if that comes too late."""
    if not given.note:
        return
    desk, panel = mail.desk, mail.panel
    attendance.change(desk, row, note=given.note, noted=desk.now)
    if digest.next_moment(desk, panel) >= meeting.starts:
        reason = f"The member for {seats.label(panel, row.seat)} wrote something with their answer."
        notices.to_coordinator(desk, panel, meeting, reason, "The answer itself is noted.", wrote=given.note)


def _older(mail: Mail, row: Attendance, meeting: Meeting, given: Given) -> None:
    """An answer to an older date is not counted; the invitation as it is now is sent again."""
    mail.desk.audit(
        Event.ANSWER_PASSED_OVER, mail.panel.key, meeting=meeting.date.isoformat(), why="older", seat=row.seat
    )
    if given.sequence < meeting.sequence:
        seats.send(mail.desk, mail.panel, meeting, row, Kind.MEETING_UPDATE, why={"older": True})


def _declined(mail: Mail, row: Attendance, meeting: Meeting, intent: AnswerInvitation, *, again: bool) -> None:
    desk, panel = mail.desk, mail.panel
    if row.stands_for is not None:
        seats.return_seat(desk, panel, meeting, row)
        return
    if address := _delegate(intent):
        _send_instead(mail, row, meeting, SendInstead("", address))
        return
    named = any(isinstance(each, SendInstead) for each in mail.heard.intents)
    if not named and not again:
        seats.nominate(desk, panel, meeting, row, "who" if intent.reply is Reply.DELEGATE else "declined")


def _delegate(intent: AnswerInvitation) -> str:
    """Return the first whole address among those a calendar delegated to; "" when there is none."""
    return next((address for address in intent.delegated_to if "@" in address), "")


def send_instead(mail: Mail, intent: SendInstead) -> None:
    """A member names who comes instead."""
    row, meeting = places.asked_to(mail, wish=intent.wish)
    if row.stands_for is not None:
        message = "A representative cannot name another one. Ask the member you stand in for."
        raise Refused(message)
    _send_instead(mail, row, meeting, intent)


def _send_instead(mail: Mail, row: Attendance, meeting: Meeting, intent: SendInstead) -> None:
    desk, panel = mail.desk, mail.panel
    if not intent.email:
        seats.nominate(desk, panel, meeting, row, "who")
        return
    if desk.site.is_ours(intent.email):
        message = "That is an address of this system. Write the address of the person who comes instead."
        raise Refused(message)
    person = people.know(desk, intent.email, intent.name)
    if person.id == row.person_id:
        given = attendance.given(desk, meeting, Answer.ACCEPTED, None, None, "")
        attendance.set_answer(desk, panel, meeting, row, given)
        seats.take_back(desk, panel, meeting, row)
        return
    _must_be_free(mail, row, meeting, person)
    seats.stand_in(desk, panel, meeting, row, person)
    if not _same_service(mail, row, person.address):
        label = seats.label(panel, row.seat)
        reason = f"The member for {label} named a representative whose address is of another service."
        what = "They were invited. If somebody else should come, write to the member."
        notices.to_chair(desk, panel, meeting, reason, what)


def _must_be_free(mail: Mail, row: Attendance, meeting: Meeting, person: Known) -> None:
    """Nobody fills two seats: quorum would count one person twice."""
    theirs = attendance.at_meeting(mail.desk, meeting.id, person.id)
    if theirs is not None and theirs.active and theirs.stands_for != row.id:
        message = "The person you named has a seat at that meeting already. Name somebody else from your service."
        raise Refused(message)


def _same_service(mail: Mail, row: Attendance, address: str) -> bool:
    """Whether a representative writes from the member's own domain, the only sign of a service a mail has.

    Terms of reference: "a nominated representative from their service area".
    """
    member = people.by_id(mail.desk, row.person_id)
    return member.address.rpartition("@")[2] == address.rpartition("@")[2]


def calendar_other(mail: Mail, intent: CalendarOther) -> None:
    """COUNTER counts as tentative and is shown; REFRESH gets the current entry; nothing else changes anything."""
    desk, panel = mail.desk, mail.panel
    slot = mail.about(Purpose.SLOT)
    if slot is not None:
        slots.other(mail, slot, intent)
        return
    if intent.method not in ("REFRESH", "COUNTER"):
        reason = "A calendar message could not be used."
        notices.held(desk, panel, mail.heard.inbox_id, reason, "Nothing was changed by it.")
        return
    row, meeting = places.asked_to(mail, uid=intent.uid)
    if intent.method == "REFRESH":
        seats.send(desk, panel, meeting, row, Kind.MEETING_UPDATE)
        return
    given = attendance.given(desk, meeting, Answer.TENTATIVE, None, None, "")
    attendance.set_answer(desk, panel, meeting, row, given)
    reason = f"The member for {seats.label(panel, row.seat)} proposed another time for this meeting."
    what = "Nothing was changed. Their answer counts as not sure until you move the meeting or they answer again."
    notices.to_coordinator(desk, panel, meeting, reason, what, wrote="\n".join(mail.heard.unused))


def research(mail: Mail, intent: ResearchReturn) -> None:
    """Keep a member's return to the names list, for one reference or for all that were listed."""
    meeting = _researched(mail)
    desk = mail.desk
    allowed = {reader.person_id for reader in readers.of_names_list(desk, mail.panel, meeting.id)}
    if mail.person.id not in allowed:
        message = "Only those who got the names list can answer it."
        raise Refused(message)
    listed = [booking for booking in bookings.at_meeting(desk, meeting.id) if booking.listed]
    wanted: list[Booking] = [b for b in listed if not intent.reference or b.reference == intent.reference]
    if not wanted:
        message = "That reference was not on the names list."
        raise Refused(message)
    if intent.conflict:
        for booking in wanted:
            conflicts.declared(desk, mail.panel, booking, mail.person, meeting)
        return
    for booking in wanted:
        names_list.keep_return(desk, mail.panel, booking, mail.person.id, known=intent.known, text=intent.text)


def _researched(mail: Mail) -> Meeting:
    """Return the meeting whose list a return is about: by reply address, by its references, else the nearest listed."""
    named = mail.about(Purpose.NAMES)
    if named is not None:
        return meetings.get(mail.desk, named)
    for reference in mail.heard.references:
        booking = bookings.by_reference(mail.desk, mail.panel, reference)
        if booking is not None and booking.meeting_id and booking.listed:
            return meetings.get(mail.desk, booking.meeting_id)
    return places.asked_to(mail)[1]
