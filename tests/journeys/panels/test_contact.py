"""The Contact Panel through the mail doors."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from core.store.tables import Booking
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, address, at, book, hold, open_panels

KEY = "contact"
CAME = "Present: presenter came"
MEETING = "[MEETING]\nPresent: chair, contact service, iro\n"
HEARD = "2026-12-03T18:00:00Z"
FATHER, MOTHER = "lee@home.example", "kim@away.example"
CHILD = "Child: Wren Example\nDOB: 2 May 2018\nType of case: initial\nStatus: care order"
APART = f"""{CHILD}
Parents: Lee Parent {FATHER}; Kim Other {MOTHER}
Domestic abuse: yes
No information between: mother and father
Venue address: 5 Hidden Lane"""
TO_FATHER = (
    "Outcome: initial offer agreed | party: the father | level: 2 | hours: Saturdays 10:00 to 12:00 | "
    "venue: contact centre | cost: 120 | review date: 4 February 2027"
)
TO_MOTHER = (
    "Outcome: initial offer agreed | party: the mother | level: 2 | hours: Sundays 14:00 to 16:00 | "
    "venue: contact centre | cost: 80 | review date: 4 February 2027"
)


def decoded(mail: Mail) -> str:
    """Return every text of a mail's whole MIME tree, and its headers."""
    parts = [part.get_payload(decode=True) for part in mail.message.walk() if not part.is_multipart()]
    return "\n".join([str(mail.message.items()), *(part.decode() for part in parts if isinstance(part, bytes))])


def plain(mail: Mail) -> str:
    return " ".join(mail.text.split())


def test_a_child_from_first_mail_to_the_review(tmp_path: Path) -> None:
    """Edge cases 7, 8 and 11: no start before the agreement, no money above the limit, no end of contact."""
    with open_panels(tmp_path, KEY, "care_resource") as house:
        asked = book(house, KEY, f"{CHILD}\nLevel: 3\nIRO: Robin Reviewer robin@anytown.example")
        confirmed = only(house.reply(asked, "Risk level: medium"), "booking-confirmed")
        assert (asked.kind, "Risk level:" in asked.text) == ("booking-question", True)
        assert confirmed.meeting == "2026-12-03"

        requested = only(house.until(HEARD), "minutes-request", at("coordinator", KEY))
        problems = only(
            house.reply(
                requested,
                f"""[{confirmed.ref}]
{CAME}
Discussion: the centre has room.
{TO_FATHER} | start: 14 December 2026
Outcome: funding approved | amount: 650 | period: week
Outcome: funding escalated | amount: 650 | period: week
Outcome: change of type | party: the uncle | from: phone | to: none | date: 14 December 2026
Outcome: no contact | party: the uncle | reason: threats
{MEETING}""",
                quote=False,
            ),
            "minutes-problems",
        )
        wrong = plain(problems)
        assert "This outcome needs the agreement signed" in wrong
        assert "Record funding escalated" in wrong
        assert "The panel cannot agree to no contact" in wrong

        draft = only(
            house.reply(
                problems,
                f"[{confirmed.ref}]\n"
                f"Remove: {TO_FATHER} | start: 14 December 2026\n"
                "Remove: Outcome: funding approved | amount: 650 | period: week\n"
                "Remove: Outcome: change of type | party: the uncle | from: phone | to: none | date: 14 December 2026\n"
                f"{TO_FATHER}\n",
                quote=False,
            ),
            "minutes-draft",
        )
        approved = house.reply(draft, "approve")

        told = plain(only(approved, "outcome-confirmed", WORKER))
        assert "Outcome: recommend reduce or end party: the uncle" in told
        readers = {mail.to for mail in approved if mail.kind == "outcome-confirmed"}
        assert readers == {WORKER, "robin@anytown.example", at("contact_service", KEY), at("finance", KEY)}
        assert [mail.ref[:3] for mail in approved if mail.kind == "booking-question"] == ["CRP"]
        assert only(approved, "booking-confirmed").meeting == "2027-02-04"
        assert "Contact with the father: Saturdays" in plain(only(approved, "outcome-letter", WORKER))
        served = only([mail for mail in approved if mail.to == at("contact_service", KEY)], "action")
        assert "By: 10 December 2026" in served.text
        assert only(house.reply(served, "done"), "action-closed", WORKER).ref == confirmed.ref


