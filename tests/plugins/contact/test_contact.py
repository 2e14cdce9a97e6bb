from __future__ import annotations

from datetime import date

import pytest

from core.clockwork import Facts, Recorded
from core.panels import BOOKING_ANSWERS, Check, Kind, Nature, NextStep, Role
from tests.plugins.bench import Bench

CASE = {
    "name": "Wren Example",
    "case_type": "initial",
    "legal_status": "care order",
    "date_of_birth": "2018-05-02",
}
OFFER = {
    "party": "the father",
    "level": "level 2",
    "hours": "Saturdays 10:00 to 12:00",
    "venue": "contact centre",
    "cost": "120",
    "review_date": "2027-02-04",
}
REFUSAL = {
    "refused_at": "2026-03-02T14:00",
    "refused_until": "2026-03-09T14:00",
    "refused_by": "the duty manager",
    "reason": "threats at the last session",
    "notice_sent": "yes",
}
CHANGE = {
    "party": "the mother",
    "old_level": "level 3",
    "level": "level 1",
    "evidence": "12 good sessions",
    "start": "2027-01-04",
}


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench("contact")


def labels(bench: Bench, **case: str) -> list[str]:
    facts = CASE | case
    return [each.key for each in bench.type.outcomes if all(one.holds(facts) for one in each.only_when)]


def checks(bench: Bench, **case: str) -> list[tuple[Check, str]]:
    return [(each.check, each.field) for each in bench.check(CASE | case)]


def test_a_booking_needs_a_name_the_type_of_case_and_the_legal_status(bench: Bench) -> None:
    assert bench.missing({}) == ["name", "case_type", "legal_status"]
    assert bench.missing(CASE) == []
    assert bench.missing(CASE | {"contact_order": "yes"}) == ["order_terms"]
    assert bench.missing(CASE | {"domestic_abuse": "yes"}) == ["keep_apart"]


def test_supervised_contact_and_a_risk_person_need_a_risk_level(bench: Bench) -> None:
    assert bench.missing(CASE | {"supervision_level": "level 3"}) == ["risk_level"]
    assert bench.missing(CASE | {"risk_person": "yes"}) == ["risk_level"]
    assert bench.missing(CASE | {"supervision_level": "level 3", "risk_level": "low"}) == []
    assert bench.missing(CASE | {"supervision_level": "level 1"}) == []


def test_a_booking_is_read_as_workers_write_it(bench: Bench) -> None:
    read = bench.read(
        "Child: wren example\nCase type: change\nStatus: ICO\nLevel: light touch\nPurpose: identity, goodbye"
    )

    assert read["case_type"] == "change request"
    assert read["legal_status"] == "interim care order"
    assert read["supervision_level"] == "level 2"
    assert set(read["purpose"].split("; ")) == {"identity", "goodbye"}


def test_an_urgent_refusal_ends_within_7_days(bench: Bench) -> None:
    """Edge case 1: Children Act 1989 s.34(6), to the minute; longer needs the court."""
    long = REFUSAL | {"refused_until": "2026-03-10T09:00"}
    minute = REFUSAL | {"refused_until": "2026-03-09T14:01"}

    assert bench.outcome("urgent_refusal_reported", REFUSAL, CASE) == []
    assert bench.outcome("urgent_refusal_reported", long, CASE) == [
        "An urgent refusal ends within 7 days of its start. A longer one needs the court: write its reference.",
    ]
    assert bench.outcome("urgent_refusal_reported", minute, CASE) != []
    assert bench.outcome("urgent_refusal_reported", long | {"court_ref": "LU26C00123"}, CASE) == []


def test_a_refusals_end_is_warned_of_two_days_before(bench: Bench) -> None:
    """Edge case 1: from the booking, and from what the panel records."""
    declared = {each.key: each for each in bench.type.clocks if each.key.startswith("refusal")}
    facts = Facts(booked=date(2026, 3, 3), values=CASE | {"refused_at": "2026-03-02T14:00"})
    recorded = Recorded("urgent_refusal_reported", REFUSAL, date(2026, 3, 5), date(2026, 3, 6))

    booked, reported = (
        bench.clock("refusal", facts),
        bench.clock(
            "refusal_recorded",
            Facts(booked=date(2026, 3, 3), values=CASE, heard=(date(2026, 3, 5),), recorded=(recorded,)),
        ),
    )

    assert [each.warn_days for each in declared.values()] == [2, 2]
    assert booked is not None
    assert (booked.last, booked.ended) == (date(2026, 3, 9), False)
    assert reported is not None
    assert (reported.last, reported.ended) == (date(2026, 3, 9), False)
    over = bench.clock("refusal", Facts(booked=date(2026, 3, 3), values={**facts.values, "refusal_ended": "yes"}))
    assert over is not None
    assert over.ended


def test_notice_of_a_refusal_is_due_at_once_where_it_was_not_sent(bench: Bench) -> None:
    """CPPCR 2010 reg 8(2): immediately."""
    refusal = bench.type.outcome("urgent_refusal_reported")

    assert refusal is not None
    assert [each.due.count for each in refusal.actions] == [0]
    assert refusal.actions[0].when[0].holds(REFUSAL | {"notice_sent": "no"})
    assert not refusal.actions[0].when[0].holds(REFUSAL)


