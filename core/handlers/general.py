"""What anyone may ask for: help, terms of reference, dates; and what we say when nothing was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import meetings, standing
from core.handlers.mail import commands
from core.kinds import Kind

if TYPE_CHECKING:
    from core.handlers.mail import Mail
    from core.intents import AskDates, AskHelp, AskTerms, Intent, NotUnderstood, Unreadable


def help_(mail: Mail, intent: AskHelp) -> None:
    """Send what can be written."""
    del intent
    mail.answer(Kind.HELP, {"commands": commands(mail.panel, mail.roles), "panels": [], "dates": [], "done": ""})


def dates(mail: Mail, intent: AskDates) -> None:
    """Send the dates ahead."""
    del intent
    ahead = [[meeting.starts.isoformat(), meeting.place] for meeting in meetings.upcoming(mail.desk, mail.panel)]
    mail.answer(Kind.HELP, {"commands": commands(mail.panel, mail.roles), "panels": [], "dates": ahead, "done": ""})


def terms(mail: Mail, intent: AskTerms) -> None:
    """Send the terms of reference."""
    del intent
    declared = mail.panel.type
    text = mail.desk.host.terms(declared.key)
    mail.answer(Kind.TERMS, {"text": text, "dated": declared.terms.dated.isoformat()})


def not_understood(mail: Mail, intent: NotUnderstood) -> None:
    """Say that nothing was done, and what can be written; to somebody who may not book here, where to go instead."""
    del intent
    if not standing.turned_away(mail.desk, mail.panel, mail.person):
        mail.say_no("")


def unreadable(mail: Mail, intent: Unreadable) -> None:
    """Say that an encrypted wrapper cannot be read, and what to do."""
    mail.answer(Kind.UNREADABLE, {"what": intent.what})


def nothing(mail: Mail, intent: Intent) -> None:
    """Thanks and the like need no answer."""
    del mail, intent
