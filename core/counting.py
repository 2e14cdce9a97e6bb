"""The figures of a report: facts of a period in, numbers out, with small numbers kept back. Pure; `core.reports` reads.

Rows have the answers that the panel type declares as their labels, never what a value says: that may be a name.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.panels import Counted, FieldKind, all_hold
from core.small_numbers import Shown, how_shown, is_small

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.panels import Count, Field, Outcome, PanelType

    Values = Mapping[str, str]

NOT_GIVEN, ANOTHER = "not given", "another answer"
DONE, NOT_POSSIBLE, NOT_DONE = "done", "not possible", "not done"
UNANSWERED, NOT_DUE, UNCONFIRMED = "overdue, unanswered", "not due yet", "waiting to be confirmed"
STANDS = (DONE, NOT_POSSIBLE, NOT_DONE, UNANSWERED, NOT_DUE, UNCONFIRMED)
"""How an action can stand."""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """One case heard at one meeting: a number for the case, its values then, whether it was heard before the period."""

    case: int
    values: Values
    heard_before: bool = False


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One outcome: its values over those of its booking, and whether it is final."""

    case: int
    key: str
    values: Values
    final: bool


@dataclass(frozen=True, kw_only=True)
class Task:
    """One action: the outcome it came from ("" when it was given by hand), that one's values, how it stands."""

    outcome: str
    values: Values
    stands: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What happened at the meetings of a period; hearings oldest first. `withdrawn`, `not_presented`: cases."""

    meetings: int = 0
    withdrawn: int = 0
    not_presented: int = 0
    hearings: tuple[Hearing, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A number as readers get it: `count` is None where it is kept back, `shown` what stands there."""

    label: str
    count: int | None
    shown: str


