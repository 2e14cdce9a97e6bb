"""`Context`: what the house knows about a mail before it is understood. Built by the worker, only read here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.intents import Sender, Standing
from core.kinds import Purpose, Role
from core.panels import Field, PanelType

_NOBODY = Sender(address="", name="", standing=Standing.STRANGER)


@dataclass(frozen=True)
class Context:
    """Which panel was written to, by whom, and what the mail answers.

    `today` is the local date in `timezone`. `roles` are what the sender is at this panel, `purpose` what the reply
    address was signed for (None: the plain mailbox). `sent_text` is the plain text of ours that this mail answers, ""
    when it is not known. `references_known` is the shape of booking references (`MIS-YY-NNNN`; "" means the panel
    type's prefix). `asked` are the keys of the fields this sender was asked for in that booking. `staff_names` are
    people the house knows, so that a worker is not taken for a child.
    """

    panel: PanelType
    today: date
    timezone: str = "Europe/London"
    sender: Sender = _NOBODY
    roles: frozenset[Role] = frozenset()
    purpose: Purpose | None = None
    sent_text: str = ""
    references_known: str = ""
    asked: tuple[str, ...] = ()
    staff_names: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """Return what booking references begin with: `MIS` for `MIS-26-0007`."""
        return self.references_known.split("-")[0] or self.panel.prefix

    def without_links(self, text: str) -> str:
        """Return a text without the lines that name a linked case: "Twin: CDOP-26-0001" is not about that booking."""
        linked = self.panel.linked
        fields = [each for each in self.panel.fields if linked and each.key == linked.field]
        return "\n".join(line for line in text.split("\n") if not fills_in(line, fields)) if fields else text


def fills_in(line: str, fields: Iterable[Field]) -> bool:
    """Whether a line fills in one of these fields, by its label or an alias: "Date of birth: 3 April 2010"."""
    label, colon, _ = line.lstrip(" \t*-").partition(":")
    written = " ".join(label.casefold().split())
    return bool(colon) and any(written == name.casefold() for each in fields for name in (each.label, *each.aliases))
