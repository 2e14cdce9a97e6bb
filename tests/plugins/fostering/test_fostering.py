"""The Fostering Panel's rules, edge case by edge case (the dossier's numbers). What needs mail is in the journey."""

from __future__ import annotations

from datetime import date

import pytest

from core.clockwork import Facts
from core.deadlines import WorkingDays, due
from core.judging import outcomes_for
from core.panels import Check, Earlier, Finding, Kind, Nature, Role, Sensitivity, all_hold
from tests.plugins.bench import LONDON, Bench, earlier

BENCH = Bench("fostering")
WHO = {"name": "Ro Sample and Lee Sample", "case_number": "F-201"}
APPROVAL = {**WHO, "case_type": "approval", "carer_type": "mainstream"}
CONNECTED = {**WHO, "case_type": "approval", "carer_type": "connected person", "temporary_start": "2026-01-05"}
FIRST = {**WHO, "case_type": "first review", "approval_date": "2026-03-10"}
MATCH = {**WHO, "case_type": "long-term match", "child_ref": "C-1001"}
AGAIN = {**WHO, "case_type": "reconsideration", "notice_date": "2026-03-02"}
TERMS = {"number": "2", "ages": "0 to 10", "reasons": "They are warm and reliable."}
SIX = ("chair", "vice_chair", "independent", "member")


def limits(values: dict[str, str]) -> dict[str, date]:
    """Return the last day of each time limit that starts with a date of the booking."""
    facts = Facts(booked=date(2026, 1, 5), values=values)
    found = {each.key: BENCH.clock(each.key, facts) for each in BENCH.type.clocks}
    return {key: running.last for key, running in found.items() if running is not None}


def find(
    values: dict[str, str], on: str = "2026-12-16", bench: Bench = BENCH, history: tuple[Earlier, ...] = ()
) -> list[Finding]:
    return bench.check(values, on, history=history, clocks=limits(values))


def checks(values: dict[str, str], on: str = "2026-12-16") -> list[Check]:
    return [each.check for each in find(values, on)]


def offered(kind: str) -> list[str]:
    there = outcomes_for(BENCH.type, {"case_type": kind})
    return [each.key for each in there if each.nature in {Nature.RECOMMENDATION, Nature.ADVICE}]


def test_what_cases_cannot_be_taken_without() -> None:
    assert BENCH.missing(APPROVAL) == []
    assert BENCH.missing({**WHO, "case_type": "first review"}) == ["approval_date"]
    assert BENCH.missing({**WHO, "case_type": "long-term match"}) == ["child_ref"]
    assert BENCH.missing({**WHO, "case_type": "resignation"}) == ["resignation_date"]
    assert BENCH.missing({**WHO, "case_type": "reconsideration"}) == ["notice_date", "answer_date"]
    assert BENCH.missing({**WHO, "case_type": "regulation 25 views"}) == [
        *("temporary_start", "extension_reason", "extended_before")
    ]


def test_carers_have_twenty_eight_days_and_adopters_forty_working_days() -> None:
    """Edge case 1: the two panels differ."""
    assert BENCH.ends("qd_window", "2026-03-02") == date(2026, 3, 30)
    assert Bench("adoption").ends("qd_window", "2026-03-02") == date(2026, 4, 28)


def test_no_final_decision_before_the_window_ends() -> None:
    """Edge case 1: "take no final step before the next day"; the journey shows it."""
    window = next(each for each in BENCH.type.clocks if each.key == "qd_window")

    assert window.bars == ("adm_final",)
    assert window.then == "adm_final"
    assert set(window.outcomes) == {"adm_qd_not_approve", "adm_qd_terms", "adm_qd_terminate"}


def test_a_temporary_approval_lasts_sixteen_weeks_and_once_eight_more() -> None:
    """Edge case 2: the day it starts is the first day."""
    assert BENCH.ends("temporary", "2026-01-05") == date(2026, 4, 26)
    assert BENCH.ends("extended", "2026-01-05") == date(2026, 6, 21)


def test_a_panel_after_the_temporary_approval_ends_is_refused() -> None:
    """Edge case 2."""
    assert checks(CONNECTED, "2026-04-24") == []
    found = find(CONNECTED, "2026-04-27")
    assert [each.check for each in found] == [Check.REFUSE]
    assert found[0].sentence == "The temporary approval ends on 26 April 2026, before this meeting."
    assert found[0].door == "An earlier panel. Ask the coordinator for an extra one."

    extended = {**CONNECTED, "extended_before": "yes"}
    assert checks(extended, "2026-06-19") == []
    assert checks(extended, "2026-06-22") == [Check.REFUSE]


