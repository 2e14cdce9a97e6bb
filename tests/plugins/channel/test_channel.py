"""The Channel panel by itself: every edge case of its dossier that needs no mail (the others are in tests/journeys)."""

from __future__ import annotations

from datetime import date

import pytest

from core.clockwork import Facts, Recorded
from core.kinds import Kind, Role
from core.panels import Check
from core.testing import contract
from tests.plugins.bench import Bench, earlier

CASE = {"home_force": "Anyshire Police", "date_of_birth": "1990-05-01"}
PLAN = {
    "consent_how": "at home, on 12 December",
    "consent_asker": "Jo Bright",
    "support": "mentoring",
    "provider": "Open Doors",
    "how": "weekly at the library",
    "vote": "unanimous",
}
CONSENT = {"consent_status": "given", "consent_by": "the person", "consent_date": "2026-11-01"}
MINOR = {**CASE, "date_of_birth": "2008-12-01"}  # 18 on 1 December 2026
AFTER = {**CASE, "stage": "after closure", "closed_on": "2025-08-31"}

test_contract = contract("plugins.channel")


@pytest.fixture
def channel() -> Bench:
    return Bench("channel", police_force="Anyshire Constabulary")


def test_police_of_another_force_leave_one_case_undecided_and_the_others_not(channel: Bench) -> None:
    """Edge case 1."""
    present = ("chair", "police", "health")

    assert channel.quorum(present, CASE) == []
    assert len(channel.quorum(present, {**CASE, "home_force": "Othershire Police"})) == 1
    assert channel.quorum((*present, "other_force"), {**CASE, "home_force": "Othershire"}) == []


def test_police_of_another_force_do_not_decide_a_case_of_ours(channel: Bench) -> None:
    """Edge case 1, the other way round."""
    assert len(channel.quorum(("chair", "other_force", "health"), CASE)) == 1


def test_without_the_setting_the_police_seat_counts_for_every_case() -> None:
    assert Bench("channel").quorum(("chair", "police", "health"), {**CASE, "home_force": "Othershire"}) == []


def test_a_deputy_from_the_council_may_chair_and_somebody_from_health_may_not(channel: Bench) -> None:
    """Edge case 2."""
    assert channel.quorum(("council_deputy", "police", "health"), CASE) == []
    lacks = channel.quorum(("health", "police"), CASE)
    assert any("Chair" in each for each in lacks)
    # Not for the meeting alone: the case itself cannot be decided.
    assert channel.quorum(("council_deputy", "police", "health")) == []
    assert len(lacks) > len(channel.quorum(("health", "police")))


def test_somebody_from_health_or_social_care_should_be_there(channel: Bench) -> None:
    assert len(channel.quorum(("chair", "police", "education"))) == 1
    assert channel.quorum(("chair", "police", "adult_social_care")) == []


@pytest.mark.parametrize(
    "vote", ["unanimous", "Unanimously agreed", "4-2", "4 for, 2 against, 1 abstained", "unanimous, 8"]
)
def test_a_vote_of_all_or_most_carries(channel: Bench, vote: str) -> None:
    """Edge case 3."""
    assert channel.outcome("adopt", {**PLAN, "vote": vote}, CASE) == []


def test_an_equal_vote_needs_what_the_chair_decided(channel: Bench) -> None:
    """Edge case 3."""
    [lacks] = channel.outcome("adopt", {**PLAN, "vote": "3-3"}, CASE)

    assert "chair decided" in lacks
    assert channel.outcome("adopt", {**PLAN, "vote": "3-3", "chair_decision": "adopt"}, CASE) == []
    declared = channel.type.outcome("adopt")
    assert declared is not None
    assert "chair_decision" in {each.key for each in declared.fields}  # it stands with the outcome, so it is shown


@pytest.mark.parametrize("vote", ["agreed", "2-4", "by a majority"])
def test_a_result_without_count_or_majority_does_not_stand(channel: Bench, vote: str) -> None:
    """Edge case 3."""
    assert len(channel.outcome("adopt", {**PLAN, "vote": vote}, CASE)) == 1


