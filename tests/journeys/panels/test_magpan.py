"""The gang panel through the mail doors: nobody outside reads what it is about, and rivals never meet on one paper."""

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

LISTED = "2026-11-30T12:30:00Z"
OVER = "2026-12-03T18:00:00Z"  # after the first Thursday of December
REFERRAL = """Name: {name}
DOB: {born}
Role: {roles}
Harm to the person: high
Harm by the person: low
Threat to life: {threat}
Concern: seen with older young people who carry knives
Safeguarding referral made: yes
Safeguarding reference: SG 4411
"""
CORE = "[MEETING]\nPresent: chair, police, youth offending service, children's social care\n"
ADOPTED = f"Outcome: adopted | lead agency: youth service | lead worker: {WORKER} | plan: mentor and football\n"


@cache
def section() -> str:
    """Return a small area: one meeting ahead is enough, and some agencies have no member."""
    away = ("job_centre", "voluntary", "community_safety", "custody", "early_help", "probation", "education")
    return configuration("magpan", settings="invite_ahead = 1", leave_out=away)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_panels(tmp_path, "magpan", magpan=section()) as opened:
        yield opened


def referral(
    name: str = "Kit Example",
    born: str = "2 May 2010",
    roles: str = "at risk, involved",
    threat: str = "no",
    more: str = "",
) -> str:
    return REFERRAL.format(name=name, born=born, roles=roles, threat=threat) + more


def referred(house: House, sender: str = WORKER, **about: str) -> Mail:
    answer = book(house, "magpan", referral(**about), sender)
    assert answer.kind == "booking-confirmed"
    return answer


def minute(house: House, minutes: str, over: str = OVER) -> list[Mail]:
    return house.reply(only(house.until(over), "minutes-request"), f"{minutes}{CORE}", quote=False)


def whole(mail: Mail) -> str:
    """Return everything that a mail says, headers and every part of it."""
    parts = [part.get_payload(decode=True) for part in mail.message.walk() if not part.is_multipart()]
    return "\n".join([str(mail.message), *(part.decode() for part in parts if isinstance(part, bytes))])


def audited(house: House, reference: str) -> list[str]:
    with house.app.store.read() as connection:
        named = select(AuditEvent.event).where(AuditEvent.reference == reference)
        return list(connection.execute(named).scalars())


def told(mails: list[Mail], secret: str) -> set[str]:
    return {mail.to for mail in mails if secret in whole(mail)}


def test_a_case_from_referral_to_closed_action(house: House) -> None:
    asked = book(house, "magpan", referral().replace("Harm by the person: low\n", ""))
    assert (asked.kind, "\nHarm by the person:\n" in asked.text.replace("\r", "")) == ("booking-question", True)

    confirmed = only(house.reply(asked, "Harm by the person: low"), "booking-confirmed")
    minutes = (
        f"[{confirmed.ref}]\nWhat changed: goes to school again\nPolice only: seen in a car with a knife\n{ADOPTED}"
        f"Outcome: support offered | service: mentor | owner: {OTHER_WORKER} | due: 18 December 2026\n"
        f"Outcome: enforcement referral | measure: injunction | owner: {at('police', 'magpan')}\n"
        f"Outcome: housing move | owner: {at('housing', 'magpan')} | area check: Othertown is safe\n{CORE}"
    )
    approved = hold(house, "magpan", minutes, over=OVER)

    final = only(approved, "outcome-confirmed", WORKER)
    assert "It needs no confirmation" in said(final)
    assert only(approved, "booking-confirmed", WORKER).meeting == "2027-02-04"
    owners = {at("police", "magpan"), at("housing", "magpan"), OTHER_WORKER, WORKER}
    assert {mail.to for mail in approved if mail.kind == "action"} == owners
    letter = only(approved, "outcome-letter")
    assert "We would like to offer you support: mentor." in said(letter)
    task = only(approved, "action", OTHER_WORKER)

    closed = house.reply(task, "Done, accepted")

    assert kinds(closed) == [("action-closed", OTHER_WORKER), ("action-closed", WORKER)]


def test_rivals_do_not_get_onto_one_meeting_or_one_list(house: House) -> None:
    """Edge case 1: the second waits for the chair, who says no."""
    first = referred(house, more="Rivals: Alex Sample\n")
    answers = house.write(OTHER_WORKER, referral("Alex Sample", more="Rivals: Kit Example\n"), to=address("magpan"))
    question = only(answers, "late-request", at("chair", "magpan"))
    assert "must be kept apart" in said(question)
    assert "Kit Example" not in whole(question)

    moved = only(house.reply(question, "late no"), "booking-confirmed", OTHER_WORKER)
    house.until(LISTED)

    assert moved.meeting == "2027-01-07"
    assert {mail.ref for mail in house.all("names-list")} == {first.ref}
    assert told([mail for mail in house.all() if mail.to == WORKER], "Alex Sample") == {WORKER}  # their own words
    assert told(house.all(to=OTHER_WORKER), first.ref) == set()


def test_the_minutes_wait_for_what_the_panel_may_not_leave_open(house: House) -> None:
    """Edge cases 2, 8, 9 and 10, in one meeting: a victim, a release, refusals, an exploited child."""
    release = "Justice status: custody\nNext release date: 24 December 2026\n"
    enforcement = f"Outcome: enforcement referral | measure: disruption | owner: {at('police', 'magpan')}\n"
    late = ADOPTED.replace("football", "football | next review: 7 January 2027")
    tried = "Outcome: no engagement | attempts: 3 | next step: try again\n"
    victim, leaving, refusing, exploited = (
        referred(house, name="Kit Example", roles="harmed victim"),
        referred(house, name="Lee Sample", more=release),
        referred(house, name="Alex Token"),
        referred(house, name="Pat Instance", roles="exploited"),
    )
    assert "\nNRM submitted:\n" in exploited.text.replace("\r", "")
    blocks = {victim: enforcement, leaving: late, refusing: tried, exploited: ADOPTED}

    problem = only(minute(house, "".join(f"[{mail.ref}]\n{line}" for mail, line in blocks.items())), "minutes-problems")
    for sentence in (
        "'enforcement referral' is not an outcome for this booking",
        "Choose a review before the release.",
        "Close the case or raise it.",
        "Record an NRM referral for this child.",
    ):
        assert sentence in said(problem)
    mended = {
        victim: f"Remove: {enforcement}Outcome: not accepted | reason: support is in place\n",
        leaving: ADOPTED.replace("football", "football | next review: 17 December 2026"),
        refusing: f"{tried}Outcome: safeguarding referral | owner: {WORKER}\n",
        exploited: f"{ADOPTED}Outcome: NRM referral | first responder: {WORKER}\n",
    }
    house.write(at("coordinator", "magpan"), "add extraordinary 17 December 14:00", to=address("magpan"))

    answers = house.reply(problem, "".join(f"[{mail.ref}]\n{line}" for mail, line in mended.items()), quote=False)

    assert kinds(answers) == [("minutes-draft", at("chair", "magpan"))]


def test_section_16_is_asked_for_again_where_there_is_health_information(house: House) -> None:
    """Edge case 3."""
    cited = referral(more="Health needs: waits for an assessment\nSharing basis: section 16\n")

    asked = book(house, "magpan", cited)
    assert (asked.kind, "Section 16 covers no health information" in said(asked)) == ("booking-question", True)
    assert "\nSharing basis:\n" in asked.text.replace("\r", "")

    assert only(house.reply(asked, "Sharing basis: s47"), "booking-confirmed").ref == asked.ref


def test_a_threat_to_life_on_a_friday_evening_is_told_at_once(house: House) -> None:
    """Edge case 4: within the same minute, to the coordinator and in the answer, without a name."""
    house.until("2026-11-27T17:00:00Z")

    answers = house.write(WORKER, referral(threat="yes"), to=address("magpan"))

    alert = only(answers, "held-notice", at("coordinator", "magpan"))
    assert "A threat to life is reported. Call the police and the duty service today." in said(alert)
    assert "Kit Example" not in whole(alert)
    assert "A threat to life is reported." in said(next(mail for mail in answers if mail.to == WORKER))


def test_a_removed_person_who_is_referred_again_starts_clean(house: House) -> None:
    """Edge case 5: another worker reads the same words as for somebody who was never here."""
    booked = referred(house)
    removed = "Outcome: removed | reason: no new concern | retain until: 1 June 2027\n"
    approved = hold(house, "magpan", f"[{booked.ref}]\n{removed}{CORE}", over=OVER)
    assert [mail for mail in approved if mail.kind == "booking-confirmed"] == []

    again = referred(house, OTHER_WORKER)
    fresh = referred(house, OTHER_WORKER, name="Lee Sample")

    def plain(mail: Mail, name: str) -> str:
        body = mail.text.partition("What we noted")
        return body[0].replace(mail.ref, "X").replace(name, "N").partition("Your time")[0]

    assert plain(again, "Kit Example") == plain(fresh, "Lee Sample")
    assert told(house.all(to=OTHER_WORKER), booked.ref) == set()
    assert "no new concern" not in whole(again)


def test_when_the_day_is_past_nothing_of_the_person_is_left(house: House) -> None:
    """Edge case 6: entry, attachments and copies of mails are gone; the trail keeps the reference and the date."""
    gone, stays = referred(house), referred(house, name="Lee Sample", born="4 April 2009", sender=OTHER_WORKER)
    removed = "Outcome: removed | reason: no new concern | retain until: 1 June 2027\n"
    house.until(LISTED)
    hold(house, "magpan", f"[{gone.ref}]\n{removed}[{stays.ref}]\n{ADOPTED}{CORE}", over=OVER)
    house.until("2027-06-01T09:00:00Z")
    assert ("Kit" in house.kept(), "2010-05-02" in house.kept()) == (True, True)

    told_then = house.until("2027-06-02T09:00:00Z")

    left = house.kept()
    assert ("Kit" in left, "2010-05-02" in left, "no new concern" in left) == (False, False, False)
    assert ("Lee" in left, "mentor and football" in left) == (True, True)
    assert [event for event in audited(house, gone.ref) if event == "case:erased"] == ["case:erased"]
    assert [mail.kind for mail in told_then if gone.ref in whole(mail)] == []
    answer = only(house.reply(gone, "status", quote=False), "not-understood")
    assert "We cannot find a booking of yours with that reference." in said(answer)
    house.until("2027-06-07T09:00:00Z")
    assert book(house, "magpan", referral()).kind == "booking-confirmed"


def test_a_hold_for_a_court_keeps_a_removed_person(house: House) -> None:
    """Edge case 6, supplementary: while there is a legal hold the clock stands."""
    booked = referred(house, more="Legal hold: yes\n")
    removed = "Outcome: removed | reason: no new concern | retain until: 1 June 2027\n"
    hold(house, "magpan", f"[{booked.ref}]\n{removed}{CORE}", over=OVER)

    house.until("2027-06-02T09:00:00Z")

    assert "Kit" in house.kept()


def test_a_relatives_agency_loses_the_case(house: House) -> None:
    """Edge case 7: housing takes part in the case; a relative works there, and the team's mailbox is named."""
    team = at("housing", "magpan")
    first = referred(house, more="Agencies with a role: housing\n")
    second = referred(
        house,
        name="Lee Sample",
        more=f"Agencies with a role: housing\nRelatives at partner agencies and their teams: Pat Sample <{team}>\n",
    )
    minutes = f"[{first.ref}]\n{ADOPTED}[{second.ref}]\n{ADOPTED}{CORE}"
    house.until(LISTED)
    hold(house, "magpan", minutes, over=OVER)

    assert {mail.ref for mail in house.all("names-list", team)} == {first.ref}
    assert [mail.kind for mail in house.all(to=team) if second.ref in whole(mail)] == []
    assert second.ref in whole(only(house.all(), "minutes", at("police", "magpan")))


