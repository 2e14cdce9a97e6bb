from __future__ import annotations

from datetime import date

import pytest

from core import clockwork
from core.counting import Facts, Hearing, blanks
from core.panels import Check, Kind, Nature, Need, Role
from tests.plugins.bench import Bench, earlier

MEETING = "2026-12-03"  # the first Thursday
CASE = {
    "name": "Kit Example",
    "date_of_birth": "2010-05-02",
    "roles": "at risk; involved",
    "harm_to": "high",
    "harm_by": "low",
    "threat_to_life": "no",
    "concern": "seen with older young people who carry knives",
    "safeguarding_referral": "yes",
    "safeguarding_ref": "MASH 4411",
}
ADOPTED = {"lead_agency": "youth service", "lead_worker": "jo@anytown.example", "plan": "mentor and football"}
REFUSED = ("offer_support", {"service": "mentor", "owner": "jo@anytown.example", "take_up": "refused"})
REMOVED = {"reason": "no new concern for a year"}
ENFORCEMENT = {"measure": "gang injunction", "owner": "pc@police.example"}


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench("magpan")


def checks(bench: Bench, **values: str) -> list[Check]:
    return [each.check for each in bench.check(CASE | values, on=MEETING)]


def test_a_whole_referral_lacks_nothing_and_nothing_is_found_in_it(bench: Bench) -> None:
    assert bench.missing(CASE) == []
    assert bench.check(CASE, on=MEETING) == []


def test_what_a_referral_cannot_do_without_is_asked_for(bench: Bench) -> None:
    assert sorted([*bench.missing({}), "safeguarding_ref"]) == sorted(CASE)
    assert bench.missing({"safeguarding_referral": "yes"} | CASE | {"safeguarding_ref": ""}) == ["safeguarding_ref"]
    assert bench.missing(CASE | {"justice_status": "custody"}) == ["release_date"]


def test_a_referral_is_read_as_people_write_it(bench: Bench) -> None:
    written = "Young person: Kit Example\nRole: exploited, victim\nOsman warning: no\nJustice status: YOI"

    assert bench.read(written) == {
        "name": "Kit Example",
        "roles": "exploited; harmed victim",
        "threat_to_life": "no",
        "justice_status": "custody",
    }


def test_significant_harm_goes_to_social_care_first(bench: Bench) -> None:
    assert checks(bench, safeguarding_referral="no") == [Check.ALERT, Check.WARN]
    assert checks(bench, safeguarding_referral="no", harm_to="medium") == [Check.WARN]
    assert checks(bench, household_children="yes") == [Check.WARN]


def test_another_panels_concern_goes_there_first(bench: Bench) -> None:
    assert checks(bench, other_concerns="ideology") == [Check.WARN]


@pytest.mark.parametrize(("born", "outside"), [("2017-01-01", True), ("2016-12-03", False), ("2000-12-03", True)])
def test_the_ages_of_the_panel_are_10_to_25(bench: Bench, born: str, outside: bool) -> None:
    assert checks(bench, date_of_birth=born) == ([Check.FLAG] if outside else [])


def test_rivals_are_kept_apart_and_are_never_written_to(bench: Bench) -> None:
    """Edge case 1: two rivals do not get onto one meeting, or one list, by themselves (journey test)."""
    rules = bench.type.confidentiality

    assert (rules.rivals, rules.apart) == ("rivals", True)
    assert "rivals" in rules.never


def test_somebody_who_is_only_a_victim_is_no_suspect(bench: Bench) -> None:
    """Edge case 2: the roles are kept as they were said; nothing that is done to suspects can be recorded."""
    victim = CASE | {"roles": "harmed victim"}

    assert bench.outcome("enforcement_referral", ENFORCEMENT, victim)[0].startswith("'enforcement referral' is not")
    assert bench.outcome("enforcement_referral", ENFORCEMENT, CASE) == []
    assert bench.read("Role: victim") == {"roles": "harmed victim"}


def heard(*cases: dict[str, str]) -> Facts:
    """Return a quarter in which the panel heard these cases."""
    return Facts(hearings=tuple(Hearing(case=at, values=CASE | each) for at, each in enumerate(cases)))