def test_a_decision_without_a_vote_does_not_stand(channel: Bench) -> None:
    """Edge case 3."""
    without = {key: value for key, value in PLAN.items() if key != "vote"}

    assert "vote" in channel.outcome("adopt", without, CASE)[0]


@pytest.mark.parametrize("part", ["consent_how", "consent_asker", "support", "provider", "how"])
def test_a_plan_has_all_parts_that_the_act_wants(channel: Bench, part: str) -> None:
    assert len(channel.outcome("adopt", {key: value for key, value in PLAN.items() if key != part}, CASE)) == 1


def test_support_dated_before_consent_is_refused(channel: Bench) -> None:
    """Edge case 4."""
    starts = {**PLAN, "support_starts": "2026-10-31"}

    assert "consent" in channel.outcome("adopt", starts, {**CASE, **CONSENT})[0]
    assert channel.outcome("adopt", {**starts, "support_starts": "2026-11-01"}, {**CASE, **CONSENT}) == []
    assert "consent" in channel.outcome("adopt", starts, CASE)[0]


def test_consent_given_in_the_same_minutes_counts(channel: Bench) -> None:
    given = ("consent_given", {"consent_by": "the person", "consent_date": "2026-12-01"})

    starts = {**PLAN, "support_starts": "2026-12-02"}

    assert channel.outcome("adopt", starts, CASE, others=(given,)) == []
    assert (
        len(channel.outcome("adopt", starts, CASE, others=(given, ("consent_withdrawn", {"date": "2026-12-01"})))) == 1
    )


def test_consent_withdrawn_stops_support_and_makes_the_further_assessment(channel: Bench) -> None:
    """Edge case 4."""
    withdrawn = channel.type.outcome("consent_withdrawn")
    assert withdrawn is not None

    stop, assess = withdrawn.actions

    assert (stop.owner, stop.due.count) == ("presenter", 0)
    assert "36(4)(e)" in assess.what
    assert set(withdrawn.stops) == {"adopt", "revise_plan"}
    assert withdrawn.sets == (("consent_status", "withdrawn"),)
    gone = {**CASE, **CONSENT, "consent_status": "withdrawn"}
    assert len(channel.outcome("continue_support", {"vote": "unanimous"}, gone)) == 1


def test_from_the_18th_birthday_a_parents_consent_does_not_count(channel: Bench) -> None:
    """Edge case 5."""
    case = {**MINOR, **CONSENT, "consent_by": "parent or guardian"}

    assert channel.outcome("continue_support", {"vote": "unanimous"}, case, on="2026-11-30") == []
    assert "own" in channel.outcome("continue_support", {"vote": "unanimous"}, case, on="2026-12-01")[0]
    assert [each.check for each in channel.check(case, on="2026-12-01")] == [Check.FLAG]
    own = ("consent_given", {"consent_by": "the person", "consent_date": "2026-12-01"})
    assert channel.outcome("continue_support", {"vote": "unanimous"}, case, on="2026-12-09", others=(own,)) == []


def test_a_parent_cannot_consent_for_an_adult(channel: Bench) -> None:
    """Edge case 5."""
    by_parent = {"consent_by": "parent or guardian", "consent_date": "2026-12-01"}

    assert len(channel.outcome("consent_given", by_parent, CASE)) == 1
    assert channel.outcome("consent_given", by_parent, MINOR, on="2026-11-30") == []


@pytest.mark.parametrize("key", ["not_adopted_refer_services", "not_adopted_no_action"])
def test_not_adopted_says_what_was_considered_even_if_none(channel: Bench, key: str) -> None:
    """Edge case 6."""
    values = {"owner": "Jo Bright", "reason": "no vulnerability found", "vote": "unanimous"}

    assert "health or social care" in channel.outcome(key, values, CASE)[0]
    assert channel.outcome(key, {**values, "services": "none"}, CASE) == []


def test_reviews_are_due_6_and_12_months_after_closure_at_month_ends(channel: Bench) -> None:
    """Edge case 7."""
    assert channel.ends("review_6m", "2025-08-31") == date(2026, 2, 28)
    assert channel.ends("review_12m", "2025-08-31") == date(2026, 8, 31)
    for key, months in (("exit", 6), ("review_6m", 12)):
        declared = channel.type.outcome(key)
        assert declared is not None
        assert declared.rebook is not None
        assert declared.rebook.after is not None
        assert (declared.rebook.since, declared.rebook.after.count) == ("closed_on", months)


