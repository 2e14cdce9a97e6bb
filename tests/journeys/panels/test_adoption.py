"""The Adoption Panel through the mail doors: recommendation, decision, letters, and who learns what.

Its dates: second Thursdays at 10:00 (10 December 2026, 14 January 2027). Papers are due 15 working days before, so the
house opens on 10 November.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tests.journeys.after_the_panel import said
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, address, at, book, configuration, hold, open_panels

PANEL = "adoption"
ADM = at("confirmer", PANEL)
CHAIR = at("chair", PANEL)
COORDINATOR = at("coordinator", PANEL)
MEMBER = at("member", PANEL)
OPENS = "2026-11-10T10:00:00Z"
LISTED = "2026-12-03T12:00:00Z"
OVER = "2026-12-10T17:30:00Z"
ROOM = "[MEETING]\nPresent: chair, vice chair, social worker, independent member, panel member\n"
MATCH = """
Case type: match
Legal status: placement order
Decision to place: 1 September 2026
Approved on: 1 June 2026
Prospective adopters: Ro Sample and Lee Sample
Applicants invited: yes
"""
APPROVAL = """
Case type: approval
Applicants invited: yes
Stage 2 start: 1 September 2026
Adopters' medical date: 1 October 2026
"""
DECIDED = "Material considered: the report and the final minutes\nKey arguments: health and support"


def open_panel(folder: Path) -> AbstractContextManager[House]:
    """Open the house; members are invited one meeting ahead, which keeps it quick."""
    section = configuration(PANEL, "invite_ahead = 1\nmonths_ahead = 4")
    return open_panels(folder, PANEL, at=OPENS, adoption=section)


def booked(house: House, name: str, text: str) -> str:
    """Book a case that has all it needs; return its reference."""
    answer = book(house, PANEL, f"Name: {name}\n{text}")
    assert answer.kind == "booking-confirmed", answer.text
    return answer.ref


def confirm(house: House, mails: list[Mail], reference: str, text: str = "confirm") -> list[Mail]:
    """Answer as the decision maker what was put to them about a case."""
    question = next(mail for mail in mails if mail.kind == "outcome-to-confirm" and mail.ref == reference)
    return house.reply(question, text)


def whole(mail: Mail) -> str:
    """Return a mail's subject and every readable part of it, decoded."""
    parts = [str(part.get_content()) for part in mail.message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([mail.subject, *parts])


def test_a_match_from_first_mail_to_closed_action(tmp_path: Path) -> None:
    """Edge case 10, second half: the decision maker of the child's agency decides, wherever the adopters belong."""
    with open_panel(tmp_path) as house:
        asked = book(house, PANEL, "Please book Kit Example into the next panel. Case type: match")
        assert asked.kind == "booking-question"
        for label in ("Legal status:", "Decision to place:", "Approved on:", "Prospective adopters:"):
            assert label in asked.text
        assert "Placement order route:" not in asked.text

        confirmed = only(house.reply(asked, f"{MATCH}Adopters of another agency: yes"), "booking-confirmed")
        assert confirmed.meeting == "2026-12-10"
        assert "Contact plan:" in confirmed.text  # asked once, and booked meanwhile
        reference = confirmed.ref

        listed = only(house.until(LISTED), "names-list", MEMBER)
        assert reference in listed.text
        assert "KE" in listed.text
        assert "Kit" not in whole(listed)

        approved = hold(
            house,
            PANEL,
            f"[{reference}]\n"
            "Views of the child and the applicants: Kit has met them twice.\n"
            "Legal advice: The order cannot be challenged now.\n"
            "Outcome: match recommended | reasons: They understand what a small child needs.\n"
            "Outcome: advice on contact | advice: Letters twice a year.\n"
            f"Outcome: feedback on the report | grade: good\n{ROOM}",
            over=OVER,
        )
        question = only(approved, "outcome-to-confirm")
        assert question.to == ADM
        assert "Kit has met them twice." in question.text
        assert not [mail for mail in approved if mail.kind in {"action", "outcome-letter"}]

        for reader in (at("legal_adviser", PANEL), COORDINATOR):
            assert "The order cannot be challenged now." in only(approved, "minutes", reader).text
        assert "The order cannot be challenged now." in question.text
        for reader in (MEMBER, at("social_worker", PANEL), at("medical_adviser", PANEL)):
            minutes = only(approved, "minutes", reader)
            assert "They understand what a small child needs" in minutes.text
            assert "challenged" not in whole(minutes)

        final = house.reply(question, "confirm")
        assert "match approved" in only(final, "outcome-confirmed", WORKER).text
        letter = only(final, "outcome-letter", WORKER)  # no address was given: the worker hands it over
        assert "has decided to approve the match" in said(letter)
        placing = next(mail for mail in final if mail.kind == "action" and "Place the child" in mail.text)

        closed = house.reply(placing, "done")
        assert ("action-closed", WORKER) in kinds(closed)
        assert "Kit" not in "".join(mail.subject for mail in house.all())


def test_what_does_not_belong_here_is_refused_and_shown_the_door(tmp_path: Path) -> None:
    """Edge cases 1, 10 and 12: nothing is booked, and the answer says where to go."""
    plan = "Case type: child's plan\nLegal status: interim care order\nPlacement order route: yes\nThreshold met: yes"
    routes = "Route taken: representations and independent review"
    again = f"Date of the notice: 1 October 2026\nRepresentations received: 20 October 2026\n{routes}"
    with open_panel(tmp_path) as house:
        for text, door in (
            (f"Name: Kit Example\n{plan}", "The agency decision maker: send the case there directly."),
            (f"Name: Ro Sample\n{APPROVAL}Adopters of another agency: yes", "and the decision maker of that agency."),
            (f"Name: Jo Sample\nCase type: reconsideration\n{again}", "exclude each other."),
        ):
            refused = book(house, PANEL, text)
            assert refused.kind == "booking-refused"
            assert door in said(refused)

        house.until(LISTED)
        assert not [mail for mail in house.all("names-list", MEMBER) if mail.ref]


def test_a_late_match_is_asked_for_a_reason_booked_and_flagged(tmp_path: Path) -> None:
    """Edge case 13: more than 6 months after the decision that the child should be placed."""
    late = MATCH.replace("1 September 2026", "1 May 2026")
    with open_panel(tmp_path) as house:
        asked = book(house, PANEL, f"Name: Kit Example\n{late}")
        assert asked.kind == "booking-question"
        assert "Reason for delay:" in asked.text

        answers = house.reply(asked, "Reason for delay: The first link broke down.")

        assert only(answers, "booking-confirmed").meeting == "2026-12-10"
        flagged = [said(mail) for mail in answers if mail.to == CHAIR]
        assert [text for text in flagged if "Match with adopters ends on" in text], kinds(answers)


def test_a_proposal_not_to_approve_gives_forty_working_days_and_no_final_decision_before(tmp_path: Path) -> None:
    """Edge case 2, and the decision maker differs: the notice has the recommendation, reasons, rights and last day."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Jo Sample and Ade Trial", APPROVAL + "Applicants' email: jo@anytown.example\n")
        minutes = f"[{reference}]\nOutcome: suitable to adopt | reasons: Well prepared.\n{ROOM}"
        approved = hold(house, PANEL, minutes, over=OVER)

        final = confirm(house, approved, reference, f"Not agreed: The health report raises questions.\n{DECIDED}")
        notice = only(final, "outcome-letter", "jo@anytown.example")
        assert "proposes not to approve you as suitable to adopt" in said(notice)
        assert "The panel's recommendation was: suitable to adopt." in said(notice)
        assert "The reasons are: The health report raises questions" in said(notice)
        assert "Do this by 8 February 2027." in said(notice)
        assert "health and support" not in whole(notice)  # the decision maker's own notes stay inside

        assert not [mail for mail in house.until("2027-02-08T18:00:00Z") if mail.kind == "outcome-to-confirm"]
        asked = only(house.until("2027-02-09T10:00:00Z"), "outcome-to-confirm", ADM)
        ended = house.reply(asked, "confirm\nReasons: Nobody answered the notice.")
        assert "This is final" in said(only(ended, "outcome-letter", "jo@anytown.example"))


def test_after_an_independent_review_the_decision_maker_decides_again(tmp_path: Path) -> None:
    """The window closes when that way is taken; the final decision waits for the review's recommendation."""
    with open_panel(tmp_path) as house:
        confirmed = book(house, PANEL, f"Name: Jo Sample\n{APPROVAL}")
        minutes = f"[{confirmed.ref}]\nOutcome: not suitable to adopt | reasons: Too soon.\n{ROOM}"
        confirm(house, hold(house, PANEL, minutes, over=OVER), confirmed.ref, f"confirm\n{DECIDED}")

        house.until("2027-01-05T10:00:00Z")
        house.reply(confirmed, "Route taken: independent review\nIRM notice: 5 January 2027")
        waiting = house.until("2027-02-09T10:00:00Z")
        assert not [mail for mail in waiting if mail.kind == "outcome-to-confirm"]
        papers = "Papers to the independent review, due on 19 January 2027"
        assert papers in said(only(waiting, "daily-digest", COORDINATOR))

        house.until("2027-03-01T10:00:00Z")
        house.reply(confirmed, "IRM answer received: 1 March 2027\nIRM recommendation: suitable to adopt")
        asked = only(house.until("2027-03-02T10:00:00Z"), "outcome-to-confirm", ADM)
        ended = house.reply(asked, "not agreed: The review saw what we had missed.")
        assert "that you are suitable to adopt. This is final." in said(only(ended, "outcome-letter"))


def test_a_decision_maker_who_agrees_to_refuse_says_on_what_material(tmp_path: Path) -> None:
    """Guidance from [2009] EWHC 3282: material, arguments and own reasons stand in the record."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Jo Sample", APPROVAL)
        minutes = f"[{reference}]\nOutcome: not suitable to adopt | reasons: Too soon.\n{ROOM}"
        approved = hold(house, PANEL, minutes, over=OVER)

        more = confirm(house, approved, reference)
        assert not [mail for mail in more if mail.kind == "outcome-letter"]
        assert "material considered" in said(only(more, "not-understood", ADM))

        final = confirm(house, approved, reference, f"confirm\n{DECIDED}")
        assert "The reasons are: Too soon" in said(only(final, "outcome-letter"))


def test_the_decision_is_due_after_the_final_minutes_and_not_from_somebody_who_was_there(tmp_path: Path) -> None:
    """Edge cases 3 and 8: 7 working days from Monday 21 December, whenever the meeting was; AAR 30B(3)."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Jo Sample", APPROVAL)
        asked = only(house.until(OVER), "minutes-request")
        minutes = f"[{reference}]\nOutcome: suitable to adopt | reasons: Well prepared.\n{ROOM.rstrip()}, {ADM}\n"
        draft = only(house.reply(asked, minutes, quote=False), "minutes-draft")

        house.until("2026-12-21T10:00:00Z")
        question = only(house.reply(draft, "approve"), "outcome-to-confirm")
        assert question.subject.endswith("by 4 January 2027")

        answer = house.reply(question, "confirm")
        assert not [mail for mail in answer if mail.kind == "outcome-letter"]
        assert "You took part in the meeting, so you cannot decide." in said(only(answer, "not-understood", ADM))


