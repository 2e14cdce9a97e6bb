from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.small_site import HERE, WORKER, SmallApp, mail_to, send

PAGES = ["/", "/panels", "/panels/missing/terms", "/accessibility", "/health/live", "/health/ready", "/mailroom", "/no"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, **HERE).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/panelpost.css") as answer:
        headers = answer.headers

    assert headers["Cache-Control"] != "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_html_of_a_mail_has_a_policy_that_lets_it_do_nothing(app: SmallApp) -> None:
    number = send(app, WORKER, mail_to(WORKER))

    headers = app.client().get(f"/mailroom/mails/{number}/html", **HERE).headers

    policy = headers["Content-Security-Policy"]
    assert policy == "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    assert headers["Cache-Control"] == "no-store"


def test_open_pages_set_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/panels").headers


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/mailroom", **HERE).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
