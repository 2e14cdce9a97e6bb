from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import event, update

from core import counters, due
from core.errors import PluginFault
from core.inbox import State
from core.store.tables import Due
from tests.web.small_site import CHILD, HERE, NOW, WORKER, SmallApp, finish, plan_meetings, queue, small_app, take_in


def _text(page: str) -> str:
    """Return a page's words on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_quiet_site_says_so(client: FlaskClient) -> None:
    page = client.get("/", **HERE).text

    assert "<title>Status - Anytown panels</title>" in page
    assert "No mail is waiting to be handled." in page
    assert "What needs a person Nothing." in _text(page)


def test_mails_are_counted_by_state(app: SmallApp) -> None:
    for number in range(3):
        take_in(app, number)
    finish(app, State.DONE)
    queue(app, WORKER)

    text = _text(app.client().get("/", **HERE).text)

    assert "Mails that came in State Mails Waiting to be read 0 Being read 2 Handled 1" in text
    assert "Mails that go out State Mails Waiting to be sent 1 Being sent 0" in text


def test_bookings_and_meetings_stand_by_their_panel(app: SmallApp) -> None:
    plan_meetings(app)
    with app.store.write() as connection:
        counters.bump(connection, "bookings:missing:booked", 12)
        counters.bump(connection, "bookings:missing:late", 1)
        counters.bump(connection, "bookings:missing-two:booked", 99)

    text = _text(app.client().get("/", **HERE).text)

    assert "Example Panel 12 booked, 1 late 8 December 2026, 2pm 12 January 2027, 2pm" in text


def test_no_row_is_counted_on_the_page(app: SmallApp) -> None:
    asked: list[str] = []
    event.listen(app.store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))

    app.client().get("/", **HERE)

    assert asked
    assert not [statement for statement in asked if "count(" in statement.lower()]


def test_a_mail_that_waits_for_five_minutes_is_an_alarm(app: SmallApp) -> None:
    take_in(app, age=timedelta(minutes=6))

    page = app.client().get("/", **HERE).text

    assert "<title>Alarm: Status - Anytown panels</title>" in page
    assert "The oldest mail has waited for 6 minutes. Check that the worker is running." in page


def test_a_mail_that_waits_for_a_minute_is_none(app: SmallApp) -> None:
    take_in(app, age=timedelta(minutes=1))

    page = app.client().get("/", **HERE).text

    assert "The oldest mail has waited for 1 minute." in page
    assert "Alarm" not in page


def test_held_mails_are_listed_without_who_or_what(app: SmallApp) -> None:
    take_in(app)
    number = finish(app, State.HELD, "the sender is not identified")

    page = app.client().get("/", **HERE).text

    assert f"{number} 23 November 2026, 10:30am missing Held the sender is not identified" in _text(page)
    assert CHILD not in page
    assert WORKER not in page


def test_what_was_due_and_failed_three_times_is_listed(app: SmallApp) -> None:
    with app.store.write() as connection:
        due.arm(connection, "names-list", 7, "missing", NOW)
        due.arm(connection, "quorum", 8, "missing", NOW)
        connection.execute(update(Due).where(Due.about == 7).values(attempts=3, reason="LookupError"))

    text = _text(app.client().get("/", **HERE).text)

    assert "names-list 7 missing 23 November 2026, 10:30am LookupError" in text
    assert "quorum" not in text


def test_what_is_being_tried_for_the_third_time_has_not_failed(app: SmallApp) -> None:
    with app.store.write() as connection:
        due.arm(connection, "names-list", 7, "missing", NOW)
        lease = app.clock.wall() + timedelta(minutes=1)
        connection.execute(update(Due).values(attempts=3, lease=lease))

    assert "names-list" not in app.client().get("/", **HERE).text


def test_broken_plugins_and_their_panels_are_named(tmp_path: Path) -> None:
    app = small_app(tmp_path, lost=True)
    app.host.faults.append(PluginFault("example", "panel_may_see", "KeyError"))

    text = _text(app.client().get("/", **HERE).text)

    app.store.close()
    assert "gone (gone 1.0), at import: ModuleNotFoundError (ghost)" in text
    assert "lost : the panel type gone is broken (ModuleNotFoundError (ghost))" in text
    assert "example , panel_may_see: KeyError" in text