def test_a_review_is_over_31_days_after_its_day(channel: Bench) -> None:
    """Edge case 7: it goes on the first monthly panel on or after the day, so it is not over on the day itself."""
    clock = next(each for each in channel.type.clocks if each.key == "review_6m")

    assert clock.grace is not None
    assert clock.grace.count == 31


def test_a_missed_12_month_review_is_told_to_the_chair_and_keeps_the_case(channel: Bench) -> None:
    """Edge case 8: no outcome that closes a case is there after closure, but the review itself."""
    clock = next(each for each in channel.type.clocks if each.key == "review_12m")
    assert clock.tell == ("chair",)

    for key in ("not_adopted_refer_services", "not_adopted_no_action", "police_led"):
        assert "not an outcome for this booking" in channel.outcome(key, {}, AFTER)[0]
    assert channel.outcome("review_12m", {"concerns": "no", "vote": "unanimous"}, AFTER) == []


def test_there_is_no_review_of_a_case_that_was_not_closed(channel: Bench) -> None:
    assert len(channel.outcome("review_6m", {"concerns": "no", "vote": "unanimous"}, CASE)) == 1


def test_a_concern_at_a_review_opens_the_case_again(channel: Bench) -> None:
    """Edge case 9."""
    values = {"concerns": "yes", "vote": "unanimous"}

    assert len(channel.outcome("review_6m", values, AFTER)) == 1
    reopened = ("reopen", {"reason": "new contacts", "vote": "unanimous"})
    assert channel.outcome("review_6m", values, AFTER, others=(reopened,)) == []


@pytest.mark.parametrize("key", ["review_6m", "review_12m"])
def test_a_case_opened_again_has_new_review_dates_after_the_next_exit(channel: Bench, key: str) -> None:
    """Edge case 9."""
    left = Recorded("exit", {"closed_on": "2025-08-31"}, date(2025, 9, 10), date(2025, 9, 12))
    again = Recorded("reopen", {}, date(2026, 3, 11), date(2026, 3, 12))
    second = Recorded("exit", {"closed_on": "2026-06-30"}, date(2026, 7, 8), date(2026, 7, 9))
    booked = date(2025, 1, 2)

    stopped = channel.clock(key, Facts(booked=booked, values={}, recorded=(left, again)))
    anew = channel.clock(key, Facts(booked=booked, values={}, recorded=(left, again, second)))

    assert stopped is not None
    assert stopped.ended
    assert anew is not None
    assert not anew.ended
    assert anew.started == date(2026, 6, 30)
    reopen = channel.type.outcome("reopen")
    assert reopen is not None
    assert dict(reopen.sets) == {"stage": "open", "consent_status": "not asked"}


def test_reviews_go_on_for_24_months_and_no_longer(channel: Bench) -> None:
    """Edge case 10."""
    assert channel.outcome("extend_review", {"until": "2027-08-31", "vote": "unanimous"}, AFTER) == []
    assert len(channel.outcome("extend_review", {"until": "2027-09-01", "vote": "unanimous"}, AFTER)) == 1
    assert len(channel.outcome("extend_review", {"until": "2027-10-31", "vote": "unanimous"}, AFTER)) == 1


def test_only_police_and_council_book() -> None:
    """Edge case 11: the declared part; the answer itself is a journey."""
    bookers = Bench("channel").type.bookers

    assert bookers is not None
    assert bookers.domains == ("*.police.uk", "*.gov.uk")
    assert "Prevent" in bookers.door


def test_intelligence_is_not_taken_into_minutes(channel: Bench) -> None:
    """Edge case 12: the minutes; a booking that is held, and the police told of it, is a journey."""
    assert len(channel.wording("A report from MI5 says so.")) == 1
    assert channel.wording("The security guard says so.") == []
    assert channel.type.confidentiality.held_words == channel.type.minutes.wording[0].words
    assert channel.type.confidentiality.held_tell == ("seat:police",)