def test_minutes_of_one_case_wait_for_quorum_and_order_and_the_others_stand(tmp_path: Path) -> None:
    """Edge cases 4 and 7: one of five withdraws from an approval; a match needs the approval in its own item first."""
    same = MATCH.replace(
        "Approved on: 1 June 2026", "Approval at the same meeting: yes\nAdopters' medical date: 1 May 2026"
    )
    suitable = "Outcome: suitable to adopt | reasons: Well prepared.\n"
    match = "Outcome: match recommended | reasons: They know the child.\n"
    with open_panel(tmp_path) as house:
        first, second, both = (
            *(booked(house, name, APPROVAL) for name in ("Jo Sample", "Vic Trial")),
            booked(house, "Kit Example", same),
        )
        asked = only(house.until(OVER), "minutes-request")

        problems = house.reply(
            asked,
            f"[{first}]\n{suitable}[{second}]\nConflict: panel member\n{suitable}"
            f"[{both}]\nOutcome: not suitable to adopt | reasons: Too soon.\n{match}{ROOM}",
            quote=False,
        )
        told = said(only(problems, "minutes-problems"))
        assert "If they are not, the match falls away." in told

        mended = f"[{both}]\nRemove: not suitable to adopt\n{suitable}{match}"
        told = said(only(house.reply(asked, mended, quote=False), "minutes-problems"))
        assert told.count("The panel was not quorate for this case") == 1
        assert "5 members must be there, each counted once, and 4 came." in told

        deferred = f"[{second}]\nRemove: suitable to adopt\nOutcome: deferred | what is missing: quorum\n"
        assert only(house.reply(asked, deferred, quote=False), "minutes-draft").to == CHAIR


