"""Sample values for what a panel type declares: as somebody writes them, and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from core.panels import FieldKind

if TYPE_CHECKING:
    from core.panels import Field, PanelType, When

TODAY = date(2026, 11, 24)
_WORDS = ("lantern", "harbour", "orchard", "meadow", "quarry", "thicket", "gravel", "willow", "copper", "anchor")


@dataclass(frozen=True)
class Sample:
    """What somebody writes for a field, and what is kept of it."""

    written: str
    kept: str


def of_field(declared: Field, number: int = 0) -> Sample:
    """Return a sample for a field; `number` makes texts differ from one another."""
    if declared.kind is FieldKind.CHOICE:
        return _same(declared.choices[0].label)
    if declared.kind is FieldKind.CHOICES:
        labels = [choice.label for choice in declared.choices[:2]]
        return Sample(" and ".join(labels), "; ".join(labels))
    return _BY_KIND.get(declared.kind) or _same(f"{_WORDS[number % 10]} {_WORDS[number // 10 % 10]}")


def _same(text: str) -> Sample:
    return Sample(text, text)


_BY_KIND = {
    FieldKind.NAME: _same("Jo Example"),
    FieldKind.PERSON: _same("Robin Reader <robin.reader@anytown.example>"),
    FieldKind.PEOPLE: Sample(  # a semicolon parts the fields of an outcome's line
        "Robin Reader <robin.reader@anytown.example>, Ade Oke <ade.oke@anytown.example>",
        "Robin Reader <robin.reader@anytown.example>; Ade Oke <ade.oke@anytown.example>",
    ),
    FieldKind.DATE: Sample("3 April 2024", "2024-04-03"),
    FieldKind.MOMENT: Sample("3 November 2026 14:00", "2026-11-03T14:00"),
    FieldKind.NUMBER: _same("3"),
    FieldKind.YES_NO: _same("yes"),
    FieldKind.REFERENCE: _same("7712003"),
}


@dataclass
class Case:
    """A booking's values, made so that conditions hold."""

    values: dict[str, str] = field(default_factory=dict)

    def make_hold(self, conditions: tuple[When, ...]) -> None:
        """Set values so that all of the conditions hold, as far as they can together."""
        for condition in conditions:
            if not condition.values:
                self.values.pop(condition.field, None)
            elif not condition.holds(self.values):
                self.values[condition.field] = "yes" if condition.values == ("*",) else condition.values[0]


def whole_case(panel_type: PanelType) -> Case:
    """Return a booking with every field given."""
    return Case({each.key: of_field(each, number).kept for number, each in enumerate(panel_type.fields)})
