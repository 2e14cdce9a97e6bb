"""The Child Death Overview Panel by itself: the edge cases of its dossier that need no mail."""

from __future__ import annotations

from datetime import date

import pytest

from core.clockwork import Facts
from core.kinds import Kind, Role
from core.panels import COMMON_SHOWS, Check, DayOff, EveryDays, Need, Sensitivity, Show
from core.testing import contract
from tests.plugins.bench import Bench

CASE = {
    "name": "Rowan Rowe",
    "date_of_birth": "2020-03-05",
    "died_on": "2026-06-15",
    "area": "Northtown",
    "nhs_number": "9434765919",
}
REVIEW = {
    "category": "malignancy",
    "secondary": "infection",
    "modifiable": "none identified",
    "learning": "none beyond what is known",
    "score_a": "2",
    "score_b": "1",
    "score_c": "1",
    "score_d": "0",
}
SEATS = ("chair", "designated_nurse", "police", "local_authority_1", "local_authority_2")

test_contract = contract("plugins.cdop")


@pytest.fixture
def cdop() -> Bench:
    return Bench("cdop", area_1="Northtown", area_2="Southtown", area_3="Westtown")


def refused(cdop: Bench, **changes: str) -> bool:
    """Return whether a notification with these changes is refused."""
    return Check.REFUSE in {each.check for each in cdop.check({**CASE, **changes})}


def test_a_death_that_is_notified_twice_is_one_case(cdop: Bench) -> None:
    """Edge case 1: the NHS number alone says who it was; the merge itself is a journey."""
    assert (cdop.type.subject.number, cdop.type.subject.number_alone) == ("nhs_number", True)


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919"])
def test_an_nhs_number_is_checked_by_its_last_digit(cdop: Bench, number: str) -> None:
    """Edge case 1: a mistyped number would make two cases of one."""
    assert cdop.missing({**CASE, "nhs_number": number}) == []


@pytest.mark.parametrize("number", ["9434765918", "94347659199", "1234"])
def test_a_wrong_nhs_number_is_asked_for_again(cdop: Bench, number: str) -> None:
    """Edge case 1."""
    assert cdop.missing({**CASE, "nhs_number": number}) == ["nhs_number"]


def test_a_notification_without_an_nhs_number_is_taken(cdop: Bench) -> None:
    assert cdop.missing({**CASE, "nhs_number": "", "number_why": "not resident in England"}) == []


@pytest.mark.parametrize("field", ["name", "date_of_birth", "died_on", "area"])
def test_what_the_panel_cannot_do_without_is_asked_for(cdop: Bench, field: str) -> None:
    assert cdop.missing({**CASE, field: ""}) == [field]


def test_a_baby_who_lived_minutes_is_in_scope(cdop: Bench) -> None:
    """Edge case 2."""
    assert not refused(cdop, date_of_birth="2026-06-15", birth="live birth")
    assert not refused(cdop, date_of_birth="2026-06-15", unattended="suspected")


@pytest.mark.parametrize(
    "changes",
    [
        {"unattended": "confirmed"},
        {"birth": "stillbirth"},
        {"birth": "planned termination"},
        {"birth": "late fetal loss"},
    ],
)
def test_who_was_not_born_alive_is_out_of_scope(cdop: Bench, changes: dict[str, str]) -> None:
    """Edge case 2."""
    assert refused(cdop, date_of_birth="2026-06-15", **changes)


def test_out_of_scope_closes_the_case(cdop: Bench) -> None:
    """Edge case 2."""
    declared = cdop.type.outcome("out_of_scope")

    assert declared is not None
    assert declared.next_step.value == "close"
    assert cdop.outcome("out_of_scope", {"reason": "stillbirth"}, CASE) == []


def test_17_years_and_364_days_is_in_and_the_18th_birthday_is_out(cdop: Bench) -> None:
    """Edge case 3."""
    assert not refused(cdop, date_of_birth="2008-06-16")
    assert refused(cdop, date_of_birth="2008-06-15")


