"""People: everybody we write to or who wrote to us, found by the keyed hash of their address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from core.disclosure import Reader
from core.store.tables import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.desk import Desk
    from core.kinds import Role


@dataclass(frozen=True)
class Known:
    """A person: id, address in lower case, display name ("" when never given)."""

    id: int
    address: str
    name: str


def know(desk: Desk, address: str, name: str = "") -> Known:
    """Return the person with this address, making them when they are new; a name is kept when one was missing."""
    address = address.strip().lower()
    hashed = desk.keyring.fingerprint("address", address)
    row = desk.connection.execute(select(Person.id, Person.name).where(Person.address_hash == hashed)).one_or_none()
    if row is None:
        made = desk.connection.execute(
            insert(Person).values(address_hash=hashed, address=address, name=name).returning(Person.id)
        ).scalar_one()
        return Known(made, address, name)
    if name and not row.name:
        desk.connection.execute(update(Person).where(Person.id == row.id).values(name=name))
        return Known(row.id, address, name)
    return Known(row.id, address, row.name)


def find(desk: Desk, address: str) -> Known | None:
    """Return the person with this address, or None."""
    hashed = desk.keyring.fingerprint("address", address.strip().lower())
    row = desk.connection.execute(
        select(Person.id, Person.address, Person.name).where(Person.address_hash == hashed)
    ).one_or_none()
    return None if row is None else Known(row.id, row.address, row.name)


def by_id(desk: Desk, person_id: int) -> Known:
    """Return a person known to exist."""
    row = desk.connection.execute(select(Person.id, Person.address, Person.name).where(Person.id == person_id)).one()
    return Known(row.id, row.address, row.name)


def reader(person: Known, role: Role, own: Iterable[str] = (), seats: Iterable[str] = ()) -> Reader:
    """Return a person as a reader of a document."""
    return Reader(person.id, person.address, person.name, role, frozenset(own), frozenset(seats))
