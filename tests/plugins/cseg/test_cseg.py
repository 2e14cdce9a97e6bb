from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core import barriers, clockwork, extracts
from core.panels import Check, Earlier, FieldKind, Kind, Nature, NextStep, Role, Sensitivity
from core.people import Known
from core.schedule import dates
from tests.plugins.bench import Bench, earlier

MEETING = "2026-12-16"
CASE = {"name": "Sam Example", "risk_level": "high", "assessed_on": "2026-11-20", "date_of_birth": "2012-03-01"}
GRADED = {"old_level": "medium", "risk_level": "high", "reason": "missing at night", "review_date": "2027-02-17"}
LEAD = {"owner": "Jo Bright", "due": "2027-01-15"}
CORE = ("chair", "police", "childrens_social_care", "health")


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench("cseg")


def found(bench: Bench, history: tuple[Earlier, ...] = (), on: str = MEETING, **values: str) -> list[Check]:
    return [each.check for each in bench.check(CASE | values, on, history)]


def graded(bench: Bench, born: str = CASE["date_of_birth"], on: str = MEETING, **values: str) -> list[str]:
    days = {key: bench.ends(key, born) for key in ("lead", "adult")}
    return bench.outcome("risk_level_set", GRADED | values, CASE | {"date_of_birth": born}, on, clocks=days)


def seen(bench: Bench, role: Role, seats: tuple[str, ...] = (), **values: object) -> set[str]:
    """Return the keys that the panel's own narrowing leaves of an item of the minutes, of what the rules show."""
    asked = {"document": Kind.MINUTES, "role": role, "values": values, "seats": seats, "settings": bench.settings}
    shown = bench.sees(Kind.MINUTES, role, seats)
    return {
        key
        for key in values
        if key in shown and bench.host.call("cseg", "panel_may_see", default=True, field=key, **asked)
    }


# What a referral needs


def test_name_level_and_the_date_of_the_risk_form_stop_a_booking_and_nothing_else(bench: Bench) -> None:
    assert bench.missing({}) == ["name", "risk_level", "assessed_on"]
    assert bench.missing(CASE) == []
    assert found(bench) == []


def test_a_referral_is_read_as_people_write_it(bench: Bench) -> None:
    written = (
        "YP: Sam Example\nDOB: 1/3/2012\nRisk: high risk\nRisk form date: 20 November 2026\nStatus: CIN\n"
        "Exploitation: online and gang\nSuspects: Lee Sample (19), Kim Other\nParents: Alex Example\nDisability: LD"
    )

    assert bench.read(written) == {
        "name": "Sam Example",
        "date_of_birth": "2012-03-01",
        "risk_level": "high",
        "assessed_on": "2026-11-20",
        "legal_status": "child in need",
        "exploitation_type": "gang or group; online",
        "suspects": "Lee Sample (19); Kim Other",
        "parents_carers": "Alex Example",
        "disability_or_learning_need": "learning disability",
    }


@pytest.mark.parametrize(
    ("values", "needed"),
    [
        ({"family_informed": "no"}, ["reason_if_not"]),
        ({"placing_authority": "Othertown council"}, ["home_council_contact"]),
        ({"nrm_submitted": "yes", "date_of_birth": "2008-12-08"}, ["nrm_consent"]),
        ({"nrm_submitted": "yes", "date_of_birth": "2008-12-09"}, []),
    ],
    ids=["family", "home council", "nrm at 18", "nrm at 17"],
)
def test_what_an_answer_needs_is_asked_for(bench: Bench, values: dict[str, str], needed: list[str]) -> None:
    """Edge cases 2 and 15: the question of consent to the NRM appears on the 18th birthday."""
    assert bench.missing(CASE | values, on="2026-12-08") == needed


# The level


