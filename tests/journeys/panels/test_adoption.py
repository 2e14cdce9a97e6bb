"""The Adoption Panel through the mail doors: recommendation, decision, letters, and who learns what.

Its dates: second Thursdays at 10:00 (10 December 2026, 14 January 2027). Papers are due 15 working days before, so the
house opens on 10 November.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tests.journeys.after_the_panel import said
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, address, at, book, hold, open_panels

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
    return open_panels(folder, PANEL, at=OPENS)


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
    """Return every readable part of a mail, decoded, with its headers."""
    parts = [part.get_content() for part in mail.message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.message.items()), *map(str, parts)])


def test_a_match_from_first_mail_to_closed_action(tmp_path: Path) -> None:
    with open_panel(tmp_path) as house:
        asked = book(house, PANEL, "Please book Kit Example into the next panel. Case type: match")
        assert asked.kind == "booking-question"
        for label in ("Legal status:", "Decision to place:", "Approved on:", "Prospective adopters:"):
            assert label in asked.text
        assert "Placement order route:" not in asked.text

        confirmed = only(house.reply(asked, MATCH), "booking-confirmed")
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
        assert "The order cannot be challenged now." in question.text
        assert not [mail for mail in approved if mail.kind in {"action", "outcome-letter"}]

        final = house.reply(question, "confirm")
        assert "match approved" in only(final, "outcome-confirmed", WORKER).text
        letter = only(final, "outcome-letter", WORKER)  # no address was given: the worker hands it over
        assert "has decided to approve the match" in said(letter)
        placing = next(mail for mail in final if mail.kind == "action" and "Place the child" in mail.text)

        closed = house.reply(placing, "done")
        assert ("action-closed", WORKER) in kinds(closed)
        assert "Kit" not in "".join(mail.subject for mail in house.all())


def test_the_minutes_keep_legal_advice_from_members(tmp_path: Path) -> None:
    with open_panel(tmp_path) as house:
        reference = booked(house, "Kit Example", MATCH)

        approved = hold(
            house,
            PANEL,
            f"[{reference}]\nLegal advice: The order cannot be challenged now.\n"
            f"Outcome: match not recommended | reasons: It is too early.\n{ROOM}",
            over=OVER,
        )

        assert "The order cannot be challenged now." in only(approved, "minutes", at("legal_adviser", PANEL)).text
        assert "The order cannot be challenged now." in only(approved, "minutes", COORDINATOR).text
        for member in (MEMBER, at("social_worker", PANEL), at("medical_adviser", PANEL)):
            minutes = only(approved, "minutes", member)
            assert "It is too early" in minutes.text
            assert "challenged" not in whole(minutes)


def test_a_plan_with_a_placement_order_is_refused_and_shown_the_door(tmp_path: Path) -> None:
    """Edge case 1: nothing is booked, and the answer says where to go."""
    with open_panel(tmp_path) as house:
        refused = book(
            house,
            PANEL,
            "Name: Kit Example\nCase type: child's plan\nLegal status: interim care order\n"
            "Placement order route: yes\nThreshold met: yes",
        )

        assert refused.kind == "booking-refused"
        assert "The agency decision maker: send the case there directly." in said(refused)
        house.until(LISTED)
        assert not [mail for mail in house.all("names-list") if "KE" in mail.text]


def test_a_proposal_not_to_approve_gives_forty_working_days_and_no_final_decision_before(tmp_path: Path) -> None:
    """Edge case 2, and the decision maker differs: the notice has the recommendation, reasons, rights and last day."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Jo Sample and Ade Trial", APPROVAL + "Applicants' email: jo@anytown.example\n")
        approved = hold(
            house,
            PANEL,
            f"[{reference}]\nOutcome: suitable to adopt | reasons: Well prepared.\n{ROOM}",
            over=OVER,
        )

        final = confirm(house, approved, reference, f"Not agreed: The health report raises questions.\n{DECIDED}")
        notice = only(final, "outcome-letter", "jo@anytown.example")
        assert "proposes not to approve you as suitable to adopt" in said(notice)
        assert "The panel's recommendation was: suitable to adopt." in said(notice)
        assert "The reasons are: The health report raises questions." in said(notice)
        assert "Do this by 8 February 2027." in said(notice)
        assert "health and support" not in whole(notice)  # the decision maker's own notes stay inside

        assert not [mail for mail in house.until("2027-02-08T18:00:00Z") if mail.kind == "outcome-to-confirm"]
        asked = only(house.until("2027-02-09T10:00:00Z"), "outcome-to-confirm", ADM)
        ended = house.reply(asked, "confirm\nReasons: Nobody answered the notice.")
        assert "This is final" in said(only(ended, "outcome-letter", "jo@anytown.example"))


