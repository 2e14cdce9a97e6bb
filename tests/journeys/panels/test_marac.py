"""The MARAC through the mail doors: a whole case, and what must never be told."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import OTHER_WORKER, WORKER, address, at, book, configuration, hold, open_panels

MARAC = address("marac")
OPENS = "2026-11-17T10:00:00Z"  # bookings for 1 December close on 19 November
LISTED = "2026-11-24T12:00:00Z"
OVER = "2026-12-01T18:00:00Z"
REF = "MARAC-26-0001"
STREET = "12 Mill Lane"
REFERRAL = (
    "Victim: Robin Example\nDate of birth: 3 April 1990\nPerpetrators: Lee Sample (ex-partner)\n"
    "Criteria: professional judgement\nReasons for professional judgement: he follows her to work\n"
)
PRESENT = "[MEETING]\nPresent: chair, police, IDVA, social care, mental health\n"


QUIET = ("acute_trust", "adult_safeguarding", "drug_alcohol", "primary_care", "specialist")
OTHERS = ("fire", "cafcass", "sexual_abuse", "perpetrator_programme")


def open_marac(folder: Path, settings: str = "", at: str = OPENS) -> AbstractContextManager[House]:
    """Open a house with a MARAC whose seats are those that the stories need."""
    section = configuration("marac", settings=f"invite_ahead = 1\n{settings}", leave_out=(*QUIET, *OTHERS))
    return open_panels(folder, "marac", at=at, marac=section)


def readers(mails: list[Mail], kind: str) -> set[str]:
    """Return who got a kind of mail, by seat."""
    return {mail.to.partition(".marac@")[0].replace(".", "_") for mail in mails if mail.kind == kind}


def whole(mail: Mail) -> str:
    """Return all that a mail says, decoded: headers and every part."""
    parts = [part.get_payload(decode=True) for part in mail.message.walk() if not part.is_multipart()]
    return "\n".join([str(mail.message.items()), *(part.decode() for part in parts if isinstance(part, bytes))])


def referral(victim: str, perpetrator: str, more: str = "") -> str:
    named = REFERRAL.replace("Robin Example", victim).replace("Lee Sample (ex-partner)", perpetrator)
    return named.replace("3 April 1990", "4 May 1991" if victim != "Robin Example" else "3 April 1990") + more


def test_a_case_from_first_mail_to_closed_action(tmp_path: Path) -> None:
    with open_marac(tmp_path) as house:
        asked = book(house, "marac", "Victim: Robin Example\nDate of birth: 3 April 1990")
        assert (asked.kind, asked.ref) == ("booking-question", REF)
        assert "Perpetrators:" in asked.text
        assert "Criteria:" in asked.text
        assert "Risk score:" not in asked.text

        more = only(
            house.reply(asked, "Perpetrators: Lee Sample\nCriteria: professional judgement"), "booking-question"
        )
        assert "Reasons for professional judgement:" in more.text
        confirmed = only(house.reply(more, "Reasons for professional judgement: he follows her"), "booking-confirmed")
        assert (confirmed.ref, confirmed.meeting) == (REF, "2026-12-01")
        assert "Safe to call:" in confirmed.text  # asked once, booked meanwhile

        listed = house.until(LISTED)
        assert {"police", "idva", "education", "chair", "coordinator"} <= readers(listed, "names-list")
        assert "Robin Example" in only(listed, "names-list", at("police", "marac")).text

        approved = hold(
            house,
            "marac",
            f"[{REF}]\nPresent: presenter came\nVictim's views: wants to stay in her home\n"
            "Outcome: action plan agreed | owner: police | action: panic alarm | due: 15 December 2026\n"
            "Outcome: flag and tag | agencies: all\n"
            "Outcome: refer to MAPPA | owner: probation | due: 10 December 2026\n"
            "Outcome: disclosure scheme\n"
            "Action: IDVA | tell the victim by a safe route | 4 December 2026\n" + PRESENT,
            over=OVER,
        )
        assert "panic alarm" in only(approved, "minutes", at("housing", "marac")).text
        assert readers(approved, "action") == {"police", "probation", "idva", "coordinator"}
        assert house.all("outcome-to-confirm") == []  # it allocates: the chair's word is the last
        told = only(approved, "outcome-confirmed", WORKER).text
        assert "panic alarm" in told
        assert "MAPPA" in told

        plan = next(mail for mail in approved if mail.kind == "action" and "panic alarm" in mail.text)
        assert "15 December 2026" in plan.text
        assert [mail.kind for mail in house.reply(plan, "done") if mail.to == WORKER] == ["action-closed"]


def test_a_score_of_13_is_sent_back_with_the_other_criteria_and_can_come_again(tmp_path: Path) -> None:
    """Edge case 1."""
    low = "Victim: Robin Example\nPerpetrators: Lee Sample\nCriteria: visible high risk\nRisk tool: DASH\nScore: 13"
    with open_marac(tmp_path) as house:
        refused = book(house, "marac", low)
        taken = book(house, "marac", f"{low}\nReasons for professional judgement: he follows her")

    assert refused.kind == "booking-refused"
    assert "professional judgement; potential escalation; repeat" in " ".join(refused.text.split())
    assert taken.kind == "booking-confirmed"


def test_a_repeat_is_taken_with_a_low_score_and_the_chair_is_told(tmp_path: Path) -> None:
    """Edge cases 2 and 3: the history is the house's own (with a month for the 12, so that the story is short)."""
    again = (
        "Victim: Robin Example\nDate of birth: 3 April 1990\nPerpetrators: Lee Sample\nCriteria: repeat\n"
        "Risk tool: DASH\nScore: 6\nDate of the new incident: 2 December 2026"
    )
    with open_marac(tmp_path, "repeat_months = 1") as house:
        book(house, "marac", f"{REFERRAL}Referral date: 1 November 2026")
        hold(
            house,
            "marac",
            f"[{REF}]\nVictim's views: safe\nOutcome: no new actions | reason: moved\n{PRESENT}",
            over=OVER,
        )
        house.until("2026-12-02T10:00:00Z")
        late = book(house, "marac", again, sender=OTHER_WORKER)
        taken = house.reply(late, "Date of the new incident: 1 December 2026")

    assert late.kind == "booking-question"
    assert "new referral" in " ".join(late.text.split())
    assert "booking-confirmed" in [mail.kind for mail in taken if mail.to == OTHER_WORKER]
    (told,) = [mail for mail in taken if mail.to == at("chair", "marac")]
    assert "This is a repeat" in told.text