@pytest.mark.parametrize("level", ["low", "no risk"])
@pytest.mark.parametrize(
    "values",
    [{"date_of_birth": "2014-06-01"}, {"disability_or_learning_need": "learning disability"}],
    ids=["aged 12", "learning disability"],
)
def test_a_child_of_12_or_with_a_learning_disability_is_not_at_low_risk(
    bench: Bench, level: str, values: dict[str, str]
) -> None:
    """Edge case 1: the level is asked for again, at booking and in the minutes, where a level needs a reason."""
    (asked,) = bench.check(CASE | values | {"risk_level": level}, MEETING)

    assert (asked.check, asked.field) == (Check.ASK, "risk_level")
    assert asked.sentence in bench.outcome("risk_level_set", GRADED | {"risk_level": level}, CASE | values, MEETING)
    assert bench.outcome("risk_level_set", GRADED | {"risk_level": "medium"}, CASE | values, MEETING) == []
    assert bench.outcome("risk_level_set", GRADED | {"reason": ""}, CASE, MEETING)[0].startswith("This outcome needs")


def test_a_child_of_13_at_low_risk_goes_to_another_door(bench: Bench) -> None:
    """Edge case 1, the other side: at 13, without a learning disability, low is low."""
    (refused,) = bench.check(CASE | {"risk_level": "low", "date_of_birth": "2013-12-16"}, MEETING)

    assert (refused.check, "MASH" in refused.door) == (Check.REFUSE, True)
    assert graded(bench, risk_level="low") == []


def test_a_low_level_needs_the_date_of_birth(bench: Bench) -> None:
    unknown = {key: value for key, value in CASE.items() if key != "date_of_birth"}

    assert [each.check for each in bench.check(unknown | {"risk_level": "low"}, MEETING)] == [Check.ASK]


def test_medium_risk_is_for_the_chair_to_weigh_or_refused_as_the_area_says(bench: Bench) -> None:
    assert found(bench, risk_level="medium") == [Check.FLAG]
    assert found(Bench("cseg", medium_risk="refuse"), risk_level="medium") == [Check.REFUSE]


@pytest.mark.parametrize(
    ("assessed", "checks"), [("2026-09-16", []), ("2026-09-15", [Check.ASK]), ("2026-09-07", [Check.ASK])]
)
def test_a_risk_form_older_than_3_months_on_the_day_cannot_be_listed(
    bench: Bench, assessed: str, checks: list[Check]
) -> None:
    """Edge case 7: the last one is 100 days old."""
    assert found(bench, assessed_on=assessed) == checks
    assert {each.field for each in bench.check(CASE | {"assessed_on": assessed}, MEETING)} <= {"assessed_on"}


def test_immediate_danger_is_not_booked(bench: Bench) -> None:
    """Edge case 9: the door is the police and the MASH; nothing waits for the panel."""
    (refused,) = bench.check(CASE | {"immediate_danger": "yes"}, MEETING)

    assert refused.check is Check.REFUSE
    assert refused.door.startswith("Call 999 now.")
    assert "MASH" in refused.door


# Turning 18


def test_at_17_and_a_half_the_chair_is_told_and_a_clock_runs(bench: Bench) -> None:
    """Edge case 2."""
    born = "2009-06-15"
    clocks = {"lead": bench.ends("lead", born)}

    flagged = bench.check(CASE | {"date_of_birth": born}, MEETING, clocks=clocks)

    assert clocks["lead"] == date(2026, 12, 15)
    assert bench.ends("adult", born) == date(2027, 6, 15)
    assert [each.check for each in flagged] == [Check.FLAG]
    assert bench.check(CASE | {"date_of_birth": born}, "2026-12-14", clocks=clocks) == []


def test_a_review_after_the_18th_birthday_needs_an_adult_lead_or_the_end(bench: Bench) -> None:
    """Edge case 2."""
    born = "2009-02-10"
    days = {"lead": bench.ends("lead", born), "adult": bench.ends("adult", born)}
    case = CASE | {"date_of_birth": born}

    alone = bench.outcome("risk_level_set", GRADED, case, MEETING, clocks=days)
    with_lead = bench.outcome("risk_level_set", GRADED, case, MEETING, others=(("transition_18", LEAD),), clocks=days)

    assert alone == [
        "The child turns 18 before the review. Record the transition to adult services too, or close the case."
    ]
    assert with_lead == []
    assert graded(bench, born, review_date="2027-02-09") == []
    assert bench.outcome("close", LEAD | {"reason": "adult services lead"}, case, MEETING, clocks=days) == []


