"""Local values: find every `Setting` in a declaration, and put the site's configured values in their places.

Pure. A setting may stand anywhere in the frozen values of a `PanelType`; what only a hook needs is in its `settings`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, time
from difflib import get_close_matches
from enum import Enum
from functools import cache
from operator import is_
from typing import Any, cast

from core.errors import Problem
from core.panels import PanelType, Setting

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def settings_of(panel_type: PanelType) -> tuple[Setting, ...]:
    """Return every setting of a panel type, each key once, in the order in which they stand in the declaration."""
    return tuple({each.key: each for each in placed(panel_type)}.values())


def values_of(panel_type: PanelType) -> dict[str, object]:
    """Return the local values in force: key to value (of a resolved type the configured ones, else the defaults).

    This is what `settings=` of a hook call should be given (`core.host.Host.call`).
    """
    return {each.key: each.default for each in settings_of(panel_type)}


def placed(value: object) -> Iterator[Setting]:
    """Yield each place where a setting stands, the same key as often as it is used."""
    if isinstance(value, Setting):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            if not isinstance(each, str):
                yield from placed(each)
    else:
        for name in parts_of(kind_of(value)):
            held = getattr(value, name)
            if not isinstance(held, _PLAIN):
                yield from placed(held)


_PLAIN = (str, int, type(None))
"""What most parts of a declaration hold: nothing stands inside."""


def kind_of(value: object) -> Hashable:
    """Return a value's type; the type checker does not take a type of anything for hashable."""
    return cast("Hashable", type(value))


@cache
def parts_of(kind: Hashable) -> tuple[str, ...]:
    """Return the names of a dataclass's parts, () for anything else; asked some hundred thousand times at a start."""
    return tuple(part.name for part in fields(kind)) if isinstance(kind, type) and is_dataclass(kind) else ()


def resolve(panel_type: PanelType, values: Mapping[str, object]) -> tuple[PanelType, tuple[Problem, ...]]:
    """Return the panel type with the configured values in it, and what is wrong with them.

    A problem's `where` is the key alone: the caller knows which `[panels.<key>]` it stands under. A value that is wrong
    leaves the default in place. The resolved type's `settings` are all settings, with the values in force as defaults.
    """
    declared = {setting.key: setting for setting in settings_of(panel_type)}
    problems = [_unknown(key, declared) for key in values if key not in declared]
    in_force: dict[str, object] = {}
    for key, setting in declared.items():
        value = _tidy(values.get(key, setting.default))
        expected = wanted_instead(value, setting.default) or _wanted_choice(value, setting.choices)
        if expected:
            problems.append(Problem(key, f"{value!r} stands there", expected))
        in_force[key] = setting.default if expected else _as_default(value, setting.default)
    resolved = cast("PanelType", _put(replace(panel_type, settings=()), in_force))
    settings = tuple(replace(setting, default=in_force[key]) for key, setting in declared.items())
    return replace(resolved, settings=settings), tuple(problems)


def wanted_instead(value: object, default: object) -> str:
    """Return what should be written instead of `value`, or "" when it is of the default's kind."""
    match default:
        case bool():
            return "" if isinstance(value, bool) else "Write true or false."
        case int():
            good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return "" if good else f"Write a whole number, 0 or more, such as {default}."
        case Enum():
            known = [str(each.value) for each in type(default)]
            return "" if value in known else f"Write one of: {', '.join(known)}."
        case str():
            return _wanted_text(value, default)
        case tuple():
            good = isinstance(value, tuple) and all(isinstance(each, str) and each.isprintable() for each in value)
            return "" if good else 'Write a list of texts, such as ["one", "two"].'
        case _:
            return "" if type(value) is type(default) else f"Write a {type(default).__name__}."


def _wanted_choice(value: object, choices: tuple[str, ...]) -> str:
    """Return which choices there are, when a value is none of them."""
    return f"Write one of: {', '.join(choices)}." if choices and value not in choices else ""


def _wanted_text(value: object, default: str) -> str:
    # A line break in a configured text could end a mail header early.
    if not isinstance(value, str) or not value.isprintable():
        return f'Write one line of text in quotes, such as "{default or "..."}".'
    for shape, read, example in (
        (_TIME, time.fromisoformat, "a time of day"),
        (_DAY, date.fromisoformat, "a date"),
    ):
        if shape.fullmatch(default):
            try:
                read(value)
            except ValueError:
                return f'Write {example} such as "{default}".'
            return "" if shape.fullmatch(value) else f'Write {example} such as "{default}".'
    return ""


def _unknown(key: str, declared: Mapping[str, Setting]) -> Problem:
    near = get_close_matches(key, declared, n=1)
    expected = f"Did you mean {near[0]}?" if near else f"Its settings are: {', '.join(declared) or 'none'}."
    return Problem(key, "is not a setting of this panel type", expected)


def _tidy(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_default(value: object, default: object) -> object:
    return type(default)(value) if isinstance(default, Enum) else value


def _put(value: object, in_force: Mapping[str, object]) -> object:
    if isinstance(value, Setting):
        return value.of(in_force[value.key])
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, tuple):
        put = tuple(_put(each, in_force) for each in value)
        return value if all(map(is_, put, value)) else put
    changed: dict[str, Any] = {}
    for name in parts_of(kind_of(value)):
        held = getattr(value, name)
        new = _put(held, in_force)
        if new is not held:
            changed[name] = new
    return replace(value, **changed) if changed else value  # type: ignore[type-var]