def test_a_case_waits_for_the_police(channel: Bench) -> None:
    """Edge case 13: the declared part; taking it off the list is a journey."""
    gate = channel.type.confidentiality.consent

    assert gate is not None
    assert gate.field == "police_clearance"
    assert channel.missing({"name": "Kit Rowe", "home_force": "Anyshire", "grounds": "new contacts"}) == [
        "police_clearance"
    ]


def test_the_result_of_the_police_check_is_in_no_document_for_members(channel: Bench) -> None:
    """Edge case 13."""
    for kind in (Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION, Kind.MINUTES):
        assert "police_clearance" not in channel.sees(kind, Role.MEMBER, ("police",))


def test_a_case_that_moves_takes_both_home_fields_along(channel: Bench) -> None:
    """Edge case 14: transferred, it stays until the other panel accepts it; whoever hands over has its dates."""
    values = {"home_authority": "Otherton", "home_force": "Othershire Police", "date": "2027-01-31"}
    declared = channel.type.outcome("transfer_panel")

    assert declared is not None
    assert channel.outcome("transfer_panel", values, AFTER) == []
    assert {"home_authority", "home_force"} <= {each.key for each in declared.fields} & {
        each.key for each in channel.type.fields
    }
    assert declared.next_step.value == "rebook"
    assert ("review dates" in declared.actions[0].what, declared.actions[0].hands_over) == (True, True)
    for field in ("home_authority", "home_force"):
        assert channel.outcome("transfer_panel", {**values, field: ""}, AFTER) != []


@pytest.mark.parametrize("key", ["review_6m", "review_12m"])
def test_reviews_go_on_after_a_transfer_and_end_here_when_the_other_panel_accepts_it(channel: Bench, key: str) -> None:
    """Edge case 14: the transfer starts no review anew and ends none."""
    left = Recorded("exit", {"closed_on": "2025-08-31"}, date(2025, 9, 10), date(2025, 9, 12))
    moved = Recorded("transfer_panel", {"date": "2025-12-31"}, date(2025, 12, 10), date(2025, 12, 12))
    taken = Recorded("transfer_accepted", {}, date(2026, 1, 14), date(2026, 1, 15))
    booked = date(2025, 1, 2)

    before = channel.clock(key, Facts(booked=booked, values={}, recorded=(left,)))
    running = channel.clock(key, Facts(booked=booked, values={}, recorded=(left, moved)))
    over = channel.clock(key, Facts(booked=booked, values={}, recorded=(left, moved, taken)))

    assert running is not None
    assert running == before
    assert not running.ended
    assert over is not None
    assert over.ended


def test_nobody_can_tell_from_an_answer_whether_somebody_is_known(channel: Bench) -> None:
    """Edge case 15: the declared part; the answers themselves are a journey."""
    assert channel.type.confidentiality.discreet


def test_a_prison_is_asked_about_its_own_prisoners(channel: Bench) -> None:
    """Edge case 16."""
    extracts = channel.type.confidentiality.extracts
    assert extracts is not None

    [(seat, condition)] = extracts.seats

    assert seat == "prison"
    assert seat not in extracts.always
    assert condition.holds({"in_prison": "yes"})
    assert not condition.holds(CASE)


def test_a_review_comes_before_the_release(channel: Bench) -> None:
    """Edge case 16."""
    case = {**CASE, **CONSENT, "in_prison": "yes", "release_date": "2027-01-20"}
    early, late = {"next_date": "2027-01-13", "vote": "unanimous"}, {"next_date": "2027-02-10", "vote": "unanimous"}

    assert channel.outcome("continue_support", early, case) == []
    assert "release" in channel.outcome("continue_support", late, case)[0]
    assert "release" in channel.outcome("continue_support", {"vote": "unanimous"}, case)[0]
    same_day = {"next_date": "2027-01-20", "vote": "unanimous"}
    assert "release" in channel.outcome("continue_support", same_day, case)[0]


def test_an_old_assessment_is_kept_on_an_open_case_and_no_new_one_is_taken(channel: Bench) -> None:
    """Edge case 17."""
    new = {"name": "Kit Rowe", "police_clearance": "yes", "grounds": "new contacts", **CASE, "tool": "VAF"}

    assert channel.missing(new) == ["tool"]
    assert channel.missing({**new, "stage": "open"}) == []
    assert channel.missing({**new, "tool": "PAF"}) == []