def test_somebody_who_is_only_a_victim_is_in_no_count_of_suspects_or_of_the_cohort() -> None:
    """Edge case 2: they are counted by themselves; who is involved besides is counted with those who are."""
    victim = {"roles": "harmed victim", "gender": "female", "ethnicity": "White", "schooling": "excluded"}

    found = Bench("magpan", small_numbers=0).report(
        heard(victim, {"roles": "involved; harmed victim"}, {"roles": "at risk"})
    )

    assert (found["victims"][""], found["suspects"][""], found["cohort"][""]) == ("1", "1", "2")
    assert found["cohort"]["harmed victim"] == "1"
    about = ("age", "gender", "ethnicity", "harm_by", "justice", "schooling")
    assert {found[key][""] for key in about} == {"2"}
    assert {found["gender"]["female"], found["ethnicity"]["White"], found["schooling"]["excluded"]} == {"0"}


def test_a_quarter_of_nothing_but_victims_counts_no_suspect() -> None:
    """Edge case 2."""
    found = Bench("magpan").report(heard(*[{"roles": "harmed victim"}] * 7))

    assert found["victims"][""] == "7"
    assert {found[key][""] for key in ("cohort", "suspects", "age", "gender", "ethnicity", "harm_by")} == {"0"}


@pytest.mark.parametrize("said", [{"health": "waits for an ADHD assessment"}, {"agency": "health"}])
def test_section_16_is_no_basis_for_health_information(bench: Bench, said: dict[str, str]) -> None:
    """Edge case 3: the basis is asked for again, though one was given."""
    cited = CASE | {"sharing_basis": "serious violence duty s.16"} | said

    assert bench.missing(cited) == ["sharing_basis"]
    assert bench.missing(cited | {"sharing_basis": "Children Act s.47"}) == []


def test_section_16_is_a_basis_for_others(bench: Bench) -> None:
    """Edge case 3."""
    assert bench.missing(CASE | {"sharing_basis": "serious violence duty s.16", "agency": "police"}) == []


def test_a_threat_to_life_is_an_alert_at_once(bench: Bench) -> None:
    """Edge case 4: whatever day it is (journey test)."""
    assert checks(bench, threat_to_life="yes") == [Check.ALERT]


def test_a_safety_plan_is_for_the_same_day_where_there_is_a_threat_to_life(bench: Bench) -> None:
    """Edge case 4."""
    outcome = bench.type.outcome("safety_plan")
    assert outcome is not None

    def due(threat: str) -> list[tuple[int, str]]:
        known = {"threat_to_life": threat}
        holding = [action for action in outcome.actions if all(when.holds(known) for when in action.when)]
        return [(action.due.count, action.due_field) for action in holding]

    assert outcome.urgent
    assert (due("yes"), due("no")) == ([(0, "")], [(5, "due")])


def test_nobody_can_tell_whether_somebody_was_here_before(bench: Bench) -> None:
    """Edge case 5: a removed person's name gives the answer that every name gives (journey test)."""
    assert bench.type.confidentiality.discreet
    history = (earlier(outcomes=(("remove", REMOVED | {"retain_until": "2026-06-01"}),)),)

    assert bench.check(CASE, on=MEETING, history=history) == bench.check(CASE, on=MEETING) == []


@pytest.mark.parametrize(
    ("roles", "until", "stands"),
    [
        ("involved", "2027-12-03", True),
        ("involved", "2027-12-04", False),
        ("harmed victim", "2027-06-03", True),
        ("harmed victim", "2027-06-04", False),
        ("harmed victim; involved", "2027-12-03", True),
    ],
)
def test_a_removed_person_is_kept_for_12_months_and_a_victim_for_6(
    bench: Bench, roles: str, until: str, stands: bool
) -> None:
    """Edge case 6."""
    case = CASE | {"roles": roles}

    assert (bench.outcome("remove", REMOVED | {"retain_until": until}, case, on=MEETING) == []) is stands
    assert bench.outcome("remove", REMOVED | {"retain_until": until, "override": "inquest"}, case, on=MEETING) == []


