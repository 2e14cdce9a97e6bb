"""Passing a case on to another panel of the site: a booking there in that panel's own terms, linked by reference.

Who it is goes along, and what the outcome or the clock says should; nothing else of what this panel heard. What that
panel requires and nobody said, its own question asks the worker for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import agenda, meetings
from core import booking as bookings
from core.audit import Event
from core.errors import Held
from core.panels import FieldKind, PerCase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.panels import Refer
    from core.sites import Panel


def make(
    desk: Desk, panel: Panel, booking: Booking, refer: Refer | None, values: Mapping[str, str], *, once: bool = False
) -> list[str] | None:
    """Book a case with the panel that a declaration refers to; return [that panel's name, reference].

    The reference is "" where it is not booked. None when it refers to nobody. Where the site has no such panel, the
    name is what the panel type is called. `once`: while a booking that this case was referred to there is open, it is
    the one that is meant, and nothing is made.
    """
    wanted = _wanted_types(refer, values) if refer else ()
    if refer is None or not wanted:
        return None
    found = next((each for key in wanted for each in desk.site.panels.values() if each.type.key == key), None)
    there = _open_there(desk, found, booking) if once and found else ""
    if found and there:
        return [found.name, there]
    if found is None:
        known = desk.host.types.get(wanted[0])
        return [known.name if known else wanted[0].replace("_", " "), ""]
    made = _book(desk, panel, found, booking, refer, values)
    if made is None:
        return [found.name, ""]
    desk.audit(Event.BOOKING_REFERRED, panel.key, booking.reference, to=made.reference)
    return [found.name, made.reference]


def _open_there(desk: Desk, target: Panel, booking: Booking) -> str:
    """Return the open booking at the other panel to which this case was referred before, whichever booking asked."""
    case = bookings.ever_of_case(desk, booking.case_id) if booking.case_id else (booking,)
    ours = {each.reference for each in case}
    return next((each.reference for each in bookings.all_open(desk, target) if each.referred_from in ours), "")


def _wanted_types(refer: Refer, values: Mapping[str, str]) -> tuple[str, ...]:
    if refer.by:
        return tuple(key for label, key in refer.targets if label == values.get(refer.by))
    return refer.to


def _book(
    desk: Desk, panel: Panel, target: Panel, booking: Booking, refer: Refer, values: Mapping[str, str]
) -> Booking | None:
    first, *others = bookings.presenters(desk, booking)
    carried = _carried(panel, target, refer, {**booking.values, **values})
    wanted = agenda.Wanted(values=carried, presenter=first, any_meeting=True, referred_from=booking.reference)
    ahead = () if isinstance(target.type.schedule, PerCase) else meetings.upcoming(desk, target)
    # It answers nobody's mail: whoever confirmed is not the worker who is told.
    thread, desk.thread = desk.thread, ()
    try:
        made = agenda.place(desk, target, wanted, ahead[0] if ahead else None)
    except Held:
        return None
    finally:
        desk.thread = thread
    for other in others if made else ():
        if made and other not in bookings.presenters(desk, made):
            bookings.add_presenter(desk, made.id, other)
    return made


def _carried(panel: Panel, target: Panel, refer: Refer, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values that go along, under the other panel's keys."""
    ours, theirs = panel.type.subject, target.type.subject
    another = any(values.get(our) for our, their in refer.carries if their == theirs.name)
    who = [(ours.name, theirs.name), *([] if another else [(ours.born, theirs.born), (ours.number, theirs.number)])]
    return {
        their: names_alone(values[our]) if their == theirs.name and _is_people(panel, our) else values[our]
        for our, their in (*who, *refer.carries)
        if our and their and values.get(our) and target.type.field(their)
    }


def _is_people(panel: Panel, key: str) -> bool:
    declared = panel.type.field(key)
    return declared is not None and declared.kind in {FieldKind.PERSON, FieldKind.PEOPLE}


def names_alone(people: str) -> str:
    """Return the names in a field of people, without their addresses: "Jo Bright <jo@x.example>; Ade Oke". Pure."""
    names = (each.partition("<")[0].strip() for each in people.split(";"))
    return " and ".join(name for name in names if name)
