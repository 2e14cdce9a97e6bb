from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.clockwork import Facts, Recorded
from core.inspection import inspect_type
from core.panels import Check, Kind, Nature, NextStep, Role
from tests.plugins.bench import Bench, earlier

CHILD = {
    "name": "Ash Example",
    "case_number": "4410",
    "date_of_birth": "2024-02-01",
    "date_looked_after": "2026-12-01",
    "primary_plan": "adoption",
    "parallel_plan": "return home",
}
UNBORN = {
    "name": "Unborn Example",
    "case_number": "UB-17",
    "unborn": "yes",
    "expected_delivery_date": "2027-03-01",
    "primary_plan": "adoption",
    "parallel_plan": "kinship or SGO",
}
DRIFT = ("escalate_drift", {"to_whom": "head of service", "by": "2027-05-01"})


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench("permanency")


def flags(bench: Bench, values: dict[str, str], on: str = "2026-12-16") -> list[str]:
    return [each.sentence for each in bench.check(values, on=on) if each.check is Check.FLAG]


def test_a_child_needs_two_plans_a_number_a_birth_date_and_the_day_care_began(bench: Bench) -> None:
    assert sorted(bench.missing({})) == sorted(CHILD)
    assert bench.missing(CHILD) == []


def test_an_unborn_child_has_an_expected_date_instead(bench: Bench) -> None:
    assert bench.missing(UNBORN) == []
    assert bench.missing({key: value for key, value in UNBORN.items() if key != "expected_delivery_date"}) == [
        "expected_delivery_date",
    ]
    assert bench.missing({key: value for key, value in UNBORN.items() if key != "unborn"}) == []


def test_a_booking_is_read_as_workers_write_it(bench: Bench) -> None:
    read = bench.read(
        "Child: ash example\nEDD: 1 March 2027\nPlan A: SGO\nTwin-track plan: LTF\nBarriers: legal, expert"
    )

    assert read["expected_delivery_date"] == "2027-03-01"
    assert (read["primary_plan"], read["parallel_plan"]) == ("kinship or SGO", "long-term fostering")
    assert set(read["barriers"].split("; ")) == {"legal", "expert"}


def test_the_first_review_is_within_20_working_days(bench: Bench) -> None:
    """Edge case 1: 25 and 28 December are bank holidays."""
    assert bench.ends("first_review", "2026-12-01") == date(2026, 12, 31)


def test_the_second_review_counts_from_the_first_and_not_from_entry(bench: Bench) -> None:
    """Edge case 1: it starts when the first review was held."""
    before = Facts(booked=date(2026, 12, 2), values=CHILD)
    held = replace(before, values=CHILD | {"first_review_date": "2026-12-21"})

    running = bench.clock("second_review", held)

    assert bench.clock("second_review", before) is None
    assert running is not None
    assert running.last == date(2027, 3, 21)


def test_a_second_review_later_than_that_is_red(bench: Bench) -> None:
    late = CHILD | {"first_review_date": "2026-12-21", "second_review_date": "2027-04-01"}
    found = bench.check(late, on="2027-01-20", clocks={"second_review": date(2027, 3, 21)})

    assert [each.sentence for each in found] == ["This case is red: the second review is later than 3 months."]


def test_a_review_that_is_brought_forward_moves_the_plans_deadline(bench: Bench) -> None:
    """Edge case 2: a meeting after it is flagged to the chair (`bounds`), so that an earlier slot is found."""
    planned = Facts(booked=date(2026, 12, 2), values=CHILD | {"second_review_date": "2027-03-15"})
    moved = replace(planned, values=CHILD | {"second_review_date": "2027-02-10"})
    declared = next(each for each in bench.type.clocks if each.key == "plan")

    last = [running.last for facts in (planned, moved) if (running := bench.clock("plan", facts))]

    assert last == [date(2027, 3, 15), date(2027, 2, 10)]
    assert declared.bounds
    assert flags(bench, dict(moved.values), "2027-02-17") == [
        "This case is red: the second review comes first, and no plan is ratified.",
    ]


def test_an_expected_date_that_passes_is_a_question_to_people(bench: Bench) -> None:
    """Edge case 3: its clock tells the chair; none of the clocks of a looked-after child has started."""
    facts = Facts(booked=date(2026, 12, 2), values=UNBORN)

    started = {clock.key for clock in bench.type.clocks if bench.clock(clock.key, facts)}

    assert started == {"birth"}
    assert next(each for each in bench.type.clocks if each.key == "birth").tell == ("chair",)
    assert flags(bench, UNBORN | {"birth_plan_agreed": "yes"}, "2027-03-17") == [
        "This case is red: the expected date has passed. Ask what happened before anything is sent.",
    ]


