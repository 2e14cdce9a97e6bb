"""Who was at a meeting, as its minutes say, and who will be, as the answers say: seats filled and people counted.

A person who holds two seats fills both and is one person. Somebody who declared an interest in a case is not there for
that case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.cases import fold_name, is_said
from core.owners import addresses_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from core.panels import PanelType
    from core.sites import Member


@dataclass(frozen=True)
class Presence:
    """`holders` are (address, seat) pairs of known members; `others` are (seat, how many) of whom no name is given."""

    holders: frozenset[tuple[str, str]] = frozenset()
    others: frozenset[tuple[str, int]] = frozenset()

    @property
    def seats(self) -> frozenset[str]:
        """The seats that are filled."""
        return frozenset({seat for _, seat in self.holders} | {seat for seat, _ in self.others})

    def people(self, panel_type: PanelType) -> int:
        """Return how many people count for quorum: each once, advisers not."""
        advisers = {seat.key for seat in panel_type.seats if seat.optional}
        known = {address for address, seat in self.holders if seat not in advisers}
        return len(known) + sum(count for seat, count in self.others if seat not in advisers)

    def without(self, addresses: Collection[str]) -> Presence:
        """Return who is left when these people take no part."""
        gone = {address.lower() for address in addresses}
        return Presence(frozenset(pair for pair in self.holders if pair[0] not in gone), self.others)


def written(panel_type: PanelType, members: Iterable[Member], text: str) -> Presence:
    """Read a line such as "chair, police, Jo Bright and 2 panel members". Pure.

    A name or an address is that member, with all their seats. A seat that one member holds is that member too; of a
    seat that several hold, or nobody, so many as the number before it says (one without a number).
    """
    members = tuple(members)
    rest = f" {text} "
    found: set[str] = set()
    addresses = addresses_in(text)
    folded = fold_name(text)
    for member in members:
        name = fold_name(member.name)
        if member.email in addresses or (" " in name and is_said(name, folded)):
            found.add(member.email)
    unnamed: dict[str, int] = {}
    for word, seat in _called(panel_type):
        counted = r"(?:(?P<count>\d+|two|three|four|five)\s+)?"
        pattern = re.compile(rf"(?<!\w){counted}{re.escape(word)}(?:e?s)?(?!\w)", re.IGNORECASE)
        for match in pattern.finditer(rest):
            holders = {member.email for member in members if member.seat == seat}
            count = _number(match["count"])
            if holders and count >= len(holders):
                found |= holders
            else:
                unnamed[seat] = max(unnamed.get(seat, 0), count - len(holders & found), 0)
        rest = pattern.sub(" ; ", rest)
    pairs = {(member.email, member.seat) for member in members if member.email in found}
    return Presence(frozenset(pairs), frozenset((seat, count) for seat, count in unnamed.items() if count))


_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


def _number(word: str | None) -> int:
    return int(word) if word and word.isdigit() else _NUMBERS.get((word or "").lower(), 1)


def _called(panel_type: PanelType) -> list[tuple[str, str]]:
    """Return each way to write a seat, the longest first: "vice chair" is not the chair."""
    ways = {
        (way, seat.key) for seat in panel_type.seats for way in (seat.key.replace("_", " "), seat.label, *seat.aliases)
    }
    return sorted(ways, key=lambda pair: (-len(pair[0]), pair))
