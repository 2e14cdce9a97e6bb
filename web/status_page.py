"""The status page `/`: for whoever looks after the machine. References and numbers, nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from web import words
from web.status import LISTED, gather

if TYPE_CHECKING:
    from web.seams import App


class StatusPage:
    """`/`."""

    def __init__(self, app: App) -> None:
        """Take the site."""
        self._app = app

    def blueprint(self) -> Blueprint:
        """Return the page."""
        pages = Blueprint("status", __name__)
        pages.add_url_rule("/", "status", self.status)
        return pages

    def status(self) -> str:
        """Show what waits, what is planned and what needs a person."""
        return render_template("status.html", status=gather(self._app), words=words, listed=LISTED)
