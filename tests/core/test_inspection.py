from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from core.inspection import inspect_type
from core.kinds import Kind, Role
from core.panels import (
    YES,
    ActionRule,
    Clock,
    Complete,
    Count,
    Counted,
    EveryDays,
    Field,
    FieldKind,
    Letter,
    Linked,
    Nature,
    NthWeekday,
    Outcome,
    PanelType,
    PerCase,
    Period,
    Quorum,
    Refer,
    Returns,
    Seat,
    Setting,
    Show,
    Unit,
    When,
    setting,
)
from plugins.missing_from_care import PANEL

SOON = Period(1, Unit.MONTHS)


def with_outcome(**parts: Any) -> PanelType:
    return replace(PANEL, outcomes=(Outcome(key="one", label="one", nature=Nature.DECISION, **parts),))


def with_action(**parts: Any) -> PanelType:
    rule = {"owner": "presenter", "what": "Do it", "due": SOON, **parts}
    return with_outcome(action=ActionRule(**rule), fields=(Field(key="who", label="who"),))


def with_show(*fields: str, documents: tuple[Kind, ...] = (Kind.MINUTES,)) -> PanelType:
    shows = (Show(documents=documents, to=(Role.MEMBER,), fields=fields),)
    return replace(PANEL, confidentiality=replace(PANEL.confidentiality, shows=shows))


def letter(**parts: Any) -> Letter:
    return Letter(**{"to": "coordinator", "addressee": "the other panel", "paragraphs": ("One of ours.",), **parts})


def anonymous(one: Letter) -> PanelType:
    return replace(PANEL, letters=(one,), confidentiality=replace(PANEL.confidentiality, anonymous=True))


def with_clock(refer: Refer, **parts: Any) -> PanelType:
    return replace(PANEL, clocks=(Clock(key="one", label="one", since="booked", period=SOON, refer=refer, **parts),))


def with_fields(*fields: Field) -> PanelType:
    return replace(PANEL, fields=(*PANEL.fields, *fields))


def with_count(key: str = "one", label: str = "One", **parts: Any) -> PanelType:
    return replace(PANEL, returns=Returns(counts=(Count(key, label, **parts),)))


def with_complete(field: str, percent: int) -> PanelType:
    return replace(PANEL, returns=Returns(complete=(Complete(field, at_most_blank=percent),)))


def test_built_in_declaration_is_sound() -> None:
    assert inspect_type(PANEL, "# Terms") == ()


@pytest.mark.parametrize("schedule", [PerCase(), EveryDays(days=14, first="2027-01-12", at="10:00")], ids=str)
def test_other_schedules_are_sound(schedule: PerCase | EveryDays) -> None:
    assert inspect_type(replace(PANEL, schedule=schedule), "# Terms") == ()


