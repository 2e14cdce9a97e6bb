"""Puts the pages together into one Flask application."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from core.panels import day_words
from web.dates import age_text, machine_text, moment_text, time_text
from web.directory import Directory
from web.faults import explain
from web.guard import keep_private, request_is_local
from web.headers import secure
from web.health import Health
from web.mailroom.pages import Mailroom
from web.status_page import StatusPage

if TYPE_CHECKING:
    from web.seams import App

MOST_BYTES = 1_000_000
"""What one request may hold; a mail written in the mailroom is the largest."""


def create_app(app: App) -> Flask:
    """Return the WSGI application of a site. The mailroom is there only in the demonstration."""
    flask = Flask(__name__)
    flask.config.update(
        SECRET_KEY=app.keyring.session_key,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        SESSION_COOKIE_NAME="panelpost",
        SESSION_COOKIE_SAMESITE="Strict",
        WTF_CSRF_TIME_LIMIT=None,  # a half-written mail may lie open over lunch
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which our own Referrer-Policy takes away
    )
    secure(flask)
    keep_private(flask)  # before CSRF, so that a stranger learns nothing from a 400
    CSRFProtect(flask)
    explain(flask)
    _templates(flask, app)
    pages = [Directory(app).blueprint(), Health(app).blueprint(), StatusPage(app).blueprint()]
    if _demonstration(app):
        pages.append(Mailroom(app).blueprint())
    for page in pages:
        flask.register_blueprint(page)
    return flask


def _demonstration(app: App) -> bool:
    return app.site.configuration.demonstration


def _templates(flask: Flask, app: App) -> None:
    flask.jinja_env.undefined = StrictUndefined
    flask.jinja_env.trim_blocks = flask.jinja_env.lstrip_blocks = True
    flask.jinja_env.filters.update(
        age=age_text,
        day=day_words,
        machine=machine_text,
        moment=partial(moment_text, zone=app.site.zone),
        clock=lambda moment: time_text(moment.astimezone(app.site.zone)),
    )

    @flask.context_processor
    def _common() -> dict[str, object]:
        return {
            "site_name": app.site.configuration.site.name,
            "is_local": request_is_local(),
            "demonstration": _demonstration(app),
        }
