"""The early help allocation meeting: what its dossier says must hold, by the number of its edge cases."""

from __future__ import annotations

import pytest

from core.panels import Check, Kind, Role
from tests.plugins.bench import Bench, earlier

AGREED = {
    "name": "Hartley",
    "safeguarding": "no",
    "request": "The children miss school.",
    "date_of_birth": "2015-04-03",
    "consent": "yes",
    "consent_by": "The mother",
    "consent_date": "2026-11-20",
}
LEAD = {"worker": "Jo Bright <jo@anytown.example>", "level": "2"}
SAFE: tuple[str, dict[str, str]] = ("no_referral", {})


def checks(values: dict[str, str], **more: object) -> list[Check]:
    return [each.check for each in Bench("early_help").check({**AGREED, **values}, **more)]  # type: ignore[arg-type]


def test_a_booking_with_consent_lacks_nothing_and_raises_nothing() -> None:
    assert Bench("early_help").missing(AGREED) == []
    assert checks({}) == []


def test_a_booking_is_not_made_without_consent_safeguarding_and_a_reason() -> None:
    assert Bench("early_help").missing({"name": "Hartley", "due_date": "2027-02-01"}) == [
        *("consent", "safeguarding", "request")
    ]


def test_consent_counts_only_with_who_gave_it_and_when() -> None:
    """The strictest rule: nothing is listed without recorded consent."""
    bare = {key: value for key, value in AGREED.items() if not key.startswith("consent_")}

    assert Bench("early_help").missing(bare) == ["consent_by", "consent_date"]


def test_a_family_that_was_not_asked_goes_back_to_the_referrer() -> None:
    """Edge case 1."""
    findings = Bench("early_help").check({**AGREED, "consent": "not asked"})

    assert [each.check for each in findings] == [Check.REFUSE]
    assert findings[0].door.startswith("Ask the family.")


def test_safeguarding_goes_ahead_of_consent() -> None:
    """Edge case 1: the flag overrides; the booking stands and statutory services are named at once."""
    values = {**AGREED, "consent": "not asked", "safeguarding": "yes", "concern": "Bruises"}

    findings = Bench("early_help").check(values)

    assert [each.check for each in findings] == [Check.ALERT]
    assert "front door" in findings[0].door
    consent = Bench("early_help").type.confidentiality.consent
    assert consent is not None
    assert all(each.holds(values) for each in consent.unless)


def test_a_safeguarding_concern_says_what_it_is() -> None:
    assert Bench("early_help").missing({**AGREED, "safeguarding": "yes"}) == ["concern"]


def test_consent_taken_back_takes_the_family_off() -> None:
    """Edge case 2: the rule that refuses is the one that takes a booking off later; the journey shows the mails."""
    assert checks({"consent": "no"}) == [Check.REFUSE]


@pytest.mark.parametrize(("outcome", "level"), [("coordinator", "3"), ("support_worker", "2")])
def test_the_wrong_worker_for_a_level_needs_the_chairs_reason(outcome: str, level: str) -> None:
    """Edge case 3."""
    bench = Bench("early_help")
    wrong = {**LEAD, "level": level}

    assert "This worker is for level" in bench.outcome(outcome, wrong, AGREED)[0]
    assert bench.outcome(outcome, {**wrong, "override": "Known to the family"}, AGREED) == []


@pytest.mark.parametrize(("outcome", "level"), [("coordinator", "2"), ("support_worker", "3")])
def test_each_level_has_its_worker(outcome: str, level: str) -> None:
    """The founding text: level 2 to a coordinator, level 3 to a family support worker."""
    assert Bench("early_help").outcome(outcome, {**LEAD, "level": level}, AGREED) == []


@pytest.mark.parametrize(
    "two", ["Jo Bright and Ade Oke", "Jo Bright; Ade Oke", "Jo Bright, ade@anytown.example <jo@anytown.example>"]
)
def test_two_leads_in_one_outcome_are_rejected(two: str) -> None:
    """Edge case 4: one worker or service."""
    assert Bench("early_help").outcome("coordinator", {**LEAD, "worker": two, "override": "both"}, AGREED) == [
        "One worker or service stands alongside the family. Name one.",
    ]


