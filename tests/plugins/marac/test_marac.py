from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from core import barriers, clockwork
from core.deadlines import WorkingDays
from core.meetings import closing_moment
from core.panels import Check, Earlier, FieldKind, Finding, Kind, Nature, NextStep, Role, Sensitivity
from core.schedule import dates
from tests.plugins.bench import Bench, earlier

MEETING = "2026-12-15"
BARE = {"name": "Robin Example", "perpetrators": "Lee Sample"}
JUDGED = BARE | {"criteria": "professional judgement", "professional_judgement_reason": "choked her on Friday"}
SCORED = BARE | {"criteria": "visible high risk", "risk_tool": "DASH"}
REPEATED = BARE | {"criteria": "repeat", "repeat_incident_date": "2026-12-01"}
QUORATE = ("chair", "police", "childrens_social_care", "mental_health", "idva")
VIEWS = {"victims_views": "wants to stay in her home"}
ADDRESS = "Flat 3, 12 Mill Lane, Anytown AN1 2BC"


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench("marac")


def found(bench: Bench, values: dict[str, str], on: str = MEETING, history: tuple[Earlier, ...] = ()) -> list[Check]:
    return [each.check for each in bench.check(values, on, history)]


def referred(on: str, who: str = "Lee Sample", kept_on: str = "", **values: str) -> Earlier:
    outcomes: list[tuple[str, dict[str, str]]] = [(kept_on, {})] if kept_on else []
    case = BARE | {"perpetrators": who, **values}
    return earlier("MARAC-26-0001", made=on, meeting=on, values=case, outcomes=outcomes)


def fields(bench: Bench, key: str) -> list[str]:
    outcome = bench.type.outcome(key)
    assert outcome is not None
    return [each.key for each in outcome.fields]


def views(
    bench: Bench, role: Role, seats: tuple[str, ...], values: Mapping[str, object], kind: Kind = Kind.NAMES_LIST
) -> dict[str, object]:
    """Return what the panel's own narrowing leaves of an item, of what the rules show in this document."""
    asked = {"document": kind, "role": role, "values": values, "seats": seats, "settings": bench.settings}
    shown = bench.sees(kind, role, ("police",))  # from the police nothing is narrowed away

    def seen(field: str) -> bool:
        return field in shown and bool(bench.host.call("marac", "panel_may_see", default=True, field=field, **asked))

    return {key: value for key, value in values.items() if seen(key)}


# What a referral needs


def test_only_victim_perpetrator_and_criteria_stop_a_booking(bench: Bench) -> None:
    assert bench.missing({}) == ["name", "perpetrators", "criteria"]
    assert bench.missing(JUDGED) == []


@pytest.mark.parametrize(
    ("values", "needed"),
    [
        ({"criteria": "visible high risk", "risk_tool": "DASH"}, ["risk_score"]),
        ({"criteria": "professional judgement"}, ["professional_judgement_reason"]),
        ({"criteria": "potential escalation; repeat"}, ["police_incidents", "repeat_incident_date"]),
        ({"criteria": "transfer from another area"}, ["previous_marac_date", "previous_marac_area"]),
        (JUDGED | {"victim_aware": "no", "consent_given": "no"}, ["if_not_why", "sharing_without_consent_reason"]),
        (JUDGED | {"victim_address": ADDRESS}, ["address_confidential"]),
    ],
    ids=["score", "judgement", "escalation and repeat", "transfer", "not aware", "address"],
)
def test_what_a_criterion_or_an_answer_needs_is_asked_for(
    bench: Bench, values: dict[str, str], needed: list[str]
) -> None:
    assert bench.missing(BARE | values) == needed
    assert bench.check(BARE | values, MEETING) == []  # what is missing is asked for before anything is refused


def test_a_referral_is_read_as_people_write_it(bench: Bench) -> None:
    written = (
        "Victim: Robin Example\nDOB: 3 April 1990\nPerpetrator: Lee Sample (ex-partner) and Pat Sample\n"
        "Criteria: 14 ticks and judgement\nTool: dash ric\nScore: 15 ticks\nNot safe people: none known\nEmergency: no"
    )

    assert bench.read(written) == {
        "name": "Robin Example",
        "date_of_birth": "1990-04-03",
        "perpetrators": "Lee Sample (ex-partner); Pat Sample",
        "criteria": "visible high risk; professional judgement",
        "risk_tool": "DASH",
        "risk_score": "15",
        "not_safe_to_talk_to": "none",
        "emergency": "no",
    }


