from __future__ import annotations

import socket
import threading
import urllib.request
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection

import pytest

from core.errors import Faulty
from tests.web.small_site import SmallApp
from web import open_web, serve


def test_it_serves_until_it_is_closed(app: SmallApp) -> None:
    serving = serve(app, "127.0.0.1", 0)

    with urllib.request.urlopen(f"{serving.url}/health/live") as answer:
        body = answer.read()
    serving.close()

    assert body == b"ok"
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", serving.port), timeout=2):
        pass


def test_closing_ends_its_threads_and_may_be_repeated(app: SmallApp) -> None:
    before = set(threading.enumerate())
    serving = serve(app, "127.0.0.1", 0)

    serving.close()
    serving.close()

    assert set(threading.enumerate()) - before == set()


def test_a_taken_port_is_an_error(app: SmallApp) -> None:
    with closing(serve(app, "127.0.0.1", 0)) as serving, pytest.raises(OSError, match="in use"):
        serve(app, "127.0.0.1", serving.port)


def test_it_opens_where_the_configuration_says_and_names_a_taken_address(app: SmallApp) -> None:
    with closing(serve(app, "127.0.0.1", 0)) as free:
        port = free.port
    base_url = f"http://127.0.0.1:{port}"
    section = app.site.configuration.site.model_copy(update={"base_url": base_url})
    app.site = replace(app.site, configuration=app.site.configuration.model_copy(update={"site": section}))

    serving, url = open_web(app)
    with pytest.raises(Faulty, match=f"cannot listen on 127.0.0.1:{port} "):
        open_web(app)
    serving.stop()

    assert url == base_url


@pytest.mark.parametrize(
    ("headers", "code"),
    [({}, 200), ({"Host": "rebound.attacker.example"}, 404), ({"X-Forwarded-For": "192.0.2.7"}, 404)],
)
def test_the_guard_sees_what_the_socket_saw(app: SmallApp, headers: dict[str, str], code: int) -> None:
    with closing(serve(app, "localhost", 0)) as serving:
        connection = HTTPConnection(serving.host, serving.port, timeout=5)
        connection.request("GET", "/", headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()

    assert answer.status == code
    assert "Server" not in answer.headers
