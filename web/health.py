"""Health for a monitor: alive without touching anything, ready when mail would be answered. Names nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.inbox import State
from core.store.tables import Inbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from web.seams import App

ALARM_AFTER = timedelta(minutes=5)
_READY, _UNAVAILABLE = 200, 503


class Health:
    """`/health/live` and `/health/ready`."""

    def __init__(self, app: App) -> None:
        """Take the site."""
        self._app = app

    def blueprint(self) -> Blueprint:
        """Return the pages."""
        pages = Blueprint("health", __name__, url_prefix="/health")
        pages.add_url_rule("/live", "live", self.live)
        pages.add_url_rule("/ready", "ready", self.ready)
        return pages

    def live(self) -> Response:
        """Say that the process answers."""
        return Response("ok", mimetype="text/plain")

    def ready(self) -> tuple[Response, int]:
        """Say whether mail is taken in and answered: 200, or 503 with what is not."""
        try:
            with self._app.store.read() as connection:
                age = oldest_wait(connection, self._app.clock.now())
            database, inbox = True, age is None or age < ALARM_AFTER
        except SQLAlchemyError:
            database = inbox = False
        panels = bool(self._app.site.panels)
        ready = database and inbox and panels
        answer = jsonify(ready=ready, database=database, inbox=inbox, panels=panels)
        return answer, _READY if ready else _UNAVAILABLE


def oldest_wait(connection: Connection, now: datetime) -> timedelta | None:
    """Return for how long the oldest unhandled mail has waited; None when none waits.

    Looks up one row a state by the index `inbox_state`: ids rise with the time of arrival.
    """
    received: list[datetime] = []
    for state in (State.READY, State.CLAIMED):
        query = select(Inbox.received).where(Inbox.state == state).order_by(Inbox.id).limit(1)
        received += connection.execute(query).scalars()
    return max(now - min(received), timedelta()) if received else None
