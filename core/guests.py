"""Guests: people whom a booking names and who come for that one item, as its own fields say (`PanelType.guests`).

They hold a slot in their calendar like the presenter, and nothing of any other item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from core import barriers, people
from core import booking as bookings
from core.audit import Event
from core.kinds import Role
from core.owners import addresses_in
from core.store.tables import Guest, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Reader
    from core.people import Known
    from core.sites import Panel


def of_booking(desk: Desk, booking: Booking) -> tuple[Known, ...]:
    """Return who is invited to a booking's item."""
    rows = desk.connection.execute(
        select(Person.id, Person.address, Person.name)
        .join(Guest, Guest.person_id == Person.id)
        .where(Guest.booking_id == booking.id, Guest.active.is_(True))
        .order_by(Guest.id)
    ).all()
    return tuple(people.Known(row.id, row.address, row.name) for row in rows)


def readers(desk: Desk, booking: Booking) -> tuple[Reader, ...]:
    """Return a booking's guests as readers of what is said of it."""
    return tuple(people.reader(each, Role.GUEST, {booking.reference}) for each in of_booking(desk, booking))


def named(panel: Panel, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses that a booking's values name as guests."""
    texts = (values.get(key, "") for key in panel.type.guests.fields)
    return tuple(dict.fromkeys(address for text in texts for address in addresses_in(text)))


def blocked(desk: Desk, panel: Panel, booking: Booking) -> tuple[str, ...]:
    """Return the addresses a booking names as guests that may not have its papers."""
    own = {each.address for each in bookings.presenters(desk, booking)}
    invited = (address for address in named(panel, booking.values) if address not in own)
    return tuple(address for address in invited if not barriers.is_allowed(desk, panel, address))


def invite(desk: Desk, panel: Panel, booking: Booking, addresses: Iterable[str]) -> tuple[Known, ...]:
    """Keep more guests of a booking besides those it has; return who is new."""
    here = {*of_booking(desk, booking), *bookings.presenters(desk, booking)}
    new = tuple(each for each in (people.know(desk, address) for address in addresses) if each not in here)
    for each in new:
        _keep(desk, panel, booking, each.id)
    return new


def bring_up_to_date(desk: Desk, panel: Panel, booking: Booking) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
    """Keep the guests a booking names now; return who is new and who is named no longer."""
    if not panel.type.guests.fields:
        return (), ()
    presenters = {each.id for each in bookings.presenters(desk, booking)}
    known = {people.know(desk, address).id: address for address in named(panel, booking.values)}
    wanted = {person_id: address for person_id, address in known.items() if person_id not in presenters}
    here = {each.id: each for each in of_booking(desk, booking)}
    for person_id in wanted:
        if person_id not in here:
            _keep(desk, panel, booking, person_id)
    gone = tuple(each for person_id, each in here.items() if person_id not in wanted)
    for each in gone:
        _set(desk, booking, each.id, active=False)
    new = tuple(people.by_id(desk, person_id) for person_id in wanted if person_id not in here)
    return new, gone


def dismiss(desk: Desk, booking: Booking) -> tuple[Known, ...]:
    """Let all guests of a booking go; return who they were."""
    gone = of_booking(desk, booking)
    for each in gone:
        _set(desk, booking, each.id, active=False)
    return gone


def _keep(desk: Desk, panel: Panel, booking: Booking, person_id: int) -> None:
    where = (Guest.booking_id == booking.id, Guest.person_id == person_id)
    if desk.connection.execute(select(Guest.id).where(*where)).first():
        _set(desk, booking, person_id, active=True)
        return
    desk.connection.execute(insert(Guest).values(booking_id=booking.id, person_id=person_id))
    desk.audit(Event.GUEST_INVITED, panel.key, booking.reference, person=person_id)


def _set(desk: Desk, booking: Booking, person_id: int, *, active: bool) -> None:
    where = (Guest.booking_id == booking.id, Guest.person_id == person_id)
    desk.connection.execute(update(Guest).where(*where).values(active=active))