def test_counterclaims_stop_both_and_only_the_chair_and_coordinator_know(tmp_path: Path) -> None:
    """Edge case 5."""
    with open_marac(tmp_path) as house:
        first = book(house, "marac", REFERRAL)
        answers = house.write(OTHER_WORKER, referral("Lee Sample", "Robin Example"), to=MARAC)
        listed = house.until(LISTED)

    mine = [mail for mail in answers if mail.to == WORKER]
    theirs = [mail for mail in answers if mail.to == OTHER_WORKER]
    assert first.kind == "booking-confirmed"
    assert readers(answers, "late-request") == {"chair"}
    assert [mail.kind for mail in theirs] == ["booking-late"]
    assert all("other way round" not in whole(mail) for mail in (*mine, *theirs))
    assert all(OTHER_WORKER not in whole(mail) for mail in mine)
    assert all("Example" not in whole(mail) for mail in listed if mail.kind == "names-list")


def test_who_must_not_learn_gets_nothing_whatever_seat_they_hold(tmp_path: Path) -> None:
    """Edge case 6: the police member is the perpetrator by address, a housing officer is not safe, by name."""
    with open_marac(tmp_path) as house:
        dangerous = f"Lee Sample <{at('police', 'marac')}>"
        book(house, "marac", referral("Robin Example", dangerous, "Not safe to talk to: Housing Marac"))
        book(house, "marac", referral("Kit Sampson", "Al Sampson"), sender=OTHER_WORKER)
        listed = house.until(LISTED)
        minutes = (
            f"[{REF}]\nVictim's views: safe\nOutcome: disclosure scheme\n"
            "[MARAC-26-0002]\nVictim's views: safe\nOutcome: no new actions | reason: in place\n" + PRESENT
        )
        approved = hold(house, "marac", minutes, over=OVER)
        warned = [mail for mail in house.all("held-notice") if mail.ref == REF]

    assert "Robin Example" in whole(only(listed, "names-list", at("probation", "marac")))
    for seat in ("police", "housing"):
        for mail in [each for each in (*listed, *approved) if each.to == at(seat, "marac")]:
            assert "Robin" not in whole(mail)
            assert REF not in whole(mail)
        assert "Kit Sampson" in only(listed, "names-list", at(seat, "marac")).text
    assert {mail.to for mail in warned} == {at("coordinator", "marac")}
    assert all("Lee Sample" not in whole(mail) for mail in warned)


def test_a_stranger_and_a_perpetrator_learn_nothing_from_what_comes_back(tmp_path: Path) -> None:
    """Edge case 7: the same for known and unknown names.

    Somebody who is not identified gets no automatic answer at all (mail rules); one whom a case says must not learn of
    it is held as well, whatever they write about.
    """
    lee = "lee.sample@anytown.example"
    with open_marac(tmp_path) as house:
        book(house, "marac", REFERRAL)
        back = [
            [mail for mail in house.write(who, text, to=MARAC, name="Lee Sample") if mail.to == who]
            for who in ("lee.sample@elsewhere.example", lee)
            for text in ("Send me the papers about Robin Example", "Send me the papers about Kit Nobody", "status")
        ]
        asked = [
            only(house.write("kim.jones@anytown.example", f"Is {who} on the list?", to=MARAC), kind).text
            for who, kind in (("Robin Example", "not-understood"), ("Kit Nobody", "not-understood"))
        ]

    assert back == [[]] * 6
    assert asked[0].replace("Robin Example", "Kit Nobody") == asked[1]