def test_a_child_under_section_20_has_the_parents_agreement_and_no_refusal(bench: Bench) -> None:
    """Edge case 2: section 34 does not apply."""
    there = labels(bench, legal_status="section 20")

    assert "urgent_refusal_reported" in labels(bench)
    assert "agree_with_parents" not in labels(bench)
    assert "urgent_refusal_reported" not in there
    assert "recommend_court_application" not in there
    assert "agree_with_parents" in there
    assert checks(bench, legal_status="section 20") == [(Check.WARN, "")]


def test_a_level_below_the_orders_is_a_legal_query(bench: Bench) -> None:
    """Edge case 3: `change_level` does not stand; the legal query, with its action, does."""
    order = CASE | {"contact_order": "yes", "order_terms": "supervised", "order_level": "level 3"}
    query = bench.type.outcome("legal_query")

    assert bench.outcome("change_level", CHANGE, order) == [
        "The contact order asks for something else. Record a legal query.",
    ]
    assert bench.outcome("change_level", CHANGE, CASE) == []
    assert bench.outcome("legal_query", {"question": "can the level fall?"}, order) == []
    assert query is not None
    assert [each.owner for each in query.actions] == ["seat:legal"]


def test_a_level_above_2_says_what_would_lower_it(bench: Bench) -> None:
    high = CHANGE | {"level": "level 4"}

    assert len(bench.outcome("change_level", high, CASE)) == 1
    assert bench.outcome("change_level", high | {"lower_when": "6 calm sessions"}, CASE) == []


def test_other_changes_are_checked_against_a_contact_order(bench: Bench) -> None:
    change = {"party": "the mother", "old": "weekly", "new": "monthly", "on": "2027-01-04"}
    order = CASE | {"contact_order": "yes"}

    assert bench.outcome("change_frequency", change, CASE) == []
    assert bench.outcome("change_frequency", change, order) != []
    assert bench.outcome("change_frequency", change | {"order_check": "within the order"}, order) == []
    assert bench.outcome("change_frequency", change | {"order_check": "not within the order"}, order) == [
        "The contact order asks for something else. Record a legal query.",
    ]


def test_after_a_placement_order_section_34_is_closed_and_section_26_open(bench: Bench) -> None:
    """Edge case 4: Adoption and Children Act 2002 ss.26 and 27."""
    placed = CASE | {"legal_status": "placement order"}

    assert "urgent_refusal_reported" not in labels(bench, legal_status="placement order")
    assert checks(bench, legal_status="placement order") == [(Check.WARN, "")]
    assert bench.outcome("recommend_court_application", {"section": "s26", "reason": "identity"}, placed) == []
    assert bench.outcome("recommend_court_application", {"section": "s34(4)", "reason": "risk"}, placed) != []
    assert bench.outcome("recommend_court_application", {"section": "s34(4)", "reason": "risk"}, CASE) == []
    assert bench.outcome("recommend_court_application", {"section": "s26", "reason": "identity"}, CASE) != []


def test_two_siblings_are_one_item_with_a_cost_for_each_and_no_address(bench: Bench) -> None:
    """Edge case 5: the same allocation twice in one block; addresses are in no paper to anybody."""
    costs = [("funding_approved", {"amount": cost, "period": "week"}) for cost in ("120", "80")]

    assert bench.type.subject.together
    assert bench.block(costs) == []
    assert [bench.outcome(key, values, CASE) for key, values in costs] == [[], []]
    for document in Kind:
        for role in Role:
            seen = bench.sees(document, role, ("contact_service", "finance", "legal"))
            assert not {"venue_address", "placement_address", "parents", "parties", "keep_apart"} & seen


def test_each_party_has_a_letter_of_their_own(bench: Bench) -> None:
    """Edge case 6: a letter speaks of the one party of its outcome, and nothing goes to a parent by itself."""
    offer = bench.type.outcome("initial_offer_agreed")

    assert offer is not None
    assert [(letter.to, letter.fields) for letter in offer.letters] == [
        ("presenter", ("party", "hours", "start", "review_date")),
    ]
    assert {"parents", "risk_people"} == set(bench.type.confidentiality.never)
    assert next(each for each in offer.fields if each.key == "party").kind.value == "text"


def test_nothing_starts_before_the_agreement_is_signed(bench: Bench) -> None:
    """Edge case 7: an offer stands without a start, and with one only after the signature."""
    start = OFFER | {"start": "2026-12-14"}

    assert bench.outcome("initial_offer_agreed", OFFER, CASE) == []
    assert bench.outcome("initial_offer_agreed", start, CASE) == [
        "This outcome needs the agreement signed. Write it after a bar: initial offer agreed | agreement signed: ...",
    ]
    assert bench.outcome("initial_offer_agreed", start | {"signed": "2026-12-10"}, CASE) == []
    assert bench.outcome("initial_offer_agreed", start, CASE | {"agreement_signed": "yes"}) == []


