"""Early help by mail: a family booked with its consent, one worker who accepts, and what must never be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import OTHER_WORKER, WORKER, address, at, book, configuration, hold, open_panels

PANEL = "early_help"
LISTED, OVER = "2026-11-27T12:00:00Z", "2026-12-01T18:00:00Z"
KIT, PARENT = "kit.lane@anytown.example", "mo.hartley@anytown.example"
FAMILY = """Family: Hartley
Safeguarding: no
Reason: The children miss school, and their mother asks for help.
Consent: yes
Consent given by: the mother
Consent granted on: 20 November 2026
DOB: 3/4/2015
"""
PRESENT = "[MEETING]\nPresent: chair, family support, front door\n"
SAFE = "Known risks: none known\nOutcome: no statutory referral needed\n"
COORDINATED = f"Outcome: early help coordinator allocated | worker: Kit Lane <{KIT}> | level: 2\n"


EMPTY = ("coordinators", "duty", "youth", "housing", "police", "domestic_abuse", "voluntary")


@contextmanager
def early_help(folder: Path, opened: str = "2026-11-24T10:00:00Z") -> Iterator[House]:
    """Open a house with the seats that matter here."""
    section = configuration(PANEL, "invite_ahead = 1\nmonths_ahead = 2", leave_out=EMPTY)
    with open_panels(folder, PANEL, at=opened, early_help=section) as house:
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


def booked(house: House, text: str = FAMILY, sender: str = WORKER) -> Mail:
    """Book a family; return the confirmation."""
    answer = book(house, PANEL, text, sender)
    assert answer.kind == "booking-confirmed", answer.text
    return answer


def minutes_problems(house: House, minutes: str) -> str:
    """Let the meeting be held and send minutes that have something wrong; return what is said about them."""
    asked = only(house.until(OVER), "minutes-request")
    return words([only(house.reply(asked, minutes, quote=False), "minutes-problems")])


def test_a_family_from_first_mail_to_closed_action(tmp_path: Path) -> None:
    with early_help(tmp_path) as house:
        asked = book(house, PANEL, f"Please book the Hartley family.\nSafe contact: Mo Hartley <{PARENT}>")
        assert asked.kind == "booking-question"
        for label in ("Consent to early help:", "Safeguarding concern now:", "Reason for the request:"):
            assert label in asked.text

        confirmed = only(house.reply(asked, FAMILY.partition("\n")[2]), "booking-confirmed")
        listed = [mail for mail in house.until(LISTED) if mail.kind == "names-list"]
        assert {at("health", PANEL), at("chair", PANEL)} <= {mail.to for mail in listed}
        assert all("Hartley" in mail.text for mail in listed)

        approved = hold(
            house,
            PANEL,
            f"[{confirmed.ref}]\nHistory: two earlier requests\nStrengths: the grandparents\nHealth: a long illness\n"
            f"{SAFE}{COORDINATED.strip()} | first contact: 4 December 2026\nWhy this level: two services\n{PRESENT}",
            over=OVER,
        )
        minutes = {mail.to: words([mail]) for mail in approved if mail.kind == "minutes"}
        assert "a long illness" in minutes[at("family_support", PANEL)]
        assert "a long illness" not in minutes[at("education", PANEL)]
        assert PARENT not in {mail.to for mail in approved}

        accepted = house.reply(only(approved, "outcome-to-confirm", KIT), "confirm")
        letter = only(accepted, "outcome-letter", PARENT)
        assert "Kit Lane" in letter.text
        assert "This help is voluntary." in letter.text
        assert "Kit Lane" in only(accepted, "outcome-confirmed", WORKER).text

        contact = next(mail for mail in accepted if mail.kind == "action" and "Make first contact" in mail.text)
        assert "4 December 2026" in contact.text
        closed = house.reply(contact, "Done")
        assert {mail.to for mail in closed if mail.kind == "action-closed"} >= {KIT}


def test_a_family_that_was_not_asked_goes_back_and_is_on_no_list(tmp_path: Path) -> None:
    """Edge case 1. Edge cases 7 and 8 too: open to social care, and an adult alone."""
    with early_help(tmp_path) as house:
        unasked = book(house, PANEL, FAMILY.replace("Consent: yes", "Consent: not asked"))
        is_open = book(house, PANEL, FAMILY.replace("Hartley", "Marlow") + "Open to social care: yes")
        adult = book(house, PANEL, FAMILY.replace("Hartley", "Dunmore") + "Children: none")

        assert [mail.kind for mail in (unasked, is_open, adult)] == ["booking-refused"] * 3
        assert "Ask the family." in words([unasked])
        assert "Ask the lead social worker." in words([is_open])
        assert "adult social care" in words([adult])
        assert not re.search("Hartley|Marlow|Dunmore", words(house.until(LISTED)))


def test_safeguarding_goes_ahead_of_consent(tmp_path: Path) -> None:
    """Edge case 1: booked, and both the worker and the coordinator are told where to take it today."""
    with early_help(tmp_path) as house:
        text = "Family: Oakley\nConsent: not asked\nSafeguarding: yes\nConcern: bruises\nReason: The school is worried."
        came = house.write(WORKER, text, to=address(PANEL))

        assert "Refer it to statutory services today." in words([only(came, "booking-confirmed", WORKER)])
        assert "front door" in words([only(came, "booking-confirmed", WORKER)])
        assert "Refer it to statutory services today." in words([only(came, "held-notice", at("coordinator", PANEL))])
        listed = only(house.until(LISTED), "names-list", at("health", PANEL))
        assert "Oakley" in listed.text
        assert "bruises" not in words(house.all("names-list"))


def test_consent_taken_back_takes_the_family_off_everything(tmp_path: Path) -> None:
    """Edge case 2: members who have the list are told to delete the entry, without a reason."""
    with early_help(tmp_path) as house:
        confirmed = booked(house)
        house.until(LISTED)

        came = house.reply(confirmed, "Consent: withdrawn")

        told = only(came, "names-list-addition", at("health", PANEL))
        assert "delete" in words([told]).lower()
        assert confirmed.ref in told.text
        assert not re.search("Hartley|consent", words([told]))
        asked = [mail for mail in house.until(OVER) if mail.kind == "minutes-request"]
        assert confirmed.ref not in words(asked)


def test_the_wrong_worker_needs_the_chairs_reason_and_two_are_rejected(tmp_path: Path) -> None:
    """Edge cases 3 and 4, as the minute taker reads them."""
    with early_help(tmp_path) as house:
        ref = booked(house).ref
        wrong = COORDINATED.replace("level: 2", "level: 3")
        second = f"Outcome: family support worker allocated | worker: Ade Oke <{OTHER_WORKER}> | level: 3\n"

        said = minutes_problems(house, f"[{ref}]\n{SAFE}{wrong}{second}{PRESENT}")

        assert "This worker is for level 2." in said
        asked = only(house.all("minutes-request"), "minutes-request")
        two = f"[{ref}]\nRemove: {wrong}{COORDINATED}"
        assert "Only one of these" in words([only(house.reply(asked, two, quote=False), "minutes-problems")])
        one = house.reply(asked, f"[{ref}]\nRemove: {second}", quote=False)
        assert "Ade Oke" not in only(one, "minutes-draft", at("chair", PANEL)).text


def test_no_letter_about_a_worker_before_the_referral_is_recorded(tmp_path: Path) -> None:
    """Edge case 5: the referral needs its time and who received it, and reaches its owner before all else."""
    with early_help(tmp_path) as house:
        ref = booked(house, f"{FAMILY}Safe contact: {PARENT}\n").ref
        bare = "Outcome: immediate referral to children's services | grounds: bruises | family told: no\n"

        said = minutes_problems(house, f"[{ref}]\nKnown risks: bruises\n{bare}{COORDINATED}{PRESENT}")

        assert "time of referral" in said
        assert "referred to" in said
        assert not house.all("outcome-letter")
        whole = bare.strip() + f" | time: 1 December 2026 10:20 | to: front door | by: {OTHER_WORKER}\n"
        asked = only(house.all("minutes-request"), "minutes-request")
        draft = house.reply(asked, f"[{ref}]\n{whole}", quote=False)
        approved = house.reply(only(draft, "minutes-draft"), "approve")
        assert "2 December 2026" in only(approved, "action", OTHER_WORKER).text
        assert not [mail for mail in (*draft, *approved) if mail.kind == "outcome-letter"]
        accepted = house.reply(only(approved, "outcome-to-confirm", KIT), "confirm")
        assert "Kit Lane" in only(accepted, "outcome-letter", PARENT).text


def test_linked_families_and_separated_parents_learn_nothing_of_one_another(tmp_path: Path) -> None:
    """Edge case 6: a letter each, no name of the other family in the minutes, and nothing to whom must not be told."""
    with early_help(tmp_path) as house:
        father, estranged = "al.hartley@anytown.example", "vic.stone@anytown.example"
        contacts = f"Safe contact: Mo <{PARENT}>; Al <{father}>; Vic <{estranged}>\nDo not contact: Vic <{estranged}>\n"
        first = booked(house, FAMILY + contacts)
        second = booked(house, FAMILY.replace("Hartley", "Oakley") + "Linked families: Hartley\n", OTHER_WORKER)
        linked = f"[{second.ref}]\nHistory: shares an address with the Hartley family\n{SAFE}{COORDINATED}"

        said = minutes_problems(house, f"[{first.ref}]\n{SAFE}{COORDINATED}{linked}{PRESENT}")

        assert second.ref in said
        asked = only(house.all("minutes-request"), "minutes-request")
        draft = only(house.reply(asked, f"[{second.ref}]\nHistory: shares an address", quote=False), "minutes-draft")
        approved = house.reply(draft, "approve")
        letters = [
            mail
            for question in approved
            if question.kind == "outcome-to-confirm" and question.ref == first.ref
            for mail in house.reply(question, "confirm")
            if mail.kind == "outcome-letter"
        ]
        assert sorted(mail.to for mail in letters) == [father, PARENT]
        assert father not in words([mail for mail in letters if mail.to == PARENT])
        assert not [mail for mail in house.sink.mails if mail.to == estranged]
        theirs = [mail for mail in house.sink.mails if mail.to == OTHER_WORKER and mail.kind != "booking-confirmed"]
        assert theirs
        assert "Hartley" not in words(theirs)  # the confirmation says back what they wrote themselves


def test_a_worker_who_is_silent_is_put_before_the_manager_and_the_family_waits(tmp_path: Path) -> None:
    """Edge case 9. Edge case 11: one who says no sends it back to the chair, and the family still hears nothing."""
    with early_help(tmp_path) as house:
        ref = booked(house, f"{FAMILY}Safe contact: {PARENT}\n").ref
        approved = hold(house, PANEL, f"[{ref}]\n{SAFE}{COORDINATED}{PRESENT}", over=OVER)

        late = house.until("2026-12-04T09:00:00Z")

        assert "Reminder" in only(late, "outcome-to-confirm", KIT).subject
        assert ref in only(late, "held-notice", at("service_manager", PANEL)).text
        refused = house.reply(only(approved, "outcome-to-confirm", KIT), "not agreed: no room")
        assert at("chair", PANEL) in {mail.to for mail in refused}
        assert not [mail for mail in house.sink.mails if mail.to == PARENT]


def test_a_refused_worker_is_replaced_by_one_other(tmp_path: Path) -> None:
    """Edge case 11: the next meeting reallocates, with a reason, and the family hears of the new worker alone."""
    with early_help(tmp_path, "2026-12-02T10:00:00Z") as house:
        ref = booked(house, f"{FAMILY}Safe contact: {PARENT}\n").ref
        changed = (
            f"Outcome: reallocated | from: Kit Lane | worker: Ade Oke <{OTHER_WORKER}> | reason: the family asked\n"
        )

        approved = hold(house, PANEL, f"[{ref}]\n{SAFE}{changed}{PRESENT}", over="2026-12-08T18:00:00Z")
        accepted = house.reply(only(approved, "outcome-to-confirm", OTHER_WORKER), "confirm")

        letter = words([only(accepted, "outcome-letter", PARENT)])
        assert "Ade Oke" in letter
        assert "Kit Lane" not in letter


def test_an_unborn_baby_is_booked_with_its_due_date(tmp_path: Path) -> None:
    """Edge case 12: no date of birth is asked for."""
    with early_help(tmp_path) as house:
        unborn = FAMILY.replace("DOB: 3/4/2015", "Due date: 1 February 2027")

        answer = booked(house, unborn)

        assert "1 February 2027" in answer.text
        assert "date of birth:" not in answer.text


def test_a_third_wait_is_escalated_to_the_service_manager(tmp_path: Path) -> None:
    """Edge case 13: the family stays booked from meeting to meeting."""
    with early_help(tmp_path) as house:
        ref = booked(house).ref
        waits = "Outcome: waiting list | reason: no worker is free\n"
        for day in ("1", "8"):
            came = hold(house, PANEL, f"[{ref}]\n{SAFE}{waits}{PRESENT}", over=f"2026-12-0{day}T18:00:00Z")
            ref = next(mail.ref for mail in came if mail.kind == "booking-confirmed")

        asked = [mail for mail in house.until("2026-12-15T18:00:00Z") if mail.kind == "minutes-request"]
        said = house.reply(asked[-1], f"[{ref}]\n{SAFE}{waits}{PRESENT}", quote=False)

        assert "The family has waited long enough." in words([only(said, "minutes-problems")])
        longer = "Outcome: waiting list, escalated to service manager | reason: no worker is free\n"
        draft = house.reply(asked[-1], f"[{ref}]\nRemove: {waits}{longer}", quote=False)
        approved = house.reply(only(draft, "minutes-draft"), "approve")
        assert "Find a worker" in only(approved, "action", at("service_manager", PANEL)).text
        assert "booking-confirmed" in {kind for kind, _ in kinds(approved)}
