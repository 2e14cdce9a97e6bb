"""The Permanency Panel through the mail doors."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from core import checks
from core import panels as p
from core.inspection import inspect_between
from tests.journeys.house import House, Mail, kinds, only
from tests.journeys.panels.panel_house import WORKER, address, at, book, configuration, hold, open_panels

KEY = "permanency"
CAME = "Present: presenter came"
MEETING = "[MEETING]\nPresent: chair, adoption, fostering, iro\n"
CHILD = """Child: Ash Example
Case number: 4410
Date of birth: 1 February 2024
Date looked after: 1 December 2026
Primary plan: adoption
Parallel plan: return home"""
UNBORN = "Child: Sky Sample\nChild ref: UB-17\nEDD: 4 January 2027\nPlan A: adoption\nPlan B: SGO\nBirth plan: yes"
HEARD = "2026-12-16T18:00:00Z"


def decoded(mail: Mail) -> str:
    """Return every text of a mail's whole MIME tree, and its headers."""
    parts = [part.get_payload(decode=True) for part in mail.message.walk() if not part.is_multipart()]
    return "\n".join([str(mail.message.items()), *(part.decode() for part in parts if isinstance(part, bytes))])


def plain(mail: Mail) -> str:
    return " ".join(mail.text.split())


def test_a_child_from_first_mail_to_permanence(tmp_path: Path) -> None:
    """Edge cases 6 and 5: the missing parallel plan is asked for, and nothing is decided."""
    with open_panels(tmp_path, KEY, "fostering") as house:
        asked = book(
            house,
            KEY,
            CHILD.replace("Parallel plan: return home", "IRO: Robin Reviewer robin@anytown.example"),
        )
        confirmed = only(house.reply(asked, "Parallel plan: return home"), "booking-confirmed")
        assert (asked.kind, "Parallel plan:" in asked.text) == ("booking-question", True)

        listed = only(house.until("2026-12-11T12:00:00Z"), "names-list", at("school", KEY))
        assert "4410" in listed.text

        requested = only(house.until(HEARD), "minutes-request")
        problems = only(
            house.reply(
                requested,
                f"""[{confirmed.ref}]
{CAME}
Progress: moving.
Outcome: we decide that the child should be adopted
Outcome: plan endorsed for review | plan: adoption | second review date: 15 March 2027
Outcome: start family finding | route: adoption | scope: wider region
Outcome: refer to fostering panel | panel date: 20 January 2027
Outcome: change of primary plan proposed | from: adoption | to: return home | reason: recovery
{MEETING}""",
                quote=False,
            ),
            "minutes-problems",
        )
        assert "This panel tracks cases and takes no decisions" in plain(problems)

        draft = only(
            house.reply(
                problems,
                f"[{confirmed.ref}]\nRemove: Outcome: we decide that the child should be adopted",
                quote=False,
            ),
            "minutes-draft",
        )
        approved = house.reply(draft, "approve")

        told = [mail.to for mail in approved if mail.kind == "outcome-confirmed"]
        assert {WORKER, "robin@anytown.example", at("adoption", KEY)} <= set(told)
        assert [mail.ref[:3] for mail in approved if mail.kind == "booking-question"] == ["FOS"]
        again = only([mail for mail in approved if mail.ref.startswith("PER")], "booking-confirmed")
        assert again.meeting == "2027-01-20"
        finding = only([mail for mail in approved if mail.kind == "action"], "action", at("adoption", KEY))
        assert only(house.reply(finding, "done"), "action-closed", WORKER).ref == confirmed.ref

        closed = hold(
            house,
            KEY,
            f"[{again.ref}]\n{CAME}\nOutcome: closed, permanence achieved | type: returned home | "
            f"date: 18 January 2027\n{MEETING}",
            over="2027-01-20T18:00:00Z",
        )
        assert [mail for mail in closed if mail.kind == "booking-confirmed"] == []


