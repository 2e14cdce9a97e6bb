"""Outcomes of a booking, as they stand: draft when the chair approves the minutes, final once they are confirmed.

Who makes which of them final is a `Group`. `core/approval` records them, `core/confirmations` makes them final.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from core import actions, owners, readers
from core.audit import Event
from core.outcome_states import DRAFT, LIVE, NOT_AGREED
from core.panels import FieldKind
from core.store.tables import OutcomeRow as Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Reader
    from core.sites import Panel

_FREE = (FieldKind.TEXT, FieldKind.LONG)


def rows(desk: Desk, booking: Booking) -> Any:
    """Return a booking's outcomes that count: all but those that were replaced."""
    return desk.connection.execute(
        select(Row.id, Row.key, Row.values, Row.state, Row.minutes_id, Row.confirmer)
        .where(Row.booking_id == booking.id, Row.state.in_(LIVE))
        .order_by(Row.id)
    ).all()


def sent_back(desk: Desk, booking: Booking) -> bool:
    """Whether a booking is back with the chair because its confirmer did not agree."""
    return any(row.state == NOT_AGREED for row in rows(desk, booking)) or actions.sent_back(desk, booking)


@dataclass(frozen=True)
class Group:
    """Outcomes of one booking that one person makes final: `address` of somebody named, "" by the panel's rule.

    `rows` are outcome rows, `by_hand` whether actions given by hand go with them, `waits` whether they need confirming.
    """

    address: str
    rows: tuple[Any, ...]
    by_hand: bool
    waits: bool

    @property
    def outcome_ids(self) -> set[int | None]:
        """What its actions come from."""
        return {*(row.id for row in self.rows), *([None] if self.by_hand else [])}


def groups(desk: Desk, panel: Panel, booking: Booking) -> tuple[Group, ...]:
    """Return the outcomes that are still draft, by who makes them final."""
    drafts = [row for row in rows(desk, booking) if row.state == DRAFT]
    named = dict.fromkeys(row.confirmer for row in drafts if row.confirmer)
    found = [Group(each, tuple(row for row in drafts if row.confirmer == each), False, True) for each in named]
    rest = tuple(row for row in drafts if not row.confirmer)
    by_hand = bool(actions.by_hand(desk, booking))
    if rest or by_hand:
        natures = panel.type.confirmation.natures
        declared = [panel.type.outcome(row.key) for row in rest]
        waits = any(each and (each.nature in natures or each.by_confirmer) for each in declared)
        found.append(Group("", rest, by_hand, waits or bool(natures and by_hand)))
    return tuple(found)


def confirmer(desk: Desk, panel: Panel, booking: Booking, address: str = "") -> Reader:
    """Return who confirms: somebody named for an outcome, else whom the booking names, else the panel's confirmer."""
    named = address or owners.address_in(booking.values.get(panel.type.confirmation.by_field, ""))
    return readers.confirmer(desk, named or panel.confirmer, booking.reference)


def awaits(desk: Desk, booking: Booking) -> bool:
    """Whether a booking waits for its confirmer: not while it is back with the chair."""
    if sent_back(desk, booking):
        return False
    return any(row.state == DRAFT for row in rows(desk, booking)) or bool(actions.of_booking(desk, booking, DRAFT))


def waiting_for(desk: Desk, panel: Panel, booking: Booking, person_id: int) -> tuple[Group, ...]:
    """Return the outcomes of a booking that wait for this person."""
    return tuple(
        group
        for group in groups(desk, panel, booking)
        if confirmer(desk, panel, booking, group.address).person_id == person_id
    )


def reword(desk: Desk, panel: Panel, booking: Booking, wording: Iterable[tuple[str, str]]) -> str:
    """Put a confirmer's words for the panel's; return the first words that are not there (then nothing is changed).

    Only free text can be reworded. Which outcome it is, its dates, choices and people are substance, and that is the
    chair's (dossier: "the manager may correct wording").
    """
    pairs = tuple(wording)
    texts = [*actions.draft_texts(desk, booking)]
    for row in rows(desk, booking):
        texts += [value for key, value in row.values.items() if key in _free(panel, row.key)]
    lost = next((old for old, _ in pairs if not any(old in text for text in texts)), "")
    if lost or not pairs:
        return lost
    for old, new in pairs:
        actions.reword(desk, booking, old, new)
        for row in rows(desk, booking):
            free = _free(panel, row.key)
            values = {key: text.replace(old, new) if key in free else text for key, text in row.values.items()}
            desk.connection.execute(update(Row).where(Row.id == row.id).values(values=values))
    desk.audit(Event.OUTCOMES_REWORDED, panel.key, booking.reference, places=len(pairs))
    return ""


def _free(panel: Panel, key: str) -> frozenset[str]:
    """Return the fields of an outcome that hold free text."""
    declared = panel.type.outcome(key)
    return frozenset(field.key for field in declared.fields if field.kind in _FREE) if declared else frozenset()