def test_a_birth_starts_the_clocks_from_the_day_care_began(bench: Bench) -> None:
    """Edge case 3: the outcome brings the row up to date; twins are two cases, which the presenter books."""
    born = bench.type.outcome("converted_from_unborn")
    values = {"date_of_birth": "2027-02-26", "case_number": "5121", "date_looked_after": "2027-02-27"}
    facts = Facts(booked=date(2026, 12, 2), values=UNBORN | values | {"unborn": "no"})

    assert born is not None
    assert bench.outcome(born.key, values, UNBORN) == []
    assert {"date_of_birth", "case_number", "date_looked_after"} <= {each.key for each in born.fields}
    assert (born.next_step, dict(born.sets)) == (NextStep.REBOOK, {"unborn": "no"})
    assert [action.when[0].field for action in born.actions] == ["more_children"]
    first = bench.clock("first_review", facts)
    assert first is not None
    assert first.started == date(2027, 2, 27)
    assert "converted_from_unborn" not in [
        each.key for each in bench.type.outcomes if not each.only_when or each.only_when[0].holds(CHILD)
    ]


def test_a_pregnancy_that_ends_is_closed_with_a_neutral_reason_and_stops_everything(bench: Bench) -> None:
    """Edge case 4: no action, no letter, every clock ended; the stored words do not say why."""
    closed = bench.type.outcome("closed_other")
    other = Recorded("closed_other", {}, date(2026, 12, 16), date(2026, 12, 17))
    facts = Facts(booked=date(2026, 12, 2), values=UNBORN, recorded=(other,))

    assert closed is not None
    assert (closed.actions, closed.letters, closed.next_step) == ((), (), NextStep.CLOSE)
    assert next(choice.label for choice in closed.fields[0].choices) == "tracking no longer needed"
    assert "pregnancy ended" in closed.fields[0].choices[0].aliases
    assert [each.ended for clock in bench.type.clocks if (each := bench.clock(clock.key, facts))] == [True]


def test_no_decision_can_be_recorded(bench: Bench) -> None:
    """Edge case 5: none is declared, and none can be; what is answered to one is a journey."""
    decision = replace(bench.type.outcomes[0], key="decide", label="we decide", aliases=(), nature=Nature.DECISION)

    found = inspect_type(replace(bench.type, outcomes=(*bench.type.outcomes, decision)), "terms")

    assert {each.nature for each in bench.type.outcomes} == {Nature.TRACKING, Nature.ADVICE, Nature.LEARNING}
    assert [each.where for each in found] == ["panel type permanency, outcomes.decide"]


def test_a_child_without_a_parallel_plan_is_asked_for_it(bench: Bench) -> None:
    """Edge case 6."""
    alone = {key: value for key, value in CHILD.items() if key != "parallel_plan"}

    assert bench.missing(alone) == ["parallel_plan"]
    assert flags(bench, CHILD | {"parallel_plan": "adoption"}) == [
        "This case is not eligible: both plans are the same.",
    ]


def test_match_leads_are_for_those_who_look_for_families(bench: Bench) -> None:
    """Edge case 7, and the panel's rule: chair, adoption, family finder, legal and the minute taker."""
    lead = bench.type.outcome("match_lead_recorded")

    assert lead is not None
    assert lead.part == "leads"
    for seat in ("adoption", "family_finder", "legal"):
        assert {"leads", "leads_actions"} <= bench.sees(Kind.MINUTES, Role.MEMBER, (seat,))
    for seat in ("fostering", "iro", "health", "school", "placements", "assessment", "disabled", "youth_justice"):
        assert not {"leads", "leads_actions"} & bench.sees(Kind.MINUTES, Role.MEMBER, (seat,))
    for document in (Kind.OUTCOME_CONFIRMED, Kind.MINUTES, Kind.BOOKING_CONFIRMED):
        assert "leads" not in bench.sees(document, Role.PRESENTER)


def test_siblings_are_rows_that_do_not_speak_of_one_another(bench: Bench) -> None:
    """Edge case 7: two rows with plans of their own; no row is named in another's minutes."""
    assert bench.type.confidentiality.apart
    assert not bench.type.subject.together


