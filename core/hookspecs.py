"""The behaviour hooks of a panel type. They only narrow or add; what can be declared is declared (core.panels).

A hook is asked only of the plugin that owns the panel. What it returns is checked; when it raises, its failure policy
holds: HOLD - nothing leaves and the coordinator is told; SKIP - the default is used and the fault is shown.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.kinds import Kind, Role
    from core.panels import Earlier, Finding, PanelType

hookspec = pluggy.HookspecMarker("panelpost")
hookimpl = pluggy.HookimplMarker("panelpost")


class Policy(StrEnum):
    """What happens when a hook raises or returns the wrong type."""

    HOLD = "hold"
    SKIP = "skip"


POLICIES: Mapping[str, Policy] = {
    "panel_type": Policy.SKIP,
    "panel_check_booking": Policy.HOLD,
    "panel_may_see": Policy.HOLD,
    "panel_next_steps": Policy.HOLD,
    "panel_agenda_order": Policy.SKIP,
    "panel_check_outcome": Policy.HOLD,
    "panel_quorum": Policy.SKIP,
}


@hookspec
def panel_type() -> PanelType:  # type: ignore[empty-body]
    """Return the declaration. Called once, when the site starts. A plugin that fails here is listed and left out."""


@hookspec
def panel_check_booking(  # type: ignore[empty-body]
    values: Mapping[str, str],
    meeting_date: date,
    settings: Mapping[str, object],
    history: tuple[Earlier, ...],
    clocks: Mapping[str, date],
) -> tuple[Finding | str, ...]:
    """Look at a booking before it is made, and again when it changes; return what is found (without names).

    `values` are the booking's fields in their stored spelling, `meeting_date` the day it is for (today, when it waits
    for one), `history` the earlier bookings of the case here, oldest first, `clocks` the last day of each time limit
    that has started. A plain sentence is a flag for the chair. HOLD.
    """


@hookspec
def panel_may_see(  # type: ignore[empty-body]
    document: Kind,
    role: Role,
    field: str,
    values: Mapping[str, Any],
    seats: tuple[str, ...],
    settings: Mapping[str, object],
) -> bool:
    """Return False to withhold one value of one item from a reader; it can never add what no Show names.

    `seats` are those the reader holds or stands in for, `values` everything the item holds (lists as tuples). HOLD.
    """


@hookspec
def panel_next_steps(outcome: str, values: Mapping[str, str], settings: Mapping[str, object]) -> tuple[str, ...]:  # type: ignore[empty-body]
    """Return further steps for the case worker after an outcome, one sentence each.

    `values` are the booking's fields with the outcome's over them. HOLD.
    """


@hookspec
def panel_agenda_order(bookings: tuple[Mapping[str, str], ...]) -> tuple[int, ...]:  # type: ignore[empty-body]
    """Return the order of the agenda as indexes into `bookings` (in booking order). SKIP keeps booking order."""


@hookspec
def panel_check_outcome(  # type: ignore[empty-body]  # noqa: PLR0917 - a hook takes what it asks for by name
    outcome: str,
    values: Mapping[str, str],
    case: Mapping[str, str],
    meeting_date: date,
    settings: Mapping[str, object],
    history: tuple[Earlier, ...],
    others: tuple[tuple[str, Mapping[str, str]], ...],
    clocks: Mapping[str, date],
) -> tuple[str, ...]:
    """Look at one recorded outcome; return why it cannot stand, one sentence each (empty: it stands).

    `values` are the outcome's fields, `case` the booking's, `others` the other outcomes of the case in these minutes as
    (key, values), `history` its earlier bookings here, `clocks` the last day of each time limit that has started. A
    guard can be overridden by the chair with a reason, where the outcome has a field `override`. HOLD.
    """


@hookspec
def panel_quorum(  # type: ignore[empty-body]
    present: tuple[str, ...], case: Mapping[str, Any], settings: Mapping[str, object]
) -> tuple[str, ...]:
    """Return what quorum lacks beyond the declared counts, one sentence each.

    `present` are seat keys. Asked with an empty `case` for the meeting, and with the booking's values for each case;
    what it says of a case counts where the shortfall is NO_BUSINESS. SKIP.
    """
