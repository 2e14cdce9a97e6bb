"""The Missing Children and Young People Panel: what its dossier says must hold, by the number of its edge cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from core import judging
from core.counting import UNANSWERED, Facts, Hearing, Recorded, Task
from core.panels import Check, Kind, Letter, Role, Sensitivity
from tests.plugins.bench import Bench

AREA = {"first_authority": "Anytown", "second_authority": "Midshire", "third_authority": "Newbridge"}
CASE = {
    "name": "Sam Example",
    "date_of_birth": "2011-04-03",
    "case_number": "77120",
    "responsible": "Anytown",
    "concern": "none",
    "tried": "Two safety plans, without result.",
    "episodes": "4",
    "host": "Anytown",
}
TREND = {"name": "Bus Station", "item": "trend", "topic": "Evenings at the bus station"}
NOTICE = {"notice": "warning notice", "reason": "An adult takes the child in."}


def bench(**settings: object) -> Bench:
    return Bench("mcypp", **AREA, **settings)


def may_see(field: str, seats: Sequence[str], values: Mapping[str, str]) -> bool:
    panel = bench()
    return panel.host.call(
        *("mcypp", "panel_may_see", False),
        document=Kind.NAMES_LIST,
        role=Role.MEMBER,
        field=field,
        values=values,
        seats=tuple(seats),
        settings=panel.settings,
    )


def order(*bookings: Mapping[str, str]) -> tuple[int, ...]:
    return bench().host.call("mcypp", "panel_agenda_order", (), bookings=bookings)


def without(key: str) -> dict[str, str]:
    return {each: value for each, value in CASE.items() if each != key}


def test_a_full_booking_lacks_nothing_and_raises_nothing() -> None:
    assert bench().missing(CASE) == []
    assert bench().check(CASE) == []


def test_one_number_of_two_is_enough() -> None:
    assert bench().missing(without("case_number")) == ["case_number"]
    assert bench().missing({**without("case_number"), "police_ref": "MP/123456"}) == []


@pytest.mark.parametrize("concern", ["CSE", "both"])
def test_a_cse_concern_waits_for_the_chair_with_a_proposal(concern: str) -> None:
    """Edge case 1: it is on no agenda before the chair has decided."""
    findings = bench().check({**CASE, "concern": concern})

    assert [each.check for each in findings] == [Check.CHAIR]
    assert "CSE group" in findings[0].sentence


def test_a_redirected_case_is_booked_with_the_cse_group() -> None:
    """Edge case 1."""
    redirected = bench().type.outcome("redirected")
    assert redirected is not None
    assert redirected.refer is not None

    assert dict(redirected.refer.targets)["CSE group"] == "cseg"


@pytest.mark.parametrize("concern", ["none", "CCE", "trafficking"])
def test_other_concerns_are_booked(concern: str) -> None:
    """Edge case 1."""
    assert bench().check({**CASE, "concern": concern}) == []


FOURTH = {**CASE, "responsible": "other", "fourth": "Farshire", "host": "Midshire"}


def test_a_fourth_authoritys_child_needs_the_host_authority() -> None:
    """Edge case 2."""
    present = ("chair", "police", "first_authority", "health")

    assert len(bench().quorum(present, FOURTH, people=4)) == 1
    assert bench().quorum((*present, "second_authority"), FOURTH, people=5) == []


def test_a_fourth_authoritys_child_is_booked_with_where_they_live() -> None:
    """Edge case 2: who hosts the child must be there, so it must be known; of other children it is asked once."""
    assert bench().missing({key: value for key, value in FOURTH.items() if key != "host"}) == ["host"]
    assert bench().missing(without("host")) == []


def test_a_fourth_authoritys_worker_comes_for_the_slot_and_reads_no_more_than_it() -> None:
    """Edge case 2."""
    assert bench().type.guests.fields == ("visitor",)
    assert "prompts" in bench().sees(Kind.MINUTES, Role.GUEST)
    assert bench().sees(Kind.MINUTES, Role.GUEST, own=False) == set()
    assert bench().sees(Kind.NAMES_LIST, Role.GUEST) == set()


def test_a_case_is_heard_with_its_own_authority_or_deferred() -> None:
    present = ("chair", "police", "second_authority", "health")

    assert len(bench().quorum(present, CASE, people=4)) == 1
    assert bench().quorum(("chair", "police", "first_authority", "health"), CASE, people=4) == []
    assert bench().quorum(present, TREND, people=4) == []


def test_a_group_has_one_slot_and_is_first_when_one_is_missing() -> None:
    """Edge case 3: three bookings, three records, one place on the agenda (what the mails say is a journey)."""
    assert bench().type.sitting.together == "group"
    group = {"group": "Riverside"}
    agenda = order(group, {}, {"missing_now": "yes"}, {**group, "missing_now": "yes"}, {}, group)

    assert agenda == (0, 3, 5, 2, 1, 4)


def test_a_worker_reads_nothing_of_the_other_children() -> None:
    """Edge case 3: what names the others travels nowhere, and no minutes name another case."""
    panel = bench()

    assert panel.type.confidentiality.apart
    for kind in Kind:
        assert "together" not in panel.sees(kind, Role.PRESENTER)
    assert panel.sees(Kind.OUTCOME_CONFIRMED, Role.PRESENTER, own=False) == set()
    assert panel.sees(Kind.MINUTES, Role.PRESENTER) == set()


def test_a_trend_item_names_no_child_and_asks_for_none() -> None:
    """Edge case 4."""
    assert bench().missing(TREND) == []
    assert bench().check(TREND) == []


def test_a_provider_is_kept_from_a_trend_even_when_invited() -> None:
    """Edge case 4."""
    assert not may_see("name", ("provider",), TREND)
    assert may_see("name", ("provider",), CASE)
    assert may_see("name", ("police",), TREND)


def test_invited_agencies_see_only_what_they_are_invited_to() -> None:
    """Edge case 4: a provider stands in no list of seats that see every item."""
    extracts = bench().type.confidentiality.extracts
    assert extracts is not None

    assert extracts.field == "invited"
    assert not {"provider", "education", "housing", "licensing", "voluntary"} & set(extracts.always)


def test_a_referral_says_what_its_own_agency_tried() -> None:
    """Edge case 5: it waits for that one thing."""
    assert bench().missing(without("tried")) == ["tried"]


def test_absent_is_no_risk_level_any_more() -> None:
    """Edge case 6: not offered for new data."""
    assert bench().read("Risk: absent") == {}
    assert bench().read("Risk: no apparent risk") == {"risk": "very low"}


def test_absences_of_the_old_category_are_counted_apart() -> None:
    """Edge case 6: they are kept as legacy, and do not make a case."""
    assert bench().read("Absent: 5\nEpisodes: 2") == {"legacy_absent": "5", "episodes": "2"}
    assert [each.check for each in bench().check({**CASE, "episodes": "2", "legacy_absent": "5"})] == [Check.FLAG]


def test_a_report_adds_up_absences_of_the_old_category_by_themselves() -> None:
    """Edge case 6: none of them is a missing episode."""
    values = ({"episodes": "4", "legacy_absent": "9"}, {"episodes": "2", "legacy_absent": "1"}, {"episodes": "0"})
    facts = Facts(hearings=tuple(Hearing(case=at, values={**CASE, **each}) for at, each in enumerate(values)))

    found = bench(smallest_count=0).report(facts)

    assert (found["episodes"][""], found["legacy_absent"][""]) == ("6", "10")
    assert found["repeats"]["3 to 5"] == "1"
    assert found["legacy_children"] == {"": "3", "0": "0", "1 or over": "2", "not given": "1"}


def test_a_report_counts_children_and_no_trends() -> None:
    facts = Facts(hearings=(*(Hearing(case=at, values=CASE) for at in range(6)), Hearing(case=9, values=TREND)))

    found = bench().report(facts)

    assert (found["children"][""], found["authorities"]["Anytown"], found["living"][""]) == ("6", "6", "6")


@pytest.mark.parametrize(
    "reached",
    [{"episodes": "3"}, {"longest": "24"}, {"risk": "high"}, {"insufficient": "yes"}, {"wanted": "escalation"}],
)
def test_any_criterion_makes_a_case(reached: dict[str, str]) -> None:
    few = {**CASE, "episodes": "1"}

    assert [each.check for each in bench().check(few)] == [Check.FLAG]
    assert bench().check({**few, **reached}) == []


def test_the_criteria_are_settings() -> None:
    assert bench(threshold_episodes=2).check({**CASE, "episodes": "2"}) == []


def test_an_escalation_names_who_answers_and_by_when() -> None:
    """Edge case 7."""
    lacking = bench().outcome("escalated", {"level": "head of service"}, CASE)
    escalated = bench().type.outcome("escalated")
    assert escalated is not None

    assert "reason" in lacking[0]
    assert [(rule.owner, rule.due_field) for rule in escalated.actions] == [("field:to", "by")]
    assert escalated.urgent


def test_an_unanswered_escalation_goes_one_level_up() -> None:
    """Edge case 7: the owner is reminded as of every action; then the next level hears of it."""
    panel = bench()

    def after(level: str) -> tuple[str, ...]:
        return panel.host.call(
            *("mcypp", "panel_next_steps", ()), outcome="escalated", values={"level": level}, settings=panel.settings
        )

    assert [(each.to, each.outcomes) for each in panel.type.escalations] == [("seat:strategic_lead", ("escalated",))]
    assert after("head of service") == ("If no answer comes in time, escalate to the director.",)
    assert after("safeguarding partnership") == ()


def test_a_report_shows_how_many_escalations_are_unanswered() -> None:
    """Edge case 7: beside those that were answered, and by the level they went to."""
    recorded = [Recorded(case=at, key="escalated", values={"level": "director"}, final=True) for at in range(11)]
    stands = ["done"] * 5 + [UNANSWERED] * 6
    tasks = [Task(outcome="escalated", values={}, stands=each) for each in stands]
    other = Task(outcome="closed", values={}, stands=UNANSWERED)

    found = bench().report(Facts(recorded=tuple(recorded), tasks=(*tasks, other)))

    assert found["levels"]["director"] == "11"
    assert (found["escalations"][""], found["escalations"]["done"], found["escalations"][UNANSWERED]) == (
        "11",
        "5",
        "6",
    )


def test_fewer_unanswered_escalations_than_five_are_not_told_exactly() -> None:
    """Edge case 7, and "counts under 5 suppressed": nor can they be worked out from the others."""
    tasks = tuple(Task(outcome="escalated", values={}, stands=each) for each in ["done"] * 9 + [UNANSWERED] * 2)

    found = bench().report(Facts(tasks=tasks))["escalations"]

    assert (found[""], found["done"], found[UNANSWERED]) == ("11", "not shown", "fewer than 5")


def test_small_numbers_in_reports_and_in_trends_are_one_setting() -> None:
    keys = [each.key for each in bench().type.settings]

    assert bench(smallest_count=3).type.returns.small_numbers == 3
    assert "small_numbers" not in keys


def test_a_child_of_another_panel_is_known_by_reference_alone() -> None:
    """Edge case 8: the core flags the reference and the date; the journey shows it."""
    assert bench().type.confidentiality.cross_reference == ("missing_from_care", "cseg", "magpan")


@pytest.mark.parametrize("key", ["best_practice", "trend"])
def test_what_is_passed_round_names_nobody(key: str) -> None:
    """Edge case 9: neither the name nor the date of birth; both are identities of the case."""
    panel = bench()
    declared = panel.type.outcome(key)
    assert declared is not None

    assert declared.nameless
    for field in ("name", "date_of_birth", "case_number", "police_ref"):
        found = panel.type.field(field)
        assert found is not None
        assert found.sensitivity is Sensitivity.IDENTITY


def test_best_practice_goes_to_every_agency_with_nothing_of_the_case() -> None:
    """Edge case 9."""
    declared = bench().type.outcome("best_practice")
    assert declared is not None
    letters: tuple[Letter, ...] = declared.letters

    assert [letter.to.removeprefix("seat:") for letter in letters] == [
        *("police", "first_authority", "second_authority", "third_authority", "youth_justice", "health")
    ]
    assert {letter.fields for letter in letters} == {("practice",)}
    assert "name" not in bench().sees(Kind.OUTCOME_LETTER, Role.MEMBER, ("health",))


def test_somebody_of_two_agencies_counts_once() -> None:
    """Edge case 10."""
    seats = ("chair", "police", "first_authority", "health")

    assert len(bench().quorum(seats, people=3)) == 1
    assert bench().quorum(seats, people=4) == []
    assert bench(count_people=False).quorum(seats, people=3) == []


def test_a_childs_file_stays_with_its_authority() -> None:
    """Three authorities: the others read the agenda line and what is said, unless the child is linked to them."""
    assert may_see("case_number", ("first_authority",), CASE)
    assert not may_see("case_number", ("second_authority",), CASE)
    assert may_see("name", ("second_authority",), CASE)
    assert may_see("prompts", ("second_authority",), CASE)
    assert may_see("case_number", ("second_authority",), {**CASE, "linked": "Newbridge; Midshire"})
    assert may_see("case_number", ("second_authority",), {**CASE, "host": "Midshire"})
    assert may_see("case_number", ("chair", "second_authority"), CASE)
    assert may_see("case_number", ("police",), CASE)


def test_persons_and_addresses_of_concern_travel_nowhere() -> None:
    panel = bench()

    assert panel.type.confidentiality.never == ("persons",)
    for kind in Kind:
        for role in Role:
            assert not {"persons", "addresses", "found"} & panel.sees(kind, role, ("police",))


def test_police_intelligence_is_for_the_police_and_the_chair() -> None:
    assert "intelligence" in bench().sees(Kind.MINUTES, Role.MEMBER, ("police",))
    assert "intelligence" not in bench().sees(Kind.MINUTES, Role.MEMBER, ("health",))


@pytest.mark.parametrize(("count", "stands"), [("4", False), ("5", True), ("0", True)])
def test_small_counts_of_a_trend_are_left_out(count: str, stands: bool) -> None:
    trend = {"area": "Town centre", "pattern": "evenings", "period": "October", "count": count}

    assert (bench().outcome("trend", trend, TREND) == []) is stands
    assert bench(smallest_count=2).outcome("trend", trend, TREND) == []


@pytest.mark.parametrize(
    ("born", "status", "notice", "stands"),
    [
        ("2011-04-03", "at home", "warning notice", True),
        ("2010-04-03", "s.20", "warning notice", False),
        ("2010-04-03", "care order s.31", "warning notice", True),
        ("2011-04-03", "at home", "recovery order", False),
        ("2011-04-03", "EPO s.44", "recovery order", True),
        ("2008-12-08", "care order s.31", "warning notice", False),
        ("", "", "warning notice", False),
    ],
)
def test_a_notice_or_order_fits_age_and_status(born: str, status: str, notice: str, stands: bool) -> None:
    """Child Abduction Act 1984 s.2; Children Act 1989 ss.49 and 50. The chair may override with a reason."""
    case = {**CASE, "date_of_birth": born, "legal_status": status}
    wanted = {**NOTICE, "notice": notice}

    assert (bench().outcome("notice", wanted, case) == []) is stands
    assert bench().outcome("notice", {**wanted, "override": "A new order is being made today."}, case) == []


def test_a_status_learnt_at_the_panel_counts() -> None:
    case = {**CASE, "date_of_birth": "2010-04-03", "legal_status": "s.20"}

    assert bench().outcome("notice", {**NOTICE, "legal_status": "interim care order s.38"}, case) == []


def test_a_return_interview_has_72_hours_whatever_the_day() -> None:
    """Statutory guidance on missing children, 2014."""
    assert bench().ends("rhi", "2026-12-04").isoformat() == "2026-12-07"


def test_every_outcome_of_the_dossier_is_there() -> None:
    hearing = judging.outcomes_for(bench().type, CASE)

    assert {each.key for each in hearing} == {
        *("action_plan", "escalated", "other_area", "strategy", "redirected", "notice", "trend", "best_practice"),
        *("review", "closed", "deferred"),
    }


def test_a_referrers_own_words_are_understood() -> None:
    written = (
        "Young person: Sam Example\nDOB: 3/4/2011\nPlacing authority: anytown\nPlaced in: Midshire\nExploitation: CCE\n"
        "Police risk: High\nEpisodes: four\nMissing now: no\nLives: children's home\nWork tried: Two safety plans\n"
        "LCS: LCS 77120\nRequest: escalate\nType of item: case"
    )

    assert bench().read(written) == {
        "name": "Sam Example",
        "date_of_birth": "2011-04-03",
        "responsible": "Anytown",
        "host": "Midshire",
        "concern": "CCE",
        "risk": "high",
        "episodes": "4",
        "missing_now": "no",
        "living": "residential",
        "tried": "Two safety plans",
        "case_number": "77120",
        "wanted": "escalation",
        "item": "child",
    }