@pytest.mark.parametrize(("on", "red"), [("2027-03-09", False), ("2027-03-10", True)])
def test_temporary_approval_in_week_15_without_a_panel_date_is_red(bench: Bench, on: str, red: bool) -> None:
    """Edge case 8: 14 weeks are over. A meeting on that day is told, and the clock books the fostering panel."""
    connected = CHILD | {"connected_person_start": "2026-12-02"}
    sentence = "This case is red: temporary approval is in week 15 or later. Refer it to the fostering panel."

    assert flags(bench, connected, on) == ([sentence] if red else [])
    assert flags(bench, connected | {"fostering_panel_date": "2027-03-18"}, on) == []
    assert bench.ends("reg_24", "2026-12-02") == date(2027, 3, 24)
    assert bench.ends("week_15", "2026-12-02") == date(2027, 3, 9)  # it is over on the first day of week 15


def test_the_clock_that_books_the_fostering_panel_ends_when_somebody_did(bench: Bench) -> None:
    """Edge case 8: the day of that panel, or the panel's own referral, ends it; both book in the same terms."""
    referral = bench.type.outcome("refer_to_fostering_panel")
    clock = next(each for each in bench.type.clocks if each.key == "week_15")
    facts = Facts(booked=date(2026, 12, 2), values=CHILD | {"connected_person_start": "2026-12-02"})
    told = Recorded("refer_to_fostering_panel", {}, date(2027, 1, 20), date(2027, 1, 21))

    ended = [
        running.ended
        for each in (
            facts,
            replace(facts, values={**facts.values, "fostering_panel_date": "2027-03-18"}),
            replace(facts, recorded=(told,)),
        )
        if (running := bench.clock("week_15", each))
    ]

    assert ended == [False, True, True]
    assert clock.tell == ("chair",)
    assert referral is not None
    assert referral.refer == clock.refer
    assert clock.refer is not None
    assert clock.refer.to == ("fostering",)
    theirs = Bench("fostering").type
    assert all(theirs.field(key) for _, key in clock.refer.carries)


def test_a_plan_that_goes_back_to_return_home_keeps_all_that_went_before(bench: Bench) -> None:
    """Edge case 9: the chain of outcomes is the history; a placement order needs legal services."""
    case = CHILD | {"legal_status": "placement order"}
    change = {"from_plan": "adoption", "to_plan": "return home", "reason": "the parent's recovery"}
    chain = (earlier(outcomes=[("refer_to_adm", {"by": "2026-09-01"})]), earlier(outcomes=[("progress_noted", {})]))
    declared = bench.type.outcome("change_primary_plan_proposed")

    assert bench.outcome("change_primary_plan_proposed", change, case, history=chain) == []
    assert bench.outcome("change_primary_plan_proposed", change | {"from_plan": "independence"}, case) == [
        "The child's primary plan is another one. Write it after 'from'.",
    ]
    assert declared is not None
    assert "primary_plan" not in {each.key for each in declared.fields}  # it is proposed: the case keeps its plan
    legal = declared.actions[1]
    assert [condition.holds(case) for condition in legal.when] == [True]
    assert [condition.holds(CHILD) for condition in legal.when] == [False]


def test_the_colour_of_the_care_case_meeting_is_copied_one_way(bench: Bench) -> None:
    """Edge case 11: the RAG rating comes here; nothing of this tracker goes there."""
    theirs = Bench("care_case_update").type

    assert bench.type.confidentiality.compared == {"care_case_update": ("rag",)}
    assert theirs.confidentiality.compared == {"permanency": ()}
    rag = theirs.field("rag")
    assert rag is not None
    assert [each.label for each in rag.choices] == ["green", "amber", "red"]


def test_both_alarms_run_and_the_earlier_is_hard(bench: Bench) -> None:
    """Edge case 12: 4 months (law) and 6 months (founding text), both settings."""
    facts = Facts(booked=date(2026, 12, 2), values=CHILD | {"plan_ratified": "no"})
    alarms = {key: next(each for each in bench.type.clocks if each.key == key) for key in ("four_months", "six_months")}

    last = {key: running.last for key in alarms if (running := bench.clock(key, facts))}

    assert last == {"four_months": date(2027, 4, 1), "six_months": date(2027, 6, 1)}
    assert {key: (each.target, each.bounds) for key, each in alarms.items()} == {
        "four_months": (False, True),
        "six_months": (True, False),
    }
    ended = bench.clock("four_months", replace(facts, values=CHILD | {"plan_ratified": "yes"}))
    assert ended is not None
    assert ended.ended
    assert Bench("permanency", plan_months=3).ends("four_months", "2026-12-01") == date(2027, 3, 1)


