"""What the coordinator does to the dates by email."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import changes, meetings
from core.errors import Refused
from core.kinds import Kind, Role

if TYPE_CHECKING:
    from datetime import date

    from core.handlers.mail import Mail
    from core.intents import AddExtraordinary, CancelMeeting, Rearrange
    from core.meetings import Meeting


def _meeting(mail: Mail, day: date) -> Meeting:
    found = meetings.on_day(mail.desk, mail.panel, day)
    if found is None:
        message = "The panel does not meet on that day. Write dates to get the list of meetings."
        raise Refused(message)
    return found


def cancel(mail: Mail, intent: CancelMeeting) -> None:
    """Cancel a meeting."""
    mail.must_be(Role.COORDINATOR)
    following = changes.cancel(mail.desk, mail.panel, _meeting(mail, intent.day))
    moved = (
        "Its bookings moved to the next meeting."
        if following
        else "There is no later meeting, so its bookings wait for a date."
    )
    _done(mail, f"The meeting is cancelled and everybody was told. {moved}")


def rearrange(mail: Mail, intent: Rearrange) -> None:
    """Move a meeting."""
    mail.must_be(Role.COORDINATOR)
    changes.rearrange(mail.desk, mail.panel, _meeting(mail, intent.day), intent.to, intent.at, intent.place)
    _done(mail, "The meeting moved, and its bookings, invitations and names list with it.")


def add(mail: Mail, intent: AddExtraordinary) -> None:
    """Add a meeting."""
    mail.must_be(Role.COORDINATOR)
    changes.add(mail.desk, mail.panel, intent.day, intent.at, intent.place)
    _done(mail, "The meeting was added and the members are invited.")


def _done(mail: Mail, sentence: str) -> None:
    """Answer the coordinator with what was done and the dates as they are now."""
    dates = [[meeting.date.isoformat(), meeting.place] for meeting in meetings.upcoming(mail.desk, mail.panel)]
    mail.answer(Kind.HELP, {"commands": [], "panels": [], "dates": dates, "done": sentence}, role=Role.COORDINATOR)
