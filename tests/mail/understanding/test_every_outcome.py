"""Every outcome of every panel type that is installed can be recorded: by each of its names, with all its fields."""

from __future__ import annotations

import pytest

from core.panels import Outcome, PanelType
from mail.understanding.minutes_form import read_form
from mail.understanding.minutes_outcomes import NO_DECISIONS, only_tracks
from mail.understanding.minutes_text import read_minutes
from tests.mail.understanding.every_panel import TODAY, TYPES, sample, ways

OUTCOMES = [
    pytest.param(panel, outcome, id=f"{key}-{outcome.key}")
    for key, panel in TYPES.items()
    for outcome in panel.outcomes
    if not outcome.by_confirmer
]


@pytest.mark.parametrize(("panel", "outcome"), OUTCOMES)
def test_an_outcome_is_read_with_all_its_fields(panel: PanelType, outcome: Outcome) -> None:
    details = [way for each in panel.outcomes for field in each.fields for way in ways(field)]
    prompts = [way for each in panel.minutes.case for way in (each.label, *each.aliases)]
    names = (outcome.label, *outcome.aliases)
    for number in range(max(len(names), *(len(ways(field)) for field in outcome.fields), 1)):
        given = {field.key: sample(panel, field, number) for field in outcome.fields}
        parts = [f"{ways(field)[number % len(ways(field))]}: {given[field.key][0]}" for field in outcome.fields]
        text = f"[{panel.prefix}-26-0007]\nOutcome: {' | '.join((names[number % len(names)], *parts))}\n"

        (block,) = read_form(read_minutes(text, prompts, details), panel, TODAY).blocks
        (found,) = block.outcomes

        assert (found.key, found.problems) == (outcome.key, ())
        assert dict(found.values) == {key: kept for key, (_, kept) in given.items()}


@pytest.mark.parametrize("panel", [each for each in TYPES.values() if only_tracks(each)], ids=lambda each: each.key)
@pytest.mark.parametrize("written", ["placement approved", "agreed", "the panel decided to fund it"])
def test_a_panel_that_only_tracks_records_no_decision(panel: PanelType, written: str) -> None:
    text = f"[{panel.prefix}-26-0007]\nOutcome: {written}\n"

    (found,) = read_form(read_minutes(text), panel, TODAY).blocks[0].outcomes

    assert found.key == ""
    assert found.problems[0].startswith(NO_DECISIONS)