def test_an_unborn_child_without_a_birth_plan_is_red_after_36_weeks(bench: Bench) -> None:
    assert flags(bench, UNBORN, "2027-02-01") == []
    assert flags(bench, UNBORN, "2027-02-02") == ["This case is red: 36 weeks have passed without a birth plan."]
    assert flags(bench, UNBORN | {"birth_plan_agreed": "yes"}, "2027-02-02") == []


def test_other_dates_that_show_drift_are_red_or_amber(bench: Bench) -> None:
    soon = CHILD | {"second_review_date": "2026-12-29"}

    assert flags(bench, soon) == ["This case is amber: the second review is within 10 working days."]
    assert flags(bench, soon | {"plan_ratified": "yes"}) == []
    assert flags(bench, CHILD | {"barriers": "legal; assessment late"}) == [
        "This case is red: an assessment is overdue.",
    ]
    decided = CHILD | {"adm_decision_date": "2026-11-02"}
    assert flags(bench, decided) == ["This case is red: no family finding."]
    assert flags(bench, decided | {"family_finding_started": "2026-11-09"}) == []


def test_a_plan_that_is_late_and_not_ready_is_escalated(bench: Bench) -> None:
    late = CHILD | {"second_review_date": "2027-03-15"}
    lacks = {"items": "sibling assessment", "owner": "presenter", "by": "2027-05-01"}

    assert bench.outcome("plan_not_ready", lacks, late, on="2027-04-21") == [
        "The second review has passed. Record 'escalate drift' as well.",
    ]
    assert bench.outcome("plan_not_ready", lacks, late, on="2027-04-21", others=(DRIFT,)) == []
    assert bench.outcome("plan_not_ready", lacks, late, on="2027-03-10") == []


def test_whether_plans_are_endorsed_is_a_setting(bench: Bench) -> None:
    endorsed = {"plan": "adoption", "second_review_date": "2027-03-15"}

    assert bench.outcome("plan_endorsed_for_review", endorsed, CHILD) == []
    assert Bench("permanency", can_endorse=False).outcome("plan_endorsed_for_review", endorsed, CHILD) == [
        "This panel tracks. It does not endorse plans.",
    ]


def test_health_sees_an_unborn_child_only_inside_the_birth_plan_circle(bench: Bench) -> None:
    extracts = bench.type.confidentiality.extracts
    assert extracts is not None

    def invited(values: dict[str, str]) -> bool:
        return any(seat == "health" and condition.holds(values) for seat, condition in extracts.seats)

    assert "health" not in extracts.always
    assert not invited(UNBORN)
    assert invited(UNBORN | {"health_in_circle": "yes"})
    assert invited(CHILD)


def test_lists_go_by_reference_and_minutes_name_nobody(bench: Bench) -> None:
    for document in (Kind.NAMES_LIST, Kind.MINUTES, Kind.ACTION):
        role = Role.OWNER if document is Kind.ACTION else Role.MEMBER
        seen = bench.sees(document, role, ("adoption",))
        assert "case_number" in seen
        assert not {"name", "date_of_birth", "match_leads", "parents", "connected"} & seen
    assert "legal_advice" not in bench.sees(Kind.MINUTES, Role.MEMBER, ("adoption",))
    assert "legal_advice" in bench.sees(Kind.MINUTES, Role.MEMBER, ("legal",))
    assert bench.type.confidentiality.never == ("parents", "connected")


def test_family_finding_and_drift_go_to_the_right_people(bench: Bench) -> None:
    finding, drift = bench.type.outcome("family_finding_start"), bench.type.outcome("escalate_drift")
    assert finding is not None
    assert drift is not None

    def owners(actions: tuple[object, ...], **values: str) -> list[str]:
        return [each.owner for each in actions if all(one.holds(values) for one in each.when)]  # type: ignore[attr-defined]

    assert owners(finding.actions, route="fostering") == ["seat:fostering"]
    assert owners(drift.actions, to_whom="head of service") == ["chair"]
    assert owners(drift.actions, to_whom="IRO dispute route") == ["seat:iro"]


def test_a_child_is_kept_or_closed_and_not_both(bench: Bench) -> None:
    noted, closed = ("progress_noted", {"comment": "moving"}), ("closed_other", {"reason": "turned 18"})

    assert bench.block([noted]) == []
    assert len(bench.block([noted, closed])) == 1
    assert len(bench.block([("theme_noted", {"theme": "delay"})])) == 1


def test_chair_and_adoption_and_one_more_make_a_quorum(bench: Bench) -> None:
    assert bench.quorum(("chair", "adoption", "iro")) == []
    assert bench.quorum(("chair", "fostering", "iro")) != []
    assert bench.quorum(("chair", "adoption")) != []
