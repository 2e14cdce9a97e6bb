"""Serves the pages over HTTP with waitress, in a thread of its own."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

from core.errors import Faulty
from web.application import MOST_BYTES, create_app

if TYPE_CHECKING:
    from web.seams import App

_CLOSE_SECONDS = 5
_BACKLOG = 128


class Serving:
    """A running server. `port` is the real one when 0 was asked for."""

    def __init__(self, app: App, host: str, port: int) -> None:
        """Listen, and answer until `close`. OSError when the address is taken."""
        self._sockets: dict[int, Any] = {}
        listener = _listen(host, port)
        self.host: str = listener.getsockname()[0]
        self.port: int = listener.getsockname()[1]
        self._server: Any = create_server(
            create_app(app),
            map=self._sockets,
            sockets=[listener],
            threads=4,
            ident=None,
            max_request_body_size=MOST_BYTES,
            # The guard has to see them: a request that a proxy passed on is not local.
            clear_untrusted_proxy_headers=False,
        )
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the pages are."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def close(self) -> None:
        """Stop listening and drop what is open; from any thread, more than once."""
        if self._thread.is_alive():
            # Inside the loop's own thread: closing sockets under a running select is undefined.
            self._server.trigger.pull_trigger(self._stop)
            self._thread.join(_CLOSE_SECONDS)

    def stop(self) -> None:
        """Do the same as `close`, under the name that the parts of `serve` share."""
        self.close()

    def _run(self) -> None:
        # `loop` ends when its map is empty: `_stop` empties it.
        wasyncore.loop(map=self._sockets, use_poll=True)

    def _stop(self) -> None:
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets)


def serve(app: App, host: str, port: int) -> Serving:
    """Serve the pages of a site; port 0 takes any free one."""
    return Serving(app, host, port)


def open_web(app: App) -> tuple[Serving, str]:
    """Serve the pages where the configuration says; return the server and its address. Faulty when it cannot listen."""
    host, port = app.site.configuration.web_listener
    try:
        serving = Serving(app, host, port)
    except OSError as error:
        message = f"The web part cannot listen on {host}:{port} ({error.strerror}). Choose another under [web] listen."
        raise Faulty(message) from None
    return serving, serving.url


def _listen(host: str, port: int) -> socket.socket:
    """Return one listening socket: of a name with several addresses ("localhost") the first."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener
