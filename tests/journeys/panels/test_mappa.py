"""MAPPA through the mail doors: one offender an item, extracts for each agency, reviews by level."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from core.store.tables import AuditEvent
from tests.journeys.after_the_panel import said
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import OTHER_WORKER, WORKER, address, at, book, configuration, hold, open_panels

OVER = "2026-12-16T18:00:00Z"  # after the third Wednesday of December
GUEST = "sam.sample@anytown.example"
REFERRAL = """Offender: {name}
DOB: 2 May {born}
Category: {category}
Level: 2
Index offence: wounding with intent
RoSH: very high
Reason for referral: threats against a former partner
Why not level 1: three agencies need one plan
Lead agency: probation
"""
CORE = "[MEETING]\nPresent: chair, police, probation\n"
LEVEL_2 = """Risk: high to one person
Outcome: level 2 | reason: needs a plan of several agencies
Outcome: plan agreed | contents: weekly visits | owner: jo.bright@anytown.example
Outcome: no disclosure | reason: nobody else is at risk
"""


def referral(name: str = "Kit Example", born: int = 1984, category: int = 2, more: str = "") -> str:
    return REFERRAL.format(name=name, born=born, category=category) + more


def referred(house: House, name: str = "Kit Example", sender: str = WORKER, more: str = "", **said_of: int) -> Mail:
    answer = book(house, "mappa", referral(name, more=more, **said_of), sender)
    assert answer.kind == "booking-confirmed"
    return answer


def minutes_asked(house: House) -> Mail:
    return only(house.until(OVER), "minutes-request")


def whole(mail: Mail) -> str:
    """Return everything that a mail says, headers and every part of it."""
    parts = [part.get_payload(decode=True) for part in mail.message.walk() if not part.is_multipart()]
    return "\n".join([str(mail.message), *(part.decode() for part in parts if isinstance(part, bytes))])


@cache
def section(settings: str = "") -> str:
    """Return a small area: one meeting ahead is enough, and some agencies have no member."""
    away = ("adult_social_care", "education", "job_centre", "defence", "tagging", "immigration")
    return configuration("mappa", settings=f"invite_ahead = 1\n{settings}", leave_out=away)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_panels(tmp_path, "mappa", mappa=section()) as opened:
        yield opened


def test_a_case_from_referral_to_closed_action(house: House) -> None:
    asked = book(house, "mappa", referral().replace("Lead agency: probation\n", ""))
    assert (asked.kind, "\nLead agency:\n" in asked.text.replace("\r", "")) == ("booking-question", True)
    assert "Level requested:\n" not in asked.text.replace("\r", "")

    confirmed = only(house.reply(asked, "Lead agency: probation"), "booking-confirmed")
    minutes = (
        "Risk: high to one person\n"
        "Outcome: raised to level 3 | reason: the press will take an interest\n"
        "Outcome: RMP agreed | contents: weekly visits | owner: jo.bright@anytown.example\n"
        "Outcome: disclosure agreed | to whom: the landlord | what: the risk | by whom: housing.mappa@anytown.example"
        " | when: 21 December 2026 | undertaking signed: yes | reason: a school is near\n"
        "Outcome: recall | body: probation\n"
    )
    approved = hold(house, "mappa", f"[{confirmed.ref}]\n{minutes}{CORE}", over=OVER)

    final = only(approved, "outcome-confirmed", WORKER)
    assert "It needs no confirmation" in said(final)
    assert "outcome-to-confirm" not in {mail.kind for mail in approved}
    again = only(approved, "booking-confirmed", WORKER)
    assert (again.meeting, "Level requested: level 3" in again.text) == ("2027-01-20", True)
    tasks = {mail.to: said(mail) for mail in approved if mail.kind == "action"}
    assert set(tasks) == {WORKER, at("housing", "mappa")}
    plan = next(mail for mail in approved if mail.kind == "action" and "MAPPA C" in mail.text)

    closed = house.reply(plan, "Done")

    assert only(closed, "action-closed").to == WORKER


def test_what_is_no_case_for_mappa_is_refused_with_the_right_door(house: House) -> None:
    """Edge cases 1, 2 and 16: nothing is booked. A category 4 case is not even answered: a person looks at it."""
    coercive = "Coercive control: yes\nSentence in months: {}\nSentence date: {}\n"
    refused = {
        "Category 3 is managed at Level 2 or Level 3 only.": referral(category=3).replace("Level: 2", "Level: 1"),
        "A referral has exactly one category.": referral().replace("Category: 2", "Category: 1 and 2"),
        "Refer it as category 3": referral(more=coercive.format(10, "1 March 2026")),
    }

    answers = {sentence: book(house, "mappa", text) for sentence, text in refused.items()}
    older = house.write(WORKER, referral(more=coercive.format(18, "1 March 2024")), to=address("mappa"))
    fourth = house.write(WORKER, referral("Alex Sample", category=4), to=address("mappa"))

    assert {(mail.kind, mail.ref) for mail in answers.values()} == {("booking-refused", "")}
    assert [sentence for sentence, mail in answers.items() if sentence not in said(mail)] == []
    assert "check the category by hand" in said(only(older, "held-notice", at("coordinator", "mappa")))
    assert only(older, "booking-confirmed", WORKER).ref == "MAP-26-0001"
    assert kinds(fourth) == [("held-notice", at("coordinator", "mappa"))]
    assert "Alex Sample" not in whole(fourth[0])


def test_category_3_that_leaves_mappa_is_not_booked_again(house: House) -> None:
    """Edge case 1."""
    booked = referred(house, category=3)
    minutes = (
        "Risk: low\nOutcome: category 3 ends | reason: one agency is enough\nOutcome: no disclosure | reason: none\n"
    )

    approved = hold(house, "mappa", f"[{booked.ref}]\n{minutes}{CORE}", over=OVER)

    assert "leaves MAPPA" in only(approved, "outcome-confirmed", WORKER).text
    assert [mail for mail in approved if mail.kind.startswith("booking-")] == []


def test_a_review_past_the_hard_stop_needs_the_chairs_reason_and_the_board_is_told(house: House) -> None:
    """Edge case 3: 21 April 2027 is 18 weeks after the meeting."""
    booked = referred(house)
    late = LEVEL_2.replace("several agencies", "several agencies | next review: 21 April 2027")

    problem = only(house.reply(minutes_asked(house), f"[{booked.ref}]\n{late}{CORE}", quote=False), "minutes-problems")
    assert "later than the hard stop of 16 weeks" in said(problem)
    mended = "Outcome: level 2 | reason: the same | next review: 21 April 2027 | override: the court decides in April"
    draft = only(house.reply(problem, f"[{booked.ref}]\n{mended}", quote=False), "minutes-draft")
    approved = house.reply(draft, "approve")

    assert only(approved, "booking-confirmed", WORKER).meeting == "2027-04-21"
    assert "management board's list" in said(only(approved, "action", at("coordinator", "mappa")))


def test_a_case_that_is_raised_early_loses_its_old_review(house: House) -> None:
    """Edge case 4: level 2 in December, level 3 in an extraordinary meeting in January."""
    booked = referred(house)
    first = hold(house, "mappa", f"[{booked.ref}]\n{LEVEL_2}{CORE}", over=OVER)
    review = only(first, "booking-confirmed", WORKER)

    moved = only(house.reply(review, "move to 20 January 2027"), "booking-moved", WORKER)
    raised = LEVEL_2.replace("Outcome: level 2", "Outcome: level 3")
    second = hold(house, "mappa", f"[{moved.ref}]\n{raised}{CORE}", over="2027-01-20T18:00:00Z")

    again = only(second, "booking-confirmed", WORKER)
    assert (review.meeting, again.meeting) == ("2027-03-17", "2027-02-17")


def test_minutes_without_a_decision_about_disclosure_are_not_complete(house: House) -> None:
    """Edge case 5."""
    booked = referred(house)
    lines = [line for line in LEVEL_2.splitlines() if "disclosure" not in line]

    answer = house.reply(minutes_asked(house), "\n".join([f"[{booked.ref}]", *lines, CORE]), quote=False)

    problem = only(answer, "minutes-problems")
    assert "The minutes need one of these for every case: disclosure agreed; no disclosure" in said(problem)
    completed = house.reply(problem, f"[{booked.ref}]\nOutcome: no disclosure | reason: nobody is at risk", quote=False)
    assert kinds(completed) == [("minutes-draft", at("chair", "mappa"))]


def test_no_offender_is_named_in_the_minutes_of_another(house: House) -> None:
    """Edge case 6."""
    first, second = referred(house), referred(house, "Alex Sample")
    named = LEVEL_2.replace("high to one person", "high, with Alex Sample")

    asked = minutes_asked(house)
    answer = house.reply(asked, f"[{first.ref}]\n{named}[{second.ref}]\n{LEVEL_2}{CORE}", quote=False)

    problem = only(answer, "minutes-problems")
    assert "names somebody from another case of this meeting" in said(problem)
    assert f"only the chair can say so: Necessary to name: {second.ref}, and why" in said(problem)
    assert "Necessary to name" not in asked.text


def test_the_chair_marks_it_necessary_to_name_a_co_defendant(house: House) -> None:
    """Edge case 6: only the chair's own line counts, and only for that one pair."""
    first, second = referred(house), referred(house, "Alex Sample")
    named = LEVEL_2.replace("high to one person", "high, with Alex Sample")
    necessary = f"Necessary to name: {second.ref}, they are to be tried together\n"
    chair, coordinator = at("chair", "mappa"), at("coordinator", "mappa")
    whole_minutes = f"[{first.ref}]\n{necessary}{named}[{second.ref}]\n{LEVEL_2}{CORE}"

    refused = house.reply(minutes_asked(house), whole_minutes, quote=False)
    problem = only(refused, "minutes-problems", coordinator)
    assert "Only the chair can say this" in said(problem)
    asked = only(refused, "held-notice", chair)
    assert (asked.ref, "Alex Sample" in whole(asked)) == (first.ref, False)

    without_a_reason = house.reply(asked, f"[{first.ref}]\nNecessary to name: {second.ref}", quote=False)
    assert "the reference of another case of this meeting, and why" in said(only(without_a_reason, "minutes-problems"))
    draft = only(house.reply(asked, f"[{first.ref}]\n{necessary}", quote=False), "minutes-draft", chair)
    assert "they are to be tried together" in said(draft)
    other_way = house.reply(draft, f"[{second.ref}]\nRisk: high, with Kit Example", quote=False)
    assert "names somebody from another case" in said(only(other_way, "minutes-problems"))
    mended = only(house.reply(draft, f"[{second.ref}]\nRisk: high to a neighbour", quote=False), "minutes-draft")
    approved = house.reply(mended, "approve")

    police = said(only(approved, "minutes", at("police", "mappa")))
    assert "high, with Alex Sample" in police
    assert f"{second.ref}, they are to be tried together" in police
    with house.app.store.read() as connection:
        events = connection.execute(select(AuditEvent).where(AuditEvent.event == "naming:allowed")).all()
    assert [event.reference for event in events] == [first.ref]
    assert second.ref in str(events[0])
    assert "Sample" not in str(events[0])


