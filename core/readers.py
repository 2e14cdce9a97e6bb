"""Who might read a panel's papers, as readers for `core.disclosure`: offices, seats and representatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core import people
from core.kinds import Role
from core.store.tables import Attendance

if TYPE_CHECKING:
    from core.desk import Desk
    from core.disclosure import Reader
    from core.sites import Panel


def coordinator(desk: Desk, panel: Panel) -> Reader:
    """Return the panel's coordinator."""
    return people.reader(people.know(desk, panel.coordinator), Role.COORDINATOR)


def chair(desk: Desk, panel: Panel) -> Reader:
    """Return the panel's chair."""
    return people.reader(people.know(desk, panel.chair), Role.CHAIR)


def confirmer(desk: Desk, address: str, reference: str) -> Reader:
    """Return whoever confirms the outcomes of one booking."""
    return people.reader(people.know(desk, address), Role.CONFIRMER, {reference})


def of_meeting(desk: Desk, panel: Panel, meeting_id: int) -> tuple[Reader, ...]:
    """Return a meeting's seats as they stand: each member, or for that date their representative; chair included.

    A member who named a representative does not read that date's papers; the representative does (dossier: "the
    invite, list and access move to that person for that date only").
    """
    rows = desk.connection.execute(
        select(Attendance.id, Attendance.person_id, Attendance.seat, Attendance.stands_for)
        .where(Attendance.meeting_id == meeting_id, Attendance.active.is_(True))
        .order_by(Attendance.id)
    ).all()
    stood_for = {row.stands_for for row in rows if row.stands_for}
    found: dict[int, Reader] = {}
    for row in rows:
        if row.id in stood_for:
            continue
        person = people.by_id(desk, row.person_id)
        role = Role.REPRESENTATIVE if row.stands_for else Role.CHAIR if person.address == panel.chair else Role.MEMBER
        found.setdefault(person.id, people.reader(person, role))
    if not rows:  # nobody was invited yet (a meeting added at short notice): the members by configuration
        for member in panel.members:
            person = people.know(desk, member.email, member.name)
            role = Role.CHAIR if person.address == panel.chair else Role.MEMBER
            found.setdefault(person.id, people.reader(person, role))
    return tuple(found.values())


def of_names_list(desk: Desk, panel: Panel, meeting_id: int) -> tuple[Reader, ...]:
    """Return who gets a meeting's names list: the seats as they stand, and the coordinator."""
    seats = of_meeting(desk, panel, meeting_id)
    office = coordinator(desk, panel)
    return (*(reader for reader in seats if reader.person_id != office.person_id), office)