def test_a_second_extension_is_refused_unless_an_independent_review_is_pending() -> None:
    """Edge case 2: CPPCR 25."""
    ask = {**WHO, "case_type": "regulation 25 views", "temporary_start": "2026-01-05", "extended_before": "yes"}

    assert Check.REFUSE in checks({**ask, "extension_reason": "assessment not finished"}, "2026-05-20")
    assert checks({**ask, "extension_reason": "independent review"}, "2026-05-20") == []
    assert checks({**ask, "extended_before": "no", "extension_reason": "assessment not finished"}, "2026-04-15") == []


def test_a_first_review_on_day_366_is_refused_and_an_earlier_panel_offered() -> None:
    """Edge case 3: the decision is due within 12 months."""
    assert (date(2027, 3, 11) - date(2026, 3, 10)).days == 366

    assert checks(FIRST, "2027-03-10") == []
    found = find(FIRST, "2027-03-11")
    assert [each.check for each in found] == [Check.REFUSE]
    assert found[0].sentence == "The year to the first review ends on 10 March 2027, before this meeting."
    assert found[0].door.startswith("An earlier panel.")


def test_an_open_allegation_does_not_postpone_a_review() -> None:
    """Edge case 4: booked as it is, its time limit goes on, and the worker is told to book another review later."""
    assert checks({**FIRST, "allegation": "open"}, "2027-02-17") == [Check.WARN]
    assert [clock.key for clock in BENCH.type.clocks if clock.paused] == []
    assert limits({**FIRST, "allegation": "open"})["first"] == date(2027, 3, 10)
    assert checks({**FIRST, "allegation": "open"}, "2027-03-11") == [Check.WARN, Check.REFUSE]


def test_a_resignation_ends_the_approval_even_when_it_is_withdrawn() -> None:
    """Edge case 5: 28 days after it came, and nothing stops the clock."""
    resigned = {**WHO, "case_type": "resignation", "resignation_date": "2026-12-10"}
    withdrawn = {**resigned, "resignation_withdrawn": "2026-12-14"}

    assert limits(resigned)["resigned"] == date(2027, 1, 7)
    assert limits(withdrawn)["resigned"] == date(2027, 1, 7)
    running = BENCH.clock("resigned", Facts(booked=date(2026, 12, 10), values=withdrawn, heard=(date(2026, 12, 16),)))
    assert running is not None
    assert not running.ended
    assert [each.sentence for each in find(withdrawn)] == [
        "The approval ends 28 days after the resignation, even if that is withdrawn."
    ]


def test_three_siblings_are_within_the_usual_limit_and_beyond_terms_for_two() -> None:
    """Edge case 6: approved for 2 children of 0 to 10."""
    siblings = {**MATCH, "children_count": "3", "siblings": "yes", "current_number": "2"}

    assert [each.sentence for each in find(siblings)] == [
        "The terms of approval are exceeded: change them, or get an exemption."
    ]
    assert find({**siblings, "current_number": "3"}) == []


def test_four_children_who_are_not_all_siblings_are_beyond_the_usual_limit() -> None:
    """Edge case 6: Children Act 1989 Schedule 7."""
    four = {**MATCH, "children_count": "4", "current_number": "4"}

    assert [each.sentence for each in find({**four, "siblings": "no"})] == [
        "The usual limit of 3 children is exceeded: an exemption is needed."
    ]
    assert find({**four, "siblings": "yes"}) == []


def test_a_couple_that_separates_becomes_two_cases() -> None:
    """Edge case 7: nothing can be recommended for both of them; each is booked separately."""
    apart = {**APPROVAL, "separated": "yes"}
    separated = BENCH.type.outcome("couple_separated")
    assert separated is not None

    assert checks(apart) == [Check.WARN]
    assert BENCH.outcome("recommend_approve", TERMS, apart) == [
        "The couple has separated. Record that, and book each of the two."
    ]
    assert BENCH.outcome("recommend_approve", TERMS, APPROVAL) == []
    assert BENCH.outcome("couple_separated", {}, apart) == []
    assert [each.what for each in separated.actions] == [
        "Book each of the two separately, with an assessment of their own"
    ]


def test_being_independent_is_a_seat_of_one_panel() -> None:
    """Edge case 8: the same member can hold the seat `independent` here and not elsewhere; without it, no quorum."""
    led_by_vice_chair = ("vice_chair", "social_worker", "member")

    assert BENCH.quorum(led_by_vice_chair, people=6) == [
        "Without the chair, somebody must be there as independent member."
    ]
    assert BENCH.quorum((*led_by_vice_chair, "independent"), people=6) == []


