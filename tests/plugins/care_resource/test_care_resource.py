from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from core.clockwork import Facts, Recorded
from core.disclosure import OPEN_KINDS
from core.inspection import inspect_type
from core.intents import MinutesLine
from core.panels import Check, Kind, Nature, NextStep, Outcome, Rebook, Role, weeks
from mail.understanding.minutes_outcomes import read_outcome
from plugins.care_resource import PANEL
from tests.plugins.bench import Bench

bench = Bench("care_resource")
TERMS = files("plugins.care_resource").joinpath("terms.md").read_text("utf-8")
CASE = {"name": "Jo Example", "date_of_birth": "2015-05-04"}
S20 = CASE | {"item_types": "accommodation", "parental_agreement": "agree"}
KIN = {
    **CASE,
    "item_types": "Reg 24",
    "carer_name": "Ro Sample",
    "relationship": "aunt",
    "schedule_4": "yes",
    "visited": "yes",
    "reg24_from": "2026-01-05",
}
OUT = CASE | {"item_types": "out of area", "carer_kind": "other", "placement_la": "Northshire", "adjoining_la": "yes"}
COURT = {
    **CASE,
    "item_types": "proceedings",
    "legal_advice": "Threshold is met.",
    "advised_on": "2026-11-20",
    "planned_on": "2026-11-18",
}
JOINT = CASE | {"item_types": "tri-partite funding", "social": "40", "education": "30", "health": "30"}
SO = {"reasons": "No other way"}
CONSENTED = SO | {"consent_on": "2026-12-01", "placed": "foster carer", "purpose": "respite"}
ISSUED = SO | {"legal_owner": "law@anytown.example", "order_type": "care order", "target_issue": "2026-12-10"}
LONGER = SO | {"extension_until": "2026-06-21", "views_on": "2026-04-10"}
PAID = SO | {"split": "40/30/30", "spend_from": "2027-01-01", "contract_until": "2027-12-31"}
REG24_ENDS = {"reg24": date(2026, 4, 26)}


def outcome(key: str) -> Outcome:
    found = bench.type.outcome(key)
    assert found is not None
    return found


def facts(values: dict[str, str], *recorded: tuple[str, str, dict[str, str]]) -> Facts:
    """Return a case with these outcomes recorded on these days."""
    made = [Recorded(key, more, date.fromisoformat(day), date.fromisoformat(day)) for key, day, more in recorded]
    return Facts(booked=date(2026, 1, 2), values=values, heard=[each.met for each in made], recorded=made)


def running(key: str, case: Facts) -> date | None:
    """Return the last day of a clock that runs, or None."""
    clock = bench.clock(key, case)
    return None if clock is None or clock.ended else clock.last


def test_declaration_has_no_problems() -> None:
    assert inspect_type(PANEL, TERMS) == ()


def test_booking_needs_a_name_and_what_is_asked_for() -> None:
    assert bench.missing({}) == ["name", "item_types"]
    assert bench.missing(CASE | {"item_types": "support package"}) == []


@pytest.mark.parametrize(
    ("item", "needed"),
    [
        ("pre-proceedings", ["legal_advice", "advised_on", "planned_on"]),
        ("proceedings", ["legal_advice", "advised_on", "planned_on"]),
        ("accommodation", ["parental_agreement"]),
        ("expert", ["expert_type", "questions", "fee"]),
        ("Reg 24", ["carer_name", "relationship", "reg24_from", "schedule_4", "visited"]),
        ("Reg 25", ["still_best", "iro_informed", "views_on", "officer"]),
        ("out of area", ["carer_kind"]),
        ("distance", ["carer_kind"]),
        ("tri-partite funding", ["social", "education", "health"]),
        ("provision review", []),
        ("ratification", []),
    ],
)
def test_each_thing_asked_for_needs_its_own_papers(item: str, needed: list[str]) -> None:
    assert bench.missing(CASE | {"item_types": item}) == needed


def test_several_things_are_asked_for_at_once_as_workers_write_it() -> None:
    text = "Name: Jo Example\nAsked for: PLO and Reg 24 placement\nUrgency: urgent\nLegal status: ICO\nKS4: no"

    assert bench.read(text) == {
        "name": "Jo Example",
        "item_types": "pre-proceedings; Reg 24",
        "urgency": "urgent before panel",
        "legal_status": "ICO s.38",
        "key_stage_4": "no",
    }


def test_decision_made_before_the_panel_says_by_whom_and_when() -> None:
    assert bench.missing(CASE | {"item_types": "ratification", "urgency": "already made"}) == [
        "decided_by",
        "decided_at",
    ]


