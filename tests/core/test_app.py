from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

import core.app
from core import due, inbox
from core.app import App, open_app, where
from core.errors import ConfigurationFaults, Faulty
from core.inbox import Claimed
from core.intents import Heard
from core.store.tables import AuditEvent, Due, Inbox
from tests.journeys.conftest import house
from tests.journeys.house import CONFIGURATION, WORKER, House
from tests.journeys.processes import mail

__all__ = ["house"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "panelpost.toml"
    path.write_text(CONFIGURATION.format(relay=2525, settings=""))
    return path


@pytest.fixture
def opened(file: Path) -> Iterator[App]:
    app = open_app(file)
    yield app
    app.store.close()


def test_a_new_site_gets_its_key_and_its_database(opened: App, file: Path) -> None:
    assert (file.parent / "var" / "panelpost.key").exists()
    assert (file.parent / "var" / "panelpost.db").exists()


def test_a_database_without_its_key_does_not_get_another(file: Path) -> None:
    open_app(file).store.close()
    (file.parent / "var" / "panelpost.key").unlink()

    with pytest.raises(Faulty, match="Run panelpost init, or restore it"):
        open_app(file)


def test_the_key_may_come_from_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANELPOST_KEY", "k1 " + "A" * 43 + "=")

    open_app(file).store.close()

    assert not (file.parent / "var" / "panelpost.key").exists()


def test_mistakes_of_the_file_and_of_the_panels_are_raised_together(file: Path) -> None:
    file.write_text(file.read_text().replace('tls = "off"', 'tls = "of"').replace('seat = "police"', 'seat = "polise"'))

    with pytest.raises(ConfigurationFaults) as raised:
        open_app(file)

    assert [each.where for each in raised.value.problems] == [
        "panelpost.toml: outbound.tls",
        "panelpost.toml: panels.missing.members.0.seat",
    ]


def test_a_panel_whose_type_is_missing_stops_nothing(file: Path) -> None:
    file.write_text(file.read_text().replace("missing_from_care", "taken_away"))

    app = open_app(file)

    assert app.site.unavailable == {"missing": "there is no panel type taken_away"}
    app.store.close()


def test_what_a_panel_that_cannot_run_owes_waits_for_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    site = house.app.site
    with monkeypatch.context() as patched:
        patched.setattr(house.app, "site", type(site)(site.configuration, {}, {"missing": "broken"}))
        assert house.until("2026-12-03T12:00:00Z") == []

    mails = house.until("2026-12-03T12:00:01Z")

    assert "names-list" in {mail.kind for mail in mails}


def test_a_deed_that_fails_is_undone_whole_and_tried_again_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(desk: object, deed: object) -> None:
        raise KeyError

    with house.app.store.write() as connection:
        due.arm(connection, "quorum", 999, "missing", house.clock.now())
    with monkeypatch.context() as patched:
        patched.setattr(core.app, "act", fails)
        assert house.app.do_due() == 0

    with house.app.store.read() as connection:
        row = connection.execute(select(Due.done, Due.attempts, Due.reason).where(Due.about == 999)).one()
    assert tuple(row) == (None, 1, "failed (KeyError)")
    assert house.app.do_due() == 0  # not before its pause is over


def test_a_site_that_starts_again_gives_what_could_not_be_done_another_chance(house: House) -> None:
    with house.app.store.write() as connection:
        due.arm(connection, "horizon:missing", 0, "missing", house.clock.now())
        connection.execute(update(Due).where(Due.about == 0).values(attempts=due.TRIES))
    assert house.app.do_due() == 0

    house.app.recover()

    assert house.app.do_due() > 0


def test_what_a_worker_of_this_machine_had_when_it_died_is_free_at_once(house: House) -> None:
    house.send_raw(mail(1, "help"), WORKER)
    dead = f"{socket.gethostname()}:999999999:x"
    inbox.claim(house.app.store, dead, house.clock.wall())
    assert house.work() == []

    house.app.recover()

    assert [each.kind for each in house.work()] == ["help"]


def test_what_a_living_worker_or_another_machine_has_is_left_alone(house: House) -> None:
    for number, worker in enumerate((f"{socket.gethostname()}:{os.getpid()}:x", "elsewhere:1:x")):
        house.send_raw(mail(number, "help"), WORKER)
        inbox.claim(house.app.store, worker, house.clock.wall())

    house.app.recover()

    with house.app.store.read() as connection:
        assert connection.execute(select(Inbox.state)).scalars().all() == ["claimed", "claimed"]


def test_a_worker_that_begins_frees_what_had_its_process_number_before_it_and_the_try_counts(house: House) -> None:
    house.send_raw(mail(1, "help"), WORKER)
    inbox.claim(house.app.store, f"{socket.gethostname()}:{os.getpid()}:before", house.clock.wall())

    house.app.begin()

    with house.app.store.read() as connection:
        assert [tuple(row) for row in connection.execute(select(Inbox.state, Inbox.attempts))] == [("ready", 1)]


def test_one_mail_that_fails_takes_nothing_of_its_batch_with_it(house: House) -> None:
    from mail.worker import understand_row

    def read(app: App, row: Claimed) -> Heard:
        if row.id == 2:
            raise ValueError
        return understand_row(app, row)

    for number in range(3):
        house.send_raw(mail(number, "help", sender=f"worker{number}@anytown.example"), WORKER)

    assert house.app.take_one_batch(read) == 3

    with house.app.store.read() as connection:
        assert connection.execute(select(Inbox.state).order_by(Inbox.id)).scalars().all() == ["done", "ready", "done"]


def test_where_an_exception_came_from_is_told_without_what_it_said() -> None:
    empty: dict[str, str] = {}
    with pytest.raises(KeyError) as raised:
        empty["Zebedee Quillfeather"]
    told = where(raised.value)

    assert "test_app.py" in told[0]
    assert "Quillfeather" not in "".join(told)


def test_the_audit_of_a_desk_that_fails_is_gone_with_its_effect(house: House) -> None:
    app = house.app
    before = _events(app)

    with pytest.raises(ZeroDivisionError):
        _half_done(app)

    assert _events(app) == before


def _half_done(app: App) -> None:
    from core.audit import Event

    with app.store.write() as connection, app.desk(connection) as desk:
        connection.execute(insert(AuditEvent).values(event="x", panel="", reference="", meeting="", actor="", detail="",
                                                     digest="", at=desk.now))  # fmt: skip
        desk.audit(Event.BOOKING_MADE, "missing")
        raise ZeroDivisionError


def _events(app: App) -> int:
    with app.store.read() as connection:
        return len(connection.execute(select(AuditEvent.id)).all())
