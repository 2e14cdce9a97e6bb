from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from core.clockwork import Facts, Recorded
from core.disclosure import OPEN_KINDS
from core.inspection import inspect_type
from core.intents import MinutesLine
from core.panels import Check, Finding, Kind, Need, NextStep, Role, Sensitivity
from mail.understanding.minutes_outcomes import read_outcome
from plugins.secure_accommodation import NOTICES, PANEL, REVIEWS
from plugins.secure_accommodation.stays import most_hours, read
from tests.plugins.bench import Bench

bench = Bench("secure_accommodation")
TERMS = files("plugins.secure_accommodation").joinpath("terms.md").read_text("utf-8")
BOOKED = {
    "name": "Jo Example",
    "date_of_birth": "2011-05-04",
    "placed_at": "2027-01-31T10:00",
    "authority": "court order",
    "order_until": "2027-04-29",
}
MET = {"ground": "injury", "reasons": "Two incidents this week", "next_date": "2027-05-20"}
ABSCONDS = MET | {"ground": "absconding and harm", "history": "yes", "likely": "yes", "harm": "yes"}


def checks(found: list[Finding]) -> list[Check]:
    return [each.check for each in found]


def facts(values: dict[str, str], *recorded: tuple[str, str]) -> Facts:
    """Return a case with these outcomes recorded on these days."""
    made = [Recorded(key, {}, date.fromisoformat(day), date.fromisoformat(day)) for key, day in recorded]
    return Facts(booked=date(2027, 1, 31), values=values, heard=[each.met for each in made], recorded=made)


def running(key: str, case: Facts) -> date | None:
    """Return the last day of a clock that runs, or None."""
    clock = bench.clock(key, case)
    return None if clock is None or clock.ended else clock.last


def test_declaration_has_no_problems() -> None:
    assert inspect_type(PANEL, TERMS) == ()


def test_booking_needs_four_things_and_the_end_of_the_order() -> None:
    assert bench.missing({}) == ["name", "date_of_birth", "placed_at", "authority"]
    assert bench.missing(BOOKED | {"order_until": ""}) == ["order_until"]
    assert bench.missing(BOOKED | {"authority": "72 hours only"}) == ["secure_hours"]
    assert bench.missing(BOOKED) == []


def test_what_the_law_wants_to_be_heard_is_asked_once() -> None:
    asked = {each.key for each in bench.type.fields if each.need is Need.ASK_ONCE}

    views = {"child_views", "parents_views", "holders_views", "carers_views", "visitor_views", "unit_views"}
    assert views | {"ground", "report", "unit_report", "independence", "parents_told"} <= asked


def test_booking_is_read_as_workers_write_it() -> None:
    text = (
        "Name: Jo Example\nDOB: 4/5/2011\nPlaced in secure on: 20 November 2026 14:00\nAuthority to keep: 72 hours\n"
        "Secure hours: 30\nGrounds: absconding\nLegal status: s.31\nIndependent person is: independent"
    )

    assert bench.read(text) == {
        "name": "Jo Example",
        "date_of_birth": "2011-05-04",
        "placed_at": "2026-11-20T14:00",
        "authority": "72 hours only",
        "secure_hours": "30",
        "ground": "absconding and harm",
        "legal_status": "care order s.31",
        "independence": "neither member nor officer of our authority",
    }


def test_first_review_of_a_child_placed_on_31_january_is_due_by_28_february() -> None:
    """Edge case 1: the month and the 28 days end on one day."""
    assert bench.ends("first", "2027-01-31") == date(2027, 2, 28)
    assert bench.ends("aim", "2027-01-31") == date(2027, 2, 28)


@pytest.mark.parametrize("placed", ["2027-01-31", "2027-02-01", "2027-03-15", "2028-02-01", "2028-01-30"])
def test_28_days_are_never_later_than_a_month(placed: str) -> None:
    assert bench.ends("aim", placed) <= bench.ends("first", placed)


def test_aim_of_the_first_review_is_a_setting() -> None:
    assert Bench("secure_accommodation", first_review_days=21).ends("aim", "2027-03-01") == date(2027, 3, 22)