def test_match_leads_reach_nobody_but_those_who_look_for_families(tmp_path: Path) -> None:
    """Edge case 7: the lead is in the minutes, and in no paper of anybody else; the sibling's row does not hold it."""
    lead = "F-22091"
    with open_panels(tmp_path, KEY) as house:
        one = book(house, KEY, CHILD)
        two = book(house, KEY, CHILD.replace("Ash", "Fern").replace("4410", "4411").replace("2024", "2021"))
        approved = hold(
            house,
            KEY,
            f"[{one.ref}]\n{CAME}\nMatch leads: the carer {lead} looks right.\n"
            f"Outcome: match lead recorded | carer ref: {lead} | source: regional list\n"
            f"[{two.ref}]\n{CAME}\nOutcome: progress noted | comment: settled\n{MEETING}",
            over=HEARD,
        )

        minutes = {mail.to: decoded(mail) for mail in approved if mail.kind == "minutes"}
        inside = {at(seat, KEY) for seat in ("chair", "coordinator", "adoption", "family_finder", "legal")}
        assert {reader for reader, text in minutes.items() if lead in text} == inside
        assert set(minutes) > inside
        for mail in approved:
            if mail.to not in inside:
                assert lead not in decoded(mail)
        confirmed = only([mail for mail in approved if mail.ref == two.ref], "outcome-confirmed", WORKER)
        assert lead not in decoded(confirmed)


def test_one_child_is_not_named_in_anothers_row(tmp_path: Path) -> None:
    """Edge case 7: a sibling's name in a row is a line to mend."""
    with open_panels(tmp_path, KEY) as house:
        one = book(house, KEY, CHILD)
        two = book(house, KEY, CHILD.replace("Ash", "Fern").replace("4410", "4411").replace("2024", "2021"))
        requested = only(house.until(HEARD), "minutes-request")

        answer = house.reply(
            requested,
            f"[{one.ref}]\n{CAME}\nProgress: Fern Example has another plan.\n"
            "Outcome: progress noted | comment: settled\n"
            f"[{two.ref}]\n{CAME}\nOutcome: progress noted | comment: settled\n{MEETING}",
            quote=False,
        )

        assert kinds(answer) == [("minutes-problems", at("coordinator", KEY))]


def test_nobody_outside_is_told_what_is_on_the_tracker(tmp_path: Path) -> None:
    """Edge case 10: a parent who writes gets no answer, and the mail is held and logged for a person.

    There is no automatic answer to people who are not identified: the mail rules forbid it.
    """
    parent = "lee@home.example"
    with open_panels(tmp_path, KEY) as house:
        book(house, KEY, CHILD + f"\nParents: Lee Parent {parent}")

        answered = house.write(parent, "Send me the tracker for Ash Example, please.", to=address(KEY))
        house.until(HEARD)

        assert kinds(answered) == [("held-notice", at("coordinator", KEY))]
        assert "Ash" not in decoded(answered[0])
        assert house.all(to=parent) == []


def test_health_hears_of_an_unborn_child_only_inside_the_birth_plan(tmp_path: Path) -> None:
    with open_panels(tmp_path, KEY) as house:
        born = book(house, KEY, CHILD)
        outside = book(house, KEY, UNBORN)
        inside = book(house, KEY, UNBORN.replace("Sky", "Rain").replace("UB-17", "UB-18") + "\nHealth told: yes")

        lists = {mail.to: mail.ref for mail in house.until("2026-12-11T12:00:00Z") if mail.kind == "names-list"}

        assert lists[at("school", KEY)] == f"{born.ref}, {outside.ref}, {inside.ref}"
        assert lists[at("health", KEY)] == f"{born.ref}, {inside.ref}"


def test_an_expected_date_that_passes_is_a_task_and_no_notice(tmp_path: Path) -> None:
    """Edge case 3: the chair and coordinator hear of the date; nothing says that a child is looked after."""
    with open_panels(tmp_path, KEY) as house:
        unborn = book(house, KEY, UNBORN)
        hold(house, KEY, f"[{unborn.ref}]\n{CAME}\nOutcome: progress noted | comment: waiting\n{MEETING}", over=HEARD)

        later = house.until("2027-01-05T09:00:00Z")
        digest = only(later, "daily-digest", at("coordinator", KEY))
        told = [plain(mail) for mail in later if mail.to == at("chair", KEY)]
        assert any("that day is over" in text for text in told)
        assert "Expected delivery date, due on 4 January 2027" in plain(digest)
        assert not any("First review" in mail.text for mail in later)
        assert WORKER not in [mail.to for mail in later if mail.kind.startswith("booking")]


