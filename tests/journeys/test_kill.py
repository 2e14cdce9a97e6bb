"""SIGKILL at any moment: what was answered 250 is booked once and answered, whatever was running (mail-rules 2.3)."""

from __future__ import annotations

import os
import random
import signal
import smtplib
import threading
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import audit
from core.store.tables import Booking, Inbox, Outbox
from tests.journeys.house import PANEL
from tests.journeys.processes import Place, mail, open_place, until

KILLS = 54
SECONDS_BETWEEN = 0.1
SENDERS = 20
CAPACITY = "capacity = 100000"
NO_CAPS = "answers_per_address = 100000\nanswers_per_domain = 100000\nanswers_per_site = 100000"


class Client(threading.Thread):
    """Sends bookings without a pause, as a gateway does: what was not answered is sent once more, the same bytes."""

    def __init__(self, place: Place) -> None:
        super().__init__(daemon=True)
        self.place = place
        self.accepted: list[str] = []
        self.ending = threading.Event()
        self.again = 0

    def run(self) -> None:
        for number in count(1):
            sender = f"worker{number % SENDERS}@anytown.example"
            raw = mail(f"booking-{number}", f"Please book {name_of(number)} for the next panel.", sender=sender)
            while not self._sent(raw, sender):
                self.again += 1
                time.sleep(0.02)
            self.accepted.append(f"<booking-{number}@anytown.example>")
            if self.ending.wait(SECONDS_BETWEEN):
                return

    def _sent(self, raw: bytes, sender: str) -> bool:
        with (
            suppress(OSError, smtplib.SMTPException),
            smtplib.SMTP("127.0.0.1", self.place.port, local_hostname="gateway.example", timeout=10) as client,
        ):
            client.sendmail(sender, [PANEL], raw)
            return True
        return False


def name_of(number: int) -> str:
    """Return an invented name of letters alone, another for each number."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return f"Sam {letters.title()}son"


@pytest.mark.slow
def test_nothing_is_lost_or_done_twice_when_processes_are_killed_at_random(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - what a failure is run again with
    chance = random.Random(seed)
    with open_place(tmp_path, settings=CAPACITY, outbound=NO_CAPS) as place:
        client = Client(place)
        serving = place.serve()
        client.start()
        workers = wholes = 0
        while workers + wholes < KILLS:
            time.sleep(chance.uniform(0.0, 0.8))
            running = place.workers()
            if chance.random() < 0.8 and running:
                with suppress(ProcessLookupError):
                    os.kill(running[0], signal.SIGKILL)
                    workers += 1
            else:
                serving.kill()
                serving.wait()
                wholes += 1
                serving = place.serve()
        client.ending.set()
        client.join()
        until(lambda: settled(place), seconds=90, why=lambda: _counts(place))
        place.stop()
        until(lambda: not place.processes())
        ticked = place.run("tick")

        print(f"killed: {workers} workers, {wholes} sites; {len(client.accepted)} mails")  # noqa: T201 - as above
        assert ticked.returncode == 0, ticked.stderr
        assert min(workers, wholes) >= 5
        check(place, client.accepted)


def settled(place: Place) -> bool:
    app = place.open()
    try:
        with app.store.read() as connection:
            waits = connection.execute(select(func.count()).where(Inbox.state.in_(["ready", "claimed"]))).scalar_one()
            goes = connection.execute(select(func.count()).where(Outbox.state.in_(["waiting", "sending"]))).scalar_one()
    finally:
        app.store.close()
    return waits + goes == 0


def _counts(place: Place) -> str:
    return place.run("status").stdout + place.log.read_text()[-500:]


def check(place: Place, accepted: list[str]) -> None:
    app = place.open()
    with app.store.read() as connection:
        rows = connection.execute(select(Inbox.id, Inbox.state, Inbox.message_id_hash)).all()
        made = connection.execute(select(Booking.inbox_id, func.count()).group_by(Booking.inbox_id)).all()
        answered = connection.execute(
            select(Outbox.inbox_id, Outbox.message_id).where(Outbox.kind == "booking-confirmed")
        ).all()
    by_hash = {row.message_id_hash: row for row in rows}
    delivered = {str(each.message["Message-ID"]) for each in place.sink.mails}
    hashes = [app.keyring.fingerprint("message-id", message_id) for message_id in accepted]
    audited = audit.verify(app.store)
    app.store.close()

    assert [row.state for row in rows if row.state != "done"] == []
    assert set(hashes) <= set(by_hash)
    assert len(rows) == len(by_hash)
    assert dict(made) == {row.id: 1 for row in rows}
    assert sorted(row.inbox_id for row in answered) == sorted(row.id for row in rows)
    assert {row.message_id for row in answered} <= delivered
    assert audited[1] is None
