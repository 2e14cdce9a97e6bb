"""`Incoming`: one mail as read, before anybody asks what it means. The seam between reading and understanding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True)
class Part:
    """A leaf of the MIME tree: content type in lower case, file name ("" when none), decoded bytes."""

    content_type: str
    filename: str
    content: bytes
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Incoming:
    """A mail, capped and decoded; never an exception's child: what could not be read is said in `defects`.

    `headers` hold the decoded top-level headers, name in lower case to every value in order. `text` is the plain text
    to work with (from text/plain, else from HTML), `from_html` whether it came from HTML. `table_rows` are the rows of
    tables in an HTML body (cells as text), because a layout table reads better as rows. `calendars` are the bytes of
    text/calendar parts found anywhere (application/ics as the last resort). `held` is non-empty when a cap bit and a
    person must look. `encrypted` names an encrypted wrapper ("" when none).
    """

    headers: Mapping[str, tuple[str, ...]]
    subject: str
    from_addresses: tuple[tuple[str, str], ...]  # (display name, address in lower case), every From field and address
    message_id: str
    references: tuple[str, ...]
    date: datetime | None
    text: str
    from_html: bool = False
    table_rows: tuple[tuple[str, ...], ...] = ()
    calendars: tuple[bytes, ...] = ()
    attachments: tuple[Part, ...] = ()
    parts: tuple[Part, ...] = ()
    delivery_status: str = ""
    defects: tuple[str, ...] = ()
    encrypted: str = ""
    held: str = ""

    def header(self, name: str) -> str:
        """Return the first value of a header (name in lower case), or an empty string."""
        values = self.headers.get(name, ())
        return values[0] if values else ""
