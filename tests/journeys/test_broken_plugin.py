"""A broken panel type stops nothing else: its mail is kept, others run, and it is shown wherever somebody looks.

The plugins are installed as an outside author's would be: a distribution on the path, with an entry point.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select, update

from core import host as hosts
from core.hookspecs import hookimpl
from core.host import Candidate
from core.store.tables import Booking, Due, Inbox
from plugins import missing_from_care
from tests.journeys.house import CONFIGURATION, COORDINATOR, WORKER, House, kinds, only, open_house
from tests.journeys.processes import Place, mail, open_place, until
from web import create_app

SOUND = """
from dataclasses import replace
from core.hookspecs import hookimpl
from plugins.missing_from_care import PANEL
"""
BROKEN = {
    "no_import": "import a_library_that_nobody_has",
    "leaves": "raise SystemExit(3)",
    "raises": f"{SOUND}\n@hookimpl\ndef panel_type():\n    raise KeyError('Zebedee Quillfeather')\n",
    "nothing": f"{SOUND}\n@hookimpl\ndef panel_type():\n    return None\n",
    "misspelt": f"{SOUND}\n@hookimpl\ndef panel_check_bookings(values):\n    return ()\n",
}
BESIDE = """
[panels.beside]
type = "no_import"
mailbox = "beside"
place = "Town Hall"
coordinator = "beside.admin@anytown.example"
chair = "beside.chair@anytown.example"
confirmer = "ops.manager@anytown.example"
"""
BOOK = "Please book Sam Example, dob 3/4/2010, for the next panel."
BESIDE_ADDRESS = "beside@panels.anytown.example"


def install(folder: Path, plugins: dict[str, str]) -> None:
    """Lay out an installed distribution with a module and an entry point for each plugin."""
    info = folder / "panels_from_outside-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: panels-from-outside\nVersion: 1.0\n")
    points = [f"{name} = outside_{name}" for name in plugins]
    (info / "entry_points.txt").write_text("[panelpost.panels]\n" + "\n".join(points) + "\n")
    for name, source in plugins.items():
        (folder / f"outside_{name}.py").write_text(source)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A running site with a sound panel, broken types beside it, and a panel of one of those."""
    folder = tmp_path_factory.mktemp("broken")
    install(folder / "installed", BROKEN)
    with open_place(folder, configuration=CONFIGURATION + BESIDE, PYTHONPATH=str(folder / "installed")) as place:
        place.serve()
        yield place


def test_check_lists_every_broken_plugin_at_once(place: Place) -> None:
    done = place.run("check", "--json")

    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert {each["name"]: each["phase"] for each in found["broken"]} == {
        "no_import": "import",
        "leaves": "import",
        "raises": "declare",
        "nothing": "declare",
        "misspelt": "register",
    }
    assert len([each for each in found["problems"] if each["where"].startswith("panel type")]) == len(BROKEN)
    assert [each["where"] for each in found["problems"] if "beside" in each["where"]] == [
        "panelpost.toml: panels.beside.type"
    ]
    assert "Quillfeather" not in done.stdout


def test_panels_lists_the_sound_one_and_says_what_is_wrong_with_the_others(place: Place) -> None:
    done = place.run("panels")

    assert done.returncode == 1
    assert "missing_from_care" in done.stdout
    assert done.stdout.count("cannot be used") == len(BROKEN)


def test_mail_to_a_panel_that_cannot_run_is_kept_and_the_other_panel_goes_on(place: Place) -> None:
    place.send(mail("beside", BOOK, to=BESIDE_ADDRESS), WORKER, BESIDE_ADDRESS)
    place.send(mail("missing", BOOK), WORKER)

    until(lambda: "booking-confirmed" in {each.kind for each in place.sink.mails}, why=place.log.read_text)
    listed = json.loads(place.run("inbox", "list", "--state", "held", "--json").stdout)
    assert [each["panel"] for each in listed] == ["beside"]
    assert "no_import is broken" in listed[0]["reason"]


def test_the_status_says_what_is_broken(place: Place) -> None:
    done = place.run("status", "--json")

    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert any("panel beside cannot run" in line for line in found["problems"])
    assert len([line for line in found["problems"] if line.startswith("panel type")]) == len(BROKEN)


def test_the_status_page_says_what_is_broken(place: Place) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{place.web}/", timeout=20) as answer:
        page = answer.read().decode()

    assert all(name in page for name in BROKEN)
    assert "Quillfeather" not in page


# A sound declaration whose rules fail while mail is handled.