def test_a_secret_address_reaches_four_readers(tmp_path: Path) -> None:
    """Edge case 9: in the list and in the minutes, where somebody wrote it into an action."""
    secret = f"Victim's address: {STREET}, Anytown AN1 2BC\nAddress confidential: yes\n"
    with open_marac(tmp_path) as house:
        book(house, "marac", REFERRAL + secret)
        listed = house.until(LISTED)
        approved = hold(
            house,
            "marac",
            f"[{REF}]\nVictim's views: wants to stay\nOutcome: action plan agreed | owner: police | "
            f"action: mark {STREET} | due: 15 December 2026\n{PRESENT}",
            over=OVER,
        )

    papers = [mail for mail in (*listed, *approved) if mail.kind in {"names-list", "minutes"}]
    told = {mail.to for mail in papers if STREET in whole(mail)}
    assert told == {at(who, "marac") for who in ("chair", "coordinator", "police", "idva", "idva_stand_in")}
    other = only(approved, "minutes", at("education", "marac"))
    assert "wants to stay" in whole(other)
    assert "Address confidential: yes" in only(listed, "names-list", at("education", "marac")).text


def test_a_victim_who_moved_before_the_list_is_withdrawn_and_nobody_hears_of_her(tmp_path: Path) -> None:
    """Edge case 10 (a)."""
    with open_marac(tmp_path) as house:
        booked = book(house, "marac", REFERRAL)
        gone = house.reply(booked, "withdraw")
        listed = house.until(LISTED)

    assert "booking-withdrawn" in [mail.kind for mail in gone if mail.to == WORKER]
    assert all("Robin" not in whole(mail) for mail in listed)


def test_a_case_handed_over_after_the_meeting_and_one_that_comes_from_elsewhere(tmp_path: Path) -> None:
    """Edge case 10 (b) and (c)."""
    moved = (
        "Victim: Kit Sampson\nPerpetrators: Al Sampson\nCriteria: transfer from another area\n"
        "Transferred from: Othertown\nDate of the last MARAC referral: 1 June 2026"
    )
    with open_marac(tmp_path) as house:
        book(house, "marac", REFERRAL)
        arrived = book(house, "marac", moved, sender=OTHER_WORKER)
        listed = house.until(LISTED)
        approved = hold(
            house,
            "marac",
            f"[{REF}]\nVictim's views: has moved\nOutcome: transfer to another area | receiving area: Othertown | "
            "secure address: marac@othertown.gov.uk\n"
            f"[MARAC-26-0002]\nVictim's views: new here\nOutcome: flag and tag | agencies: all\n{PRESENT}",
            over=OVER,
        )

    assert arrived.kind == "booking-confirmed"
    assert "minutes and plan, by secure mail" in " ".join(arrived.text.split())
    assert "Othertown" in only(listed, "names-list", at("police", "marac")).text
    owners = {mail.to for mail in approved if mail.kind == "action" and mail.ref == REF}
    assert owners == {at("coordinator", "marac"), at("idva", "marac")}
    assert all(mail.to != "marac@othertown.gov.uk" for mail in house.sink.mails)


def test_an_emergency_is_heard_early_and_stands_in_the_next_ordinary_minutes(tmp_path: Path) -> None:
    """Edge case 11: the chair lets it in after the cut-off; the next ordinary meeting has it again."""
    plan = "Outcome: action plan agreed | owner: police | action: alarm | due: 30 November 2026"
    minutes = f"[{REF}]\nVictim's views: terrified\n{plan}\n"
    with open_marac(tmp_path, at="2026-11-25T10:00:00Z") as house:
        house.write(at("coordinator", "marac"), "add extraordinary 27 November 10:00", to=MARAC)
        answers = house.write(WORKER, f"{REFERRAL}Emergency: yes", to=MARAC)
        allowed = house.reply(only(answers, "late-request", at("chair", "marac")), "late yes")
        asked = next(mail for mail in house.until("2026-11-27T18:00:00Z") if mail.kind == "minutes-request")
        problem = only(house.reply(asked, minutes + PRESENT, quote=False), "minutes-problems")
        draft = only(
            house.reply(problem, f"[{REF}]\nOutcome: report to the next meeting", quote=False), "minutes-draft"
        )
        house.reply(draft, "approve")
        following = [mail for mail in house.until(OVER) if mail.kind == "minutes-request"]

    assert "emergency" in " ".join(only(answers, "held-notice", at("coordinator", "marac")).text.split()).lower()
    assert only(allowed, "booking-confirmed", WORKER).meeting == "2026-11-27"
    assert "report to the next meeting" in " ".join(problem.text.split())
    assert ["Robin Example" in mail.text for mail in following] == [True]
    assert not any("This is a repeat" in mail.text for mail in house.sink.mails)  # the same referral, not a new one


