"""From a view to a message: words, text and HTML from the same blocks, headers (design A4), the calendar parts."""

from __future__ import annotations

from email.utils import format_datetime

from core.disclosure import Disclosed
from mail.composing import headers
from mail.composing.as_html import as_html
from mail.composing.as_text import as_text
from mail.composing.assembly import assemble
from mail.composing.dates import zone
from mail.composing.letterhead import Letterhead
from mail.composing.wording import word
from mail.invitations import calendar_text, exact_address


def compose(view: Disclosed, letterhead: Letterhead) -> bytes:
    """Return the message of one view: the same bytes each time it is asked with the same view and letterhead.

    Takes `Disclosed` alone (TypeError otherwise): nothing leaves without `core.disclosure`. Raises Held when the
    reader's address cannot be written, Faulty when the site's time zone has no calendar form.
    """
    if type(view) is not Disclosed:
        raise TypeError("Only a view that core.disclosure made can be composed.")
    worded = word(view, letterhead)
    calendar = _calendar(view, letterhead)
    return assemble(
        _headers(view, letterhead, worded.title),
        letterhead.message_id,
        as_text(worded.blocks),
        as_html(worded.title, worded.blocks),
        calendar,
    )


def _headers(view: Disclosed, letterhead: Letterhead, title: str) -> list[str]:
    # An invitation comes from its organiser: mail programs show no buttons when From and ORGANIZER differ.
    sender = letterhead.reply_address.lower() if view.calendar else letterhead.mailbox(view)
    reply_to = letterhead.reply_address.lower() if view.calendar else letterhead.reply_address
    marking = f"{view.marking.upper()}: " if view.marking else ""
    sent = letterhead.sent_at.astimezone(zone(letterhead.timezone))
    lines = [
        headers.address_line("From", view.panel_name or letterhead.site_name, sender),
        headers.address_line("Reply-To", "", reply_to),
        headers.address_line("To", view.reader.name, view.reader.address),
        headers.text_line("Subject", marking + title),
        f"Date: {format_datetime(sent)}",
        f"Message-ID: {letterhead.message_id}",
        *headers.thread_lines(view.thread),
        f"Panelpost-Kind: {view.kind.value}",
    ]
    if view.refs:
        lines.append(headers.list_line("Panelpost-Ref", view.refs))
    if view.meeting is not None:
        lines.append(headers.text_line("Panelpost-Meeting", view.meeting.date))
    if view.panel:
        lines.append(headers.text_line("Panelpost-Panel", view.panel))
    return [
        *lines,
        f"Auto-Submitted: {'auto-replied' if view.is_answer else 'auto-generated'}",
        "X-Auto-Response-Suppress: All",
        "Content-Language: en-GB",
        headers.text_line("User-Agent", f"Panelpost/{letterhead.version}"),
    ]


def _calendar(view: Disclosed, letterhead: Letterhead) -> tuple[str, bytes] | None:
    if view.calendar is None:
        return None
    content = calendar_text(
        view.calendar,
        organizer=letterhead.reply_address,
        organizer_name=view.panel_name or letterhead.site_name,
        attendee=exact_address(view.reader.address),
        attendee_name=view.reader.name,
        stamp=letterhead.sent_at,
        timezone=letterhead.timezone,
    )
    return view.calendar.method, content
