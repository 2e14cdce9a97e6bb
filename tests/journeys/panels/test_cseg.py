"""The CSE group through the mail doors: a whole case, the closed part, and children kept apart."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tests.journeys.house import House, Mail, only
from tests.journeys.panels.panel_house import OTHER_WORKER, WORKER, address, at, book, configuration, hold, open_panels

CSEG = address("cseg")
LISTED = "2026-12-09T12:00:00Z"
OVER = "2026-12-16T18:00:00Z"
SAM, PAT = "CSE-26-0001", "CSE-26-0002"
FORM = "Risk level: high\nRisk form date: 20 November 2026\n"
REFERRAL = f"YP: Sam Example\nDOB: 1 March 2012\n{FORM}"
SECOND = f"YP: Pat Jones\nDOB: 1 June 2011\n{FORM}"
HIGH = "Outcome: risk level set | old: medium | new: high | review date: 20 January 2027 | reason: missing at night"
PRESENT = "[MEETING]\nPresent: chair, police, social care, health\n"
SCHOOL, HOME = "head@hill.gov.uk", "kit.home@othertown.gov.uk"


def open_cseg(folder: Path, settings: str = "", at: str = "2026-11-24T10:00:00Z") -> AbstractContextManager[House]:
    """Open a house with a CSE group whose seats are those that the stories need."""
    leave_out = ("early_help", "probation", "voluntary", "missing_lead", "youth_offending")
    section = configuration("cseg", settings=f"invite_ahead = 1\n{settings}", leave_out=leave_out)
    return open_panels(folder, "cseg", at=at, cseg=section)


def whole(mail: Mail) -> str:
    """Return all that a mail says, decoded: headers and every part."""
    parts = [part.get_payload(decode=True) for part in mail.message.walk() if not part.is_multipart()]
    return "\n".join([str(mail.message.items()), *(part.decode() for part in parts if isinstance(part, bytes))])


def plain(mail: Mail) -> str:
    """Return a mail's text without its line ends."""
    return " ".join(mail.text.split())


def test_a_case_from_first_mail_to_closed_action(tmp_path: Path) -> None:
    with open_cseg(tmp_path) as house:
        asked = book(house, "cseg", "YP: Sam Example\nDOB: 1 March 2012")
        assert (asked.kind, asked.ref) == ("booking-question", SAM)
        assert "Risk level:" in asked.text
        assert "Risk assessment date:" in asked.text
        assert "Ethnicity:" not in asked.text

        confirmed = only(house.reply(asked, FORM), "booking-confirmed")
        assert (confirmed.ref, confirmed.meeting) == (SAM, "2026-12-16")
        assert "Ethnicity:" in confirmed.text  # asked once, booked meanwhile

        listed = house.until(LISTED)
        assert "Sam Example" in only(listed, "names-list", at("police", "cseg")).text
        approved = hold(
            house,
            "cseg",
            f"[{SAM}]\nPresent: presenter came\nSummary: seen at the pier\n{HIGH}\n"
            "Outcome: safety plan | owner: social worker | due: 20 December 2026 | actions: taxi home\n"
            "Outcome: support | provider: health | start: 4 January 2027 | service: mentoring\n"
            "Outcome: strategy discussion | owner: social worker\n" + PRESENT,
            over=OVER,
        )
        assert house.all("outcome-to-confirm") == []  # it allocates: the chair's word is the last
        told = only(approved, "outcome-confirmed", WORKER)
        assert "taxi home" in told.text
        today = next(mail for mail in house.all("action", WORKER) if "strategy discussion" in mail.text)
        assert "16 December 2026" in today.text  # the same day
        plan = next(mail for mail in approved if mail.kind == "action" and "taxi home" in mail.text)
        assert "action-closed" in [mail.kind for mail in house.reply(plan, "done")]

    again = next(mail for mail in approved if mail.kind == "booking-confirmed")
    assert (again.meeting, again.to) == ("2027-01-20", WORKER)  # it goes on until somebody ends it