def test_the_adult_lead_is_in_place_by_17_and_a_half(bench: Bench) -> None:
    young, older = ({"lead": date(2027, 3, 1)}, {"lead": date(2026, 11, 1)})

    assert bench.outcome("transition_18", LEAD, CASE, MEETING, clocks=young) == []
    assert bench.outcome("transition_18", LEAD | {"due": "2027-03-02"}, CASE, MEETING, clocks=young) != []
    assert bench.outcome("transition_18", LEAD, CASE, MEETING, clocks=older) == []


def test_the_clock_for_an_adult_lead_ends_when_there_is_one(bench: Bench) -> None:
    done = clockwork.Recorded("transition_18", LEAD, date(2026, 12, 16), date(2026, 12, 18))
    running, ended = (
        bench.clock("lead", clockwork.Facts(booked=date(2026, 11, 24), values=CASE, recorded=recorded))
        for recorded in ((), (done,))
    )

    assert running is not None
    assert ended is not None
    assert (running.ended, ended.ended) == (False, True)


@pytest.mark.parametrize(
    ("born", "values", "stands"),
    [
        ("2010-03-01", {}, True),
        ("2010-03-01", {"consent": ""}, True),
        ("2008-12-16", {}, False),
        ("2008-12-16", {"consent": "yes"}, True),
    ],
    ids=["child", "child, not asked", "adult, no consent", "adult agrees"],
)
def test_a_child_is_referred_to_the_nrm_without_consent_and_an_adult_is_not(
    bench: Bench, born: str, values: dict[str, str], *, stands: bool
) -> None:
    """Edge case 15."""
    lacks = bench.outcome("nrm_referral", LEAD | values, CASE | {"date_of_birth": born}, MEETING)

    assert (lacks == []) is stands


# Names


def test_a_child_who_is_also_a_suspect_is_two_records(bench: Bench) -> None:
    """Edge case 4: asked until the name is out; `concern` makes the second record a case of its own."""
    (asked,) = bench.check(CASE | {"suspects": "Kim Other; sam example (peer)"}, MEETING)

    assert (asked.check, asked.field) == (Check.ASK, "suspects")
    assert bench.type.subject.kind == "concern"
    assert bench.read("Record: may harm others") == {"concern": "may harm others"}


@pytest.mark.parametrize(
    ("role", "seats", "shown"),
    [
        (Role.MEMBER, ("education",), False),
        (Role.REPRESENTATIVE, ("health",), False),
        (Role.MEMBER, ("police",), True),
        (Role.MEMBER, ("childrens_social_care",), True),
        (Role.CHAIR, ("chair",), True),
        (Role.COORDINATOR, (), True),
    ],
    ids=["education", "health", "police", "social care", "chair", "coordinator"],
)
def test_the_record_of_a_child_who_may_harm_is_for_police_and_social_care(
    bench: Bench, role: Role, seats: tuple[str, ...], *, shown: bool
) -> None:
    """Edge case 4."""
    item = {"name": "Sam Example", "prompts": [["Summary", "seen with younger children"]]}

    assert (seen(bench, role, seats, **item, concern="may harm others") != set()) is shown
    assert seen(bench, role, seats, **item, concern="may be harmed") == {"name", "prompts"}


@pytest.mark.parametrize("kind", [Kind.MINUTES, Kind.NAMES_LIST, Kind.ACTION, Kind.OUTCOME_CONFIRMED])
def test_intelligence_and_suspects_are_in_nobodys_papers_but_police_and_social_care(bench: Bench, kind: Kind) -> None:
    """Edge case 4, and the closed police part."""
    closed = {"police_part", "suspects", "suspect_details", "disruption"}

    assert closed <= bench.sees(Kind.MINUTES, Role.MEMBER, ("police",))
    assert closed <= bench.sees(Kind.MINUTES_DRAFT, Role.CHAIR)
    for role in (Role.MEMBER, Role.REPRESENTATIVE, Role.PRESENTER, Role.OWNER, Role.GUEST, Role.ANYONE):
        assert not closed & bench.sees(kind, role, ("health",))