def test_a_decision_maker_who_agrees_to_refuse_must_say_on_what_material(tmp_path: Path) -> None:
    """Guidance from [2009] EWHC 3282: material, arguments and own reasons stand in the record."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Jo Sample", APPROVAL)
        approved = hold(
            house, PANEL, f"[{reference}]\nOutcome: not suitable to adopt | reasons: Too soon.\n{ROOM}", over=OVER
        )

        more = confirm(house, approved, reference)
        assert not [mail for mail in more if mail.kind == "outcome-letter"]
        assert "material considered" in said(only(more, "not-understood", ADM))

        final = confirm(house, approved, reference, f"confirm\n{DECIDED}")
        assert "The reasons are: Too soon" in said(only(final, "outcome-letter"))


def test_the_decision_is_due_seven_working_days_after_the_final_minutes(tmp_path: Path) -> None:
    """Edge case 3: minutes approved on Monday 21 December, whenever the meeting was."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Jo Sample", APPROVAL)
        asked = only(house.until(OVER), "minutes-request")
        minutes = f"[{reference}]\nOutcome: suitable to adopt | reasons: Well prepared.\n{ROOM}"
        draft = only(house.reply(asked, minutes, quote=False), "minutes-draft")

        house.until("2026-12-21T10:00:00Z")
        question = only(house.reply(draft, "approve"), "outcome-to-confirm")

        assert "Answer by Monday 4 January 2027." in said(question)


def test_a_case_is_not_quorate_when_one_of_five_withdraws_and_the_others_go_on(tmp_path: Path) -> None:
    """Edge case 4."""
    with open_panel(tmp_path) as house:
        first, second = booked(house, "Jo Sample", APPROVAL), booked(house, "Vic Trial", APPROVAL)
        asked = only(house.until(OVER), "minutes-request")
        recommended = "Outcome: suitable to adopt | reasons: Well prepared.\n"

        problems = house.reply(
            asked,
            f"[{first}]\n{recommended}[{second}]\nConflict: panel member\n{recommended}{ROOM}",
            quote=False,
        )
        told = said(only(problems, "minutes-problems"))
        assert "The panel was not quorate for this case" in told
        assert "5 members must be there, each counted once, and 4 came." in told
        assert told.count("not quorate") == 1

        deferred = f"[{second}]\nRemove: suitable to adopt\nOutcome: deferred | what is missing: quorum\n"
        draft = only(house.reply(asked, deferred, quote=False), "minutes-draft")
        assert "suitable to adopt" in draft.text