def test_each_agency_reads_of_its_own_items_alone(house: House) -> None:
    """Edge case 7: housing and a guest are invited to the second item, and to nothing of the first.

    Somebody without a secure address gets not even the time of it, and the chair is asked (edge case 13).
    """
    first, unsafe = referred(house), "lee@webmail.example"
    named = f"Agencies to invite: Housing; Sam Sample <{GUEST}>; Lee Outside <{unsafe}>\n"
    second = referred(house, "Alex Sample", more=named)
    assert unsafe in said(only(house.all(), "held-notice", at("chair", "mappa")))
    invited = house.all("slot-invite", GUEST)
    house.until("2026-12-09T12:30:00Z")
    approved = hold(house, "mappa", f"[{first.ref}]\n{LEVEL_2}[{second.ref}]\n{LEVEL_2}{CORE}", over=OVER)

    lists = {mail.to: mail.ref for mail in house.all("names-list")}
    assert (lists[at("police", "mappa")], lists[at("housing", "mappa")]) == (f"{first.ref}, {second.ref}", second.ref)
    assert at("health", "mappa") not in lists
    assert ([mail.ref for mail in invited], "10:15am to 11am" in said(invited[0])) == ([second.ref], True)
    assert house.all(to=unsafe) == []
    papers = [mail for mail in approved if mail.to in {GUEST, at("housing", "mappa")}]
    assert "Kit Example" in whole(only(approved, "minutes", at("police", "mappa")))
    assert {(mail.kind, mail.to) for mail in papers} >= {("minutes", GUEST), ("minutes", at("housing", "mappa"))}
    assert [mail.kind for mail in papers if "Kit Example" in whole(mail) or first.ref in whole(mail)] == []


def test_victims_are_in_the_closed_section_alone(house: House) -> None:
    """First the police read it: it is in the minutes. Then nobody reads it who does not need it."""
    booked = referred(house, more=f"Agencies to invite: Housing; Sam Sample <{GUEST}>\nVictims: Robin Harmed\n")
    minutes = f"[{booked.ref}]\nVictims: Robin Harmed moved house\n{LEVEL_2}{CORE}"

    approved = hold(house, "mappa", minutes, over=OVER)

    told = {mail.to for mail in approved if mail.kind == "minutes" and "Robin Harmed" in whole(mail)}
    assert told == {at(office, "mappa") for office in ("chair", "coordinator", "police", "probation", "victim_liaison")}
    others = [mail for mail in house.all() if mail.to in {GUEST, at("housing", "mappa")}]
    assert [mail.kind for mail in others if "Robin Harmed" in whole(mail)] == []


def test_who_asks_for_minutes_from_outside_gets_nothing_and_the_coordinator_a_task(house: House) -> None:
    """Edge case 8: the mail rules forbid an automatic answer to people who are not identified, so there is none.

    A colleague who asks after a real reference and after one that never was gets the same words.
    """
    booked = referred(house)
    hold(house, "mappa", f"[{booked.ref}]\n{LEVEL_2}{CORE}", over=OVER)

    for sender in ("kit.example@mail.example", "lawyer@law.example"):
        answers = house.write(sender, f"Please send me the minutes of {booked.ref}.", to=address("mappa"))
        assert kinds(answers) == [("held-notice", at("coordinator", "mappa"))]
        assert "Kit Example" not in whole(answers[0])
    known, unknown = (
        only(house.write(OTHER_WORKER, f"status {ref}", to=address("mappa")), "not-understood")
        for ref in (booked.ref, "MAP-26-0999")
    )
    assert known.text.replace(booked.ref, "X") == unknown.text.replace("MAP-26-0999", "X")


