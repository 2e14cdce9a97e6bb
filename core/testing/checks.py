"""The checks of the contract kit, one a function: a host and a declaration in, problems out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from core import clockwork, judging
from core.deadlines import WorkingDays, due
from core.derived import with_age
from core.errors import PluginFault, Problem
from core.host import Host, resolve, values_of
from core.panels import FieldKind, PerCase
from core.schedule import dates
from core.testing import leaks
from core.testing.samples import TODAY, Case, of_field, whole_case

if TYPE_CHECKING:
    from core.panels import Field, Outcome, PanelType

Found = Iterator[Problem]

ZONE = "Europe/London"
AWKWARD = (date(2024, 2, 29), date(2026, 1, 31), date(2026, 3, 28), date(2026, 12, 24), date(2027, 10, 30))
"""Days on which periods go wrong: a leap day, a month's end, clock changes, Christmas Eve."""

_SHORTEST_TERMS = 60  # words
_LONGEST_SENTENCE = 40  # words
_PLEASE = re.compile(r"\bplease\b", re.IGNORECASE)


def _problem(declared: PanelType, where: str, found: str, expected: str) -> Problem:
    return Problem(f"panel type {declared.key}, {where}", found, expected)


def terms(host: Host, declared: PanelType) -> Found:
    """There are terms of reference that say something."""
    count = len(host.terms(declared.key).split())
    if count < _SHORTEST_TERMS:
        yield _problem(declared, "terms", f"{count} words in {declared.terms.file}", "Say what the panel is and does.")


def fields_understood(host: Host, declared: PanelType) -> Found:
    """Every field is understood from a mail, by its label and by each alias."""
    del host
    resolved, _ = resolve(declared, {})
    read = partial(_parts().read_booking, resolved, today=TODAY)
    subject = resolved.field(resolved.subject.name)
    named = f"{subject.label}: {of_field(subject).written}\n" if subject else ""
    for number, field in enumerate(resolved.fields):
        sample = of_field(field, number)
        for name in (field.label, *field.aliases):
            line = f"{name}: {sample.written}\n"
            found = read(line if field.key == resolved.subject.name else f"{named}{line}")
            if found.get(field.key) != sample.kept:
                where = f"fields.{field.key}"
                said = f"'{line.strip()}' was read as {found.get(field.key)!r}"
                yield _problem(declared, where, said, f"It should be {sample.kept!r}: give it words of its own.")


def outcomes_recordable(host: Host, declared: PanelType) -> Found:
    """Every outcome a panel can minute is read from a line of minutes, and stands in a case that it is for."""
    resolved, _ = resolve(declared, {})
    for outcome in resolved.outcomes:
        if outcome.by_confirmer:
            continue
        case = whole_case(resolved)
        case.make_hold(outcome.only_when)
        samples = {each.key: of_field(each, number) for number, each in enumerate(outcome.fields)}
        written = " | ".join(f"{each.label}: {samples[each.key].written}" for each in outcome.fields)
        line = f"Outcome: {outcome.label}" + (f" | {written}" if written else "")
        read = _parts().read_outcome(resolved, line, TODAY)
        where = f"outcomes.{outcome.key}"
        if read is None or read.key != outcome.key or read.problems:
            why = " ".join(read.problems) if read and read.problems else f"it was read as {read.key if read else ''!r}"
            yield _problem(declared, where, f"'{line}' cannot be minuted: {why}", "Give it a label of its own.")
            continue
        lost = [key for key, sample in samples.items() if read.values.get(key) != sample.kept]
        if lost:
            yield _problem(declared, where, f"{', '.join(lost)} was not read", "Give its fields labels of their own.")
        yield from _stands(host, resolved, outcome, case, read.values)


def _stands(host: Host, resolved: PanelType, outcome: Outcome, case: Case, values: Mapping[str, str]) -> Found:
    """Look whether the declarations let it stand. A guard of the panel's own may say no to a sample: it must answer."""
    hearing = judging.Hearing(host, resolved, values_of(resolved), case.values, TODAY)
    known = {**hearing.facts, **values}
    missing = [each.key for each in outcome.fields if not values.get(each.key) and each.needed(known)]
    there = outcome in judging.outcomes_for(resolved, hearing.facts)
    where = f"outcomes.{outcome.key}"
    if missing or not there:
        said = f"needs {', '.join(missing)}" if missing else "no booking is one that it is for"
        yield _problem(resolved, where, said, "Let `only_when` and `needed` hold together.")
    try:
        judging.guard(hearing, outcome.key, values)
    except PluginFault as fault:
        yield _problem(
            resolved, where, f"{fault.hook} failed ({fault.reason})", "Let it answer with a tuple of sentences."
        )


