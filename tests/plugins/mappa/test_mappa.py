from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from core import clockwork
from core.deadlines import WorkingDays
from core.panels import Check, Kind, Nature, NextStep, Role, Setting
from core.resolution import resolve, values_of
from plugins.mappa import EDITIONS, PANEL, on_forms
from tests.plugins.bench import Bench, earlier

MEETING = "2026-12-16"  # the third Wednesday
CASE = {
    "name": "Kit Example",
    "date_of_birth": "1984-05-02",
    "category": "category 2",
    "level": "level 2",
    "index_offence": "wounding with intent",
    "rosh": "high",
    "why_refer": "threats against a former partner",
    "why_level": "three agencies need one plan",
    "lead_agency": "probation",
}
HEARD: tuple[tuple[str, dict[str, str]], ...] = (
    ("level_2", {"reason": "needs it"}),
    ("rmp_agreed", {}),
    ("disclosure_no", {"reason": "nobody at risk"}),
)
REVIEW = {"reason": "risk is the same"}


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench("mappa")


def checks(bench: Bench, **values: str) -> list[Check]:
    return [each.check for each in bench.check(CASE | values, on=MEETING)]


def heard(*keys: str) -> tuple[tuple[str, dict[str, str]], ...]:
    return tuple((key, {}) for key in keys)


def test_a_whole_referral_lacks_nothing_and_nothing_is_found_in_it(bench: Bench) -> None:
    assert bench.missing(CASE) == []
    assert bench.check(CASE, on=MEETING) == []


def test_what_a_referral_cannot_do_without_is_asked_for(bench: Bench) -> None:
    assert sorted(bench.missing({})) == sorted(CASE)


def test_category_1_needs_the_visor_reference_and_custody_the_release_date(bench: Bench) -> None:
    assert bench.missing(CASE | {"category": "category 1"}) == ["visor_ref"]
    assert bench.missing(CASE | {"in_custody": "yes"}) == ["release_date"]


def test_a_referral_is_read_as_people_write_it(bench: Bench) -> None:
    written = "Offender: Kit Example\nDOB: 2 May 1984\nCategory: 3\nLevel: L3\nRoSH: v high\nCustody: no\nSentence: IPP"

    assert bench.read(written) == {
        "name": "Kit Example",
        "date_of_birth": "1984-05-02",
        "category": "category 3",
        "level": "level 3",
        "rosh": "very high",
        "in_custody": "no",
        "sentence": "life or indeterminate",
    }


def test_children_who_are_not_referred_are_a_warning(bench: Bench) -> None:
    assert checks(bench, children="two", safeguarding_referral="no") == [Check.WARN]
    assert checks(bench, children="two", safeguarding_referral="yes") == []


def test_category_3_at_level_1_is_refused(bench: Bench) -> None:
    """Edge case 1."""
    found = bench.check(CASE | {"category": "category 3", "level": "level 1"}, on=MEETING)

    assert [(each.check, each.sentence) for each in found] == [
        (Check.REFUSE, "Category 3 is managed at Level 2 or Level 3 only.")
    ]


def test_level_1_is_refused_in_every_other_category(bench: Bench) -> None:
    assert checks(bench, level="level 1") == [Check.REFUSE]


def test_category_3_that_steps_down_leaves_mappa_without_a_review(bench: Bench) -> None:
    """Edge case 1."""
    third = CASE | {"category": "category 3"}
    left = bench.type.outcome("left_mappa")
    assert left is not None

    assert bench.outcome("exit_to_level_1", REVIEW, third)[0].startswith("'exit to level 1' is not an outcome")
    assert bench.outcome("left_mappa", REVIEW, third) == []
    assert (left.next_step, [field.key for field in left.fields]) == (NextStep.CLOSE, ["reason"])


def test_the_other_categories_stay_mappa_cases_at_level_1(bench: Bench) -> None:
    """Edge case 1."""
    assert bench.outcome("exit_to_level_1", REVIEW, CASE) == []
    assert bench.outcome("left_mappa", REVIEW, CASE)[0].startswith("'leaves MAPPA' is not an outcome")


def test_two_categories_are_refused(bench: Bench) -> None:
    """Edge case 2."""
    found = bench.check(CASE | {"category": "category 1; category 2"}, on=MEETING)

    assert [(each.check, each.sentence) for each in found] == [(Check.REFUSE, "A referral has exactly one category.")]