# The threshold


def test_score_13_by_itself_is_refused_and_the_other_criteria_are_named(bench: Bench) -> None:
    """Edge case 1."""
    (finding,) = bench.check(SCORED | {"risk_score": "13"}, MEETING)

    assert finding.check is Check.REFUSE
    assert finding.sentence.endswith("another one: professional judgement; potential escalation; repeat.")
    assert "IDVA" in finding.door


def test_score_13_with_a_reason_and_score_14_are_taken(bench: Bench) -> None:
    """Edge case 1."""
    judged = {"criteria": "visible high risk; professional judgement", "professional_judgement_reason": "stalking"}

    assert bench.check(SCORED | {"risk_score": "13"} | judged, MEETING) == []
    assert bench.check(SCORED | {"risk_score": "14"}, MEETING) == []


@pytest.mark.parametrize(("incidents", "checks"), [("2", [Check.REFUSE]), ("3", [])])
def test_three_police_incidents_are_an_escalation(bench: Bench, incidents: str, checks: list[Check]) -> None:
    assert found(bench, BARE | {"criteria": "potential escalation", "police_incidents": incidents}) == checks


def test_an_area_can_ask_for_more_incidents() -> None:
    values = BARE | {"criteria": "potential escalation", "police_incidents": "4"}

    assert found(Bench("marac", escalation_incidents=5), values) == [Check.REFUSE]


def test_repeat_counts_to_the_last_day_of_the_12_months(bench: Bench) -> None:
    """Edge case 2."""
    history = (referred("2025-12-10"),)

    assert found(bench, REPEATED | {"repeat_incident_date": "2026-12-10"}, history=history) == [Check.FLAG]


def test_the_next_day_is_a_new_referral_that_keeps_the_earlier_reference(bench: Bench) -> None:
    """Edge case 2: it is asked which other criterion it meets, and is taken as new when it meets one."""
    history = (referred("2025-12-10"),)
    late = REPEATED | {"repeat_incident_date": "2026-12-11", "previous_ref": "MARAC-25-0007"}

    (asked,) = bench.check(late, MEETING, history)
    (taken,) = bench.check(
        late | SCORED | {"criteria": "visible high risk; repeat", "risk_score": "14"}, MEETING, history
    )

    assert (asked.check, asked.field) == (Check.ASK, "criteria")
    assert taken.check is Check.WARN
    assert taken.sentence.startswith("This is a new referral.")
    assert bench.read("Previous reference: MARAC-25-0007") == {"previous_ref": "MARAC-25-0007"}


@pytest.mark.parametrize(("incident", "check"), [("2025-02-28", Check.FLAG), ("2025-03-01", Check.ASK)])
def test_a_referral_of_29_february_2024_counts_to_28_february_2025(bench: Bench, incident: str, check: Check) -> None:
    """Edge case 2."""
    values = REPEATED | {"repeat_incident_date": incident}

    assert found(bench, values, "2025-03-11", (referred("2024-02-29"),)) == [check]
    assert bench.ends("flag", "2024-02-29") == date(2025, 2, 28)


def test_a_written_date_of_referral_counts_before_the_day_of_the_mail(bench: Bench) -> None:
    history = (referred("2025-12-20", referral_date="2025-12-01"),)

    assert found(bench, REPEATED | {"repeat_incident_date": "2026-12-02"}, history=history) == [Check.ASK]


def test_a_repeat_with_score_6_is_taken_without_a_judgement(bench: Bench) -> None:
    """Edge case 3."""
    values = SCORED | REPEATED | {"criteria": "visible high risk; repeat", "risk_score": "6"}

    assert bench.missing(values | {"previous_marac_date": "2026-06-01"}) == []
    assert found(bench, values, history=(referred("2026-06-01"),)) == [Check.FLAG]
    assert found(bench, SCORED | {"risk_score": "6"}, history=(referred("2026-06-01"),)) == [Check.FLAG]  # not ticked