def test_addresses_and_other_children_are_in_no_paper(bench: Bench) -> None:
    secret = {"placement", "linked_children", "parents_carers"}

    assert secret <= {each.key for each in bench.type.fields if each.sensitivity is Sensitivity.RESTRICTED}
    for kind in Kind:
        for role in Role:
            assert not secret & bench.sees(kind, role, ("police",))


def test_no_child_is_named_in_anothers_papers_and_a_school_sees_its_own(bench: Bench) -> None:
    """Edge case 3: declared; the journeys show the minutes of two children."""
    assert bench.type.confidentiality.apart
    assert "school_contact" in bench.type.guests.fields
    assert {"name", "prompts", "actions"} <= bench.sees(Kind.MINUTES, Role.GUEST)
    assert bench.sees(Kind.MINUTES, Role.GUEST, own=False) == set()


@pytest.mark.parametrize(
    ("seat", "values", "invited"),
    [
        ("police", {}, True),
        ("housing", {}, False),
        ("housing", {"agencies": "housing and probation"}, True),
        ("youth_offending", {"agencies": "YOT"}, True),
        ("education", {}, False),
        ("education", {"school": "Hill School"}, True),
    ],
    ids=["core", "not asked", "asked", "by another name", "no school", "school"],
)
def test_an_agency_sees_the_children_it_is_asked_about(
    bench: Bench, seat: str, values: dict[str, str], *, invited: bool
) -> None:
    panel = cast(
        "Any", SimpleNamespace(type=bench.type, confidentiality=bench.type.confidentiality, member=lambda _: None)
    )

    assert extracts.is_invited(panel, frozenset({seat}), Known(1, "x@anytown.example", ""), CASE | values) is invited
    assert bench.sees(Kind.MINUTES, Role.MEMBER, ("housing",), own=False) == set()
    assert bench.sees(Kind.NAMES_LIST, Role.MEMBER, ("housing",), own=False) == set()


def test_a_suspect_with_a_carers_surname_waits_for_the_chair(bench: Bench) -> None:
    """Edge case 5."""
    family = "Alex Example <alex@elsewhere.example>; Kim Hill (aunt)"

    assert found(bench, parents_carers=family, suspects="Lee HILL (19)") == [Check.CHAIR]
    assert found(bench, parents_carers=family, suspects="Lee Sample; none") == []
    assert found(bench, parents_carers="none", suspects="none") == []


@pytest.mark.parametrize(
    ("address", "name", "blocked"),
    [
        ("lee@anytown.example", "Lee Sample", True),
        ("pat@anytown.example", "Pat Sample", True),
        ("alex@anytown.example", "Alex Example", True),
        ("jo@anytown.example", "Jo Example", False),
    ],
    ids=["suspect", "suspect's surname", "parent", "parent's surname"],
)
def test_suspects_their_surnames_and_the_family_are_not_written_to(
    bench: Bench, address: str, name: str, *, blocked: bool
) -> None:
    """Edge cases 5 and 6."""
    panel = cast("Any", SimpleNamespace(confidentiality=bench.type.confidentiality))
    case = CASE | {"suspects": "Lee Sample", "parents_carers": "Alex Example", "family_informed": "no"}

    assert barriers.must_not_learn(panel, (address, name), case) is blocked


def test_there_is_no_letter_to_a_family(bench: Bench) -> None:
    """Edge case 6: the lead professional tells child and family, in plain words."""
    assert [each.key for each in bench.type.outcomes if each.letters] == []
    assert "telling" in [each.key for each in bench.type.minutes.case]


def test_the_home_council_is_invited_by_itself(bench: Bench) -> None:
    """Edge case 8: its contact is needed as soon as a placing council is named, and is a guest of the item."""
    assert "home_council_contact" in bench.type.guests.fields
    assert bench.missing(CASE | {"placing_authority": "Othertown"}) == ["home_council_contact"]


# Minutes and outcomes


@pytest.mark.parametrize("marker", ["intelligence", "5x5x5", "CHIS", "source report", "PNC"])
def test_intelligence_in_the_open_notes_is_held_back(bench: Bench, marker: str) -> None:
    """Edge case 10: it stands in the way of a draft until it is in the closed part."""
    assert bench.wording(f"A {marker} says he drives a white van.") != []
    assert bench.wording(f"A {marker} says he drives a white van.", part="police_part") == []
    assert all(rule.stops for rule in bench.type.minutes.wording if marker in rule.words)


