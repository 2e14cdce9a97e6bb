"""What the coordinator does to the dates by email."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import changes, meetings
from core.errors import Refused
from core.kinds import Kind, Role
from core.schedule import time_words

if TYPE_CHECKING:
    from datetime import date

    from core.handlers.mail import Mail
    from core.intents import AddExtraordinary, CancelMeeting, Rearrange
    from core.meetings import Meeting


def _meeting(mail: Mail, day: date) -> Meeting:
    found = meetings.on_day(mail.desk, mail.panel, day)
    if found is None:
        ahead = [meeting.date.isoformat() for meeting in meetings.upcoming(mail.desk, mail.panel)[:2]]
        message = f"The panel does not meet on {day.isoformat()}. It meets next on {' and '.join(ahead)}."
        raise Refused(message if ahead else f"The panel does not meet on {day.isoformat()}.")
    return found


def cancel(mail: Mail, intent: CancelMeeting) -> None:
    """Cancel a meeting."""
    mail.must_be(Role.COORDINATOR)
    meeting = _meeting(mail, intent.day)
    following = changes.cancel(mail.desk, mail.panel, meeting)
    moved = (
        f"Its bookings moved to {following.date.isoformat()}."
        if following
        else "There is no later meeting, so its bookings wait for a date."
    )
    _done(mail, f"The meeting of {meeting.date.isoformat()} is cancelled, and everybody was told. {moved}")


def rearrange(mail: Mail, intent: Rearrange) -> None:
    """Move a meeting."""
    mail.must_be(Role.COORDINATOR)
    meeting = _meeting(mail, intent.day)
    moved = changes.rearrange(mail.desk, mail.panel, meeting, intent.to, intent.at, intent.place)
    was = meeting.date.isoformat()
    done = f"The meeting of {was} is now on {_when_and_where(mail, moved)}. Its bookings moved with it."
    _done(mail, f"{done} Everybody was told and is asked again whether they come. {_day_off(mail, moved)}")


def add(mail: Mail, intent: AddExtraordinary) -> None:
    """Add a meeting."""
    mail.must_be(Role.COORDINATOR)
    made = changes.add(mail.desk, mail.panel, intent.day, intent.at, intent.place)
    _done(
        mail, f"A meeting was added on {_when_and_where(mail, made)}. The members are invited. {_day_off(mail, made)}"
    )


def _when_and_where(mail: Mail, meeting: Meeting) -> str:
    return f"{meeting.date.isoformat()} at {time_words(meeting.starts, mail.panel.zone)}, {meeting.place}"


def _day_off(mail: Mail, meeting: Meeting) -> str:
    """Say when a meeting was put on a day on which nobody works: flagged, not prevented (calendar-rules, "Dates")."""
    days = mail.panel.days
    if days.is_working_day(meeting.date):
        return ""
    return f"Check the day: {meeting.date.isoformat()} is {days.holiday(meeting.date) or 'at a weekend'}."


def _done(mail: Mail, sentence: str) -> None:
    """Answer the coordinator with what was done and the dates as they are now."""
    dates = [[meeting.starts.isoformat(), meeting.place] for meeting in meetings.upcoming(mail.desk, mail.panel)]
    facts = {"commands": [], "panels": [], "dates": dates, "done": sentence.strip()}
    mail.answer(Kind.HELP, facts, role=Role.COORDINATOR)
