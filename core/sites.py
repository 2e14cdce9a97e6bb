"""The site: its panels (types running here), who may be written to, and which addresses are ours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.deadlines import WorkingDays
from core.errors import Problem
from core.host import resolve, values_of
from core.kinds import Role
from core.panels import Sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from core.host import Host
    from core.panels import Confidentiality, FieldKind, PanelType
    from core.sections import MemberSection
    from core.settings import Configuration

DIRECTORY = "panels"


@dataclass(frozen=True)
class Member:
    """Who holds a seat at a panel."""

    seat: str
    name: str
    email: str
    agency: str


@dataclass(frozen=True)
class Panel:
    """A panel type running at a site; `type` has the site's own settings in it."""

    key: str
    type: PanelType
    mailbox: str
    address: str
    place: str
    coordinator: str
    chair: str
    confirmer: str
    members: tuple[Member, ...]
    zone: ZoneInfo
    days: WorkingDays
    settings: Mapping[str, object]  # what hooks are told; found once, because it walks the whole declaration
    own_name: str = ""
    identities: Mapping[str, FieldKind] = field(default_factory=dict)
    privileged: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The panel's name as people read it: the site's own for it, else the panel type's."""
        return self.own_name or self.type.name

    @property
    def outward_name(self) -> str:
        """What subjects and calendars say: the panel's name, or what the panel says instead of it."""
        return self.confidentiality.outward_name or self.name

    @property
    def confidentiality(self) -> Confidentiality:
        """The panel's rules."""
        return self.type.confidentiality

    def member(self, address: str) -> Member | None:
        """Return the member with this address, or None."""
        return next((member for member in self.members if member.email == address), None)

    def seats_of(self, address: str) -> frozenset[str]:
        """Return the seats that the member with this address holds."""
        return frozenset(member.seat for member in self.members if member.email == address)

    def holder(self, seat: str) -> str:
        """Return the address of the first who holds a seat; "" when nobody does."""
        return next((member.email for member in self.members if member.seat == seat), "")

    def office(self, named: str) -> str:
        """Return the address that "chair", "coordinator", "confirmer" or "seat:<key>" stands for; "" for nobody."""
        kind, _, key = named.partition(":")
        offices = {"chair": self.chair, "coordinator": self.coordinator, "confirmer": self.confirmer}
        return self.holder(key) if kind == "seat" else offices.get(kind, "")

    def roles(self, address: str) -> frozenset[Role]:
        """Return what this address is here by configuration (presenters and owners are known by their cases)."""
        found = {
            Role.COORDINATOR: self.coordinator,
            Role.CHAIR: self.chair,
            Role.CONFIRMER: self.confirmer,
        }
        roles = {role for role, holder in found.items() if holder == address}
        if self.member(address):
            roles.add(Role.MEMBER)
        return frozenset(roles)


@dataclass(frozen=True)
class Site:
    """Everything configured, resolved. `unavailable` are configured panels whose type is missing or broken."""

    configuration: Configuration
    panels: Mapping[str, Panel]
    unavailable: Mapping[str, str]

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.configuration.site.timezone)

    @property
    def domain(self) -> str:
        """The mail domain, in lower case."""
        return self.configuration.site.mail_domain.lower()

    def mailbox_of(self, recipient: str) -> tuple[str, str] | None:
        """Split one of our addresses into panel key ("" for the directory) and token; None when it is not ours."""
        local, _, domain = recipient.lower().rpartition("@")
        if domain != self.domain:
            return None
        mailbox, _, token = local.partition("+")
        if mailbox == DIRECTORY:
            return "", token
        for key, section in self.configuration.panels.items():
            if section.mailbox == mailbox:
                return key, token
        return None

    def is_ours(self, recipient: str) -> bool:
        """Whether the doors accept mail for this address."""
        return self.mailbox_of(recipient) is not None

    def is_secure(self, address: str) -> bool:
        """Whether personal content may go to this address.

        A site's own worker domains count with the secure ones: they are where the content comes from. What must be
        encrypted on the wire is `must_encrypt`.
        """
        trust = self.configuration.trust
        return domain_matches(address, trust.secure_domains) or domain_matches(address, trust.worker_domains)

    def must_encrypt(self, address: str) -> bool:
        """Whether mail to this address never goes in clear (standards EM-1)."""
        return domain_matches(address, self.configuration.trust.secure_domains)

    def staff(self) -> frozenset[str]:
        """Every address named in the configuration."""
        found = set()
        for panel in self.panels.values():
            found |= {panel.coordinator, panel.chair, panel.confirmer}
            found |= {member.email for member in panel.members}
        return frozenset(found)


