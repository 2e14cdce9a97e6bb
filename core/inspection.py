"""Checks a declaration against itself: every name it uses exists, every name is used once, nothing leaks by oversight.

Pure. All problems are found at once; the contract kit, `panelpost check` and the loading of plugins read the same list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from core.cross_references import between, cross_references, document_parts, missing
from core.errors import Problem
from core.kinds import Kind
from core.panels import (
    ActionRule,
    EveryDays,
    Field,
    FieldKind,
    Need,
    NthWeekday,
    Outcome,
    PanelType,
    Period,
    Sensitivity,
)
from core.resolution import kind_of, parts_of, placed, resolve
from core.schedule import local_time

CORE_VALUES = frozenset(
    {
        *("given", "asks", "unused", "slot", "question", "written", "presenter", "reason", "reasons", "problems"),
        *("present", "prompts", "outcomes", "actions", "letter", "name", "initials", "age", "week"),
        *("copied", "shared_learning"),
    }
)
"""The item values that `core` itself puts into documents (docs/documents.md)."""

SITE_KEYS = frozenset({"type", "mailbox", "place", "coordinator", "chair", "confirmer", "members", "name"})
"""What stands under `[panels.<key>]` at every panel, so no setting can be called that."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PREFIX = re.compile(r"[A-Z]{2,5}")
_NAMES_LISTS = {Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION}
_WEEKS = {-1, 1, 2, 3, 4}
_WEEKDAYS = range(7)
_PERCENT = range(101)

Found = Iterator[tuple[str, str, str]]