def test_words_that_blame_a_child_are_told_to_the_chair(bench: Bench) -> None:
    """Edge case 4: the wording check warns; it does not stop the minutes."""
    assert bench.wording("It is a lifestyle choice.") == ["These words blame the child. Say what was done to them."]
    assert bench.wording("He was given money for sex.") == []
    assert not next(rule for rule in bench.type.minutes.wording if "promiscuous" in rule.words).stops


@pytest.mark.parametrize(
    ("born", "status", "covered"),
    [
        ("2010-12-17", "accommodated s.20", True),
        ("2010-12-16", "accommodated s.20", False),
        ("2009-06-01", "accommodated s.20", False),
        ("2009-06-01", "care order s.31", True),
        ("2009-06-01", "other order", False),
        ("2008-12-16", "care order s.31", False),
    ],
    ids=["15", "16", "17 s.20", "17 s.31", "17 other", "18"],
)
def test_a_warning_notice_is_for_under_16_or_under_18_in_care(
    bench: Bench, born: str, status: str, *, covered: bool
) -> None:
    """Edge case 11: otherwise it is a warning that the chair can override with a reason, never automatic."""
    case = CASE | {"date_of_birth": born, "legal_status": status}
    asked = {"basis": "picked up at night", "statement": "mother"}

    assert (bench.outcome("cawn", asked, case, MEETING) == []) is covered
    assert bench.outcome("cawn", asked | {"override": "interim order from Monday"}, case, MEETING) == []


@pytest.mark.parametrize(("review", "stands"), [("2027-03-16", True), ("2027-03-17", False), ("", False)])
def test_minutes_cannot_close_without_a_review_inside_3_months(bench: Bench, review: str, *, stands: bool) -> None:
    """Edge case 12: a level stands only with its review date, and every case needs a level or an end."""
    assert (graded(bench, review_date=review) == []) is stands
    assert bench.block([("safety_plan", {})], CASE) != []
    assert bench.block([("safety_plan", {}), ("risk_level_set", GRADED)], CASE) == []


def test_a_high_risk_should_be_reviewed_in_6_weeks(bench: Bench) -> None:
    """Edge case 12: an aim shown to the coordinator, beside the limit of 3 months."""
    high, medium = (
        clockwork.Recorded("risk_level_set", {"risk_level": level}, date(2026, 12, 16), date(2026, 12, 18))
        for level in ("high", "medium")
    )
    facts = [clockwork.Facts(booked=date(2026, 12, 1), values={}, recorded=(each,)) for each in (high, medium)]

    clocks = [bench.clock("high", each) for each in facts]
    reviews = [bench.clock("review", each) for each in facts]

    assert [each and each.last for each in clocks] == [date(2027, 1, 27), None]
    assert [each and each.last for each in reviews] == [date(2027, 3, 16), date(2027, 3, 16)]


@pytest.mark.parametrize(("closed", "checks"), [("2025-12-16", [Check.FLAG]), ("2025-12-15", [])])
def test_a_case_that_comes_back_inside_12_months_is_a_repeat(bench: Bench, closed: str, checks: list[Check]) -> None:
    """Edge case 13: after that it is new."""
    assert found(bench, (earlier(meeting=closed, outcomes=[("close", LEAD)]),)) == checks
    assert found(bench, (earlier(meeting=closed, outcomes=[("risk_level_set", GRADED)]),)) == []


def test_repeats_are_counted(bench: Bench) -> None:
    """Edge case 13."""
    history = tuple(earlier(meeting=day, outcomes=[("step_down", LEAD)]) for day in ("2026-02-01", "2026-08-01"))

    (flag,) = bench.check(CASE, MEETING, history)

    assert flag.sentence == "This is a repeat. Times closed in 12 months: 2."


def test_a_place_that_three_cases_name_is_a_hint_to_the_chair(bench: Bench) -> None:
    """Edge case 14: declared, the number a setting; the journeys show the hint, and that it names nobody."""
    (hint,) = bench.type.shared
    (local,) = Bench("cseg", shared_location=5).type.shared

    assert (hint.field, hint.at_least, local.at_least) == ("locations", 3, 5)