def domain_matches(address: str, patterns: Sequence[str]) -> bool:
    """Whether an address's domain is on a list; `*.x` is every domain below x, `x` is x alone."""
    domain = address.rpartition("@")[2].rstrip(".").lower()
    for pattern in patterns:
        wanted = pattern.rstrip(".").lower()
        if wanted.startswith("*."):
            if domain.endswith(wanted[1:]):
                return True
        elif domain == wanted:
            return True
    return False


def build_site(configuration: Configuration, host: Host, file: Path) -> tuple[Site, tuple[Problem, ...]]:
    """Put configuration and panel types together; the problems name file and key."""
    problems: list[Problem] = []
    panels: dict[str, Panel] = {}
    unavailable: dict[str, str] = {}
    days = WorkingDays(configuration.site.holidays, configuration.site.extra_holidays)
    for key, section in configuration.panels.items():
        where = f"{file.name}: panels.{key}"
        declared = host.types.get(section.type)
        if declared is None:
            unavailable[key], expected = _why_not(section.type, host)
            problems.append(Problem(f"{where}.type", unavailable[key], expected))
            continue
        resolved, found = resolve(declared, section.local_settings)
        problems += [_at(where, each, type(section).model_fields) for each in found]
        panels[key] = _panel(configuration, key, resolved, days)
        problems += _seat_problems(where, declared, section.members)
        problems += _loop_problems(where, panels[key])
    return Site(configuration, panels, unavailable), tuple(problems)


def _why_not(wanted: str, host: Host) -> tuple[str, str]:
    """Return why a panel type cannot be used, and what to do."""
    broken = next((each for each in host.broken if each.name == wanted), None)
    if broken is not None:
        return f"the panel type {wanted} is broken ({broken.reason})", "Mend the plugin."
    near = get_close_matches(wanted, host.types, n=1, cutoff=0.75)
    known = ", ".join(sorted(host.types)) or "none is installed"
    return f"there is no panel type {wanted}", f"Did you mean {near[0]}?" if near else f"Use one of: {known}."


def _at(where: str, problem: Problem, site_keys: Iterable[str]) -> Problem:
    """Name the place of a setting's problem; a misspelt key of the site looks like a setting of the panel type."""
    placed = replace(problem, where=f"{where}.{problem.where}")
    suggested = problem.expected.removeprefix("Did you mean ").removesuffix("?")
    near = get_close_matches(problem.where, [*site_keys, suggested], n=1)
    unknown = problem.expected.startswith(("Its settings are", "Did you mean"))
    if near and near[0] != suggested and unknown:
        return replace(placed, found="is not a key of a panel", expected=f"Did you mean {near[0]}?")
    return placed


def _panel(configuration: Configuration, key: str, resolved: PanelType, days: WorkingDays) -> Panel:
    section = configuration.panels[key]
    members = tuple(Member(m.seat, m.name, m.email, m.agency) for m in section.members)
    if resolved.seat("chair") and not any(member.seat == "chair" for member in members):
        members = (Member("chair", "", section.chair, ""), *members)
    return Panel(
        key=key,
        type=resolved,
        mailbox=section.mailbox,
        address=f"{section.mailbox}@{configuration.site.mail_domain.lower()}",
        place=section.place,
        coordinator=section.coordinator,
        chair=section.chair,
        confirmer=section.confirmer,
        members=members,
        zone=ZoneInfo(configuration.site.timezone),
        days=days,
        settings=values_of(resolved),
        own_name=section.name,
        identities={each.key: each.kind for each in resolved.fields if each.sensitivity is Sensitivity.IDENTITY},
        privileged=_privileged(resolved),
        labels={each.key: each.label for each in resolved.fields},
    )


def _privileged(declared: PanelType) -> frozenset[str]:
    parts = declared.confidentiality.privileged
    fields = (each.key for each in declared.fields if each.sensitivity is Sensitivity.PRIVILEGED)
    return frozenset((*fields, *parts, *(f"{part}_actions" for part in parts)))


def _seat_problems(where: str, declared: PanelType, members: Sequence[MemberSection]) -> list[Problem]:
    known = ", ".join(seat.key for seat in declared.seats)
    return [
        Problem(
            f"{where}.members.{number}.seat",
            f"{member.seat!r} is not a seat of {declared.key}",
            f"Use one of: {known}.",
        )
        for number, member in enumerate(members)
        if declared.seat(member.seat) is None
    ]


def _loop_problems(where: str, panel: Panel) -> list[Problem]:
    """A person whose address is the panel's own mailbox would make it write to itself."""
    people = {"coordinator": panel.coordinator, "chair": panel.chair, "confirmer": panel.confirmer}
    people |= {f"members ({member.seat})": member.email for member in panel.members}
    return [
        Problem(f"{where}.{what}", "is the panel's own mailbox", "Give the address of a person or team.")
        for what, address in people.items()
        if address == panel.address
    ]