@pytest.mark.parametrize(("review", "stands"), [("2027-04-07", True), ("2027-04-08", False), ("2027-04-14", False)])
def test_a_level_2_review_is_at_most_16_weeks_later(bench: Bench, review: str, stands: bool) -> None:
    """Edge case 3: 16 weeks exactly, one day more, and 17 weeks."""
    assert (bench.outcome("level_2", REVIEW | {"next_date": review}, CASE, on=MEETING) == []) is stands


def test_the_chair_overrides_the_hard_stop_with_a_reason_and_the_board_is_told(bench: Bench) -> None:
    """Edge case 3."""
    late = REVIEW | {"next_date": "2027-04-14"}
    outcome = bench.type.outcome("level_2")
    assert outcome is not None
    (action,) = outcome.actions

    assert bench.outcome("level_2", late, CASE, on=MEETING)[-1].startswith("If it should stand all the same")
    assert bench.outcome("level_2", late | {"override": "the hall is closed"}, CASE, on=MEETING) == []
    assert (action.owner, action.what) == ("coordinator", "Put the override on the management board's list")
    assert [condition.holds({"override": "the hall is closed"}) for condition in action.when] == [True]
    assert [condition.holds({}) for condition in action.when] == [False]


def test_the_hard_stop_is_the_areas_own(bench: Bench) -> None:
    wider = Bench("mappa", level_3_weeks=8)
    eight = REVIEW | {"next_date": "2027-02-10"}

    assert bench.outcome("level_3", eight, CASE, on=MEETING) != []
    assert wider.outcome("level_3", eight, CASE, on=MEETING) == []
    assert (bench.ends("level_3_review", MEETING), wider.ends("level_3_review", MEETING)) == (
        date(2027, 1, 27),
        date(2027, 2, 10),
    )


def test_a_case_that_is_raised_counts_6_weeks_from_today_and_its_old_review_is_over(bench: Bench) -> None:
    """Edge case 4."""
    raised = clockwork.Facts(
        booked=date(2026, 9, 1),
        values=CASE,
        heard=(date(2026, 9, 16), date(2026, 12, 16)),
        recorded=(
            clockwork.Recorded("level_2", REVIEW, date(2026, 9, 16), date(2026, 9, 23)),
            clockwork.Recorded("level_3", REVIEW, date(2026, 12, 16), date(2026, 12, 17)),
        ),
    )
    before, now = bench.clock("level_2_review", raised), bench.clock("level_3_review", raised)
    outcome = bench.type.outcome("level_3")
    assert before is not None
    assert now is not None
    assert outcome is not None

    assert before.ended
    assert (now.last, now.ended) == (date(2027, 1, 27), False)
    assert bench.outcome("level_3", REVIEW | {"next_date": "2027-01-28"}, CASE, on=MEETING) != []
    assert (outcome.sets, outcome.next_step) == ((("level", "level 3"),), NextStep.REBOOK)


def test_every_item_needs_a_level_a_plan_and_a_decision_about_disclosure(bench: Bench) -> None:
    """Edge case 5."""
    whole = {"risk": "high to one person"}

    assert bench.block(HEARD, CASE, whole) == []
    assert [line for line in bench.block(HEARD[:2], CASE, whole) if "no disclosure" in line] != []
    assert len(bench.block((), CASE, whole)) == 3
    assert bench.block(heard("deferred"), CASE, whole) == []


def test_no_disclosure_needs_a_reason(bench: Bench) -> None:
    """Edge case 5."""
    assert bench.outcome("disclosure_no", {}, CASE)[0].startswith("This outcome needs the reason")


def test_only_one_level_can_be_set(bench: Bench) -> None:
    assert bench.block((*HEARD, *heard("level_3")), CASE, {"risk": "high"}) != []


def test_cases_that_are_heard_together_are_kept_apart(bench: Bench) -> None:
    """Edge case 6: the core finds one offender's name in the minutes of another; only the chair allows it (journey)."""
    rules = bench.type.confidentiality
    heading = next(each for each in bench.type.minutes.case if each.key == rules.apart_unless)

    assert rules.apart
    assert (heading.label, heading.required) == ("Necessary to name", False)


def test_members_see_only_the_items_they_are_invited_to(bench: Bench) -> None:
    """Edge case 7."""
    for role in (Role.MEMBER, Role.REPRESENTATIVE):
        assert bench.sees(Kind.NAMES_LIST, role, ("health",)) > {"name", "category"}
        assert bench.sees(Kind.NAMES_LIST, role, ("health",), own=False) == set()
        assert bench.sees(Kind.MINUTES, role, ("health",), own=False) == set()