def test_a_review_between_two_meetings_is_heard_at_the_one_before(tmp_path: Path) -> None:
    with open_cseg(tmp_path) as house:
        book(house, "cseg", REFERRAL)
        line = HIGH.replace("20 January 2027", "10 February 2027")
        approved = hold(house, "cseg", f"[{SAM}]\nSummary: at the pier\n{line}\n{PRESENT}", over=OVER)

    assert only(approved, "booking-confirmed").meeting == "2027-01-20"


def test_a_child_of_12_at_low_risk_is_asked_for_another_level(tmp_path: Path) -> None:
    """Edge case 1."""
    with open_cseg(tmp_path) as house:
        low = FORM.replace("high", "low")
        asked = book(house, "cseg", f"YP: Sam Example\nDOB: 1 March 2014\n{low}")
        taken = house.reply(asked, "Risk level: medium")
        refused = book(house, "cseg", f"YP: Pat Jones\nDOB: 1 March 2011\n{low}", sender=OTHER_WORKER)

    assert asked.kind == "booking-question"
    assert "medium or high risk" in plain(asked)
    assert "booking-confirmed" in [mail.kind for mail in taken]
    assert refused.kind == "booking-refused"
    assert "MASH" in refused.text


def test_the_month_of_17_and_a_half_is_in_the_coordinators_summary(tmp_path: Path) -> None:
    """Edge case 2."""
    with open_cseg(tmp_path) as house:
        book(house, "cseg", f"YP: Sam Example\nDOB: 10 June 2009\n{FORM}")
        summary = only(house.until("2026-12-02T09:00:00Z"), "daily-digest", at("coordinator", "cseg"))

    assert "adult lead" in plain(summary)
    assert SAM in summary.text
    assert "Sam" not in summary.text


def test_two_linked_children_are_kept_apart(tmp_path: Path) -> None:
    """Edge case 3: the school of one child sees that child alone, and the other is Child B in its minutes."""
    with open_cseg(tmp_path) as house:
        book(house, "cseg", f"{REFERRAL}School contact: Head Hill <{SCHOOL}>\nLinked children: Pat Jones\n")
        book(house, "cseg", f"{SECOND}Linked children: Sam Example", sender=OTHER_WORKER)
        listed = house.until(LISTED)
        asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
        minutes = f"[{SAM}]\nSummary: seen with Pat Jones\n{HIGH}\n[{PAT}]\nSummary: safe at home\n{HIGH}\n{PRESENT}"
        problem = only(house.reply(asked, minutes, quote=False), "minutes-problems")
        draft = only(house.reply(problem, f"[{SAM}]\nSummary: seen with Child B", quote=False), "minutes-draft")
        approved = house.reply(draft, "approve")

    assert "names somebody from another case" in plain(problem)
    assert "Child B" in only(approved, "minutes", SCHOOL).text
    assert "Sam Example" in only(approved, "minutes", SCHOOL).text
    school = [mail for mail in house.sink.mails if mail.to == SCHOOL]
    assert all("Pat" not in whole(mail) and PAT not in whole(mail) for mail in school)
    for mail in (mail for mail in house.sink.mails if mail.to == WORKER and mail.kind != "booking-confirmed"):
        assert "Pat" not in whole(mail)
    # Nobody who may look up both children reads who is linked with whom.
    assert "Linked" not in only(listed, "names-list", at("police", "cseg")).text


def test_a_child_who_is_also_a_suspect_is_two_cases_and_two_sets_of_papers(tmp_path: Path) -> None:
    """Edge case 4."""
    with open_cseg(tmp_path) as house:
        asked = book(house, "cseg", f"{REFERRAL}Suspects: Lee Sample, Sam Example")
        harmed = only(house.reply(asked, "Suspects: Lee Sample"), "booking-confirmed")
        harms = book(house, "cseg", f"{REFERRAL}Concern: may harm others")
        listed = house.until(LISTED)
        minutes = (
            f"[{SAM}]\nSummary: has new gifts\n{HIGH}\n[{PAT}]\nSummary: brings younger boys along\n{HIGH}\n{PRESENT}"
        )
        approved = hold(house, "cseg", minutes, over=OVER)

    assert asked.kind == "booking-question"
    assert "second record" in plain(asked)
    assert (harmed.ref, harms.ref, harms.kind) == (SAM, PAT, "booking-confirmed")
    assert "younger boys" in only(approved, "minutes", at("police", "cseg")).text
    assert "younger boys" in only(approved, "minutes", at("childrens_social_care", "cseg")).text
    for mail in (only(approved, "minutes", at("health", "cseg")), only(listed, "names-list", at("health", "cseg"))):
        assert "Sam Example" in whole(mail)
        assert "younger boys" not in whole(mail)
        assert "may harm" not in whole(mail)


def test_somebody_with_a_suspects_surname_gets_nothing_of_the_case(tmp_path: Path) -> None:
    """Edge case 5: the chair weighs a carer's surname; a member's own stops what would go to them."""
    sample = configuration("cseg", settings="invite_ahead = 1", holders={"health": ["jo.sample@anytown.example"]})
    with open_panels(tmp_path, "cseg", cseg=sample) as house:
        first = house.write(WORKER, f"{REFERRAL}Suspects: Lee Hill\nParents: Alex Hill", to=CSEG)
        house.reply(only(first, "late-request", at("chair", "cseg")), "late yes")
        book(house, "cseg", f"{SECOND}Suspects: Lee Sample", sender=OTHER_WORKER)
        listed = house.until(LISTED)

    assert "surname" in plain(only(first, "late-request"))
    theirs = only(listed, "names-list", "jo.sample@anytown.example")
    assert "Sam Example" in theirs.text
    assert "Pat Jones" not in whole(theirs)
    assert PAT not in whole(theirs)
    assert [mail.to for mail in listed if mail.kind == "held-notice" and PAT in mail.ref] == [at("coordinator", "cseg")]


def test_nothing_goes_to_a_family_that_is_not_informed(tmp_path: Path) -> None:
    """Edge case 6: not even an action that the minutes give to a parent by address."""
    mother = "alex.example@anytown.example"
    with open_cseg(tmp_path) as house:
        more = f"Parents: Alex Example <{mother}>\nFamily informed: no\nWhy not: it would put Sam at risk\n"
        booked = book(house, "cseg", REFERRAL + more)
        house.until(LISTED)
        minutes = (
            f"[{SAM}]\nSummary: at the pier\n{HIGH}\nAction: {mother} | ring the police | 20 December 2026\n{PRESENT}"
        )
        hold(house, "cseg", minutes, over=OVER)

    assert booked.kind == "booking-confirmed"
    assert [mail.kind for mail in house.sink.mails if mail.to == mother] == []
    assert house.all("outcome-letter") == []


def test_an_old_risk_form_is_asked_for_again_and_not_listed(tmp_path: Path) -> None:
    """Edge case 7."""
    with open_cseg(tmp_path) as house:
        asked = book(house, "cseg", REFERRAL.replace("20 November 2026", "7 September 2026"))
        listed = house.until(LISTED)

    assert asked.kind == "booking-question"
    assert "too old on the day" in plain(asked)
    assert all("Sam" not in whole(mail) for mail in listed if mail.kind == "names-list")


def test_the_home_council_is_invited_to_its_own_item(tmp_path: Path) -> None:
    """Edge case 8."""
    with open_cseg(tmp_path) as house:
        asked = book(house, "cseg", f"{REFERRAL}Placed by: Othertown")
        house.reply(asked, f"Home council contact: Kit Home <{HOME}>")
        book(house, "cseg", SECOND, sender=OTHER_WORKER)
        approved = hold(
            house,
            "cseg",
            f"[{SAM}]\nSummary: at the pier\n{HIGH}\n[{PAT}]\nSummary: safe\n{HIGH}\n{PRESENT}",
            over=OVER,
        )

    assert "Home council contact:" in asked.text
    assert [mail.ref for mail in house.all("slot-invite", HOME)][:1] == [SAM]
    minutes = only(approved, "minutes", HOME)
    assert "at the pier" in minutes.text
    assert all(PAT not in whole(mail) and "Pat" not in whole(mail) for mail in house.all(to=HOME))