def test_nothing_drops_out_of_a_full_meeting(tmp_path: Path) -> None:
    """Edge case 12: who waits is told at once, and again when they move to the next meeting."""
    with open_marac(tmp_path, "capacity = 1") as house:
        book(house, "marac", REFERRAL)
        waits = book(house, "marac", referral("Kit Sampson", "Al Sampson"), sender=OTHER_WORKER)
        moved = [mail for mail in house.until(OVER) if mail.to == OTHER_WORKER]

    assert waits.kind == "booking-waiting"
    assert [(mail.kind, mail.meeting) for mail in moved if mail.kind == "booking-moved"] == [
        ("booking-moved", "2026-12-15")
    ]


def test_without_a_seat_an_observer_gets_no_list_and_no_invitation(tmp_path: Path) -> None:
    """Edge case 13: the seat is given when the statement is signed; here one observer has signed and one has not."""
    unsigned = "sam.visitor@anytown.example"
    with open_marac(tmp_path) as house:
        house.write(unsigned, "I would like to observe on 1 December", to=MARAC)
        book(house, "marac", REFERRAL)
        house.until(LISTED)
        asked = house.write(unsigned, "Please send me the list of names", to=MARAC)

    assert house.all("names-list", at("observer", "marac")) != []
    assert house.all("names-list", unsigned) == []
    assert house.all("meeting-invite", unsigned) == []
    assert all("Robin" not in whole(mail) for mail in asked)


def test_a_name_in_a_subject_line_goes_no_further(tmp_path: Path) -> None:
    """Edge case 16: a reply to all with the victim's name in its subject."""
    with open_marac(tmp_path) as house:
        house.write(WORKER, REFERRAL, subject="Robin Example", to=MARAC)
        house.until(LISTED)
        hold(house, "marac", f"[{REF}]\nVictim's views: safe\nOutcome: disclosure scheme\n{PRESENT}", over=OVER)

    assert "Robin Example" in only(house.sink.mails, "booking-confirmed").text
    for mail in house.sink.mails:
        assert "Robin" not in mail.subject
        assert "Robin" not in mail.calendar
        assert "Risk Assessment" not in f"{mail.subject}{mail.message['From']}{mail.calendar}"


def test_an_action_is_chased_and_then_the_chair_hears_of_it(tmp_path: Path) -> None:
    with open_marac(tmp_path) as house:
        book(house, "marac", REFERRAL)
        plan = "Outcome: action plan agreed | owner: police | action: alarm | due: 8 December 2026"
        hold(house, "marac", f"[{REF}]\nVictim's views: safe\n{plan}\n{PRESENT}", over=OVER)
        overdue = house.until("2026-12-09T09:30:00Z")
        escalated = house.until("2026-12-16T09:30:00Z")

    assert ("action-overdue", at("police", "marac")) in kinds(overdue)
    assert at("chair", "marac") not in {mail.to for mail in overdue if mail.kind == "action-overdue"}
    assert at("chair", "marac") in {mail.to for mail in escalated if mail.kind in {"action-overdue", "held-notice"}}


def test_the_end_of_the_12_months_is_in_the_coordinators_summary(tmp_path: Path) -> None:
    with open_marac(tmp_path, "repeat_months = 1") as house:
        book(house, "marac", REFERRAL)
        hold(
            house,
            "marac",
            f"[{REF}]\nVictim's views: safe\nOutcome: flag and tag | agencies: all\n{PRESENT}",
            over=OVER,
        )
        summary = only(house.until("2026-12-10T09:00:00Z"), "daily-digest", at("coordinator", "marac")).text

    assert "12 months for a repeat" in " ".join(summary.split())
    assert REF in summary
    assert "Robin" not in summary


def test_threats_are_daily_content_and_only_danger_now_rings(tmp_path: Path) -> None:
    with open_marac(tmp_path) as house:
        daily = house.write(
            WORKER, REFERRAL.replace("he follows her to work", "threats to kill, strangled her"), to=MARAC
        )
        now = house.write(OTHER_WORKER, referral("Kit Sampson", "Al Sampson", "He is coming back tonight."), to=MARAC)

    assert kinds(daily) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    assert "call 999 now" in only(now, "booking-confirmed").text
    assert ("held-notice", at("coordinator", "marac")) in kinds(now)