def test_a_service_with_and_in_its_name_is_one_lead() -> None:
    """Edge case 4."""
    service = {"service": "Youth and Family Service", "worker": "Youth and Family Service", "agreed": "yes"}

    assert Bench("early_help").outcome("other_lead", service, AGREED) == []


def test_two_allocations_of_one_family_are_rejected() -> None:
    """Edge case 4, and 11: reallocation counts as well, so one lead is kept."""
    bench = Bench("early_help")
    risks = {"risks": "None known"}

    for second in ("support_worker", "other_lead", "reallocation"):
        assert len(bench.block([("coordinator", LEAD), (second, LEAD), SAFE], prompts=risks)) == 1
    assert bench.block([("coordinator", LEAD), SAFE], prompts=risks) == []


def test_every_family_has_its_risks_written_and_a_word_on_referral() -> None:
    """The founding text: all known risks are considered, and what is found is referred."""
    lacks = Bench("early_help").block([("coordinator", LEAD)])

    assert len(lacks) == 2
    assert "no statutory referral needed" in lacks[0]
    assert "Known risks" in lacks[1]


def test_a_referral_needs_its_time_and_who_received_it() -> None:
    """Edge case 5."""
    lacking = Bench("early_help").outcome("childrens_referral", {"by_whom": "Ade Oke", "grounds": "Bruises"}, AGREED)

    assert "time of referral" in lacking[0]
    assert "referred to" in lacking[0]


def test_no_family_gets_a_lead_before_its_referral_is_recorded() -> None:
    """Edge case 5: the allocation cannot stand, so no letter about it goes out."""
    bench, case = Bench("early_help"), {**AGREED, "safeguarding": "yes"}
    referred = ("childrens_referral", {"time": "2026-12-08T10:05"})

    assert bench.outcome("coordinator", LEAD, case, others=(SAFE,))[0].startswith("Record the immediate referral first")
    assert bench.outcome("coordinator", LEAD, case, others=(referred,)) == []


def test_referrals_leave_before_anything_else() -> None:
    """Edge case 5: they do not wait for a confirmation, as the allocation does for its worker."""
    declared = Bench("early_help").type

    for key in ("childrens_referral", "adult_referral"):
        referral = declared.outcome(key)
        assert referral is not None
        assert referral.urgent
        assert not referral.confirmer


def test_no_family_is_named_in_anothers_minutes_and_each_parent_has_a_letter() -> None:
    """Edge case 6: linked families stay apart."""
    declared = Bench("early_help").type
    allocated = declared.outcome("coordinator")
    assert allocated is not None

    assert declared.confidentiality.apart
    assert [letter.to for letter in allocated.letters] == ["field:safe_contact"]
    for field in ("linked_families", "other_households", "not_told", "not_shared", "concern"):
        for kind in (Kind.NAMES_LIST, Kind.MINUTES):
            assert field not in Bench("early_help").sees(kind, Role.MEMBER, ("education",))


def test_people_who_must_not_be_told_are_told_nothing() -> None:
    """An estranged or violent parent; the journey shows it."""
    assert Bench("early_help").type.confidentiality.never == ("not_told",)


def test_a_family_open_to_social_care_is_not_listed() -> None:
    """Edge case 7."""
    findings = Bench("early_help").check({**AGREED, "open_case": "yes"})

    assert [each.check for each in findings] == [Check.REFUSE]
    assert "lead social worker" in findings[0].door


def test_a_step_down_is_listed_with_its_number_and_closing_date() -> None:
    """Edge case 7: the one open case that is for this meeting."""
    values = {**AGREED, "open_case": "yes", "step_down": "yes"}

    assert checks(values) == []
    assert Bench("early_help").missing(values) == ["social_care_number", "closes"]