def test_placement_at_a_distance_waits_for_the_director_before_anything_is_paid() -> None:
    """Edge case 1: a recommendation until the director approves; the invoice is released only after that."""
    far = OUT | {"item_types": "distance", "adjoining_la": "no"}
    agreed, approved = outcome("distance_agreed"), outcome("distance_approved")

    assert bench.outcome("distance_agreed", SO | {"area_told": "2026-12-01"}, far) == []
    assert len(bench.outcome("distance_agreed", SO, far)) == 1, "the area authority is consulted first"
    assert (agreed.nature, agreed.confirmer, agreed.if_confirmed) == (
        Nature.RECOMMENDATION,
        "seat:director",
        "distance_approved",
    )
    assert agreed.actions == ()
    assert (approved.nature, approved.by_confirmer) == (Nature.DECISION, True)
    assert ["invoice" in each.what for each in approved.actions] == [True]
    assert {"approved_by", "approved_day"} == {each.key for each in approved.fields}


def test_adjoining_area_is_the_nominated_officers_and_any_other_the_directors() -> None:
    """Edge case 1."""
    far = OUT | {"adjoining_la": "no"}

    assert bench.outcome("out_of_area_agreed", SO, OUT) == []
    assert bench.outcome("out_of_area_agreed", SO, far) != []
    assert bench.outcome("distance_agreed", SO | {"area_told": "2026-12-01"}, OUT) != []
    assert outcome("out_of_area_agreed").confirmer == "seat:nominated_officer"


@pytest.mark.parametrize("carer", ["connected person", "our foster carer"])
def test_connected_person_and_our_own_carer_need_no_approval_out_of_area(carer: str) -> None:
    """Edge case 2: the area is not even asked for."""
    case = CASE | {"item_types": "out of area", "carer_kind": carer}

    assert bench.missing(case) == []
    assert bench.missing(case | {"carer_kind": "other"}) == ["placement_la", "adjoining_la"]
    assert bench.outcome("out_of_area_agreed", SO, case | {"adjoining_la": "yes"}) != []
    assert bench.outcome("distance_agreed", SO | {"area_told": "2026-12-01"}, case | {"adjoining_la": "no"}) != []


def test_area_authority_is_told_of_an_emergency_within_five_working_days_over_easter() -> None:
    """Edge case 3: Thursday 2 April 2026, with Good Friday and Easter Monday between."""
    case = CASE | {"emergency_placed": "2026-04-02"}

    assert bench.ends("area", "2026-04-02") == date(2026, 4, 13)
    assert running("area", facts(case)) == date(2026, 4, 13)
    assert running("area", facts(case | {"area_told": "2026-04-07"})) is None


def test_reg_24_placement_ends_after_16_weeks_on_a_sunday() -> None:
    """Edge case 4."""
    assert bench.ends("reg24", "2026-01-05") == date(2026, 4, 26)
    assert running("reg24", facts(KIN)) == date(2026, 4, 26)
    assert running("reg24", facts(KIN | {"approved_on": "2026-04-20"})) is None


def test_extension_without_the_fostering_panels_views_is_refused() -> None:
    """Edge case 4."""
    assert bench.outcome("reg25_extension_agreed", LONGER, KIN, on="2026-04-22", clocks=REG24_ENDS) == []
    without = {key: value for key, value in LONGER.items() if key != "views_on"}
    (why,) = bench.outcome("reg25_extension_agreed", without, KIN, on="2026-04-22", clocks=REG24_ENDS)
    assert "fostering panel's views" in why
    assert outcome("reg25_extension_agreed").confirmer == "seat:nominated_officer"


def test_extension_lasts_eight_weeks_at_most_unless_an_independent_review_runs() -> None:
    day_after = LONGER | {"extension_until": "2026-06-22"}

    assert len(bench.outcome("reg25_extension_agreed", day_after, KIN, on="2026-04-22", clocks=REG24_ENDS)) == 1
    under_review = day_after | {"irm": "yes"}
    assert bench.outcome("reg25_extension_agreed", under_review, KIN, on="2026-04-22", clocks=REG24_ENDS) == []


def test_reg_24_placement_is_extended_once() -> None:
    clocks = REG24_ENDS | {"reg25": date(2026, 5, 31)}

    (why,) = bench.outcome("reg25_extension_agreed", LONGER, KIN, on="2026-05-27", clocks=clocks)
    assert "once" in why


def test_extension_replaces_the_16_weeks_until_the_carer_is_approved() -> None:
    extended = ("reg25_extension_agreed", "2026-04-22", LONGER)

    assert running("reg24", facts(KIN, extended)) is None
    assert running("reg25", facts(KIN, extended)) == date(2026, 6, 21)
    assert running("reg25", facts(KIN | {"approved_on": "2026-06-01"}, extended)) is None