def test_intelligence_goes_to_the_closed_part_before_the_chair_sees_a_draft(house: House) -> None:
    """Edge case 11: then the police read it, and nobody else at the table."""
    booked = referred(house, more="Agencies with a role: housing\n")
    open_part = f"[{booked.ref}]\nWhat changed: intel says that he carries for others\n{ADOPTED}"
    problem = only(minute(house, open_part), "minutes-problems")
    assert "Move this to the closed part" in said(problem)

    closed = f"[{booked.ref}]\nWhat changed: none\nPolice only: intel says that he carries for others"
    draft = only(house.reply(problem, closed, quote=False), "minutes-draft")
    approved = house.reply(draft, "approve")

    readers = {mail.to for mail in approved if mail.kind == "minutes"}
    offices = {at(office, "magpan") for office in ("chair", "coordinator", "police")}
    assert readers > offices
    assert told(approved, "carries for others") == offices


def test_no_subject_and_no_calendar_has_a_name_or_the_word_gang(house: House) -> None:
    """Edge case 12: and what is sent comes from a partnership meeting."""
    booked = referred(house, more="Group or gang: North Street gang\n")
    hold(house, "magpan", f"[{booked.ref}]\n{ADOPTED}{CORE}", over=OVER)

    for mail in house.all():
        outside = f"{mail.subject}\n{mail.calendar}\n{mail.message['From']}".lower()
        assert "gang" not in outside
        assert "kit" not in outside
        assert "gang" not in mail.text.lower() or mail.to == WORKER  # who told us reads their own words back
    assert "Partnership meeting" in str(booked.message["From"])


def test_who_turns_18_leaves_the_seats_for_children(house: House) -> None:
    """Edge case 13: adult social care has the list of the next meeting, children's social care has not."""
    booked = referred(house, born="20 December 2008", more="Consent to support: yes\nConsent date: 1 November 2026\n")
    january = ADOPTED.replace("football", "football | next review: 7 January 2027")
    house.until(LISTED)
    approved = hold(house, "magpan", f"[{booked.ref}]\n{january}{CORE}", over=OVER)
    again = only(approved, "booking-confirmed", WORKER)
    assert "Ask for consent again: this person is an adult now." in said(again)

    house.until("2027-01-04T12:30:00Z")

    lists = {(mail.to, mail.meeting) for mail in house.all("names-list")}
    child, adult = at("childrens_social_care", "magpan"), at("adult_social_care", "magpan")
    assert {(child, "2026-12-03"), (adult, "2027-01-07")} <= lists
    assert {(adult, "2026-12-03"), (child, "2027-01-07")}.isdisjoint(lists)


def test_somebody_who_is_with_mappa_is_told_to_the_chair_without_content(tmp_path: Path) -> None:
    """Edge case 14."""
    offender = (
        "Offender: Kit Example\nDOB: 2 May 2010\nCategory: 2\nLevel: 2\nIndex offence: robbery of a shop\nRoSH: high\n"
        "Reason for referral: a secret\nWhy not level 1: several agencies\nLead agency: youth offending\n"
    )
    mappa = configuration("mappa", settings="invite_ahead = 1", leave_out=("defence", "tagging", "immigration"))
    with open_panels(tmp_path, "magpan", "mappa", magpan=section(), mappa=mappa) as house:
        other = book(house, "mappa", offender, OTHER_WORKER)
        assert other.kind == "booking-confirmed"

        answers = house.write(WORKER, referral(), to=address("magpan"))

        house.until("2026-12-02T10:00:00Z")
        flags = [mail for mail in house.all(to=at("chair", "magpan")) if other.ref in whole(mail)]
        assert flags != []
        assert told([*flags, *answers], "a secret") == told([*flags, *answers], "robbery") == set()
        assert told([mail for mail in house.all() if mail.to == WORKER], other.ref) == set()
