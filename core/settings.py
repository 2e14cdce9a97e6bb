"""The configuration `panelpost.toml` (design A2): read once, checked whole, every problem at once.

Unknown keys and wrong values are problems that name the file and the key. What a panel type declares as a setting is
allowed under `[panels.<key>]` and checked by `core.host`. Secrets are never in here (PANELPOST_KEY, or the key file).
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.errors import ConfigurationFaults, Problem

FILE_NAME = "panelpost.toml"
_MAILBOX = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,29}[a-z0-9])?\Z")
_ADDRESS = re.compile(r"[^\s@<>\",;:]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z", re.IGNORECASE)
_LISTENER = re.compile(r"(?:\[?([0-9a-zA-Z.:-]+?)\]?):(\d{1,5})\Z")


def _address(value: str) -> str:
    if not _ADDRESS.match(value):
        message = "write one email address, such as panel.admin@anytown.example"
        raise ValueError(message)
    return value.strip().lower()


def _mailbox(value: str) -> str:
    if not _MAILBOX.match(value):
        message = "write the part before the @: lower-case letters, digits, dots and hyphens, at most 31"
        raise ValueError(message)
    return value


def _listener(value: str) -> str:
    if value and not _LISTENER.match(value):
        message = 'write host:port, such as "127.0.0.1:8025", or "" for off'
        raise ValueError(message)
    return value


def _lmtp(value: str) -> str:
    return value if value.startswith("/") else _listener(value)


def _relay(value: str) -> str:
    return value if value == "local" else _listener(value)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        message = "write a time zone such as Europe/London"
        raise ValueError(message) from None
    return value


def _holiday_place(value: str) -> str:
    if not re.match(r"[A-Z]{2}(-[A-Z]{3})?\Z", value):
        message = "write GB-ENG, GB-WLS, GB-SCT or GB-NIR"
        raise ValueError(message)
    return value


def _days(value: object) -> object:
    return (
        tuple(date.fromisoformat(each) if isinstance(each, str) else each for each in value)
        if isinstance(value, list)
        else value
    )


Address = Annotated[str, AfterValidator(_address)]
Listener = Annotated[str, AfterValidator(_listener)]


class _Section(BaseModel):
    """A table of the file; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SiteSection(_Section):
    """`[site]`."""

    name: str
    mail_domain: str
    base_url: str = "http://127.0.0.1:8080"
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/London"
    holidays: Annotated[str, AfterValidator(_holiday_place)] = "GB-ENG"
    extra_holidays: Annotated[tuple[date, ...], BeforeValidator(_days)] = ()


class DatabaseSection(_Section):
    """`[database]`; relative paths are read from the file's own folder."""

    url: str = "sqlite:///var/panelpost.db"
    key_file: str = "var/panelpost.key"


class InboundSection(_Section):
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


class OutboundSection(_Section):
    """`[outbound]`: relay "local" keeps everything in the outbox, for the demonstration."""

    relay: Annotated[str, AfterValidator(_relay)] = "127.0.0.1:2525"
    tls: Literal["required", "offered", "off"] = "required"
    answers_per_address: int = Field(default=60, gt=0)
    answers_per_domain: int = Field(default=2000, gt=0)
    answers_per_site: int = Field(default=20_000, gt=0)


class TrustSection(_Section):
    """`[trust]`: whom we believe (mail-rules 4)."""

    worker_domains: tuple[str, ...] = ()
    secure_domains: tuple[str, ...] = ()
    authentication: Literal["gateway", "own", "none"] = "gateway"
    authserv_id: str = ""
    gateway_peers: tuple[str, ...] = ()


class MemberSection(_Section):
    """`[[panels.<key>.members]]`."""

    seat: str
    name: str
    email: Address
    agency: str = ""


class PanelSection(BaseModel):
    """`[panels.<key>]`: who and where; any further key is a setting of the panel type."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    type: str
    mailbox: Annotated[str, AfterValidator(_mailbox)]
    place: str
    coordinator: Address
    chair: Address
    confirmer: Address
    members: tuple[MemberSection, ...] = ()

    @property
    def local_settings(self) -> dict[str, object]:
        """The keys that belong to the panel type."""
        return dict(self.model_extra or {})


class WebSection(_Section):
    """`[web]`: where the status page listens; from `site.base_url` when not given."""

    listen: Listener = ""


class Configuration(_Section):
    """The whole file. `folder` is where it lies; relative paths start there."""

    site: SiteSection
    database: DatabaseSection = DatabaseSection()
    inbound: InboundSection = InboundSection()
    outbound: OutboundSection = OutboundSection()
    trust: TrustSection = TrustSection()
    web: WebSection = WebSection()
    panels: dict[str, PanelSection] = Field(default_factory=dict)
    folder: Path = Path()

    def path(self, written: str) -> Path:
        """Return a path of the file, from the file's own folder."""
        return (self.folder / written).absolute()

    @property
    def database_url(self) -> str:
        """The database URL, with a relative SQLite path made absolute."""
        prefix = "sqlite:///"
        url = self.database.url
        if url.startswith(prefix) and not url.startswith(prefix + "/"):
            return prefix + str(self.path(url.removeprefix(prefix)))
        return url

    @property
    def web_listener(self) -> tuple[str, int]:
        """Host and port of the web part."""
        if self.web.listen:
            return host_and_port(self.web.listen)
        found = re.match(r"http://(127\.0\.0\.1|localhost|\[::1\]):(\d+)", self.site.base_url)
        return (found[1].strip("[]"), int(found[2])) if found else ("127.0.0.1", 8080)

    @property
    def demonstration(self) -> bool:
        """Whether nothing leaves this machine: the mailroom is there."""
        return self.outbound.relay == "local"


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


