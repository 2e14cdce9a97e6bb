"""What happens by itself in every panel, whatever its cases: the deeds that are armed once and arm themselves again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import due
from core.schedule import moment

if TYPE_CHECKING:
    from datetime import datetime

    from core.sites import Panel, Site
    from core.store.engine import Store


def standing_deeds(panel: Panel, now: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return what a panel does without being asked, and when first. Pure.

    The dates ahead are made at once, so that the first booking finds a meeting; the digest waits for a working morning.
    """
    today = now.astimezone(panel.zone).date()
    return (
        (f"horizon:{panel.key}", now),
        (f"digest:{panel.key}", moment(panel.days.forward(today, 1), "08:00", panel.zone)),
    )


def start(store: Store, site: Site, now: datetime) -> None:
    """Arm the standing deeds of panels that do not have them yet."""
    with store.write() as connection:
        for panel in site.panels.values():
            for what, at in standing_deeds(panel, now):
                if not due.armed(connection, what, 0):
                    due.arm(connection, what, 0, panel.key, at)
