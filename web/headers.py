"""Security headers on every answer (ASVS 3.4, 14.3.2): no scripts at all, nothing from elsewhere, nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from flask import Flask, Response

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""For the HTML part of a mail, shown in a frame: its inline styles and nothing else, with no origin of its own.

A frame with `srcdoc` would inherit the page's policy and lose the styles; so the part has an address and a policy.
"""


def secure(flask: Flask) -> None:
    """Put the headers on every answer, errors too."""

    @flask.after_request
    def _add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if request.endpoint != "static":
            headers["Cache-Control"] = "no-store"
        return response
