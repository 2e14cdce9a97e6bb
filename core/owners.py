"""Who owns an action: an address for what minutes call "police", "the social worker" or a person's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from core import booking as bookings
from core import people
from core.cases import fold_name
from core.panels import FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.panels import ActionRule
    from core.sites import Panel

_ADDRESS = re.compile(r"[^\s<>()\[\],;:|]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_PRESENTER = frozenset(
    {
        "presenter",
        "social worker",
        "case worker",
        "caseworker",
        "allocated social worker",
        "allocated worker",
        "sw",
        "the social worker",
        "the worker",
        "worker",
        "duty worker",
        "duty social worker",
    }
)
_SURE = 90


def address_in(text: str) -> str:
    """Return the email address in a text such as "Jo Bloggs <jo@anytown.example>"; "" when there is none."""
    found = _ADDRESS.search(text)
    return found[0].strip(".").lower() if found else ""


def addresses_in(text: str) -> tuple[str, ...]:
    """Return every email address in a text, as `address_in` does."""
    return tuple(found.strip(".").lower() for found in _ADDRESS.findall(text))


def find(desk: Desk, panel: Panel, booking: Booking, written: str) -> str:
    """Return the address of an owner as written: an address, a role, a seat or a name we know; "" when unsure."""
    address = address_in(written)
    if address:
        return address
    wanted = fold_name(written)
    if not wanted:
        return ""
    presenters = bookings.presenters(desk, booking)
    if wanted in _PRESENTER and presenters:
        return presenters[0].address
    by_seat = _seat_holder(panel, wanted)
    if by_seat:
        return by_seat
    names = [(fold_name(person.name), person.address) for person in presenters if person.name]
    names += [(fold_name(member.name), member.email) for member in panel.members if member.name]
    names += _named_in(desk, panel, booking.values)
    close = {address for name, address in names if name and fuzz.token_set_ratio(name, wanted) >= _SURE}
    return close.pop() if len(close) == 1 else ""


def _seat_holder(panel: Panel, wanted: str) -> str:
    offices = {"chair": panel.chair, "coordinator": panel.coordinator, "operational manager": panel.confirmer}
    if wanted in offices:
        return offices[wanted]
    for seat in panel.type.seats:
        words = {
            fold_name(word) for word in (seat.key.replace("_", " "), seat.label, seat.agency, *seat.aliases) if word
        }
        if wanted in words:
            return next((member.email for member in panel.members if member.seat == seat.key), "")
    return ""


def _named_in(desk: Desk, panel: Panel, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return people a booking names with their address: the team manager, the reviewing officer.

    Their name is kept with the address, so that papers can say who they are.
    """
    found = []
    for field in panel.type.fields:
        value = values.get(field.key, "")
        address = address_in(value)
        if field.kind is FieldKind.PERSON and address:
            name = value.replace(address, "").strip(" <>()[],;")
            people.know(desk, address, name)
            found += [(fold_name(name), address), (fold_name(field.label), address)]
    return found


def by_rule(desk: Desk, panel: Panel, booking: Booking, rule: ActionRule, values: Mapping[str, str]) -> str:
    """Return the owner an outcome's own action goes to; the presenter when a seat is empty or a field not given."""
    if office := panel.office(rule.owner):
        return office
    if named := by_field(desk, panel, booking, rule, values):
        return named
    presenters = bookings.presenters(desk, booking)
    return presenters[0].address if presenters else panel.coordinator


def by_field(desk: Desk, panel: Panel, booking: Booking, rule: ActionRule, values: Mapping[str, str]) -> str:
    """Return the owner whom an outcome's own field names; "" when it names nobody we know."""
    kind, _, key = rule.owner.partition(":")
    return find(desk, panel, booking, values[key]) if kind == "field" and values.get(key) else ""


def person_of(desk: Desk, address: str) -> int:
    """Return the id of the person at an address."""
    return people.know(desk, address).id
