"""What there is of one case: its bookings, the mails about it, and the people we know for it alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from core import booking as bookings
from core import outbox
from core.kinds import Purpose, Role
from core.store.tables import (
    ActionRow,
    Attendance,
    AuditEvent,
    Booking,
    Conflict,
    Guest,
    Inbox,
    Outbox,
    Person,
    Presenter,
    Research,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Select

    from core.sites import Panel

_OF_A_BOOKING = (Purpose.BOOKING, Purpose.SLOT, Purpose.LATE, Purpose.CONFIRM)
_OUTSIDERS = (Role.SUBJECT, Role.GUEST)


@dataclass(frozen=True)
class Item:
    """One booking of the case."""

    id: int
    reference: str
    state: str
    meeting_id: int | None


@dataclass(frozen=True)
class Sent:
    """One mail of ours about the case; `inbox_id` is the mail that caused it."""

    id: int
    state: str
    inbox_id: int | None


@dataclass(frozen=True)
class Trace:
    """A case's bookings, oldest first, and what we sent about them."""

    items: tuple[Item, ...]
    sent: tuple[Sent, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The bookings' ids."""
        return tuple(each.id for each in self.items)

    @property
    def references(self) -> tuple[str, ...]:
        """The bookings' references."""
        return tuple(each.reference for each in self.items)

    @property
    def meetings(self) -> frozenset[int]:
        """The ids of the meetings they were on."""
        return frozenset(each.meeting_id for each in self.items if each.meeting_id is not None)


def of_case(connection: Connection, case_id: int) -> Trace:
    """Return what there is of a case."""
    rows = connection.execute(
        select(Booking.id, Booking.reference, Booking.state, Booking.meeting_id)
        .where(Booking.case_id == case_id, Booking.state != bookings.State.ERASED)
        .order_by(Booking.id)
    ).all()
    items = tuple(Item(*row) for row in rows)
    return Trace(items, _sent(connection, [each.id for each in items], {each.reference for each in items}))


def _sent(connection: Connection, ids: Collection[int], references: Collection[str]) -> tuple[Sent, ...]:
    """Return what we sent about bookings: by reference, or with a reply address of the booking or of its actions."""
    owed = select(ActionRow.id).where(ActionRow.booking_id.in_(ids))
    by_address = or_(
        Outbox.purpose.in_(_OF_A_BOOKING) & Outbox.about.in_(ids),
        (Outbox.purpose == Purpose.ACTION) & Outbox.about.in_(owed),
    )
    by_reference = [Outbox.refs.contains(reference, autoescape=True) for reference in references]
    rows = connection.execute(
        select(Outbox.id, Outbox.state, Outbox.inbox_id, Outbox.refs, by_address.label("by_address"))
        .where(or_(by_address, *by_reference), Outbox.state != outbox.State.ERASED)
        .order_by(Outbox.id)
    ).all()
    return tuple(
        Sent(row.id, row.state, row.inbox_id)
        for row in rows
        if row.by_address or not set(row.refs.split(",")).isdisjoint(references)
    )


def received(connection: Connection, trace: Trace) -> frozenset[int]:
    """Return the inbox rows that were about a case.

    Those that made its bookings, those that something of ours answered, and those that the audit trail names with them.
    """
    found = {each.inbox_id for each in trace.sent}
    found.update(connection.execute(select(Booking.inbox_id).where(Booking.id.in_(trace.ids))).scalars())
    named = or_(*(AuditEvent.reference.contains(reference, autoescape=True) for reference in trace.references))
    for row in connection.execute(select(AuditEvent.reference, AuditEvent.detail).where(named)):
        if not set(row.reference.split(",")).isdisjoint(trace.references):
            found.add(json.loads(row.detail).get("inbox"))
    return frozenset(number for number in found if number)


def people_alone(connection: Connection, panel: Panel, trace: Trace) -> frozenset[int]:
    """Return the people we know for this case alone: whom a letter was for, and who came for the item."""
    sent = [each.id for each in trace.sent]
    outsiders = select(Outbox.person_id).where(Outbox.id.in_(sent), Outbox.role.in_(_OUTSIDERS))
    guests = select(Guest.person_id).where(Guest.booking_id.in_(trace.ids))
    found = _numbers(connection, outsiders, guests)
    elsewhere = _numbers(
        connection,
        select(Outbox.person_id).where(Outbox.person_id.in_(found), Outbox.id.not_in(sent)),
        select(Outbox.person_id).where(Outbox.person_id.in_(found), Outbox.role.not_in(_OUTSIDERS)),
        select(Guest.person_id).where(Guest.person_id.in_(found), Guest.booking_id.not_in(trace.ids)),
        select(ActionRow.owner_id).where(ActionRow.owner_id.in_(found)),
        select(Inbox.sender_id).where(Inbox.sender_id.in_(found)),
        *(
            select(table.person_id).where(table.person_id.in_(found))
            for table in (Presenter, Attendance, Conflict, Research)
        ),
    )
    rows = connection.execute(select(Person.id, Person.address).where(Person.id.in_(found - elsewhere))).all()
    return frozenset(row.id for row in rows if not panel.roles(row.address))


def _numbers(connection: Connection, *queries: Select[Any]) -> frozenset[int]:
    return frozenset(number for query in queries for number in connection.execute(query).scalars() if number)