def test_a_removal_says_until_when_and_everything_goes_the_day_after(bench: Bench) -> None:
    """Edge case 6 (what is erased, and what a legal hold keeps, is a journey)."""
    assert bench.outcome("remove", REMOVED, CASE)[0].startswith("This outcome needs the retain until")
    assert bench.ends("delete", "2027-06-01") == date(2027, 6, 1)
    assert next(each for each in bench.type.clocks if each.key == "delete").erases


@pytest.mark.parametrize(("again", "kept"), [(None, False), (date(2026, 12, 3), False), (date(2027, 1, 4), True)])
def test_a_new_referral_after_the_removal_keeps_the_person(bench: Bench, again: date | None, kept: bool) -> None:
    """Edge case 5, supplementary: who is referred anew is not erased by what an earlier panel said."""
    met = date(2026, 12, 3)
    removed = clockwork.Recorded("remove", {"retain_until": "2027-06-01"}, met, met, met)
    facts = clockwork.Facts(booked=date(2026, 11, 2), referred=again, values={}, recorded=(removed,))

    running = bench.clock("delete", facts)

    assert running is not None
    assert running.ended is kept


def test_a_relative_at_a_partner_and_their_team_are_never_written_to(bench: Bench) -> None:
    """Edge case 7 (journey test)."""
    field = bench.type.field("relatives_at_work")
    assert field is not None

    assert "relatives_at_work" in bench.type.confidentiality.never


@pytest.mark.parametrize(
    ("release", "review", "stands"),
    [
        ("2026-12-31", "2027-01-07", False),
        ("2026-12-31", "2026-12-17", True),
        ("2027-01-14", "2027-02-04", True),
    ],
)
def test_the_review_comes_before_a_release_within_4_weeks(
    bench: Bench, release: str, review: str, stands: bool
) -> None:
    """Edge case 8."""
    case = CASE | {"justice_status": "custody", "release_date": release}
    values = ADOPTED | {"next_date": review}

    assert (bench.outcome("adopt", values, case, on=MEETING) == []) is stands
    assert bench.outcome("adopt", values, CASE, on=MEETING) == []


@pytest.mark.parametrize(
    ("harm", "review", "stands"),
    [
        ("high", "2027-03-03", True),
        ("high", "2027-03-04", False),
        ("low", "2027-06-03", True),
        ("low", "2027-06-04", False),
    ],
)
def test_a_review_is_within_3_months_where_a_harm_is_high_else_within_6(
    bench: Bench, harm: str, review: str, stands: bool
) -> None:
    case = CASE | {"harm_to": "low", "harm_by": harm}

    assert (bench.outcome("adopt", ADOPTED | {"next_date": review}, case, on=MEETING) == []) is stands


def test_a_new_risk_level_decides_when_the_review_is(bench: Bench) -> None:
    """The levels that the outcome records count, not those of the booking."""
    lower = {"harm_to": "low", "harm_by": "low", "reason": "has a job", "next_date": "2027-06-03"}

    assert bench.outcome("risk_change", lower, CASE, on=MEETING) == []
    assert bench.outcome("risk_change", lower | {"harm_by": "high"}, CASE, on=MEETING) != []


def test_three_refusals_end_or_raise_a_case(bench: Bench) -> None:
    """Edge case 9: twice before and once now; any outcome that raises or closes the case lets it stand."""
    history = (earlier(outcomes=(REFUSED,)), earlier(outcomes=(REFUSED,)))

    assert bench.outcome("adopt", ADOPTED, CASE, history=history) == []
    assert bench.outcome("adopt", ADOPTED, CASE, history=history, others=(REFUSED,)) == [
        "Support was refused too often to go on as before. Close the case or raise it."
    ]
    raised = (REFUSED, ("safeguarding_referral", {"owner": "jo@anytown.example"}))
    assert bench.outcome("adopt", ADOPTED, CASE, history=history, others=raised) == []


