"""A booking from the SMTP door to its answer, measured three ways.

    python tests/benchmarks/booking.py [--mails 200] [--rounds 3]

1. Accepted and committed mails a second, against stock aiosmtpd that stores nothing (`door.py --store`).
2. The whole job by one worker process: from inbox row to booking, answer and invitation worded in the outbox, against P
   (performance.md): the same job the obvious way - `policy.default`, seven rows in one Core transaction, an
   `EmailMessage` - measured in the same run.
3. The median time from 250 to the answer at the relay, one mail at a time, on a running `panelpost serve`.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import hashlib
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # runnable by its path, too

from aiosmtpd.controller import Controller
from jinja2 import Environment
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, create_engine, event, insert, select

from core.inbox import Arrival
from mail.sending.relay import LocalRelay
from mail.sending.sender import deliver_waiting
from mail.worker import understand_row
from tests.benchmarks._measure import Compared
from tests.journeys.house import CONFIGURATION, PANEL, WORKER, Sink, free_port, open_house

CAPACITY = 100_000
GOAL_JOB = 2.0
GOAL_MILLISECONDS = 15.0


def mails(count: int, start: int = 0) -> Iterator[bytes]:
    """Yield 4 KB bookings, each of another child."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for number in range(start, start + count):
        name = f"Al{letters[number % 26]}{letters[number // 26 % 26]} Ex{letters[number // 676 % 26]}mple"
        message = EmailMessage()
        message["From"] = f"worker.{number % 97}@anytown.example"  # as many workers as a borough has
        message["To"] = PANEL
        message["Subject"] = "Next missing panel"
        message["Date"] = "Tue, 24 Nov 2026 10:00:00 +0000"
        message["Message-ID"] = f"<bench-{number}@anytown.example>"
        message.set_content(
            f"Hi,\n\nPlease can you book {name} (dob 3/4/2010) into the next panel? Legal status: s31.\n\n"
            "Thanks\nJo Bright\nSocial worker, looked after children\nAnytown Council\n\n" + _DISCLAIMER
        )
        stamp = b"Authentication-Results: mx.anytown.example; dmarc=pass header.from=anytown.example\r\n"
        yield stamp + message.as_bytes(policy=email.policy.SMTP)


_DISCLAIMER = (
    "This email and any attachments are confidential and intended for the addressee only. If you have received it in\n"
    "error, tell the sender and delete it. Anytown Council may monitor email in line with its policies.\n"
) * 14


def ours(count: int) -> float:
    """Return mails a second through reading, understanding, handling and wording, in this one process."""
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder), settings=f"capacity = {CAPACITY}") as house:
        house.work()
        now = house.clock.now()
        raws = list(mails(count))
        house.app.keep([Arrival(PANEL, WORKER, raw, "127.0.0.1", "smtp", now) for raw in raws])
        relay = LocalRelay()
        began = time.perf_counter()
        handled = 0
        while taken := house.app.take_one_batch(understand_row):
            handled += taken
        while deliver_waiting(house.app, relay):
            pass
        seconds = time.perf_counter() - began
        assert handled == count
    return count / seconds