def test_another_perpetrator_makes_a_new_case(bench: Bench) -> None:
    """Edge case 4."""
    history = (referred("2026-06-01", "Kim Other"),)

    (asked,) = bench.check(REPEATED, MEETING, history)

    assert (asked.check, asked.field) == (Check.ASK, "criteria")
    assert found(bench, REPEATED | JUDGED | {"criteria": "professional judgement"}, history=history) == []


def test_one_of_two_earlier_perpetrators_makes_a_repeat(bench: Bench) -> None:
    """Edge case 4: however the name is written."""
    history = (referred("2026-06-01", "Kim Other; Lee Sample <lee@elsewhere.example>"),)

    assert found(bench, REPEATED | {"perpetrators": "LEE SAMPLE (ex)"}, history=history) == [Check.FLAG]


def test_a_repeat_of_which_we_have_no_record_is_asked_when_the_last_one_was(bench: Bench) -> None:
    (asked,) = bench.check(REPEATED, MEETING)

    assert (asked.check, asked.field) == (Check.ASK, "previous_marac_date")
    assert found(bench, REPEATED | {"previous_marac_date": "2026-03-01"}) == [Check.FLAG]


def test_an_area_can_take_only_crimes_as_repeats() -> None:
    strict, history = Bench("marac", repeat_criminal_only=True), (referred("2026-06-01"),)

    assert found(strict, REPEATED | {"repeat_incident_type": "other abuse"}, history=history) == [Check.ASK]
    assert found(strict, REPEATED | {"repeat_incident_type": "stalking or harassment"}, history=history) == [Check.FLAG]


@pytest.mark.parametrize("kept_on", ["relist", "emergency_reported"])
def test_a_case_that_the_panel_booked_on_is_no_new_referral(bench: Bench, kept_on: str) -> None:
    """Edge case 2: the 12 months count from the referral and not from the day it was listed again."""
    first, second = referred("2025-11-01", kept_on=kept_on), referred("2026-06-01")

    assert bench.check(SCORED | {"risk_score": "3"}, "2025-12-15", (first,)) == []  # it was taken when it was referred
    assert found(bench, REPEATED | {"repeat_incident_date": "2026-11-02"}, history=(first, second)) == [Check.ASK]
    assert found(bench, REPEATED, history=(referred("2025-11-01"), second)) == [Check.FLAG]


def test_counterclaims_stop_both(bench: Bench) -> None:
    """Edge case 5: declared; what becomes of the two is in the journeys."""
    rules = bench.type.confidentiality

    assert (rules.rivals, rules.counterclaims) == ("perpetrators", True)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("lee@anytown.example", "Lee Sample"),
        ("lee.sample@anytown.example", ""),
        ("pat@anytown.example", "Pat Sample"),
        ("robin@anytown.example", "Robin Example"),
        ("sam@anytown.example", "Sam Sample"),
    ],
    ids=["by name", "by address", "not safe", "victim", "feared"],
)
def test_nobody_who_must_not_learn_is_written_to(bench: Bench, address: str, name: str) -> None:
    """Edge cases 6 and 8: whatever role such a person has, a letter to them is stopped."""
    case = BARE | {
        "perpetrators": "Lee Sample <lee.sample@anytown.example>",
        "not_safe_to_talk_to": "Pat Sample",
        "who_victim_fears": "Sam Sample",
        "safe_to_talk_to": "Jo Friend",
    }
    panel = cast("Any", SimpleNamespace(confidentiality=bench.type.confidentiality))

    assert barriers.must_not_learn(panel, (address, name), case)
    assert not barriers.must_not_learn(panel, ("jo@anytown.example", "Jo Friend"), case)


def test_no_outcome_writes_a_letter_and_nobody_outside_owns_an_action(bench: Bench) -> None:
    """Edge case 8: the system writes to workers alone; the victim is told by the IDVA."""
    owners = {rule.owner for each in bench.type.outcomes for rule in each.actions}

    assert [each.key for each in bench.type.outcomes if each.letters] == []
    assert owners == {"field:owner", "coordinator", "seat:idva", "seat:police", "presenter"}
    assert bench.type.guests.fields == ()


