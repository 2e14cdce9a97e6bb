"""Whom a mail can be written as: everybody the configuration names, and a few invented workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.sites import DIRECTORY

if TYPE_CHECKING:
    from core.sites import Panel, Site

_WORKERS = ("Morgan Ellery", "Priya Nandra", "Tom Ashdown")


@dataclass(frozen=True)
class Somebody:
    """Somebody to write as: address, name for the From line ("" for a shared mailbox), and what they are here."""

    address: str
    name: str
    role: str


@dataclass(frozen=True)
class Group:
    """People under one heading."""

    label: str
    people: tuple[Somebody, ...]


def groups(site: Site) -> tuple[Group, ...]:
    """Return everybody to write as: workers first, since a story starts with one, then each panel's people."""
    panels = (Group(panel.name, _of(panel)) for panel in site.panels.values())
    return (Group("Workers", _workers(site)), *panels)


def name_of(site: Site, address: str) -> str:
    """Return the name that belongs to an address, or ""."""
    everybody = (each for group in groups(site) for each in group.people)
    return next((each.name for each in everybody if each.address == address and each.name), "")


def mailboxes(site: Site) -> tuple[tuple[str, str], ...]:
    """Return the addresses to write to, each with whose it is."""
    panels = ((panel.address, panel.name) for panel in site.panels.values())
    return (*panels, (f"{DIRECTORY}@{site.domain}", "the list of panels"))


def _workers(site: Site) -> tuple[Somebody, ...]:
    domain = next(iter(site.configuration.trust.worker_domains), "workers.example").removeprefix("*.")
    return tuple(Somebody(f"{name.lower().replace(' ', '.')}@{domain}", name, "worker") for name in _WORKERS)


def _of(panel: Panel) -> tuple[Somebody, ...]:
    members = []
    for member in panel.members:
        seat = panel.type.seat(member.seat)
        members.append(Somebody(member.email, member.name, seat.label if seat else member.seat))
    everybody = (
        *members,
        Somebody(panel.coordinator, "", "coordinator"),
        Somebody(panel.chair, "", "chair"),
        Somebody(panel.confirmer, "", panel.type.confirmation.title or "confirmer"),
    )
    # Who chairs and also holds a seat stands there once.
    by_address: dict[str, Somebody] = {}
    for each in everybody:
        by_address.setdefault(each.address, each)
    return tuple(by_address.values())