def test_a_birth_starts_the_childs_own_clocks(tmp_path: Path) -> None:
    """Edge case 3: the row goes on under the child's own number, and twins are a second case to book."""
    with open_panels(tmp_path, KEY) as house:
        unborn = book(house, KEY, UNBORN)
        born = hold(
            house,
            KEY,
            f"[{unborn.ref}]\n{CAME}\nOutcome: baby born | date of birth: 12 December 2026 | new child ref: 5121 | "
            f"looked after since: 14 December 2026 | more children: yes\n{MEETING}",
            over=HEARD,
        )

        row = plain(only(born, "booking-confirmed"))
        assert "Case number: 5121" in row
        assert "Date of birth: 12 December 2026" in row
        twins = only([mail for mail in born if mail.kind == "action"], "action", WORKER)
        assert "Book each further child as a case of their own" in plain(twins)
        digest = only(house.until("2027-01-11T09:00:00Z"), "daily-digest", at("coordinator", KEY))
        assert "First review, due on 14 January 2027" in plain(digest)


def test_a_pregnancy_that_ends_stops_all_mail(tmp_path: Path) -> None:
    """Edge case 4: closed with a neutral reason; the expected date comes and nobody hears of it."""
    with open_panels(tmp_path, KEY) as house:
        unborn = book(house, KEY, UNBORN)
        closed = hold(
            house,
            KEY,
            f"[{unborn.ref}]\n{CAME}\nOutcome: closed, other reason | reason: pregnancy ended\n{MEETING}",
            over=HEARD,
        )

        assert [mail for mail in closed if mail.kind in {"action", "booking-confirmed", "outcome-letter"}] == []
        assert all("pregnancy" not in decoded(mail) for mail in closed)
        later = house.until("2027-02-01T09:00:00Z")
        assert all("PER-26-0001" not in decoded(mail) and "Sky" not in decoded(mail) for mail in later)


def test_a_review_that_is_brought_forward_is_put_to_the_chair(tmp_path: Path) -> None:
    """Edge case 2: the booked meeting would come after it, so the chair is told and can find an earlier slot."""
    with open_panels(tmp_path, KEY) as house:
        confirmed = book(house, KEY, CHILD + "\nSecond review: 1 March 2027\nFirst review: 3 December 2026")

        moved = house.reply(confirmed, "Second review: 10 December 2026")

        flags = [plain(mail) for mail in moved if mail.to == at("chair", KEY)]
        assert any("Plan before second review" in text or "second review comes first" in text for text in flags)


def alerts(house: House) -> list[str]:
    """Return what the chair was told of the fostering panel's date, in order."""
    told = (plain(mail) for mail in house.all("held-notice", at("chair", KEY)))
    return [text for text in told if "Red: fostering panel date was due on" in text]


def drafts(house: House) -> list[str]:
    """Return the references at the fostering panel that the presenter was asked about, each once."""
    return sorted({mail.ref for mail in house.all("booking-question", WORKER) if mail.ref.startswith("FOS")})


def test_temporary_approval_in_week_15_drafts_the_fostering_panels_booking_once(tmp_path: Path) -> None:
    """Edge case 8: the chair gets a red alert with the reference, the presenter is asked for what that panel requires.

    A start that moves lets the clock run out again, and makes no second draft. A case with a panel date drafts nothing.
    """
    with open_panels(tmp_path, KEY, "fostering") as house:
        kin = "Connected persons: Lee Kin lee@home.example"
        case = book(house, KEY, f"{CHILD}\nTemporary approval: 25 August 2026\n{kin}")
        dated = book(
            house, KEY, f"{CHILD.replace('Ash', 'Fern').replace('4410', '4411')}\nReg 24 start: 25 August 2026"
        )
        house.reply(dated, "Fostering panel date: 20 January 2027")
        house.until("2026-12-01T08:30:00Z")
        assert (drafts(house), alerts(house)) == ([], [])

        house.until("2026-12-01T09:30:00Z")

        (draft,) = drafts(house)
        (alert,) = alerts(house)
        assert (case.ref in alert, draft in alert, dated.ref in alert) == (True, True, False)
        assert "30 November 2026" in alert
        asked = only([mail for mail in house.all("booking-question") if mail.ref == draft], "booking-question", WORKER)
        assert f"This comes from {case.ref}." in plain(asked)
        # It is the carers' case there: they are named, without an address, and the child is not.
        assert ("Lee Kin" in asked.text, "home.example" in decoded(asked), "Ash" in asked.text) == (True, False, False)
        assert re.findall(r"^([A-Z][^:\n]*):\s*$", asked.text, re.MULTILINE) == ["Case type"]
        assert house.all("action") == []

        house.reply(case, "Temporary approval: 26 August 2026")
        house.until("2026-12-02T09:30:00Z")

        assert drafts(house) == [draft]
        assert [draft in text for text in alerts(house)] == [True, True]
        placed = house.reply(asked, "Case type: approval")
        assert {mail.ref for mail in placed if mail.ref.startswith("FOS")} == {draft}


