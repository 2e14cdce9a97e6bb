"""The care management and resource panel through the mail doors: weekly, final, and not everything for everybody.

It meets on Wednesdays at 10:00 from 2 December 2026 on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.store.tables import AuditEvent, Person
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, address, at, book, configuration, hold, open_panels

PANEL = "care_resource"
CHAIR, LEGAL, HEAD = at("chair", PANEL), at("legal", PANEL), at("head", PANEL)
FINANCE, HEALTH, EDUCATION = at("finance", PANEL), at("health", PANEL), at("education", PANEL)
DIRECTOR, OFFICER = at("director", PANEL), at("nominated_officer", PANEL)
LIST_LEAVES, OVER = "2026-11-27T12:00:00Z", "2026-12-02T14:00:00Z"
ROOM = "[MEETING]\nPresent: chair, legal adviser, placements, finance\n"
COURT = """Name: Jo Example
Date of birth: 4 May 2015
Asked for: care proceedings and tri-partite funding
Legal advice: Threshold is met on neglect, weak on harm
Date of legal advice: 20 November 2026
Legal planning meeting: 18 November 2026
Team manager: tam@anytown.example
Social care %: 40
Education %: 30
"""
ISSUE = (
    "Outcome: proceedings agreed | legal owner: law@anytown.example | order type: care order"
    " | target issue date: 9 December 2026 | reasons: Neglect goes on"
)
PART = (
    "Outcome: part agreed | split: 40/30/30 | start date: 4 January 2027 | end date: 31 December 2027"
    " | reasons: Health waits"
)
TAKEN = (
    "Outcome: accommodation agreed | consent date: 1 December 2026 | placement: foster carer | purpose: respite"
    " | reasons: Safe"
)
BY_CONSENT = "Date of birth: 1 May 2014\nAsked for: s.20\nParental agreement: "
AWAY = "Date of birth: 1 May 2012\nWho will care: other\nPlacement authority: Northshire\n"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_panels(tmp_path, PANEL) as opened:
        yield opened


def parts(mail: Mail) -> str:
    """Return all that a mail says, with its headers, every part decoded."""
    texts = [f"{name}: {value}" for name, value in mail.message.items()]
    for part in mail.message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            texts.append(content.decode())
    return "\n".join(texts)


def said(mail: Mail) -> str:
    """Return the text of a mail as one line."""
    return " ".join(mail.text.split())


def letter(mail: Mail) -> str:
    """Return what a letter says to whom it is for: without what stands around it for the worker."""
    return said(mail).partition("About this mail")[0]


def block(reference: str, *lines: str) -> str:
    return "\n".join((f"[{reference}]", "Present: presenter came", *lines, ""))


def advice_log(house: House, reference: str) -> set[tuple[str, str, str]]:
    """Return what the audit trail says of legal advice in a case: (event, kind of mail, who); no word of the advice."""
    with house.app.store.read() as connection:
        rows = connection.execute(select(AuditEvent.event, AuditEvent.reference, AuditEvent.detail)).all()
        people = {row.id: row.address for row in connection.execute(select(Person.id, Person.address))}
    assert not any(word in row.detail for row in rows for word in ("Threshold", "harm", "Neglect", "proven", "Example"))
    details = [(row.event, json.loads(row.detail)) for row in rows if row.reference == reference]
    return {
        (event, detail["kind"], people[detail["person"]]) for event, detail in details if event.startswith("advice:")
    }


def test_a_case_from_first_mail_to_closed_action(house: House) -> None:
    """Edge cases 8, 9, 12 and 15: shares, the alarm, stripped copies and their log, the review before an end."""
    asked = book(
        house, PANEL, "Please book Jo Example. Date of birth: 4 May 2015\nAsked for: proceedings and tripartite"
    )
    assert asked.kind == "booking-question"
    for label in ("Legal advice:", "Date of legal advice:", "Legal planning meeting:", "Health %:"):
        assert label in asked.text
    wrong = only(house.reply(asked, f"{COURT}Health %: 25"), "booking-question")
    assert "must come to 100%" in said(wrong)
    confirmed = only(house.reply(wrong, "Health %: 30"), "booking-confirmed")
    reference = confirmed.ref
    assert confirmed.meeting == "2026-12-02"
    assert "Family group meeting:" in confirmed.text
    other = book(house, PANEL, "Name: Bo Other\nDate of birth: 1 May 2012\nAsked for: support package").ref

    lists = {mail.to: mail for mail in house.until(LIST_LEAVES) if mail.kind == "names-list"}
    for reader in (CHAIR, HEAD, LEGAL):
        assert "weak on harm" in lists[reader].text
    assert "weak on harm" not in parts(lists[FINANCE])
    assert "weak on harm" not in parts(confirmed)
    assert (lists[FINANCE].ref, lists[HEALTH].ref) == (f"{reference}, {other}", reference)
    assert "proceedings" not in parts(lists[HEALTH])

    support = block(other, "Outcome: funding refused | reasons: Another service pays")
    court = block(reference, "Proposal: Issue.", "Legal view: Neglect is proven.", ISSUE, PART)
    told = hold(house, PANEL, f"{court}{support}{ROOM}", over=OVER)

    assert "outcome-to-confirm" not in {mail.kind for mail in told}
    minutes = {mail.to: mail for mail in told if mail.kind == "minutes"}
    for reader in (CHAIR, HEAD, LEGAL):
        assert "Neglect is proven." in minutes[reader].text
    for reader in set(minutes) - {CHAIR, HEAD, LEGAL}:
        assert "is proven" not in parts(minutes[reader])
    assert len(set(minutes) - {CHAIR, HEAD, LEGAL}) > 8
    log = advice_log(house, reference)
    for kind, mails in (("names-list", lists), ("minutes", minutes)):
        assert {to for to in mails if ("advice:given", kind, to) in log} == {CHAIR, HEAD, LEGAL}
        stripped = {to for to in mails if ("advice:stripped", kind, to) in log}
        assert stripped == {to for to in mails if reference in mails[to].ref} - {CHAIR, HEAD, LEGAL}
    assert advice_log(house, other) == set()
    for funder in (HEALTH, EDUCATION):
        assert "Health waits" in said(minutes[funder])
        assert "care order" not in parts(minutes[funder])
        assert other not in parts(minutes[funder])
    assert "Neglect goes on" in said(only(told, "outcome-confirmed", "tam@anytown.example"))
    again = only(told, "booking-confirmed", WORKER)
    assert again.meeting == "2027-11-10", "the first panel with 8 weeks or less to 31 December 2027"
    assert "provision review" in again.text

    issue = only(told, "action", "law@anytown.example")
    assert "9 December 2026" in issue.text
    alarmed = house.until("2026-12-10T09:00:00Z")
    assert {mail.to for mail in alarmed if mail.kind == "held-notice" and mail.ref == reference} >= {CHAIR, LEGAL}
    issued = house.write(WORKER, f"{reference}\nIssued on: 10 December 2026", to=address(PANEL))
    assert "10 December 2026" in only(issued, "booking-status", WORKER).text
    assert "action-closed" in {mail.kind for mail in house.reply(issue, "done")}


def test_placement_at_a_distance_is_final_and_paid_only_when_the_director_has_approved(house: House) -> None:
    """Edge case 1; and the nominated officer approves what lies in an adjoining area."""
    far = book(house, PANEL, f"Name: Bo Example\nAsked for: distance\n{AWAY}Adjoining area: no").ref
    near = book(house, PANEL, f"Name: Di Example\nAsked for: out of borough\n{AWAY}Adjoining area: yes").ref
    agreed = "Outcome: distance agreed | area authority consulted on: 1 December 2026 | reasons: No home nearer"
    both = block(far, agreed) + block(near, "Outcome: out of area agreed | reasons: Near the school")

    told = hold(house, PANEL, f"{both}{ROOM}", over=OVER)

    asked = {mail.to: mail for mail in told if mail.kind == "outcome-to-confirm"}
    assert {to: mail.ref for to, mail in asked.items()} == {DIRECTOR: far, OFFICER: near}
    assert not [mail for mail in told if mail.kind in {"action", "outcome-confirmed"}]

    final = house.reply(asked[DIRECTOR], "confirm\nApproved by: Dee Director\nApproved on: 3 December 2026")
    assert "Dee Director" in said(only(final, "outcome-confirmed", WORKER))
    paid = only(final, "action", at("placements", PANEL))
    assert "invoice" in said(paid)
    assert ("action-closed", WORKER) in kinds(house.reply(paid, "done"))

    final = house.reply(asked[OFFICER], "confirm")
    assert "Tell the area authority in writing" in said(only(final, "action", WORKER))


def test_director_who_does_not_approve_decides(house: House) -> None:
    reference = book(house, PANEL, f"Name: Bo Example\nAsked for: distance\n{AWAY}Adjoining area: no").ref
    agreed = "Outcome: distance agreed | area authority consulted on: 1 December 2026 | reasons: No home nearer"
    told = hold(house, PANEL, f"{block(reference, agreed)}{ROOM}", over=OVER)

    final = house.reply(only(told, "outcome-to-confirm", DIRECTOR), "not agreed: Too far from school")

    assert "director does not approve" in said(only(final, "outcome-confirmed", WORKER))
    assert "Too far from school" in said(only(final, "outcome-confirmed", WORKER))
    assert not [mail for mail in final if mail.to == at("placements", PANEL) and mail.kind == "action"]


def test_sisters_and_brother_have_a_decision_and_a_letter_each(house: House) -> None:
    """Edge case 13: one refused, two agreed; the letters do not name the panel."""
    names = ("Ann Example", "Bea Example", "Cal Example")
    refs = [book(house, PANEL, f"Name: {name}\n{BY_CONSENT}agree").ref for name in names]
    no = "Outcome: accommodation refused | alternative: support at home | reasons: An aunt is near"

    told = hold(house, PANEL, "".join(map(block, refs, (TAKEN, no, TAKEN))) + ROOM, over=OVER)

    letters = {mail.ref: mail for mail in told if mail.kind == "outcome-letter"}
    assert list(letters) == refs
    for reference, answer in zip(refs, ("have agreed", "will not look after", "have agreed"), strict=True):
        assert answer in letter(letters[reference])
        assert letters[reference].to == WORKER
        for secret in ("An aunt", "respite", "Resource Panel", "panel recorded"):
            assert secret not in letter(letters[reference])


def test_objection_and_placement_that_are_not_lawful_stop_the_case(house: House) -> None:
    """Edge cases 5, 7 and 14: at the door, and in the minutes."""
    refused = book(house, PANEL, f"Name: Kit Example\n{BY_CONSENT}agree\nPlacement type: unregulated")
    assert refused.kind == "booking-refused"
    assert "not lawful" in said(refused)

    objects = book(house, PANEL, f"Name: Bo Example\n{BY_CONSENT}refuses")
    assert objects.kind == "booking-question"
    reference = only(house.reply(objects, "Can the objector care: yes"), "booking-confirmed").ref
    asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")
    problems = only(house.reply(asked, block(reference, TAKEN) + ROOM, quote=False), "minutes-problems")
    assert "court order" in said(problems)


def test_emergency_decision_that_is_not_ratified_stays_on_the_record(house: House) -> None:
    """Edge case 11: the minutes show the first decision, who made it and when, and then the second."""
    made = "Urgency: already made\nDecided by: Max Duty\nDecided at: 21 November 2026 02:00"
    reference = book(house, PANEL, f"Name: Bo Example\nDate of birth: 1 May 2014\nAsked for: ratification\n{made}").ref
    anew = (
        "Outcome: not ratified | original decision date: 21 November 2026 | reasons: An aunt is near"
        " | new plan: Home with support | new plan by: 9 December 2026"
    )

    told = hold(house, PANEL, f"{block(reference, anew)}{ROOM}", over=OVER)

    text = said(only(told, "minutes", at("assessment", PANEL)))
    assert "Max Duty" in text
    assert text.index("21 November 2026 at 2am") < text.index("emergency decision not ratified")


def test_without_legal_advice_proceedings_wait_and_the_rest_goes_on(house: House) -> None:
    court = book(house, PANEL, f"{COURT}Health %: 30").ref
    other = book(house, PANEL, "Name: Bo Other\nDate of birth: 1 May 2012\nAsked for: support package").ref
    room = "[MEETING]\nPresent: head of service, finance\n"
    support = block(other, "Outcome: funding refused | reasons: Another service pays")
    asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")

    problems = only(house.reply(asked, f"{block(court, ISSUE)}{support}{room}", quote=False), "minutes-problems")
    assert "legal adviser" in said(problems).lower()
    assert "funding refused" not in said(problems)
    waits = f"[{court}]\nRemove: {ISSUE}\nOutcome: pending authority | reasons: No legal adviser\n"
    told = house.reply(only(house.reply(asked, waits, quote=False), "minutes-draft"), "approve")

    assert only(told, "booking-confirmed", WORKER).meeting == "2026-12-09"


def test_unborn_child_is_booked_without_a_birth_date_and_maternity_hears_nothing_from_us(house: House) -> None:
    """Edge case 10."""
    text = f"{COURT}Health %: 30\nUnborn child: yes".replace("Date of birth: 4 May 2015\n", "")
    asked = book(house, PANEL, text)
    assert "Baby due on:" in asked.text
    reference = only(house.reply(asked, "Baby due on: 1 February 2027"), "booking-confirmed").ref

    told = hold(
        house, PANEL, block(reference, ISSUE.replace(" | target issue date: 9 December 2026", "")) + ROOM, over=OVER
    )

    assert "1 February 2027" in said(only(told, "action", "law@anytown.example"))
    assert "secure note of your own" in said(only(told, "action", WORKER))
    assert {mail.to.partition("@")[2] for mail in house.all()} == {"anytown.example"}


def test_family_group_meeting_is_asked_for_once_the_law_is_in_force(tmp_path: Path) -> None:
    """Edge case 14: urgent protection overrides, with who agreed it."""
    section = configuration(PANEL, 'family_meeting_from = "2026-12-01"')
    with open_panels(tmp_path, PANEL, care_resource=section) as house:
        reference = book(house, PANEL, f"{COURT}Health %: 30").ref
        asked = next(mail for mail in house.until(OVER) if mail.kind == "minutes-request")

        problems = only(house.reply(asked, block(reference, ISSUE) + ROOM, quote=False), "minutes-problems")
        assert "family group meeting" in said(problems)
        drafted = house.reply(asked, block(reference, f"{ISSUE} | override: Mel Sample") + ROOM, quote=False)
        assert "Mel Sample" in said(only(drafted, "minutes-draft"))


def test_case_is_referred_to_another_panel_in_its_own_terms(tmp_path: Path) -> None:
    with open_panels(tmp_path, PANEL, "permanency") as house:
        reference = book(house, PANEL, f"Name: Bo Example\n{BY_CONSENT}agree").ref
        asked = next(
            mail for mail in house.until(OVER) if (mail.kind, mail.to) == ("minutes-request", at("coordinator", PANEL))
        )
        both = block(reference, TAKEN, "Outcome: referred to another panel | panel: permanency panel")

        told = house.reply(only(house.reply(asked, both + ROOM, quote=False), "minutes-draft"), "approve")

        there = [mail for mail in told if mail.to == WORKER and mail.sender.startswith("permanency")]
        assert [mail.kind for mail in there if mail.kind.startswith("booking-")]
        assert reference in said(there[0])
        assert "respite" not in parts(there[0])
