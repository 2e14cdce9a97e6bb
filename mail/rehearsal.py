"""What the contract kit (`core.testing`) asks of mail: a text read as a booking or as minutes, a view as a message.

The same ways as a real mail goes, without a store.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from core.intents import Book, OutcomeGiven, Sender, Standing
from mail.composing.compose import compose as compose_view
from mail.composing.letterhead import Letterhead
from mail.reading import read
from mail.reading.limits import Limits
from mail.sorting import Sort
from mail.understanding.context import Context
from mail.understanding.minutes_form import read_form
from mail.understanding.minutes_text import read_minutes
from mail.understanding.understand import understand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.disclosure import Disclosed
    from core.panels import PanelType

_WORKER = Sender("jo.bright@anytown.example", "Jo Bright", Standing.IDENTIFIED)


def read_booking(panel: PanelType, text: str, today: date) -> Mapping[str, str]:
    """Return what is understood of the first subject of a booking mail: field key to kept value."""
    message = EmailMessage()
    message["From"] = _WORKER.address
    message["To"] = "panel@panels.anytown.example"
    message["Subject"] = "Booking"
    message.set_content(text)
    incoming = read(message.as_bytes(policy=SMTP), Limits())
    understood = understand(incoming, Sort.PERSON, Context(panel, today, sender=_WORKER))
    booked = next((each for each in understood.intents if isinstance(each, Book)), None)
    if booked is None:
        return {}
    return booked.subjects[0] if booked.subjects else booked.known


def read_outcome(panel: PanelType, line: str, today: date) -> OutcomeGiven | None:
    """Return the outcome that one line of minutes records."""
    blocks = read_form(read_minutes(f"[{panel.prefix}-26-0001]\n{line}\n"), panel, today).blocks
    return next((each for block in blocks for each in block.outcomes), None)


def compose(view: Disclosed) -> bytes:
    """Return a view as the message that would leave."""
    letterhead = Letterhead(
        site_name="Anytown panels",
        mail_domain="panels.anytown.example",
        base_url="http://127.0.0.1:8080",
        timezone="Europe/London",
        message_id="<rehearsal@panels.anytown.example>",
        sent_at=datetime(2026, 11, 24, 10, tzinfo=UTC),
        reply_address="panel+token@panels.anytown.example",
        version="1",
    )
    return compose_view(view, letterhead)