def test_level_3_needs_the_rank_of_the_chair_recorded(house: House) -> None:
    """Edge case 9: the coordinator agrees by writing down who held the rank."""
    booked = referred(house, more="").ref
    only(house.write(WORKER, f"{booked}\nLevel: 3", to=address("mappa"), subject=booked), "booking-status")
    level_3 = LEVEL_2.replace("Outcome: level 2", "Outcome: level 3")

    problem = only(house.reply(minutes_asked(house), f"[{booked}]\n{level_3}{CORE}", quote=False), "minutes-problems")
    assert "This case needs chair of superintendent's or equal rank" in said(problem)
    ranked = "[MEETING]\nPresent: chair, police, probation, chair of superintendent's or equal rank"

    assert kinds(house.reply(problem, ranked, quote=False)) == [("minutes-draft", at("chair", "mappa"))]


def test_somebody_under_18_brings_in_the_seats_for_children(house: House) -> None:
    """Edge case 10. Meanwhile the coordinator screens the referral, which the digest shows until they have."""
    booked = referred(house, "Alex Sample", born=2010)

    waits = only(house.until("2026-12-02T12:00:00Z")[-1:], "daily-digest")
    assert f"{booked.ref}: screening of the referral (MAPPA A)" in said(waits)
    house.write(at("coordinator", "mappa"), f"{booked.ref}\nScreened on: 2 December 2026", to=address("mappa"))
    later = [said(mail) for mail in house.until("2026-12-09T12:30:00Z") if mail.kind == "daily-digest"]
    assert [text for text in later if "screening" in text] == []

    listed = {mail.to for mail in house.all("names-list")}
    assert {at("youth_offending", "mappa"), at("childrens_social_care", "mappa")} <= listed


def test_a_release_that_is_brought_forward_alerts_the_coordinator_the_same_day(house: House) -> None:
    """Edge case 11."""
    booked = referred(house, more="In custody: yes\nPrison: Sample\nNext release date: 30 June 2027\n")
    assert house.all("held-notice") == []
    sooner = house.reply(booked, "Next release date: 1 June 2027")
    assert "at least 6 months before a release" in said(only(sooner, "booking-status", WORKER))
    assert "at least 6 months before a release" in said(only(sooner, "held-notice", at("chair", "mappa")))

    answers = house.reply(booked, "Next release date: 5 January 2027")

    assert "release is close and no level is set" in said(only(answers, "held-notice", at("coordinator", "mappa")))
    assert "5 January 2027" in only(answers, "booking-status", WORKER).text


def test_the_chair_is_told_when_a_level_3_draft_is_not_approved_in_5_working_days(house: House) -> None:
    """Edge case 12: 5 working days after 16 December are over on 23 December."""
    booked = book(house, "mappa", referral().replace("Level: 2", "Level: 3"))
    minutes = LEVEL_2.replace("Outcome: level 2", "Outcome: level 3")
    ranked = CORE.replace("probation", "probation, chair of superintendent's or equal rank")
    only(house.reply(minutes_asked(house), f"[{booked.ref}]\n{minutes}{ranked}", quote=False), "minutes-draft")

    in_time = house.until("2026-12-23T17:00:00Z")
    late = house.until("2026-12-24T17:00:00Z")

    assert [mail for mail in in_time if mail.to == at("chair", "mappa")] == []
    assert [mail.kind for mail in late if mail.to == at("chair", "mappa") and booked.ref in mail.text] != []
    digest = only(late, "daily-digest", at("coordinator", "mappa"))
    assert "level 3 minutes" in said(digest)


