"""The pages open to all: the panels, their terms of reference, and how accessible these pages are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.meetings import PLANNED
from core.store.tables import Meeting
from web import terms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from markupsafe import Markup
    from sqlalchemy import Connection

    from core.sites import Panel
    from web.seams import App

DATES_SHOWN = 3


@dataclass(frozen=True)
class Entry:
    """One panel in the directory; `dates` are the starts of its next meetings."""

    panel: Panel
    purpose: Markup
    dates: tuple[datetime, ...]


class Directory:
    """The open pages of a site."""

    def __init__(self, app: App) -> None:
        """Read the terms once: they change with the program only."""
        self._app = app
        self._terms = {key: app.host.terms(panel.type.key) for key, panel in app.site.panels.items()}
        self._purposes = {key: terms.purpose(text) for key, text in self._terms.items()}
        self._pages = {key: terms.as_html(text) for key, text in self._terms.items()}

    def blueprint(self) -> Blueprint:
        """Return the pages."""
        pages = Blueprint("open", __name__)
        pages.add_url_rule("/panels", "panels", self.panels)
        pages.add_url_rule("/panels/<key>/terms", "terms", self.terms)
        pages.add_url_rule("/accessibility", "accessibility", self.accessibility)
        return pages

    def panels(self) -> str:
        """List every panel: what it is for, where to write, when it meets next."""
        dates = self._dates()
        entries = [
            Entry(panel, self._purposes[key], dates.get(key, ())) for key, panel in self._app.site.panels.items()
        ]
        return render_template(
            "panels.html",
            entries=sorted(entries, key=lambda entry: entry.panel.name),
            unavailable=self._unavailable_addresses(),
            directory=f"panels@{self._app.site.domain}",
        )

    def terms(self, key: str) -> str:
        """Show a panel's terms of reference."""
        panel = self._app.site.panels.get(key)
        if panel is None:
            abort(404)
        return render_template("terms.html", panel=panel, html=self._pages[key])

    def accessibility(self) -> str:
        """Show the accessibility statement (PSBAR 2018)."""
        return render_template("accessibility.html")

    def _dates(self) -> Mapping[str, tuple[datetime, ...]]:
        """Return the next dates of every panel; none while the database is away: the page is worth having without."""
        try:
            with self._app.store.read() as connection:
                now = self._app.clock.now()
                return {key: next_dates(connection, key, now) for key in self._app.site.panels}
        except SQLAlchemyError:
            return {}

    def _unavailable_addresses(self) -> tuple[str, ...]:
        site = self._app.site
        return tuple(f"{site.configuration.panels[key].mailbox}@{site.domain}" for key in sorted(site.unavailable))


def next_dates(connection: Connection, panel: str, now: datetime) -> tuple[datetime, ...]:
    """Return when a panel's next planned meetings start."""
    query = (
        select(Meeting.starts)
        .where(Meeting.panel == panel, Meeting.state == PLANNED, Meeting.starts > now)
        .order_by(Meeting.starts)
        .limit(DATES_SHOWN)
    )
    return tuple(connection.execute(query).scalars())