def test_three_attempts_without_engagement_end_or_raise_a_case(bench: Bench) -> None:
    """Edge case 9."""
    tried = {"attempts": "3", "next": "try again"}

    assert bench.outcome("no_engagement", tried | {"attempts": "2"}, CASE) == []
    assert bench.outcome("no_engagement", tried, CASE) != []


def test_an_exploited_child_without_an_nrm_answer_cannot_be_closed(bench: Bench) -> None:
    """Edge case 10."""
    child = CASE | {"roles": "exploited"}
    referral = ("nrm_referral", {"owner": "jo@anytown.example"})

    assert bench.outcome("adopt", ADOPTED, child) == ["Record an NRM referral for this child."]
    assert bench.outcome("adopt", ADOPTED, child, others=(referral,)) == []
    assert bench.outcome(*referral, child) == []
    assert bench.outcome("adopt", ADOPTED, child | {"nrm_submitted": "yes"}) == []
    assert bench.outcome("adopt", ADOPTED, child | {"date_of_birth": "2005-05-02"}) == []
    assert bench.outcome("adopt", ADOPTED, CASE) == []


def test_nrm_is_asked_for_where_a_child_is_exploited(bench: Bench) -> None:
    """Edge case 10."""
    field = bench.type.field("nrm_submitted")
    assert field is not None

    assert field.need is Need.ASK_ONCE
    assert [when.holds({"under_18": "yes", "roles": "exploited; involved"}) for when in field.when] == [True, True]
    assert not all(when.holds({"under_18": "no", "roles": "exploited"}) for when in field.when)


def test_intelligence_in_the_open_part_stops_the_minutes(bench: Bench) -> None:
    """Edge case 11."""
    text = "Intel says that there will be trouble on Friday."

    assert bench.wording(text) == ["Move this to the closed part, under Police only."]
    assert bench.wording(text, part="outcomes") == bench.wording(text)
    assert bench.wording(text, part="closed") == []
    assert bench.wording("Nothing new.") == []


def test_a_label_is_shown_to_the_chair(bench: Bench) -> None:
    assert bench.wording("He is a gang member.") == ["Say what happened instead of a label."]


@pytest.mark.parametrize(
    ("seat", "closed", "move"),
    [
        ("police", True, True),
        ("housing", False, True),
        ("childrens_social_care", False, True),
        ("education", False, False),
    ],
)
def test_the_closed_part_is_for_police_and_a_move_for_those_who_need_it(
    bench: Bench, seat: str, closed: bool, move: bool
) -> None:
    seen = bench.sees(Kind.MINUTES, Role.MEMBER, (seat,))

    assert ("closed" in seen, "move" in seen) == (closed, move)
    assert seen > {"initials", "prompts", "outcomes"}
    assert "name" not in seen


def test_the_presenter_never_reads_the_closed_part(bench: Bench) -> None:
    for kind in Kind:
        for role in (Role.PRESENTER, Role.OWNER, Role.SUBJECT, Role.GUEST, Role.ANYONE):
            assert {"closed", "closed_actions"}.isdisjoint(bench.sees(kind, role))


def test_the_list_has_initials_and_only_an_agencys_own_people(bench: Bench) -> None:
    assert bench.sees(Kind.NAMES_LIST, Role.MEMBER, ("education",)) == {"initials", "presenter", "slot"}
    assert bench.sees(Kind.NAMES_LIST, Role.MEMBER, ("education",), own=False) == set()


def test_no_document_shows_an_address_or_a_group(bench: Bench) -> None:
    restricted = {
        "address",
        "safe_contact",
        "group",
        "group_role",
        "rivals",
        "threats",
        "incidents",
        "family",
        "health",
    }

    for kind in Kind:
        for role in Role:
            assert restricted.isdisjoint(bench.sees(kind, role, ("police",)))


def test_outside_it_is_a_partnership_meeting(bench: Bench) -> None:
    """Edge case 12 (journey test)."""
    assert bench.type.confidentiality.outward_name == "Partnership meeting"


