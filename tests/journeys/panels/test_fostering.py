"""The Fostering Panel through the mail doors: recommendation, decision, letters, time limits.

Its dates: third Wednesdays at 10:00 (16 December 2026, 20 January 2027). Papers are due 15 working days before, so the
house opens on 10 November.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tests.journeys.after_the_panel import said
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, at, book, configuration, hold, open_panels

PANEL = "fostering"
ADM = at("confirmer", PANEL)
CHAIR = at("chair", PANEL)
COORDINATOR = at("coordinator", PANEL)
MEMBER = at("member", PANEL)
CARERS = "ro.sample@anytown.example"
LISTED = "2026-12-09T12:00:00Z"
OVER = "2026-12-16T17:30:00Z"
QUICK = "invite_ahead = 1\nmonths_ahead = 4\n"
ROOM = "[MEETING]\nPresent: chair, vice chair, social worker, independent member, panel member\n"
APPROVAL = f"Case type: form F\nType of carer: mainstream\nCarers invited: yes\nCarers' email: {CARERS}\n"
APPROVED = "Outcome: suitable to foster | number of children: 2 | age range: 0 to 10 | reasons: Warm and reliable.\n"
DECIDED = "Material considered: the report and the final minutes\nKey arguments: health and support"


def open_panel(folder: Path, day: str = "2026-11-10", settings: str = "") -> AbstractContextManager[House]:
    """Open the house; three people hold the seat `member`, invited one meeting ahead, which keeps it quick."""
    members = {"member": [MEMBER, at("second_member", PANEL), at("third_member", PANEL)]}
    return open_panels(
        folder, PANEL, at=f"{day}T10:00:00Z", fostering=configuration(PANEL, f"{QUICK}{settings}", members)
    )


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


def test_cases_from_first_mail_to_closed_action(tmp_path: Path) -> None:
    """An approval, a long-term match (edge case 14: of a carer of another agency), a review and a resignation."""
    with open_panel(tmp_path) as house:
        asked = book(house, PANEL, "Carers: Ro Sample and Lee Sample\nCase type: long-term match")
        assert asked.kind == "booking-question"
        assert "Child's reference:" in asked.text
        match = only(house.reply(asked, "Child's reference: C-1001\nCarer of another agency: yes"), "booking-confirmed")
        assert "Ro and Lee Sample" in said(match)  # a couple is one case
        assert match.meeting == "2026-12-16"

        approval = booked(house, "Vic Trial", APPROVAL)
        review = booked(house, "Jo Placeholder", "Case type: first review\nApproved on: 20 January 2026\n")
        resigned = booked(house, "Al Pretend", "Case type: resignation\nResignation received: 1 December 2026\n")

        listed = only(house.until(LISTED), "names-list", MEMBER)
        assert set(listed.ref.replace(" ", "").split(",")) == {match.ref, approval, review, resigned}
        for name in ("Sample", "Trial", "Placeholder", "Pretend"):
            assert name not in whole(listed)

        approved = hold(
            house,
            PANEL,
            f"[{match.ref}]\nOutcome: long-term match recommended | reasons: They belong together.\n"
            f"[{approval}]\nKey issues: one spare bedroom\n{APPROVED}Outcome: feedback on the report | grade: good\n"
            f"[{review}]\nOutcome: approval to continue | concern: no | reasons: A good year.\n"
            f"[{resigned}]\nOutcome: noted\n{ROOM}",
            over=OVER,
        )
        assert {mail.ref for mail in approved if mail.kind == "outcome-to-confirm"} == {match.ref, approval, review}
        assert "one spare bedroom" in next(
            mail.text for mail in approved if mail.kind == "outcome-to-confirm" and mail.ref == approval
        )

        final = confirm(house, approved, approval)
        letter = only(final, "outcome-letter", CARERS)
        assert "has decided that you are suitable to foster" in said(letter)
        assert "This is for 2 children, aged 0 to 10." in said(letter)
        assert "spare bedroom" not in whole(letter)
        register = next(mail for mail in final if mail.kind == "action" and "register" in mail.text)
        assert ("action-closed", WORKER) in kinds(house.reply(register, "done"))

        assert "agreed the long-term match" in said(only(confirm(house, approved, match.ref), "outcome-letter"))
        assert "your approval goes on" in said(only(confirm(house, approved, review), "outcome-letter"))


def test_a_notice_of_28_days_holds_the_recommendation_and_nothing_is_final_before(tmp_path: Path) -> None:
    """Edge cases 1 and 9: the panel recommends approval, the decision maker proposes not to."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Ro Sample", APPROVAL)
        approved = hold(house, PANEL, f"[{reference}]\n{APPROVED}{ROOM}", over=OVER)

        final = confirm(house, approved, reference, f"Not agreed: The health report raises questions.\n{DECIDED}")
        notice = only(final, "outcome-letter", CARERS)
        assert "proposes not to approve you as suitable to foster" in said(notice)
        assert "The panel's recommendation was: suitable to foster." in said(notice)
        assert "Do this by the end of 13 January 2027." in said(notice)
        assert "health and support" not in whole(notice)

        assert not [mail for mail in house.until("2027-01-13T18:00:00Z") if mail.kind == "outcome-to-confirm"]
        asked = only(house.until("2027-01-14T10:00:00Z"), "outcome-to-confirm", ADM)
        ended = house.reply(asked, "not agreed: The questions were answered meanwhile.")
        assert "its proposal is dropped. This is final" in said(only(ended, "outcome-letter", CARERS))


