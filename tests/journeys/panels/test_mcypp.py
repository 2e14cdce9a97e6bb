"""The missing children panel by mail: three authorities, what is escalated or passed round, who learns nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.house import House, Mail, only
from tests.journeys.panels.panel_house import OTHER_WORKER, WORKER, address, at, book, configuration, hold, open_panels

PANEL = "mcypp"
LISTED, OVER = "2026-12-07T12:00:00Z", "2026-12-16T18:00:00Z"
SENIOR, VISITOR, SUSPECT = "sal.senior@anytown.example", "pat.lee@anytown.example", "ric.vale@anytown.example"
AREA = 'first_authority = "Anytown"\nsecond_authority = "Midshire"\nthird_authority = "Newbridge"\ninvite_ahead = 1'
SAM = """Child: Sam Example
DOB: 3/4/2011
Case number: 77120
Responsible authority: Anytown
Host authority: Anytown
Exploitation: CCE
What has been tried: Two safety plans, without result.
Episodes: 4
"""
ALEX = SAM.replace("Sam", "Alex").replace("77120", "88120").replace("3/4/2011", "5/6/2010")
TREND = "Name: Riverside Evenings\nKind of item: trend\nTopic: evenings by the river\n"
CAME = "Present: presenter came\n"
PRESENT = "[MEETING]\nPresent: chair, police, Anytown, health, youth justice\n"
PLAN = "Outcome: multi agency action plan agreed\n"


@contextmanager
def panel(folder: Path, *others: str, more: str = "") -> Iterator[House]:
    """Open a house with the seats that matter here, and `more` settings."""
    section = configuration(PANEL, AREA + more, leave_out=("education", "housing", "licensing", "voluntary"))
    with open_panels(folder, PANEL, *others, mcypp=section) as house:
        yield house


def words(mails: Iterable[Mail]) -> str:
    """Return all that readers can find in mails: subjects, and every part as it is decoded."""
    found = []
    for mail in mails:
        found.append(mail.subject)
        for part in mail.message.walk():
            if not part.is_multipart():
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                found.append(payload.decode(errors="replace"))
    return " ".join(re.sub(r"\s+", " ", each) for each in found)


def starts(mails: Iterable[Mail]) -> dict[str, str]:
    """Return when the calendar entry of each reference begins."""
    return {
        mail.ref: re.findall(r"DTSTART[^:]*:(\w+)", mail.calendar.partition("BEGIN:VEVENT")[2])[0] for mail in mails
    }


def booked(house: House, text: str = SAM, sender: str = WORKER) -> Mail:
    """Book an item; return the confirmation."""
    answer = book(house, PANEL, text, sender)
    assert answer.kind == "booking-confirmed", answer.text
    return answer


def test_a_case_from_first_mail_to_closed_action(tmp_path: Path) -> None:
    """Edge case 5: one question about the work tried, and the referral waits for it."""
    with panel(tmp_path) as house:
        asked = book(house, PANEL, SAM.replace("What has been tried: Two safety plans, without result.\n", ""))
        assert asked.kind == "booking-question"
        assert "Single agency work tried:" in asked.text
        assert "Responsible authority:\n" not in asked.text

        confirmed = only(house.reply(asked, "Single agency work tried: two safety plans"), "booking-confirmed")
        assert "Sam Example" in only(house.until(LISTED), "names-list", at("health", PANEL)).text
        approved = hold(
            house,
            PANEL,
            f"[{confirmed.ref}]\n{CAME}Facts: missing four times\nIntelligence: a grey car\n{PLAN}"
            f"Outcome: strategy discussion requested | authority: Anytown\n"
            f"Action: {at('police', PANEL)} | Visit the address | 18 December 2026\n{PRESENT}",
            over=OVER,
        )

        minutes = {mail.to: words([mail]) for mail in approved if mail.kind == "minutes"}
        assert "a grey car" in minutes[at("police", PANEL)]
        assert "a grey car" not in minutes[at("first_authority", PANEL)]
        assert "20 January 2027" in only(approved, "booking-confirmed", WORKER).text
        assert "16 December 2026" in only(approved, "action", WORKER).text  # a strategy discussion is for the same day
        done = house.reply(only(approved, "action", at("police", PANEL)), "Done")
        assert at("police", PANEL) in {mail.to for mail in done if mail.kind == "action-closed"}


def test_a_cse_concern_is_on_no_list_before_the_chair_has_decided(tmp_path: Path) -> None:
    """Edge case 1: the redirect is proposed to the chair, whose no sends the worker to the CSE group."""
    with panel(tmp_path) as house:
        came = house.write(WORKER, SAM.replace("CCE", "CSE"), to=address(PANEL))
        question = only(came, "late-request", at("chair", PANEL))
        assert "the CSE group leads" in words([question])
        assert not [mail for mail in came if mail.kind == "booking-confirmed"]

        refused = only(house.reply(question, "late no"), "booking-refused", WORKER)

        assert "sexual exploitation group" in words([refused])
        assert "Sam Example" not in words(mail for mail in house.until(LISTED) if mail.kind == "names-list")


def test_a_redirected_case_is_booked_with_the_cse_group_and_closes_here(tmp_path: Path) -> None:
    """Edge case 1: the chair let it be heard, and the panel sends it on; the worker gets both references."""
    with panel(tmp_path, "cseg") as house:
        came = house.write(WORKER, SAM.replace("CCE", "CSE"), to=address(PANEL))
        ref = only(house.reply(only(came, "late-request"), "late yes"), "booking-confirmed", WORKER).ref

        approved = hold(house, PANEL, f"[{ref}]\n{CAME}Outcome: redirect | target: CSE group\n{PRESENT}", over=OVER)

        passed_on = next(mail for mail in approved if mail.to == WORKER and mail.ref.startswith("CSE-"))
        assert ref in passed_on.text
        assert passed_on.ref in only(approved, "outcome-confirmed", WORKER).text
        assert not [mail for mail in approved if mail.kind == "booking-confirmed" and mail.ref.startswith("MCP-")]


def test_a_fourth_authoritys_worker_comes_for_one_slot_and_the_host_must_be_there(tmp_path: Path) -> None:
    """Edge case 2."""
    fourth = f"Responsible authority: other\nOther authority: Farshire\nOther authority's social worker: {VISITOR}"
    with panel(tmp_path) as house:
        sam = booked(house)
        text = ALEX.replace("Responsible authority: Anytown", fourth).replace(
            "Host authority: Anytown", "Host: Midshire"
        )
        alex = booked(house, text.replace("Host: Midshire", "Host authority: Midshire"), OTHER_WORKER)
        assert only(house.all(to=VISITOR), "slot-invite").ref == alex.ref

        asked = only(house.until(OVER), "minutes-request")
        both = f"[{sam.ref}]\n{CAME}{PLAN}[{alex.ref}]\n{CAME}{PLAN}{PRESENT}"
        problems = words([only(house.reply(asked, both, quote=False), "minutes-problems")])
        assert "not quorate for this case" in problems
        assert alex.ref in problems

        deferred = f"[{alex.ref}]\nRemove: {PLAN}Outcome: deferred\n"
        approved = house.reply(only(house.reply(asked, deferred, quote=False), "minutes-draft"), "approve")
        visitors = [mail for mail in house.sink.mails if mail.to == VISITOR]
        assert only(approved, "minutes", VISITOR).ref == alex.ref
        assert "Sam" not in words(visitors)


def test_three_children_who_go_missing_together_keep_apart(tmp_path: Path) -> None:
    """Edge case 3: one slot, three records, and no worker gets anything of another's child."""
    with panel(tmp_path) as house:
        group = "Group: Riverside\nGoes missing with: Alex Example; Sam Example\n"
        sam = booked(house, SAM + group)
        booked(house, SAM.replace("Sam", "Kim").replace("77120", "99120").replace("3/4/2011", "7/8/2011"), OTHER_WORKER)
        alex = booked(house, ALEX + group, OTHER_WORKER)
        slots = starts(house.all("slot-invite"))
        assert slots[sam.ref] == slots[alex.ref]
        assert len(set(slots.values())) == 2
        listed = only(house.until(LISTED), "names-list", at("police", PANEL)).text
        assert "you found by Monday 14 December 2026." in " ".join(listed.split())
        assert ("10am to 10:20am: Alex Example" in listed, "10:20am to 10:40am: Kim Example" in listed) == (True, True)
        assert listed.index("Sam Example") < listed.index("Alex Example") < listed.index("Kim Example")

        asked = only(house.until(OVER), "minutes-request")
        named = f"[{sam.ref}]\n{CAME}{PLAN}[{alex.ref}]\n{CAME}Facts: found with Sam Example\n{PLAN}{PRESENT}"
        assert "Write their reference instead." in words(house.reply(asked, named, quote=False))
        for ref in {mail.ref for mail in house.all("booking-confirmed")} - {sam.ref, alex.ref}:
            house.reply(asked, f"[{ref}]\n{CAME}{PLAN}", quote=False)
        draft = house.reply(asked, f"[{alex.ref}]\nFacts: found with {sam.ref}\n", quote=False)
        house.reply(only(draft, "minutes-draft"), "approve")

        to_sams_worker = [mail for mail in house.sink.mails if mail.to == WORKER and mail.kind != "booking-confirmed"]
        assert "outcome-confirmed" in {mail.kind for mail in to_sams_worker}
        assert not re.search("Alex|Kim", words(to_sams_worker))


