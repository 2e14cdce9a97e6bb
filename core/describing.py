"""A panel type in words: what it does, who decides, when it meets and what makes it quorate, by its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.panels import EveryDays, Nature, NthWeekday, Shortfall, Unit

if TYPE_CHECKING:
    from core.panels import Outcome, PanelType, Period, Schedule

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_NATURES = {
    Nature.DECISION: "decides",
    Nature.RECOMMENDATION: "recommends",
    Nature.ADVICE: "advises",
    Nature.ALLOCATION: "allocates",
    Nature.TRACKING: "tracks",
    Nature.LEARNING: "reviews for learning",
}
_WEEK = 7


def nature_words(panel_type: PanelType) -> str:
    """Return what a panel does, and what it may do besides."""
    own = _NATURES[panel_type.nature]
    others = [
        _NATURES[nature]
        for nature in Nature
        if nature is not panel_type.nature
        and nature not in {Nature.TRACKING, Nature.LEARNING}
        and any(each.nature is nature and not each.by_confirmer for each in panel_type.outcomes)
    ]
    return f"{own}; also {' and '.join(others)}" if others else own


def decider_words(panel_type: PanelType) -> str:
    """Return who makes what the panel resolves final, and within what."""
    rule = panel_type.confirmation
    confirmed = [each for each in panel_type.outcomes if each.nature in rule.natures and not each.by_confirmer]
    named = any(each.confirmer for each in panel_type.outcomes)
    if confirmed:
        within = f"{_first_small(rule.title)}, within {period_words(rule.within)} of the final minutes"
        return f"{within}{', and may differ' if rule.may_differ else ''}{'; some by a named person' if named else ''}"
    if _all_tracking(panel_type.outcomes):
        return "nobody: it takes no decisions"
    return f"the panel itself{'; some outcomes a named person approves' if named else ''}"


def _all_tracking(outcomes: tuple[Outcome, ...]) -> bool:
    return all(each.nature in {Nature.TRACKING, Nature.LEARNING} for each in outcomes)


def _first_small(text: str) -> str:
    return f"the {text[:1].lower()}{text[1:]}" if text[1:2].islower() else f"the {text}"


def period_words(period: Period) -> str:
    """Return a period as people say it: `7 working days`, `1 month`."""
    unit = {Unit.CALENDAR_DAYS: "days"}.get(period.unit, period.unit.value)
    return f"{period.count} {unit[:-1] if period.count == 1 else unit}"


def schedule_words(schedule: Schedule) -> str:
    """Return a schedule as people say it."""
    if isinstance(schedule, NthWeekday):
        return f"{_NTH[schedule.week]} {_WEEKDAYS[schedule.weekday]} of the month, {schedule.at}"
    if isinstance(schedule, EveryDays):
        weeks, rest = divmod(schedule.days, _WEEK)
        often = f"every {schedule.days} days" if rest else "every week" if weeks == 1 else f"every {weeks} weeks"
        return f"{often}, {schedule.at}"
    return "per case"


def quorum_words(panel_type: PanelType) -> str:
    """Return what makes a panel quorate: how many, with whom, and what falling short means."""
    rule = panel_type.quorum
    labels = {seat.key: _first_small(seat.label).removeprefix("the ") for seat in panel_type.seats}
    must = [labels[key] for key in rule.must] + [" or ".join(labels[key] for key in group) for group in rule.any_of]
    said = f"{rule.minimum}{' people' if rule.people else ''}"
    said += f", with {', '.join(must)}" if must else ""
    said += "; some cases need more" if rule.cases else ""
    return f"{said}; no business without it" if rule.shortfall is Shortfall.NO_BUSINESS else said


def _sits(panel_type: PanelType) -> tuple[str, str]:
    return schedule_words(panel_type.schedule), quorum_words(panel_type)


def table(panel_types: list[PanelType]) -> str:
    """Return the README's table of panels, in Markdown."""
    rows = ["| Panel | Key | What it does | Who decides | Meets | Quorum |", "|---|---|---|---|---|---|"]
    rows += [
        f"| {' | '.join((each.name, f'`{each.key}`', nature_words(each), decider_words(each), *_sits(each)))} |"
        for each in sorted(panel_types, key=lambda each: each.name)
    ]
    return "\n".join(rows)