def test_a_guest_reads_the_minutes_of_their_item_alone(bench: Bench) -> None:
    """Edge case 7."""
    assert bench.sees(Kind.MINUTES, Role.GUEST) > {"outcomes", "actions"}
    assert "victim_section" not in bench.sees(Kind.MINUTES, Role.GUEST)
    assert bench.sees(Kind.MINUTES, Role.GUEST, own=False) == set()
    assert bench.sees(Kind.NAMES_LIST, Role.GUEST) == set()


@pytest.mark.parametrize(("seat", "sees"), [("police", True), ("victim_liaison", True), ("housing", False)])
def test_the_victim_section_is_for_those_who_need_it(bench: Bench, seat: str, sees: bool) -> None:
    assert ("victim_section" in bench.sees(Kind.MINUTES, Role.MEMBER, (seat,))) is sees


def test_no_document_shows_where_anybody_lives_or_who_the_victims_are(bench: Bench) -> None:
    restricted = {"address", "release_address", "victims", "children", "linked_people", "harm_to", "staff_risk"}

    for kind in Kind:
        for role in Role:
            assert restricted.isdisjoint(bench.sees(kind, role, ("police",)))


def test_nothing_is_for_the_offender_and_nobody_can_tell_who_is_known(bench: Bench) -> None:
    """Edge case 8: no letter, no rule that lets a subject in; their lawyer and family are named as never to be told."""
    rules = bench.type.confidentiality

    assert bench.sees(Kind.MINUTES, Role.SUBJECT) == bench.sees(Kind.MINUTES, Role.ANYONE) == set()
    assert [outcome.key for outcome in bench.type.outcomes if outcome.letters] == []
    assert rules.discreet
    assert rules.never == ("linked_people",)


def test_level_3_needs_a_chair_of_the_right_rank(bench: Bench) -> None:
    """Edge case 9: the coordinator agrees by recording who held the rank."""
    core = ("chair", "police", "probation")

    assert bench.quorum(core, CASE) == []
    assert bench.quorum(core, CASE | {"level": "level 3"}) == [
        "This case needs chair of superintendent's or equal rank."
    ]
    assert bench.quorum((*core, "senior_chair"), CASE | {"level": "level 3"}) == []


def test_quorum_is_chair_police_and_probation_and_the_prison_for_somebody_in_custody(bench: Bench) -> None:
    assert len(bench.quorum(("police", "probation"))) == 2
    assert bench.quorum(("chair", "police", "probation"), CASE | {"in_custody": "yes"}) == [
        "This case needs prison service."
    ]


def test_under_18_brings_in_the_youth_offending_team_and_childrens_social_care(bench: Bench) -> None:
    """Edge case 10."""
    young = CASE | {"date_of_birth": "2010-06-01"}
    extracts = bench.type.confidentiality.extracts
    assert extracts is not None
    forced = [seat for seat, when in extracts.seats if when.holds({"under_18": "yes"})]

    assert forced == ["youth_offending", "childrens_social_care"]
    assert len(bench.quorum(("chair", "police", "probation"), young)) == 2
    assert bench.quorum(("chair", "police", "probation", *forced), young) == []


LATE = [Check.WARN, Check.FLAG]


@pytest.mark.parametrize(
    ("release", "found"), [("2027-01-13", [Check.ALERT]), ("2027-01-14", LATE), ("2026-12-20", [Check.ALERT])]
)
def test_a_release_within_4_weeks_is_urgent(bench: Bench, release: str, found: list[Check]) -> None:
    """Edge case 11: no level is set yet, so the coordinator is alerted."""
    assert checks(bench, in_custody="yes", release_date=release) == found


@pytest.mark.parametrize(("release", "found"), [("2027-06-15", LATE), ("2027-06-16", []), ("2027-06-17", [])])
def test_a_level_that_is_set_less_than_6_months_before_a_release_is_late(
    bench: Bench, release: str, found: list[Check]
) -> None:
    """The presenter is warned and the chair is told; not where somebody is free, or a level is set already."""
    values = CASE | {"in_custody": "yes", "release_date": release}
    history = (earlier(meeting="2026-10-21", outcomes=HEARD),)

    assert [each.check for each in bench.check(values, on=MEETING)] == found
    assert bench.check(values | {"in_custody": "no"}, on=MEETING) == []
    assert bench.check(values, on=MEETING, history=history) == []