def test_a_trend_is_kept_from_the_provider_and_names_no_child(tmp_path: Path) -> None:
    """Edge case 4: even when somebody invites the provider to it."""
    with panel(tmp_path) as house:
        sam = booked(house, f"{SAM}Agencies to invite: placement provider\n")
        trend = booked(house, f"{TREND}Agencies to invite: placement provider\n", OTHER_WORKER)
        assert "Date of birth" not in trend.text
        house.until(LISTED)
        small = "Outcome: trend recorded | area: river | type: evenings | period: November | count: 3\n"

        asked = only(house.until(OVER), "minutes-request")
        minutes = f"[{sam.ref}]\n{CAME}{PLAN}[{trend.ref}]\n{CAME}{small}{PRESENT}"
        assert "So small a count" in words(house.reply(asked, minutes, quote=False))
        large = f"[{trend.ref}]\nRemove: {small}{small.replace('count: 3', 'count: 7')}"
        house.reply(only(house.reply(asked, large, quote=False), "minutes-draft"), "approve")

        to_provider = words(mail for mail in house.sink.mails if mail.to == at("provider", PANEL))
        assert "Sam Example" in to_provider
        assert not re.search("Riverside|evenings", to_provider)
        assert "evenings" in only(house.all(to=at("police", PANEL)), "minutes").text


