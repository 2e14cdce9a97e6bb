"""Who might read a panel's papers, as readers for `core.disclosure`: offices, seats and representatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core import booking as bookings
from core import extracts, meetings, people
from core.derived import with_age
from core.kinds import Role
from core.store.tables import Attendance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Reader
    from core.sites import Panel


def coordinator(desk: Desk, panel: Panel) -> Reader:
    """Return the panel's coordinator."""
    return people.reader(
        people.know(desk, panel.coordinator), Role.COORDINATOR, seats=panel.seats_of(panel.coordinator)
    )


def chair(desk: Desk, panel: Panel) -> Reader:
    """Return the panel's chair."""
    return people.reader(people.know(desk, panel.chair), Role.CHAIR, seats=panel.seats_of(panel.chair))


def office(desk: Desk, panel: Panel, named: str, reference: str = "") -> Reader | None:
    """Return whom "chair", "coordinator", "confirmer" or "seat:<key>" stands for; None when nobody holds it."""
    address = panel.office(named)
    if not address:
        return None
    role = {"chair": Role.CHAIR, "coordinator": Role.COORDINATOR, "confirmer": Role.CONFIRMER}.get(named, Role.MEMBER)
    own = {reference} if reference else ()
    return people.reader(people.know(desk, address), role, own, panel.seats_of(address))


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
    held: dict[int, list[tuple[str, bool]]] = {}
    for row in rows:
        if row.id not in stood_for:
            held.setdefault(row.person_id, []).append((row.seat, bool(row.stands_for)))
    if not rows:  # nobody was invited yet (a meeting added at short notice): the members by configuration
        for member in panel.members:
            person = people.know(desk, member.email, member.name)
            held.setdefault(person.id, []).append((member.seat, False))
    booked = _as_of_its_day(desk, panel, meeting_id) if panel.confidentiality.extracts else ()
    return tuple(_seated(desk, panel, person_id, places, booked) for person_id, places in held.items())


def _as_of_its_day(desk: Desk, panel: Panel, meeting_id: int) -> tuple[tuple[Booking, Mapping[str, str]], ...]:
    """Return a meeting's bookings with their values, ages as they are on its day."""
    day = meetings.get(desk, meeting_id).date
    booked = bookings.at_meeting(desk, meeting_id)
    return tuple((each, with_age(panel.type.subject, each.values, day)) for each in booked)


def _seated(
    desk: Desk,
    panel: Panel,
    person_id: int,
    places: list[tuple[str, bool]],
    booked: tuple[tuple[Booking, Mapping[str, str]], ...],
) -> Reader:
    """Return somebody in their seats; where members see extracts, `own` are the items they are invited to."""
    person = people.by_id(desk, person_id)
    seats = frozenset(seat for seat, _ in places)
    stands_in = all(stands for _, stands in places)
    role = Role.REPRESENTATIVE if stands_in else Role.CHAIR if person.address == panel.chair else Role.MEMBER
    invited = {each.reference for each, values in booked if extracts.is_invited(panel, seats, person, values)}
    return people.reader(person, role, invited, seats)


def of_names_list(desk: Desk, panel: Panel, meeting_id: int) -> tuple[Reader, ...]:
    """Return who gets a meeting's names list: the seats as they stand, and the coordinator."""
    seats = of_meeting(desk, panel, meeting_id)
    office = coordinator(desk, panel)
    return (*(reader for reader in seats if reader.person_id != office.person_id), office)