def test_no_output_joins_parents_who_are_kept_apart(tmp_path: Path) -> None:
    """Edge case 6: no mail goes to either address, and none but the worker's own answer holds both.

    Two letters, two times: each speaks of one of them, for the social worker to hand over.
    """
    with open_panels(tmp_path, KEY) as house:
        confirmed = book(house, KEY, APART)
        assert FATHER in confirmed.text
        assert MOTHER in confirmed.text

        approved = hold(house, KEY, f"[{confirmed.ref}]\n{CAME}\n{TO_FATHER}\n{TO_MOTHER}\n{MEETING}", over=HEARD)

        letters = [decoded(mail) for mail in approved if mail.kind == "outcome-letter"]
        assert sorted(("father" in text, "mother" in text) for text in letters) == [(False, True), (True, False)]
        assert sorted(("Saturdays" in text, "Sundays" in text) for text in letters) == [(False, True), (True, False)]
        house.until("2027-02-05T09:00:00Z")
        assert house.all(to=FATHER) + house.all(to=MOTHER) == []
        for mail in house.all():
            both = FATHER in decoded(mail) and MOTHER in decoded(mail)
            assert not both or (mail.to, mail.kind) == (WORKER, "booking-confirmed")


def test_what_a_parent_writes_is_held_and_not_answered(tmp_path: Path) -> None:
    """Edge case 6: no thread of the panel's reaches a parent. Automatic answers to strangers are forbidden anyway."""
    with open_panels(tmp_path, KEY) as house:
        book(house, KEY, APART)

        held = house.write(FATHER, "When do I see Wren Example?", to=address(KEY))

        assert kinds(held) == [("held-notice", at("coordinator", KEY))]
        assert "Wren" not in decoded(held[0])


def test_addresses_are_in_no_paper_and_siblings_have_a_cost_each(tmp_path: Path) -> None:
    """Edge case 5: one item, two cost lines; where each lives and where they meet reaches nobody but who wrote it."""
    places = ("5 Hidden Lane", "9 Far Road")
    with open_panels(tmp_path, KEY) as house:
        confirmed = book(
            house,
            KEY,
            f"Children: Ava and Ben Sample\nType of case: review\nStatus: care order\nVenue address: {places[0]}\n"
            f"Placement address: {places[1]}",
        )
        assert all(place in confirmed.text for place in places)

        approved = hold(
            house,
            KEY,
            f"[{confirmed.ref}]\n{CAME}\nOutcome: funding approved | amount: 120 | period: week\n"
            f"Outcome: funding approved | amount: 80 | period: week\n{MEETING}",
            over=HEARD,
        )

        told = plain(only(approved, "outcome-confirmed", at("finance", KEY)))
        assert ("amount: 120" in told, "amount: 80" in told) == (True, True)
        for mail in house.all():
            assert mail.to == WORKER or not any(place in decoded(mail) for place in places)


def test_an_incident_at_night_reaches_a_person_and_no_answer_holds_the_childs_data(tmp_path: Path) -> None:
    """Edge case 12."""
    with open_panels(tmp_path, KEY, at="2026-11-24T23:30:00Z") as house:
        answers = house.write(
            WORKER,
            "Child: Quill Sample\nType of case: incident\nStatus: care order\nChild's views: says he was hit",
            to=address(KEY),
        )

        alert = only(answers, "held-notice", at("coordinator", KEY))
        assert "An incident at a contact was reported" in plain(alert)
        confirmed = only(answers, "booking-confirmed", WORKER)
        assert confirmed.meeting == "2026-12-03"
        for mail in answers:
            assert "Quill" not in decoded(mail)
            assert "hit" not in mail.text.split()