BROKEN: list[tuple[str, Callable[[], PanelType], str]] = [
    ("key", lambda: replace(PANEL, key="Missing Panel"), "key"),
    ("prefix", lambda: replace(PANEL, prefix="mis"), "prefix"),
    ("name", lambda: replace(PANEL, name=" "), "name"),
    ("field twice", lambda: with_fields(Field(key="name", label="Another")), "fields"),
    ("alias twice", lambda: with_fields(Field(key="x", label="X", aliases=("dob",))), "fields: labels and aliases"),
    ("choice without choices", lambda: with_fields(Field(key="x", label="X", kind=FieldKind.CHOICE)), "fields.x"),
    ("subject", lambda: replace(PANEL, subject=replace(PANEL.subject, born="birthday")), "subject.born"),
    ("week", lambda: replace(PANEL, schedule=NthWeekday(week=0, weekday=1, at="14:00")), "schedule"),
    ("time", lambda: replace(PANEL, schedule=NthWeekday(week=2, weekday=1, at="later")), "schedule.at"),
    ("first", lambda: replace(PANEL, schedule=EveryDays(days=14, first="soon", at="10:00")), "schedule.first"),
    ("capacity", lambda: replace(PANEL, sitting=replace(PANEL.sitting, capacity=0)), "sitting.capacity"),
    ("seat twice", lambda: replace(PANEL, seats=(*PANEL.seats, Seat(key="police", label="Other"))), "seats"),
    ("must", lambda: replace(PANEL, quorum=Quorum(minimum=1, must=("health",))), "quorum.must"),
    ("too many", lambda: replace(PANEL, quorum=Quorum(minimum=6)), "quorum.minimum"),
    (
        "confirmer",
        lambda: replace(PANEL, confirmation=replace(PANEL.confirmation, by_field="boss")),
        "confirmation.by_field",
    ),
    ("no outcome", lambda: replace(PANEL, outcomes=()), "outcomes"),
    ("owner", lambda: with_action(owner="police"), "outcomes.one.action.owner"),
    ("owner's seat", lambda: with_action(owner="seat:health"), "outcomes.one.action.owner"),
    ("owner is no person", lambda: with_action(owner="field:who"), "outcomes.one.action.owner"),
    ("due field", lambda: with_action(due_field="who"), "outcomes.one.action.due_field"),
    ("since", lambda: with_action(since="who"), "outcomes.one.action.since"),
    ("linked field", lambda: replace(PANEL, linked=Linked(field="twin")), "linked.field"),
    ("shared", lambda: replace(PANEL, linked=Linked(field="name", shares=(("none", "x"),))), "linked.shares"),
    ("letter field", lambda: replace(PANEL, letters=(letter(fields=("who",)),)), "letters[0].fields"),
    ("letter to presenter", lambda: replace(PANEL, letters=(letter(to="presenter"),)), "letters[0].to"),
    ("letter of anonymous", lambda: anonymous(letter(fields=("name",))), "letters[0].fields"),
    ("clock carries", lambda: with_clock(Refer(to=("other",), carries=(("who", "name"),))), "clocks.one.refer.carries"),
    ("clock to itself", lambda: with_clock(Refer(to=(PANEL.key,))), "clocks.one.refer.to"),
    ("clock to nobody", lambda: with_clock(Refer()), "clocks.one.refer"),
    ("clock erases", lambda: with_clock(Refer(to=("other",)), erases=True), "clocks.one.erases"),
    ("shows", lambda: with_show("nickname"), "confidentiality.shows[0]"),
    (
        "restricted",
        lambda: with_show("concerns", documents=(Kind.NAMES_LIST,)),
        "confidentiality.shows[0]",
    ),
    (
        "two rules",
        lambda: replace(
            PANEL, confidentiality=replace(PANEL.confidentiality, shows=PANEL.confidentiality.shows[:1] * 2)
        ),
        "confidentiality.shows",
    ),
    ("site's key", lambda: replace(PANEL, settings=(Setting("chair", "", "Who chairs"),)), "setting chair"),
    ("two defaults", lambda: replace(PANEL, settings=(Setting("capacity", 5, "Again"),)), "setting capacity"),
    (
        "two lists of choices",
        lambda: replace(
            PANEL,
            settings=(Setting("edition", "one", "Which", ("one",)), Setting("edition", "one", "Which", ("one", "two"))),
        ),
        "setting edition",
    ),
    (
        "default is no choice",
        lambda: replace(PANEL, settings=(Setting("edition", "three", "Which", ("one", "two")),)),
        "setting edition",
    ),
    ("help", lambda: replace(PANEL, settings=(Setting("extra", 5, " "),)), "setting extra"),
    ("emergency", lambda: replace(PANEL, emergency=replace(PANEL.emergency, advice=())), "emergency.advice"),
    ("count's key", lambda: with_count("One"), "returns.counts"),
    ("count's label", lambda: with_count(label=" "), "returns.counts: labels"),
    ("counted when", lambda: with_count(when=(When("hobby", YES),)), "returns.counts.one.when"),
    ("counted unless", lambda: with_count(unless=(When("hobby", YES),)), "returns.counts.one.when"),
    ("counted by nothing", lambda: with_count(by="hobby"), "returns.counts.one.by"),
    ("counted by text", lambda: with_count(by="placement"), "returns.counts.one.by"),
    ("counted by number", lambda: with_count(by="episodes_90_days"), "returns.counts.one.bands"),
    ("choice in bands", lambda: with_count(by="risk_level", bands=(1, 2)), "returns.counts.one.bands"),
    ("falling bands", lambda: with_count(by="age", bands=(14, 10)), "returns.counts.one.bands"),
    ("bands of nothing", lambda: with_count(bands=(10,)), "returns.counts.one.bands"),
    ("sum of text", lambda: with_count(sum="placement"), "returns.counts.one.sum"),
    ("sum by risk", lambda: with_count(sum="episodes_90_days", by="risk_level"), "returns.counts.one.sum"),
    ("counted outcome", lambda: with_count(outcomes=("adopted",)), "returns.counts.one.outcomes"),
    ("counted of no outcome", lambda: with_count(of=Counted.OUTCOMES), "returns.counts.one.outcomes"),
    (
        "actions by risk",
        lambda: with_count(of=Counted.ACTIONS, outcomes=("safety_plan_agreed",), by="risk_level"),
        "returns.counts.one.by",
    ),
    ("people", lambda: replace(PANEL, returns=Returns(people=(When("hobby", YES),))), "returns.people.when"),
    ("complete", lambda: with_complete("hobby", 10), "returns.complete"),
    ("percent", lambda: with_complete("risk_level", 110), "returns.complete.risk_level"),
    (
        "permission without guests",
        lambda: replace(PANEL, confidentiality=replace(PANEL.confidentiality, permission=True)),
        "confidentiality.permission",
    ),
    (
        "no such heading",
        lambda: replace(PANEL, confidentiality=replace(PANEL.confidentiality, apart=True, apart_unless="other")),
        "confidentiality.apart_unless",
    ),
    (
        "not apart",
        lambda: replace(PANEL, confidentiality=replace(PANEL.confidentiality, apart_unless=PANEL.minutes.case[0].key)),
        "confidentiality.apart_unless",
    ),
    (
        "held without words",
        lambda: replace(PANEL, confidentiality=replace(PANEL.confidentiality, held_tell=("chair",))),
        "confidentiality.held_tell",
    ),
    (
        "held for no seat",
        lambda: replace(
            PANEL, confidentiality=replace(PANEL.confidentiality, held_words=("X",), held_tell=("seat:health",))
        ),
        "confidentiality.held_tell",
    ),
    ("early answers", lambda: replace(PANEL, before=replace(PANEL.before, answers_days=3)), "before.answers_days"),
    ("list", lambda: replace(PANEL, seats=cast("Any", list(PANEL.seats))), "declaration.seats"),
]


@pytest.mark.parametrize(("make", "where"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_contradiction_is_found_where_it_stands(make: Callable[[], PanelType], where: str) -> None:
    problems = inspect_type(make(), "# Terms")

    key = make().key
    assert f"panel type {key}, {where}" in {problem.where for problem in problems}


def test_empty_terms_are_found() -> None:
    assert [problem.where for problem in inspect_type(PANEL, " \n")] == ["panel type missing_from_care, terms"]


def test_a_count_may_ask_for_what_an_outcome_says() -> None:
    count: dict[str, Any] = {
        "of": Counted.OUTCOMES,
        "outcomes": ("safety_plan_agreed",),
        "when": (When("under_18", YES),),
    }

    assert inspect_type(with_count(by="risk_level", **count), "# Terms") == ()
    assert inspect_type(with_count(by="age", bands=(10, 14)), "# Terms") == ()


def test_tuple_may_be_a_setting() -> None:
    advice = setting("advice", ("Call 999.",), "What to do in an emergency")

    assert inspect_type(replace(PANEL, emergency=replace(PANEL.emergency, advice=advice)), "# Terms") == ()
