"""Error pages that say what to do and nothing of what happened inside (ASVS 16.5.1)."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import structlog
from flask import render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

_log = structlog.get_logger("web")
_LOST = ("Page not found", "Check the address, or start again from the list of panels.")
_BROKEN = ("There is a problem", "Try again in a few minutes. Nothing that was sent by email is lost.")
_WORDS = {
    400: ("Your browser sent something this page cannot use", "Go back and try again."),
    404: _LOST,
    405: ("Your browser sent something this page cannot use", "Go back and try again."),
    413: ("That is too long", "Go back and shorten what you wrote."),
    500: _BROKEN,
}
_STALE = ("This form is no longer valid", "Go back, load the page again and send the form once more.")


def explain(flask: Flask) -> None:
    """Answer every error with a page of ours."""
    flask.register_error_handler(CSRFError, lambda _: _page(400, *_STALE))
    flask.register_error_handler(HTTPException, _known)
    flask.register_error_handler(Exception, _unknown)


def _known(error: HTTPException) -> tuple[str, int] | Response:
    if isinstance(error, RequestRedirect):
        return error.get_response()
    code = error.code or InternalServerError.code
    return _page(code, *_WORDS.get(code, _BROKEN))


def _unknown(error: Exception) -> tuple[str, int]:
    # The class and the place, never the message or a value: both may hold what somebody wrote (standards AU-5).
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
    _log.error("page-failed", page=request.endpoint or "", error=type(error).__name__, where=where)
    return _page(500, *_BROKEN)


def _page(code: int, title: str, advice: str) -> tuple[str, int]:
    return render_template("error.html", title=title, advice=advice), code