def test_review_on_1_march_is_held_as_a_breach_with_the_directors_reason() -> None:
    """Edge case 1: the booking is made, everybody is told, and the minutes need the reason."""
    clocks = {"first": date(2027, 2, 28)}

    assert checks(bench.check(BOOKED, on="2027-03-01", clocks=clocks)) == [Check.ALERT]
    assert bench.check(BOOKED, on="2027-02-28", clocks=clocks) == []
    (why,) = bench.outcome("keep", MET, BOOKED, on="2027-03-01", clocks=clocks)
    assert "director's reason" in why
    assert (
        bench.outcome("keep", MET | {"late_reason": "The unit was closed"}, BOOKED, on="2027-03-01", clocks=clocks)
        == []
    )
    assert bench.outcome("keep", MET, BOOKED, on="2027-02-28", clocks=clocks) == []


def test_first_review_after_the_aim_and_within_the_month_is_a_warning() -> None:
    clocks = {"first": date(2027, 4, 15), "aim": date(2027, 4, 12)}

    assert checks(bench.check(BOOKED, on="2027-04-14", clocks=clocks)) == [Check.WARN]
    assert bench.check(BOOKED, on="2027-04-12", clocks=clocks) == []


def test_aim_of_the_first_review_says_nothing_of_later_ones() -> None:
    clocks = {"first": date(2027, 2, 28), "aim": date(2027, 2, 28), "next": date(2027, 5, 20)}

    assert bench.check(BOOKED | {"order_until": "2027-06-01"}, on="2027-04-20", clocks=clocks) == []


@pytest.mark.parametrize("who", ["officer of our authority", "elected member of our authority"])
def test_three_of_the_authoritys_own_are_no_lawful_review(who: str) -> None:
    """Edge cases 2 and 16: the booking waits, and no review can be recorded; a councillor is a member."""
    case = BOOKED | {"independence": who}

    (found,) = bench.check(case, on="2027-02-10")
    assert (found.check, found.field) == (Check.ASK, "independence")
    assert bench.missing(case, on="2027-02-10") == ["independence"]
    assert [key for key in REVIEWS if not bench.outcome(key, MET, case, on="2027-02-10")] == []
    assert bench.outcome("adjourned", {"next_date": "2027-02-20"}, case, on="2027-02-10") == []


def test_member_of_another_authority_is_independent_and_one_from_the_units_own_is_warned_of() -> None:
    """Edge case 2."""
    outsider = BOOKED | {"independence": "neither member nor officer of our authority"}
    units = BOOKED | {"independence": "works for the unit's authority"}

    assert bench.check(outsider, on="2027-02-10") == []
    assert checks(bench.check(units, on="2027-02-10")) == [Check.WARN]
    assert bench.outcome("keep", MET, units, on="2027-02-28") == []


def test_without_the_independent_person_there_is_no_business() -> None:
    """Edge case 3."""
    short = bench.quorum(("chair", "member"), people=3)

    assert short == ["Independent person must take part and was not there."]
    assert bench.quorum(("chair", "independent"), people=2) != []
    assert bench.quorum(("chair", "member", "independent"), people=3) == []
    assert bench.quorum(("chair", "independent"), people=3) == []


def test_adjourned_review_gets_a_date_that_is_not_after_the_day_it_is_due() -> None:
    """Edge case 3."""
    clocks = {"first": date(2027, 2, 28)}
    new = {"next_date": "2027-03-02"}

    assert bench.outcome("adjourned", {"next_date": "2027-02-26"}, BOOKED, on="2027-02-20", clocks=clocks) == []
    assert len(bench.outcome("adjourned", new, BOOKED, on="2027-02-20", clocks=clocks)) == 1
    assert bench.outcome("adjourned", new | {"late_reason": "Illness"}, BOOKED, on="2027-02-20", clocks=clocks) == []


def test_adjourned_review_stops_no_clock_and_a_breach_reaches_the_director() -> None:
    """Edge case 3."""
    assert running("first", facts(BOOKED, ("adjourned", "2027-02-20"))) == date(2027, 2, 28)
    assert running("first", facts(BOOKED, ("keep", "2027-02-20"))) is None
    assert [each.key for each in bench.type.clocks if "seat:director" in each.tell] == ["first", "next", "last"]