def test_siblings_get_an_outcome_and_a_letter_each_and_parents_learn_the_decision_alone(tmp_path: Path) -> None:
    """Edge cases 9 and 11: two are matched (one while revocation is pending), one is deferred."""
    mother = "mo.example@anytown.example"
    parents = f"{MATCH}Birth parents to be told: yes\nBirth parents: Mo Example <{mother}>\n"
    names = ("Kit Example", "Pat Example", "Sky Example")
    with open_panel(tmp_path) as house:
        pending = book(house, PANEL, f"Name: {names[0]}\n{parents}Revocation pending: yes\n")
        assert "The child must not be placed before legal services agree." in said(pending)
        matched = (pending.ref, booked(house, names[1], parents))
        third = booked(house, names[2], parents)
        decided = "".join(
            f"[{each}]\nOutcome: match recommended | reasons: The Samples live by the sea.\n" for each in matched
        )
        deferred = f"[{third}]\nOutcome: deferred | what is missing: the medical summary\n"
        approved = hold(house, PANEL, decided + deferred + ROOM, over=OVER)
        assert "The Samples live by the sea" in only(approved, "minutes", MEMBER).text
        assert {mail.ref for mail in approved if mail.kind == "outcome-to-confirm"} == set(matched)

        final = {each: confirm(house, approved, each) for each in matched}

        letters = [mail for each in matched for mail in final[each] if mail.kind == "outcome-letter"]
        assert sorted((mail.ref, mail.to) for mail in letters) == sorted(
            (each, to) for each in matched for to in (WORKER, mother)
        )
        for letter in letters:
            assert not [name for name in names if name.split()[0] in whole(letter)]
            assert "the sea" not in whole(letter)
            assert not [other for other in (*matched, third) if other != letter.ref and other in whole(letter)]
        for mail in house.all(to=mother):
            assert mail.kind == "outcome-letter"
            assert "match of your child" in said(mail)
            assert not [secret for secret in ("Sample", "the sea", "Lee") if secret in whole(mail)]
        placing = {each for each in matched for mail in final[each] if "Place the child" in mail.text}
        assert placing == {matched[1]}


def test_an_applicant_who_replies_to_all_with_a_childs_name_is_kept_for_a_person(tmp_path: Path) -> None:
    """Edge case 15: nothing is booked or added from it, and the coordinator is told without what it says."""
    applicant = "ro.sample@elsewhere.example"
    with open_panel(tmp_path) as house:
        reference = booked(house, "Kit Example", f"{MATCH}Adopters' email: {applicant}\n")
        invited = only(house.all(), "slot-invite", applicant)
        headers = {"Cc": address(PANEL), "In-Reply-To": str(invited.message["Message-ID"])}
        text = "We cannot wait to meet Sky Example.\nName: Sky Example\nCase type: match"

        for to in (invited.reply_to, address(PANEL)):
            answers = house.write(applicant, text, to=to, subject=f"RE: {invited.subject}", headers=headers)
            assert kinds(answers) == [("held-notice", COORDINATOR)]
            assert "Sky" not in whole(answers[0])

        status = only(house.write(WORKER, f"status {reference}", to=address(PANEL)), "booking-status", WORKER)
        assert "Sky" not in whole(status)
        assert only(house.until(LISTED), "names-list", MEMBER).ref == reference
