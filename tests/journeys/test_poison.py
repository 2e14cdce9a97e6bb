"""A mail that fails its reader, or kills the program, is put aside after three tries; the next ones go on meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

import mail.worker
from core import inbox
from core.app import App
from core.inbox import Claimed
from core.intents import Heard
from core.store.tables import Inbox
from tests.journeys.house import COORDINATOR, WORKER, House, kinds
from tests.journeys.processes import ROOT, Place, open_place
from tests.journeys.processes import mail as letter

BOOK = "Please book {name}, dob 3/4/2010, for the next panel."
POISON = b"poison"
DEADLY = """
import os, signal, sys
import mail.worker
read = mail.worker.understand_row
def understand_row(app, row):
    if b"poison" in row.raw:
        os.kill(os.getpid(), signal.SIGKILL)
    return read(app, row)
mail.worker.understand_row = understand_row
from core.__main__ import cli
cli(["--config", sys.argv[1], "tick"])
"""


def states(app: App) -> list[tuple[str, int]]:
    with app.store.read() as connection:
        rows = connection.execute(select(Inbox.state, Inbox.attempts).order_by(Inbox.id)).all()
    return [(row.state, row.attempts) for row in rows]


def test_a_mail_that_fails_its_reader_is_put_aside_told_and_can_be_replayed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = mail.worker.understand_row

    def fails(app: App, row: Claimed) -> Heard:
        if POISON in row.raw:
            raise ValueError(row.raw)
        return read(app, row)

    with monkeypatch.context() as patched:
        patched.setattr(mail.worker, "understand_row", fails)
        house.send_raw(letter("poison", BOOK.format(name="Sam Example")), WORKER)
        house.send_raw(letter("sound", BOOK.format(name="Alex Sample")), WORKER)
        mails = house.work()

    assert states(house.app) == [("failed", 3), ("done", 1)]
    assert kinds(mails) == [("booking-confirmed", WORKER), ("held-notice", COORDINATOR), ("slot-invite", WORKER)]
    with house.app.store.write() as connection:
        assert inbox.reopen(connection, 1, believe=False)
    assert kinds(house.work()) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    assert states(house.app) == [("done", 1), ("done", 1)]


def deadly_tick(place: Place) -> int:
    """Run `tick` with a reader that dies of the poison; return how it ended."""
    command = [sys.executable, "-c", DEADLY, str(place.file)]
    done = subprocess.run(command, env=place.surroundings(), cwd=ROOT, capture_output=True, check=False, timeout=60)
    return done.returncode


@pytest.mark.slow
def test_a_mail_that_kills_the_program_is_put_aside_after_three_deaths(tmp_path: Path) -> None:
    with open_place(tmp_path) as place:
        place.run("tick")
        for number, name in (("poison", "Sam Example"), ("sound-1", "Alex Sample"), ("sound-2", "Ann Archer")):
            file = tmp_path / f"{number}.eml"
            file.write_bytes(letter(number, BOOK.format(name=name)))
            assert place.run("take", str(file)).returncode == 0

        deaths = [deadly_tick(place) for _ in range(3)]
        app = place.open()
        meanwhile = states(app)
        end = deadly_tick(place)

        assert deaths == [-signal.SIGKILL] * 3
        assert meanwhile == [("claimed", 3), ("done", 2), ("done", 2)]
        assert end == 0
        assert states(app)[0] == ("failed", 3)
        assert "failed" in place.run("inbox", "list", "--state", "failed").stdout
        assert [each.kind for each in place.sink.mails].count("booking-confirmed") == 2
        assert [each.kind for each in place.sink.mails if each.to == COORDINATOR].count("held-notice") == 1
        assert place.run("inbox", "replay", "1").returncode == 0
        assert place.run("tick").returncode == 0
        assert [each.kind for each in place.sink.mails].count("booking-confirmed") == 3
        app.store.close()
