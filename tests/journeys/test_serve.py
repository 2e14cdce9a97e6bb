"""`panelpost serve` and its parts as an operator runs them: real processes, a real relay, and what goes wrong there."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from core.store.tables import Booking, Outbox
from tests.journeys.house import CONFIGURATION, COORDINATOR, MEMBERS, PANEL, WORKER
from tests.journeys.processes import Place, mail, open_place, until

BOOK = "Please book Sam Example, dob 3/4/2010, for the next panel."
pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with open_place(tmp_path) as place:
        yield place


def sent(place: Place, kind: str) -> bool:
    return kind in {each.kind for each in place.sink.mails}


def rows(place: Place, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(place.run(*words, "--json").stdout)
    return found


def test_a_site_answers_a_booking_and_stops_when_told(place: Place) -> None:
    serving = place.serve()

    place.send(mail(1, BOOK))
    until(lambda: sent(place, "slot-invite"), why=place.log.read_text)
    serving.terminate()

    assert serving.wait(timeout=30) == 0
    assert place.processes() == []
    assert "Traceback" not in place.log.read_text()


def test_the_members_are_invited_without_anybody_asking(place: Place) -> None:
    place.serve()

    until(lambda: {each.to for each in place.sink.mails if each.kind == "meeting-invite"} == set(MEMBERS))


def test_ctrl_c_stops_a_site_with_its_worker(place: Place) -> None:
    serving = place.start("serve", new_session=True)
    until(place.listens)
    until(place.workers)

    os.killpg(serving.pid, signal.SIGINT)

    assert serving.wait(timeout=30) == 0
    assert place.processes() == []
    assert "Traceback" not in place.log.read_text()


def test_a_worker_that_dies_is_started_again(place: Place) -> None:
    place.serve()
    until(place.workers)
    first = place.workers()[0]

    os.kill(first, signal.SIGKILL)
    until(lambda: place.workers() not in ([], [first]))
    place.send(mail(1, BOOK))

    until(lambda: sent(place, "booking-confirmed"), why=place.log.read_text)


def test_a_door_that_is_taken_is_said_in_words_and_nothing_stays_behind(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", place.port))
        taken.listen()

        done = place.run("serve")

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"The SMTP door cannot listen on 127.0.0.1:{place.port} (Address already in use). See inbound.smtp."
    )
    assert "Traceback" not in done.stderr
    until(lambda: place.processes() == [])


def test_a_web_port_that_is_taken_is_said_in_words_and_nothing_stays_behind(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", place.web))
        taken.listen()

        done = place.run("serve")

    assert done.returncode == 1
    assert "The web part cannot listen" in done.stderr
    assert "Traceback" not in done.stderr
    until(lambda: place.processes() == [])


def test_a_mistake_in_the_configuration_is_said_in_words(place: Place) -> None:
    place.file.write_text(place.file.read_text().replace("[inbound]", "[inbound]\nsnmp = 1"))

    done = place.run("serve")

    assert (done.returncode, done.stderr) == (
        1,
        "panelpost.toml: inbound.snmp: is not a key of this file. Did you mean smtp?\n",
    )


def test_the_parts_do_the_same_work_apart(place: Place) -> None:
    parts = [place.start(word) for word in ("smtp", "work", "web")]
    until(place.listens)

    place.send(mail(1, BOOK))

    until(lambda: sent(place, "booking-confirmed"), why=place.log.read_text)
    for part in parts:
        part.terminate()
    assert [part.wait(timeout=30) for part in parts] == [0, 0, 0]


def test_tick_does_what_is_due_beside_a_running_site(place: Place) -> None:
    place.serve()
    place.send(mail(1, BOOK))
    until(lambda: sent(place, "booking-confirmed"), why=place.log.read_text)

    done = place.run("tick", "--at", "2026-12-03T12:00:00Z")

    assert done.returncode == 0, done.stderr
    until(lambda: {each.to for each in place.sink.mails if each.kind == "names-list"} == {*MEMBERS, COORDINATOR})
    assert place.run("audit", "verify").returncode == 0


def test_the_clock_that_was_started_elsewhere_goes_on_when_the_worker_is_started_again(place: Place) -> None:
    place.environment["PANELPOST_NOW"] = "2026-12-03T11:59:57Z"  # 3 seconds before the names list
    place.serve()
    until(lambda: sent(place, "names-list"), seconds=90, why=place.log.read_text)
    os.kill(place.workers()[0], signal.SIGKILL)
    place.send(mail(1, BOOK))

    until(lambda: sent(place, "booking-late"), why=place.log.read_text)


def test_mail_waits_for_a_relay_that_is_down_and_arrives_as_the_same_mail(tmp_path: Path) -> None:
    with open_place(tmp_path) as place:
        port = place.relay.port
        place.relay.stop()
        place.run("take", str(written(tmp_path, mail(1, BOOK))))
        assert place.run("tick").returncode == 0
        waiting = [row for row in rows(place, "outbox", "list") if row["kind"] == "booking-confirmed"]
        shown = place.run("outbox", "show", str(waiting[0]["id"]))

        relay = Controller(place.sink, hostname="127.0.0.1", port=port)
        relay.start()
        try:
            assert place.run("outbox", "retry", str(waiting[0]["id"])).returncode == 0
            place.run("tick")
        finally:
            relay.stop()

        assert waiting[0]["state"] == "retry"
        assert "refused" in shown.stderr
        arrived = [each for each in place.sink.mails if each.kind == "booking-confirmed"]
        assert [each.message["Message-ID"] for each in arrived] == [message_ids(place)["booking-confirmed"]]
        assert arrived[0].raw.decode().splitlines() == shown.stdout.splitlines()


def test_nothing_is_on_the_wire_in_clear_towards_a_secure_domain(tmp_path: Path) -> None:
    configuration = CONFIGURATION.replace('tls = "off"', 'tls = "offered"')
    with open_place(tmp_path, configuration=configuration) as place:
        place.run("take", str(written(tmp_path, mail(1, BOOK))))

        place.run("tick")

        held = rows(place, "outbox", "list", "--state", "held")
        assert place.sink.mails == []
        assert {"booking-confirmed", "slot-invite", "delivery-problem"} <= {row["kind"] for row in held}
        number = str(held[0]["id"])
        assert "does not offer encryption" in place.run("outbox", "show", number).stderr
        assert place.run("outbox", "release", number).returncode == 0
        place.run("tick")
        assert place.sink.mails == []
        assert number in {str(row["id"]) for row in rows(place, "outbox", "list", "--state", "held")}


def written(folder: Path, raw: bytes) -> Path:
    file = folder / "one.eml"
    file.write_bytes(raw)
    return file


def message_ids(place: Place) -> dict[str, str]:
    app = place.open()
    with app.store.read() as connection:
        found = {row.kind: row.message_id for row in connection.execute(select(Outbox.kind, Outbox.message_id))}
    app.store.close()
    return found


def test_mail_comes_in_by_lmtp_and_by_folder_too(tmp_path: Path) -> None:
    configuration = CONFIGURATION.replace("[inbound]", f'[inbound]\nlmtp = "{tmp_path}/lmtp.sock"\nfolder = "dropped"')
    with open_place(tmp_path, configuration=configuration) as place:
        place.serve()
        dropped = written(tmp_path, mail("folder", "Please book Ann Archer, dob 3/4/2010, for the next panel."))
        os.utime(dropped, (1, 1))
        dropped.rename(tmp_path / "dropped" / "one.eml")
        with smtplib.LMTP(f"{tmp_path}/lmtp.sock") as client:
            client.sendmail(WORKER, [PANEL], mail("lmtp", BOOK))

        until(lambda: len([each for each in place.sink.mails if each.kind == "booking-confirmed"]) == 2)
        app = place.open()
        with app.store.read() as connection:
            assert len(connection.execute(select(Booking.id)).all()) == 2
        app.store.close()
