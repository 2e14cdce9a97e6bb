"""The configuration `panelpost.toml` (design A2): read once, checked whole, every problem at once.

Unknown keys and wrong values are problems that name the file and the key. What a panel type declares as a setting is
allowed under `[panels.<key>]` and checked by `core.host`. Secrets are never in here (PANELPOST_KEY, or the key file).
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field, ValidationError

from core.errors import ConfigurationFaults, Problem
from core.sections import (
    DatabaseSection,
    InboundSection,
    MemberSection,
    OutboundSection,
    PanelSection,
    Section,
    SiteSection,
    TrustSection,
    WebSection,
    host_and_port,
    is_loopback,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FILE_NAME", "Configuration", "Draft", "find_file", "host_and_port", "is_loopback", "read_configuration"]

FILE_NAME = "panelpost.toml"


class Configuration(Section):
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


@dataclass(frozen=True)
class Draft:
    """A file as far as it can be read: `configuration` has stand-ins where `problems` (not warnings) name a place.

    It lets the panels' own settings be checked in the same run as the rest; a site never runs on it.
    """

    configuration: Configuration | None
    problems: tuple[Problem, ...]

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems that keep the site from running."""
        return tuple(problem for problem in self.problems if not problem.warning)


def find_file(given: str | None) -> Path:
    """Return the configuration's path: `--config`, then $PANELPOST_CONFIG, then the working directory."""
    return Path(given or os.environ.get("PANELPOST_CONFIG") or FILE_NAME).absolute()


def read_configuration(path: Path) -> Configuration:
    """Read and check the file; ConfigurationFaults holds every problem, each with file and key."""
    draft = read_draft(path)
    if draft.faults or draft.configuration is None:
        raise ConfigurationFaults(draft.faults)
    return draft.configuration


def read_draft(path: Path) -> Draft:
    """Read and check the file, and keep what is usable of it. Raises nothing."""
    data, unreadable = _read_toml(path)
    if unreadable is not None:
        return Draft(None, (unreadable,))
    problems = []
    if "folder" in data:  # a field of ours, not a key of the file
        problems.append(Problem(f"{path.name}: folder", "is not a key of this file", "It belongs under [inbound]."))
        del data["folder"]
    data["folder"] = path.parent
    configuration: Configuration | None
    try:
        configuration = Configuration.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        problems += [_problem(path, each) for each in faults]
        configuration = _mended(data, faults)
    if configuration is not None:
        problems += _together(path, configuration)
    return Draft(configuration, tuple(problems))


def _read_toml(path: Path) -> tuple[dict[str, Any], Problem | None]:
    try:
        return _tuples(tomllib.loads(path.read_text(encoding="utf-8"))), None
    except FileNotFoundError:
        return {}, Problem(str(path), "there is no such file", "Run panelpost init to write one.")
    except tomllib.TOMLDecodeError as error:
        return {}, Problem(str(path), f"is not TOML: {error}", "Mend that line.")
    except (OSError, UnicodeDecodeError) as error:
        return {}, Problem(str(path), f"cannot be read ({type(error).__name__})", "Make it readable.")


def _tuples(value: Any) -> Any:
    """Turn TOML's lists into tuples: strict pydantic wants them, and nothing here may be changed later."""
    if isinstance(value, dict):
        return {key: _tuples(each) for key, each in value.items()}
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


# What to say about one wrong value.

_INSTEAD = {
    "string_type": "Write it as a text in quotes.",
    "int_type": "Write a whole number.",
    "greater_than": "Write a number above 0.",
    "tuple_type": 'Write a list, such as ["one", "two"].',
    "model_type": "Write it as a table.",
    "dict_type": "Write it as a table, such as [panels.missing].",
}


def _problem(path: Path, error: Any) -> Problem:
    where = f"{path.name}: {'.'.join(str(part) for part in error['loc'])}"
    if error["type"] == "extra_forbidden":
        return Problem(where, "is not a key of this file", _did_you_mean(error["loc"]))
    if error["type"] == "missing":
        return Problem(where, "is missing", "Add it.")
    value = error["input"]
    # A URL may hold a password, and a list or table is long.
    shown = isinstance(value, str | int | float) and error["loc"][:2] != ("database", "url")
    found = f"is not right ({value!r} stands there)" if shown else "is not right"
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    instead = f"Write one of: {message}." if error["type"] == "literal_error" else f"{message[0].upper()}{message[1:]}."
    return Problem(where, found, _INSTEAD.get(error["type"], instead))


