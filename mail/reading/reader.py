"""`read`: one mail, capped and decoded. The order: header, tree, parts, text, then what follows from them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from mail.incoming import Incoming, Part
from mail.reading.addresses import from_addresses, message_ids
from mail.reading.body import Body, Written, from_stretches, is_body_text, read_body
from mail.reading.charsets import decode
from mail.reading.fields import Head, read_head
from mail.reading.flowed import one_line_end
from mail.reading.limits import Limits, Notes
from mail.reading.parts import calendars, content, to_part
from mail.reading.tree import Node, read_tree
from mail.reading.winmail import TYPES as WINMAIL_TYPES
from mail.reading.winmail import unwrap
from mail.reading.words import header_text
from mail.reading.wrappers import encrypted_wrapper

if TYPE_CHECKING:
    from collections.abc import Mapping

# Encoded words are text for people. In the fields that programs read they stay as they are: decoded, one of them could
# put a verdict into Authentication-Results or a second address into a trace field.
_FOR_PEOPLE = frozenset(
    {"subject", "from", "to", "cc", "reply-to", "sender", "comments", "keywords", "organization", "thread-topic"}
)
_UNREADABLE = "The mail could not be read by the program; its original is kept."


def read(raw: bytes, limits: Limits = Limits()) -> Incoming:  # noqa: B008 -- a frozen value
    """Return a mail as read. Never raises; `held` is non-empty where a cap bit and a person must look."""
    notes = Notes()
    try:
        return _read(raw, limits, notes)
    except Exception as trouble:  # noqa: BLE001 -- poison never stops the queue (mail-rules 2)
        notes.defect(f"reading failed ({type(trouble).__name__})")
        notes.hold(_UNREADABLE)
        return _filled(Head((), len(raw)), limits, notes)


def _read(raw: bytes, limits: Limits, notes: Notes) -> Incoming:
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")  # line ends of an old Macintosh
    head = read_head(raw, 0, limits.header_block, limits, notes)
    root = read_tree(raw, head, limits, notes)
    leaves = list(root.leaves())
    parts = [to_part(raw, leaf, limits, notes) for leaf in leaves]
    body = read_body(raw, root, limits, notes)
    attached = [part for leaf, part in zip(leaves, parts, strict=True) if not is_body_text(leaf)]
    body, more = _with_winmail(raw, leaves, body, limits, notes)
    reports = [one_line_end(decode(p.content, "utf-8")) for p in parts if p.content_type == "message/delivery-status"]
    return _filled(
        head,
        limits,
        notes,
        body=body,
        parts=(*parts, *more),
        attachments=(*(part for part in attached if not part.content_type.startswith("multipart/")), *more),
        calendars=calendars(parts),
        delivery_status="\n\n".join(reports),
        encrypted=encrypted_wrapper(_containers(root), parts, body.text),
    )


def _filled(
    head: Head,
    limits: Limits,
    notes: Notes,
    *,
    body: Body | None = None,
    parts: tuple[Part, ...] = (),
    attachments: tuple[Part, ...] = (),
    calendars: tuple[bytes, ...] = (),
    delivery_status: str = "",
    encrypted: str = "",
) -> Incoming:
    headers = _headers(head, limits, notes)
    senders = from_addresses([field.value for field in head.fields if field.name == "from"], limits, notes)
    first = {name: values[0] for name, values in headers.items()}
    body = body or Body("", from_html=False, table_rows=())
    thread = message_ids(first.get("references", "")) + message_ids(first.get("in-reply-to", ""))
    return Incoming(
        headers=headers,
        subject=first.get("subject", ""),
        from_addresses=senders,
        message_id=first.get("message-id", ""),
        references=tuple(dict.fromkeys(thread)),
        date=_date(first.get("date", ""), notes),
        text=body.text,
        from_html=body.from_html,
        table_rows=body.table_rows,
        calendars=calendars,
        attachments=attachments,
        parts=parts,
        delivery_status=delivery_status,
        encrypted=encrypted,
        defects=tuple(notes.defects),
        held=" ".join(notes.holds),
    )


def _headers(head: Head, limits: Limits, notes: Notes) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, value in head.fields:
        text = header_text(value, limits, notes) if name in _FOR_PEOPLE else one_line_end(decode(value, "utf-8"))
        found.setdefault(name, []).append(text)
    return {name: tuple(values) for name, values in found.items()}


def _date(value: str, notes: Notes) -> datetime | None:
    if not value:
        return None
    try:
        read_date = parsedate_to_datetime(value[:200])
        aware = read_date if read_date.tzinfo else read_date.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        notes.defect("a date that is none")
        return None


def _containers(root: Node) -> list[str]:
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        if node.type.name.startswith("multipart/"):
            found.append(node.type.name)
    return found


def _with_winmail(
    raw: bytes, leaves: list[Node], body: Body, limits: Limits, notes: Notes
) -> tuple[Body, tuple[Part, ...]]:
    """Return the body and the further parts that a winmail.dat holds."""
    for leaf in leaves:
        is_winmail = leaf.type.name in WINMAIL_TYPES or leaf.type.filename.lower() == "winmail.dat"
        if not is_winmail:
            continue
        if leaf.end - leaf.start > limits.winmail:
            notes.hold("The mail holds a winmail.dat too large for the program to open.")
            continue
        opened = unwrap(content(raw, leaf, limits.winmail, notes), limits, notes)
        if opened is None:
            if not body.text.strip():
                notes.hold("The text of the mail is in a winmail.dat that could not be opened.")
            continue
        if not body.text.strip():
            body = from_stretches([opened.written] if opened.written != Written() else [], limits, notes)
        return body, opened.attachments
    return body, ()