@pytest.mark.parametrize(
    ("hours", "found"),
    [("30", []), ("59", []), ("60", [Check.WARN]), ("70", [Check.WARN]), ("72", [Check.WARN]), ("73", [Check.ALERT])],
)
def test_hours_in_28_days_without_an_order_are_counted(hours: str, found: list[Check]) -> None:
    """Edge case 4: 30 hours and 40 hours are 70 of 72; 3 more are an alert."""
    case = BOOKED | {"authority": "72 hours only", "order_until": "", "secure_hours": hours}

    assert checks(bench.check(case, on="2027-02-01")) == found


THIRTY = "4 January 2027 9:00 to 5 January 2027 15:00"
FORTY = "2027-01-15 15:00 to 2027-01-17 07:00"


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        (THIRTY, []),
        (f"{THIRTY}; {FORTY}", ["70 of 72 hours are used up."]),
        (f"{THIRTY}; {FORTY}; 20 January 2027 6pm to 20 January 2027 9pm", ["More than 72 hours in 28 days"]),
        # The first stay has left the 28 days when the last one comes.
        (f"{THIRTY}; {FORTY}; 3 February 2027 18:00 to 3 February 2027 21:00", ["70 of 72 hours are used up."]),
    ],
)
def test_hours_are_added_up_from_the_stays_over_any_28_days(stays: str, found: list[str]) -> None:
    """Edge case 4: 30 hours, ten days out, 40 hours: 70 of 72 is a warning; 3 more without an order an alert."""
    case = BOOKED | {"authority": "72 hours only", "order_until": "", "stays": stays}

    said = [each.sentence for each in bench.check(case, on="2027-02-01")]

    assert [any(sentence.startswith(each) for sentence in said) for each in found] == [True] * len(found)
    assert len([each for each in said if "hours" in each]) == len(found)
    assert bench.missing(case) == []


@pytest.mark.parametrize("stays", ["two nights in January", f"{THIRTY}; 2 January", f"{THIRTY}; {THIRTY}"])
def test_a_stay_that_cannot_be_read_is_asked_for_again(stays: str) -> None:
    """Edge case 4, supplementary: a wrong sum would be worse than a question."""
    case = BOOKED | {"authority": "72 hours only", "order_until": "", "stays": stays}

    assert bench.missing(case, on="2027-02-01") == ["stays"]


@pytest.mark.parametrize(
    ("night", "hours"),
    [("27 March 2027 22:00 to 28 March 2027 8:00", 9), ("30 October 2027 22:00 to 31 October 2027 8:00", 11)],
)
def test_a_night_on_which_the_clocks_change_counts_as_it_was(night: str, hours: int) -> None:
    assert most_hours(read(night)[0]) == hours


def test_hours_do_not_matter_once_there_is_an_order() -> None:
    assert bench.check(BOOKED | {"secure_hours": "90"}, on="2027-02-10") == []


def test_hours_of_the_warning_are_a_setting() -> None:
    early = Bench("secure_accommodation", hours_warn=24)

    assert checks(early.check(BOOKED | {"authority": "72 hours only", "secure_hours": "30"}, on="2027-02-10")) == [
        Check.WARN
    ]


@pytest.mark.parametrize("limb", ["history", "likely", "harm"])
@pytest.mark.parametrize("said", ["", "no"])
def test_absconding_needs_all_three_limbs(limb: str, said: str) -> None:
    """Edge case 5."""
    assert bench.outcome("keep", ABSCONDS, BOOKED, on="2027-02-20") == []
    (why,) = bench.outcome("keep", ABSCONDS | {limb: said}, BOOKED, on="2027-02-20")
    assert "history of absconding, likely to abscond, significant harm" in why