def test_somebody_who_sat_on_the_panel_cannot_decide(tmp_path: Path) -> None:
    """Edge case 8: AAR 30B(3)."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Jo Sample", APPROVAL)
        minutes = f"[{reference}]\nOutcome: suitable to adopt | reasons: Well prepared.\n"
        there = ROOM.rstrip() + f", {ADM}\n"
        approved = hold(house, PANEL, minutes + there, over=OVER)

        answer = confirm(house, approved, reference)

        assert not [mail for mail in answer if mail.kind == "outcome-letter"]
        assert "You took part in the meeting, so you cannot decide." in said(only(answer, "not-understood", ADM))


def test_siblings_get_an_outcome_and_a_letter_each_and_no_letter_names_another(tmp_path: Path) -> None:
    """Edge case 9: two are matched, one is deferred."""
    parents = "Birth parents to be told: yes\nBirth parents: Mo Example <mo.example@anytown.example>\n"
    with open_panel(tmp_path) as house:
        names = ("Kit Example", "Pat Example", "Sky Example")
        references = [booked(house, name, MATCH + parents) for name in names]
        minutes = "".join(
            f"[{reference}]\nOutcome: match recommended | reasons: {reference} is settled with them.\n"
            for reference in references[:2]
        )
        deferred = f"[{references[2]}]\nOutcome: deferred | what is missing: the medical summary\n"
        approved = hold(house, PANEL, minutes + deferred + ROOM, over=OVER)
        assert {mail.ref for mail in approved if mail.kind == "outcome-to-confirm"} == set(references[:2])

        letters = [
            mail
            for reference in references[:2]
            for mail in confirm(house, approved, reference)
            if mail.kind == "outcome-letter"
        ]

        assert sorted((mail.ref, mail.to) for mail in letters) == sorted(
            (reference, to) for reference in references[:2] for to in (WORKER, "mo.example@anytown.example")
        )
        for letter in letters:
            assert not [name for name in names if name.split()[0] in whole(letter)]
            assert not [other for other in references if other != letter.ref and other in whole(letter)]


def test_birth_parents_learn_the_decision_and_nothing_of_the_adopters(tmp_path: Path) -> None:
    """Confidentiality: the adopters' names are in the booking, the minutes' reasons too; the letter has neither."""
    parents = "Birth parents to be told: yes\nBirth parents: Mo Example <mo.example@anytown.example>\n"
    with open_panel(tmp_path) as house:
        reference = booked(house, "Kit Example", MATCH + parents)
        minutes = f"[{reference}]\nOutcome: match recommended | reasons: The Samples live by the sea.\n{ROOM}"
        approved = hold(house, PANEL, minutes, over=OVER)
        assert "The Samples live by the sea" in only(approved, "minutes", MEMBER).text

        confirm(house, approved, reference)

        received = [mail for mail in house.all() if mail.to == "mo.example@anytown.example"]
        assert [mail.kind for mail in received] == ["outcome-letter"]
        assert "has decided to approve the match of your child" in said(received[0])
        for secret in ("Sample", "sea", "Ro", "Lee", "Kit"):
            assert secret not in whole(received[0]).replace("Role", "").replace("From", "")


def test_no_placing_follows_while_an_application_to_revoke_is_pending(tmp_path: Path) -> None:
    """Edge case 11."""
    with open_panel(tmp_path) as house:
        answer = book(house, PANEL, f"Name: Kit Example\n{MATCH}Revocation pending: yes\n")
        assert "The child must not be placed before legal services agree." in said(answer)
        minutes = f"[{answer.ref}]\nOutcome: match recommended | reasons: They are right for this child.\n{ROOM}"

        final = confirm(house, hold(house, PANEL, minutes, over=OVER), answer.ref)

        actions = [mail.text for mail in final if mail.kind == "action"]
        assert [text for text in actions if "Hold the placement planning meeting" in text]
        assert not [text for text in actions if "Place the child" in text]


def test_a_match_in_the_same_item_as_the_approval_needs_the_approval_first(tmp_path: Path) -> None:
    """Edge case 7."""
    same = MATCH.replace(
        "Approved on: 1 June 2026", "Approval at the same meeting: yes\nAdopters' medical date: 1 May 2026"
    )
    with open_panel(tmp_path) as house:
        reference = booked(house, "Kit Example", same)
        asked = only(house.until(OVER), "minutes-request")
        unsuitable = "Outcome: not suitable to adopt | reasons: Too soon.\n"
        match = "Outcome: match recommended | reasons: They know the child.\n"

        problems = house.reply(asked, f"[{reference}]\n{unsuitable}{match}{ROOM}", quote=False)
        assert "If they are not, the match falls away." in said(only(problems, "minutes-problems"))

        suitable = "Outcome: suitable to adopt | reasons: Well prepared.\n"
        draft = house.reply(
            asked, f"[{reference}]\nRemove: not suitable to adopt\n{suitable}{match}{ROOM}", quote=False
        )
        assert only(draft, "minutes-draft").to == CHAIR


def test_a_late_match_is_asked_for_a_reason_booked_and_flagged(tmp_path: Path) -> None:
    """Edge case 13: more than 6 months after the decision that the child should be placed."""
    late = MATCH.replace("1 September 2026", "1 May 2026")
    with open_panel(tmp_path) as house:
        asked = book(house, PANEL, f"Name: Kit Example\n{late}")
        assert asked.kind == "booking-question"
        assert "Reason for delay:" in asked.text

        answers = house.reply(asked, "Reason for delay: The first link broke down.")

        assert only(answers, "booking-confirmed").meeting == "2026-12-10"
        flagged = [mail for mail in answers if mail.to == CHAIR]
        assert any("Match with adopters ends on" in said(mail) for mail in flagged), kinds(answers)


def test_two_ways_to_answer_a_notice_are_refused(tmp_path: Path) -> None:
    """Edge case 12."""
    with open_panel(tmp_path) as house:
        refused = book(
            house,
            PANEL,
            "Name: Jo Sample\nCase type: reconsideration\nNotice sent on: 1 October 2026\n"
            "Date of the notice: 1 October 2026\nRepresentations received: 20 October 2026\n"
            "Route taken: representations and independent review\n",
        )

        assert refused.kind == "booking-refused"
        assert "exclude each other" in said(refused)


def test_adopters_of_another_agency_are_matched_here_and_approved_there(tmp_path: Path) -> None:
    """Edge case 10: here the child's agency's decision maker is asked about the match."""
    with open_panel(tmp_path) as house:
        refused = book(house, PANEL, f"Name: Ro Sample\n{APPROVAL}Adopters of another agency: yes\n")
        assert refused.kind == "booking-refused"
        assert "The panel and the decision maker of that agency." in said(refused)

        reference = booked(house, "Kit Example", MATCH + "Adopters of another agency: yes\n")
        minutes = f"[{reference}]\nOutcome: match recommended | reasons: They know the child.\n{ROOM}"
        assert only(hold(house, PANEL, minutes, over=OVER), "outcome-to-confirm").to == ADM


def test_an_applicant_who_replies_to_all_with_a_childs_name_is_kept_for_a_person(tmp_path: Path) -> None:
    """Edge case 15: nothing is booked or added from it; the coordinator is told, without what it says."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Kit Example", MATCH + "Adopters' email: ro.sample@elsewhere.example\n")
        invited = only(house.all(), "slot-invite", "ro.sample@elsewhere.example")

        answers = house.reply(invited, "We cannot wait to meet Sky Example. Case type: match", cc=address(PANEL))

        assert "held-notice" in {mail.kind for mail in answers if mail.to == COORDINATOR}
        assert not [mail for mail in answers if "Sky" in whole(mail)]
        status = only(house.write(WORKER, f"status {reference}", to=address(PANEL)), "booking-status", WORKER)
        assert "Sky" not in whole(status)
        listed = house.until(LISTED)
        assert "SE" not in only(listed, "names-list", MEMBER).text