def test_subjects_and_calendars_do_not_say_what_panel_it_is(channel: Bench) -> None:
    """Edge case 18: the declared part; the mails themselves are a journey."""
    assert "channel" not in channel.type.confidentiality.outward_name.lower()
    assert "CH" not in channel.type.prefix


def test_a_parent_is_named_for_somebody_under_18(channel: Bench) -> None:
    booking = {"name": "Kit Rowe", "police_clearance": "yes", "grounds": "new contacts", **MINOR}

    assert channel.missing(booking, on="2026-11-30") == ["parent"]
    assert channel.missing(booking, on="2026-12-08") == []


def test_what_the_police_found_unsuitable_is_refused(channel: Bench) -> None:
    assert [each.check for each in channel.check({**CASE, "gateway": "not suitable"})] == [Check.REFUSE]


def test_whoever_books_is_told_not_to_tell(channel: Bench) -> None:
    assert [each.check for each in channel.check({**CASE, "subject_aware": "no"})] == [Check.WARN]


def test_support_is_reviewed_within_months_that_a_site_sets() -> None:
    values = {"next_date": "2027-02-10", "vote": "unanimous"}

    assert Bench("channel").outcome("continue_support", values, {**CASE, **CONSENT}) == []
    assert len(Bench("channel", review_months=1).outcome("continue_support", values, {**CASE, **CONSENT})) == 1


def test_a_case_waits_once_for_information_and_then_by_the_chairs_reason(channel: Bench) -> None:
    values = {"who": "Jo Bright", "by_when": "2027-01-06"}
    once = (earlier(outcomes=[("request_more_information", values)]),)

    assert channel.outcome("request_more_information", values, CASE) == []
    assert len(channel.outcome("request_more_information", values, CASE, history=once)) == 2
    assert (
        channel.outcome("request_more_information", {**values, "override": "school closed"}, CASE, history=once) == []
    )


def test_members_see_initials_and_no_name(channel: Bench) -> None:
    for kind in (Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION, Kind.MINUTES):
        shown = channel.sees(kind, Role.MEMBER, ("health",))
        assert "initials" in shown
        assert not {"name", "date_of_birth", "alias"} & shown


def test_letters_about_actions_name_nobody(channel: Bench) -> None:
    for kind in (Kind.ACTION, Kind.ACTION_REMINDER, Kind.ACTION_OVERDUE, Kind.OUTCOME_CONFIRMED):
        shown = channel.sees(kind, Role.OWNER)
        assert "initials" in shown
        assert "name" not in shown


@pytest.mark.parametrize("status", ["given", "refused", "withdrawn"])
def test_what_is_minuted_of_consent_brings_the_case_up_to_date(channel: Bench, status: str) -> None:
    declared = channel.type.outcome(f"consent_{status}")

    assert declared is not None
    assert declared.sets == (("consent_status", status),)


def test_police_information_is_for_the_police(channel: Bench) -> None:
    assert "police_part" in channel.sees(Kind.MINUTES, Role.MEMBER, ("police",))
    assert "police_part" not in channel.sees(Kind.MINUTES, Role.MEMBER, ("education",))


def test_a_member_reads_only_the_cases_they_are_asked_about(channel: Bench) -> None:
    assert channel.sees(Kind.NAMES_LIST, Role.MEMBER, ("housing",), own=False) == set()


def test_first_panel_within_20_working_days_of_the_decision(channel: Bench) -> None:
    assert channel.ends("first_panel", "2026-11-02") == date(2026, 11, 30)


def test_a_booking_is_read_as_workers_write_it(channel: Bench) -> None:
    read = channel.read(
        "Person: Kit Rowe\nDOB: 1 May 1990\nHome force: Anyshire\nDeconfliction: yes\nConsent status: not yet asked"
    )

    assert read == {
        "name": "Kit Rowe",
        "date_of_birth": "1990-05-01",
        "home_force": "Anyshire",
        "police_clearance": "yes",
        "consent_status": "not asked",
    }