def test_a_notice_holds_the_panels_recommendation_also_where_the_decision_differs() -> None:
    """Edge case 9: the panel recommends approval, the decision maker proposes not to; the journey reads the letter."""
    recommended = BENCH.type.outcome("recommend_approve")
    assert recommended is not None
    assert recommended.if_not_agreed == "adm_qd_not_approve"

    for key in ("adm_qd_not_approve", "adm_qd_terms", "adm_qd_terminate"):
        declared = BENCH.type.outcome(key)
        assert declared is not None
        (letter,) = declared.letters
        said = " ".join((*letter.paragraphs, *letter.rights))
        assert "{recommendation}" in said
        assert "{reasons}" in said
        assert "{clock_qd_window}" in said
        assert "not in both" in said


def test_representations_on_day_29_wait_for_the_chair() -> None:
    """Edge case 10: out of time, and nobody but a person decides about it."""
    assert checks({**AGAIN, "answer_date": "2026-03-30"}) == []
    assert checks({**AGAIN, "answer_date": "2026-03-31"}) == [Check.CHAIR]


def test_representations_and_independent_review_exclude_each_other() -> None:
    both = {**AGAIN, "answer_date": "2026-03-20", "route": "representations; independent review"}

    assert Check.REFUSE in checks(both)
    assert checks({**both, "route": "representations"}) == []


def test_a_brief_report_has_two_recommendations() -> None:
    """Edge case 11: SI 2015/495."""
    assert offered("brief report") == ["recommend_not_on_brief", "request_further_report"]


def test_six_members_without_the_social_worker_are_no_quorum() -> None:
    """Edge case 12: a joint panel."""
    joint = Bench("fostering", quorum_people=6)

    assert joint.quorum(SIX, people=6) == ["One of these must take part: Social worker of 3 years."]
    assert joint.quorum((*SIX, "social_worker"), people=6) == []
    assert joint.quorum((*SIX, "social_worker"), people=5) != []


def test_when_the_law_asks_for_no_panel_new_cases_go_to_the_decision_maker_and_old_ones_finish() -> None:
    """Edge case 13: the consultation of 2026."""
    reformed = Bench("fostering", panel_until="2027-04-01")
    begun = (earlier(made="2027-03-20", meeting="2027-03-31"),)

    assert find(APPROVAL, "2027-03-31", reformed) == []
    found = find(APPROVAL, "2027-04-01", reformed)
    assert [each.check for each in found] == [Check.REFUSE]
    assert found[0].door == "The agency decision maker: send the case there directly."
    assert find(APPROVAL, "2027-04-21", reformed, begun) == []
    assert find(APPROVAL, "2027-04-21") == []


def test_before_the_law_asks_for_a_panel_there_is_none() -> None:
    """Edge case 13: the rule has a start date too."""
    later = Bench("fostering", panel_from="2027-01-01")

    assert [each.check for each in find(APPROVAL, "2026-12-16", later)] == [Check.REFUSE]
    assert find(APPROVAL, "2027-01-20", later) == []


def test_a_carer_of_another_agency_is_matched_here_and_reviewed_there() -> None:
    """Edge case 14."""
    assert checks({**MATCH, "carer_elsewhere": "yes"}) == []
    found = find({**FIRST, "carer_elsewhere": "yes"}, "2027-02-17")
    assert [each.check for each in found] == [Check.REFUSE]
    assert found[0].door == "The fostering panel of the carers' own agency."


def test_decision_maker_has_seven_working_days_and_has_not_sat_on_the_panel() -> None:
    within = BENCH.type.confirmation.within

    assert due(within, date(2026, 12, 21), WorkingDays("GB-ENG"), LONDON) == date(2027, 1, 4)
    assert BENCH.type.confirmation.not_a_member
    assert BENCH.type.confirmation.may_differ


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("approval", ["recommend_approve", "recommend_not_approve"]),
        (
            "first review",
            ["recommend_continue", "recommend_agreed_terms", "recommend_change_terms", "recommend_terminate"],
        ),
        ("reconsideration", ["reconsidered_for", "reconsidered_against"]),
        ("long-term match", ["recommend_long_term_match", "recommend_no_match"]),
        ("regulation 25 views", ["view_on_reg25_extension"]),
        ("exemption advice", ["advice_exemption"]),
        ("resignation", []),
    ],
)
def test_each_kind_of_case_has_its_own_results(kind: str, keys: list[str]) -> None:
    assert offered(kind) == keys


