"""Whether what the minutes say of one case can stand: one outcome by itself, and the block as a whole.

Declarations decide first (which outcomes there are for this case, what each needs, which exclude each other), then the
panel's own guard. Pure but for the hook, which is pure itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from core.derived import with_age
from core.panels import PROMPTS, all_hold, day_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from core.host import Host
    from core.panels import Earlier, Outcome, PanelType

OVERRIDE = "override"  # the outcome field that holds the chair's reason against a guard


@dataclass(frozen=True)
class Hearing:
    """One case as the panel heard it: who asks its rules, the booking's values, the day, and what went before.

    `others` are the other outcomes of the case in the same minutes, as (key, values); `clocks` the last day of each
    time limit of the case that runs.
    """

    host: Host
    panel_type: PanelType
    settings: Mapping[str, object]
    case: Mapping[str, str]
    day: date
    history: tuple[Earlier, ...] = ()
    others: tuple[tuple[str, Mapping[str, str]], ...] = ()
    clocks: Mapping[str, date] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, str]:
        """The booking's values with the age on the day."""
        return with_age(self.panel_type.subject, self.case, self.day)


def outcome_faults(hearing: Hearing, declared: Outcome, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return why an outcome cannot stand in a case; empty when it can."""
    if declared.by_confirmer:
        return ("The decision maker records this, in answer to our mail. Leave it out of the minutes.",)
    if not all_hold(declared.only_when, hearing.facts):
        return _not_for_this_case(hearing, declared)
    known = {**hearing.facts, **values}
    missing = [field for field in declared.fields if not values.get(field.key) and field.needed(known)]
    if missing:
        lines = " | ".join(f"{field.label}: ..." for field in missing)
        labels = " and ".join(field.label for field in missing)
        return (f"This outcome needs the {labels}. Write it after a bar: {declared.label} | {lines}",)
    barred = barred_by_clocks(hearing.panel_type, declared.key, hearing.clocks, known, hearing.day)
    found = (*barred, *guard(hearing, declared.key, values))
    lifted = {**values, OVERRIDE: values.get(OVERRIDE) or "-"}
    can_be = any(field.key == OVERRIDE for field in declared.fields) and not guard(hearing, declared.key, lifted)
    if found and can_be and not barred:
        return (*found, "If it should stand all the same, give the chair's reason after a bar: | override: ...")
    return found


def _not_for_this_case(hearing: Hearing, declared: Outcome) -> tuple[str, ...]:
    there = [each.label for each in outcomes_for(hearing.panel_type, hearing.facts)]
    return (f"'{declared.label}' is not an outcome for this booking. Its outcomes are: {'; '.join(there)}.",)


def outcomes_for(panel_type: PanelType, facts: Mapping[str, str]) -> tuple[Outcome, ...]:
    """Return the outcomes that can be recorded of a case, by what its booking says."""
    return tuple(each for each in panel_type.outcomes if not each.by_confirmer and all_hold(each.only_when, facts))


def barred_by_clocks(
    panel_type: PanelType, outcome: str, clocks: Mapping[str, date], values: Mapping[str, str], today: date
) -> tuple[str, ...]:
    """Return why a running clock does not let an outcome be recorded or decided on a day."""
    return tuple(
        f"{clock.label} runs until {day_words(clocks[clock.key])}. This cannot be recorded before that day is over."
        for clock in panel_type.clocks
        if outcome in clock.bars
        and clock.key in clocks
        and today <= clocks[clock.key]
        and not (clock.unless and all_hold(clock.unless, values))
    )


def guard(hearing: Hearing, key: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Ask the panel's own rules whether an outcome can stand in this case."""
    found: tuple[str, ...] = hearing.host.call(
        hearing.panel_type.key,
        "panel_check_outcome",
        default=(),
        outcome=key,
        values=values,
        case=hearing.facts,
        meeting_date=hearing.day,
        settings=hearing.settings,
        history=hearing.history,
        others=hearing.others,
        clocks=hearing.clocks,
    )
    return found


def block_faults(
    panel_type: PanelType, outcomes: Collection[str], prompts: Mapping[str, str], facts: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what a whole block lacks or has too much of. `outcomes` are the keys of those that stand."""
    form = panel_type.minutes
    return (
        *(_none_of(panel_type, group) for group in form.must_record if _lacks(panel_type, group, outcomes, facts)),
        *(_several_of(panel_type, group) for group in form.only_one if sum(each in group for each in outcomes) > 1),
        *(
            f"Write something under {prompt.label}. The minutes are not complete without it."
            for prompt in form.case
            if prompt.required and not prompts.get(prompt.key, "").strip()
        ),
    )


def _lacks(panel_type: PanelType, group: Sequence[str], outcomes: Collection[str], facts: Mapping[str, str]) -> bool:
    there = {each.key for each in outcomes_for(panel_type, facts)}
    return bool(there & set(group)) and not set(group) & set(outcomes)


def _labels(panel_type: PanelType, group: Iterable[str]) -> str:
    return "; ".join(each.label for each in panel_type.outcomes if each.key in group)


def _none_of(panel_type: PanelType, group: Sequence[str]) -> str:
    return f"The minutes need one of these for every case: {_labels(panel_type, group)}."


def _several_of(panel_type: PanelType, group: Sequence[str]) -> str:
    return f"Only one of these can be recorded for a case: {_labels(panel_type, group)}. Remove the others."


def wording_faults(panel_type: PanelType, part: str, text: str, *, stops: bool) -> tuple[str, ...]:
    """Return what the panel's declared wording says of a text in the open part of the minutes."""
    if part not in (PROMPTS, "outcomes", "actions"):
        return ()
    return tuple(
        rule.sentence
        for rule in panel_type.minutes.wording
        if rule.stops is stops and any(_stands(word, text) for word in rule.words)
    )


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def texts_of(block: Mapping[str, Any], panel_type: PanelType) -> Iterable[tuple[str, str, str]]:
    """Yield every text of a stored block: (what it stands under, the part it travels in, the text)."""
    prompts = {prompt.key: prompt for prompt in (*panel_type.minutes.case, *panel_type.minutes.meeting)}
    for key, text in block.get("prompts", {}).items():
        if key in prompts:
            yield prompts[key].label, prompts[key].part, text
    for outcome in block.get("outcomes", []):
        declared = panel_type.outcome(outcome["key"])
        for value in outcome["values"].values() if declared else ():
            yield f"Outcome: {declared.label if declared else ''}", declared.part if declared else "", str(value)
    for action in block.get("actions", []):
        yield "Action", "actions", action["what"]