def test_a_step_down_is_accepted_only_of_a_family_that_steps_down() -> None:
    bench, handover = Bench("early_help"), {"handover": "2026-12-14"}

    assert bench.outcome("step_down_accepted", handover, AGREED)
    assert bench.outcome("step_down_accepted", handover, {**AGREED, "step_down": "yes"}) == []


@pytest.mark.parametrize("none", ["None", "no children", "n/a", "Adult only."])
def test_an_adult_without_children_goes_to_adult_social_care(none: str) -> None:
    """Edge case 8."""
    findings = Bench("early_help").check({**AGREED, "children": none})

    assert [each.check for each in findings] == [Check.REFUSE]
    assert "Adult social care" in findings[0].door


def test_children_with_names_like_no_are_children() -> None:
    """Edge case 8: "Noa" is a child."""
    assert checks({"children": "Noa, born 3 April 2015"}) == []


def test_a_worker_who_does_not_accept_is_put_before_their_manager() -> None:
    """Edge case 9: after two working days; the family's letter waits for the worker."""
    bench = Bench("early_help")
    allocated = bench.type.outcome("coordinator")
    assert allocated is not None
    clock = next(each for each in bench.type.clocks if each.key == "acceptance")

    assert allocated.confirmer == "field:worker"
    assert bench.ends("acceptance", "2026-12-10").isoformat() == "2026-12-14"  # over a weekend
    assert clock.tell == ("chair", "seat:service_manager")


def test_how_long_a_worker_has_is_a_setting() -> None:
    """Edge case 9."""
    assert Bench("early_help", accept_within_days=3).ends("acceptance", "2026-12-10").isoformat() == "2026-12-15"


@pytest.mark.parametrize(("born", "noted"), [("2008-12-15", True), ("2008-12-16", False), ("2008-02-29", True)])
def test_a_child_who_turns_18_in_the_week_is_still_a_family_and_noted(born: str, noted: bool) -> None:
    """Edge case 10."""
    assert checks({"date_of_birth": born}, on="2026-12-08") == ([Check.FLAG] if noted else [])


def test_a_birthday_on_29_february_counts_from_1_march() -> None:
    """Edge case 10, as the law counts it."""
    assert checks({"date_of_birth": "2008-02-29"}, on="2026-02-21") == []
    assert checks({"date_of_birth": "2008-02-29"}, on="2026-02-22") == [Check.FLAG]


def test_a_family_that_refuses_its_worker_is_reallocated_with_a_reason() -> None:
    """Edge case 11."""
    bench = Bench("early_help")

    lacking = bench.outcome("reallocation", {"worker": "Ade Oke"}, AGREED)
    assert "from" in lacking[0]
    assert "reason" in lacking[0]
    changed = {"was": "Jo Bright", "worker": "Ade Oke", "reason": "The family asked for somebody else."}
    assert bench.outcome("reallocation", changed, AGREED) == []


def test_an_unborn_baby_has_a_due_date_and_no_age() -> None:
    """Edge case 12."""
    unborn = {key: value for key, value in AGREED.items() if key != "date_of_birth"} | {"due_date": "2027-02-01"}
    bench = Bench("early_help")

    assert bench.missing(unborn) == []
    assert bench.check(unborn) == []
    born = bench.type.field("date_of_birth")
    assert born is not None
    assert not any(condition.holds(unborn) for condition in born.when)


def test_an_unborn_baby_without_other_children_is_a_family() -> None:
    """Edge case 12."""
    assert checks({"children": "none", "due_date": "2027-02-01"}) == []


WAITED = earlier(outcomes=[("waiting", {"reason": "No worker is free."})])


def test_a_second_wait_is_noted_and_a_third_is_escalated() -> None:
    """Edge case 13."""
    bench, reason = Bench("early_help"), {"reason": "No worker is free."}

    assert bench.outcome("waiting", reason, AGREED, history=(WAITED,)) == []
    assert bench.outcome("waiting", reason, AGREED, history=(WAITED, WAITED))[0].startswith("The family has waited")
    assert bench.outcome("waiting_escalated", reason, AGREED, history=(WAITED, WAITED)) == []


