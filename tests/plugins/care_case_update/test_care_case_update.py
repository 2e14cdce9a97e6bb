from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from core.clockwork import Facts, Recorded
from core.derived import week
from core.host import load
from core.inspection import inspect_type
from core.panels import BOOKING_ANSWERS, Check, Earlier, Kind, Nature, NextStep, Role
from tests.plugins.bench import Bench, earlier

CASE = {
    "name": "Example",
    "case_number": "7741",
    "stream": "proceedings",
    "issue_date": "2026-01-05",
    "bottleneck": "none",
}
S20 = {"name": "Sample", "case_number": "9902", "stream": "section 20", "s20_start": "2026-10-01", "bottleneck": "none"}
COURT = {"court": date(2026, 7, 5)}
OPEN = ("on_track", {"next_date": "2026-03-02"})


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench("care_case_update")


def flags(
    bench: Bench,
    values: dict[str, str],
    on: str,
    history: tuple[Earlier, ...] = (),
    clocks: Mapping[str, date] = MappingProxyType({}),
) -> list[str]:
    found = bench.check(values, on=on, history=history, clocks={**COURT, **clocks})
    return [each.sentence for each in found if each.check is Check.FLAG]


def values_of(bench: Bench, key: str) -> set[str]:
    return {choice.label for field in bench.type.fields if field.key == key for choice in field.choices}


def test_a_row_needs_its_family_reference_stream_and_the_day_the_stream_began(bench: Bench) -> None:
    assert bench.missing({}) == ["name", "case_number", "stream"]
    assert bench.missing({"name": "Example", "case_number": "7741", "stream": "proceedings"}) == ["issue_date"]
    assert bench.missing({"name": "Example", "case_number": "7741", "stream": "PLO"}) == ["plo_letter_date"]
    assert bench.missing({"name": "Example", "case_number": "7741", "stream": "section 20"}) == ["s20_start"]


def test_somebody_is_named_for_each_bottleneck_but_none(bench: Bench) -> None:
    assert bench.missing(CASE | {"bottleneck": "expert late"}) == ["bottleneck_owner"]
    assert bench.missing(CASE) == []


def test_a_booking_is_read_as_managers_write_it(bench: Bench) -> None:
    read = bench.read(
        "Family: Example\nCase ref: 7741\nStream: pre-proceedings\nPLO letter: 5 October 2026\nBarrier: none"
    )

    assert read == {
        "name": "Example",
        "case_number": "7741",
        "stream": "PLO",
        "plo_letter_date": "2026-10-05",
        "bottleneck": "none",
    }


def test_no_outcome_decides_recommends_advises_or_allocates(bench: Bench) -> None:
    """Edge case 1: no decision can be recorded, because there is none, and none can be declared."""
    assert {each.nature for each in bench.type.outcomes} == {Nature.TRACKING, Nature.LEARNING}
    assert bench.type.nature is Nature.TRACKING


def test_a_decision_cannot_be_declared_for_this_panel(bench: Bench) -> None:
    """Edge case 1: the same declaration with one decision in it is refused by inspection."""
    outcome = replace(bench.type.outcomes[0], key="decide", label="we decide", aliases=(), nature=Nature.DECISION)
    wrong = replace(bench.type, outcomes=(*bench.type.outcomes, outcome))

    assert [each.where for each in inspect_type(wrong, "terms")] == [
        "panel type care_case_update, outcomes.decide",
    ]


def test_agreed_to_issue_proceedings_goes_to_the_care_and_resource_panel(bench: Bench) -> None:
    """Edge case 1: what sounds like a decision is a question to another panel."""
    outcome = bench.type.outcome("escalate_to_care_resource")

    assert outcome is not None
    assert "the meeting agreed to issue proceedings" in outcome.aliases
    assert outcome.nature is Nature.TRACKING
    assert outcome.refer is not None
    assert outcome.refer.to == ("care_resource",)
    assert bench.outcome(outcome.key, {"question": "issue?", "urgency": "this week"}, CASE) == []


def test_26_weeks_begin_with_the_day_of_issue(bench: Bench) -> None:
    """Edge case 2."""
    assert bench.ends("court", "2026-01-05") == date(2026, 7, 5)


