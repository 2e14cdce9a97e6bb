"""How the site stands, in kept counts, references and reasons; the status page and `panelpost status` show the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core import clocks, counters, due, plugin_faults
from core.inbox import State as InboxState
from core.outbox import ON_ITS_WAY
from core.outbox import State as OutboxState
from core.store.tables import Due, Inbox, Meeting, Outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from core.app import App
    from core.sites import Panel

ALARM = timedelta(minutes=5)
_UNHANDLED = (InboxState.READY, InboxState.CLAIMED)


def read_status(app: App) -> dict[str, Any]:
    """Return the site's state as JSON values. `ok` is False when something waits for a person or too long."""
    now = app.clock.now()
    with app.store.read() as connection:
        inbox = counters.read(connection, "inbox:")
        outbox = counters.read(connection, "outbox:")
        oldest_in = connection.execute(select(func.min(Inbox.received)).where(Inbox.state.in_(_UNHANDLED))).scalar()
        oldest_out = connection.execute(select(func.min(Outbox.made)).where(Outbox.state.in_(ON_ITS_WAY))).scalar()
        panels = {key: _panel(connection, panel, now) for key, panel in app.site.panels.items()}
        stuck = connection.execute(
            select(Due.what, Due.panel).where(Due.done.is_(None), Due.attempts >= due.TRIES)
        ).all()
        faults = plugin_faults.read(connection)
    problems = [f"panel {key} cannot run: {reason}" for key, reason in app.site.unavailable.items()]
    problems += [f"panel type {each.name} is broken ({each.phase}: {each.reason})" for each in app.host.broken]
    problems += [f"panel type {each.panel_type} failed in {each.hook} ({each.reason})" for each in faults]
    problems += [f"panel {key}: {line}" for key, panel in panels.items() for line in panel["overdue"]]
    problems += [f"{row.what.partition(':')[0]} of panel {row.panel} could not be done" for row in stuck]
    for what, oldest in (("incoming", oldest_in), ("outgoing", oldest_out)):
        if oldest is not None and now - oldest > ALARM:
            problems.append(f"{what} mail has waited since {oldest.isoformat(timespec='seconds')}")
    for state in (InboxState.HELD, InboxState.FAILED):
        if inbox.get(state):
            problems.append(f"{inbox[state]} incoming mail {state}: run panelpost inbox list")
    for out_state in (OutboxState.HELD, OutboxState.FAILED):
        if outbox.get(out_state):
            problems.append(f"{outbox[out_state]} outgoing mail {out_state}: run panelpost outbox list")
    return {
        "site": app.configuration.site.name,
        "now": now.isoformat(timespec="seconds"),
        "ok": not problems,
        "inbox": inbox,
        "outbox": outbox,
        "oldest_inbox": oldest_in.isoformat() if oldest_in else None,
        "oldest_outbox": oldest_out.isoformat() if oldest_out else None,
        "panels": panels,
        "problems": problems,
    }


def _panel(connection: Connection, panel: Panel, now: datetime) -> dict[str, Any]:
    today = now.astimezone(panel.zone).date()
    following = connection.execute(
        select(Meeting.day)
        .where(Meeting.panel == panel.key, Meeting.state == "planned", Meeting.starts > now)
        .order_by(Meeting.starts)
    ).scalar()
    return {
        "next_meeting": following,
        "bookings": counters.read(connection, f"bookings:{panel.key}:"),
        "overdue": [clocks.line(kept) for kept in clocks.overdue(connection, panel, today)],
    }