def test_an_escalation_without_an_answer_is_reminded_and_goes_up(tmp_path: Path) -> None:
    """Edge case 7: and the coordinator's summary shows it as unanswered."""
    with panel(tmp_path) as house:
        ref = booked(house).ref
        up = f"level: head of service | to: {SENIOR} | reason: no placement can be found | by: 18 December 2026"

        approved = hold(house, PANEL, f"[{ref}]\n{CAME}Outcome: escalate | {up}\n{PRESENT}", over=OVER)
        late = house.until("2026-12-22T09:00:00Z")

        assert "Answer the escalation in writing" in only(approved, "action", SENIOR).text
        assert "escalate to the director" in words([only(approved, "outcome-confirmed", WORKER)])
        assert "18 December 2026" in only(late, "action-overdue", SENIOR).text
        assert "Answer the escalation" in words([only(late, "action-overdue", at("strategic_lead", PANEL))])
        assert ref in words(mail for mail in late if mail.kind == "daily-digest")
        answered = house.reply(only(late, "action-overdue", SENIOR), "Done: a placement is found")
        assert at("strategic_lead", PANEL) not in {
            mail.to for mail in (*answered, *house.until("2026-12-24T09:00:00Z"))
        }


def test_a_child_of_another_panel_is_flagged_by_reference_and_date(tmp_path: Path) -> None:
    """Edge case 8."""
    with panel(tmp_path, "missing_from_care") as house:
        other = book(
            house, "missing_from_care", "Please book Sam Example, dob 3/4/2011, into the next panel.", OTHER_WORKER
        )

        came = house.write(WORKER, SAM, to=address(PANEL))

        flag = words([only(came, "held-notice", at("chair", PANEL))])
        assert other.ref in flag
        assert "8 December 2026" in flag
        assert "Sam" not in flag
        assert other.ref not in words([only(came, "booking-confirmed", WORKER)])