@pytest.mark.parametrize(("to", "stands"), [("2026-08-30", True), ("2026-08-31", False), ("2026-09-06", False)])
def test_a_court_extends_by_8_weeks_at_a_time(bench: Bench, to: str, stands: bool) -> None:
    """Edge case 2: as an outcome, and on a row."""
    extension = {"extension_ordered": "2026-06-22", "extension_end": to}

    found = bench.outcome("extension_noted", extension | {"reason": "expert"}, CASE, clocks=COURT)
    checked = [each.check for each in bench.check(CASE | extension, on="2026-06-25", clocks=COURT)]

    assert (not found) is stands
    assert (Check.REFUSE not in checked) is stands


def test_a_further_extension_counts_from_the_one_before(bench: Bench) -> None:
    further = {"extension_ordered": "2026-08-20", "extension_end": "2026-10-25", "reason": "new evidence"}
    clocks = COURT | {"extension": date(2026, 8, 30)}
    before = earlier(values=CASE | {"extension_end": "2026-08-30"})

    assert bench.outcome("extension_noted", further, CASE, clocks=clocks) == []
    assert Check.REFUSE not in [
        each.check for each in bench.check(CASE | further, on="2026-09-03", history=(before,), clocks=COURT)
    ]


def test_an_extension_ordered_after_the_end_counts_from_the_order(bench: Bench) -> None:
    """Children Act 1989 s.32(8): 8 weeks from the later of the end of the period and the order."""
    late = {"extension_ordered": "2026-07-12", "extension_end": "2026-09-06", "reason": "late application"}

    assert bench.outcome("extension_noted", late, CASE, clocks=COURT) == []


def test_two_children_with_their_own_dates_have_their_own_clocks(bench: Bench) -> None:
    """Edge case 3: a row each; one is withdrawn, the other extended."""
    withdrawn = Recorded("closed", {"reason": "withdrawn"}, date(2026, 3, 2), date(2026, 3, 3))
    one = Facts(booked=date(2026, 1, 6), values=CASE, recorded=(withdrawn,))
    other = Facts(booked=date(2026, 1, 6), values=CASE | {"extension_end": "2026-08-30"})

    ended, paused, extended = bench.clock("court", one), bench.clock("court", other), bench.clock("extension", other)

    assert ended is not None
    assert ended.ended
    assert paused is not None
    assert paused.paused
    assert extended is not None
    assert (extended.last, extended.ended) == (date(2026, 8, 30), False)


def test_a_case_that_changes_stream_counts_from_that_streams_own_start(bench: Bench) -> None:
    """Edge case 4: the earlier dates are kept, and 26 weeks count only from issue."""
    moved = S20 | {"plo_letter_date": "2026-11-02", "stream": "proceedings", "issue_date": "2026-12-07"}
    facts = Facts(booked=date(2026, 10, 5), values=moved)

    court = bench.clock("court", facts)

    assert court is not None
    assert (court.started, court.last) == (date(2026, 12, 7), date(2027, 6, 6))
    assert bench.clock("section_20", facts) is None
    assert bench.clock("plo", facts) is None
    assert bench.outcome("stream_changed", {"stream": "proceedings"}, S20) == [
        "This outcome needs the Date of issue. Write it after a bar: stream changed | Date of issue: ...",
    ]
    assert bench.outcome("stream_changed", {"stream": "proceedings", "issue_date": "2026-12-07"}, S20) == []


def test_a_case_stays_on_the_list_until_its_order_is_sealed(bench: Bench) -> None:
    """Edge case 5."""
    ended = {"reason": "final order", "closed_on": "2026-06-01"}

    assert len(bench.outcome("closed", ended, CASE)) == 1  # whether it is sealed must be said
    assert bench.outcome("closed", ended | {"sealed": "no"}, CASE) == [
        "The order is not sealed. Keep the case on the list until legal has the sealed order.",
    ]
    assert bench.outcome("closed", ended | {"sealed": "yes"}, CASE) == []
    assert bench.outcome("closed", {"reason": "withdrawn", "closed_on": "2026-06-01"}, CASE) == []


def test_a_row_that_nobody_changed_for_two_meetings_is_amber(bench: Bench) -> None:
    """Edge case 6: the chair is told."""
    same = earlier(values=CASE)
    changed = earlier(values=CASE | {"fix": "something else"})

    assert flags(bench, CASE, "2026-02-05", history=(same, same)) == [
        "This case is amber: nothing has changed for 2 meetings.",
    ]
    assert flags(bench, CASE, "2026-02-05", history=(changed, same)) == []
    assert flags(bench, CASE, "2026-02-05", history=(same,)) == []