@pytest.mark.parametrize(
    ("amount", "period", "stands"),
    [("500", "week", True), ("501", "week", False), ("2166", "month", True), ("2167", "month", False)],
)
def test_funding_above_the_limit_is_escalated(bench: Bench, amount: str, period: str, stands: bool) -> None:
    """Edge case 8: the limit is a setting, in pounds a week."""
    values = {"amount": amount, "period": period}
    escalated = bench.type.outcome("funding_escalated")

    assert (not bench.outcome("funding_approved", values, CASE)) is stands
    assert bench.outcome("funding_escalated", values, CASE) == []
    assert Bench("contact", weekly_limit=2000).outcome("funding_approved", values, CASE) == []
    assert escalated is not None
    assert escalated.refer is not None
    assert escalated.refer.to == ("care_resource",)


def test_a_review_is_within_3_months_or_the_chair_says_why_and_never_beyond_6(bench: Bench) -> None:
    """Edge case 9."""

    def confirmed(review: str, **more: str) -> list[str]:
        return bench.outcome("arrangement_confirmed", {"review_date": review, **more}, CASE, on="2026-12-03")

    assert confirmed("2027-03-03") == []
    assert "A review comes within 3 months." in confirmed("2027-03-04")
    assert confirmed("2027-03-04", override="the child asked for it") == []
    assert confirmed("2027-06-03", override="the child asked for it") == []
    assert "No review date can be more than 6 months ahead." in confirmed("2027-06-04", override="no")


def test_a_reviewed_arrangement_comes_back_by_its_review_date(bench: Bench) -> None:
    for key in ("initial_offer_agreed", "arrangement_confirmed", "creative_option_to_try"):
        outcome = bench.type.outcome(key)
        assert outcome is not None
        assert outcome.next_step is NextStep.REBOOK
        assert outcome.rebook is not None
        assert outcome.rebook.since == "review_date"


def test_at_18_it_is_a_pathway_plan_and_section_34_is_closed(bench: Bench) -> None:
    """Edge case 10 (that what was the parents' own goes is a journey)."""
    grown = {"date_of_birth": "2008-05-02"}

    assert checks(bench, **grown) == [(Check.WARN, "")]
    assert checks(bench) == []
    assert bench.outcome("urgent_refusal_reported", REFUSAL, CASE | grown) != []
    assert bench.outcome("recommend_court_application", {"section": "s34(2)", "reason": "wish"}, CASE | grown) != []
    assert bench.outcome("arrangement_confirmed", {"review_date": "2027-01-07"}, CASE | grown) == []


def test_no_contact_can_only_be_recommended(bench: Bench) -> None:
    """Edge case 11."""
    ended = {"party": "the uncle", "old": "phone", "new_type": "none", "on": "2027-01-04"}
    recommended = bench.type.outcome("recommend_reduce_or_end")

    assert bench.outcome("change_type", ended, CASE) == [
        "The panel cannot agree to no contact. Record recommend reduce or end.",
    ]
    assert bench.outcome("change_type", ended | {"new_type": "letterbox"}, CASE) == []
    assert recommended is not None
    assert {"no contact", "no contact agreed"} <= set(recommended.aliases)
    assert recommended.nature is Nature.RECOMMENDATION
    assert {each.nature for each in bench.type.outcomes} & {Nature.DECISION} == set()


def test_an_incident_alerts_people_and_is_answered_without_the_childs_data(bench: Bench) -> None:
    """Edge case 12."""

    def shown(field: str, case_type: str) -> bool:
        return bool(
            bench.host.call(
                "contact",
                "panel_may_see",
                default=True,
                document=BOOKING_ANSWERS[0],
                role=Role.PRESENTER,
                field=field,
                values=CASE | {"case_type": case_type},
                seats=(),
            )
        )

    assert checks(bench, case_type="incident review") == [(Check.ALERT, "")]
    assert [field for field in ("name", "given", "unused", "written", "slot") if shown(field, "incident review")] == [
        "slot",
    ]
    assert shown("name", "review")


def test_private_law_contact_waits_for_the_chair(bench: Bench) -> None:
    assert checks(bench, legal_status="private law") == [(Check.CHAIR, "")]


def test_what_the_child_says_and_the_risk_are_for_social_work_and_advice_for_legal(bench: Bench) -> None:
    for seat in ("contact_service", "iro", "fostering", "adoption", "leaving_care"):
        seen = bench.sees(Kind.MINUTES, Role.MEMBER, (seat,))
        assert "wishes" in seen
        assert "legal_advice" not in seen
    assert "legal_advice" in bench.sees(Kind.MINUTES, Role.MEMBER, ("legal",))
    for seat in ("finance", "transport"):
        assert not {"wishes", "legal_advice"} & bench.sees(Kind.MINUTES, Role.MEMBER, (seat,))


def test_chair_contact_service_and_reviewing_or_fostering_make_a_quorum(bench: Bench) -> None:
    assert bench.quorum(("chair", "contact_service", "iro")) == []
    assert bench.quorum(("chair", "contact_service", "fostering")) == []
    assert bench.quorum(("chair", "contact_service", "finance")) != []