def test_answers_show_nobody_whether_a_case_is_known(bench: Bench) -> None:
    """Edge case 7: declared; the identical answers are in the journeys."""
    assert bench.type.confidentiality.discreet
    assert [kind for kind in Kind if bench.sees(kind, Role.ANYONE) - {"unused"}] == []


# A secret address


@pytest.mark.parametrize(
    ("role", "seats", "shown"),
    [
        (Role.MEMBER, ("education",), False),
        (Role.REPRESENTATIVE, ("housing",), False),
        (Role.MEMBER, ("police",), True),
        (Role.REPRESENTATIVE, ("idva",), True),
        (Role.CHAIR, ("chair",), True),
        (Role.COORDINATOR, (), True),
    ],
    ids=["education", "housing", "police", "idva", "chair", "coordinator"],
)
def test_a_secret_address_is_for_some_readers(bench: Bench, role: Role, seats: tuple[str, ...], *, shown: bool) -> None:
    """Edge case 9."""
    case = {"name": "Robin Example", "victim_address": ADDRESS, "address_confidential": "yes"}

    seen = views(bench, role, seats, case)

    assert ("victim_address" in seen) is shown
    assert seen["address_confidential"] == "yes"  # so a reader knows that it is withheld
    assert seen["name"] == "Robin Example"


@pytest.mark.parametrize("secret", ["yes", ""])
def test_a_secret_address_is_not_told_by_another_field_either(bench: Bench, secret: str) -> None:
    """Edge case 9: children who live there, minutes in which somebody wrote it. Silence counts as secret."""
    case: dict[str, object] = {
        "victim_address": ADDRESS,
        "address_confidential": secret,
        "children": "Al, 7, at 12 Mill Lane",
    }
    said = {"prompts": [["Summary", "moved to an1  2bc"]], "outcomes": [{"label": "no new actions"}]}

    assert "children" not in views(bench, Role.MEMBER, ("education",), case)
    assert set(views(bench, Role.MEMBER, ("education",), case | said, Kind.MINUTES)) == {"outcomes"}
    assert "children" in views(bench, Role.MEMBER, ("idva",), case)


def test_an_open_address_is_on_the_list(bench: Bench) -> None:
    case = {"victim_address": ADDRESS, "address_confidential": "no", "children": "Al, 7, at 12 Mill Lane"}

    assert set(views(bench, Role.MEMBER, ("education",), case)) == set(case)


def test_restricted_fields_are_on_no_list_and_in_no_minutes(bench: Bench) -> None:
    restricted = {each.key for each in bench.type.fields if each.sensitivity is Sensitivity.RESTRICTED}
    listed = bench.sees(Kind.NAMES_LIST, Role.MEMBER, ("police",))

    assert {"who_victim_fears", "not_safe_to_talk_to", "victim_phone"} <= restricted
    assert {"name", "date_of_birth", "perpetrators", "children", "previous_marac_area"} <= listed
    assert not restricted & (listed | bench.sees(Kind.MINUTES, Role.MEMBER, ("police",)))


def test_a_referrer_is_told_the_actions_of_their_own_case_alone(bench: Bench) -> None:
    assert bench.sees(Kind.OUTCOME_CONFIRMED, Role.PRESENTER) == {"name", "actions"}
    assert bench.sees(Kind.OUTCOME_CONFIRMED, Role.PRESENTER, own=False) == set()
    assert bench.sees(Kind.MINUTES, Role.PRESENTER) == set()


# Moves, emergencies, observers


def test_a_case_from_another_area_is_taken_for_12_months_without_a_new_incident(bench: Bench) -> None:
    """Edge case 10: its papers are asked for, and the list says where it comes from."""
    moved = BARE | {"criteria": "transfer from another area", "previous_marac_area": "Othertown"}

    (warned,) = bench.check(moved | {"previous_marac_date": "2025-12-15"}, MEETING)

    assert (warned.check, "minutes and plan" in warned.sentence) == (Check.WARN, True)
    assert found(bench, moved | {"previous_marac_date": "2025-12-14"}) == [Check.WARN, Check.REFUSE]
    assert "previous_marac_area" in bench.sees(Kind.NAMES_LIST, Role.MEMBER, ("housing",))