def test_representations_bring_the_case_back_and_the_final_decision_follows_the_new_recommendation(
    tmp_path: Path,
) -> None:
    """FSR 27(9): the panel looks again, and the decision maker takes its fresh recommendation into account."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Ro Sample", APPROVAL)
        minutes = f"[{reference}]\nOutcome: not suitable to foster | reasons: Too soon.\n{ROOM}"
        confirm(house, hold(house, PANEL, minutes, over=OVER), reference, f"confirm\n{DECIDED}")

        house.until("2026-12-22T10:00:00Z")
        dates = "Date of the notice: 16 December 2026\nRepresentations received: 22 December 2026\n"
        text = f"Case type: reconsideration\nRoute taken: representations\n{dates}Carers' email: {CARERS}\n"
        again = booked(house, "Ro Sample", text)
        assert again != reference
        assert not [mail for mail in house.until("2027-01-14T10:00:00Z") if mail.kind == "outcome-to-confirm"]

        heard = f"[{again}]\nOutcome: in favour after reconsideration | reasons: Much has changed.\n{ROOM}"
        approved = hold(house, PANEL, heard, over="2027-01-20T17:30:00Z")
        letter = only(confirm(house, approved, again), "outcome-letter", CARERS)
        assert "its proposal is dropped. This is final." in said(letter)


def test_representations_out_of_time_wait_for_the_chair_and_in_time_they_are_booked(tmp_path: Path) -> None:
    """Edge case 10: day 29 is nobody's decision but a person's."""
    again = "Case type: reconsideration\nDate of the notice: 1 October 2026\n"
    with open_panel(tmp_path) as house:
        booked(house, "Ro Sample", f"{again}Representations received: 29 October 2026\n")

        late = book(house, PANEL, f"Name: Vic Trial\n{again}Representations received: 30 October 2026\n")
        assert late.kind == "booking-late"
        question = next(mail for mail in house.all("late-request", CHAIR))
        assert "The representations are out of time." in said(question)

        allowed = house.reply(question, "late yes")
        assert only(allowed, "booking-confirmed", WORKER).ref == late.ref


def test_meetings_after_a_time_limit_are_refused(tmp_path: Path) -> None:
    """Edge cases 2 and 3: the next meeting that takes bookings is on 16 December 2026."""
    kin = "Case type: approval\nType of carer: kinship\nTemporary approval start: "
    with open_panel(tmp_path) as house:
        booked(house, "Ro Sample", f"{kin}27 August 2026\n")  # 16 weeks end on 16 December
        refused = book(house, PANEL, f"Name: Vic Trial\n{kin}26 August 2026\n")
        assert refused.kind == "booking-refused"
        assert "The temporary approval ends on 15 December 2026, before this meeting." in said(refused)
        assert "Ask the coordinator for an extra one." in said(refused)

        first = "Case type: first review\nApproved on: "
        booked(house, "Jo Placeholder", f"{first}16 December 2025\n")
        refused = book(house, PANEL, f"Name: Al Pretend\n{first}15 December 2025\n")
        assert refused.kind == "booking-refused"
        assert "The year to the first review ends on 15 December 2026" in said(refused)


def test_a_withdrawn_resignation_ends_the_approval_all_the_same(tmp_path: Path) -> None:
    """Edge case 5: received 10 December, withdrawn 14 December; the coordinator's digest still counts to 7 January."""
    resigned = "Name: Al Pretend\nCase type: resignation\nResignation received: 10 December 2026\n"
    with open_panel(tmp_path, "2026-12-11") as house:
        confirmed = book(house, PANEL, resigned)
        assert confirmed.kind == "booking-confirmed"

        house.until("2026-12-14T10:00:00Z")
        answers = house.reply(confirmed, "Resignation withdrawn: 14 December 2026")
        assert any("even if that is withdrawn" in said(mail) for mail in answers if mail.to == WORKER), kinds(answers)

        digests = [said(mail) for mail in house.until("2027-01-07T09:00:00Z") if mail.kind == "daily-digest"]
        digests += [said(mail) for mail in house.until("2027-01-08T09:00:00Z") if mail.kind == "daily-digest"]
        assert any("Approval ends after resignation" in text and "7 January 2027" in text for text in digests), digests


