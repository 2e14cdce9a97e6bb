"""Quorum as it stands, for a meeting and for each of its cases: counts, the panel's own hook, interests declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import barriers, quorum
from core.derived import with_age
from core.panels import Shortfall

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.booking import Booking
    from core.desk import Desk
    from core.presence import Presence
    from core.sites import Panel


def asked(desk: Desk, panel: Panel, there: Presence, case: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return what the panel's own hook says is lacking, for the meeting or for one case."""
    found: tuple[str, ...] = desk.host.call(
        panel.type.key,
        "panel_quorum",
        default=(),
        present=tuple(sorted(there.seats)),
        case=case or {},
        settings=panel.settings,
    )
    return found


def of_booking(desk: Desk, panel: Panel, booking: Booking, there: Presence, day: date) -> tuple[str, ...]:
    """Return why one case cannot be decided by those who are there; empty when it can, or when the panel only warns.

    What the meeting as a whole lacks is not said again of each case.
    """
    declared = panel.type.quorum
    barred = [address for _, address in barriers.of_booking(desk, booking)]
    left = there.without(barred)
    values = with_age(panel.type.subject, booking.values, day)
    found = list(quorum.of_case(declared, panel.type.seats, left.seats, values))
    if declared.shortfall is Shortfall.NO_BUSINESS:
        found += asked(desk, panel, left, values)
        if left != there:
            found += [each for each in _counted(panel, left) if each not in _counted(panel, there)]
    return tuple(dict.fromkeys(found))


def _counted(panel: Panel, there: Presence) -> tuple[str, ...]:
    return quorum.at_meeting(panel.type.quorum, panel.type.seats, there.seats, there.people(panel.type)).sentences
