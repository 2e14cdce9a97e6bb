"""One case through its whole life at a panel with every hook: which is asked, and in what order (docs/hooks.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core import host as hosts
from core.hookspecs import POLICIES, hookimpl
from core.host import Candidate
from plugins import missing_from_care
from tests.journeys.house import CHAIR, CONFIRMER, WORKER, House, only, open_house

ASKED: list[str] = []


def plugin() -> ModuleType:
    """Make the built-in panel with every hook, each noting that it was asked before it answers as ever."""
    module = ModuleType("recording")
    module.__package__ = "plugins.missing_from_care"
    answers: dict[str, Any] = {
        "panel_type": lambda: replace(missing_from_care.PANEL, key="recording"),
        "panel_check_booking": lambda values, meeting_date, settings, history, clocks: (),
        "panel_may_see": lambda document, role, field, values, seats, settings: True,
        "panel_next_steps": lambda outcome, values, settings: ("Do it.",),
        "panel_agenda_order": lambda bookings: tuple(range(len(bookings))),
        "panel_check_outcome": lambda outcome, values, case, meeting_date, settings, history, others, clocks: (),
        "panel_quorum": lambda present, case, settings: (),
    }
    assert set(answers) == set(POLICIES)
    for name, answer in answers.items():
        setattr(module, name, hookimpl(_noted(name, answer)))
    return module


def _noted(name: str, answer: Any) -> Any:
    """Return a hook of the same arguments that notes its name: pluggy reads the arguments of the function itself."""
    arguments = answer.__code__.co_varnames[: answer.__code__.co_argcount]
    source = f"lambda {', '.join(arguments)}: (note(), answer({', '.join(arguments)}))[1]"
    made = eval(source, {"note": partial(ASKED.append, name), "answer": answer})
    made.__name__ = name
    return made


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house whose panel is the recording one."""
    made = plugin()
    recording = hosts.assemble([Candidate("recording", "test", lambda: made)])
    monkeypatch.setattr(hosts, "load", lambda *_: recording)
    from tests.journeys.house import CONFIGURATION

    ASKED.clear()
    with open_house(tmp_path, configuration=CONFIGURATION.replace('"missing_from_care"', '"recording"')) as opened:
        opened.work()
        yield opened


def in_order() -> list[str]:
    """Return which hooks were asked since the last look, each run of the same one once."""
    found = [name for name, _ in groupby(ASKED)]
    ASKED.clear()
    return found


def test_the_hooks_of_a_case_are_asked_in_order(house: House) -> None:
    assert in_order() == []

    booked = only(
        house.write(WORKER, "Please book Sam Example, dob 3/4/2012, into the next panel."), "booking-confirmed"
    )
    assert in_order()[:2] == ["panel_check_booking", "panel_may_see"]

    house.until("2026-12-03T12:00:00Z")
    listed = in_order()
    assert listed[0] == "panel_agenda_order"
    assert set(listed[1:]) == {"panel_may_see"}

    house.until("2026-12-07T10:00:00Z")
    assert "panel_quorum" in in_order()

    asked = only(house.until("2026-12-08T17:30:00Z"), "minutes-request")
    in_order()
    outcome = "Outcome: safety plan agreed | review date: 12 January 2027"
    minutes = f"[{booked.ref}]\nPresent: presenter came\n{outcome}\n[MEETING]\nPresent: chair, police, IRO\n"
    draft = only(house.reply(asked, minutes, quote=False), "minutes-draft", CHAIR)
    read = in_order()
    assert read[0] == "panel_check_outcome"
    assert "panel_next_steps" not in read

    approved = house.reply(draft, "approve")
    in_order()
    house.reply(only(approved, "outcome-to-confirm", CONFIRMER), "confirm")
    assert in_order()[0] == "panel_next_steps"
