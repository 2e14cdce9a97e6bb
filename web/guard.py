"""Who may see what before there is sign-in: the open pages anybody, everything else this machine alone.

A request counts as local when its peer is a loopback address, the Host header names loopback, and no proxy left its
mark. The Host header is looked at because of DNS rebinding: a hostile page may point its own name at 127.0.0.1, and the
browser then asks us under that name. The site's public name does not count either: whoever asks for it from loopback is
a reverse proxy on this machine, with the whole world behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import abort, request

from core.settings import is_loopback

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.datastructures import Headers

OPEN = frozenset({"open", "health"})
"""The blueprints that answer to anybody."""

_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")


def is_local(peer: str | None, headers: Headers) -> bool:
    """Tell whether a request comes from this machine, asked for under a name of this machine."""
    return bool(
        peer
        and is_loopback(peer)
        and is_loopback(_host_name(headers.get("Host", "")))
        and not any(name in headers for name in _PROXY_HEADERS)
    )


def request_is_local() -> bool:
    """Tell whether the request at hand is local."""
    return is_local(request.remote_addr, request.headers)


def keep_private(flask: Flask) -> None:
    """Answer 404 to others for all that is not open, before routing can say that a page exists (405, redirect)."""

    @flask.before_request
    def _close() -> None:
        is_open = request.endpoint == "static" or request.blueprint in OPEN
        if not is_open and not request_is_local():
            abort(404)


def _host_name(written: str) -> str:
    try:
        return urlsplit(f"//{written}").hostname or ""
    except ValueError:
        return ""
