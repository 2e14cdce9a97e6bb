"""The tables of `panelpost.toml` (design A2), each a frozen model that refuses an unknown key or a wrong value.

What a wrong value is told is a sentence that says what to write instead.
"""

from __future__ import annotations

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

_MAILBOX = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,29}[a-z0-9])?\Z")
_DOMAIN = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
_ADDRESS = re.compile(rf"[^\s@<>\",;:]+@{_DOMAIN}\Z", re.IGNORECASE)
_MAIL_DOMAIN = re.compile(rf"{_DOMAIN}\Z", re.IGNORECASE)
_PATTERN = re.compile(rf"(?:\*\.)?{_DOMAIN}\Z", re.IGNORECASE)
_LISTENER = re.compile(r"(?:\[?([0-9a-zA-Z.:-]+?)\]?):(\d{1,5})\Z")
_PORTS = 65_535


def _wanted(message: str, *, when: bool) -> None:
    if when:
        raise ValueError(message)


def _address(value: str) -> str:
    _wanted("write one email address, such as panel.admin@anytown.example", when=not _ADDRESS.match(value))
    return value.lower()


def _mail_domain(value: str) -> str:
    _wanted("write a domain, such as panels.anytown.example", when=not _MAIL_DOMAIN.match(value))
    return value


def _pattern(value: str) -> str:
    _wanted(
        "write a domain such as anytown.example, or *.anytown.example for all below it", when=not _PATTERN.match(value)
    )
    return value


def _base_url(value: str) -> str:
    _wanted("write a web address, such as https://panels.anytown.example", when=not re.match(r"https?://\S+\Z", value))
    return value


def _mailbox(value: str) -> str:
    _wanted(
        "write the part before the @: lower-case letters, digits, dots and hyphens, at most 31",
        when=not _MAILBOX.match(value),
    )
    return value


def _listener(value: str) -> str:
    found = _LISTENER.match(value)
    wrong = bool(value) and (found is None or int(found[2]) > _PORTS)
    _wanted('write host:port, such as "127.0.0.1:8025", or "" for off', when=wrong)
    return value


def _lmtp(value: str) -> str:
    return value if value.startswith("/") else _listener(value)


def _relay(value: str) -> str:
    _wanted('write host:port, such as "127.0.0.1:2525", or "local" to keep everything here', when=not value)
    return value if value == "local" else _listener(value)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        message = "write a time zone such as Europe/London"
        raise ValueError(message) from None
    return value


def _holiday_place(value: str) -> str:
    _wanted("write GB-ENG, GB-WLS, GB-SCT or GB-NIR", when=not re.match(r"[A-Z]{2}(-[A-Z]{3})?\Z", value))
    return value


def _days(value: object) -> object:
    """Take dates of TOML (2027-06-01) and dates in quotes."""
    try:
        return (
            tuple(date.fromisoformat(each) if isinstance(each, str) else each for each in value)
            if isinstance(value, tuple)
            else value
        )
    except ValueError:
        message = 'write dates such as ["2027-06-01"]'
        raise ValueError(message) from None


def _peers(value: str) -> str:
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        message = "write an address range, such as 127.0.0.1/32"
        raise ValueError(message) from None
    return value


def _database_url(value: str) -> str:
    """Refuse a password too: secrets are never in this file."""
    expected = "write sqlite:///var/panelpost.db or postgresql+psycopg://user@host/name"
    try:
        parsed = make_url(value)
    except ArgumentError:
        raise ValueError(expected) from None
    _wanted(expected, when=parsed.drivername not in {"sqlite", "postgresql+psycopg"})
    _wanted("take the password out, and put it into PGPASSWORD or ~/.pgpass", when=parsed.password is not None)
    return value


Address = Annotated[str, AfterValidator(_address)]
Listener = Annotated[str, AfterValidator(_listener)]
Domains = tuple[Annotated[str, AfterValidator(_pattern)], ...]


class Section(BaseModel):
    """A table of the file; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SiteSection(Section):
    """`[site]`."""

    name: str
    mail_domain: Annotated[str, AfterValidator(_mail_domain)]
    base_url: Annotated[str, AfterValidator(_base_url)] = "http://127.0.0.1:8080"
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/London"
    holidays: Annotated[str, AfterValidator(_holiday_place)] = "GB-ENG"
    extra_holidays: Annotated[tuple[date, ...], BeforeValidator(_days)] = ()


class DatabaseSection(Section):
    """`[database]`; relative paths are read from the file's own folder."""

    url: Annotated[str, AfterValidator(_database_url)] = "sqlite:///var/panelpost.db"
    key_file: str = "var/panelpost.key"


class InboundSection(Section):
    """`[inbound]`: the doors, and a limit for each thing a peer can do too much of (mail-rules 1.3)."""

    smtp: Listener = "127.0.0.1:8025"
    lmtp: Annotated[str, AfterValidator(_lmtp)] = ""
    folder: str = ""
    max_bytes: int = Field(default=26_214_400, gt=0)
    connections_per_peer: int = Field(default=100, gt=0)
    errors_per_session: int = Field(default=20, gt=0)
    unknown_recipients_per_session: int = Field(default=20, gt=0)
    messages_per_connection: int = Field(default=1000, gt=0)
    seconds_per_session: int = Field(default=600, gt=0)


class OutboundSection(Section):
    """`[outbound]`: relay "local" keeps everything in the outbox, for the demonstration.

    The `answers_` limits are the backstop for automatic answers, each for one day (mail-rules 5).
    """

    relay: Annotated[str, AfterValidator(_relay)] = "127.0.0.1:2525"
    tls: Literal["required", "offered", "off"] = "required"
    answers_per_address: int = Field(default=60, gt=0)
    answers_per_thread: int = Field(default=30, gt=0)
    answers_per_domain: int = Field(default=2000, gt=0)
    answers_per_site: int = Field(default=20_000, gt=0)


class TrustSection(Section):
    """`[trust]`: whom we believe (mail-rules 4)."""

    worker_domains: Domains = ()
    secure_domains: Domains = ()
    authentication: Literal["gateway", "own", "none"] = "gateway"
    authserv_id: str = ""
    gateway_peers: tuple[Annotated[str, AfterValidator(_peers)], ...] = ()


class MemberSection(Section):
    """`[[panels.<key>.members]]`."""

    seat: str
    name: str
    email: Address
    agency: str = ""


class PanelSection(BaseModel):
    """`[panels.<key>]`: who and where; any further key is a setting of the panel type.

    `name` tells two panels of one type apart; without one the type's own name stands.
    """

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    type: str
    mailbox: Annotated[str, AfterValidator(_mailbox)]
    place: str
    coordinator: Address
    chair: Address
    confirmer: Address
    name: str = ""
    members: tuple[MemberSection, ...] = ()

    @property
    def local_settings(self) -> dict[str, object]:
        """The keys that belong to the panel type."""
        return dict(self.model_extra or {})


class WebSection(Section):
    """`[web]`: where the status page listens; from `site.base_url` when not given."""

    listen: Listener = ""


def host_and_port(written: str) -> tuple[str, int]:
    """Split "127.0.0.1:8025"; IPv6 in brackets."""
    found = _LISTENER.match(written)
    if found is None:
        message = f"{written!r} is not host:port"
        raise ValueError(message)
    return found[1], int(found[2])


def is_loopback(host: str) -> bool:
    """Whether a listener or relay host is this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
