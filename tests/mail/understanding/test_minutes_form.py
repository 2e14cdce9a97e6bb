"""Minutes read by a panel's form: headings, outcomes with their fields, actions, and what fits nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.intents import ActionGiven, BlockRead, OutcomeGiven
from core.panels import Choice, Field, FieldKind, MinutesForm, Nature, Need, Outcome, Prompt
from mail.understanding.minutes_form import read_form
from mail.understanding.minutes_text import read_minutes
from tests.mail.understanding.contexts import PANEL

TODAY = date(2026, 12, 9)
DUE = Field(key="due", label="due", kind=FieldKind.DATE, aliases=("by",))
OUTCOMES = (
    Outcome(
        key="plan_agreed",
        label="safety plan agreed",
        nature=Nature.DECISION,
        fields=(
            Field(key="review_date", label="review date", kind=FieldKind.DATE, aliases=("review",), need=Need.REQUIRED),
        ),
    ),
    Outcome(key="plan_changed", label="safety plan reviewed, changed", nature=Nature.DECISION),
    Outcome(key="plan_unchanged", label="safety plan reviewed, unchanged", nature=Nature.DECISION),
    Outcome(
        key="police_action",
        label="police action in borough",
        nature=Nature.DECISION,
        aliases=("police action",),
        fields=(
            Field(key="officer", label="officer", kind=FieldKind.PERSON),
            Field(
                key="urgency", label="urgency", kind=FieldKind.CHOICE, choices=(Choice("today"), Choice("this week"))
            ),
            DUE,
        ),
    ),
)
FORM = replace(
    PANEL,
    outcomes=OUTCOMES,
    minutes=MinutesForm(
        case=(
            Prompt("history", "Brief history", ("background",)),
            Prompt("asks", "Three police asks", ("police asks",)),
        ),
        meeting=(Prompt("business", "Other business", ("AOB",)),),
    ),
)


def block(text: str, reference: str = "MIS-26-0007") -> BlockRead:
    (found,) = read_form(read_minutes(f"[{reference}]\n{text}"), FORM, TODAY).blocks
    return found


def outcome(text: str) -> OutcomeGiven:
    (found,) = block(f"Outcome: {text}").outcomes
    return found


def action(text: str) -> ActionGiven:
    (found,) = block(f"Action: {text}").actions
    return found


@pytest.mark.parametrize(
    ("written", "present"),
    [
        ("presenter came", "came"),
        ("Presenter came.", "came"),
        ("yes", "came"),
        ("presenter absent", "absent"),
        ("did not attend", "absent"),
        ("No", "absent"),
    ],
)
def test_whether_the_presenter_came_is_read(written: str, present: str) -> None:
    assert block(f"Present: {written}").present == present


def test_both_ways_or_neither_is_a_problem_with_what_to_write() -> None:
    assert block("Present: presenter came | presenter absent").problems == (
        (2, "Present: presenter came | presenter absent", "Write presenter came, or presenter absent."),
    )


def test_who_was_at_the_meeting_is_kept_as_written() -> None:
    found = block("Present: police, chair\nApologies: youth support\nAOB: none", "MEETING")

    assert (found.present, found.apologies) == ("police, chair", "youth support")
    assert [(each.key, each.text) for each in found.prompts] == [("business", "none")]


@pytest.mark.parametrize("label", ["Brief history", "brief history", "Breif history", "Background"])
def test_a_heading_is_known_by_label_alias_or_near_spelling(label: str) -> None:
    found = read_form(read_minutes(f"[MIS-26-0007]\n{label}: two episodes", [label]), FORM, TODAY).blocks[0]

    assert [(each.key, each.text) for each in found.prompts] == [("history", "two episodes")]


def test_what_somebody_said_under_a_heading_stays_under_it() -> None:
    found = block("Brief history: two episodes\nMum: he was with his dad")

    assert [(each.key, each.text) for each in found.prompts] == [("history", "two episodes\nMum: he was with his dad")]


def test_a_heading_that_the_form_has_not_is_a_problem() -> None:
    ((number, written, sentence),) = block("Weather: fine").problems

    assert (number, written) == (2, "Weather: fine")
    assert "Brief history, Three police asks" in sentence


@pytest.mark.parametrize(
    ("written", "key", "values"),
    [
        ("safety plan agreed | review date: 12 January 2027", "plan_agreed", {"review_date": "2027-01-12"}),
        ("Safety Plan agreed | review: 12/1/27", "plan_agreed", {"review_date": "2027-01-12"}),
        ("saftey plan agred | 12 January", "plan_agreed", {"review_date": "2027-01-12"}),
        ("safety plan agreed, review date 12 January", "plan_agreed", {"review_date": "2027-01-12"}),
        ("safety plan reviewed, changed", "plan_changed", {}),
        ("safety plan reviewed, unchanged", "plan_unchanged", {}),
        (
            "police action | PC Cole | due: 15 December | today",
            "police_action",
            {"officer": "PC Cole", "due": "2026-12-15", "urgency": "today"},
        ),
        (
            "police action in borough | by 15 December | officer - PC Cole",
            "police_action",
            {"officer": "PC Cole", "due": "2026-12-15"},
        ),
        ("police action in borough | officer: n/k", "police_action", {}),
    ],
)
def test_an_outcome_and_its_fields_are_read(written: str, key: str, values: dict[str, str]) -> None:
    found = outcome(written)

    assert (found.key, dict(found.values), found.problems) == (key, values, ())


def test_an_outcome_that_the_panel_has_not_is_a_problem_with_what_is_near() -> None:
    found = outcome("safety plan torn up")

    assert found.key == ""
    assert "safety plan agreed" in found.problems[0]


def test_a_field_that_cannot_be_read_says_what_to_write() -> None:
    assert outcome("safety plan agreed | review date: soon").problems == (
        "We could not read 'soon' (review date). Write a date such as 12 January 2027.",
    )


def test_a_part_that_fits_no_field_is_a_problem() -> None:
    assert outcome("safety plan reviewed, changed | by magic").problems == ("'by magic' fits no field.",)


@pytest.mark.parametrize(
    "written",
    [
        "Jo Bloggs | visit the home | 12 January",
        "Jo Bloggs | visit the home | due: 12/01/2027",
        "owner: Jo Bloggs | what: visit the home | due: 12 January 2027",
        "Jo Bloggs to visit the home by 12 January",
        "Jo Bloggs | 12 January | visit the home",
    ],
)
def test_an_action_is_read(written: str) -> None:
    found = action(written)

    assert (found.owner, found.what, found.due, found.problems) == (
        "Jo Bloggs",
        "visit the home",
        date(2027, 1, 12),
        (),
    )


@pytest.mark.parametrize(
    ("written", "says"), [("Jo Bloggs | visit", "When is this action due?"), ("Jo Bloggs", "Write who, what")]
)
def test_an_action_that_lacks_something_is_a_problem(written: str, says: str) -> None:
    assert action(written).problems[0].startswith(says)


TRACKS = replace(
    FORM,
    nature=Nature.TRACKING,
    outcomes=(
        Outcome(key="progressed", label="plan on track", nature=Nature.TRACKING, aliases=("on track",)),
        Outcome(key="delayed", label="plan delayed", nature=Nature.TRACKING),
        Outcome(key="learned", label="learning noted", nature=Nature.LEARNING),
    ),
)
NO_DECISIONS = "This panel tracks cases and takes no decisions."


def tracked(text: str) -> BlockRead:
    (found,) = read_form(read_minutes(f"[MIS-26-0007]\n{text}"), TRACKS, TODAY).blocks
    return found


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("plan approved", "plan on track; plan delayed"),
        ("plan was agreed", "plan on track; plan delayed"),
        ("plan is delaying", "plan delayed"),
        ("placement order", ""),
        ("decided to adopt", ""),
    ],
)
def test_a_panel_that_tracks_says_that_it_takes_no_decisions(written: str, near: str) -> None:
    (found,) = tracked(f"Outcome: {written}").outcomes

    assert found.key == ""
    assert found.problems[0].startswith(NO_DECISIONS)
    assert all(label in found.problems[0] for label in near.split("; "))


@pytest.mark.parametrize("label", ["Agreed", "Decided", "Approved", "Panel agreed", "It was decided"])
def test_a_line_that_decides_is_no_heading_where_nothing_is_decided(label: str) -> None:
    found = tracked(f"Brief history: two episodes\n{label}: the child is adopted")

    assert [(each.key, each.text) for each in found.prompts] == [("history", "two episodes")]
    ((number, written, sentence),) = found.problems
    assert (number, written) == (3, f"{label}: the child is adopted")
    assert sentence.startswith(NO_DECISIONS)


def test_an_outcome_of_a_panel_that_tracks_is_read() -> None:
    (found,) = tracked("Outcome: on track").outcomes

    assert (found.key, found.problems) == ("progressed", ())


def test_a_panel_that_decides_says_nothing_of_tracking() -> None:
    assert NO_DECISIONS not in outcome("safety plan approved by all").problems[0]


def test_a_tracking_panel_with_a_decision_among_its_outcomes_is_none() -> None:
    mixed = replace(TRACKS, outcomes=(*TRACKS.outcomes, *OUTCOMES))

    (found,) = read_form(read_minutes("[MIS-26-0007]\nOutcome: something else"), mixed, TODAY).blocks[0].outcomes

    assert not found.problems[0].startswith(NO_DECISIONS)


DECIDES = replace(
    FORM,
    outcomes=(
        Outcome(key="recommended", label="suitable to adopt", nature=Nature.RECOMMENDATION, if_confirmed="approved"),
        Outcome(
            key="approved",
            label="approved by the agency",
            nature=Nature.DECISION,
            aliases=("approved",),
            by_confirmer=True,
        ),
    ),
)


@pytest.mark.parametrize("written", ["approved by the agency", "approved", "approved by agency"])
def test_what_a_confirmer_records_is_not_read_from_minutes(written: str) -> None:
    (found,) = read_form(read_minutes(f"[MIS-26-0007]\nOutcome: {written}"), DECIDES, TODAY).blocks[0].outcomes

    assert found.key == ""
    assert found.problems == ("The decision maker records this, in answer to our mail.",)


def test_what_a_confirmer_records_is_not_offered() -> None:
    (found,) = read_form(read_minutes("[MIS-26-0007]\nOutcome: agency"), DECIDES, TODAY).blocks[0].outcomes

    assert "approved by the agency" not in found.problems[0]


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Conflict: police", ("police",)),
        ("Conflict of interest: Jo Bright", ("Jo Bright",)),
        ("Conflicts of interest: Jo Bright, police and Ade Oke", ("Jo Bright", "police", "Ade Oke")),
        ("Declared an interest: Jo Bright; ade@y.example", ("Jo Bright", "ade@y.example")),
        ("Left the room: Jo Bright (knows the family)", ("Jo Bright",)),
        ("left the room - police", ("police",)),
        ("Conflict: none", ()),
        ("Conflicts of interest: none declared", ()),
        ("Conflict: no", ()),
    ],
)
def test_who_declared_an_interest_is_read(line: str, who: tuple[str, ...]) -> None:
    found = block(f"Present: presenter came\n{line}\nBrief history: two episodes")

    assert found.conflicts == who
    assert found.problems == ()
    assert [each.key for each in found.prompts] == ["history"]


@pytest.mark.parametrize("line", ["Remove: Conflict: police", "Remove: conflict of interest: police (a mix-up)"])
def test_an_interest_that_was_noted_by_mistake_is_taken_back(line: str) -> None:
    found = block(f"{line}\nRemove: safety plan agreed")

    assert (found.no_conflicts, found.conflicts) == (("police",), ())
    assert [said for _, said in found.removals] == ["safety plan agreed"]


def test_an_interest_of_the_whole_meeting_is_nobodys() -> None:
    found = block("Present: chair\nConflict of interest: Jo Bright\nConflict: none", "MEETING")

    assert found.conflicts == ()
    assert found.problems == ((3, "Conflict: Jo Bright", "Write this under the booking that it is about."),)


def test_a_heading_of_the_panels_own_about_conflicts_stays_a_heading() -> None:
    own = replace(FORM, minutes=MinutesForm(case=(Prompt("conflicts", "Conflicts of interest"),), meeting=()))
    minutes = read_minutes("[MIS-26-0007]\nConflicts of interest: the chair knows them", ["Conflicts of interest"])

    (found,) = read_form(minutes, own, TODAY).blocks

    assert (found.conflicts, [each.key for each in found.prompts]) == ((), ["conflicts"])


LISTS = replace(
    FORM,
    outcomes=(
        Outcome(
            key="called",
            label="emergency meeting",
            nature=Nature.ALLOCATION,
            fields=(
                Field(key="invitees", label="invitees", kind=FieldKind.PEOPLE),
                Field(
                    key="needs",
                    label="needs",
                    kind=FieldKind.CHOICES,
                    choices=(Choice("housing"), Choice("school"), Choice("health")),
                ),
                DUE,
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    "written",
    [
        "invitees: Jo Bright <jo@x.example>; Ade Oke | needs: school; housing | due: 15 December",
        "invitees: Jo Bright <jo@x.example>, Ade Oke | needs: school and housing | due: 15 December",
        "due: 15 December; invitees: Jo Bright <jo@x.example>; Ade Oke; needs: school; housing",
        "needs: housing, school | by 15 December | invitees: Jo Bright <jo@x.example>; Ade Oke",
    ],
)
def test_lists_in_an_outcome_are_read(written: str) -> None:
    (found,) = (
        read_form(read_minutes(f"[MIS-26-0007]\nOutcome: emergency meeting | {written}"), LISTS, TODAY)
        .blocks[0]
        .outcomes
    )

    assert dict(found.values) == {
        "invitees": "Jo Bright <jo@x.example>; Ade Oke",
        "needs": "housing; school",
        "due": "2026-12-15",
    }
    assert found.problems == ()


def test_choices_that_cannot_be_read_say_what_to_write() -> None:
    line = "[MIS-26-0007]\nOutcome: emergency meeting | needs: dragons"

    (found,) = read_form(read_minutes(line), LISTS, TODAY).blocks[0].outcomes

    assert found.problems == ("We could not read 'dragons' (needs). Write one or more of: housing; school; health.",)