def test_it_has_the_outcomes_of_the_dossier(bench: Bench) -> None:
    assert {each.key: each.nature for each in bench.type.outcomes} == {
        "risk_level_set": Nature.DECISION,
        "safety_plan": Nature.ALLOCATION,
        "strategy_discussion": Nature.RECOMMENDATION,
        "disruption_action": Nature.ALLOCATION,
        "cawn": Nature.RECOMMENDATION,
        "nrm_referral": Nature.ALLOCATION,
        "support": Nature.ALLOCATION,
        "escalate": Nature.RECOMMENDATION,
        "refer_other_panel": Nature.RECOMMENDATION,
        "transfer_area": Nature.ALLOCATION,
        "transition_18": Nature.ALLOCATION,
        "step_down": Nature.DECISION,
        "close": Nature.DECISION,
        "not_accepted": Nature.ADVICE,
        "deferred": Nature.TRACKING,
    }
    assert bench.type.confirmation.natures == ()


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("risk_level_set", "old level and new level and review date and reason"),
        ("safety_plan", "owner and due and actions"),
        ("disruption_action", "owner and due and type and target"),
        ("cawn", "basis and statement by"),
        ("support", "provider and start and service"),
        ("close", "lead and check date and reason"),
    ],
)
def test_what_an_outcome_needs_is_named(bench: Bench, key: str, first: str) -> None:
    assert bench.outcome(key, {}, CASE, MEETING)[0].startswith(f"This outcome needs the {first}.")


def test_a_strategy_discussion_is_for_the_same_day_and_waits_for_nobody(bench: Bench) -> None:
    outcome = bench.type.outcome("strategy_discussion")

    assert outcome is not None
    assert outcome.urgent
    assert [rule.due.count for rule in outcome.actions] == [0]


def test_a_case_goes_on_until_it_is_ended(bench: Bench) -> None:
    steps = {each.key: each.next_step for each in bench.type.outcomes if each.next_step is not NextStep.NONE}

    assert [key for key, step in steps.items() if step is NextStep.REBOOK] == ["risk_level_set", "deferred"]
    assert [key for key, step in steps.items() if step is NextStep.CLOSE] == ["step_down", "close", "not_accepted"]
    assert bench.block([("risk_level_set", GRADED), ("close", LEAD)], CASE) != []  # one or the other


def test_without_its_presenter_a_case_is_deferred(bench: Bench) -> None:
    assert [each.key for each in bench.type.outcomes if each.when_absent] == ["deferred"]


@pytest.mark.parametrize("absent", CORE)
def test_quorum_is_chair_police_social_care_and_health(bench: Bench, absent: str) -> None:
    assert bench.quorum(CORE) == []
    assert bench.quorum((*(seat for seat in CORE if seat != absent), "education")) != []


def test_it_meets_every_month(bench: Bench) -> None:
    assert dates(bench.type.schedule, date(2026, 12, 1), date(2027, 1, 31)) == (date(2026, 12, 16), date(2027, 1, 20))


def test_local_values_are_settings(bench: Bench) -> None:
    numbers = (
        *("week 3", "weekday 2", "names_list_days 5", "closes_days 8", "quorum 4", "upper_age 18", "review_months 3"),
        *("high_review_weeks 6", "lead_months 210", "grading_age 13", "repeat_months 12", "shared_location 3"),
        *("keep_years 6", "action_days 10", "escalation_days 5", "draft_within_days 5"),
    )

    assert [f"{key} {bench.settings[key]}" for key, _ in (each.split() for each in numbers)] == list(numbers)


def test_somebody_of_18_is_too_old_unless_the_area_says_otherwise(bench: Bench) -> None:
    assert bench.type.subject.under_age == 18
    assert Bench("cseg", upper_age=21).type.subject.under_age == 21


def test_people_are_read_as_people_so_that_they_can_be_kept_out(bench: Bench) -> None:
    kinds = {each.key: each.kind for each in bench.type.fields}

    assert {kinds[key] for key in bench.type.confidentiality.never} == {FieldKind.PEOPLE}
