"""The same house on PostgreSQL: a case's whole life, two workers at one queue, a bell that wakes a worker."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from core import audit, counters
from core.__main__ import cli
from core.store.migration import current, head
from core.store.tables import Booking, Inbox, Outbox
from core.wakeup import Bell
from mail.worker import Worker, understand_row
from tests.journeys import test_whole_life
from tests.journeys.house import CONFIGURATION, WORKER, House, kinds, open_house
from tests.journeys.processes import mail, open_place, until

SQLITE = "sqlite:///var/panelpost.db"
NAMES = [f"{first} {last}" for first in ("Ann", "Ben", "Cal", "Dot", "Eve") for last in ("Archer", "Baker", "Carter")]
CAPACITY = "capacity = 1000"


def configuration(url: str) -> str:
    return CONFIGURATION.replace(SQLITE, url)


@contextmanager
def house_on(url: str, folder: Path, settings: str = "") -> Iterator[House]:
    """Open a house on a fresh database that was brought up to date as an operator does it."""
    (folder / "panelpost.toml").write_text(configuration(url).format(relay=2525, settings=settings))
    done = CliRunner().invoke(cli, ["--config", str(folder / "panelpost.toml"), "migrate"])
    assert (done.exit_code, done.output) == (0, f"The database is at revision {head()}.\n")
    with open_house(folder, configuration=configuration(url), settings=settings) as house:
        house.work()
        yield house


@pytest.fixture
def house(postgres_url: str, tmp_path: Path) -> Iterator[House]:
    with house_on(postgres_url, tmp_path) as house:
        yield house


@pytest.fixture
def roomy(postgres_url: str, tmp_path: Path) -> Iterator[House]:
    """A house whose meetings are never full."""
    with house_on(postgres_url, tmp_path, CAPACITY) as house:
        yield house


def test_a_case_from_first_mail_to_closed_action(house: House) -> None:
    test_whole_life.test_a_case_from_first_mail_to_closed_action(house)

    assert audit.verify(house.app.store)[1] is None


def test_a_database_that_is_not_up_to_date_says_what_to_run(postgres_url: str, tmp_path: Path) -> None:
    file = tmp_path / "panelpost.toml"
    CliRunner().invoke(cli, ["init", str(tmp_path)])
    file.write_text(configuration(postgres_url).format(relay=2525, settings=""))

    done = CliRunner().invoke(cli, ["--config", str(file), "status"])

    assert (done.exit_code, done.output) == (1, "The database is not up to date. Run panelpost migrate.\n")


def test_the_same_mail_twice_is_one_booking(house: House) -> None:
    for _ in range(2):
        house.send_raw(mail("once", "Please book Sam Example, dob 3/4/2010, for the next panel."), WORKER)

    assert kinds(house.work()) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]


def test_a_bell_wakes_whoever_waits_at_once(house: House) -> None:
    bell = Bell(house.app.store)
    ringing = threading.Timer(0.2, house.app.wake)
    ringing.start()

    began = time.monotonic()
    bell.wait(20)
    took = time.monotonic() - began
    # The bell is heard before the one who rang has given back their connection: a pool closed meanwhile would leak it.
    ringing.join()
    bell.close()

    assert 0.1 < took < 10


def test_two_workers_share_a_queue_and_do_everything_once(roomy: House) -> None:
    for number, name in enumerate(NAMES * 3):
        text = f"Please book {name}, dob {number // len(NAMES) + 1}/4/2010, for the next panel."
        roomy.send_raw(mail(number, text, sender=f"worker{number % 7}@anytown.example"), WORKER)
    app = roomy.app
    names = (f"{app.worker}:one", f"{app.worker}:two")
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            worker = type(app)(**{**vars(app), "worker": name})
            while worker.take_one_batch(understand_row):
                pass
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.store.read() as connection:
        states = connection.execute(select(Inbox.state, func.count()).group_by(Inbox.state)).all()
        made = connection.execute(select(func.count()).select_from(Booking)).scalar_one()
        answered = connection.execute(
            select(func.count()).select_from(Outbox).where(Outbox.kind == "booking-confirmed")
        ).scalar_one()
        references = connection.execute(select(Booking.reference)).scalars().all()
        counted = counters.read(connection, "inbox:")
    assert errors == []
    assert [tuple(row) for row in states] == [("done", len(NAMES) * 3)]
    assert made == answered == len(set(references)) == len(NAMES) * 3
    assert {state: count for state, count in counted.items() if count} == {"done": len(NAMES) * 3}
    assert audit.verify(app.store)[1] is None


def test_a_worker_starts_and_stops_on_it(house: House) -> None:
    worker = Worker(house.app, house.relay)
    thread = threading.Thread(target=worker.run)
    thread.start()

    house.send_raw(mail(1, "Please book Sam Example, dob 3/4/2010, for the next panel."), WORKER)

    until(lambda: house.all("booking-confirmed"), seconds=20)
    worker.stop()
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.slow
def test_two_worker_processes_survive_each_others_death(postgres_url: str, tmp_path: Path) -> None:
    with open_place(tmp_path, configuration=configuration(postgres_url), settings=CAPACITY) as place:
        assert place.run("migrate").returncode == 0
        place.serve()
        other = place.start("work")
        until(lambda: len(place.workers()) == 2)

        for number, name in enumerate(NAMES):
            sender = f"worker{number % 7}@anytown.example"
            place.send(mail(number, f"Please book {name}, dob 3/4/2010, for the next panel.", sender=sender), sender)
            if number == 7:
                os.kill(other.pid, signal.SIGKILL)

        until(
            lambda: len({each.ref for each in place.sink.mails if each.kind == "booking-confirmed"}) == len(NAMES),
            seconds=150,
            why=lambda: place.run("status").stdout + place.log.read_text()[-2000:],
        )
        assert place.run("audit", "verify").returncode == 0


def test_every_migration_leads_to_the_tables_of_the_models(postgres_url: str, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from core.store.tables import Base

    with house_on(postgres_url, tmp_path) as house, house.app.store.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

        assert differences == []
        assert current(house.app.store) == head()