def test_best_practice_is_passed_round_once_it_names_nobody(tmp_path: Path) -> None:
    """Edge case 9: neither by name nor by date of birth; and what is passed round says nothing of the case."""
    with panel(tmp_path) as house:
        ref = booked(house).ref
        asked = only(house.until(OVER), "minutes-request")
        lines = [f"Outcome: best practice recorded | practice: Youth workers listen{by}\n" for by in (" to Sam", "")]
        born = "Outcome: best practice recorded | practice: Youth workers listen, born 3 April 2011\n"

        named = house.reply(asked, f"[{ref}]\n{CAME}{PLAN}{lines[0]}{PRESENT}", quote=False)
        dated = house.reply(asked, f"[{ref}]\nRemove: {lines[0]}{born}", quote=False)
        clean = house.reply(asked, f"[{ref}]\nRemove: {born}{lines[1]}", quote=False)

        assert "Write it without names." in words([only(named, "minutes-problems")])
        assert "Write it without names." in words([only(dated, "minutes-problems")])
        assert not house.all("outcome-letter")
        letters = [
            each for each in house.reply(only(clean, "minutes-draft"), "approve") if each.kind == "outcome-letter"
        ]
        assert {at("health", PANEL), at("third_authority", PANEL)} <= {letter.to for letter in letters}
        assert "Youth workers listen" in words(letters)
        assert not re.search(f"Sam|April 2011|77120|{ref}", words(letters))
        assert {letter.ref for letter in letters} == {""}


def test_other_authorities_read_the_agenda_line_and_what_is_said(tmp_path: Path) -> None:
    """Three authorities: a file stays with its own, unless the child is linked to the other one, too."""
    with panel(tmp_path) as house:
        sam = booked(house)
        alex = booked(house, f"{ALEX}Linked authorities: Midshire\n", OTHER_WORKER)
        listed = house.until(LISTED)

        own = only(listed, "names-list", at("first_authority", PANEL)).text
        other = only(listed, "names-list", at("second_authority", PANEL)).text
        assert "77120" in own
        assert "77120" not in words([only(listed, "names-list", at("second_authority", PANEL))])
        assert "Sam Example" in other
        assert "88120" in other
        minutes = f"[{sam.ref}]\n{CAME}Facts: missing four times\n{PLAN}[{alex.ref}]\n{CAME}{PLAN}{PRESENT}"
        approved = hold(house, PANEL, minutes, over=OVER)
        said = words([only(approved, "minutes", at("second_authority", PANEL))])
        assert "missing four times" in said
        assert "77120" not in said


def test_a_person_of_concern_is_told_nothing(tmp_path: Path) -> None:
    """They are named in the booking, so their name could leak; what they write about the child is held."""
    with panel(tmp_path) as house:
        confirmed = booked(house, f"{SAM}Persons of concern: Ric Vale <{SUSPECT}>; Dan Moor\n")
        assert "Ric Vale" in confirmed.text  # said back to the worker who wrote it
        house.until(LISTED)
        hold(house, PANEL, f"[{confirmed.ref}]\n{CAME}{PLAN}{PRESENT}", over=OVER)

        held = house.write(SUSPECT, "Please book Sam Example, dob 3/4/2011, into the next panel.", to=address(PANEL))

        assert [(mail.kind, mail.to) for mail in held] == [("held-notice", at("coordinator", PANEL))]
        assert not [mail for mail in house.sink.mails if mail.to == SUSPECT]
        others = [mail for mail in house.sink.mails if mail.to != WORKER]
        assert not re.search("Ric Vale|Dan Moor", words(others))


def test_a_child_who_joins_a_group_later_moves_into_its_slot(tmp_path: Path) -> None:
    """Edge case 3, supplementary: the calendar entry moves along, and a full meeting still takes one of the group."""
    with panel(tmp_path, more="\ncapacity = 2") as house:
        sam = booked(house, SAM + "Group: Riverside\n")
        alex = booked(house, ALEX, OTHER_WORKER)

        moved = only(house.reply(alex, "Group: Riverside"), "slot-update", OTHER_WORKER)
        kim = booked(house, SAM.replace("Sam", "Kim").replace("77120", "99120").replace("3/4/2011", "7/8/2011"))
        last = booked(
            house,
            SAM.replace("Sam", "Lou").replace("77120", "55120").replace("3/4/2011", "9/9/2012") + "Group: riverside\n",
        )

        slots = starts(house.all("slot-invite"))
        assert starts([moved])[alex.ref] == slots[sam.ref] == slots[last.ref] != slots[kim.ref]
