"""What a booking lacks and what the declared rules find in it. Pure: a resolved panel type and values in.

A field is needed because it is required, because its condition holds, or because a rule or hook asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.derived import with_age
from core.panels import Check, Finding, Need, all_hold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from core.panels import Field, PanelType


def declared_findings(panel_type: PanelType, values: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return what the panel's declared rules find in a booking's values."""
    return tuple(
        Finding(rule.check, rule.sentence, rule.field, rule.door)
        for rule in panel_type.rules
        if all_hold(rule.when, values)
    )


def kept(
    panel_type: PanelType, values: Mapping[str, str], day: date, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what a booking keeps of `values` for a meeting on a day; `known` is what it says besides."""
    said = with_age(panel_type.subject, {**(known or {}), **values}, day)
    gone = {key for drop in panel_type.confidentiality.drops if all_hold(drop.when, said) for key in drop.fields}
    return {key: value for key, value in values.items() if key not in gone}


def lacking(panel_type: PanelType, values: Mapping[str, str], findings: Iterable[Finding] = ()) -> tuple[Field, ...]:
    """Return the fields without which the booking cannot be placed and that are not given, in the panel's order.

    What a rule asks for counts as lacking until the rule is content: it may be given, and cannot stand.
    """
    asked_for = {finding.field for finding in findings if finding.check is Check.ASK}
    return tuple(
        each
        for each in panel_type.fields
        if each.key in asked_for or (not values.get(each.key) and each.needed(values))
    )


def askable(panel_type: PanelType, values: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields that are asked for one time and are not given."""
    return tuple(
        each
        for each in panel_type.fields
        if each.need is Need.ASK_ONCE and not values.get(each.key) and all_hold(each.when, values)
    )