def test_every_recommendation_leads_to_a_decision_of_the_decision_maker() -> None:
    decisions = {each.key for each in BENCH.type.outcomes if each.by_confirmer}
    recommended = [each for each in BENCH.type.outcomes if each.nature is Nature.RECOMMENDATION]

    assert all(each.if_confirmed in decisions for each in recommended)
    reached = {key for each in BENCH.type.outcomes for key in (each.if_confirmed, each.if_not_agreed) if key}
    assert reached == decisions


def test_an_approval_says_for_how_many_children_of_what_age() -> None:
    (sentence,) = BENCH.outcome("recommend_approve", {"reasons": "Warm and reliable."}, APPROVAL)

    assert sentence.startswith("This outcome needs the number of children and age range.")


def test_a_review_says_whether_there_is_a_concern_about_care() -> None:
    assert BENCH.outcome("recommend_continue", {"reasons": "A good year.", "concern": "no"}, FIRST) == []
    assert BENCH.outcome("recommend_continue", {"reasons": "A good year."}, FIRST) != []


def test_changed_terms_are_proposed_unless_the_carers_agree() -> None:
    agreed, proposed = (BENCH.type.outcome(f"recommend_{key}_terms") for key in ("agreed", "change"))
    assert agreed is not None
    assert proposed is not None

    assert agreed.if_confirmed == "adm_terms"
    assert proposed.if_confirmed == "adm_qd_terms"


def test_panel_aims_at_eight_months_from_application() -> None:
    target = next(each for each in BENCH.type.clocks if each.key == "target")

    assert target.target
    assert limits({**APPROVAL, "application_date": "2026-05-31"})["target"] == date(2027, 1, 31)


def test_the_names_list_names_nobody() -> None:
    for role in (Role.MEMBER, Role.CHAIR, Role.COORDINATOR):
        assert BENCH.sees(Kind.NAMES_LIST, role) == {"initials", "case_type", "presenter", "slot"}


def test_restricted_fields_are_in_no_document() -> None:
    """The household, children placed, allegations, birth parents, and who might know the family."""
    hidden = {each.key for each in BENCH.type.fields if each.sensitivity is Sensitivity.RESTRICTED}
    assert {"household", "placed", "allegation_outcome", "birth_parents"} <= hidden

    for kind in Kind:
        for role in Role:
            assert not BENCH.sees(kind, role, seats=("legal_adviser", "member")) & hidden, (kind, role)


def test_legal_advice_is_for_advisers_chair_coordinator_and_decision_maker() -> None:
    assert "legal" not in BENCH.sees(Kind.MINUTES, Role.MEMBER, ("member",))
    assert "legal" in BENCH.sees(Kind.MINUTES, Role.MEMBER, ("legal_adviser",))
    assert {"legal", "prompts", "outcomes"} <= BENCH.sees(Kind.OUTCOME_TO_CONFIRM, Role.CONFIRMER)


def test_carers_get_their_letter_and_nothing_else() -> None:
    assert BENCH.sees(Kind.OUTCOME_LETTER, Role.SUBJECT) == {"letter"}
    for kind in Kind:
        assert BENCH.sees(kind, Role.SUBJECT) <= {"letter", "unused"}
        assert BENCH.sees(kind, Role.GUEST) <= {"unused"}  # their own lines


def test_birth_parents_learn_of_a_match_and_not_of_the_carers() -> None:
    letters = [letter for each in BENCH.type.outcomes for letter in each.letters if letter.to == "field:birth_parents"]

    assert [letter.fields for letter in letters] == [()]
    assert not all_hold(letters[0].when, MATCH)
    assert all_hold(letters[0].when, {**MATCH, "birth_parents": "Jo Example"})


def test_a_heard_case_is_resolved_or_put_off() -> None:
    assert BENCH.block([], APPROVAL) != []
    assert BENCH.block([("recommend_approve", {})], APPROVAL) == []
    assert BENCH.block([("recommend_approve", {}), ("defer", {})], APPROVAL) != []
    assert BENCH.block([("noted", {})], {**WHO, "case_type": "resignation"}) == []


def test_labels_are_read_as_workers_write_them() -> None:
    text = "Type: form F\nCarer type: kinship\nTemporary approval from: 5/1/2026\nAlready extended: no\nComplaint: none"

    assert BENCH.read(text) == {
        "case_type": "approval",
        "carer_type": "connected person",
        "temporary_start": "2026-01-05",
        "extended_before": "no",
        "allegation": "none",
    }
