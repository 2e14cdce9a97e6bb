"""The desk: what one handler works with inside its one transaction.

Effect, audit and outgoing mail are written through it and commit together (rule 8). It knows the time, the site and
whom the mail at hand came from, and nothing of MIME.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.audit import Entry, Event

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection

    from core.host import Host
    from core.sealing import Keyring
    from core.sites import Panel, Site


@dataclass
class Desk:
    """One transaction's worth of work. `thread` are Message-IDs that answers belong to; `actor` is for the audit."""

    connection: Connection
    site: Site
    host: Host
    keyring: Keyring
    now: datetime
    wall: datetime
    actor: str = "time"
    inbox_id: int | None = None
    thread: tuple[str, ...] = ()
    may_answer: bool = True
    events: list[Entry] = field(default_factory=list)

    def audit(self, event: Event, panel: str = "", reference: str = "", meeting: str = "", **detail: str | int) -> None:
        """Note an event; all of a transaction's events are chained when it ends.

        One about a booking says which mail made it: that is how all mails about a case are found again.
        """
        if reference and self.inbox_id is not None:
            detail.setdefault("inbox", self.inbox_id)
        self.events.append(Entry(event, panel, reference, meeting, self.actor, tuple(sorted(detail.items()))))

    def today(self, panel: Panel) -> date:
        """Return the local day at a panel."""
        return self.now.astimezone(panel.zone).date()
