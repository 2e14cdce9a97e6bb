"""Secure accommodation reviews through the mail doors: one child at a time, a recommendation, and a decision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, add_meeting, address, at, book, hold, open_panels

PANEL = "secure_accommodation"
CHAIR, COORDINATOR, DIRECTOR = at("chair", PANEL), at("coordinator", PANEL), at("director", PANEL)
ADVOCATE, PARENT, UNIT = "sol@anytown.example", "kim@anytown.example", "uma@anytown.example"
PLACED = (
    "Placed in secure on: 20 November 2026 14:00\nAuthority to keep: court order\nOrder lasts until: 20 February 2027\n"
)
WHOLE = f"""Name: Jo Example
Date of birth: 4 May 2011
{PLACED}Secure unit: Northfield House
Parents to be told: yes
Parents: Kim Example <{PARENT}>
Child's advocate: Sol Friend <{ADVOCATE}>
Unit manager: Uma Gate <{UNIT}>
IRO: Rae Sample <rae@anytown.example>
"""
ROOM = "[MEETING]\nPresent: chair, panel member, independent person\n"
KEEP = "Outcome: placement to continue | ground: injury | reasons: Two incidents | next review date: 5 March 2027"
END = "Outcome: criteria not met | reasons: No incident for 8 weeks"
LIST_LEAVES, OVER = "2026-12-07T12:00:00Z", "2026-12-10T18:00:00Z"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_panels(tmp_path, PANEL) as opened:
        yield opened


def parts(mail: Mail) -> str:
    """Return all that a mail says, with its headers, every part decoded."""
    texts = [f"{name}: {value}" for name, value in mail.message.items()]
    for part in mail.message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            texts.append(content.decode())
    return "\n".join(texts)


def said(mail: Mail) -> str:
    """Return the text of a mail as one line."""
    return " ".join(mail.text.split())


def reviewed(house: House, text: str = WHOLE, day: str = "10 December") -> str:
    """Book a review and give it a date; return its reference."""
    waits = book(house, PANEL, text)
    assert waits.kind == "booking-waiting"
    assert only(add_meeting(house, PANEL, day), "booking-confirmed").ref == waits.ref
    return waits.ref


def block(reference: str, *lines: str) -> str:
    return "\n".join((f"[{reference}]", "Present: presenter came", "Views: Jo in person, Kim in writing", *lines, ROOM))


def decide(house: House, mails: list[Mail], answer: str) -> list[Mail]:
    """Answer as the decision maker."""
    return house.reply(only(mails, "outcome-to-confirm", at("confirmer", PANEL)), answer, quote=False)


def test_a_review_from_first_mail_to_closed_action(house: House) -> None:
    """It waits for a date, recommends two things, and the authority decides and tells everybody who was consulted."""
    asked = book(house, PANEL, "Please book Jo Example for a review. Date of birth: 4 May 2011")
    assert asked.kind == "booking-question"
    assert "Placed in secure on:" in asked.text
    assert "Date of birth:\n" not in asked.text
    rest = WHOLE.partition("Date of birth: 4 May 2011\n")[2]
    waits = only(house.reply(asked, rest), "booking-waiting")
    assert "Views of the child:" in waits.text
    dated = add_meeting(house, PANEL, "10 December")
    confirmed = only(dated, "booking-confirmed")
    assert (confirmed.ref, confirmed.meeting) == (waits.ref, "2026-12-10")
    assert {mail.to for mail in dated if mail.kind == "slot-invite"} == {WORKER, ADVOCATE, UNIT}

    listed = only(house.until(LIST_LEAVES), "names-list", at("independent", PANEL))
    assert "Jo Example" in listed.text
    assert "20 February 2027" in listed.text

    apply = "Outcome: further order to be sought | order expiry: 20 February 2027 | hearing date: 10 February 2027"
    apply += KEEP.partition("continue")[2]
    approved = hold(house, PANEL, block(waits.ref, KEEP, apply), over=OVER)
    assert not [mail for mail in approved if mail.kind in {"action", "outcome-letter", "outcome-confirmed"}]

    final = decide(house, approved, "confirm\nProposed action: Jo stays until March")

    assert "recommendation accepted" in only(final, "outcome-confirmed", WORKER).text
    assert "recommendation accepted" in only(final, "outcome-confirmed", "rae@anytown.example").text
    letters = {mail.to: mail for mail in final if mail.kind == "outcome-letter"}
    assert set(letters) == {ADVOCATE, PARENT, UNIT}
    for letter in letters.values():
        assert "Jo stays until March" in said(letter)
        assert "Two incidents" in said(letter)
        assert "placement to continue" in said(letter) or letter.to == ADVOCATE
        assert "in writing" not in parts(letter)
    court = next(mail for mail in final if mail.kind == "action" and "before the application" in said(mail))
    assert ("action-closed", WORKER) in kinds(house.reply(court, "done"))
    assert "booking-waiting" in {mail.kind for mail in (*approved, *final) if mail.to == WORKER}, "the next review"


def test_where_the_child_is_is_in_no_mail_but_the_presenters_own(house: House) -> None:
    reference = reviewed(house)
    house.until(LIST_LEAVES)
    decide(house, hold(house, PANEL, block(reference, KEEP), over=OVER), "confirm\nProposed action: Jo stays")

    told = [mail for mail in house.all() if "Northfield" in parts(mail)]
    assert {mail.to for mail in told} == {WORKER}
    others = [mail for mail in house.all() if mail.to != WORKER]
    assert len(others) > 10
    assert not [mail for mail in house.all() if "Jo" in mail.subject or "Jo" in mail.calendar]


def test_authority_that_keeps_a_child_against_the_panel_says_why_and_the_director_looks(house: House) -> None:
    """Edge case 8."""
    approved = hold(house, PANEL, block(reviewed(house), END), over=OVER)
    urgent = only(approved, "action", WORKER)
    assert "legal services now" in said(urgent)

    refused = decide(house, approved, "not agreed: The risk on the road is too high")
    assert "outcome-confirmed" not in {mail.kind for mail in refused}
    assert "legal services advised" in said(refused[-1]).lower()

    against = "not agreed\nReasons: The risk is too high\nProposed action: Jo stays\nLegal services advised: yes"
    final = decide(house, approved, against)

    assert "kept though the criteria are not met" in said(only(final, "outcome-confirmed", WORKER))
    assert "why a child is kept" in said(only(final, "action", DIRECTOR))
    letter = only(final, "outcome-letter", PARENT)
    assert "The risk is too high" in said(letter)
    assert "legal" not in said(letter).partition("About this mail")[0].lower()


def test_parents_who_cannot_be_found_are_written_no_letter(house: House) -> None:
    """Edge case 9: nothing goes to the old address; the reason is on the booking."""
    gone = WHOLE.replace("Parents to be told: yes", "Parents to be told: not practicable")
    asked = book(house, PANEL, gone)
    assert asked.kind == "booking-question"
    reference = only(
        house.reply(asked, "Director's reason not to tell parents: Whereabouts unknown since May"), "booking-waiting"
    ).ref
    add_meeting(house, PANEL, "10 December")

    final = decide(house, hold(house, PANEL, block(reference, KEEP), over=OVER), "confirm\nProposed action: Jo stays")

    assert {mail.to for mail in final if mail.kind == "outcome-letter"} == {ADVOCATE, UNIT}
    assert PARENT not in {mail.to for mail in house.all()}


def test_late_review_is_held_with_the_directors_reason(house: House) -> None:
    """Edge case 1: due by 20 December; a review on the 22nd is a breach that everybody is told of."""
    waits = book(house, PANEL, WHOLE)

    told = add_meeting(house, PANEL, "22 December")

    assert only(told, "booking-confirmed").ref == waits.ref
    flagged = [mail for mail in told if mail.to in {CHAIR, COORDINATOR} and mail.ref == waits.ref]
    assert [mail for mail in flagged if "director's reason" in said(mail) or "First review" in said(mail)]
    asked = next(mail for mail in house.until("2026-12-22T18:00:00Z") if mail.kind == "minutes-request")
    problems = only(house.reply(asked, block(waits.ref, KEEP), quote=False), "minutes-problems")
    assert "director's reason" in said(problems)
    late = f"{KEEP} | director's reason: The unit was closed by illness"
    draft = only(house.reply(asked, block(waits.ref, late), quote=False), "minutes-draft")
    assert "closed by illness" in said(draft)


def test_order_that_ends_before_the_review_is_told_at_once(house: House) -> None:
    """Edge case 10."""
    waits = book(house, PANEL, WHOLE.replace("20 February 2027", "5 December 2026"))

    told = add_meeting(house, PANEL, "10 December")

    about = [said(mail) for mail in told if mail.ref == waits.ref]
    assert [text for text in about if "Court order" in text or "The order ends before this review" in text]


def test_without_the_independent_person_only_a_new_date_is_recorded(house: House) -> None:
    """Edge case 3: the case then waits for its date, and the clock runs on."""
    reference = reviewed(house)
    short = "[MEETING]\nPresent: chair, panel member\n"
    asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")

    problems = only(house.reply(asked, block(reference, KEEP).replace(ROOM, short), quote=False), "minutes-problems")
    assert "Independent person must take part" in said(problems)
    adjourned = f"[{reference}]\nRemove: {KEEP}\nOutcome: not quorate | new date: 17 December 2026\n{short}"
    draft = only(house.reply(asked, adjourned, quote=False), "minutes-draft")
    approved = house.reply(draft, "approve")

    assert "outcome-to-confirm" not in {mail.kind for mail in approved}
    again = only(add_meeting(house, PANEL, "17 December"), "booking-confirmed", WORKER)
    assert (again.meeting, again.ref != reference) == ("2026-12-17", True)


def test_unlawful_reviews_are_asked_about_or_refused(house: House) -> None:
    """Edge cases 2, 15 and 16: a councillor is a member of the authority; a remand is reviewed elsewhere."""
    asked = book(house, PANEL, f"{WHOLE}Independent person is: elected member of our authority")
    assert asked.kind == "booking-question"
    assert "neither member nor officer" in said(asked)
    booked = house.reply(asked, "Independent person is: neither member nor officer of our authority")
    assert "booking-waiting" in {mail.kind for mail in booked}

    refused = book(house, PANEL, f"{WHOLE.replace('Jo', 'Ash')}Legal status: on remand")
    assert refused.kind == "booking-refused"
    assert "Ask legal services" in said(refused)


def test_new_unit_is_invited_and_the_old_one_is_not_any_more(house: House) -> None:
    """Edge case 11: the placement goes on, and so does its clock."""
    waits = book(house, PANEL, WHOLE)
    confirmed = only(add_meeting(house, PANEL, "10 December"), "booking-confirmed")

    moved = house.reply(confirmed, "Unit manager: Val Moor <val@anytown.example>\nIn this unit since: 23 November 2026")

    assert ("slot-invite", "val@anytown.example") in kinds(moved)
    assert ("slot-cancel", UNIT) in kinds(moved)
    assert waits.ref == confirmed.ref


def test_who_must_not_be_told_gets_nothing_and_is_not_answered(house: House) -> None:
    """Named as consulted too, so a letter could have gone there; what they ask waits for a person."""
    danger = "lee@anytown.example"
    reference = reviewed(house, f"{WHOLE}Others consulted: Pat Sample <pat@anytown.example>; {danger}\n")
    known = house.write(WORKER, f"{reference}\nWho must not be told: Lee Danger <{danger}>", to=address(PANEL))
    assert danger in only(known, "booking-status", WORKER).text

    final = decide(house, hold(house, PANEL, block(reference, KEEP), over=OVER), "confirm\nProposed action: Jo stays")
    answers = house.write(danger, f"status {reference}", to=address(PANEL))

    assert ("outcome-letter", "pat@anytown.example") in kinds(final)
    assert danger not in {mail.to for mail in house.all()}
    assert ("held-notice", COORDINATOR) in kinds(answers)