def _did_you_mean(loc: Sequence[str | int]) -> str:
    if loc[0] == "panels":
        model: type[BaseModel] = MemberSection
    elif len(loc) == 1:
        model = Configuration
    else:
        model = type(Configuration.model_fields[str(loc[0])].get_default())
        model = SiteSection if loc[0] == "site" else model
    known = [name for name in model.model_fields if name != "folder"]
    near = get_close_matches(str(loc[-1]), known, n=1)
    return f"Did you mean {near[0]}?" if near else f"The keys here are: {', '.join(known)}."


# A file with mistakes, mended as far as it takes to look for the others.

_NOBODY = "nobody@invalid.example"
_STAND_INS: dict[str, Any] = {
    "name": "?",
    "mail_domain": "invalid.example",
    "place": "?",
    "coordinator": _NOBODY,
    "chair": _NOBODY,
    "confirmer": _NOBODY,
    "authserv_id": "invalid.example",
    "gateway_peers": ("127.0.0.1/32",),
}


def _mended(data: dict[str, Any], faults: Sequence[Any]) -> Configuration | None:
    """Return the configuration with stand-ins for what is wrong; None where too much is."""
    for fault in faults:
        section, *rest = fault["loc"]
        if section == "panels" and rest:
            _mend_panel(data, rest)
        elif rest and isinstance(data.get(section), dict):
            _put(data[section], str(rest[0]))
        else:
            data.pop(section, None)
    data.setdefault("site", {name: _STAND_INS[name] for name in ("name", "mail_domain")})
    try:
        return Configuration.model_validate(data)
    except ValidationError:
        return None


def _mend_panel(data: dict[str, Any], place: Sequence[str | int]) -> None:
    panels, key = data["panels"], place[0]
    panel = panels.get(key)
    if not isinstance(panel, dict) or place[1:] == ["type"]:
        panels.pop(key, None)
    elif place[1:2] == ["members"]:
        panel["members"] = ()
    elif place[1:] == ["mailbox"]:
        panel["mailbox"] = f"unset-{list(panels).index(key)}"
    elif len(place) > 1:
        _put(panel, str(place[1]))


def _put(table: dict[str, Any], key: str) -> None:
    table.pop(key, None)
    if key in _STAND_INS:
        table[key] = _STAND_INS[key]


# What no single key can show.


def _together(path: Path, configuration: Configuration) -> list[Problem]:
    return [
        Problem(f"{path.name}: {where}", found, expected, warning)
        for where, found, expected, warning in (
            *_mailboxes(configuration),
            *_trust(configuration),
            *_relay(configuration),
            *_panels(configuration),
        )
    ]


_Found = list[tuple[str, str, str, bool]]


def _mailboxes(configuration: Configuration) -> _Found:
    problems = []
    seen = {"panels": "the directory"}
    for key, panel in configuration.panels.items():
        if panel.mailbox in seen:
            found = f"{panel.mailbox!r} belongs to {seen[panel.mailbox]}"
            problems.append((f"panels.{key}.mailbox", found, "Give each panel a mailbox of its own.", False))
        seen[panel.mailbox] = f"panel {key}"
    return problems


def _trust(configuration: Configuration) -> _Found:
    trust, inbound = configuration.trust, configuration.inbound
    doors = [written for written in (inbound.smtp, inbound.lmtp) if written and not written.startswith("/")]
    if trust.authentication == "none" and not all(is_loopback(host_and_port(door)[0]) for door in doors):
        expected = 'Use it only when every listener is on 127.0.0.1; otherwise "gateway" or "own".'
        return [("trust.authentication", '"none" believes every sender', expected, False)]
    if trust.authentication == "gateway" and not (trust.authserv_id and trust.gateway_peers):
        expected = "Write the gateway's name as it stands in Authentication-Results, and its addresses."
        return [("trust", '"gateway" needs authserv_id and gateway_peers', expected, False)]
    return []


def _relay(configuration: Configuration) -> _Found:
    outbound = configuration.outbound
    if outbound.tls == "off" and outbound.relay != "local" and not is_loopback(host_and_port(outbound.relay)[0]):
        expected = 'Use it only towards a relay on 127.0.0.1; otherwise "required".'
        return [("outbound.tls", '"off" sends in clear', expected, False)]
    return []


def _panels(configuration: Configuration) -> _Found:
    if configuration.panels:
        return []
    expected = "Add one under [panels.<key>]; panelpost panels lists the types."
    return [("panels", "no panel is configured", expected, True)]