def test_nothing_goes_outside_the_areas_domains_and_the_chair_is_asked(tmp_path: Path) -> None:
    """Edge case 13: first whom the booking names, then who asks in a mail. The chair's word lets in whom it may."""
    chair, outside = at("chair", "mappa"), "lee@charity.police.example"
    with open_panels(tmp_path, "mappa", mappa=section('only_domains = ["anytown.example"]')) as house:
        other = referred(house, "Alex Sample")
        booked = referred(house, more=f"Agencies to invite: Housing; Lee Outside <{outside}>\n")
        asked = only(house.all(), "held-notice", chair)
        assert (asked.ref, outside in said(asked), "outside" in asked.subject.lower()) == (booked.ref, True, False)
        assert "nothing of the case goes there whatever you say" in said(asked)
        assert WORKER in said(asked)
        assert "The chair was asked." in said(booked)
        early = house.reply(asked, "Agencies to invite: Kim Guest kim.guest@anytown.example")
        assert [mail.ref for mail in early if mail.to == "kim.guest@anytown.example"] == [booked.ref]
        hold(house, "mappa", f"[{booked.ref}]\n{LEVEL_2}[{other.ref}]\n{LEVEL_2}{CORE}", over=OVER)
        assert house.all("minutes", at("police", "mappa")) != []
        assert house.all("minutes", GUEST) == []
        # Whom the chair lets in comes besides those whom the booking names already.
        for each in ("kim.guest@anytown.example", at("housing", "mappa")):
            assert [mail.ref for mail in house.all("minutes", each)] == [booked.ref]

        def forward(sender: str, ref: str = booked.ref, to: str = GUEST) -> list[Mail]:
            return house.write(sender, f"Please could you forward the minutes of {ref} to {to}?", to=address("mappa"))

        answers = forward(WORKER)
        assert sorted(kinds(answers)) == [("held-notice", chair), ("help", WORKER)]
        assert "The chair was asked" in said(only(answers, "help"))
        request = only(answers, "held-notice")
        assert (request.ref, GUEST in said(request), GUEST in request.subject) == (booked.ref, True, False)
        assert "Nothing was sent there. To allow it, reply with this line: Agencies to invite:" in said(request)
        let_in = house.reply(request, f"Agencies to invite: Sam Sample {GUEST}")
        extract = only(let_in, "minutes")
        assert (extract.to, extract.ref, "Alex Sample" in whole(extract)) == (GUEST, booked.ref, False)
        assert GUEST not in whole(
            only(house.write(WORKER, f"status {booked.ref}", to=address("mappa")), "booking-status")
        )

        never = only(forward(at("police", "mappa"), to=outside), "held-notice", chair)
        assert "whatever you say" in said(never)
        answered = house.reply(never, f"Agencies to invite: Lee Outside {outside}")
        assert kinds(answered) == [("booking-status", chair)]
        assert house.all(to=outside) == []

        many = " and ".join(f"guest{number}@anytown.example" for number in range(4))
        assert "Ask for 3 addresses at most in one mail." in said(only(forward(WORKER, to=many), "not-understood"))

        strangers = [
            forward(each, ref) for each in (OTHER_WORKER, at("housing", "mappa")) for ref in (other.ref, "MAP-26-0999")
        ]
        assert [mail.kind for mails in strangers for mail in mails] == ["not-understood"] * 4
        for known, unknown in (strangers[:2], strangers[2:]):
            assert said(known[0]).replace(other.ref, "X") == said(unknown[0]).replace("MAP-26-0999", "X")


def test_a_transfer_stays_here_until_it_is_accepted(house: House) -> None:
    """Edge cases 15 and 17: 16 weeks end on 7 April 2027, so the review is at the last meeting before, in March."""
    booked = referred(house)
    transfer = "Outcome: transfer to another area | receiving area: Othertown | due: 8 January 2027\n"

    approved = hold(house, "mappa", f"[{booked.ref}]\n{LEVEL_2}{transfer}{CORE}", over=OVER)

    assert only(approved, "booking-confirmed", WORKER).meeting == "2027-03-17"
    assert "accept the transfer" in said(only(approved, "action", at("coordinator", "mappa")))