def find_file(given: str | None) -> Path:
    """Return the configuration's path: `--config`, then $PANELPOST_CONFIG, then the working directory."""
    return Path(given or os.environ.get("PANELPOST_CONFIG") or FILE_NAME).absolute()


def read_configuration(path: Path) -> Configuration:
    """Read and check the file; ConfigurationFaults holds every problem, each with file and key."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationFaults(
            (Problem(str(path), "there is no such file", "Run panelpost init to write one."),)
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationFaults(
            (Problem(str(path), f"cannot be read ({type(error).__name__})", "Make it readable."),)
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationFaults((Problem(str(path), f"is not TOML: {error}", "Mend that line."),)) from None
    problems: list[Problem] = []
    configuration = None
    try:
        configuration = Configuration.model_validate({**_tuples(data), "folder": path.parent})
    except ValidationError as error:
        problems += [_problem(path, each) for each in error.errors()]
    problems += _together(path, configuration) if configuration else []
    if problems or configuration is None:
        raise ConfigurationFaults(tuple(problems))
    return configuration


def _tuples(value: Any) -> Any:
    """Turn TOML's lists into tuples (strict pydantic wants them), except where a panel's own settings stand."""
    if isinstance(value, dict):
        return {key: _tuples(each) for key, each in value.items()}
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


def _problem(path: Path, error: Any) -> Problem:
    parts = [str(part) for part in error["loc"]]
    where = f"{path.name}: {'.'.join(parts)}"
    if error["type"] == "extra_forbidden":
        return Problem(where, "is not a key of this file", "Remove it, or look for a misspelling.")
    if error["type"] == "missing":
        return Problem(where, "is missing", "Add it.")
    message = error["msg"].removeprefix("Value error, ")
    found = "" if isinstance(error["input"], (dict, tuple)) else f" ({error['input']!r} stands there)"
    return Problem(where, f"is not right{found}", f"{message[0].upper()}{message[1:]}.")


def _together(path: Path, configuration: Configuration) -> list[Problem]:
    """Check what no single key can show."""
    problems = []
    name = path.name
    seen: dict[str, str] = {"panels": "the directory"}
    for key, panel in configuration.panels.items():
        if panel.mailbox in seen:
            problems.append(
                Problem(
                    f"{name}: panels.{key}.mailbox",
                    f"{panel.mailbox!r} belongs to {seen[panel.mailbox]}",
                    "Give each panel a mailbox of its own.",
                )
            )
        seen[panel.mailbox] = f"panel {key}"
    trust, inbound = configuration.trust, configuration.inbound
    doors = [written for written in (inbound.smtp, inbound.lmtp) if written and not written.startswith("/")]
    if trust.authentication == "none" and not all(is_loopback(host_and_port(door)[0]) for door in doors):
        problems.append(
            Problem(
                f"{name}: trust.authentication",
                '"none" believes every sender',
                'Use it only when every listener is on 127.0.0.1; otherwise "gateway" or "own".',
            )
        )
    if trust.authentication == "gateway" and not (trust.authserv_id and trust.gateway_peers):
        problems.append(
            Problem(
                f"{name}: trust",
                '"gateway" needs authserv_id and gateway_peers',
                "Write the gateway's name as it stands in Authentication-Results, and its addresses.",
            )
        )
    for peer in trust.gateway_peers:
        try:
            ipaddress.ip_network(peer, strict=False)
        except ValueError:
            problems.append(
                Problem(
                    f"{name}: trust.gateway_peers",
                    f"{peer!r} is not an address range",
                    "Write one such as 127.0.0.1/32.",
                )
            )
    relay = configuration.outbound.relay
    if configuration.outbound.tls == "off" and relay != "local" and not is_loopback(host_and_port(relay)[0]):
        problems.append(
            Problem(
                f"{name}: outbound.tls",
                '"off" sends in clear',
                'Use it only towards a relay on 127.0.0.1; otherwise "required".',
            )
        )
    if not configuration.panels:
        problems.append(
            Problem(
                f"{name}: panels",
                "no panel is configured",
                "Add one under [panels.<key>]; panelpost panels lists the types.",
                warning=True,
            )
        )
    return [problem for problem in problems if not problem.warning]