def test_immediate_danger_is_sent_to_the_right_door_and_not_booked(tmp_path: Path) -> None:
    """Edge case 9."""
    with open_cseg(tmp_path) as house:
        refused = book(house, "cseg", f"{REFERRAL}Immediate danger: yes")
        listed = house.until(LISTED)

    assert refused.kind == "booking-refused"
    assert "Call 999 now." in plain(refused)
    assert "MASH" in refused.text
    assert all("Sam" not in whole(mail) for mail in listed)


def test_police_intelligence_never_reaches_the_circulated_text(tmp_path: Path) -> None:
    """Edge case 10: in the open notes it holds the minutes back; in the closed part police and social care read it."""
    with open_cseg(tmp_path) as house:
        book(house, "cseg", f"{REFERRAL}Suspects: Lee Sample\nAgencies: housing")
        asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
        open_notes = f"[{SAM}]\nSummary: 5x5x5 says he drives a white van\n{HIGH}\n{PRESENT}"
        problem = only(house.reply(asked, open_notes, quote=False), "minutes-problems")
        closed = (
            f"[{SAM}]\nSummary: seen at the pier\nPolice intelligence: 5x5x5 says he drives a white van\n"
            "Outcome: disruption | owner: police | due: 8 January 2027 | type: premises | target: arcade"
        )
        draft = only(house.reply(problem, closed, quote=False), "minutes-draft")
        approved = house.reply(draft, "approve")

    assert "intelligence" in plain(problem)
    assert "white van" in draft.text
    told = {mail.to for mail in approved if "white van" in whole(mail) or "arcade" in whole(mail)}
    assert told == {at(who, "cseg") for who in ("chair", "coordinator", "police", "childrens_social_care")}
    for seat in ("health", "housing"):
        assert "seen at the pier" in only(approved, "minutes", at(seat, "cseg")).text
        assert "Lee Sample" not in whole(only(approved, "minutes", at(seat, "cseg")))


def test_a_warning_notice_outside_the_law_needs_the_chairs_reason(tmp_path: Path) -> None:
    """Edge case 11: a child of 17 who is accommodated by agreement."""
    with open_cseg(tmp_path) as house:
        book(house, "cseg", REFERRAL.replace("1 March 2012", "1 October 2009") + "Legal status: s20")
        asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
        notice = "Outcome: CAWN | basis: picked up at night | statement by: mother"
        first = house.reply(asked, f"[{SAM}]\nSummary: at the pier\n{HIGH}\n{notice}\n{PRESENT}", quote=False)
        problem = only(first, "minutes-problems")
        mended = f"[{SAM}]\n{notice} | override: an order is sought on Monday"
        draft = only(house.reply(problem, mended, quote=False), "minutes-draft")

    assert "does not cover this child" in plain(problem)
    assert "override: ..." in plain(problem)
    assert "an order is sought" in draft.text


def test_minutes_do_not_close_without_a_review_inside_3_months(tmp_path: Path) -> None:
    """Edge case 12."""
    with open_cseg(tmp_path) as house:
        book(house, "cseg", REFERRAL)
        asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
        late = HIGH.replace("20 January 2027", "17 March 2027")
        first = only(
            house.reply(asked, f"[{SAM}]\nSummary: at the pier\n{late}\n{PRESENT}", quote=False), "minutes-problems"
        )
        draft = only(house.reply(first, f"[{SAM}]\n{HIGH}", quote=False), "minutes-draft")

    assert "within 3 months" in plain(first)
    assert "20 January 2027" in draft.text