def test_accommodation_is_refused_while_somebody_who_can_care_objects() -> None:
    """Edge case 5: section 20(7); a court order lets it stand (section 20(9))."""
    objects = S20 | {"parental_agreement": "agree; refuse"}

    assert bench.missing(objects) == ["objector_can_care"]
    assert bench.outcome("accommodation_agreed", CONSENTED, S20) == []
    for can_care in ("yes", ""):
        (why,) = bench.outcome("accommodation_agreed", CONSENTED, objects | {"objector_can_care": can_care})
        assert "court order" in why
    assert bench.outcome("accommodation_agreed", CONSENTED, objects | {"objector_can_care": "no"}) == []
    ordered = objects | {"objector_can_care": "yes", "court_order": "lives with order of 3 May 2026"}
    assert bench.outcome("accommodation_agreed", CONSENTED, ordered) == []


def test_young_person_of_16_agrees_for_themselves_and_a_child_of_15_does_not() -> None:
    """Edge case 6: section 20(11)."""
    agrees = S20 | {"parental_agreement": "refuse", "objector_can_care": "yes", "young_person_agrees": "yes"}

    assert bench.outcome("accommodation_agreed", CONSENTED, agrees | {"date_of_birth": "2010-12-08"}) == []
    assert len(bench.outcome("accommodation_agreed", CONSENTED, agrees | {"date_of_birth": "2010-12-09"})) == 1
    assert bench.missing(S20 | {"date_of_birth": "2010-12-08"}) == ["young_person_agrees"]
    assert bench.missing(S20 | {"date_of_birth": "2010-12-09"}) == []


@pytest.mark.parametrize("home", ["supported accommodation", "unregulated"])
def test_child_under_16_is_not_placed_where_it_is_not_lawful(home: str) -> None:
    """Edge case 7."""
    (found,) = bench.check(S20 | {"placement_type": home, "date_of_birth": "2010-12-09"})

    assert found.check is Check.REFUSE
    assert "registered" in found.sentence
    assert bench.check(S20 | {"placement_type": home, "date_of_birth": "2010-12-08"}) == []
    assert bench.check(S20 | {"placement_type": "foster carer"}) == []


def test_shares_that_add_up_to_95_are_asked_for_again() -> None:
    """Edge case 8."""
    (found,) = bench.check(JOINT | {"health": "25"})

    assert (found.check, found.field) == (Check.ASK, "social")
    assert bench.missing(JOINT | {"health": "25"}) == ["social"]
    assert bench.check(JOINT) == []
    assert bench.check(JOINT | {"health": "0", "education": "60"}) == []


def test_funding_is_agreed_in_part_until_health_has_said_so() -> None:
    """Edge case 8: a funder with a share agrees at the panel or in writing."""
    both = {"health_by": "in writing", "education_by": "at the panel"}

    assert bench.outcome("funding_agreed", PAID | both, JOINT) == []
    (why,) = bench.outcome("funding_agreed", PAID | both | {"health_by": ""}, JOINT)
    assert "health agreed" in why
    assert bench.outcome("funding_part_agreed", PAID, JOINT) == []
    nothing = JOINT | {"health": "0", "education": "60"}
    assert bench.outcome("funding_agreed", PAID | {"education_by": "in writing"}, nothing) == []


def test_agreed_but_not_issued_is_an_alarm_and_26_weeks_begin_with_the_issue() -> None:
    """Edge case 9: agreed on Friday 27 November 2026; the application slips by three weeks."""
    agreed = ("proceedings_agreed", "2026-11-27", ISSUED)
    issued = COURT | {"issued_on": "2026-12-18"}

    assert running("issue", facts(COURT, agreed)) == date(2026, 12, 4)
    assert running("court", facts(COURT, agreed)) is None
    assert running("issue", facts(issued, agreed)) is None
    assert running("court", facts(issued, agreed)) == date(2027, 6, 17)
    assert running("court", facts(issued | {"final_order": "2027-05-01"}, agreed)) is None
    (alarm,) = [each for each in bench.type.clocks if each.key == "issue"]
    assert alarm.tell == ("chair", "seat:legal")


def test_alarm_is_a_setting() -> None:
    assert Bench("care_resource", issue_alarm_days=2).ends("issue", "2026-11-27") == date(2026, 12, 1)