def test_the_months_before_a_release_are_the_areas_own() -> None:
    assert checks(Bench("mappa", release_months=3), in_custody="yes", release_date="2027-06-01") == []


def test_a_referral_is_screened_within_5_working_days(bench: Bench) -> None:
    """The coordinator has it in the digest until they write when it was screened, or the case is heard."""
    referred = clockwork.Facts(booked=date(2026, 11, 24), values=CASE)
    screened = replace(referred, values=CASE | {"screened": "2026-11-26"})
    running, done = bench.clock("screening", referred), bench.clock("screening", screened)
    assert running is not None
    assert done is not None

    assert (running.last, running.ended, done.ended) == (date(2026, 12, 1), False, True)
    assert bench.read("Screened on: 26 November 2026") == {"screened": "2026-11-26"}


def test_a_release_that_is_close_is_a_flag_where_the_level_is_set(bench: Bench) -> None:
    """Edge case 11."""
    values = CASE | {"in_custody": "yes", "release_date": "2026-12-20"}
    history = (earlier(meeting="2026-10-21", outcomes=HEARD),)

    assert [each.check for each in bench.check(values, on=MEETING, history=history)] == [Check.FLAG]


def test_minutes_are_due_in_working_days_5_at_level_3_and_10_at_level_2(bench: Bench) -> None:
    """Edge case 12: Christmas is not counted; the chair is told when the time is over."""
    clocks = {clock.key: clock for clock in bench.type.clocks}

    assert bench.ends("level_3_minutes", "2026-12-21") == date(2026, 12, 30)
    assert bench.ends("level_2_minutes", "2026-12-16") == date(2027, 1, 4)
    assert {clocks[key].tell for key in ("level_2_minutes", "level_3_minutes")} == {("chair",)}


def test_the_minutes_clock_of_the_level_runs_until_the_minutes_are_approved(bench: Bench) -> None:
    """Edge case 12."""
    met = date(2026, 12, 16)
    third = CASE | {"level": "level 3"}
    waiting = clockwork.Facts(booked=date(2026, 12, 1), values=third, met=((met, None),))
    done = replace(waiting, met=((met, date(2026, 12, 18)),))
    running, over = bench.clock("level_3_minutes", waiting), bench.clock("level_3_minutes", done)
    assert running is not None
    assert over is not None

    assert (running.last, running.ended, over.ended) == (date(2026, 12, 23), False, True)
    assert bench.clock("level_2_minutes", waiting) is None
    assert bench.clock("level_3_minutes", replace(waiting, values=CASE)) is None


def test_the_only_domains_are_the_areas_own(bench: Bench) -> None:
    """Edge case 13: mail to an address outside them is held back, and the chair is asked (journey test)."""
    area = Bench("mappa", only_domains=("*.police.example", "probation.example"))

    assert bench.type.confidentiality.only_domains == ()
    assert bench.type.confidentiality.permission
    assert area.type.confidentiality.only_domains == ("*.police.example", "probation.example")


@pytest.mark.parametrize(
    ("edition", "paper", "form"),
    [
        ("2012", "minutes", "MAPPA B"),
        ("2012", "audit", "MAPPA L"),
        ("2012", "report", "MAPPA O"),
        ("2022", "minutes", "MAPPA C"),
        ("2022", "audit", "the audit"),
    ],
)
def test_the_letters_of_forms_are_those_of_the_edition(edition: str, paper: str, form: str) -> None:
    """Edge case 14: a table for each edition. Where an edition has no letter that we know, the paper has its name."""
    named = cast("Setting", on_forms(f"{{{paper}}}"))

    assert named.of(edition) == form
    assert set(EDITIONS) == set(named.choices)


@pytest.mark.parametrize(("edition", "form"), [("2012", "MAPPA B"), ("2022", "MAPPA C")])
def test_what_the_plans_owner_is_told_names_the_form_of_the_edition(edition: str, form: str) -> None:
    """Edge case 14: the edition is a setting, and every text that names a form follows it."""
    outcome = Bench("mappa", edition=edition).type.outcome("rmp_agreed")
    assert outcome is not None

    assert outcome.actions[0].what == f"Load the plan and {form} into ViSOR"


