from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests.web.small_site import CHILD, HERE, SmallApp, small_app
from web import create_app


def test_a_page_that_is_not_there_says_what_to_do(client: FlaskClient) -> None:
    answer = client.get("/nowhere", **HERE)

    assert answer.status_code == 404
    assert "<h1>Page not found</h1>" in answer.text


def test_a_failing_page_shows_and_logs_nothing_of_the_inside(app: SmallApp) -> None:
    flask = create_app(app)

    def fail() -> str:
        raise RuntimeError(f"a text with {CHILD} in it")

    flask.add_url_rule("/panels/fails", "status.fails", fail)
    with capture_logs() as logs:
        answer = flask.test_client().get("/panels/fails", **HERE)

    assert answer.status_code == 500
    assert "<h1>There is a problem</h1>" in answer.text
    assert "Traceback" not in answer.text
    assert CHILD not in answer.text + repr(logs)
    assert [(each["event"], each["error"]) for each in logs] == [("page-failed", "RuntimeError")]
    assert logs[0]["where"].startswith("test_faults.py:")


def test_a_database_that_is_not_there_is_a_generic_error_on_the_status_page(tmp_path: Path) -> None:
    app = small_app(tmp_path, tables=False)

    with capture_logs():
        answer = app.client().get("/", **HERE)

    app.store.close()
    assert answer.status_code == 500
    assert "sqlite" not in answer.text.lower()


@pytest.mark.parametrize(
    "path", ["/mailroom/mails/99999999999999999999999", "/mailroom/written/-1", "/mailroom/mails/7"]
)
def test_a_number_that_is_nobodys_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path, **HERE).status_code == 404


def test_too_much_is_refused(client: FlaskClient) -> None:
    answer = client.post("/mailroom", data={"body": "x" * 1_100_000}, **HERE)

    assert answer.status_code == 413
    assert "<h1>That is too long</h1>" in answer.text
