"""What an action's owner answers: done, not possible, not done, more time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import actions
from core import booking as bookings
from core.errors import Refused
from core.kinds import Purpose

if TYPE_CHECKING:
    from core.actions import Action
    from core.booking import Booking
    from core.handlers.mail import Mail
    from core.intents import ActionDone, ActionNotDone, ActionNotPossible, MoreTime


def _action(mail: Mail) -> tuple[Action, Booking]:
    """Return the sender's action meant: by reply address, by its booking's reference, else the only open one."""
    desk, panel = mail.desk, mail.panel
    bound = mail.about(Purpose.ACTION)
    action = actions.find(desk, bound) if bound else None
    if action is not None:
        booking = bookings.get(desk, action.booking_id)
        if action.owner_id != mail.person.id and mail.person not in bookings.presenters(desk, booking):
            action = None
    if action is None:
        own = [
            each
            for each in actions.open_of(desk, panel, mail.person.id)
            if not mail.heard.references or bookings.get(desk, each.booking_id).reference in mail.heard.references
        ]
        if len(own) != 1:
            message = "Reply to the mail that gave you the action, so that we know which one you mean."
            raise Refused(message)
        action = own[0]
    if action.state not in (actions.OPEN, actions.DRAFT):
        message = f"This action is closed already ({action.state})."
        raise Refused(message)
    return action, bookings.get(desk, action.booking_id)


def _close(mail: Mail, state: str, reason: str) -> None:
    action, booking = _action(mail)
    actions.close(mail.desk, mail.panel, booking, action, state, reason.strip(), mail.person)


def done(mail: Mail, intent: ActionDone) -> None:
    """The action is done."""
    _close(mail, actions.DONE, intent.note)


def not_possible(mail: Mail, intent: ActionNotPossible) -> None:
    """The action could not be done; the reason is for the panel."""
    if not intent.reason.strip():
        message = "Write why, for example: not possible: the placement ended."
        raise Refused(message)
    _close(mail, actions.NOT_POSSIBLE, intent.reason)


def not_done(mail: Mail, intent: ActionNotDone) -> None:
    """The action was not done."""
    _close(mail, actions.NOT_DONE, intent.reason)


def more_time(mail: Mail, intent: MoreTime) -> None:
    """The owner needs longer."""
    action, booking = _action(mail)
    if intent.until <= mail.desk.today(mail.panel):
        message = (
            "That day is past. Write a date to come, for example: more time until 12 January: waiting for the police."
        )
        raise Refused(message)
    actions.extend(mail.desk, mail.panel, booking, action, intent.until, intent.reason.strip(), mail.person)