@pytest.mark.parametrize("outcome", ["keep", "move", "apply"])
def test_limbs_are_asked_of_every_outcome_that_finds_the_criteria_met(outcome: str) -> None:
    more = {"kind": "foster home", "move_by": "2027-03-20", "exit_plan": "Weekends first", "order_until": "2027-04-29"}
    values = ABSCONDS | more | {"hearing": "2027-04-20"}

    assert bench.outcome(outcome, values, BOOKED, on="2027-02-20") == []
    assert bench.outcome(outcome, values | {"harm": ""}, BOOKED, on="2027-02-20") != []


def test_injury_alone_needs_no_limbs_and_both_grounds_do() -> None:
    both = MET | {"ground": "absconding and harm; injury"}

    assert bench.outcome("keep", MET, BOOKED, on="2027-02-20") == []
    assert len(bench.outcome("keep", both, BOOKED, on="2027-02-20")) == 1


def test_child_of_12_is_not_booked_without_the_secretary_of_states_approval() -> None:
    """Edge case 6."""
    case = BOOKED | {"date_of_birth": "2014-06-01"}

    assert bench.missing(case, on="2027-02-20") == ["approval"]
    assert bench.missing(case | {"approval": "SA/2027/4 of 20 January 2027"}, on="2027-02-20") == []
    assert bench.missing(BOOKED, on="2027-02-20") == []


@pytest.mark.parametrize(
    ("born", "found"), [("2010-02-20", [Check.WARN]), ("2009-03-01", [Check.WARN]), ("2011-02-21", [])]
)
def test_16_and_17_under_section_20_is_for_legal_services(born: str, found: list[Check]) -> None:
    """Edge case 7."""
    case = BOOKED | {"date_of_birth": born, "legal_status": "accommodated s.20"}

    assert checks(bench.check(case, on="2027-02-20")) == found
    assert bench.check(case | {"legal_status": "care order s.31"}, on="2027-02-20") == []


def test_authority_that_keeps_a_child_against_the_panel_says_why_took_advice_and_is_looked_at() -> None:
    """Edge case 8."""
    end, against = bench.type.outcome("end"), bench.type.outcome("kept_against")
    assert end is not None
    assert against is not None

    assert end.urgent
    assert (end.if_confirmed, end.if_not_agreed) == ("accepted", "kept_against")
    assert [each.key for each in against.fields if each.need is Need.REQUIRED] == ["action", "reasons", "legal_advised"]
    assert [each.owner for each in against.actions] == ["presenter", "seat:director"]
    assert bench.type.confirmation.may_differ


def test_every_recommendation_leads_to_a_decision_of_the_authority() -> None:
    decisions = {each.key for each in bench.type.outcomes if each.by_confirmer}

    assert decisions == {"accepted", "changed", "not_accepted", "kept_against"}
    for key in REVIEWS:
        outcome = bench.type.outcome(key)
        assert outcome is not None
        assert {outcome.if_confirmed, outcome.if_not_agreed} <= decisions


@pytest.mark.parametrize("told", ["not practicable", "must not be told"])
def test_parents_who_cannot_or_must_not_be_told_get_no_letter_and_the_reason_is_kept(told: str) -> None:
    """Edge case 9."""
    case = BOOKED | {"parents_told": told, "parents": "Kim Example <kim@anytown.example>"}

    (letter,) = [each for each in NOTICES if each.to == "field:parents"]
    assert bench.missing(case) == ["notice_reason"]
    assert not all(each.holds(case) for each in letter.when)
    assert all(each.holds(case | {"parents_told": "yes"}) for each in letter.when)


def test_order_that_ends_before_the_review_asks_for_an_earlier_date() -> None:
    """Edge case 10."""
    case = BOOKED | {"order_until": "2027-02-20"}
    clocks = {"order": date(2027, 2, 20)}

    (found,) = bench.check(case, on="2027-02-25", clocks=clocks)
    assert found.check is Check.ALERT
    assert "earlier date" in found.sentence
    assert bench.check(case, on="2027-02-20", clocks=clocks) == []
    assert running("order", facts(case)) == date(2027, 2, 20)


def test_move_to_another_unit_starts_no_new_placement() -> None:
    """Edge case 11: the manager of the new unit is a guest of the review."""
    moved = BOOKED | {"unit_since": "2027-02-15", "secure_unit": "The other unit"}

    assert running("first", facts(moved)) == running("first", facts(BOOKED)) == date(2027, 2, 28)
    assert "unit_contact" in bench.type.guests.fields


