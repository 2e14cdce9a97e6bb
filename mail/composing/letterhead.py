"""What a mail carries besides its view: where the site is, when it is sent, and where answers go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.disclosure import Disclosed

MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
"""A Message-ID that can stand in a header: printable ASCII without spaces or further angle brackets."""


@dataclass(frozen=True)
class Letterhead:
    """The site's part of one mail.

    `message_id` (with angle brackets) is fixed before the first try, so that a retry is recognised as the same mail.
    `reply_address` is the full signed address; for invitations it is also From and ORGANIZER. `sent_at` is aware; it is
    also DTSTAMP, so it must rise from one message about a meeting to the next.
    """

    site_name: str
    mail_domain: str
    base_url: str
    timezone: str
    message_id: str
    sent_at: datetime
    reply_address: str
    version: str

    def __post_init__(self) -> None:
        """Refuse what would make a header that nobody can read back."""
        if not MESSAGE_ID.fullmatch(self.message_id):
            raise ValueError("message_id must be one Message-ID in angle brackets")
        if self.sent_at.tzinfo is None:
            raise ValueError("sent_at must be aware")

    def mailbox(self, view: Disclosed) -> str:
        """Return the panel's own address (a view may hold the local part alone)."""
        return view.mailbox if "@" in view.mailbox else f"{view.mailbox}@{self.mail_domain}"
