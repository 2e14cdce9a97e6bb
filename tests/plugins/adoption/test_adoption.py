"""The Adoption Panel's rules, edge case by edge case (numbers as in the dossier). What needs mail is in the journey."""

from __future__ import annotations

from datetime import date

import pytest

from core.clockwork import Facts
from core.deadlines import WorkingDays, due
from core.judging import outcomes_for
from core.panels import Check, Finding, Kind, Nature, Role, Sensitivity, all_hold
from tests.plugins.bench import LONDON, Bench

BENCH = Bench("adoption")
WHO = {"name": "Kit Example", "case_number": "C-1001"}
MATCH = {
    **WHO,
    "case_type": "match",
    "legal_status": "placement order",
    "adopters": "Ro Sample and Lee Sample",
    "adm_child_date": "2026-09-01",
    "approval_date": "2026-06-01",
}
PLAN = {
    **WHO,
    "case_type": "child's plan",
    "legal_status": "consent section 19",
    "placement_order_route": "no",
    "threshold_met": "no",
}
APPROVAL = {"name": "Ro Sample and Lee Sample", "case_type": "approval", "adopter_medical": "2026-10-01"}
FIVE = ("chair", "social_worker", "member", "independent")


def limits(values: dict[str, str]) -> dict[str, date]:
    """Return the last day of each time limit that starts with a date of the booking."""
    facts = Facts(booked=date(2026, 1, 5), values=values)
    found = {each.key: BENCH.clock(each.key, facts) for each in BENCH.type.clocks}
    return {key: running.last for key, running in found.items() if running is not None}


def find(values: dict[str, str], on: str = "2026-12-10") -> list[Finding]:
    return BENCH.check(values, on, clocks=limits(values))


def checks(values: dict[str, str], on: str = "2026-12-10") -> list[Check]:
    return [each.check for each in find(values, on)]


def offered(case: dict[str, str]) -> list[str]:
    there = outcomes_for(BENCH.type, case)
    return [each.key for each in there if each.nature is Nature.RECOMMENDATION]


def test_what_a_plan_and_a_match_cannot_be_taken_without() -> None:
    assert BENCH.missing({"name": "Kit Example", "case_type": "child's plan"}) == [
        "legal_status",
        "placement_order_route",
        "threshold_met",
    ]
    assert BENCH.missing({"name": "Kit Example", "case_type": "match"}) == [
        "legal_status",
        "adm_child_date",
        "approval_date",
        "adopters",
    ]
    assert BENCH.missing(APPROVAL) == []


def test_a_match_needs_no_earlier_decision_where_both_recommendations_are_made_at_the_meeting() -> None:
    """AAR 32(5): the recommendations may be made at the same meeting."""
    same = {**WHO, "case_type": "match", "legal_status": "consent section 19", "adopters": "Ro Sample"}

    assert BENCH.missing({**same, "plan_too": "yes", "approval_too": "yes"}) == []
    assert BENCH.missing({**same, "plan_too": "no", "approval_too": "yes"}) == ["adm_child_date"]


@pytest.mark.parametrize(
    "why",
    [
        {"placement_order_route": "yes"},
        {"threshold_met": "yes"},
        {"legal_status": "care order"},
        {"legal_status": "placement order"},
    ],
    ids=["placement order route", "threshold met", "care order", "placement order"],
)
def test_a_plan_with_a_court_route_is_refused_and_sent_to_the_decision_maker(why: dict[str, str]) -> None:
    """Edge case 1: SI 2012/1410 forbids the referral."""
    found = find({**PLAN, **why})

    assert {each.check for each in found} == {Check.REFUSE}
    assert found[0].door == "The agency decision maker: send the case there directly."


def test_a_plan_with_the_parents_consent_is_booked() -> None:
    """Edge case 1, the other way round: a relinquished child."""
    assert checks(PLAN) == []


def test_a_plan_cannot_slip_in_with_a_match() -> None:
    """Edge case 1: the plan of a child under a court order is not made lawful by booking it as part of a match."""
    assert Check.REFUSE in checks({**MATCH, "plan_too": "yes"})
    assert Check.REFUSE not in checks({**MATCH, "plan_too": "yes", "legal_status": "consent section 19"})


@pytest.mark.parametrize("sent", ["2026-03-02", "2026-02-28"], ids=["Monday", "Saturday before"])
def test_applicants_have_forty_working_days_beginning_with_the_day_of_the_notice(sent: str) -> None:
    """Edge case 2: Good Friday and Easter Monday 2026 are no working days."""
    assert BENCH.ends("qd_window", sent) == date(2026, 4, 28)