def test_a_resident_who_died_elsewhere_stays_here_and_the_other_panel_is_told(cdop: Bench) -> None:
    """Edge case 4: asked once for the other panel's address; the letter names nobody; never two reviews."""
    [found] = cdop.check({**CASE, "died_away": "yes"})
    (letter,) = cdop.type.letters
    there = cdop.type.field("there")

    assert found.check is Check.WARN
    assert "tells the panel of the place of death" in found.sentence
    assert (letter.to, letter.fields) == ("field:there", ("area",))
    assert "Do not review it as well." in letter.paragraphs[0]
    assert [all(each.holds(values) for each in letter.when) for values in (CASE, {**CASE, "died_away": "yes"})] == [
        False,
        True,
    ]
    assert there is not None
    assert (there.need, there.sensitivity) == (Need.ASK_ONCE, Sensitivity.RESTRICTED)
    assert cdop.check({**CASE, "died_away": "yes", "area": "other area"})[0].check is Check.FLAG


def test_who_lived_elsewhere_is_reviewed_by_one_panel_alone(cdop: Bench) -> None:
    """Edge case 4."""
    [found] = cdop.check({**CASE, "area": "other area"})
    assert found.check is Check.FLAG

    elsewhere = {"reason": "another panel reviews it"}
    assert "other panel" in cdop.outcome("out_of_scope", elsewhere, CASE)[0]
    assert cdop.outcome("out_of_scope", {**elsewhere, "other_panel": "Otherton"}, CASE) == []


def test_the_first_category_that_applies_is_the_primary_one(cdop: Bench) -> None:
    """Edge case 5."""
    assert cdop.outcome("review_completed", REVIEW, CASE) == []
    suicide = {**REVIEW, "category": "suicide or self-inflicted harm", "secondary": "trauma or other external factors"}
    assert cdop.outcome("review_completed", suicide, CASE) == []
    assert len(cdop.outcome("review_completed", {**suicide, "secondary": "malignancy; infection"}, CASE)) == 0


@pytest.mark.parametrize(
    ("primary", "secondary"),
    [
        ("infection", "malignancy"),
        ("infection", "sudden unexpected or unexplained death; malignancy"),
        ("trauma or other external factors", "suicide or self-inflicted harm"),
    ],
)
def test_a_later_category_cannot_be_the_primary_one(cdop: Bench, primary: str, secondary: str) -> None:
    """Edge case 5."""
    assert cdop.outcome("review_completed", {**REVIEW, "category": primary, "secondary": secondary}, CASE) != []


def test_a_score_of_3_belongs_to_the_old_form_alone(cdop: Bench) -> None:
    """Edge case 6."""
    high = {**REVIEW, "score_c": "3"}

    assert "0 to 2" in cdop.outcome("review_completed", high, CASE)[0]
    assert "0 to 2" in cdop.outcome("review_completed", {**high, "form_version": "2018 or later"}, CASE)[0]
    assert cdop.outcome("review_completed", {**high, "form_version": "form C before 2018"}, CASE) == []
    old = {**REVIEW, "score_c": "4", "form_version": "form C before 2018"}
    assert "0 to 3" in cdop.outcome("review_completed", old, CASE)[0]


def test_what_would_tell_who_it_was_is_looked_for_in_every_document(cdop: Bench) -> None:
    """Edge case 7: the declared part; that sending is stopped is a journey."""
    identities = {each.key for each in cdop.type.fields if each.sensitivity is Sensitivity.IDENTITY}

    assert cdop.type.confidentiality.anonymous
    assert identities == {
        *("name", "date_of_birth", "died_on", "nhs_number", "address", "family", "professionals", "school")
    }


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_shown_an_identity_in_any_document(cdop: Bench, role: Role) -> None:
    """Edge case 7: not even whoever notified is told back a name."""
    identities = {each.key for each in cdop.type.fields if each.sensitivity is Sensitivity.IDENTITY}
    identities |= {"initials", "presenter", "given", "unused"}

    for kind in Kind:
        if kind is not Kind.NOT_UNDERSTOOD:
            shown = {field for show in rules(cdop, kind, role) for field in show.fields}
            assert not identities & shown, kind