def test_unborn_child_has_the_day_of_birth_as_target_and_maternity_is_told_apart() -> None:
    """Edge case 10: no date of birth is asked for, no looked after dates start, and we send maternity nothing."""
    unborn = COURT | {"unborn": "yes", "baby_due": "2027-02-01", "date_of_birth": ""}
    without = {key: value for key, value in ISSUED.items() if key != "target_issue"}

    assert bench.missing(COURT | {"unborn": "yes"}) == ["baby_due"]
    assert bench.outcome("proceedings_agreed", without, unborn) == []
    assert len(bench.outcome("proceedings_agreed", without, COURT)) == 1
    assert bench.outcome("accommodation_agreed", CONSENTED, unborn | {"parental_agreement": "agree"}) != []
    for_unborn = [
        each for each in outcome("proceedings_agreed").actions if all(when.holds(unborn) for when in each.when)
    ]
    assert [(each.owner, each.since) for each in for_unborn] == [("field:legal_owner", "baby_due"), ("presenter", "")]
    assert "secure note of your own" in for_unborn[1].what
    assert [each.key for each in bench.type.seats if "maternity" in each.label.lower()] == []


def test_emergency_decision_that_is_not_ratified_needs_a_new_plan_and_the_first_one_stays() -> None:
    """Edge case 11: both stand in the minutes, the first one with who made it and when."""
    made = CASE | {
        "item_types": "ratification",
        "urgency": "already made",
        "decided_by": "Duty",
        "decided_at": "2026-11-28T02:00",
    }
    new = SO | {"first_decided": "2026-11-28", "new_plan": "Home with support", "plan_by": "2026-12-11"}

    assert bench.outcome("not_ratified", new, made) == []
    for key in ("first_decided", "new_plan", "plan_by", "reasons"):
        assert len(bench.outcome("not_ratified", new | {key: ""}, made)) == 1
    assert bench.outcome("ratified", SO | {"first_decided": "2026-11-28"}, made) == []
    assert bench.outcome("ratified", SO | {"first_decided": "2026-11-28"}, made | {"urgency": "planned"}) != []
    assert {"decided_by", "decided_at", "outcomes"} <= bench.sees(Kind.MINUTES, Role.MEMBER, ("assessment",))


def test_legal_advice_is_in_the_copies_of_chair_head_of_service_and_legal_alone() -> None:
    """Edge case 12: everybody else gets a stripped copy; that it is logged is a journey."""
    for seats in (("legal",), ("head",)):
        assert "legal_block" in bench.sees(Kind.MINUTES, Role.MEMBER, seats)
        assert "legal_advice" in bench.sees(Kind.NAMES_LIST, Role.MEMBER, seats)
    assert "legal_block" in bench.sees(Kind.MINUTES, Role.CHAIR, own=False)
    others = [each.key for each in bench.type.seats if each.key not in ("chair", "head", "legal")]
    assert len(others) > 10
    for kind in set(Kind) - OPEN_KINDS:
        for role in set(Role) - {Role.CHAIR}:
            assert bench.sees(kind, role, others) & {"legal_block", "legal_advice"} == set()


@pytest.mark.parametrize("funder", ["education", "health"])
def test_funders_see_the_funding_of_their_items_and_nothing_else(funder: str) -> None:
    assert bench.sees(Kind.MINUTES, Role.MEMBER, (funder,)) == {"name", "slot", "funding", "funding_actions"}
    assert bench.sees(Kind.MINUTES, Role.MEMBER, (funder,), own=False) == set()
    assert bench.sees(Kind.NAMES_LIST, Role.MEMBER, (funder,)) == {"name", "date_of_birth", "presenter", "slot"}
    assert {each.key for each in PANEL.outcomes if each.part == "funding"} == {
        "funding_agreed",
        "funding_part_agreed",
        "funding_refused",
    }
    extracts = bench.type.confidentiality.extracts
    assert extracts is not None
    assert dict(extracts.seats)[funder].holds(JOINT)
    assert not dict(extracts.seats)[funder].holds(COURT)
    assert not {"education", "health"} & set(extracts.always)


def test_placement_address_and_carer_are_on_no_paper() -> None:
    seats = [each.key for each in bench.type.seats]
    for kind in set(Kind) - OPEN_KINDS:
        for role in Role:
            assert bench.sees(kind, role, seats) & {"placement_address", "carer_name", "household", "checks"} == set()


def test_what_a_family_gets_names_neither_panel_nor_date_nor_cost() -> None:
    """Edge case 13, one letter for each child: see the journey."""
    letters = [letter for each in PANEL.outcomes for letter in each.letters]

    assert {each.to for each in letters} == {"presenter"}
    assert len(letters) == 2
    for letter in letters:
        said = " ".join((*letter.paragraphs, *letter.rights))
        assert "panel" not in said.lower()
        assert "{" not in said