def inspect_type(panel_type: PanelType, terms_text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a declaration (with its settings at their defaults) and its terms of reference."""
    shapes = tuple(_shapes(panel_type, "declaration"))
    if shapes:  # what is not even a tuple cannot be looked into
        return _problems(panel_type, shapes)
    resolved, _ = resolve(panel_type, {})
    found = (
        *_identity(resolved, terms_text),
        *_settings(panel_type),
        *_fields("fields", resolved.fields),
        *_subject(resolved),
        *_meetings(resolved),
        *_seats(resolved),
        *_minutes(resolved),
        *_outcomes(resolved),
        *_shows(resolved),
        *_returns(resolved),
        *cross_references(resolved),
    )
    return _problems(panel_type, found)


def inspect_between(panel_type: PanelType, others: Mapping[str, PanelType]) -> tuple[Problem, ...]:
    """Return what is wrong with what a declaration takes from the other panel types, by their keys."""
    resolved, _ = resolve(panel_type, {})
    return _problems(panel_type, between(resolved, others))


def _problems(panel_type: PanelType, found: Iterable[tuple[str, str, str]]) -> tuple[Problem, ...]:
    return tuple(Problem(f"panel type {panel_type.key}, {where}", what, do) for where, what, do in found)


def _shapes(value: Any, where: str) -> Found:
    """Find lists where tuples belong: they would be neither frozen nor searched for settings."""
    if isinstance(value, tuple):
        for number, each in enumerate(value):
            if not isinstance(each, str):
                yield from _shapes(each, f"{where}[{number}]")
        return
    kind = kind_of(value)
    tuples = _tuples_of(kind)
    for name in parts_of(kind):
        held = getattr(value, name)
        if name in tuples and not isinstance(held, tuple):
            if not any(placed(held)):
                yield f"{where}.{name}", f"is a {type(held).__name__}", "Write a tuple: (one,) or (one, two)."
        elif not isinstance(held, (str, int)):
            yield from _shapes(held, f"{where}.{name}")


@cache
def _tuples_of(kind: Hashable) -> frozenset[str]:
    """Return the parts of a dataclass that are tuples."""
    parts = fields(kind) if isinstance(kind, type) and is_dataclass(kind) else ()
    return frozenset(part.name for part in parts if str(part.type).startswith("tuple["))


def _unique(where: str, names: Iterable[str]) -> Found:
    for name, count in Counter(" ".join(name.casefold().split()) for name in names).items():
        if not name:
            yield where, "an empty name stands there", "Write a name."
        elif count > 1:
            yield where, f"{name!r} stands there {count} times", "Use each name and alias once."


def _keys(where: str, keys: Iterable[str]) -> Found:
    known = tuple(keys)
    yield from _unique(where, known)
    for key in known:
        if key and not _KEY.fullmatch(key):
            yield where, f"{key!r} is not a key", "Use small letters, digits and underscores, a letter first."


def _identity(panel: PanelType, terms_text: str) -> Found:
    yield from _keys("key", [panel.key])
    if not _PREFIX.fullmatch(panel.prefix):
        yield "prefix", f"{panel.prefix!r} stands there", "Write 2 to 5 capital letters, such as MIS."
    for part in ("name", "version"):
        if not getattr(panel, part).strip():
            yield part, "is empty", "Write it."
    if not terms_text.strip():
        yield "terms", f"{panel.terms.file} is empty", "Write the terms of reference in it."
    if not panel.confidentiality.marking.strip():
        yield "confidentiality.marking", "is empty", "Write the marking, such as OFFICIAL-SENSITIVE."
    if not any(sentence.strip() for sentence in panel.emergency.advice):
        yield "emergency.advice", "is empty", "Say what to do when somebody is in immediate danger."


def _settings(panel: PanelType) -> Found:
    defaults: dict[str, object] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for setting in placed(panel):
        where = f"setting {setting.key}"
        if not _KEY.fullmatch(setting.key) or setting.key in SITE_KEYS:
            yield where, "cannot be its key", f"Use small letters; {', '.join(sorted(SITE_KEYS))} are the site's own."
        if defaults.setdefault(setting.key, setting.default) != setting.default:
            yield where, "stands there twice with different defaults", "Give one key one default."
        if choices.setdefault(setting.key, setting.choices) != setting.choices:
            yield where, "stands there twice with different choices", "Give one key the same choices everywhere."
        if setting.choices and setting.default not in setting.choices:
            yield where, f"its default {setting.default!r} is none of its choices", "Make it one of them."
        if not setting.help.strip():
            yield where, "has no help", "Say in one line what it is."


def _fields(where: str, declared: tuple[Field, ...]) -> Found:
    yield from _keys(where, [each.key for each in declared])
    yield from _unique(
        f"{where}: labels and aliases", [name for each in declared for name in (each.label, *each.aliases)]
    )
    for each in declared:
        at = f"{where}.{each.key}"
        if (each.kind in {FieldKind.CHOICE, FieldKind.CHOICES}) != bool(each.choices):
            yield (
                at,
                "choices and kind do not fit",
                "Give choices to a field of kind CHOICE or CHOICES, and to no other.",
            )
        yield from _unique(f"{at}: choices", [name for one in each.choices for name in (one.label, *one.aliases)])


def _subject(panel: PanelType) -> Found:
    known = [each.key for each in panel.fields]
    for part in ("name", "born", "number"):
        if getattr(panel.subject, part) or part == "name":
            yield from missing(f"subject.{part}", getattr(panel.subject, part), known)
    name = panel.field(panel.subject.name)
    if name and name.need is not Need.REQUIRED:
        yield f"fields.{name.key}", "is not required", "The subject's name is the one thing no booking is without."
    if name and name.sensitivity is not Sensitivity.IDENTITY:
        yield f"fields.{name.key}", f"is {name.sensitivity}", "The subject's name is Sensitivity.IDENTITY."


def _meetings(panel: PanelType) -> Found:
    schedule = panel.schedule
    if isinstance(schedule, NthWeekday) and (schedule.week not in _WEEKS or schedule.weekday not in _WEEKDAYS):
        yield (
            "schedule",
            f"week {schedule.week}, weekday {schedule.weekday}",
            "Weeks are 1 to 4 or -1, weekdays 0 to 6.",
        )
    if isinstance(schedule, EveryDays):
        yield from _at_least("schedule.days", schedule.days, 1)
        try:
            date.fromisoformat(schedule.first)
        except ValueError:
            yield "schedule.first", f"{schedule.first!r} is not a date", "Write it like 2027-01-12."
    if panel.before.answers_days not in range(max(panel.before.names_list_days, 1)):
        found = f"{panel.before.answers_days} working days before"
        yield "before.answers_days", found, "Leave members at least a day after the list."
    times = {"before.names_list_at": panel.before.names_list_at}
    if isinstance(schedule, NthWeekday | EveryDays):
        times["schedule.at"] = schedule.at
    for where, at in times.items():
        try:
            local_time(at)
        except ValueError:
            yield where, f"{at!r} is not a time", "Write it like 14:00."
    for part in ("slot_minutes", "capacity", "invite_ahead", "months_ahead"):
        yield from _at_least(f"sitting.{part}", getattr(panel.sitting, part), 1)
    for part in ("names_list_days", "quorum_warning_days"):
        yield from _at_least(f"before.{part}", getattr(panel.before, part), 0)
    yield from _period("confirmation.draft_within", panel.confirmation.draft_within)
    yield from _period("confirmation.within", panel.confirmation.within)
    if panel.confirmation.by_field:
        yield from missing("confirmation.by_field", panel.confirmation.by_field, [each.key for each in panel.fields])


def _at_least(where: str, count: int, least: int) -> Found:
    if count < least:
        yield where, f"{count} stands there", f"Write {least} or more."


def _period(where: str, period: Period) -> Found:
    yield from _at_least(where, period.count, 0)


def _seats(panel: PanelType) -> Found:
    yield from _keys("seats", [each.key for each in panel.seats])
    yield from _unique(
        "seats: labels and aliases", [name for seat in panel.seats for name in (seat.label, *seat.aliases)]
    )
    counted = [seat.key for seat in panel.seats if not seat.optional]
    for key in panel.quorum.must:
        yield from missing("quorum.must", key, counted)
    yield from _at_least("quorum.minimum", panel.quorum.minimum, 1)
    if panel.quorum.minimum > len(counted) and not panel.quorum.people:
        yield "quorum.minimum", f"{panel.quorum.minimum} of {len(counted)} seats", "Ask for no more than there are."


def _minutes(panel: PanelType) -> Found:
    for where, prompts in (("minutes.case", panel.minutes.case), ("minutes.meeting", panel.minutes.meeting)):
        yield from _keys(where, [each.key for each in prompts])
        yield from _unique(
            f"{where}: labels and aliases", [name for each in prompts for name in (each.label, *each.aliases)]
        )


def _outcomes(panel: PanelType) -> Found:
    yield from _keys("outcomes", [each.key for each in panel.outcomes])
    names = [name for each in panel.outcomes for name in (each.label, *each.aliases)]
    yield from _unique("outcomes: labels and aliases", names)
    if not panel.outcomes:
        yield "outcomes", "there is none", "A panel resolves something: declare at least one."
    for outcome in panel.outcomes:
        yield from _fields(f"outcomes.{outcome.key}", outcome.fields)
        for rule in outcome.actions:
            yield from _action(panel, outcome, rule)


def _action(panel: PanelType, outcome: Outcome, rule: ActionRule) -> Found:
    where = f"outcomes.{outcome.key}.action"
    kinds = {each.key: each.kind for each in (*panel.fields, *outcome.fields)}
    kind, _, name = rule.owner.partition(":")
    if kind == "seat":
        yield from missing(f"{where}.owner", name, [seat.key for seat in panel.seats])
    elif kind == "field":
        people = [key for key, each in kinds.items() if each in {FieldKind.PERSON, FieldKind.PEOPLE}]
        yield from missing(f"{where}.owner", name, people)
    elif rule.owner not in {"presenter", "coordinator", "chair", "confirmer"}:
        expected = "Write presenter, coordinator, chair, confirmer, seat:<key> or field:<key>."
        yield f"{where}.owner", f"{rule.owner!r} stands there", expected
    dated = {each.key for each in outcome.fields if each.kind in {FieldKind.DATE, FieldKind.MOMENT}}
    if rule.due_field:
        yield from missing(f"{where}.due_field", rule.due_field, dated)
    if rule.since:
        times = [key for key, each in kinds.items() if each in {FieldKind.DATE, FieldKind.MOMENT}]
        yield from missing(f"{where}.since", rule.since, times)
    yield from _period(f"{where}.due", rule.due)


def _returns(panel: PanelType) -> Found:
    returns = panel.returns
    yield from _keys("returns.counts", [each.key for each in returns.counts])
    yield from _unique("returns.counts: labels", [each.label for each in returns.counts])
    yield from _at_least("returns.small_numbers", returns.small_numbers, 0)
    for each in returns.complete:
        if each.at_most_blank not in _PERCENT:
            found = f"{each.at_most_blank} stands there"
            yield f"returns.complete.{each.field}", found, "Write a percentage from 0 to 100."


def _shows(panel: PanelType) -> Found:
    restricted = {each.key for each in panel.fields if each.sensitivity is Sensitivity.RESTRICTED}
    known = {each.key for each in panel.fields} | document_parts(panel) | CORE_VALUES
    ruled: Counter[tuple[str, str, str]] = Counter()
    for number, show in enumerate(panel.confidentiality.shows):
        where = f"confidentiality.shows[{number}]"
        for name in show.fields:
            if name not in known:
                yield where, f"{name!r} is not a field, a prompt or a value of docs/documents.md", "Name one that is."
        leaked = restricted.intersection(show.fields)
        if leaked and _NAMES_LISTS.intersection(show.documents):
            yield where, f"a names list would show {', '.join(sorted(leaked))}", "Leave restricted fields out of it."
        seats = show.seats or ("",)
        ruled.update((str(d), str(role), seat) for d in show.documents for role in show.to for seat in seats)
    for (document, role, _), count in ruled.items():
        if count > 1:  # only the first rule would count
            yield "confidentiality.shows", f"{document} for a {role} is ruled {count} times", "Keep one rule."