def rules(cdop: Bench, kind: Kind, role: Role) -> list[Show]:
    """Return the rules that say what a role sees in a document: the panel's own, else the common one."""
    own = [each for each in cdop.type.confidentiality.shows if kind in each.documents and role in each.to]
    return own or [each for each in COMMON_SHOWS if kind in each.documents and role in each.to]


def test_a_parent_who_writes_is_told_of_the_keyworker(cdop: Bench) -> None:
    """Edge case 8: the sentence for somebody who is identified and no professional.

    A parent who writes from their own address is not identified: their mail is held, the coordinator answers, and no
    automatic answer leaves (mail rules). That they get no invitation is a journey.
    """
    bookers = cdop.type.bookers

    assert bookers is not None
    assert "keyworker" in bookers.door
    assert "webmail.example" not in bookers.domains


def test_while_an_inquest_is_pending_a_review_is_not_completed(cdop: Bench) -> None:
    """Edge case 9."""
    case = {**CASE, "inquest": "pending"}

    assert "inquest" in cdop.outcome("review_completed", REVIEW, case)[0]
    assert cdop.outcome("review_completed", {**REVIEW, "override": "the coroner agrees"}, case) == []
    assert cdop.outcome("review_completed", REVIEW, {**CASE, "inquest": "finished"}) == []
    assert cdop.outcome("review_deferred", {"reason": "inquest"}, case) == []


@pytest.mark.parametrize("field", ["criminal", "other_review"])
def test_other_inquiries_hold_up_a_review_too(cdop: Bench, field: str) -> None:
    assert cdop.outcome("review_completed", REVIEW, {**CASE, field: "pending"}) != []


def test_the_chairs_reason_does_not_help_against_a_wrong_category(cdop: Bench) -> None:
    wrong = {**REVIEW, "category": "infection", "secondary": "malignancy", "override": "the coroner agrees"}

    assert cdop.outcome("review_completed", wrong, CASE) != []


def test_a_paused_case_keeps_its_six_month_day_in_sight(cdop: Bench) -> None:
    """Edge case 9."""
    facts = Facts(booked=date(2026, 6, 16), values={**CASE, "inquest": "pending"})

    running = cdop.clock("six_months", facts)

    assert running is not None
    assert running.paused
    assert running.last == date(2026, 12, 15)
    assert next(each for each in cdop.type.clocks if each.key == "six_months").target


def test_a_case_that_is_said_to_be_ready_while_an_inquest_is_pending_is_flagged(cdop: Bench) -> None:
    """Edge case 9."""
    assert [each.check for each in cdop.check({**CASE, "ready": "yes", "inquest": "pending"})] == [Check.FLAG]


def test_a_case_is_listed_when_it_is_ready(cdop: Bench) -> None:
    gate = cdop.type.confidentiality.consent

    assert gate is not None
    assert gate.field == "ready"
    assert "consent" not in gate.waits.lower()


def test_twins_are_two_cases_that_name_each_other(cdop: Bench) -> None:
    """Edge case 10: the field that links them; that they stay two cases is a journey."""
    assert cdop.read("Twin: CDOP-26-0002") == {"linked": "CDOP-26-0002"}
    assert cdop.type.linked is not None
    assert ("review_completed", "learning") in cdop.type.linked.shares
    for kind in Kind:
        for role in set(Role) - {Role.CHAIR, Role.COORDINATOR}:
            assert "shared_learning" not in cdop.sees(kind, role)


def test_a_case_of_an_area_without_its_local_authority_is_put_off(cdop: Bench) -> None:
    """Edge case 12."""
    assert cdop.quorum(SEATS, CASE) == []
    assert cdop.quorum(SEATS, {**CASE, "area": "Southtown"}) == []
    assert len(cdop.quorum(SEATS, {**CASE, "area": "Westtown"})) == 1
    assert cdop.outcome("review_deferred", {"reason": "no quorum"}, {**CASE, "area": "Westtown"}) == []