def deadlines(host: Host, declared: PanelType) -> Found:
    """Every period can be reckoned from any day, and the schedule gives dates."""
    del host
    resolved, _ = resolve(declared, {})
    days = WorkingDays("GB-ENG")
    periods = [
        *((f"clocks.{each.key}", each.period) for each in resolved.clocks),
        *((f"outcomes.{each.key}", rule.due) for each in resolved.outcomes for rule in each.actions),
        ("confirmation.within", resolved.confirmation.within),
        ("confirmation.draft_within", resolved.confirmation.draft_within),
    ]
    for where, period in periods:
        for start in AWKWARD:
            # An inclusive period of one day ends on the day it starts; no period ends before.
            if due(period, start, days, ZONE) < start:
                yield _problem(resolved, where, f"ends before it starts on {start.isoformat()}", "Count 1 or more.")
    for clock in resolved.clocks:
        for start in AWKWARD:
            clockwork.last_day(clock, start, days, ZONE)
    given = dates(resolved.schedule, TODAY, TODAY + timedelta(days=400))
    if not given and not isinstance(resolved.schedule, PerCase):
        yield _problem(resolved, "schedule", "gives no date within a year", "Check the rule, or declare PerCase().")


def nothing_leaks(host: Host, declared: PanelType) -> Found:
    """No document carries to a reader what no rule lets that reader see."""
    resolved, _ = resolve(declared, {})
    for leak in leaks.find(host, resolved, _parts().compose):
        expected = "Take it out of the Show, or out of the document."
        yield _problem(resolved, f"{leak.document} for {leak.reader}", f"{leak.key!r} is in it", expected)


def messages_readable(host: Host, declared: PanelType) -> Found:
    """What the panel says to people is plain, and each mail has its words in text and in HTML."""
    resolved, _ = resolve(declared, {})
    for where, sentence in _sentences(resolved, "declaration"):
        if _PLEASE.search(sentence):
            yield _problem(resolved, where, f"'{sentence}'", "Say what to do, without 'please'.")
        if max((len(each.split()) for each in re.split(r"[.!?]", sentence)), default=0) > _LONGEST_SENTENCE:
            yield _problem(resolved, where, f"'{sentence[:60]}...' is long", "Write shorter sentences.")
    for kind, text in leaks.texts(host, resolved, _parts().compose):
        if re.search(r"\{\w+\}|None|\[\]", text):
            yield _problem(resolved, str(kind), "a place in its text was not filled", "Check the words you gave it.")


def _sentences(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield each text of a declaration that people read: of several words, with a capital and a full stop."""
    if isinstance(value, str):
        if " " in value and value[:1].isupper() and value.rstrip().endswith((".", "!", "?")):
            yield where, value
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _sentences(each, f"{where}[{number}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _sentences(getattr(value, part.name), f"{where}.{part.name}")


def hooks_answer(host: Host, declared: PanelType) -> Found:
    """Each hook answers what it should: of an empty booking, of a whole one, and of one in between."""
    resolved, _ = resolve(declared, {})
    settings = values_of(resolved)
    whole = whole_case(resolved).values
    half = dict(list(whole.items())[::2])
    for values in ({}, half, whole):
        known = with_age(resolved.subject, values, TODAY)
        asked: tuple[tuple[str, object, dict[str, Any]], ...] = (
            ("panel_check_booking", (), {"values": known, "meeting_date": TODAY, "history": (), "clocks": {}}),
            ("panel_quorum", (), {"present": tuple(each.key for each in resolved.seats), "case": known}),
            ("panel_agenda_order", (0, 1), {"bookings": (known, {})}),
            *(
                ("panel_next_steps", (), {"outcome": each.key, "values": {**known, **_outcome_values(each.fields)}})
                for each in resolved.outcomes
            ),
        )
        for hook, default, handed in asked:
            more = {} if hook == "panel_agenda_order" else {"settings": settings}
            yield from _answers(host, resolved, hook, default, handed | more)


def _outcome_values(declared: tuple[Field, ...]) -> dict[str, str]:
    return {each.key: of_field(each).kept for each in declared if each.kind is not FieldKind.LONG}


def _answers(host: Host, resolved: PanelType, hook: str, default: object, handed: dict[str, Any]) -> Found:
    host.faults.clear()
    try:
        host.call(resolved.key, hook, default=default, **handed)
    except PluginFault as fault:
        yield _problem(resolved, hook, f"it failed ({fault.reason})", "Let it answer, whatever a booking lacks.")
        return
    for kept in host.faults:
        yield _problem(resolved, hook, f"it failed ({kept.reason})", "Let it answer, whatever a booking lacks.")


def _parts() -> Any:
    from core.__main__ import REHEARSAL  # noqa: PLC0415 - the one place that wires core and mail

    return REHEARSAL


CHECKS: tuple[Callable[[Host, PanelType], Found], ...] = (
    terms,
    fields_understood,
    outcomes_recordable,
    deadlines,
    hooks_answer,
    nothing_leaks,
    messages_readable,
)