@pytest.mark.parametrize("limit", [2, 3, 5])
def test_how_often_a_family_waits_is_a_setting(limit: int) -> None:
    """Edge case 13: the third meeting, unless the authority says otherwise."""
    bench, reason = Bench("early_help", escalated_wait=limit), {"reason": "No worker is free."}

    refused = [bool(bench.outcome("waiting", reason, AGREED, history=(WAITED,) * before)) for before in range(6)]
    told = [
        "service manager" in " ".join(each.sentence for each in bench.check(AGREED, history=(WAITED,) * before))
        for before in range(6)
    ]

    assert refused == [before + 1 >= limit for before in range(6)]
    assert told == [before > 0 and before + 1 >= limit for before in range(6)]
    assert {each.key: each.default for each in Bench("early_help").type.settings}["escalated_wait"] == 3


def test_an_escalated_wait_is_the_service_managers_task() -> None:
    """Edge case 13."""
    escalated = Bench("early_help").type.outcome("waiting_escalated")
    assert escalated is not None

    assert [rule.owner for rule in escalated.actions] == ["seat:service_manager"]


def test_the_chair_reads_how_long_a_family_waits() -> None:
    """Edge case 13: warned at the second meeting, told to escalate at the third."""
    bench = Bench("early_help")

    second = bench.check(AGREED, history=(WAITED,))
    third = bench.check(AGREED, history=(WAITED, WAITED))
    assert [each.check for each in (*second, *third)] == [Check.FLAG, Check.FLAG]
    assert "service manager" not in second[0].sentence
    assert "service manager" in third[0].sentence


@pytest.mark.parametrize(("level", "check"), [("1", Check.FLAG), ("4", Check.REFUSE)])
def test_levels_1_and_4_are_for_others(level: str, check: Check) -> None:
    """Level 1 is signposted, level 4 is for statutory services now."""
    assert checks({"suggested_level": level}) == [check]


def test_the_duty_social_worker_stands_in_for_the_front_door() -> None:
    bench = Bench("early_help")

    assert bench.quorum(("chair", "family_support", "safeguarding")) == []
    assert bench.quorum(("chair", "family_support", "duty")) == []
    assert "duty social worker" in bench.quorum(("chair", "family_support", "education"))[0]


def test_health_and_domestic_abuse_are_for_those_who_work_with_the_family() -> None:
    bench = Bench("early_help")

    assert "sensitive" in bench.sees(Kind.MINUTES, Role.MEMBER, ("family_support",))
    assert "sensitive" not in bench.sees(Kind.MINUTES, Role.MEMBER, ("education",))
    assert "sensitive" not in bench.sees(Kind.OUTCOME_CONFIRMED, Role.PRESENTER)


def test_reviews_are_aims_with_their_own_weeks() -> None:
    bench = Bench("early_help", plan_review_weeks=5)

    assert bench.ends("taf_review", "2026-12-08").isoformat() == "2027-03-02"
    assert bench.ends("plan_review", "2026-12-08").isoformat() == "2027-01-12"


def test_a_referrers_own_words_are_understood() -> None:
    written = (
        "Family: Hartley\nConsent: verbal\nFamily agrees: given\nSafeguarding: none\nDOB: 3/4/2015\n"
        "Needs: DV, housing\nLevel: level 2\nEDD: 1 February 2027\nReferred by: GP"
    )

    found = Bench("early_help").read(written)

    assert found == {
        "name": "Hartley",
        "consent": "yes",
        "safeguarding": "no",
        "date_of_birth": "2015-04-03",
        "complexity": "domestic abuse; housing or debt",
        "suggested_level": "2",
        "due_date": "2027-02-01",
        "source": "health",
    }


def test_titles_of_workers_are_local() -> None:
    """A family help reform renames them."""
    renamed = Bench("early_help", level_2_outcome="family help lead allocated").type.outcome("coordinator")

    assert renamed is not None
    assert renamed.label == "family help lead allocated"