def test_a_case_that_comes_back_after_closing_is_flagged_as_a_repeat(tmp_path: Path) -> None:
    """Edge case 13."""
    with open_cseg(tmp_path) as house:
        book(house, "cseg", REFERRAL)
        ended = "Outcome: close | lead: social worker | check date: 16 March 2027 | reason: safe"
        hold(house, "cseg", f"[{SAM}]\nSummary: safe at home\n{ended}\n{PRESENT}", over=OVER)
        house.until("2026-12-18T10:00:00Z")
        again = house.write(OTHER_WORKER, REFERRAL, to=CSEG)

    assert [mail.kind for mail in again if mail.to == OTHER_WORKER][:1] == ["booking-confirmed"]
    (flag,) = [mail for mail in again if mail.to == at("chair", "cseg")]
    assert "Times closed in 12 months: 1." in plain(flag)


def test_a_place_that_three_cases_share_is_a_hint_to_the_chair_without_a_name(tmp_path: Path) -> None:
    """Edge case 14."""
    with open_cseg(tmp_path) as house:
        names = ("Sam Example", "Pat Jones", "Kit Brook")
        told: list[list[Mail]] = []
        for number, name in enumerate(names):
            text = f"YP: {name}\nDOB: {number + 1} March 2012\n{FORM}Locations: Pier arcade"
            answers = house.write(f"worker{number}@anytown.example", text, to=CSEG)
            told.append([mail for mail in answers if mail.to == at("chair", "cseg")])

    first, second, (hint,) = told
    assert first == second == []
    assert "one place" in plain(hint)
    assert not any(part in whole(hint) for name in names for part in name.split())


def test_an_adult_is_referred_to_the_nrm_only_when_they_agree(tmp_path: Path) -> None:
    """Edge case 15: a child needs no consent."""
    nrm = "Outcome: NRM referral | first responder: police | due: 18 December 2026"
    with open_cseg(tmp_path, "upper_age = 21") as house:
        book(house, "cseg", REFERRAL)
        adult = f"{SECOND.replace('1 June 2011', '1 June 2008')}NRM submitted: yes"
        asked = book(house, "cseg", adult, sender=OTHER_WORKER)
        house.reply(asked, "NRM consent: no")
        request = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
        end = "Outcome: close | lead: social worker | check date: 16 March 2027 | reason: adult services"
        minutes = (
            f"[{SAM}]\nSummary: taken to work\n{HIGH}\n{nrm}\n[{PAT}]\nSummary: taken to work\n{end}\n{nrm}\n{PRESENT}"
        )
        problem = only(house.reply(request, minutes, quote=False), "minutes-problems")
        draft = only(house.reply(problem, f"[{PAT}]\n{nrm} | adult agrees: yes", quote=False), "minutes-draft")

    assert "Consents to the NRM" in asked.text
    assert "adult agrees" in plain(problem)
    assert f"[{SAM}]" not in problem.text
    assert draft.text.count("Outcome: NRM referral") == 2


def test_calendars_and_subjects_are_neutral(tmp_path: Path) -> None:
    with open_cseg(tmp_path) as house:
        house.write(WORKER, f"{REFERRAL}Suspects: Lee Sample", subject="Sam Example and Lee Sample", to=CSEG)
        house.until(LISTED)

    assert house.all("booking-confirmed") != []
    for mail in house.sink.mails:
        shown = f"{mail.subject}{mail.message['From']}{mail.calendar}"
        assert not any(word in shown for word in ("Sam", "Lee", "Sexual", "Exploitation"))


def test_without_its_presenter_a_case_goes_to_the_next_meeting(tmp_path: Path) -> None:
    with open_cseg(tmp_path) as house:
        book(house, "cseg", REFERRAL)
        approved = hold(house, "cseg", f"[{SAM}]\nPresent: presenter absent\n{PRESENT}", over=OVER)

    assert only(approved, "booking-confirmed").meeting == "2027-01-20"
