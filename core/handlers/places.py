"""Which place at which meeting a mail is about: found by the reply address, the calendar's UID or the date it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import attendance, meetings, notices, seats
from core.audit import Event
from core.errors import Refused
from core.intents import DateWish, Wish
from core.kinds import Purpose

if TYPE_CHECKING:
    from core.attendance import Attendance
    from core.handlers.mail import Mail
    from core.meetings import Meeting

_NO_INVITATION = "We have no invitation for you at this panel. Write to the coordinator if you should have one."
_WHICH = "We do not know which meeting you mean. Reply to the invitation of that meeting."


def asked_to(mail: Mail, *, uid: str = "", wish: DateWish | None = None) -> tuple[Attendance, Meeting]:
    """Return the sender's place that a mail is about. Refused when there is none, or the meeting is no more.

    The reply address is believed before the UID. A day in the sender's own words goes before both when it is one of
    their other meetings: people answer whatever invitation is at hand.
    """
    row, meeting = _place(mail, uid, wish or DateWish())
    if meeting.state == meetings.CANCELLED or meeting.state != meetings.PLANNED or meeting.starts <= mail.desk.now:
        _passed_over(mail, meeting, "meeting is over")
        became = "was cancelled" if meeting.state == meetings.CANCELLED else "has begun or is over"
        message = f"The meeting of {meeting.date.isoformat()} {became}, so you do not need to answer."
        raise Refused(message)
    if not row.active:
        _passed_over(mail, meeting, "not asked any longer")
        message = f"You are not asked any longer to come on {meeting.date.isoformat()}, so you do not need to answer."
        raise Refused(message)
    return row, meeting


def _passed_over(mail: Mail, meeting: Meeting, why: str) -> None:
    mail.desk.audit(Event.ANSWER_PASSED_OVER, mail.panel.key, meeting=meeting.date.isoformat(), why=why)


def _place(mail: Mail, uid: str, wish: DateWish) -> tuple[Attendance, Meeting]:
    own = attendance.of_person(mail.desk, mail.panel, mail.person.id)
    # In a reply "back in January" is no answer for January; a whole date is.
    named = wish.wish is Wish.DAY or (wish.wish is Wish.MONTH and mail.heard.token is None)
    for row, meeting in own:
        if named and _names(wish, meeting):
            return row, meeting
    found = _by_address(mail) or _by_uid(mail, uid)
    if found is not None:
        return found
    if not own:
        raise Refused(_NO_INVITATION)
    if wish.wish in (Wish.DAY, Wish.MONTH, Wish.UNCLEAR):
        raise Refused(_WHICH)
    return own[0]


def _names(wish: DateWish, meeting: Meeting) -> bool:
    if wish.wish is Wish.DAY:
        return wish.day == meeting.date
    return wish.wish is Wish.MONTH and wish.month == (meeting.date.year, meeting.date.month)


def _by_address(mail: Mail) -> tuple[Attendance, Meeting] | None:
    token = mail.heard.token
    if token is None:
        return None
    if token.purpose in (Purpose.NAMES, Purpose.MEETING):
        meeting = meetings.find(mail.desk, token.object_id)
        row = attendance.at_meeting(mail.desk, token.object_id, mail.person.id)
        return (row, meeting) if row and meeting else None
    row = attendance.get(mail.desk, token.object_id) if token.purpose is Purpose.INVITE else None
    if row is None:
        return None
    meeting = meetings.get(mail.desk, row.meeting_id)
    if row.person_id != mail.person.id:
        return _forwarded(mail, row, meeting), meeting
    return row, meeting


def _forwarded(mail: Mail, invited: Attendance, meeting: Meeting) -> Attendance:
    """An invitation was answered from another address: it counts only for a place the sender has there themselves."""
    row = attendance.at_meeting(mail.desk, meeting.id, mail.person.id)
    if row is None:
        reason = f"The invitation for {seats.label(mail.panel, invited.seat)} was answered from another address."
        what = "Nothing was changed. If it is the member's own, ask them to answer from the address that was invited."
        notices.to_coordinator(mail.desk, mail.panel, meeting, reason, what)
        _passed_over(mail, meeting, "another address")
        message = "This invitation was sent to another address. Answer from that one, so that it counts."
        raise Refused(message)
    return row


def _by_uid(mail: Mail, uid: str) -> tuple[Attendance, Meeting] | None:
    meeting = meetings.by_uid(mail.desk, mail.panel, uid) if uid else None
    if meeting is None:
        return None
    row = attendance.at_meeting(mail.desk, meeting.id, mail.person.id)
    if row is None:
        raise Refused(_NO_INVITATION)
    return row, meeting