def test_an_urgent_refusal_is_warned_of_before_its_7_days_are_over(tmp_path: Path) -> None:
    """Edge case 1: booked on 24 November, it ends by 1 December; the coordinator reads it 2 days before."""
    with open_panels(tmp_path, KEY) as house:
        asked = book(house, KEY, f"{CHILD}\nContact refused at: 24 November 2026 09:00")
        confirmed = only(
            house.reply(
                asked,
                "Refused until: 30 November 2026 17:00\nRefused by: the duty manager\nReasons for refusal: threats",
            ),
            "booking-confirmed",
        )
        assert not any("Urgent refusal" in mail.text for mail in house.until("2026-11-27T12:00:00Z"))
        digest = only(house.until("2026-11-30T09:00:00Z"), "daily-digest", at("coordinator", KEY))
        assert f"{confirmed.ref}: Urgent refusal, due on 1 December 2026" in plain(digest)

        recorded = (
            "Outcome: urgent refusal reported | start: 24 November 2026 09:00 | end: 2 December 2026 09:00 | "
            "person: the duty manager | reason: threats | notice sent: no"
        )
        requested = only(house.until(HEARD), "minutes-request")
        problems = only(
            house.reply(requested, f"[{confirmed.ref}]\n{CAME}\n{recorded}\n{MEETING}", quote=False), "minutes-problems"
        )
        assert "An urgent refusal ends within 7 days of its start" in plain(problems)
        draft = only(
            house.reply(
                problems,
                f"[{confirmed.ref}]\nRemove: {recorded}\n{recorded.replace('2 December', '30 November')}",
                quote=False,
            ),
            "minutes-draft",
        )
        approved = house.reply(draft, "approve")

        notice = only([mail for mail in approved if mail.kind == "action"], "action", WORKER)
        assert "Send written notice of the refusal now" in plain(notice)
        assert "Contact is refused from 24 November 2026" in plain(only(approved, "outcome-letter", WORKER))


def test_under_section_20_the_form_offers_the_parents_agreement_and_no_refusal(tmp_path: Path) -> None:
    """Edge cases 2 and 4: what the minutes can record follows the legal status of each case."""
    with open_panels(tmp_path, KEY) as house:
        agreed = book(house, KEY, CHILD.replace("care order", "s20"))
        placed = book(house, KEY, CHILD.replace("care order", "placement order").replace("Wren", "Robin"))
        assert "Section 34 does not apply" in plain(agreed)
        assert "Section 26 of the 2002 Act applies" in plain(placed)

        requested = only(house.until(HEARD), "minutes-request")
        refusal = (
            "Outcome: urgent refusal reported | start: 1 December 2026 | end: 2 December 2026 | person: x | "
            "reason: y | notice sent: yes"
        )
        problems = only(
            house.reply(
                requested,
                f"[{agreed.ref}]\n{CAME}\n{refusal}\n"
                "Outcome: to be agreed with the parents | party: both | to: weekly\n"
                f"[{placed.ref}]\n{CAME}\n{refusal}\nOutcome: court application | section: s26 | reason: identity\n"
                f"{MEETING}",
                quote=False,
            ),
            "minutes-problems",
        )
        assert plain(problems).count("is not an outcome for this booking") == 2
        assert "What is wrong" in problems.text
        assert "to be agreed with the parents |" not in problems.text
        assert "court application | section" not in problems.text


def test_at_18_what_was_the_parents_own_is_kept_no_longer(tmp_path: Path) -> None:
    """Edge case 10: not when the case is booked on, and not when somebody writes it; who must not be told stays."""
    with open_panels(tmp_path, KEY) as house:
        young = CHILD.replace("2018", "2009") + f"\nContact order: no\nParents: Lee Parent {FATHER}"
        booked = book(house, KEY, f"{young}\nParents' views: the father hopes for Saturdays")
        assert "hopes for Saturdays" in house.kept()
        told = only(house.reply(booked, "DOB: 2 May 2008", quote=False), "booking-status")

        amended = house.reply(told, "Parents' views: every second weekend", quote=False)

        values = bookings_of(house)[-1]
        assert "What was the parents' own is not kept any more." in plain(told)
        assert [mail.kind for mail in amended] == ["booking-status"]
        assert ("parent_views" in values, "contact_order" in values, FATHER in values["parents"]) == (
            False,
            False,
            True,
        )


def bookings_of(house: House) -> list[dict[str, str]]:
    """Return what the bookings of a house say."""
    with house.app.store.read() as connection:
        return [dict(values) for values in connection.execute(select(Booking.values)).scalars()]