def obvious(count: int) -> float:
    """Return mails a second of P: the obvious way, with SQLAlchemy Core, nothing understood and nothing sealed."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/p.db")
        event.listen(engine, "connect", _settings)
        metadata = MetaData()
        columns = (Column("id", Integer, primary_key=True), Column("what", String), Column("raw", LargeBinary))
        table = Table("p", metadata, *columns)
        metadata.create_all(engine)
        page = Environment(autoescape=True).from_string("<p>{{ name }} is booked for {{ day }}.</p>" * 10)
        began = time.perf_counter()
        for raw in mails(count):
            message = email.message_from_bytes(raw, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(("plain",))
            assert body is not None
            text = str(body.get_content())
            answer = EmailMessage()
            answer["To"] = str(message["From"])
            answer["Subject"] = "Booked"
            answer.set_content(text[:200])
            answer.add_alternative(page.render(name=text[:40], day="8 December"), subtype="html")
            with engine.begin() as connection:
                seen = select(table.c.id).where(table.c.what == hashlib.sha256(raw).hexdigest()).limit(1)
                connection.execute(seen).first()
                for what in ("inbox", "booking", "case", "presenter", "audit", "counter"):
                    connection.execute(insert(table).values(what=what, raw=b""))
                connection.execute(insert(table).values(what="outbox", raw=answer.as_bytes(policy=email.policy.SMTP)))
        seconds = time.perf_counter() - began
        engine.dispose()
    return count / seconds


def _settings(connection: object, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]
    connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]


def whole_job(count: int, rounds: int) -> None:
    """Measure the whole job against P, in turn."""
    mine, theirs = [], []
    for _ in range(rounds):
        theirs.append(obvious(count))
        mine.append(ours(count))
    Compared("whole job, one worker process", "mails/s", tuple(mine), tuple(theirs), GOAL_JOB).show()


def answer_time(count: int) -> None:
    """Measure the time from 250 to the answer at the relay, on a running site."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    with tempfile.TemporaryDirectory() as folder:
        door, web = free_port(), free_port()
        text = CONFIGURATION.format(relay=controller.port, settings=f"capacity = {CAPACITY}")
        text = text.replace('smtp = "127.0.0.1:0"', f'smtp = "127.0.0.1:{door}"')
        text = text.replace("[database]", f'base_url = "http://127.0.0.1:{web}"\n\n[database]', 1)
        file = Path(folder) / "panelpost.toml"
        file.write_text(text, encoding="utf-8")
        environment = {**os.environ, "PANELPOST_NOW": "2026-11-24T10:00:00Z"}
        serve = subprocess.Popen(
            [sys.executable, "-m", "core", "--config", str(file), "serve"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        )
        try:
            times = _times(door, sink, count)
        finally:
            serve.terminate()
            serve.wait()
            controller.stop()
    print(
        f"{'one mail, from 250 to the answer at the relay':44} median {statistics.median(times):6.1f} ms   "
        f"worst {max(times):6.1f} ms   goal {GOAL_MILLISECONDS:g} ms"
    )


def _times(port: int, sink: Sink, count: int) -> list[float]:
    client = _connect(port)
    _until(lambda: sum(mail.kind == "meeting-invite" for mail in sink.mails) >= 15)  # 5 seats, 3 dates
    times = []
    for number, raw in enumerate(mails(count + 5)):
        before = len(sink.mails)
        client.sendmail(WORKER, [PANEL], raw)
        began = time.perf_counter()
        _until(lambda: any(mail.kind == "booking-confirmed" for mail in sink.mails[before:]))  # noqa: B023 - called at once
        if number >= 5:  # the first ones warm it up
            times.append((time.perf_counter() - began) * 1000)
        time.sleep(0.05)
    client.quit()
    return times


def _connect(port: int) -> smtplib.SMTP:
    for _ in range(300):
        try:
            return smtplib.SMTP("127.0.0.1", port, local_hostname="bench.example")
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the site did not start")


def _until(true: object, seconds: float = 30.0) -> None:
    end = time.perf_counter() + seconds
    while not true():  # type: ignore[operator]
        if time.perf_counter() > end:
            raise TimeoutError("no answer came")
        time.sleep(0.0002)


def main() -> None:
    """Measure all three."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=200)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--without-door", action="store_true", help="leave out the first")
    chosen = options.parse_args()
    if not chosen.without_door:
        door = Path(__file__).with_name("door.py")
        subprocess.run([sys.executable, str(door), "--store", "--rounds", str(chosen.rounds)], check=True)
    whole_job(chosen.mails, chosen.rounds)
    answer_time(40)


if __name__ == "__main__":
    main()
