"""What a report counts: facts in, figures out. Small numbers are shown here, unless a test is about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace

import pytest

from core.counting import (
    ANOTHER,
    DONE,
    NOT_DUE,
    NOT_GIVEN,
    UNANSWERED,
    Facts,
    Figure,
    Hearing,
    Line,
    Recorded,
    Task,
    blanks,
    sections,
)
from core.inspection import inspect_type
from core.panels import YES, Complete, Count, Counted, PanelType, Returns, When, choices, given, number, text
from plugins.missing_from_care import PANEL as BUILT_IN

ROLES = choices("roles", "Role at the time", ("at risk", "involved", "harmed victim"))
PANEL = replace(
    BUILT_IN, fields=(*BUILT_IN.fields, ROLES, number("absences", "Absences"), text("street", "Name of street"))
)


def panel(*counts: Count, small: int = 0, complete: tuple[Complete, ...] = ()) -> PanelType:
    return replace(PANEL, returns=Returns(counts=counts, complete=complete, small_numbers=small))


def heard(*values: Mapping[str, str]) -> Facts:
    return Facts(hearings=tuple(Hearing(case=at, values=each) for at, each in enumerate(values)))


def lines(declared: PanelType, facts: Facts) -> dict[str, Line]:
    return {line.key: line for section in sections(declared, facts) for line in section.lines}


def rows(line: Line) -> dict[str, str]:
    return {row.label: row.shown for row in line.rows}


def counted(count: Count, *values: Mapping[str, str], small: int = 0) -> Line:
    """Return one declared figure of cases with these values."""
    return lines(panel(count, small=small), heard(*values))["it"]


def test_every_panel_counts_meetings_cases_outcomes_and_actions() -> None:
    found = sections(panel(small=5), Facts(meetings=3, withdrawn=2))

    assert [each.title for each in found] == ["Meetings and cases", "Outcomes", "Actions"]
    assert found[0].lines[0].figure == Figure("meetings held", 3, "3")  # when a panel met tells of nobody
    assert found[0].lines[2].figure == Figure("withdrawn or taken off", None, "fewer than 5")
    assert [line.figure.label for line in found[1].lines] == [each.label for each in PANEL.outcomes]


def test_a_person_on_three_meetings_is_one_case_as_the_newest_booking_says() -> None:
    thrice = tuple(Hearing(case=1, values={"roles": role}) for role in ("at risk", "at risk", "involved"))
    facts = Facts(hearings=(*thrice, Hearing(case=2, values={"roles": "at risk"}, heard_before=True)))

    found = lines(panel(Count("it", "By role", by="roles")), facts)

    assert rows(found["cases"]) == {"heard for the first time": "1", "heard before": "1"}
    assert found["cases"].figure.count == 2
    assert rows(found["it"]) == {"at risk": "1", "involved": "1", "harmed victim": "0", NOT_GIVEN: "0"}


def test_one_case_with_two_answers_stands_in_two_rows_and_once_in_the_figure() -> None:
    found = counted(Count("it", "By role", by="roles"), {"roles": "at risk; involved"}, {})

    assert found.figure.count == 2
    assert rows(found) == {"at risk": "1", "involved": "1", "harmed victim": "0", NOT_GIVEN: "1"}


def test_conditions_say_what_is_counted_and_what_is_not() -> None:
    victims = Count(
        "it", "Victims alone", when=(When("roles", ("harmed victim",)),), unless=(When("roles", ("involved",)),)
    )

    assert counted(victims, {"roles": "harmed victim"}, {"roles": "involved; harmed victim"}, {}).figure.count == 1


def test_what_is_not_about_somebody_is_in_no_count_of_cases() -> None:
    returns = Returns(people=(given("name"),), counts=(Count("it", "Children"),), small_numbers=5)
    children = [{"name": f"Child {at}"} for at in range(6)]

    found = lines(replace(PANEL, returns=returns), heard(*children, {"roles": "involved"}))

    assert found["it"].figure.count == 6  # and that there is one trend beside them gives nobody away


@pytest.mark.parametrize(
    ("written", "row"),
    [("9", "under 10"), ("10", "10 to 13"), ("13", "10 to 13"), ("14", "14"), ("15", "15 or over"), ("", NOT_GIVEN)],
)
def test_a_number_is_counted_in_its_band(written: str, row: str) -> None:
    found = counted(Count("it", "Age", by="age", bands=(10, 14, 15)), {"age": written})

    assert [label for label, shown in rows(found).items() if shown == "1"] == [row]
    assert list(rows(found)) == ["under 10", "10 to 13", "14", "15 or over", NOT_GIVEN]


def test_a_band_may_begin_at_nothing() -> None:
    assert list(rows(counted(Count("it", "Episodes", by="absences", bands=(0, 1, 3)), {"absences": "0"}))) == [
        *("0", "1 to 2", "3 or over"),
        NOT_GIVEN,
    ]


def test_a_yes_or_no_has_its_two_answers() -> None:
    assert rows(counted(Count("it", "Under 18", by="under_18"), {"under_18": "yes"}, {"under_18": "no"}, {})) == {
        "yes": "1",
        "no": "1",
        NOT_GIVEN: "1",
    }


def test_numbers_are_added_up_over_cases() -> None:
    assert counted(Count("it", "Episodes", sum="absences"), {"absences": "4"}, {"absences": "3"}, {}).figure.count == 7


def test_a_sum_over_few_cases_is_not_shown_however_large() -> None:
    episodes = Count("it", "Episodes", sum="absences")

    assert counted(episodes, *[{"absences": "9"}] * 4, small=5).figure.shown == "not shown"
    assert counted(episodes, *[{"absences": "9"}] * 5, small=5).figure.shown == "45"
    assert counted(episodes, {"absences": "0"}, small=5).figure.shown == "0"


def test_cases_may_be_those_with_an_outcome() -> None:
    hearings = tuple(Hearing(case=at, values={}) for at in (1, 2))
    recorded = tuple(Recorded(case=1, key="safety_plan_agreed", values={}, final=True) for _ in range(2))
    count = Count("it", "With a safety plan", outcomes=("safety_plan_agreed",))

    assert lines(panel(count), Facts(hearings=hearings, recorded=recorded))["it"].figure.count == 1


def test_an_outcome_says_how_many_are_final_and_how_many_wait() -> None:
    recorded = tuple(
        Recorded(case=1, key="safety_plan_agreed", values={}, final=final) for final in (True, True, False)
    )

    found = lines(panel(), Facts(recorded=recorded))["safety_plan_agreed"]

    assert found.figure == Figure("safety plan agreed", 3, "3")
    assert rows(found) == {"final": "2", "waiting to be confirmed": "1"}


def test_outcomes_that_a_panel_has_no_longer_are_counted_without_their_name() -> None:
    recorded = (Recorded(case=1, key="old", values={}, final=True),)

    assert lines(panel(), Facts(recorded=recorded))[""].figure == Figure("outcomes the panel has no longer", 1, "1")


def test_outcomes_are_told_apart_by_what_they_say() -> None:
    declared = panel(Count("it", "Plans", of=Counted.OUTCOMES, outcomes=("safety_plan_agreed",), by="roles"))
    recorded = tuple(
        Recorded(case=1, key="safety_plan_agreed", values={"roles": each}, final=True) for each in ("involved", "")
    )

    assert rows(lines(declared, Facts(recorded=recorded))["it"])["involved"] == "1"


def test_actions_are_told_apart_by_how_they_stand() -> None:
    declared = panel(Count("it", "Escalations", of=Counted.ACTIONS, outcomes=("safety_plan_agreed",)))
    stands = (DONE, UNANSWERED, UNANSWERED, NOT_DUE)
    tasks = (
        *(Task(outcome="safety_plan_agreed", values={}, stands=each) for each in stands),
        Task(outcome="", values={}, stands=DONE),
    )

    found = lines(declared, Facts(tasks=tasks))

    assert found["actions"].figure.count == 5
    assert found["it"].figure.count == 4
    assert {label: shown for label, shown in rows(found["it"]).items() if shown != "0"} == {
        DONE: "1",
        UNANSWERED: "2",
        NOT_DUE: "1",
    }


def test_a_small_row_is_kept_back_and_the_next_smallest_with_it() -> None:
    roles = [*["at risk"] * 12, *["involved"] * 7, *["harmed victim"] * 3]

    found = counted(Count("it", "By role", by="roles"), *({"roles": each} for each in roles), small=5)

    assert found.figure.shown == "22"
    assert rows(found) == {"at risk": "12", "involved": "not shown", "harmed victim": "fewer than 5", NOT_GIVEN: "0"}
    assert [row.count for row in found.rows] == [12, None, None, 0]


def test_a_figure_is_kept_back_when_few_are_left_out_of_it() -> None:
    """That 22 cases were discussed stands above: 20 of them would say that there are 2 others."""
    count = Count("it", "Under 18", when=(When("under_18", YES),))

    found = lines(panel(count, small=5), heard(*[{"under_18": "yes"}] * 20, *[{"under_18": "no"}] * 2))

    assert found["cases"].figure.shown == "22"
    assert found["it"].figure.shown == "not shown"


def test_no_figure_in_a_report_is_small() -> None:
    values = [{"roles": "involved", "age": str(age), "under_18": "yes"} for age in range(9, 17)]
    declared = panel(Count("age", "Age", by="age", bands=(10, 14)), Count("role", "Role", by="roles"), small=5)

    found = lines(declared, heard(*values))

    figures = [each for key, line in found.items() if key != "meetings" for each in (line.figure, *line.rows)]
    assert not [each for each in figures if each.count in range(1, 5) or each.shown in set("1234")]


@pytest.mark.parametrize(("blank", "incomplete"), [(1, False), (2, True)])
def test_a_field_left_blank_too_often_makes_a_report_incomplete(blank: int, incomplete: bool) -> None:
    declared = panel(complete=(Complete("street", at_most_blank=10),), small=5)
    facts = heard(*[{"street": "Mill Lane"}] * (10 - blank), *[{}] * blank)

    said = blanks(declared, facts)

    assert said == (("Name of street is not given in more than 10% of the cases.",) if incomplete else ())


def test_a_period_without_cases_lacks_nothing() -> None:
    assert blanks(panel(complete=(Complete("street", at_most_blank=0),)), Facts()) == ()


def test_a_name_that_stands_in_the_facts_is_in_no_report() -> None:
    """It could leak: it is the value of the booking, and of a choice that the panel had otherwise before."""
    facts = heard(
        {"name": "Kit Example", "roles": "Kit Example"}, {"name": "Kit Example", "roles": "at risk; Kit Example"}
    )
    declared = panel(Count("it", "By role", by="roles"))
    assert "Kit Example" in repr(facts)

    found = sections(declared, facts)

    assert "Kit Example" not in json.dumps([asdict(each) for each in found])
    assert rows(lines(declared, facts)["it"])[ANOTHER] == "2"


@pytest.mark.parametrize("field", ["name", "street", "case_number", "date_of_birth"])
def test_a_breakdown_by_what_people_write_is_refused_and_with_it_every_name(field: str) -> None:
    problems = inspect_type(panel(Count("it", "By that", by=field)), "# Terms")

    assert [each.where for each in problems] == ["panel type missing_from_care, returns.counts.it.by"]