def test_no_final_decision_before_the_window_ends_unless_accepted_in_writing() -> None:
    """Edge case 2: the clock bars the final decision; the journey shows that it does."""
    window = next(each for each in BENCH.type.clocks if each.key == "qd_window")

    assert window.bars == ("adm_final",)
    assert all_hold(window.unless, {"accepted": "yes"})
    assert not all_hold(window.unless, {"accepted": "no"})
    assert set(window.outcomes) == {"adm_not_approve_proposed", "adm_terminate_proposed"}


def test_representations_after_the_fortieth_day_wait_for_the_chair() -> None:
    """Edge case 2: the same window decides whether representations are in time."""
    again = {**APPROVAL, "case_type": "reconsideration", "notice_date": "2026-03-02"}

    assert checks({**again, "answer_date": "2026-04-28"}) == []
    assert checks({**again, "answer_date": "2026-04-29"}) == [Check.CHAIR]


def test_decision_maker_has_seven_working_days_from_the_final_minutes() -> None:
    """Edge case 3: it counts from the approval of the minutes (core), so the meeting's date does not move it."""
    within = BENCH.type.confirmation.within

    assert due(within, date(2026, 12, 21), WorkingDays("GB-ENG"), LONDON) == date(2027, 1, 4)


def test_a_case_is_inquorate_when_one_of_five_withdraws() -> None:
    """Edge case 4: the item falls short, the meeting does not."""
    assert BENCH.quorum(FIVE, people=5) == []
    assert BENCH.quorum(FIVE, MATCH, people=4) == ["5 members must be there, each counted once, and 4 came."]


def test_seven_employees_under_a_vice_chair_who_is_an_employee_are_no_quorum() -> None:
    """Edge case 5: without the independent chair somebody independent must be there."""
    employees = ("vice_chair", "social_worker", "member")

    assert BENCH.quorum(employees, people=7) == ["Without the chair, somebody must be there as independent member."]
    assert BENCH.quorum((*employees, "independent"), people=7) == []
    assert BENCH.quorum(("chair", "social_worker", "member"), people=7) == []


def test_a_vice_chair_who_is_the_social_worker_counts_once() -> None:
    """Edge case 6: two seats, one person; four people are too few."""
    seats = ("vice_chair", "social_worker", "independent", "member")

    assert BENCH.quorum(seats, people=4) == ["5 members must be there, each counted once, and 4 came."]
    assert BENCH.quorum(seats, people=5) == []


def test_a_joint_panel_needs_six() -> None:
    assert Bench("adoption", quorum_people=6).quorum(FIVE, people=5) != []
    assert Bench("adoption", quorum_people=6).quorum(FIVE, people=6) == []


def test_advisers_do_not_make_a_quorum() -> None:
    assert {each.key for each in BENCH.type.seats if each.optional} == {
        *("agency_adviser", "medical_adviser", "legal_adviser", "minute_taker")
    }


def test_a_match_follows_the_approval_of_the_same_meeting() -> None:
    """Edge case 7: it stands only beside a recommendation that the adopters are suitable."""
    case = {**MATCH, "approval_too": "yes"}
    reasons = {"reasons": "They understand what Kit needs."}

    suitable = (("recommend_suitable", reasons),)
    unsuitable = (("recommend_not_suitable", reasons),)

    assert BENCH.outcome("recommend_match", reasons, case, others=suitable) == []
    assert BENCH.outcome("recommend_match", reasons, case, others=unsuitable) == [
        "Record first that the adopters are suitable. If they are not, the match falls away."
    ]
    assert BENCH.outcome("recommend_match", reasons, MATCH) == []


def test_a_block_is_complete_without_a_match_that_fell_away() -> None:
    """Edge case 7: "not suitable" alone settles the item."""
    assert BENCH.block([("recommend_not_suitable", {})], {**MATCH, "approval_too": "yes"}) == []


def test_approval_has_no_place_in_a_match_that_does_not_hold_it() -> None:
    assert BENCH.outcome(
        "recommend_suitable", {"reasons": "Well prepared."}, {**MATCH, "adopter_medical": "2026-10-01"}
    ) == ["There is no approval in this item. Book it as one."]


def test_whoever_sat_on_the_panel_may_not_decide() -> None:
    """Edge case 8: AAR 30B(3); that the answer is refused is in the journey."""
    assert BENCH.type.confirmation.not_a_member
    assert BENCH.type.confirmation.title == "Agency decision maker"
    assert "Agency decision maker" not in {each.label for each in BENCH.type.seats}


def test_siblings_are_booked_one_by_one_and_no_letter_can_name_them() -> None:
    """Edge case 9: letters hold the decision and its reasons, no name; the journey sends three."""
    note = find({**MATCH, "siblings": "two sisters, C-1002 and C-1003"}, "2026-12-10")

    assert [each.check for each in note] == [Check.WARN]
    letters = [letter for each in BENCH.type.outcomes for letter in each.letters]
    assert {key for letter in letters for key in letter.fields} == {"reasons"}
    matched = BENCH.type.outcome("adm_match")
    assert matched is not None
    assert [letter.fields for letter in matched.letters] == [(), ()]  # reasons would tell of the child
    assert BENCH.type.confidentiality.apart