@pytest.fixture
def panel_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., House]]:
    """Open a house whose panel type has these hooks in the place of its own."""
    opened = []

    def open_with(**rules: Callable[..., Any]) -> House:
        module = ModuleType("hooked")
        module.__package__ = "plugins.missing_from_care"
        own = {"panel_type": lambda: replace(missing_from_care.PANEL), **rules}
        for name, function in own.items():
            setattr(module, name, hookimpl(function))
        monkeypatch.setattr(hosts, "load", partial(hosts.assemble, [Candidate("hooked", "test", lambda: module)]))
        house = open_house(tmp_path)
        opened.append(house)
        made = house.__enter__()
        made.work()
        return made

    yield open_with
    for house in opened:
        house.__exit__(None, None, None)


def fails_on(name: str) -> Callable[..., tuple[str, ...]]:
    """Return a booking check that fails on one child, with the name in its exception."""

    def panel_check_booking(values: Any, meeting_date: Any) -> tuple[str, ...]:
        if name in values["name"]:
            raise LookupError(values["name"])
        return ()

    return panel_check_booking


def test_a_rule_that_fails_holds_that_mail_and_the_next_is_booked(panel_with: Callable[..., House]) -> None:
    house = panel_with(panel_check_booking=fails_on("Zebedee"))

    held = house.write(WORKER, "Please book Zebedee Quillfeather, dob 3/4/2010, for the next panel.")
    after = house.write(WORKER, BOOK)

    assert kinds(held) == [("held-notice", COORDINATOR)]
    assert "panel_check_booking" in held[0].text
    assert "Quillfeather" not in held[0].text
    assert ("booking-confirmed", WORKER) in kinds(after)
    with house.app.store.read() as connection:
        rows = connection.execute(select(Inbox.state, Inbox.reason).order_by(Inbox.id)).all()
        made = connection.execute(select(Booking.reference)).scalars().all()
    assert [row.state for row in rows] == ["held", "done"]
    assert "panel_check_booking failed (LookupError)" in rows[0].reason
    assert len(made) == 1


def test_a_rule_that_failed_is_shown_in_status_and_on_the_page(panel_with: Callable[..., House]) -> None:
    from core.status import read_status

    house = panel_with(panel_check_booking=fails_on("Sam"))
    house.write(WORKER, BOOK)

    problems = read_status(house.app)["problems"]
    page = create_app(house.app).test_client().get("/").get_data(as_text=True)

    assert "panel type missing_from_care failed in panel_check_booking (LookupError)" in problems
    assert "panel_check_booking" in page


def test_a_held_mail_is_booked_when_the_panel_is_mended_and_it_is_replayed(panel_with: Callable[..., House]) -> None:
    from core import inbox

    failing = {"on": True}

    def panel_check_booking(values: Any, meeting_date: Any) -> tuple[str, ...]:
        if failing["on"]:
            raise LookupError
        return ()

    house = panel_with(panel_check_booking=panel_check_booking)
    house.write(WORKER, BOOK)
    failing["on"] = False

    with house.app.store.write() as connection:
        inbox.reopen(connection, 1, believe=False)
    mails = house.work()

    assert only(mails, "booking-confirmed").to == WORKER


def test_a_rule_that_may_be_skipped_stops_nothing(panel_with: Callable[..., House]) -> None:
    def panel_agenda_order(bookings: Any) -> tuple[int, ...]:
        raise RuntimeError

    def panel_quorum(present: Any, case: Any) -> str:
        return "not what a hook returns"

    house = panel_with(panel_agenda_order=panel_agenda_order, panel_quorum=panel_quorum)

    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")
    house.until("2026-12-08T17:30:00Z")

    assert house.all("minutes-request")
    assert confirmed.meeting == "2026-12-08"


def test_what_is_due_and_fails_is_tried_again_then_shown_and_told(panel_with: Callable[..., House]) -> None:
    from core.status import read_status

    def panel_may_see(document: Any, role: Any, field: Any, values: Any) -> bool:
        if document == "names-list":
            raise RuntimeError
        return True

    house = panel_with(panel_may_see=panel_may_see)
    house.write(WORKER, BOOK)
    at = "2026-12-03T12:00:00Z"

    for _ in range(3):
        house.until(at)
        with house.app.store.write() as connection:
            connection.execute(update(Due).values(lease=None))  # the pause between two tries is over
    house.work()

    assert house.all("names-list") == []
    assert "names-list of panel missing could not be done" in read_status(house.app)["problems"]
    assert "names-list" in house.all("held-notice", COORDINATOR)[-1].text
