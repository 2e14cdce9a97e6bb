from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.commands.conftest import Panelpost
from tests.journeys.house import PANEL, WORKER, House, kinds, only
from tests.journeys.processes import ROOT, mail

BOOK = "Please book Sam Example, dob 3/4/2010, for the next panel."


@pytest.fixture
def letter(tmp_path: Path) -> Callable[..., str]:
    """Write a mail into a file; give the file's name."""

    def write(number: int, text: str = BOOK) -> str:
        file = tmp_path / f"{number}.eml"
        file.write_bytes(mail(number, text))
        return str(file)

    return write


def test_files_are_taken_in_as_if_they_had_come_by_mail(
    house: House, on_house: Panelpost, letter: Callable[..., str]
) -> None:
    done = on_house("take", letter(1), letter(2, "Please book Ann Archer, dob 3/4/2010, for the next panel."))

    assert done.exit_code == 0
    assert f"1.eml: taken in for {PANEL}" in done.output
    assert [kind for kind, _ in kinds(house.work())].count("booking-confirmed") == 2


def test_one_mail_comes_from_a_pipe(house: House, on_house: Panelpost) -> None:
    done = on_house("take", "-", stdin=mail(1, BOOK))

    assert done.exit_code == 0
    assert only(house.work(), "booking-confirmed").to == WORKER


def test_the_same_file_twice_is_one_booking(house: House, on_house: Panelpost, letter: Callable[..., str]) -> None:
    on_house("take", letter(1))

    assert on_house("take", letter(1)).exit_code == 0
    assert [kind for kind, _ in kinds(house.work())].count("booking-confirmed") == 1


def test_the_envelope_can_be_given_where_the_mail_does_not_tell(house: House, on_house: Panelpost) -> None:
    raw = mail(1, BOOK).replace(f"To: {PANEL}".encode(), b"To: undisclosed-recipients:;")

    nowhere = on_house("take", "-", stdin=raw)
    done = on_house("take", "-", "--recipient", PANEL, "--sender", WORKER, stdin=raw)

    assert nowhere.exit_code == 1
    assert "names no mailbox of ours" in nowhere.output
    assert done.exit_code == 0
    assert only(house.work(), "booking-confirmed").to == WORKER


def test_what_cannot_be_taken_in_is_said_and_the_rest_is_taken(
    house: House, on_house: Panelpost, letter: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "empty.eml").touch()

    done = on_house("take", str(tmp_path / "empty.eml"), str(tmp_path / "nowhere.eml"), letter(1))

    assert done.exit_code == 1
    assert "empty.eml: This is no mail: it is empty." in done.output
    assert "nowhere.eml: cannot be read." in done.output
    assert only(house.work(), "booking-confirmed").to == WORKER


def test_a_busy_database_asks_the_mta_to_come_again(
    house: House, on_house: Panelpost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.engine._BUSY_SECONDS", 0.1)
    with house.app.store.write():
        busy = on_house("take", "-", stdin=mail(1, BOOK))
    later = on_house("take", "-", stdin=mail(1, BOOK))

    assert busy.exit_code == 75
    assert "try again" in busy.output
    assert later.exit_code == 0


def test_a_database_that_cannot_be_reached_asks_the_mta_to_come_again(house: House, on_house: Panelpost) -> None:
    file = house.app.file
    away = 'url = "postgresql+psycopg://panelpost@127.0.0.1:1/panels"'
    file.write_text(file.read_text().replace('url = "sqlite:///var/panelpost.db"', away))

    done = on_house("take", "-", stdin=mail(1, BOOK))

    assert done.exit_code == 75
    assert "Traceback" not in done.output


def test_a_mistake_in_the_configuration_sends_no_mail_back(house: House, on_house: Panelpost) -> None:
    house.app.file.write_text("[site]\n")

    done = on_house("take", "-", stdin=mail(1, BOOK))

    assert done.exit_code == 75
    assert "site.name: is missing" in done.output


def test_tick_says_how_much_it_did_and_as_of_when(on_house: Panelpost) -> None:
    done = on_house("tick", "--at", "2026-12-03T12:00:00Z")

    assert done.exit_code == 0
    assert done.output.endswith("things done as of 2026-12-03T12:00:00+00:00\n")


def test_tick_does_each_thing_once(house: House, on_house: Panelpost) -> None:
    house.write(WORKER, BOOK)
    on_house("tick", "--at", "2026-12-03T12:00:00Z")
    listed = [mail.to for mail in house.new() if mail.kind == "names-list"]

    again = on_house("tick", "--at", "2026-12-03T12:00:00Z")

    assert len(listed) == len(set(listed)) == 6
    assert again.output == "0 things done as of 2026-12-03T12:00:00+00:00\n"


def test_a_pipe_that_closes_early_is_no_traceback(house: House, tmp_path: Path) -> None:
    house.write(WORKER, BOOK)
    script = f"{sys.executable} -m core --config {house.app.file} outbox list --json | head -1"

    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, env=os.environ, check=False)

    assert done.stdout == "[\n"
    assert "Traceback" not in done.stderr
