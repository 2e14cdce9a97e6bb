from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from tests.web.small_site import HERE, SmallApp, small_app
from web.guard import is_local

AWAY = {"REMOTE_ADDR": "192.0.2.7"}
PRIVATE = ["/", "/mailroom", "/mailroom/written/1", "/mailroom/mails/1", "/mailroom/mails/1/html"]
OPEN = ["/panels", "/panels/missing/terms", "/accessibility", "/health/live", "/health/ready", "/static/panelpost.css"]


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:8080", "[::1]:8080"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "127.1.2.3"])
def test_this_machine_under_its_own_names_is_local(peer: str, host: str) -> None:
    assert is_local(peer, Headers({"Host": host}))


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("192.0.2.7", {"Host": "127.0.0.1"}),
        ("127.0.0.1", {"Host": "rebound.attacker.example:8080"}),
        ("127.0.0.1", {"Host": "127.0.0.1.attacker.example"}),
        ("127.0.0.1", {"Host": "panels.anytown.example"}),
        ("127.0.0.1", {"Host": ""}),
        ("127.0.0.1", {"Host": "[::1"}),
        ("127.0.0.1", {}),
        ("127.0.0.1", {"Host": "127.0.0.1", "X-Forwarded-For": "192.0.2.7"}),
        ("127.0.0.1", {"Host": "127.0.0.1", "Forwarded": "for=192.0.2.7"}),
        ("", {"Host": "127.0.0.1"}),
        (None, {"Host": "127.0.0.1"}),
    ],
)
def test_anything_else_is_not_local(peer: str | None, headers: dict[str, str]) -> None:
    assert not is_local(peer, Headers(headers))


@pytest.mark.parametrize("path", PRIVATE)
def test_a_private_page_answers_a_stranger_like_a_page_that_does_not_exist(client: FlaskClient, path: str) -> None:
    nowhere = client.get("/no-such-page", environ_base=AWAY, **HERE)

    answer = client.get(path, environ_base=AWAY, **HERE)

    assert answer.status_code == 404
    assert (answer.data, dict(answer.headers)) == (nowhere.data, dict(nowhere.headers))


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("path", ["/", "/mailroom", "/mailroom/mails/1/answer"])
def test_no_method_tells_a_stranger_that_a_page_exists(client: FlaskClient, path: str, method: str) -> None:
    assert client.open(path, method=method, environ_base=AWAY, base_url=HERE["base_url"]).status_code == 404


def test_a_rebound_name_gets_nothing(client: FlaskClient) -> None:
    answer = client.get("/", base_url="http://rebound.attacker.example:8080")

    assert answer.status_code == 404


def test_what_a_proxy_on_this_machine_passes_on_gets_nothing(client: FlaskClient) -> None:
    assert client.get("/", headers={"X-Forwarded-For": "192.0.2.7"}, **HERE).status_code == 404


@pytest.mark.parametrize("path", OPEN)
def test_an_open_page_answers_anybody(client: FlaskClient, path: str) -> None:
    with client.get(path, environ_base=AWAY, base_url="http://panels.anytown.example") as answer:
        assert answer.status_code == 200


def test_a_stranger_is_not_told_of_the_private_pages(client: FlaskClient) -> None:
    page = client.get("/panels", environ_base=AWAY, **HERE).text

    assert 'href="/mailroom"' not in page
    assert 'href="/"' not in page


def test_there_is_no_mailroom_outside_the_demonstration(tmp_path: Path) -> None:
    app: SmallApp = small_app(tmp_path, relay="127.0.0.1:2525")
    client = app.client()

    codes = [client.get(path, **HERE).status_code for path in ("/mailroom", "/mailroom/mails/1", "/")]

    app.store.close()
    assert codes == [404, 404, 200]