def test_child_who_comes_back_has_a_first_review_again() -> None:
    """Edge case 12: the new date is reckoned from the return, and reviews of the placement before do not count.

    Shown of the clock's date, not of its running: the core ends it by the earlier placement's review (asks, B9).
    """
    back = BOOKED | {"placed_at": "2027-04-01"}
    case = facts(back, ("keep", "2027-02-26"), ("ended", "2027-03-10"))

    first = bench.clock("first", case)
    assert first is not None
    assert first.last == date(2027, 5, 1)
    assert running("next", case) is None
    clocks = {"first": date(2027, 5, 1), "next": date(2027, 5, 26)}
    assert bench.outcome("keep", MET, back, on="2027-05-01", clocks=clocks) == []
    assert len(bench.outcome("keep", MET, back, on="2027-05-02", clocks=clocks)) == 1


def test_later_reviews_are_due_every_three_months() -> None:
    assert running("next", facts(BOOKED, ("keep", "2027-02-26"))) == date(2027, 5, 26)
    assert running("next", facts(BOOKED, ("keep", "2027-02-26"), ("keep", "2027-05-20"))) == date(2027, 8, 20)
    assert running("next", facts(BOOKED, ("keep", "2027-02-26"), ("adjourned", "2027-05-20"))) == date(2027, 5, 26)
    assert running("last", facts(BOOKED | {"last_review": "2027-02-26"})) == date(2027, 5, 26)
    assert running("first", facts(BOOKED | {"last_review": "2027-02-26"})) is None


def test_second_review_is_measured_by_its_own_date() -> None:
    clocks = {"first": date(2027, 2, 28), "next": date(2027, 5, 26)}

    assert bench.outcome("keep", MET | {"next_date": "2027-08-20"}, BOOKED, on="2027-05-26", clocks=clocks) == []
    assert len(bench.outcome("keep", MET | {"next_date": "2027-08-20"}, BOOKED, on="2027-05-27", clocks=clocks)) == 1


def test_next_review_is_not_set_later_than_three_months() -> None:
    assert bench.outcome("keep", MET | {"next_date": "2027-05-20"}, BOOKED, on="2027-02-20") == []
    assert len(bench.outcome("keep", MET | {"next_date": "2027-05-21"}, BOOKED, on="2027-02-20")) == 1
    assert bench.outcome("keep", MET | {"next_date": "2027-02-28"}, BOOKED, on="2026-11-30") == []


def test_review_that_was_held_waits_for_the_next_one() -> None:
    again = {each.key for each in bench.type.outcomes if each.next_step is NextStep.REBOOK}

    assert again == {"keep", "move", "apply", "split", "adjourned"}


@pytest.mark.parametrize("field", ["iro", "social_worker", "team_manager"])
@pytest.mark.parametrize(
    ("chair", "own"),
    [
        ("Ade Oke", "Ade Oke <ade.oke@anytown.example>"),
        ("Ade Oke <ade.oke@anytown.example>", "ade.oke@anytown.example"),
    ],
)
def test_chair_is_nobody_of_the_childs_own_case(field: str, chair: str, own: str) -> None:
    """Edge case 13."""
    case = BOOKED | {"review_chair": chair, field: own}

    (found,) = bench.check(case, on="2027-02-10")
    assert (found.check, found.field) == (Check.ASK, "review_chair")
    assert bench.missing(case, on="2027-02-10") == ["review_chair"]
    assert bench.check(case | {field: "Sam Other <sam@anytown.example>"}, on="2027-02-10") == []
    assert bench.check(BOOKED | {field: own}, on="2027-02-10") == []


def test_review_comes_before_the_looked_after_review() -> None:
    """Edge case 14."""
    assert checks(bench.check(BOOKED | {"looked_after_review": "2027-02-10"}, on="2027-02-11")) == [Check.WARN]
    assert bench.check(BOOKED | {"looked_after_review": "2027-02-12"}, on="2027-02-11") == []


