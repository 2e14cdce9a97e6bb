"""What the documents of sixteen panels say with each of their facts and values, and that any of them can be absent."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import Kind
from mail.composing.as_text import WIDTH, as_text
from mail.composing.contract import FACTS, VALUES, Shape
from mail.composing.wording import word
from tests.mail.composing.views import ACTION, FACT_VALUES, ITEM_VALUES, OUTCOME, REF, full, item, letterhead, view

CLOSED = "Closed part: not for every reader"
MINUTED = (Kind.MINUTES, Kind.MINUTES_DRAFT, Kind.OUTCOME_TO_CONFIRM, Kind.OUTCOME_CONFIRMED)


def text(kind: Kind, *items: dict[str, Any], reader: str = "", **facts: Any) -> str:
    """Return the words of a document, on one line."""
    changes: dict[str, Any] = {"items": list(items or (item(REF, {}),)), "facts": facts}
    if reader:
        changes["reader"] = {"person_id": 1, "address": "jo@anytown.example", "name": "Jo", "role": reader, "own": []}
    lines = as_text(word(view(kind, **changes), letterhead()).blocks).splitlines()
    underlines = {character * length for character in "=-" for length in range(1, WIDTH)}
    return " ".join(" ".join(line for line in lines if line not in underlines).split())


def title(kind: Kind, **facts: Any) -> str:
    return word(view(kind, items=[item(REF, {})], facts=facts), letterhead()).title


# Any of it may be absent


@pytest.mark.parametrize("kind", list(Kind))
def test_a_document_reads_well_without_any_one_value(kind: Kind) -> None:
    whole = full(kind)
    for index, each in enumerate(whole.items):
        for left_out in each.values:
            values = {key: value for key, value in each.values.items() if key != left_out}
            items = [item(one.ref, values if at == index else one.values) for at, one in enumerate(whole.items)]

            said = as_text(word(full(kind, items=items), letterhead()).blocks)

            assert "None" not in said
            assert not [line for line in said.splitlines() if line.strip().endswith((": ", " ,", "()", " of ."))]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_document_reads_well_without_any_one_fact(kind: Kind) -> None:
    for left_out in FACTS[kind]:
        facts = {key: value for key, value in full(kind).facts.items() if key != left_out}

        said = as_text(word(full(kind, facts=facts), letterhead()).blocks)

        assert "None" not in said


def test_every_fact_and_value_has_a_sample() -> None:
    facts = {key for contract in FACTS.values() for key, shape in contract.items() if shape is not Shape.FLAG}

    assert facts - set(FACT_VALUES) == set()
    assert set(VALUES) - set(ITEM_VALUES) == set()


# Parts of a panel's own


@pytest.mark.parametrize("kind", MINUTED)
def test_parts_of_a_panels_own_are_shown_as_a_closed_part(kind: Kind) -> None:
    values = {
        "prompts": [["Summary", "All is well."]],
        "intelligence": [["Police intelligence", "He was seen."], ["Legal advice", "Seek counsel."]],
        "closed_outcomes": [{**OUTCOME, "label": "closed outcome"}],
        "closed_outcomes_actions": [{**ACTION, "what": "closed action"}],
    }

    said = text(kind, item(REF, values))

    assert said.count(CLOSED) == 1
    assert said.index("All is well.") < said.index(CLOSED)
    for closed in ("Police intelligence He was seen.", "Legal advice Seek counsel.", "closed outcome", "closed action"):
        assert closed in said[said.index(CLOSED) :]


@pytest.mark.parametrize("kind", MINUTED)
def test_without_parts_of_its_own_nothing_is_called_closed(kind: Kind) -> None:
    assert CLOSED not in text(kind, item(REF, {"prompts": [["Summary", "All is well."]], "outcomes": [OUTCOME]}))


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "value",
    [
        {"a": "mapping"},
        [["three", "cells", "here"]],
        [[], [None], ["one"]],
        ["a line", 3, None],
        [{"no": "label"}],
        [{"label": None, "fields": [["x"]]}, ["a", "b"]],
        3.5,
        True,
        None,
        [[["deep"], {"er": 1}]],
    ],
)
def test_a_value_of_any_shape_stops_no_mail(kind: Kind, value: Any) -> None:
    values = {"own_part": value, "own_part_actions": value, "another": "text"}

    said = as_text(word(view(kind, items=[item(REF, values), item("MEETING", values)]), letterhead()).blocks)

    assert "About this mail" in said or kind is Kind.OUTCOME_LETTER


@pytest.mark.parametrize(
    "kind", [Kind.MINUTES, Kind.MINUTES_DRAFT, Kind.OUTCOME_TO_CONFIRM, Kind.OUTCOME_CONFIRMED, Kind.NAMES_LIST]
)
def test_a_value_of_a_panels_own_stands_under_its_key(kind: Kind) -> None:
    assert "Home area: North" in text(kind, item(REF, {"home_area": "North"}))


# How a case is named


def test_initials_stand_for_a_name_that_may_not_be_told() -> None:
    said = text(Kind.ACTION, item(REF, {"initials": "SE", "actions": [ACTION]}), reader="owner")

    assert f"SE ({REF})" in said


def test_a_names_list_says_the_age() -> None:
    assert "Age: 17" in text(Kind.NAMES_LIST, item(REF, {"initials": "SE", "age": "17"}))


# Names list


def test_an_entry_taken_off_the_list_is_named_by_reference_alone() -> None:
    said = text(Kind.NAMES_LIST_ADDITION, item(REF, {"withdrawn": "yes"}), reader="member", withdrawn=True)

    assert f"Delete {REF} from the list. It is not heard." in said
    assert "Withdrawn" not in said
    assert "NOTHING KNOWN" not in said
    assert f"{REF}:" not in said.replace(f"Reference: {REF}", "")
    assert "Taken off the names list" in title(Kind.NAMES_LIST_ADDITION, withdrawn=True)


def test_a_names_list_says_how_to_declare_a_conflict() -> None:
    said = text(Kind.NAMES_LIST, reader="member")

    assert '"conflict of interest"' in said


def test_research_that_stays_with_the_agency_is_not_asked_for() -> None:
    assert "Write only that you looked" in text(Kind.NAMES_LIST, reader="member", stays_with_you=True)
    assert "what the panel should hear" not in text(Kind.NAMES_LIST, reader="member", stays_with_you=True)
    assert "what the panel should hear" in text(Kind.NAMES_LIST, reader="member")


# Bookings


def test_a_booking_that_waits_for_a_meeting_is_on_no_waiting_list() -> None:
    said = text(Kind.BOOKING_WAITING, no_meeting=True, position=0, due="2026-12-20")

    assert "No date is set yet. The coordinator sets one." in said
    assert "It must be heard by Sunday 20 December 2026." in said
    assert "full" not in said
    assert "waiting list" not in said
    assert "MOVE TO" not in said
    assert title(Kind.BOOKING_WAITING, no_meeting=True) == f"{REF}: booked, no date is set yet"


def test_a_booking_without_a_last_day_says_none() -> None:
    assert "must be heard" not in text(Kind.BOOKING_WAITING, no_meeting=True, due="")
    assert "must be heard" not in text(Kind.BOOKING_WAITING, position=2)


def test_a_booking_in_time_that_goes_to_the_chair_says_why() -> None:
    said = text(Kind.BOOKING_LATE, chair="the child lives in another area")

    assert "The child lives in another area." in said
    assert "in time" in said
    assert "came after the names list" not in said
    assert title(Kind.BOOKING_LATE, chair="the child lives in another area") == f"{REF}: the chair decides"
    assert "too late" in title(Kind.BOOKING_LATE)


def test_a_chair_is_told_why_a_booking_in_time_is_theirs_to_weigh() -> None:
    why = "The child lives in another area."
    said = text(Kind.LATE_REQUEST, item(REF, {"reason": why}), reader="chair", chair=why)

    assert said.count(why) == 1
    assert "came after the names list" not in said
    assert "LATE YES" in said
    assert "Reason given: It got worse." in text(Kind.LATE_REQUEST, item(REF, {"reason": "It got worse."}))


def test_alerts_stand_first() -> None:
    said = text(Kind.BOOKING_CONFIRMED, alerts=["Refer the child to the front door today."])

    assert said.index("Refer the child to the front door today.") < said.index("is on the agenda")


def test_emergency_advice_stands_before_alerts() -> None:
    said = text(Kind.BOOKING_CONFIRMED, alerts=["Refer today."], emergency=["Call 999."])

    assert said.index("Call 999.") < said.index("Refer today.") < said.index("is on the agenda")


@pytest.mark.parametrize("kind", [Kind.BOOKING_CONFIRMED, Kind.BOOKING_QUESTION])
def test_a_booking_that_another_panel_asked_for_says_so(kind: Kind) -> None:
    sentence = "This comes from EXP-26-0003. The other panel asked for it."

    assert sentence in text(kind, referred_from="EXP-26-0003", question="fields")
    assert "other panel" not in text(kind, referred_from="", question="fields")


def test_a_refusal_says_why_and_the_right_door() -> None:
    said = text(Kind.BOOKING_REFUSED, reason="it is not for this panel", doors=["Write to the front door."])

    assert "We did not make this booking" in said
    assert "It is not for this panel." in said
    assert "- Write to the front door." in said


def test_a_refusal_of_what_was_listed_takes_it_off() -> None:
    said = text(Kind.BOOKING_REFUSED, listed_before=True, reason="Consent was taken back.")

    assert "It was on the agenda and is taken off" in said
    assert "We did not make this booking" not in said
    assert title(Kind.BOOKING_REFUSED, listed_before=True) == f"{REF}: taken off the agenda"


# Outcomes


def test_a_decision_of_ones_own_is_explained_to_who_may_differ() -> None:
    said = text(Kind.OUTCOME_TO_CONFIRM, may_differ=True, confirm_by="2026-12-17", reader="confirmer")

    assert "reply NOT AGREED: and your reasons. That is a decision of your own." in said
    assert "goes back to the chair" not in said
    assert "within the time limit: by Thursday 17 December 2026" in said
    assert "goes back to the chair" in text(Kind.OUTCOME_TO_CONFIRM, reader="confirmer")


def test_a_confirmer_reads_the_headings_that_a_show_gives() -> None:
    assert "Views of the child He is happy." in text(
        Kind.OUTCOME_TO_CONFIRM, item(REF, {"prompts": [["Views of the child", "He is happy."]]})
    )


def test_a_decision_that_differs_says_so_with_its_reasons() -> None:
    said = text(
        Kind.OUTCOME_CONFIRMED,
        item(REF, {"reasons": "The checks are old.\nMore is needed.", "outcomes": [OUTCOME]}),
        decided_otherwise=True,
        title="Agency decision maker",
    )

    assert "The agency decision maker did not agree with the Missing from Care and Home Panel" in said
    assert "and decided:" in said
    assert "Reasons The checks are old. More is needed." in said
    assert "confirmed what the" not in said


def test_a_referral_says_where_it_is_booked_or_that_nobody_booked_it() -> None:
    said = text(
        Kind.OUTCOME_CONFIRMED,
        reader="presenter",
        referred=[["Exploitation Panel", "EXP-26-0003"], ["Channel Panel", ""]],
    )

    assert "Booked with the Exploitation Panel as EXP-26-0003." in said
    assert "Not booked with the Channel Panel: refer it there yourself." in said


def test_an_overdue_action_that_is_escalated_says_why_the_reader_hears_of_it() -> None:
    said = text(Kind.ACTION_OVERDUE, item(REF, {"actions": [ACTION]}), reader="chair", escalated=True, days_over=12)

    assert "You hear of it because it stays overdue." in said
    assert "You hear of it" not in text(Kind.ACTION_OVERDUE, item(REF, {"actions": [ACTION]}), reader="coordinator")


# Letters


def test_a_letter_is_addressed_and_says_what_to_do_if_one_does_not_agree() -> None:
    said = text(
        Kind.OUTCOME_LETTER,
        item(REF, {"letter": ["We decided.", "It is final."]}),
        reader="subject",
        addressee="the applicants",
        rights=["You can write to us within 40 working days."],
    )

    assert "To the applicants" in said
    assert said.index("To the applicants") < said.index("We decided.") < said.index("It is final.")
    assert "If you do not agree - You can write to us within 40 working days." in said
    assert "Give this letter" not in said
    assert "Do not pass it on" not in said
    assert "HELP" not in said


def test_a_letter_to_hand_over_says_so_above_a_rule() -> None:
    said = text(
        Kind.OUTCOME_LETTER,
        item(REF, {"letter": ["We decided."]}),
        addressee="the applicants",
        hand_over=True,
        rights=["You can write to us."],
    )

    order = [
        "Give this letter to the applicants. We have no secure address for them.",
        "----",
        "To the applicants",
        "We decided.",
        "You can write to us.",
        "----",
        "About this mail",
    ]
    places = [said.index(each) for each in order[:5]]
    assert places == sorted(places)
    assert said.rindex("----") > places[-1]
    assert said.index("About this mail") > said.rindex("Yours faithfully", 0, said.rindex("----"))


def test_a_letter_to_hand_over_to_nobody_named_goes_to_whom_it_is_for() -> None:
    assert "Give this letter to whom it is for." in text(Kind.OUTCOME_LETTER, hand_over=True)


# Agenda, quorum


def test_an_agenda_is_a_table_of_its_items() -> None:
    items = (
        item("MIS-26-0006", {"slot": "2pm to 2:20pm", "initials": "AS", "age": "17"}),
        item(REF, {"slot": "2:20pm to 2:40pm", "name": "Sam Example", "home_area": "North"}),
    )

    said = text(Kind.AGENDA, *items)

    assert "Time: 2pm to 2:20pm Reference: MIS-26-0006 Who: AS Age: 17" in said
    assert "Time: 2:20pm to 2:40pm Reference: MIS-26-0007 Who: Sam Example Also: Home area: North" in said


def test_an_agenda_without_items_says_that_nothing_is_booked() -> None:
    said = " ".join(as_text(word(view(Kind.AGENDA, items=[]), letterhead()).blocks).split())

    assert "Nothing is booked yet." in said


def test_cases_that_cannot_be_heard_are_named() -> None:
    said = text(Kind.QUORUM_WARNING, cases=[[REF, "Nobody comes from Luton."]], lacks=[])

    assert "Cases that cannot be heard MIS-26-0007: Nobody comes from Luton." in said
    assert "does not have the members it needs" not in said


def test_a_meeting_without_quorum_and_cases_says_both() -> None:
    said = text(Kind.QUORUM_WARNING, cases=[[REF, "Nobody comes from Luton."]], lacks=["The chair is missing."])

    assert "does not have the members it needs" in said
    assert "Cases that cannot be heard" in said
    assert "The chair is missing." in said
