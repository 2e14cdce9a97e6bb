"""Channel through the mail doors: a case from the first mail to the last review, and who must not learn of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import OTHER_WORKER, WORKER, address, at, book, configuration, hold, open_panels

SETTINGS = """
police_force = "Anyshire Police"
booker_domains = ["anytown.example"]
only_domains = ["anytown.example", "*.police.example"]
invite_ahead = 1
"""
AWAY = ("mental_health", "youth_offending", "probation", "prison", "immigration", "safeguarding", "voluntary_sector")
WHOLE = """Person: Kit Rowe
DOB: 1 May 1990
Home police force: Anyshire
Cleared by police: yes
Grounds for referral: new contacts online
Prevent reference: PV-7781
"""
PLAN = (
    "how and when consent is asked: at home, this week | consent asker: ade.oke@anytown.example"
    " | support: mentoring | provider: Open Doors | how and when support is given: weekly"
)
FOUND = "Vulnerable to being drawn into terrorism: yes, new contacts and a grievance"
SEATS = "chair, police, health, education"
LIST_LEAVES, OVER = "2026-12-02T12:00:00Z", "2026-12-09T17:00:00Z"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_panels(tmp_path, "channel", channel=configuration("channel", SETTINGS, leave_out=AWAY)) as opened:
        yield opened


def parts(mail: Mail) -> str:
    """Return all that a mail says, with its headers, every part decoded."""
    texts = [f"{name}: {value}" for name, value in mail.message.items()]
    for part in mail.message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            texts.append(content.decode())
    return "\n".join(texts)


def meeting(house: House, *blocks: str, over: str = OVER, present: str = SEATS) -> list[Mail]:
    """Hold a meeting whose minutes are these blocks."""
    return hold(house, "channel", "\n".join((*blocks, f"[MEETING]\nPresent: {present}")), over=over)


def block(reference: str, *lines: str) -> str:
    return "\n".join((f"[{reference}]", "Present: presenter came", FOUND, *lines, ""))


def test_a_case_from_first_mail_to_closed_actions(house: House) -> None:
    """What is required is asked for; then the list, the minutes, what was decided, and its actions."""
    asked = book(house, "channel", "Person: Kit Rowe\nDOB: 1 May 2010\nHome police force: Anyshire")
    assert asked.kind == "booking-question"
    for label in ("Cleared by police", "Grounds for referral", "Parent or guardian"):
        assert f"{label}:" in asked.text
    rest = "Cleared by police: yes\nGrounds for referral: new contacts online\nParent or guardian: Lee Rowe"
    booked = only(house.reply(asked, rest), "booking-confirmed")

    listed = house.until(LIST_LEAVES)
    assert re.search(r"\bKR\b", only(listed, "names-list", at("education", "channel")).text)
    assert at("housing", "channel") not in {mail.to for mail in listed}

    first = f"Outcome: support plan adopted | {PLAN} | vote: 4-2"
    second = "Outcome: consent given | by: mother | date: 9 December 2026"
    third = "Outcome: more information requested | who: jo.bright@anytown.example | by when: 6 January 2027"
    told = meeting(house, block(booked.ref, first, second, third))

    assert "outcome-to-confirm" not in {mail.kind for mail in told}
    assert "4-2" in only(told, "outcome-confirmed", WORKER).text
    asks = only(told, "action", OTHER_WORKER)
    assert "voluntary" in asks.text
    assert ("action-closed", WORKER) in kinds(house.reply(asks, "done"))
    informs = only(told, "action", WORKER)
    assert "action-closed" in {mail.kind for mail in house.reply(informs, "done")}
    # Of the meetings that the outcomes name, the earliest: 13 January, the first after 6 January.
    assert only(told, "booking-confirmed", WORKER).meeting == "2027-01-13"


def test_without_police_of_the_home_force_only_that_case_is_not_decided(house: House) -> None:
    """Edge case 1."""
    ours = book(house, "channel", WHOLE)
    theirs = book(house, "channel", WHOLE.replace("Kit Rowe", "Ari Penn").replace("Anyshire", "Othershire"))
    adopted = f"Outcome: support plan adopted | {PLAN} | vote: unanimous"
    both = (block(ours.ref, adopted), block(theirs.ref, adopted))
    asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")

    problems = house.reply(asked, "\n".join((*both, f"[MEETING]\nPresent: {SEATS}")), quote=False)

    assert {mail.kind for mail in problems} == {"minutes-problems"}
    text = " ".join(problems[0].text.split())
    assert "Police of the force where the person lives must take part" in text
    assert text.index("Police of the force") > text.index(theirs.ref)
    assert f"{ours.ref}:" not in text
    drafted = house.reply(asked, f"[MEETING]\nPresent: {SEATS}, other force", quote=False)
    assert "minutes-draft" in {mail.kind for mail in drafted}


def test_minutes_without_a_vote_are_not_complete(house: House) -> None:
    """Edge case 3."""
    booked = book(house, "channel", WHOLE)
    asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
    minutes = f"{block(booked.ref, f'Outcome: support plan adopted | {PLAN} | vote: 3-3')}\n[MEETING]\nPresent: {SEATS}"

    refused = only(house.reply(asked, minutes, quote=False), "minutes-problems")
    drafted = only(
        house.reply(asked, minutes.replace("3-3", "3-3 | chair decides: adopt"), quote=False), "minutes-draft"
    )

    assert "what the chair decided on a tie" in " ".join(refused.text.split())
    assert "chair's decision: adopt" in " ".join(drafted.text.split()).lower()


def test_consent_withdrawn_stops_the_plans_actions(house: House) -> None:
    """Edge case 4."""
    booked = book(house, "channel", WHOLE)
    adopted = meeting(house, block(booked.ref, f"Outcome: support plan adopted | {PLAN} | vote: unanimous"))
    again = only(adopted, "booking-confirmed", WORKER)

    told = meeting(
        house,
        block(again.ref, "Outcome: consent withdrawn | date: 1 February 2027"),
        over="2027-02-10T17:00:00Z",
    )

    assert again.meeting == "2027-02-10"  # the last one within 3 months
    assert ("action-closed", OTHER_WORKER) in kinds(told)
    assert "Stop all support" in only(told, "action", WORKER).text
    assert "36(4)(e)" in only(told, "action", at("case_officer", "channel")).text


def test_who_is_neither_police_nor_council_is_shown_the_prevent_route(tmp_path: Path) -> None:
    """Edge case 11: nothing is listed, and the answer repeats nothing of what was written.

    Nobody holds the seat of the police here: so the coordinator tells them of what is held (edge case 12).
    """
    settings = SETTINGS.replace('["anytown.example"]', '["council.anytown.example"]', 1)
    away = (*AWAY, "police")
    with open_panels(tmp_path, "channel", channel=configuration("channel", settings, leave_out=away)) as house:
        held = only(house.write(WORKER, f"{WHOLE}GCHQ says so", to=address("channel")), "held-notice")
        assert "Tell them yourself" in " ".join(held.text.split())
        mails = house.write(WORKER, WHOLE, to=address("channel"))

        answer = only(mails, "booking-refused", WORKER)
        assert "Prevent referral form" in " ".join(answer.text.split())
        assert not re.search("Kit|Rowe|PV-7781|contacts", parts(answer))
        assert not [mail for mail in house.until(LIST_LEAVES) if mail.kind == "names-list" and mail.ref]


def test_what_speaks_of_intelligence_is_held_and_goes_no_further(house: House) -> None:
    """Edge case 12: nobody is answered; the police and the coordinator are told of it, and not what is in it."""
    mails = house.write(WORKER, WHOLE + "\nThe Security Service told us so. GCHQ too.", to=address("channel"))

    told = [at("coordinator", "channel"), at("police", "channel")]
    assert sorted(kinds(mails)) == [("held-notice", each) for each in told]
    assert not [mail for mail in mails if re.search("Kit|Rowe|GCHQ|Security Service|PV-7781|contacts", parts(mail))]
    assert "must not keep" in only(mails, "held-notice", at("police", "channel")).text
    assert "were told of it, and not what it says" in " ".join(only(mails, "held-notice", told[0]).text.split())
    assert "status" not in {mail.kind for mail in house.write(WORKER, "status", to=address("channel"))}


def test_minutes_that_speak_of_intelligence_are_held_too(house: House) -> None:
    """Edge case 12."""
    booked = book(house, "channel", WHOLE)
    asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
    minutes = block(
        booked.ref, "Information by agency: MI5 has seen him there", "Outcome: police lead | reason: inquiry"
    )

    mails = house.reply(asked, minutes, quote=False)

    assert "minutes-draft" not in {mail.kind for mail in mails}
    assert not any("seen him there" in parts(mail) for mail in mails if mail.to != at("coordinator", "channel"))


def test_a_case_that_police_clear_no_longer_leaves_the_list_without_a_reason(house: House) -> None:
    """Edge case 13."""
    booked = book(house, "channel", WHOLE)
    listed = only(house.until(LIST_LEAVES), "names-list", at("health", "channel"))
    assert booked.ref in listed.text

    mails = house.reply(booked, "Cleared by police: no")

    told = only(mails, "names-list-addition", at("health", "channel"))
    assert f"Delete {booked.ref} from the list. It is not heard." in " ".join(told.text.split())
    assert not re.search("police|clear|deconflict|investigat", told.text, re.IGNORECASE)
    assert not [mail for mail in house.until(OVER) if mail.kind == "minutes-request" and booked.ref in mail.text]


def test_a_case_that_waits_for_the_police_is_on_no_list(house: House) -> None:
    """Edge case 13."""
    booked = book(house, "channel", WHOLE.replace("Cleared by police: yes", "Cleared by police: no"))

    assert "waits for the police" in " ".join(booked.text.split())
    assert not any(booked.ref in mail.text for mail in house.until(LIST_LEAVES) if mail.kind == "names-list")


def test_who_asks_whether_somebody_is_known_gets_the_same_answer_for_all(house: House) -> None:
    """Edge case 15: a parent who is not identified, and a colleague who is."""
    book(house, "channel", WHOLE)

    for sender in ("lee.rowe@webmail.example", OTHER_WORKER):
        about_a_case = house.write(sender, "Is Kit Rowe a case at your panel?", to=address("channel"))
        about_nobody = house.write(sender, "Is Sam Penn a case at your panel?", to=address("channel"))

        assert kinds(about_a_case) == kinds(about_nobody)
        for one, other in zip(about_a_case, about_nobody, strict=True):
            assert "Kit" not in parts(one).replace("Is Kit Rowe a case at your panel?", "")
            if one.to == sender:
                assert one.text.replace("Kit Rowe", "Sam Penn") == other.text


def test_persons_of_concern_get_nothing_even_when_the_minutes_name_them(house: House) -> None:
    """The secret could leak: an action is put to their address."""
    bad = "max.penn@anytown.example"
    booked = book(house, "channel", f"{WHOLE}Persons of concern: Max Penn <{bad}>")

    meeting(
        house,
        block(booked.ref, "Outcome: police lead | reason: inquiry", f"Action: {bad} | ring back | 5 January 2027"),
    )

    assert [mail for mail in house.all() if mail.to == bad] == []


def test_no_subject_and_no_calendar_names_person_or_panel(house: House) -> None:
    """Edge case 18."""
    booked = book(house, "channel", WHOLE)
    house.until(LIST_LEAVES)
    meeting(house, block(booked.ref, f"Outcome: support plan adopted | {PLAN} | vote: unanimous"))

    for mail in house.all():
        # The calendar names who is invited, by the name and address that the site gave them.
        calendar = re.sub(r"^ATTENDEE.*\r\n|mailto:\S+", "", mail.calendar.replace("\r\n ", ""), flags=re.MULTILINE)
        outside = "\n".join((mail.subject, calendar, str(mail.message["From"]).partition("<")[0]))
        assert not re.search("channel|Kit|Rowe|radicali|terror", outside, re.IGNORECASE), mail.kind
        for part in mail.message.walk():
            assert part.get_filename() is None or "channel" not in str(part.get_filename()).lower()


def test_a_closed_case_comes_back_after_6_and_12_months_and_is_opened_again(tmp_path: Path) -> None:
    """Edge cases 7, 9 and 14: closed on 30 November 2026; the panels after that are 9 June and 8 December 2027.

    A second case moves to another council in between: its home fields change, and its reviews go on.
    """
    with open_panels(tmp_path, "channel", channel=configuration("channel", SETTINGS, leave_out=AWAY)) as house:
        booked = book(
            house,
            "channel",
            f"{WHOLE}Stage: open\nConsent status: given\nConsent given by: self\nConsent date: 1/6/2026",
        )
        moves = book(
            house, "channel", f"{WHOLE.replace('Kit Rowe', 'Ari Penn')}Home local authority: Anyshire", OTHER_WORKER
        )
        left = "Outcome: exit | reason: completed | closed on: 30 November 2026 | exit assessment: 20 November 2026"
        both = (block(each.ref, f"{left} | vote: unanimous") for each in (booked, moves))
        closed = meeting(house, *both)
        first, moves = only(closed, "booking-confirmed", WORKER), only(closed, "booking-confirmed", OTHER_WORKER)
        assert first.meeting == "2027-06-09"

        held = meeting(
            house,
            block(first.ref, "Outcome: 6 month review | concerns: no | vote: unanimous"),
            block(
                moves.ref,
                "Outcome: transfer to another panel | receiving authority: Otherton | police force: Othershire Police"
                " | date: 30 June 2027",
            ),
            over="2027-06-09T17:00:00Z",
        )
        moved = only(held, "booking-confirmed", OTHER_WORKER)
        assert moved.meeting == "2027-07-14"
        assert "Home local authority: Otherton" in moved.text
        assert "Home police force: Othershire Police" in moved.text
        told = " ".join(only(held, "action", at("case_officer", "channel")).text.split())
        assert "6 month review, due on 30 May 2027; Final review, due on 30 November 2027" in told
        taken = block(moved.ref, "Outcome: transfer accepted")
        late = house.until("2027-07-02T17:00:00Z")  # until it is accepted, its reviews are still this panel's
        assert [mail for mail in late if mail.to == at("chair", "channel") and "6 month review" in mail.text]
        meeting(house, taken, over="2027-07-14T17:00:00Z")
        before, after = (
            [" ".join(mail.text.split()) for mail in mails if mail.kind == "daily-digest"]
            for mails in (late, house.until("2027-07-20T17:00:00Z"))
        )
        shown = re.compile(rf"(?:{moves.ref}|{moved.ref}): (?:6 month|Final) review")
        assert any(map(shown.search, before))
        assert not any(map(shown.search, after))
        second = only(held, "booking-confirmed", WORKER)
        assert second.meeting == "2027-12-08"

        lines = (
            "Outcome: 12 month review | concerns: yes | vote: 5-1",
            "Outcome: reopen | reason: new contacts | vote: 5-1",
        )
        again = meeting(house, block(second.ref, *lines), over="2027-12-08T17:00:00Z")
        third = only(again, "booking-confirmed", WORKER)
        assert third.meeting == "2028-01-12"
        assert "Stage: open" in third.text
        assert "Consent status: not asked" in third.text


def test_a_missed_review_is_shown_to_the_chair(tmp_path: Path) -> None:
    """Edge case 8: over 31 days after the day, and not before."""
    with open_panels(tmp_path, "channel", channel=configuration("channel", SETTINGS, leave_out=AWAY)) as house:
        booked = book(house, "channel", WHOLE)
        left = "Outcome: exit | reason: completed | closed on: 31 August 2026 | exit assessment: 20 August 2026"
        meeting(house, block(booked.ref, f"{left} | vote: unanimous"))
        chair = at("chair", "channel")

        before = [mail for mail in house.until("2027-03-26T17:00:00Z") if mail.to == chair and "review" in mail.text]
        after = [
            mail for mail in house.until("2027-04-01T17:00:00Z") if mail.to == chair and "6 month review" in mail.text
        ]

        assert before == []
        assert after