def test_a_case_heard_here_is_handed_over_with_its_papers(bench: Bench) -> None:
    """Edge case 10 (b) and (c)."""
    outcome = bench.type.outcome("transfer_out")

    assert outcome is not None
    assert [rule.owner for rule in outcome.actions] == ["coordinator", "seat:idva"]
    assert bench.outcome("transfer_out", {"area": "Othertown"})[0].startswith("This outcome needs the secure address.")


def test_an_emergency_is_told_at_once_and_goes_to_the_next_ordinary_minutes(bench: Bench) -> None:
    """Edge case 11."""
    urgent = JUDGED | {"emergency": "yes"}
    plan = ("action_plan", {"owner": "police"})

    assert found(bench, urgent) == [Check.ALERT]
    assert bench.block([plan], urgent, VIEWS) == [
        "The minutes need one of these for every case: report to the next meeting."
    ]
    assert bench.block([plan, ("emergency_reported", {})], urgent, VIEWS) == []
    assert bench.block([plan], JUDGED, VIEWS) == []
    assert bench.outcome("emergency_reported", case=JUDGED) != []


def test_what_goes_to_the_next_meeting_is_no_emergency_there(bench: Bench) -> None:
    """Edge case 11."""
    for key in ("relist", "emergency_reported"):
        outcome = bench.type.outcome(key)
        assert outcome is not None
        assert outcome.next_step is NextStep.REBOOK
        assert dict(outcome.sets) == {"emergency": "no"}


def test_slots_and_capacity_are_settings() -> None:
    """Edge case 12: a full meeting makes a waiting list; the journeys show that nothing is lost."""
    assert Bench("marac").type.sitting.capacity == 15
    assert Bench("marac", capacity=20, slot_minutes=12).type.sitting.slot_minutes == 12


def test_an_observer_has_a_seat_only_with_a_signed_statement_and_counts_for_nothing(bench: Bench) -> None:
    """Edge case 13: a seat is what brings lists and invitations, and it says on what condition somebody has it."""
    seat = bench.type.seat("observer")

    assert seat is not None
    assert (seat.optional, seat.label) == (True, "Observer who signed the confidentiality statement")
    assert bench.quorum((*QUORATE[:3], "idva", "observer")) != []
    assert "observers" in [each.key for each in bench.type.minutes.meeting]


@pytest.mark.parametrize("tool", ["MeRIT", "DARA", "other"])
def test_a_score_counts_on_the_dash_alone(bench: Bench, tool: str) -> None:
    """Edge case 14: another tool's score is not asked for, and another criterion is needed."""
    values = SCORED | {"risk_tool": tool}

    assert bench.missing(values) == []
    assert found(bench, values | {"risk_score": "20"}) == [Check.REFUSE]
    assert found(bench, values | {"professional_judgement_reason": "threats to kill"}) == []


def test_bookings_close_8_working_days_before_and_easter_does_not_count() -> None:
    """Edge case 15: the Tuesday after Easter 2027 is 30 March; Good Friday and Easter Monday are skipped."""
    bench = Bench("marac", first_meeting="2026-12-08")
    zone = ZoneInfo("Europe/London")
    panel = cast("Any", SimpleNamespace(type=bench.type, days=WorkingDays("GB-ENG"), zone=zone))

    assert date(2027, 3, 30) in dates(bench.type.schedule, date(2027, 3, 1), date(2027, 3, 31))
    assert closing_moment(panel, date(2027, 3, 30)) == datetime(2027, 3, 16, 12, tzinfo=zone)


def test_subjects_and_calendars_say_nothing_of_a_case(bench: Bench) -> None:
    """Edge case 16: declared; the journeys show a name in a subject line that goes no further."""
    assert bench.type.confidentiality.outward_name == "MARAC session"


# Who is a victim, and who sits


def test_a_victim_under_16_is_a_child_protection_case(bench: Bench) -> None:
    _, finding = bench.check(JUDGED | {"date_of_birth": "2010-12-16"}, MEETING)

    assert (finding.check, finding.door) == (Check.REFUSE, "Call children's social care today.")
    assert found(bench, JUDGED | {"date_of_birth": "2026-11-16"}) == [Check.WARN, Check.REFUSE]  # a typing slip