def test_an_edition_that_there_is_not_is_a_configuration_error_that_names_those_there_are() -> None:
    """Edge case 14."""
    resolved, (problem,) = resolve(PANEL, {"edition": "2019"})

    assert (problem.where, problem.expected) == ("edition", "Write one of: 2012, 2022.")
    assert values_of(resolved)["edition"] == "2022"


def test_a_transfer_leaves_the_case_here_until_it_is_accepted(bench: Bench) -> None:
    """Edge case 15: the minutes still need a level, so the review date holds."""
    transfer, accepted = bench.type.outcome("transfer_area"), bench.type.outcome("transfer_accepted")
    assert transfer is not None
    assert accepted is not None

    assert len(bench.block(heard("transfer_area"), CASE, {"risk": "high"})) == 3
    assert bench.block((*HEARD, *heard("transfer_area")), CASE, {"risk": "high"}) == []
    assert (transfer.next_step, accepted.next_step) == (NextStep.NONE, NextStep.CLOSE)


@pytest.mark.parametrize(
    ("months", "sentenced", "found"),
    [
        ("11", "2025-03-01", [Check.REFUSE]),
        ("12", "2025-02-03", []),
        ("18", "2025-02-02", [Check.ALERT]),
    ],
)
def test_coercive_control_is_category_2_from_12_months(
    bench: Bench, months: str, sentenced: str, found: list[Check]
) -> None:
    """Edge case 16."""
    values = {"coercive_control": "yes", "sentence_months": months, "sentence_date": sentenced}

    assert checks(bench, **values) == found
    assert checks(bench, **values, category="category 3") == []


def test_coercive_control_offers_category_3_and_asks_for_the_sentence(bench: Bench) -> None:
    """Edge case 16: a hospital order counts without a length."""
    values = CASE | {"coercive_control": "yes", "sentence_date": "2025-03-01"}
    (refused,) = bench.check(values | {"sentence_months": "6"}, on=MEETING)

    assert "category 3" in refused.door
    assert bench.missing(values) == ["sentence_months"]
    assert bench.missing(values | {"sentence": "hospital order"}) == []


def test_a_hard_stop_on_a_day_off_ends_on_the_working_day_before(bench: Bench) -> None:
    """Edge case 17: 16 weeks after 7 September 2026 is 28 December, a bank holiday after Christmas and a weekend."""
    outcome = bench.type.outcome("level_2")
    assert outcome is not None
    assert outcome.rebook is not None

    assert not WorkingDays("GB-ENG").is_working_day(date(2026, 12, 28))
    assert bench.ends("level_2_review", "2026-09-07") == date(2026, 12, 24)
    assert (outcome.rebook.on, outcome.rebook.after) == ("next_date", None)
    assert outcome.rebook.before is not None
    assert bench.outcome("level_2", REVIEW | {"next_date": "2027-01-23"}, CASE, on=MEETING) == [
        "The review is at a weekend. Choose a working day before it.",
        "If it should stand all the same, give the chair's reason after a bar: | override: ...",
    ]


def test_a_deferral_stays_inside_the_hard_stop_of_the_last_level(bench: Bench) -> None:
    history = (earlier(meeting="2026-11-18", outcomes=(("level_3", REVIEW),)),)
    late = {"reason": "no report", "next_date": "2027-01-20"}

    assert bench.outcome("deferred", late, CASE, on=MEETING, history=history) != []
    assert bench.outcome("deferred", late, CASE, on=MEETING) == []
    assert bench.outcome("deferred", late | {"override": "agreed"}, CASE, on=MEETING, history=history) == []


def test_a_category_4_case_is_kept_out_unless_the_area_says_otherwise(bench: Bench) -> None:
    agreed = Bench("mappa", category_4="alert")

    assert checks(bench, category="category 4") == [Check.HOLD]
    assert checks(agreed, category="category 4") == [Check.ALERT]


def test_nothing_waits_for_a_confirmer(bench: Bench) -> None:
    assert bench.type.confirmation.natures == ()
    assert {outcome.nature for outcome in bench.type.outcomes} == set(Nature)


def test_a_disclosure_needs_who_what_when_and_the_undertaking(bench: Bench) -> None:
    (sentence,) = bench.outcome("disclosure_yes", {"reason": "to protect a child"}, CASE)

    for label in ("to whom", "what", "by whom", "due", "undertaking signed"):
        assert f"| {label}: ..." in sentence