def test_a_managers_deputy_is_named_beside_them_and_an_absence_keeps_the_case(bench: Bench) -> None:
    """Edge case 7: the row is carried over, never removed."""
    read = bench.read("Managers: Jo Bright jo@anytown.example; Ade Oke ade@anytown.example")
    absent = [each for each in bench.type.outcomes if each.when_absent]

    assert read["managers"].count("@") == 2
    assert [(each.key, each.next_step) for each in absent] == [("carried_over", NextStep.REBOOK)]
    assert all(clock.keeps for clock in bench.type.clocks if clock.key != "seen")


def test_only_the_authority_and_secure_counsel_get_anything(bench: Bench) -> None:
    """Edge case 8: the domains; that a message with an outside address is held is a journey."""
    rules = bench.type.confidentiality

    assert rules.only_domains == ("*.gov.uk", "*.cjsm.net")
    assert bench.type.bookers is not None
    assert bench.type.bookers.domains == rules.only_domains
    assert not any("nhs" in domain or "police" in domain for domain in rules.only_domains)


def test_a_court_may_hold_a_case_up_and_is_never_an_owner_of_mail(bench: Bench) -> None:
    """Edge case 9: whoever holds it up is a text; the action to chase it is the presenter's."""
    logged = bench.type.outcome("bottleneck_logged")
    values = {
        "bottleneck": "court listing",
        "bottleneck_days": "12",
        "bottleneck_owner": "the listing office <listing@court.example>",
        "fix": "ask for an earlier date",
        "fix_by": "2026-12-15",
    }

    assert logged is not None
    assert [action.owner for action in logged.actions] == ["presenter"]
    assert bench.outcome("bottleneck_logged", values, CASE) == []


def test_an_extension_needs_the_day_of_the_courts_order(bench: Bench) -> None:
    """Edge case 10."""
    extension = {"extension_end": "2026-08-16"}

    assert bench.missing(CASE | extension) == ["extension_ordered"]
    assert bench.outcome("extension_noted", extension | {"reason": "expert"}, CASE, clocks=COURT) != []


def test_a_case_of_the_permanency_panel_is_linked_without_an_action_of_its_own(bench: Bench) -> None:
    """Edge case 11: one action, two views."""
    linked = bench.type.outcome("linked_permanency")

    assert linked is not None
    assert linked.actions == ()
    assert linked.refer is None
    assert "permanency" in bench.type.confidentiality.cross_reference


def test_a_hearing_without_a_result_is_asked_about_and_red_after_2_working_days(bench: Bench) -> None:
    """Edge case 12: nothing is guessed. The clock of Friday's hearing is over, and the chair told, on Tuesday."""
    heard = CASE | {"next_hearing": "2026-02-06", "hearing_type": "final"}
    facts = Facts(booked=date(2026, 1, 6), values=heard)
    clock = next(each for each in bench.type.clocks if each.key == "hearing_result")

    running, known = (
        bench.clock("hearing_result", facts),
        bench.clock("hearing_result", replace(facts, values=heard | {"hearing_result": "adjourned"})),
    )

    assert bench.ends("hearing_result", "2026-02-06") == date(2026, 2, 10)
    assert (clock.label, clock.tell) == ("Red: result of the hearing", ("chair",))
    assert running is not None
    assert not running.ended
    assert known is not None
    assert known.ended
    assert [each.check for each in bench.check(heard, on="2026-02-09", clocks=COURT)] == [Check.WARN]
    assert bench.check(heard | {"hearing_result": "adjourned"}, on="2026-02-09", clocks=COURT) == []
    assert bench.check(heard, on="2026-02-05", clocks=COURT) == []


def test_a_sibling_who_joins_late_counts_from_the_joined_application(bench: Bench) -> None:
    """Edge case 13: a row of their own, with a day of issue and a week of their own."""
    joined, on = CASE | {"issue_date": "2026-03-02"}, date(2026, 3, 15)

    assert (week(bench.type.subject, CASE, on), week(bench.type.subject, joined, on)) == ("10", "2")
    assert "week" in bench.sees(Kind.NAMES_LIST, Role.MEMBER)
    assert bench.ends("court", "2026-03-02") == date(2026, 8, 30)
    assert bench.ends("court", "2026-03-02") != bench.ends("court", CASE["issue_date"])


def test_a_baby_who_is_not_born_yet_has_a_row_without_a_name(bench: Bench) -> None:
    """Edge case 14: the reference stands for the name, in every paper but the answer to whoever wrote."""
    unborn = CASE | {"unborn": "yes", "linked": "7741"}

    def shown(document: Kind, values: dict[str, str]) -> bool:
        return bool(
            bench.host.call(
                "care_case_update",
                "panel_may_see",
                default=True,
                document=document,
                role=Role.MEMBER,
                field="name",
                values=values,
                seats=(),
            )
        )

    assert shown(Kind.NAMES_LIST, CASE)
    assert not shown(Kind.NAMES_LIST, unborn)
    assert not shown(Kind.MINUTES, unborn)
    assert shown(BOOKING_ANSWERS[0], unborn)


