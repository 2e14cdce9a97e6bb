"""Who must get nothing of one booking: people with a conflict of interest, and people who must not learn of the case.

A panel type declares the booking fields that name people who must not learn (`Confidentiality.never`) and the domains
that alone may hear of its cases; a conflict is declared by whoever has it. `core.outbox` asks before anything leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from core.audit import Event
from core.cases import fold_name, is_said
from core.kinds import Role
from core.owners import addresses_in
from core.sites import domain_matches
from core.store.tables import Booking, Conflict, Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from core import booking as bookings
    from core.desk import Desk
    from core.disclosure import Document, Reader
    from core.sites import Panel

MUST_NOT_LEARN = "somebody the case says must not learn of it"
CONFLICT = "they declared a conflict of interest"
OUTSIDE = "the address is outside the domains that hear of this panel's cases"
_ONE_CASE = frozenset({Role.PRESENTER, Role.ANYONE})


def barrier(
    desk: Desk, panel: Panel, document: Document, readers: Sequence[Reader]
) -> Callable[[Reader, str], str] | None:
    """Return what `core.disclosure` asks of each reader and reference; None when this document needs no asking."""
    rules = panel.confidentiality
    references = tuple(item.ref for item in document.items if item.ref)
    if not references:
        return None
    conflicts = _conflicts(desk, references) if any(each.role not in _ONE_CASE for each in readers) else frozenset()
    named = _named(desk, references) if rules.never else {}
    if not (conflicts or named or rules.only_domains or rules.permission):
        return None

    def asked(reader: Reader, reference: str) -> str:
        if must_not_learn(panel, (reader.address, reader.name), named.get(reference, {})):
            return MUST_NOT_LEARN
        if (reader.person_id, reference) in conflicts:
            return CONFLICT
        outside = rules.only_domains and not domain_matches(reader.address, rules.only_domains)
        # Not even their time: who may not have the papers comes by the chair's permission, with another address.
        uninvited = rules.permission and reader.role is Role.GUEST and not is_allowed(desk, panel, reader.address)
        return OUTSIDE if (outside or uninvited) and reference else ""

    return asked


def is_allowed(desk: Desk, panel: Panel, address: str) -> bool:
    """Whether personal content of this panel's cases may go to an address at all."""
    only = panel.confidentiality.only_domains
    return desk.site.is_secure(address) and (not only or domain_matches(address, only))


def _conflicts(desk: Desk, references: Iterable[str]) -> frozenset[tuple[int, str]]:
    rows = desk.connection.execute(
        select(Conflict.person_id, Booking.reference)
        .join(Booking, Booking.id == Conflict.booking_id)
        .where(Booking.reference.in_(tuple(references)))
    ).all()
    return frozenset((row.person_id, row.reference) for row in rows)


def _named(desk: Desk, references: Iterable[str]) -> dict[str, Mapping[str, str]]:
    rows = desk.connection.execute(
        select(Booking.reference, Booking.values).where(Booking.reference.in_(tuple(references)))
    ).all()
    return {row.reference: row.values for row in rows}


def never_told(panel: Panel, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a booking says of people who must not learn of it, as written."""
    return tuple(values[key] for key in panel.confidentiality.never if values.get(key))


def is_named(address: str, name: str, texts: Iterable[str], *, by_surname: bool = False) -> bool:
    """Whether a person is named in texts: by their address or whole name, and `by_surname` by that alone. Pure."""
    whole = fold_name(name)
    surname = whole.rpartition(" ")[2] if by_surname else ""
    for text in texts:
        if address and address.lower() in addresses_in(text):
            return True
        words = fold_name(text)
        if (" " in whole and is_said(whole, words)) or (len(surname) > 1 and is_said(surname, words)):
            return True
    return False


def must_not_learn(panel: Panel, person: tuple[str, str], values: Mapping[str, str]) -> bool:
    """Whether a person (address, name) is one of those a booking says must not learn of it."""
    address, name = person
    surnames = panel.confidentiality.never_surnames
    return any(
        is_named(address, name, (values[key],), by_surname=key in surnames)
        for key in panel.confidentiality.never
        if values.get(key)
    )


def declare(desk: Desk, panel: Panel, booking: bookings.Booking, person_id: int) -> bool:
    """Keep that somebody has no part in a booking; return whether that is new."""
    where = (Conflict.booking_id == booking.id, Conflict.person_id == person_id)
    if desk.connection.execute(select(Conflict.id).where(*where)).first():
        return False
    desk.connection.execute(insert(Conflict).values(booking_id=booking.id, person_id=person_id, made=desk.now))
    desk.audit(Event.CONFLICT_DECLARED, panel.key, booking.reference, person=person_id)
    return True


def take_back(desk: Desk, panel: Panel, booking: bookings.Booking, person_id: int) -> bool:
    """Forget that somebody has no part in a booking; return whether it was kept."""
    where = (Conflict.booking_id == booking.id, Conflict.person_id == person_id)
    gone = desk.connection.execute(delete(Conflict).where(*where)).rowcount
    if gone:
        desk.audit(Event.CONFLICT_TAKEN_BACK, panel.key, booking.reference, person=person_id)
    return bool(gone)


def of_booking(desk: Desk, booking: bookings.Booking) -> tuple[tuple[int, str], ...]:
    """Return who has no part in a booking: (person id, address)."""
    rows = desk.connection.execute(
        select(Conflict.person_id, Person.address)
        .join(Person, Person.id == Conflict.person_id)
        .where(Conflict.booking_id == booking.id)
    ).all()
    return tuple((row.person_id, row.address) for row in rows)