def test_adopters_of_another_agency_are_approved_there_and_matched_here() -> None:
    """Edge case 10: the child's agency decides on the match."""
    found = find({**APPROVAL, "adopters_elsewhere": "yes"})

    assert [each.check for each in found] == [Check.REFUSE]
    assert found[0].door == "The panel and the decision maker of that agency."
    assert Check.REFUSE not in checks({**MATCH, "adopters_elsewhere": "yes"})
    assert Check.REFUSE in checks({**MATCH, "adopters_elsewhere": "yes", "approval_too": "yes"})


def test_while_revocation_is_pending_a_match_may_be_recommended_and_no_placing_follows() -> None:
    """Edge case 11: Adoption and Children Act 2002 s24(5)."""
    pending = {**MATCH, "revocation_pending": "yes"}
    decided = BENCH.type.outcome("adm_match")
    assert decided is not None

    assert checks(pending) == [Check.WARN]
    assert BENCH.outcome("recommend_match", {"reasons": "A good match."}, pending) == []
    placing = "Place the child as the plan says"
    assert placing not in [each.what for each in decided.actions if all_hold(each.when, pending)]
    assert placing in [each.what for each in decided.actions if all_hold(each.when, MATCH)]
    assert placing in [each.what for each in decided.actions if all_hold(each.when, {"revocation_pending": "no"})]


def test_representations_and_independent_review_together_are_refused() -> None:
    """Edge case 12: one route only."""
    again = {**APPROVAL, "case_type": "reconsideration", "notice_date": "2026-03-02", "answer_date": "2026-03-20"}

    found = find({**again, "route": "representations; independent review"})

    assert Check.REFUSE in {each.check for each in found}
    assert found[0].sentence == "Representations and an independent review exclude each other. Choose one."
    assert checks({**again, "route": "representations"}) == []


def test_an_independent_review_is_not_heard_here() -> None:
    again = {**APPROVAL, "case_type": "reconsideration", "notice_date": "2026-03-02", "answer_date": "2026-03-20"}

    assert checks({**again, "route": "independent review"}) == [Check.REFUSE]


def test_a_match_after_six_months_is_allowed_with_a_reason() -> None:
    """Edge case 13: asked for the reason; with it the booking stands and the clock's bound flags it (core)."""
    late = {**MATCH, "adm_child_date": "2026-03-10"}

    assert BENCH.ends("match", "2026-03-10") == date(2026, 9, 10)
    assert checks(late, "2026-09-10") == []
    assert [(each.check, each.field) for each in find(late, "2026-09-11")] == [(Check.ASK, "delay_reason")]
    assert checks({**late, "delay_reason": "The first link broke down."}, "2026-09-11") == []
    assert next(each for each in BENCH.type.clocks if each.key == "match").bounds


def test_an_approval_after_four_months_says_why() -> None:
    """AAR 30B(1) and (2)."""
    late = {**APPROVAL, "stage2_start": "2026-08-01"}

    assert checks(late, "2026-12-01") == []
    assert checks(late, "2026-12-02") == [Check.ASK]


def test_a_brief_report_has_two_recommendations() -> None:
    """Edge case 14: not suitable, or a full report. Deferral, withdrawal and feedback resolve nothing."""
    assert offered({"case_type": "brief report"}) == ["recommend_not_on_brief", "request_full_report"]


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("approval", ["recommend_suitable", "recommend_not_suitable"]),
        ("child's plan", ["recommend_place", "recommend_not_place"]),
        ("approval review", ["recommend_continue", "recommend_terminate"]),
        ("reconsideration", ["reconsidered_suitable", "reconsidered_not"]),
        ("information", []),
    ],
)
def test_each_kind_of_case_has_its_own_recommendations(kind: str, keys: list[str]) -> None:
    assert offered({"case_type": kind}) == keys


def test_every_recommendation_leads_to_a_decision_of_the_decision_maker() -> None:
    decisions = {each.key for each in BENCH.type.outcomes if each.by_confirmer}
    recommended = [each for each in BENCH.type.outcomes if each.nature is Nature.RECOMMENDATION]

    assert all(each.if_confirmed in decisions for each in recommended)
    assert all(each.if_not_agreed in {*decisions, ""} for each in recommended)
    reached = {key for each in BENCH.type.outcomes for key in (each.if_confirmed, each.if_not_agreed) if key}
    assert reached == decisions