def test_red_says_why(bench: Bench) -> None:
    review = {"next_hearing": "2026-05-20", "hearing_type": "IRH", "care_plan": "draft"}

    assert flags(bench, CASE, "2026-07-06") == ["This case is red: it is past its target."]
    assert flags(bench, CASE | {"direction_missed": "yes"}, "2026-02-05") == [
        "This case is red: a direction of the court was missed.",
    ]
    assert flags(bench, CASE | review, "2026-05-01") == ["This case is red: it has no final care plan."]
    assert flags(bench, CASE | review | {"care_plan": "filed"}, "2026-05-01") == []
    assert flags(bench, S20, "2027-04-02") == ["This case is red: section 20 has lasted more than 26 weeks."]


def test_amber_says_why(bench: Bench) -> None:
    held_up = {"bottleneck": "expert late", "bottleneck_owner": "an expert", "bottleneck_days": "10"}

    assert flags(bench, CASE, "2026-06-25") == ["This case is amber: its target is within 10 working days."]
    assert flags(bench, CASE | held_up, "2026-02-05") == ["This case is amber: it is held up."]
    assert flags(bench, CASE | held_up | {"bottleneck_days": "9"}, "2026-02-05") == []


def test_another_colour_than_the_dates_say_needs_a_reason(bench: Bench) -> None:
    claimed = CASE | {"rag": "green"}

    assert [each.field for each in bench.check(claimed, on="2026-07-06", clocks=COURT) if each.check is Check.ASK] == [
        "rag_reason",
    ]
    reasoned = bench.check(claimed | {"rag_reason": "the judgment is out"}, on="2026-07-06", clocks=COURT)
    assert [each.check for each in reasoned] == [Check.FLAG]


def test_a_case_is_kept_or_closed_and_not_both(bench: Bench) -> None:
    closed = ("closed", {"reason": "withdrawn", "closed_on": "2026-03-02"})

    assert bench.block([OPEN]) == []
    assert bench.block([closed]) == []
    assert len(bench.block([("theme", {"theme": "listing", "count": "4"})])) == 1
    assert len(bench.block([OPEN, closed])) == 1


def test_a_cleared_bottleneck_is_gone_from_the_row(bench: Bench) -> None:
    cleared = bench.type.outcome("bottleneck_cleared")

    assert cleared is not None
    assert dict(cleared.sets)["bottleneck"] in values_of(bench, "bottleneck")


def test_chair_legal_and_the_manager_make_a_quorum(bench: Bench) -> None:
    assert bench.quorum(("chair", "legal", "team_manager")) == []
    assert bench.quorum(("chair", "iro", "team_manager")) != []
    assert bench.quorum(("chair", "legal", "iro")) != []


def test_members_see_their_own_rows_and_legal_advice_only_legal(bench: Bench) -> None:
    listed = {"name", "case_number", "stream", "bottleneck", "next_hearing"}

    assert listed <= bench.sees(Kind.NAMES_LIST, Role.MEMBER, ("team_manager",))
    assert bench.sees(Kind.NAMES_LIST, Role.MEMBER, ("team_manager",), own=False) == set()
    assert "legal_advice" in bench.sees(Kind.MINUTES, Role.MEMBER, ("legal",))
    assert "legal_advice" not in bench.sees(Kind.MINUTES, Role.MEMBER, ("iro",))
    for document in (Kind.NAMES_LIST, Kind.MINUTES, Kind.OUTCOME_CONFIRMED):
        for role in Role:
            assert not {"court_number", "parties"} & bench.sees(document, role, ("legal",))


def test_clocks_that_guide_are_aims_and_the_courts_are_limits(bench: Bench) -> None:
    assert {each.key: each.target for each in bench.type.clocks} == {
        "court": False,
        "extension": False,
        "hearing_result": False,
        "plo": True,
        "section_20": True,
        "seen": False,
    }
    assert bench.ends("plo", "2026-10-05") == date(2027, 1, 25)
    assert Bench("care_case_update", plo_weeks=12).ends("plo", "2026-10-05") == date(2026, 12, 28)


def test_the_panel_loads() -> None:
    assert "care_case_update" in load().types