def test_proceedings_need_the_offer_of_a_family_group_meeting_once_the_law_is_in_force() -> None:
    """Edge case 14."""
    before, after = Bench("care_resource"), Bench("care_resource", family_meeting_from="2026-12-08")

    assert before.outcome("proceedings_agreed", ISSUED, COURT) == []
    assert after.outcome("proceedings_agreed", ISSUED, COURT, on="2026-12-07") == []
    for said in ("", "not offered", "not in the child's best interests"):
        found = after.outcome("proceedings_agreed", ISSUED, COURT | {"family_meeting": said})
        assert "family group meeting" in found[0]
        reason = {"family_meeting": said, "family_meeting_why": "Risk of flight"}
        assert after.outcome("proceedings_agreed", ISSUED, COURT | reason) == []
    for said in ("offered and held", "offered and declined"):
        assert after.outcome("proceedings_agreed", ISSUED, COURT | {"family_meeting": said}) == []
    urgent = ISSUED | {"override": "Mel Sample, head of service"}
    assert after.outcome("proceedings_agreed", urgent, COURT) == []


@pytest.mark.parametrize("key", ["provision_continue", "provision_reduce", "funding_agreed", "funding_part_agreed"])
def test_contract_comes_back_as_a_provision_review_eight_weeks_before_it_ends(key: str) -> None:
    """Edge case 15."""
    found = outcome(key)

    assert found.next_step is NextStep.REBOOK
    assert found.rebook == Rebook(after=weeks(8), since="contract_until", back=True)
    assert found.sets == (("item_types", "provision review"),)
    assert len(bench.outcome(key, SO, CASE | {"item_types": "support package"})) == 1, "without an end there is no date"


@pytest.mark.parametrize(
    "key",
    [
        each.key
        for each in PANEL.outcomes
        if each.nature in {Nature.DECISION, Nature.ALLOCATION} and not each.by_confirmer
    ],
)
def test_no_decision_is_recorded_without_reasons(key: str) -> None:
    needed = {each.key for each in outcome(key).fields if each.needed({})}

    assert "reasons" in needed


@pytest.mark.parametrize(
    ("case", "seats", "missing"),
    [
        (COURT, ("chair", "legal"), 0),
        (COURT, ("chair",), 1),
        (OUT, ("head", "placements", "finance"), 0),
        (OUT, ("head", "finance"), 1),
        (CASE | {"item_types": "support package"}, ("chair", "finance"), 0),
        (CASE | {"item_types": "support package"}, ("chair", "legal"), 1),
        (CASE | {"item_types": "expert"}, ("chair",), 0),
    ],
)
def test_items_need_who_can_answer_for_them(case: dict[str, str], seats: tuple[str, ...], missing: int) -> None:
    assert len(bench.quorum(seats, case)) == missing


def test_somebody_with_delegation_must_be_there() -> None:
    assert len(bench.quorum(("legal", "finance"))) == 1
    assert bench.quorum(("head",)) == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("emergency decision not ratified", "not_ratified"),
        ("ratified", "ratified"),
        ("not ratified", "not_ratified"),
        ("part agreed", "funding_part_agreed"),
        ("PLO agreed", "plo_agreed"),
        ("accommodation refused", "accommodation_refused"),
        ("Reg 24 agreed", "reg24_agreed"),
        ("Reg 25 agreed", "reg25_extension_agreed"),
    ],
)
def test_outcomes_are_read_as_they_are_written(written: str, key: str) -> None:
    assert read_outcome(MinutesLine(number=1, label="Outcome", value=written), PANEL, date(2026, 12, 8)).key == key


def test_pre_proceedings_last_16_weeks_and_come_back_half_way() -> None:
    agreed = ("plo_agreed", "2026-12-02", dict[str, str]())

    assert running("plo", facts(COURT, agreed)) == date(2027, 3, 24)
    assert running("plo", facts(COURT, agreed, ("step_down", "2027-02-03", {}))) is None
    assert outcome("plo_agreed").rebook == Rebook(after=weeks(8))


@pytest.mark.parametrize(
    "fact",
    [
        *("overview of cases and assures the quality", "which services and resources", "care proceedings", "expert"),
        *("child is accommodated", "Every request for a Reg 24 placement comes", "outside the area", "tri-partite"),
    ],
)
def test_terms_hold_every_fact_of_the_founding_text(fact: str) -> None:
    assert fact in TERMS


@pytest.mark.parametrize("name", ["Luton", "Please", "borough"])
def test_terms_name_no_place_and_ask_for_nothing(name: str) -> None:
    assert name not in TERMS
