"""A house with one panel of any type, or with several: each seat held by an address of its own, everybody secure.

    with open_panels(tmp_path, "marac") as house:
        booked = only(house.write(WORKER, "Please book ...", to=house.address("marac")), "booking-confirmed")

The seat `police` of the panel `marac` is held by `police.marac@anytown.example`; chair, coordinator and confirmer are
`chair.marac@...`, `coordinator.marac@...` and `confirmer.marac@...`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from core import host as hosts
from core.panels import PerCase
from tests.journeys.house import CONFIGURATION, House, Mail, only
from tests.journeys.settled import open_settled_house

WORKER = "jo.bright@anytown.example"
OTHER_WORKER = "ade.oke@anytown.example"

_SITE = CONFIGURATION.partition("[panels.missing]")[0]


def address(panel: str) -> str:
    """Return a panel's mailbox."""
    return f"{panel.replace('_', '-')}@panels.anytown.example"


def at(office: str, panel: str) -> str:
    """Return who holds a seat or an office of a panel: `at("police", "marac")`."""
    return f"{office.replace('_', '.')}.{panel.replace('_', '.')}@anytown.example"


def configuration(
    panel: str, settings: str = "", holders: Mapping[str, Sequence[str]] | None = None, leave_out: Sequence[str] = ()
) -> str:
    """Return a panel's section, every seat held; `holders` says who holds a seat instead, several people too."""
    declared = hosts.load().types[panel]
    lines = [
        f"[panels.{panel}]",
        f'type = "{panel}"',
        f'mailbox = "{panel.replace("_", "-")}"',
        'place = "Harbour House"',
        f'coordinator = "{at("coordinator", panel)}"',
        f'chair = "{at("chair", panel)}"',
        f'confirmer = "{at("confirmer", panel)}"',
        settings,
        "",
    ]
    for seat in declared.seats:
        if seat.key in leave_out:
            continue
        for holder in (holders or {}).get(seat.key, [at(seat.key, panel)]):
            name = holder.partition("@")[0].replace(".", " ").title()
            lines += [
                f"[[panels.{panel}.members]]",
                f'seat = "{seat.key}"',
                f'name = "{name}"',
                f'email = "{holder}"',
                "",
            ]
    return "\n".join(lines)


@contextmanager
def open_panels(
    folder: Path, *panels: str, at: str = "2026-11-24T10:00:00Z", more: str = "", **sections: str
) -> Iterator[House]:
    """Open a house with these panels; a keyword argument of a panel's name is its section (from `configuration`)."""
    whole = "\n".join([_SITE, more, *(sections.get(panel) or configuration(panel) for panel in panels)])
    with open_settled_house(folder, at=at, configuration=whole) as house:
        yield house


def book(house: House, panel: str, text: str, sender: str = WORKER) -> Mail:
    """Write a booking; return the answer to its presenter (whatever it is)."""
    answers = [mail for mail in house.write(sender, text, to=address(panel)) if mail.to == sender]
    return next(mail for mail in answers if mail.kind.startswith(("booking-", "not-understood", "help")))


def add_meeting(house: House, panel: str, day: str = "3 December", time: str = "14:00") -> list[Mail]:
    """Add an extraordinary meeting, as the coordinator of a panel without dates of its own does."""
    assert isinstance(house.app.site.panels[panel].type.schedule, PerCase)
    return house.write(at("coordinator", panel), f"add extraordinary {day} {time}", to=address(panel))


def hold(house: House, panel: str, minutes: str, *, over: str) -> list[Mail]:
    """Let the meeting be held, write its minutes (they must be complete) and let the chair approve them."""
    asked = next(mail for mail in house.until(over) if mail.kind == "minutes-request")
    draft = only(house.reply(asked, minutes, quote=False), "minutes-draft")
    return house.reply(draft, "approve")