@pytest.mark.parametrize(
    "gone", [("chair",), ("designated_nurse",), ("police",), ("local_authority_1", "local_authority_2")]
)
def test_chair_health_local_authority_and_another_agency_must_be_there(cdop: Bench, gone: tuple[str, ...]) -> None:
    there = tuple(seat for seat in (*SEATS, "designated_doctor_1", "ambulance") if seat not in gone)
    if gone == ("designated_nurse",):
        there = tuple(seat for seat in there if seat != "designated_doctor_1")

    assert cdop.quorum(there) != []


def test_a_six_weekly_date_on_a_bank_holiday_moves_and_the_later_ones_do_not(cdop: Bench) -> None:
    """Edge case 13: the days are counted from the anchor; a day off is moved when the meeting is made (a journey)."""
    schedule = cdop.type.schedule
    assert isinstance(schedule, EveryDays)

    assert (schedule.days, schedule.day_off) == (42, DayOff.NEXT)


def test_too_little_information_needs_a_reason(cdop: Bench) -> None:
    """Edge case 14."""
    little = {**REVIEW, "modifiable": "inadequate information"}

    assert "reason" in cdop.outcome("review_completed", little, CASE)[0]
    assert cdop.outcome("review_completed", {**little, "reason": "no records were found"}, CASE) == []


def test_every_case_heard_has_one_result(cdop: Bench) -> None:
    assert cdop.block([("recommend", {})]) != []
    assert cdop.block([("review_completed", {}), ("review_deferred", {})]) != []
    assert cdop.block([("review_completed", {}), ("recommend", {})]) == []


def test_blame_is_noted_and_stops_nothing(cdop: Bench) -> None:
    assert len(cdop.wording("The ward was to blame.")) == 1
    assert not any(each.stops for each in cdop.type.minutes.wording)


@pytest.mark.parametrize(
    ("clock", "start", "last"),
    [
        ("ncmd_entry", "2026-06-15", date(2026, 6, 17)),
        ("forms", "2026-06-15", date(2026, 7, 6)),
        ("cdrm", "2026-06-15", date(2026, 9, 15)),
        ("analysis", "2026-09-01", date(2026, 9, 15)),
        ("panel", "2026-09-01", date(2026, 10, 13)),
        ("panel_inquest", "2026-11-02", date(2026, 12, 14)),
        ("six_months", "2026-08-31", date(2027, 2, 28)),
    ],
)
def test_time_limits_end_when_the_guidance_says(cdop: Bench, clock: str, start: str, last: date) -> None:
    assert cdop.ends(clock, start) == last


def test_minutes_show_area_and_age_and_nothing_of_a_person(cdop: Bench) -> None:
    assert cdop.sees(Kind.NAMES_LIST, Role.MEMBER, ("police",)) == {"area", "age"}
    assert cdop.sees(Kind.MINUTES, Role.MEMBER, ("police",)) == {
        *("area", "age", "present"),
        *("prompts", "outcomes", "actions"),
    }


def test_what_goes_to_coroner_and_safeguarding_partners_goes_today(cdop: Bench) -> None:
    for key in ("practice_review", "tell_coroner"):
        declared = cdop.type.outcome(key)
        assert declared is not None
        assert declared.urgent
        assert [(each.owner, each.due.count) for each in declared.actions] == [("coordinator", 0)]


def test_a_notification_is_read_as_professionals_write_it(cdop: Bench) -> None:
    read = cdop.read(
        "Child: Rowan Rowe\nDOB: 5 March 2020\nDate of death: 15 June 2026\nHome area: Northtown\nInquest: awaited"
    )

    assert read == {
        "name": "Rowan Rowe",
        "date_of_birth": "2020-03-05",
        "died_on": "2026-06-15",
        "area": "Northtown",
        "inquest": "pending",
    }