@pytest.mark.parametrize(("born", "checks"), [("2010-12-15", [Check.WARN]), ("2008-12-15", [])])
def test_a_victim_of_16_or_17_goes_to_social_care_too(bench: Bench, born: str, checks: list[Check]) -> None:
    assert found(bench, JUDGED | {"date_of_birth": born}) == checks


def test_marac_and_idva_go_together(bench: Bench) -> None:
    assert bench.check(JUDGED | {"idva_referred": "no"}, MEETING) == [
        Finding(Check.WARN, "Refer the victim to the IDVA service today as well.")
    ]


@pytest.mark.parametrize("absent", QUORATE)
def test_quorum_is_chair_police_social_care_health_and_the_victims_voice(bench: Bench, absent: str) -> None:
    assert bench.quorum(QUORATE) == []
    assert bench.quorum(tuple(seat for seat in QUORATE if seat != absent)) != []


def test_somebody_named_stands_in_for_the_idva(bench: Bench) -> None:
    assert bench.quorum((*QUORATE[:4], "idva_stand_in")) == []
    assert any("IDVA" in each or "idva" in each for each in bench.quorum((*QUORATE[:4], "probation")))


# What is resolved


def test_it_has_the_outcomes_of_the_dossier_and_decides_nothing(bench: Bench) -> None:
    assert [each.key for each in bench.type.outcomes] == [
        *("action_plan", "no_new_actions", "flag_and_tag", "transfer_out", "refer_mappa"),
        *(
            "refer_childrens_social_care",
            "refer_adult_safeguarding",
            "refer_other_panel",
            "disclosure_scheme",
            "relist",
        ),
        *("emergency_meeting", "emergency_reported", "below_threshold_returned", "withdrawn"),
    ]
    assert Nature.DECISION not in {each.nature for each in bench.type.outcomes}
    assert bench.type.confirmation.natures == ()


def test_an_action_has_an_owner_words_and_a_day(bench: Bench) -> None:
    assert bench.outcome("action_plan", {"owner": "police", "what": "mark the address"})[0].startswith(
        "This outcome needs the due."
    )
    assert bench.outcome("action_plan", {"owner": "police", "what": "mark it", "due": "2026-12-20"}) == []


def test_the_victims_views_stand_in_every_case(bench: Bench) -> None:
    assert bench.block([("no_new_actions", {"reason": "all in place"})], JUDGED)[0].startswith(
        "Write something under Victim's views."
    )


def test_referrals_are_sent_by_their_owner_and_not_by_the_panel(bench: Bench) -> None:
    sent = [each for each in bench.type.outcomes if each.key.startswith("refer_")]

    assert [each.refer for each in sent] == [None] * 4
    assert {rule.owner for each in sent for rule in each.actions} == {"field:owner"}


def test_the_flag_runs_for_12_months_and_no_hearing_ends_it(bench: Bench) -> None:
    facts = clockwork.Facts(booked=date(2026, 12, 1), values=JUDGED, heard=(date(2026, 12, 15),))

    running = bench.clock("flag", facts)

    assert running is not None
    assert (running.last, running.ended) == (date(2027, 12, 1), False)


def test_research_stays_with_the_agencies_unless_the_area_wants_it(bench: Bench) -> None:
    assert not bench.type.before.keeps_research
    assert Bench("marac", keeps_research=True).type.before.keeps_research


def test_local_values_are_settings(bench: Bench) -> None:
    numbers = (
        *("capacity 15", "slot_minutes 15", "every_days 14", "names_list_days 5", "closes_days 8", "quorum 5"),
        *("draft_within_days 3", "escalate_days 5", "repeat_months 12", "escalation_incidents 3", "least_age 16"),
        *("keep_years 7", "action_days 10"),
    )

    assert [f"{key} {bench.settings[key]}" for key, _ in (each.split() for each in numbers)] == list(numbers)


def test_there_is_one_identity_and_people_are_read_as_people(bench: Bench) -> None:
    assert [each.key for each in bench.type.fields if each.sensitivity is Sensitivity.IDENTITY] == ["name"]
    assert {each.key for each in bench.type.fields if each.kind is FieldKind.PEOPLE} == {
        *("perpetrators", "who_victim_fears", "not_safe_to_talk_to", "safe_to_talk_to")
    }
    assert fields(bench, "relist") == ["reason", "date"]