def test_no_letter_speaks_of_gangs_or_names_the_panel(bench: Bench) -> None:
    """Edge case 12."""
    letters = [letter for outcome in bench.type.outcomes for letter in outcome.letters]
    texts = " ".join(line for letter in letters for line in (letter.addressee, *letter.paragraphs, *letter.rights))

    assert letters != []
    assert "gang" not in texts.lower()
    assert "{panel}" not in texts


def test_who_has_turned_18_needs_an_adult_lead_and_is_asked_again(bench: Bench) -> None:
    """Edge case 13."""
    grown = {"date_of_birth": "2008-12-01"}

    assert checks(bench, **grown, consent_date="2026-06-01") == [Check.FLAG, Check.WARN]
    assert checks(bench, **grown, consent_date="2026-12-02") == []
    assert checks(bench, date_of_birth="2008-12-04", consent_date="2026-06-01") == []


def test_youth_seats_drop_off_at_18(bench: Bench) -> None:
    """Edge case 13."""
    extracts = bench.type.confidentiality.extracts
    assert extracts is not None

    def invited(under_18: str) -> list[str]:
        return [seat for seat, when in extracts.seats if when.holds({"under_18": under_18})]

    assert invited("yes") == ["youth_offending", "childrens_social_care"]
    assert invited("no") == ["adult_social_care"]


def test_the_18th_birthday_is_on_the_clock(bench: Bench) -> None:
    """Edge case 13."""
    assert bench.ends("turns_18", "2009-02-28") == date(2027, 2, 28)


def test_somebody_who_is_with_another_panel_is_a_flag_without_content(bench: Bench) -> None:
    """Edge case 14 (journey test)."""
    assert bench.type.confidentiality.cross_reference == ("cseg", "mappa")


def test_ethnicity_and_gender_are_asked_for(bench: Bench) -> None:
    """Edge case 15: what the report counts is asked for first."""
    needs = {key: found.need for key in ("ethnicity", "gender") if (found := bench.type.field(key))}

    assert needs == {"ethnicity": Need.ASK_ONCE, "gender": Need.ASK_ONCE}


@pytest.mark.parametrize(("blank", "flagged"), [(1, False), (2, True)])
def test_a_report_without_an_ethnicity_in_more_than_10_percent_of_cases_is_incomplete(
    bench: Bench, blank: int, *, flagged: bool
) -> None:
    """Edge case 15: 1 of 10 is 10% and not more."""
    facts = heard(*[{"ethnicity": "White"}] * (10 - blank), *[{}] * blank)

    said = blanks(bench.type, facts)

    assert said == (("Ethnicity is not given in more than 10% of the cases.",) if flagged else ())


def test_how_much_may_be_blank_is_a_setting() -> None:
    """Edge case 15."""
    facts = heard({"ethnicity": "White"}, {})

    assert blanks(Bench("magpan", ethnicity_blank=50).type, facts) == ()
    assert blanks(Bench("magpan", ethnicity_blank=49).type, facts) != ()


def test_ethnicity_is_one_of_the_groups_of_the_census(bench: Bench) -> None:
    """Edge case 15: what everybody words otherwise cannot be compared."""
    assert bench.read("Ethnicity: Mixed White and Black Caribbean") == {"ethnicity": "mixed or multiple"}
    assert bench.read("Ethnicity: White British\nSex: F") == {"ethnicity": "White", "gender": "female"}


def test_quorum_is_chair_police_youth_offending_and_childrens_social_care(bench: Bench) -> None:
    core = ("chair", "police", "youth_offending", "childrens_social_care")

    assert bench.quorum(core, CASE) == []
    assert len(bench.quorum((*core[:3], "education"))) == 1


def test_the_panel_allocates_and_nothing_waits_for_a_confirmer(bench: Bench) -> None:
    assert bench.type.nature is Nature.ALLOCATION
    assert bench.type.confirmation.natures == ()


def test_a_person_is_referred_to_each_of_the_other_panels(bench: Bench) -> None:
    outcome = bench.type.outcome("refer_other_panel")
    assert outcome is not None
    assert outcome.refer is not None

    assert {key for _, key in outcome.refer.targets} == {"cseg", "channel", "mappa", "marac", "missing_from_care"}