def test_recommending_without_inviting_the_applicants_does_not_stand() -> None:
    reasons = {"reasons": "Well prepared."}

    assert BENCH.outcome("recommend_suitable", reasons, {**APPROVAL, "applicants_invited": "yes"}) == []
    assert BENCH.outcome("recommend_suitable", reasons, {**APPROVAL, "applicants_invited": "no"}) == [
        "The applicants were not invited. Defer the case."
    ]


def test_health_comes_before_suitability_where_the_site_says_so() -> None:
    """AAR 30B(1A): unconfirmed whether it survives, so it is a setting."""
    unknown = {"name": "Ro Sample", "case_type": "approval"}
    reasons = {"reasons": "Well prepared."}

    assert BENCH.outcome("recommend_suitable", reasons, unknown) != []
    assert Bench("adoption", health_first=False).outcome("recommend_suitable", reasons, unknown) == []


def test_a_recommendation_needs_reasons() -> None:
    assert BENCH.outcome("recommend_not_match", {}, MATCH) == [
        "This outcome needs the reasons. Write it after a bar: match not recommended | reasons: ..."
    ]


def test_a_recommendation_in_principle_is_pointed_out() -> None:
    assert BENCH.wording("Suitable in principle.") == [
        "A recommendation is firm, without conditions. Defer the case when something is missing."
    ]
    assert BENCH.wording("Suitable.") == []


def test_a_heard_case_is_resolved_or_put_off() -> None:
    assert BENCH.block([], MATCH) != []
    assert BENCH.block([("defer", {})], MATCH) == []
    assert BENCH.block([("recommend_match", {}), ("defer", {})], MATCH) != []
    assert BENCH.block([("recommend_match", {}), ("advice_support", {})], MATCH) == []


def test_the_names_list_names_nobody() -> None:
    """Members declare conflicts from initials and a reference before they get papers."""
    for role in (Role.MEMBER, Role.CHAIR, Role.COORDINATOR):
        assert BENCH.sees(Kind.NAMES_LIST, role) == {"initials", "case_type", "presenter", "slot"}


def test_restricted_fields_and_adopters_are_in_no_document() -> None:
    hidden = {each.key for each in BENCH.type.fields if each.sensitivity is Sensitivity.RESTRICTED} | {"adopters"}

    for kind in Kind:
        for role in Role:
            assert not BENCH.sees(kind, role, seats=("legal_adviser", "member")) & hidden, (kind, role)


def test_legal_advice_is_for_advisers_chair_coordinator_and_decision_maker() -> None:
    assert "legal" not in BENCH.sees(Kind.MINUTES, Role.MEMBER, ("member",))
    assert "legal" in BENCH.sees(Kind.MINUTES, Role.MEMBER, ("legal_adviser",))
    assert "legal" in BENCH.sees(Kind.MINUTES, Role.CHAIR, ("chair",))
    assert "legal" in BENCH.sees(Kind.OUTCOME_TO_CONFIRM, Role.CONFIRMER)


def test_decision_maker_decides_from_the_minutes() -> None:
    assert {"prompts", "outcomes"} <= BENCH.sees(Kind.OUTCOME_TO_CONFIRM, Role.CONFIRMER)


def test_applicants_and_parents_get_their_letter_and_nothing_else() -> None:
    assert BENCH.sees(Kind.OUTCOME_LETTER, Role.SUBJECT) == {"letter"}
    for kind in Kind:
        assert BENCH.sees(kind, Role.SUBJECT) <= {"letter", "unused"}
        assert BENCH.sees(kind, Role.GUEST) <= {"unused"}  # their own lines


def test_a_parents_letter_holds_the_decision_alone() -> None:
    letters = [letter for each in BENCH.type.outcomes for letter in each.letters if letter.to == "field:birth_parents"]

    assert len(letters) == 4
    assert all(letter.fields == () and len(letter.paragraphs) == 1 and not letter.rights for letter in letters)
    assert not any("adopter" in letter.paragraphs[0] for letter in letters)


def test_a_notice_has_reasons_the_panels_recommendation_and_two_ways_to_answer() -> None:
    """AAR 30B(5)."""
    for key in ("adm_not_approve_proposed", "adm_terminate_proposed"):
        declared = BENCH.type.outcome(key)
        assert declared is not None
        (letter,) = declared.letters
        said = " ".join((*letter.paragraphs, *letter.rights))
        assert "{reasons}" in said
        assert "{recommendation}" in said
        assert "{clock_qd_window}" in said
        assert "Independent Review Mechanism" in said
        assert "not in both" in said


def test_labels_are_read_as_workers_write_them() -> None:
    text = "Type of case: matching\nDOB: 3/4/2024\nStatus: PO\nShould be placed decision: 1 September 2026\nAdopters: A"

    assert BENCH.read(text) == {
        "case_type": "match",
        "date_of_birth": "2024-04-03",
        "legal_status": "placement order",
        "adm_child_date": "2026-09-01",
        "adopters": "A",
    }