def test_an_open_allegation_does_not_move_a_review(tmp_path: Path) -> None:
    """Edge case 4."""
    with open_panel(tmp_path) as house:
        answer = book(
            house,
            PANEL,
            "Name: Jo Placeholder\nCase type: first review\nApproved on: 20 January 2026\nAllegation: open\n",
        )

        assert answer.kind == "booking-confirmed"
        assert answer.meeting == "2026-12-16"
        assert "The review goes on. Book another one when the allegation is concluded." in said(answer)


def test_a_match_beyond_the_terms_is_flagged_to_the_chair(tmp_path: Path) -> None:
    """Edge case 6: three siblings, carers approved for two children."""
    siblings = "Case type: long-term match\nChild's reference: C-1\nChildren to be placed: 3\nAll siblings: yes\n"
    with open_panel(tmp_path) as house:
        booked(house, "Ro Sample", f"{siblings}Approved for: 2\n")

        told = [said(mail) for mail in house.all(to=CHAIR)]
        assert any("The terms of approval are exceeded" in text for text in told)
        assert not any("The usual limit" in text for text in told)


def test_a_couple_that_separated_is_booked_twice(tmp_path: Path) -> None:
    """Edge case 7: a recommendation for both does not stand; the case is closed and two follow."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Ro Sample and Lee Sample", f"{APPROVAL}Couple has separated: yes\n")
        asked = only(house.until(OVER), "minutes-request")

        problems = house.reply(asked, f"[{reference}]\n{APPROVED}{ROOM}", quote=False)
        assert "The couple has separated." in said(only(problems, "minutes-problems"))

        mended = f"[{reference}]\nRemove: suitable to foster\nOutcome: couple has separated\n"
        draft = only(house.reply(asked, mended, quote=False), "minutes-draft")
        final = house.reply(draft, "approve")
        assert not [mail for mail in final if mail.kind == "outcome-to-confirm"]
        assert "Book each of the two separately" in only(final, "action", WORKER).text


def test_when_the_law_asks_for_no_panel_new_cases_are_refused_and_old_ones_finish(tmp_path: Path) -> None:
    """Edge case 13: a site sets the day; what was deferred before it goes on to a meeting after it."""
    with open_panel(tmp_path, settings='panel_until = "2027-01-01"') as house:
        old = booked(house, "Ro Sample", APPROVAL)
        house.until("2026-12-03T10:00:00Z")

        refused = book(house, PANEL, f"Name: Vic Trial\n{APPROVAL}")
        assert refused.kind == "booking-refused"
        assert "The agency decision maker: send the case there directly." in said(refused)

        deferred = f"[{old}]\nOutcome: deferred | what is missing: the medical summary\n{ROOM}"
        went_on = only(hold(house, PANEL, deferred, over=OVER), "booking-confirmed", WORKER)
        assert went_on.meeting == "2027-01-20"
        heard = f"[{went_on.ref}]\n{APPROVED}{ROOM}"
        assert only(hold(house, PANEL, heard, over="2027-01-20T17:30:00Z"), "outcome-to-confirm").to == ADM


def test_a_joint_panel_of_six_without_its_social_worker_does_no_business(tmp_path: Path) -> None:
    """Edge cases 8 and 12: who is independent or a social worker is said by the panel's own seats."""
    with open_panel(tmp_path, settings="quorum_people = 6") as house:
        reference = booked(house, "Ro Sample", APPROVAL)
        asked = only(house.until(OVER), "minutes-request")
        six = "[MEETING]\nPresent: chair, vice chair, independent member, 3 panel members\n"

        problems = house.reply(asked, f"[{reference}]\n{APPROVED}{six}", quote=False)
        told = said(only(problems, "minutes-problems"))
        assert "One of these must take part: Social worker of 3 years." in told
        assert "6 members" not in told

        with_her = "[MEETING]\nPresent: chair, vice chair, independent member, social worker, 2 panel members\n"
        assert only(house.reply(asked, with_her, quote=False), "minutes-draft").to == CHAIR


def test_a_brief_report_has_two_recommendations(tmp_path: Path) -> None:
    """Edge case 11."""
    with open_panel(tmp_path) as house:
        reference = booked(house, "Ro Sample", "Case type: brief report\nCarers invited: yes\n")
        asked = only(house.until(OVER), "minutes-request")

        problems = house.reply(asked, f"[{reference}]\n{APPROVED}{ROOM}", quote=False)

        told = said(only(problems, "minutes-problems"))
        assert "'suitable to foster' is not an outcome for this booking" in told
        assert "not suitable on the brief report; further report requested" in told
