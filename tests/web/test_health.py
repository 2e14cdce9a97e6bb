from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.inbox import State
from tests.web.small_site import SmallApp, finish, small_app, take_in

WELL = {"ready": True, "database": True, "inbox": True, "panels": True}


def test_live_answers_without_a_database(tmp_path: Path) -> None:
    app = small_app(tmp_path, tables=False)

    answer = app.client().get("/health/live")

    app.store.close()
    assert (answer.status_code, answer.data) == (200, b"ok")


def test_ready_when_all_is_well(client: FlaskClient) -> None:
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json) == (200, WELL)


def test_not_ready_without_a_database(tmp_path: Path) -> None:
    app = small_app(tmp_path, tables=False)

    answer = app.client().get("/health/ready")

    app.store.close()
    assert (answer.status_code, answer.json) == (503, WELL | {"ready": False, "database": False, "inbox": False})


@pytest.mark.parametrize(("minutes", "code"), [(4, 200), (5, 503)])
def test_not_ready_when_a_mail_has_waited_five_minutes(app: SmallApp, minutes: int, code: int) -> None:
    take_in(app, age=timedelta(minutes=minutes))

    assert app.client().get("/health/ready").status_code == code


def test_a_held_mail_is_handled(app: SmallApp) -> None:
    take_in(app, age=timedelta(hours=1))
    finish(app, State.HELD, "a stranger")

    assert app.client().get("/health/ready").status_code == 200


def test_not_ready_when_no_panel_runs(tmp_path: Path) -> None:
    app = small_app(tmp_path)
    app.site = type(app.site)(app.site.configuration, {}, {})

    answer = app.client().get("/health/ready")

    app.store.close()
    assert (answer.status_code, answer.json) == (503, WELL | {"ready": False, "panels": False})