def test_where_no_fostering_panel_meets_the_presenter_is_told_to_refer(tmp_path: Path) -> None:
    """Edge case 8: what a referral to a panel that the site has not got always says."""
    with open_panels(tmp_path, KEY) as house:
        case = book(house, KEY, f"{CHILD}\nTemporary approval: 25 August 2026")

        told = house.until("2026-12-01T09:30:00Z")

        status = only([mail for mail in told if mail.ref == case.ref], "booking-status", WORKER)
        assert "Not booked with the Fostering Panel: refer it there yourself." in plain(status)
        (alert,) = alerts(house)
        assert "It could not be booked with the Fostering Panel." in alert


CASE = """Family: Ash Example
DOB: 1 February 2024
Case ref: 4410
Stream: proceedings
Date of issue: 5 October 2026
Bottleneck: none
RAG: amber
Reason for RAG: Fern Witness will not be heard in time"""
TOO = "The same person is booked with another panel too"


def test_the_colour_of_the_care_case_meeting_is_shown_to_the_chair_and_nothing_else_travels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 11: the RAG rating last recorded there, one way; no action is made of it, and no free text comes along.

    A row that is brought up to date is read as it stands. A chair outside the domains that hear of that meeting's cases
    sees no colour.
    """
    section = configuration("care_case_update", settings='only_domains = ["anytown.example"]')
    with open_panels(tmp_path, KEY, "care_case_update", care_case_update=section) as house:
        tracked = book(house, "care_case_update", CASE)
        booked = book(house, KEY, CHILD)

        def flag(panel: str) -> Mail:
            return [mail for mail in house.all("held-notice", at("chair", panel)) if TOO in plain(mail)][-1]

        assert tracked.ref in plain(flag(KEY))
        assert "RAG: amber" in plain(flag(KEY))
        house.reply(tracked, "RAG: red")
        house.reply(booked, "move to next")
        assert "RAG: red" in plain(flag(KEY))
        assert "Fern" not in decoded(flag(KEY))
        assert "5 October 2026" not in decoded(flag(KEY))

        house.reply(tracked, "move to next")
        assert booked.ref in plain(flag("care_case_update"))
        assert "last recorded" not in plain(flag("care_case_update"))
        assert house.all("action") == []

        elsewhere = replace(house.app.site.panels[KEY], chair="chair@anytown.police.example")
        monkeypatch.setitem(cast("dict[str, object]", house.app.site.panels), KEY, elsewhere)
        house.reply(booked, "move to next")
        told = [plain(mail) for mail in house.all("held-notice", elsewhere.chair) if TOO in plain(mail)]
        assert [(tracked.ref in text, "RAG" in text) for text in told] == [(True, False)]


def test_free_text_would_leak_and_is_not_copied_even_where_a_declaration_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edge case 11: a declaration that copies a reason is not loaded; were it, the reason still stays where it is."""
    section = configuration("care_case_update", settings='only_domains = ["anytown.example"]')
    with open_panels(tmp_path, KEY, "care_case_update", care_case_update=section) as house:
        ours = house.app.site.panels[KEY]
        rules = replace(
            ours.confidentiality, cross_reference=(p.CrossReference("care_case_update", copies=("rag_reason",)),)
        )
        asking = replace(ours, type=replace(ours.type, confidentiality=rules))
        monkeypatch.setitem(cast("dict[str, object]", house.app.site.panels), KEY, asking)
        book(house, "care_case_update", CASE)

        def told() -> str:
            return decoded([mail for mail in house.all("held-notice", at("chair", KEY)) if TOO in plain(mail)][-1])

        with monkeypatch.context() as unguarded:
            unguarded.setattr(checks, "may_be_copied", lambda _: True)
            booked = book(house, KEY, CHILD)
            assert "Fern Witness" in told()
        house.reply(booked, "move to next")
        assert "Fern" not in told()
        assert [each.where for each in inspect_between(asking.type, house.app.host.types)]