@dataclass(frozen=True)
class Line:
    """A figure with the rows it is broken down into."""

    key: str
    figure: Figure
    rows: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a report."""

    key: str
    title: str
    lines: tuple[Line, ...]


def sections(declared: PanelType, facts: Facts) -> tuple[Section, ...]:
    """Return the figures of a period: what every panel has, then what this one declares."""
    small = declared.returns.small_numbers
    found = [
        Section("meetings", "Meetings and cases", _of_meetings(facts, small)),
        Section("outcomes", "Outcomes", tuple(_of_outcomes(declared, facts.recorded, small))),
        Section("actions", "Actions", (_tasks("actions", "actions made", facts.tasks, small),)),
    ]
    if declared.returns.counts:
        lines = tuple(_declared(declared, count, facts, small) for count in declared.returns.counts)
        found.append(Section("declared", "What this panel counts", lines))
    return tuple(found)


def blanks(declared: PanelType, facts: Facts) -> tuple[str, ...]:
    """Return a sentence for each field that was left blank in too many cases.

    It says no number: with one, what a breakdown keeps back could be worked out.
    """
    found = []
    for rule in declared.returns.complete:
        asked = [each for each in _people(declared, facts).values() if all_hold(rule.when, each)]
        blank = sum(not each.get(rule.field) for each in asked)
        field = declared.field(rule.field)
        if field and blank * 100 > rule.at_most_blank * len(asked):
            found.append(f"{field.label} is not given in more than {rule.at_most_blank}% of the cases.")
    return tuple(found)


def _people(declared: PanelType, facts: Facts) -> dict[int, Values]:
    """Return each case about somebody once, as its newest hearing says it is."""
    newest = {each.case: each.values for each in facts.hearings}
    return {case: values for case, values in newest.items() if all_hold(declared.returns.people, values)}


def _of_meetings(facts: Facts, small: int) -> tuple[Line, ...]:
    # What was heard twice in the period was heard for the first time in it, unless it was known before.
    cases = {each.case: each.heard_before for each in facts.hearings}
    again = sum(cases.values())
    discussed = {"heard for the first time": len(cases) - again, "heard before": again}
    # When a panel met is no secret and tells of nobody.
    met = Line("meetings", Figure("meetings held", facts.meetings, str(facts.meetings)))
    return (
        met,
        _line("cases", "cases discussed", discussed, small),
        Line("withdrawn", _figure("withdrawn or taken off", facts.withdrawn, small)),
        Line("not_presented", _figure("not presented", facts.not_presented, small)),
    )


def _of_outcomes(declared: PanelType, recorded: Sequence[Recorded], small: int) -> Iterable[Line]:
    for outcome in declared.outcomes:
        these = [each.final for each in recorded if each.key == outcome.key]
        stands = {"final": sum(these), UNCONFIRMED: len(these) - sum(these)}
        yield _line(outcome.key, outcome.label, stands, small)
    known = {each.key for each in declared.outcomes}
    old = sum(each.key not in known for each in recorded)
    if old:
        yield Line("", _figure("outcomes the panel has no longer", old, small))


def _tasks(key: str, label: str, tasks: Iterable[Task], small: int) -> Line:
    stands = Counter(each.stands for each in tasks)
    return _line(key, label, {each: stands[each] for each in STANDS}, small)


def _declared(declared: PanelType, count: Count, facts: Facts, small: int) -> Line:
    if count.of is Counted.ACTIONS:
        tasks = [each for each in facts.tasks if each.outcome in count.outcomes and _holds(count, each.values)]
        return _tasks(count.key, count.label, tasks, small)
    if count.of is Counted.OUTCOMES:
        base = [each.values for each in facts.recorded if each.key in count.outcomes]
        counted = [each for each in base if _holds(count, each)]
    else:
        people = _people(declared, facts)
        with_outcome = {each.case for each in facts.recorded if each.key in count.outcomes}
        among = [values for case, values in people.items() if not count.outcomes or case in with_outcome]
        base, counted = list(people.values()), [each for each in among if _holds(count, each)]
    if count.sum:
        return Line(count.key, _sum(count, counted, small))
    left_out = len(base) - len(counted)
    if not count.by:
        # The others are a cell too: with all of 20 known, 18 says that there are two who are not among them.
        return _line(count.key, count.label, {"": len(counted)}, small, left_out)
    return _line(count.key, count.label, _rows(declared, count, counted), small, left_out, whole=len(counted))


def _holds(count: Count, values: Values) -> bool:
    return all_hold(count.when, values) and not (count.unless and all_hold(count.unless, values))


def _sum(count: Count, counted: Sequence[Values], small: int) -> Figure:
    numbers = [int(each.get(count.sum, "")) for each in counted if each.get(count.sum, "").isdecimal()]
    total, among = sum(numbers), sum(each > 0 for each in numbers)
    return Figure(count.label, None, "not shown") if is_small(among, small) else _figure(count.label, total, 0)


def _rows(declared: PanelType, count: Count, counted: Sequence[Values]) -> dict[str, int]:
    """Return how many gave each answer that there is to give."""
    labels = _answers(declared, count)
    rows = dict.fromkeys((*labels.values(), ANOTHER, NOT_GIVEN), 0)
    for values in counted:
        written = values.get(count.by, "")
        if count.bands:
            said = [_band(count.bands, int(written)) if written.isdecimal() else ANOTHER]
        else:
            parts = [written] if written in labels else written.split("; ")
            said = [labels.get(each, ANOTHER) for each in parts]
        for label in set(said) if written else {NOT_GIVEN}:
            rows[label] += 1
    if not rows[ANOTHER]:
        del rows[ANOTHER]
    return rows


def _answers(declared: PanelType, count: Count) -> dict[str, str]:
    """Return the declared answers to what a figure is broken down by: as they are stored, and as rows say them."""
    if count.bands:
        bands = (0, *count.bands) if count.bands[0] > 0 else count.bands
        return {label: label for each in bands for label in [_band(count.bands, each)]}
    field = _field(declared, count)
    if field is None or field.kind is FieldKind.YES_NO:
        return {"yes": "yes", "no": "no"}
    return {each.label: each.label for each in field.choices}


def _field(declared: PanelType, count: Count) -> Field | None:
    outcomes: list[Outcome] = [each for each in declared.outcomes if each.key in count.outcomes]
    of_outcomes = [each for outcome in outcomes for each in outcome.fields] if count.of is Counted.OUTCOMES else []
    return next((each for each in (*of_outcomes, *declared.fields) if each.key == count.by), None)


def _band(bands: tuple[int, ...], number: int) -> str:
    if number < bands[0]:
        return f"under {bands[0]}"
    at = max(each for each in bands if each <= number)
    following = next((each for each in bands if each > at), None)
    if following is None:
        return f"{at} or over"
    return str(at) if following == at + 1 else f"{at} to {following - 1}"


def _line(
    key: str, label: str, rows: Mapping[str, int], small: int, left_out: int = 0, *, whole: int | None = None
) -> Line:
    """Return a figure with its rows; `left_out` are those of a known sum that it does not count.

    `whole` is how many there are, where one can be in several rows.
    """
    count = sum(rows.values()) if whole is None else whole
    *of_rows, of_others = how_shown((*rows.values(), left_out), small)
    shown = tuple(_figure(each, rows[each], small, how) for each, how in zip(rows, of_rows, strict=True))
    if len(rows) == 1:
        return Line(key, Figure(label, shown[0].count, shown[0].shown))
    # Others that are kept back could be worked out from the whole, so that is kept back with them.
    plain = of_others is Shown.PLAIN or is_small(count, small)
    return Line(key, _figure(label, count, small, Shown.PLAIN if plain else Shown.NOT), shown if count else ())


def _figure(label: str, count: int, small: int, how: Shown = Shown.PLAIN) -> Figure:
    if how is Shown.NOT:
        return Figure(label, None, "not shown")
    return Figure(label, None, f"fewer than {small}") if is_small(count, small) else Figure(label, count, str(count))
