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
    from core.panels import PanelType

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
def panel_check_booking(values: Mapping[str, str], meeting_date: date) -> tuple[str, ...]:  # type: ignore[empty-body]
    """Look at a booking before it is made; return flags for the chair, one sentence each (without names).

    `values` are the booking's fields in their stored spelling. HOLD.
    """


@hookspec
def panel_may_see(document: Kind, role: Role, field: str, values: Mapping[str, str]) -> bool:  # type: ignore[empty-body]
    """Return False to withhold one field of one item from a role; it can never add what no Show names. HOLD."""


@hookspec
def panel_next_steps(outcome: str, values: Mapping[str, str]) -> tuple[str, ...]:  # type: ignore[empty-body]
    """Return further steps for the case worker after an outcome, one sentence each. HOLD."""


@hookspec
def panel_agenda_order(bookings: tuple[Mapping[str, str], ...]) -> tuple[int, ...]:  # type: ignore[empty-body]
    """Return the order of the agenda as indexes into `bookings` (in booking order). SKIP keeps booking order."""


@hookspec
def panel_check_outcome(  # type: ignore[empty-body]
    outcome: str, values: Mapping[str, str], case: Mapping[str, str], meeting_date: date
) -> tuple[str, ...]:
    """Look at one recorded outcome; return why it cannot stand, one sentence each (empty: it stands).

    `values` are the outcome's fields, `case` the booking's. A guard can be overridden by the chair with a reason: the
    outcome field `override`. HOLD.
    """


@hookspec
def panel_quorum(present: tuple[str, ...], case: Mapping[str, Any]) -> tuple[str, ...]:  # type: ignore[empty-body]
    """Return what quorum lacks beyond the declared counts, one sentence each. `present` are seat keys. SKIP."""
