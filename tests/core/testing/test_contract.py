"""The contract kit, shown to find what is wrong: one bad panel a rule, and a good one that it leaves alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from core import panels as p
from core.hookspecs import hookimpl
from core.testing import contract, problems_of
from tests.core.testing.harbour import GOOD, TERMS


def plugin(declared: p.PanelType = GOOD, terms: str = TERMS, **hooks: Callable[..., Any]) -> ModuleType:
    """Make a plugin module of a declaration, with its terms and these hooks."""
    module = ModuleType("harbour")
    module.__package__ = "tests.core.testing.thin" if terms != TERMS else "tests.core.testing"
    for name, function in {"panel_type": lambda: declared, **hooks}.items():
        setattr(module, name, hookimpl(function))
    return module


def found(declared: p.PanelType = GOOD, terms: str = TERMS, **hooks: Callable[..., Any]) -> str:
    """Return every problem of a plugin, a line each."""
    return "\n".join(str(each) for each in problems_of(plugin(declared, terms, **hooks)))


def outcome(**changes: Any) -> p.PanelType:
    """Return the good panel with one outcome changed."""
    first, *rest = GOOD.outcomes
    return replace(GOOD, outcomes=(replace(first, **changes), *rest))


def shows(*more: p.Show) -> p.PanelType:
    """Return the good panel with other rules of who sees what."""
    rules = replace(GOOD.confidentiality, shows=(*more, *GOOD.confidentiality.shows))
    return replace(GOOD, confidentiality=rules)


def test_a_good_panel_has_no_problem() -> None:
    assert found() == ""


def test_the_test_of_a_bad_panel_says_everything_at_once() -> None:
    bad = replace(GOOD, prefix="harbour", quorum=p.Quorum(minimum=9, must=("mayor",)))

    with pytest.raises(AssertionError) as caught:
        contract(plugin(bad))()

    assert "prefix" in str(caught.value)
    assert "mayor" in str(caught.value)
    assert "9 of 3 seats" in str(caught.value)


def test_a_plugin_that_cannot_be_imported_is_named() -> None:
    assert "ModuleNotFoundError" in str(problems_of("no_such_panel_anywhere")[0])


def test_terms_that_say_nothing_are_found() -> None:
    assert "4 words in terms.md" in found(terms="thin")


def test_a_condition_on_a_field_that_is_not_there_is_found() -> None:
    rule = p.BookingRule(check=p.Check.WARN, when=(p.given("berht"),), sentence="Say where.")

    assert "rules.0.when: 'berht' is not declared" in found(replace(GOOD, rules=(rule,)))


def test_two_fields_with_one_alias_are_found() -> None:
    fields = (*GOOD.fields, p.text("dock", "Dock", "berth"))

    assert "'berth' stands there 2 times" in found(replace(GOOD, fields=fields))


def test_a_field_whose_label_cannot_be_understood_is_found() -> None:
    """Two spellings of one name: the reader takes the first field for both."""
    fields = (*GOOD.fields, p.text("order", "Section 31"), p.text("again", "s.31"))

    assert "fields.order: 'Section 31: quarry lantern' was read as None" in found(replace(GOOD, fields=fields))


def test_an_outcome_beyond_the_panels_nature_is_found() -> None:
    assert "is a decision, and the panel's nature is advice" in found(outcome(nature=p.Nature.DECISION))


def test_an_outcome_for_no_booking_is_found() -> None:
    never = (p.When("berth", ("north quay",)), p.When("berth", ("south quay",)))

    assert "no booking is one that it is for" in found(outcome(only_when=never))


def test_outcomes_whose_labels_cannot_be_told_apart_are_found() -> None:
    twins = (p.advice("order", "section 31 advised"), p.advice("again", "s.31 advised"))

    assert "outcomes.again: 'Outcome: s.31 advised' cannot be minuted" in found(replace(GOOD, outcomes=twins))


def test_a_letter_with_a_place_that_nothing_fills_is_found() -> None:
    letter = p.Letter(to="presenter", addressee="the family", paragraphs=("We met about {place_of_birth}.",))

    assert "letters[0].paragraphs: 'place_of_birth' is not declared" in found(outcome(letters=(letter,)))


def test_a_clock_that_starts_nowhere_is_found() -> None:
    clock = p.Clock(key="review", label="Review", since="field:berth", period=p.weeks(4))

    assert "clocks.review.since: 'berth' is not declared" in found(replace(GOOD, clocks=(clock,)))


def test_a_clock_that_erases_and_tells_too_is_found() -> None:
    clock = p.Clock(key="gone", label="Gone", since="booked", period=p.months(12), erases=True, tell=("chair",))

    assert "clocks.gone.erases: the clock does something else too" in found(replace(GOOD, clocks=(clock,)))


def test_a_value_to_drop_that_nobody_declares_is_found() -> None:
    rules = replace(GOOD.confidentiality, drops=(p.Drop(when=(p.given("berth"),), fields=("dinghy",)),))

    assert "confidentiality.drops[0]: 'dinghy' is not declared" in found(replace(GOOD, confidentiality=rules))


def test_a_group_that_no_field_names_is_found() -> None:
    assert "sitting.together: 'fleet' is not declared" in found(
        replace(GOOD, sitting=p.sitting(15, 8, together="fleet"))
    )


def test_a_period_that_ends_before_it_starts_is_found() -> None:
    clock = p.Clock(key="now", label="Now", since="booked", period=p.days(0, inclusive=True))

    assert "ends before it starts" in found(replace(GOOD, clocks=(clock,)))


def test_a_schedule_without_a_date_is_found() -> None:
    schedule = p.EveryDays(days=7, first="2100-01-05", at="10:00")

    assert "gives no date within a year" in found(replace(GOOD, schedule=schedule))


def test_a_names_list_with_a_restricted_field_is_found() -> None:
    listed = p.Show(documents=(p.Kind.NAMES_LIST,), to=(p.Role.OWNER,), fields=("others",))

    assert "a names list would show others" in found(shows(listed))


def test_an_anonymous_panel_that_shows_who_it_is_about_is_found() -> None:
    rules = replace(GOOD.confidentiality, anonymous=True)

    assert "'name' tells who somebody is" in found(replace(GOOD, confidentiality=rules))


def test_words_that_read_badly_are_found() -> None:
    rule = p.BookingRule(check=p.Check.WARN, when=(p.given("berth"),), sentence="Please bring the papers.")

    assert "without 'please'" in found(replace(GOOD, rules=(rule,)))


def _raises(values: Mapping[str, str], meeting_date: date) -> tuple[str, ...]:
    return (values["date_of_birth"],)


def _wrong_type(present: tuple[str, ...]) -> list[str]:
    return ["nobody"]


def test_a_hook_that_fails_where_a_booking_lacks_something_is_found() -> None:
    assert "panel_check_booking: it failed (KeyError)" in found(panel_check_booking=_raises)


def test_a_hook_that_answers_with_the_wrong_type_is_found() -> None:
    assert "panel_quorum: it failed (its answer, a list" in found(panel_quorum=_wrong_type)


def test_a_misspelt_hook_is_found() -> None:
    assert "there is no hook panel_check_bookings" in found(panel_check_bookings=lambda values: ())