@pytest.mark.parametrize("status", ["remanded", "detained under the Mental Health Act"])
def test_remand_and_mental_health_detention_are_refused_with_the_right_door(status: str) -> None:
    """Edge case 15."""
    (found,) = bench.check(BOOKED | {"legal_status": status}, on="2027-02-10")

    assert found.check is Check.REFUSE
    assert "legal services" in found.door


def test_relevant_accommodation_is_reviewed_only_where_the_law_is_in_force() -> None:
    case = BOOKED | {"accommodation": "relevant accommodation"}

    assert checks(bench.check(case, on="2027-02-10")) == [Check.REFUSE]
    assert Bench("secure_accommodation", relevant_accommodation=True).check(case, on="2027-02-10") == []


def test_every_case_ends_in_one_result() -> None:
    assert len(bench.block([], prompts={"views": "given in person"})) == 1
    assert bench.block([("keep", MET)], prompts={"views": "given in person"}) == []
    assert bench.block([("keep", MET), ("apply", MET)], prompts={"views": "given in person"}) == []
    assert len(bench.block([("keep", MET), ("end", {})], prompts={"views": "given in person"})) == 1
    assert len(bench.block([("end", {}), ("apply", MET)], prompts={"views": "given in person"})) == 1
    assert len(bench.block([("keep", MET)])) == 1, "regulation 16(2): how each view was obtained"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("criteria not met", "end"),
        ("Criteria no longer met", "end"),
        ("criteria not meet", "end"),
        ("criteria met", "keep"),
        ("criteria met, other accommodation appropriate", "move"),
        ("criteria met, further order advised", "apply"),
        ("not quorate", "adjourned"),
    ],
)
def test_met_and_not_met_are_never_taken_for_each_other(written: str, key: str) -> None:
    line = MinutesLine(number=1, label="Outcome", value=written)

    assert read_outcome(line, PANEL, date(2027, 2, 20)).key == key


def test_where_the_child_is_and_who_must_not_know_are_on_no_paper() -> None:
    secret = {each.key for each in bench.type.fields if each.sensitivity is Sensitivity.RESTRICTED}

    assert {"secure_unit", "prior_address", "not_told", "parents", "notice_reason"} <= secret
    assert bench.type.confidentiality.never == ("not_told",)
    for kind in set(Kind) - OPEN_KINDS:
        for role in Role:
            assert bench.sees(kind, role, seats=("chair", "legal")) & secret == set()


def test_members_get_the_order_and_the_ground_and_guests_get_no_minutes() -> None:
    listed = {"name", "date_of_birth", "legal_status", "ground", "order_until", "presenter", "slot"}

    assert bench.sees(Kind.NAMES_LIST, Role.MEMBER, own=False) == listed
    assert bench.sees(Kind.MINUTES, Role.GUEST) == set()
    assert bench.sees(Kind.OUTCOME_CONFIRMED, Role.REVIEWING_OFFICER) == {"name", "outcomes", "actions"}


def test_notices_hold_the_action_and_the_reasons_and_the_childs_is_in_plain_words() -> None:
    assert {each.fields for each in NOTICES} == {("action", "reasons")}
    assert {each.addressee for each in NOTICES} >= {"the child", "the parents", "the unit", "the independent visitor"}
    (child,) = [each for each in NOTICES if each.addressee == "the child"]
    assert "authority" not in " ".join(child.paragraphs)


def test_local_times_are_settings() -> None:
    assert {key: bench.settings[key] for key in ("confirm_within_days", "draft_within_days", "notice_days")} == {
        "confirm_within_days": 1,
        "draft_within_days": 0,
        "notice_days": 5,
    }


@pytest.mark.parametrize(
    "fact",
    [
        *("still met on the day of the review", "still necessary", "any other kind of accommodation suit"),
        *("at least 3 people", "neither a member nor an officer", "within one month", "within 3 months"),
        *("72 hours in any 28 days", "under 13", "It recommends, and the authority decides", "must be moved"),
    ],
)
def test_terms_hold_the_founding_text_and_the_law(fact: str) -> None:
    assert fact in TERMS
    assert "Please" not in TERMS
