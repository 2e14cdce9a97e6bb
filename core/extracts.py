"""Which items a member is invited to, at a panel whose members see extracts and not the whole list.

Pure, but for the person as we know them. Source: MAPPA guidance - an agency gets only the items it is invited to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.cases import fold_name, is_said
from core.owners import addresses_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.people import Known
    from core.sites import Panel


def is_invited(panel: Panel, seats: frozenset[str], person: Known, values: Mapping[str, str]) -> bool:
    """Whether somebody in these seats takes part in an item, by the panel's declaration and the booking's words."""
    rule = panel.confidentiality.extracts
    if rule is None or seats & set(rule.always):
        return True
    if any(seat in seats and condition.holds(values) for seat, condition in rule.seats):
        return True
    written = values.get(rule.field, "") if rule.field else ""
    if not written:
        return False
    if person.address in addresses_in(written):
        return True
    text = fold_name(written)
    return any(is_said(words, text) for words in _called(panel, seats, person))


def _called(panel: Panel, seats: frozenset[str], person: Known) -> set[str]:
    """Return what people write for somebody: seat, agency, other names of the seat, their own name."""
    member = panel.member(person.address)
    words = {person.name if " " in person.name else "", member.agency if member else ""}
    for key in seats:
        seat = panel.type.seat(key)
        words |= {key.replace("_", " "), *((seat.label, seat.agency, *seat.aliases) if seat else ())}
    return {folded for word in words if (folded := fold_name(word))}
