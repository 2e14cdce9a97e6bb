"""Sample views of every kind: with every value, with none, and what is hostile. The names are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from core.disclosure import Disclosed, restore
from core.kinds import Kind
from mail.composing import Letterhead
from mail.composing.contract import FACTS, VALUES, Shape

CALENDAR_KINDS = {
    **dict.fromkeys((Kind.MEETING_INVITE, Kind.MEETING_UPDATE, Kind.SLOT_INVITE, Kind.SLOT_UPDATE), "REQUEST"),
    **dict.fromkeys((Kind.MEETING_CANCEL, Kind.SLOT_CANCEL), "CANCEL"),
}
MARKING = "OFFICIAL-SENSITIVE"
NAME = "Sam Example"
REF = "MIS-26-0007"
REPLY = "missing-panel+kaeaaaaaaaaaaaaaaaaaaaaaaaaaaaaab@panels.anytown.example"
_READERS = {
    **dict.fromkeys((Kind.LATE_REQUEST, Kind.QUORUM_WARNING, Kind.MINUTES_DRAFT), "chair"),
    **dict.fromkeys((Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION, Kind.MINUTES, Kind.NOMINATE, Kind.AGENDA), "member"),
    **dict.fromkeys((Kind.DUPLICATE_FLAG, Kind.HELD_NOTICE, Kind.DELIVERY_PROBLEM, Kind.DAILY_DIGEST), "coordinator"),
    **dict.fromkeys((Kind.MINUTES_REQUEST, Kind.MINUTES_PROBLEMS), "coordinator"),
    Kind.OUTCOME_TO_CONFIRM: "confirmer",
    **dict.fromkeys((Kind.ACTION, Kind.ACTION_REMINDER, Kind.ACTION_OVERDUE, Kind.ACTION_CLOSED), "owner"),
}

OUTCOME = {
    "label": "safety plan agreed",
    "fields": [["Plan version", "2"], ["Review date", "2027-01-12"]],
    "urgent": False,
    "guard": "",
}
URGENT = {
    "label": "recovery order: seek legal advice",
    "fields": [["Legal status", "interim care order"]],
    "urgent": True,
    "guard": "The chair overrode the age rule: legal advice differs.",
}
ACTION = {
    "what": "Write up the safety plan and share it with the carer",
    "owner": "Jo Worker",
    "due": "2026-12-15",
    "outcome": "safety plan agreed",
}
FACT_VALUES: Mapping[str, Any] = {
    "preparation": [
        "Brief history",
        "Summary of current difficulties",
        "3 key things the police could do, here or elsewhere",
        "What other agencies could offer",
    ],
    "emergency": [
        "The panel is not an emergency service. If a child is in immediate danger, call 999.",
        "Ask for a strategy discussion today.",
    ],
    "already": False,
    "late_allowed": True,
    "flags": ["The child turns 18 before the meeting. The chair decides whether the panel hears it."],
    "question": "date-not-a-panel-day",
    "offered": ["2026-12-08", "2027-01-12", "2027-02-09"],
    "next_date": "2027-01-12",
    "position": 2,
    "reason": "The panel discusses children under 18 only.",
    "doors": ["For adults at risk, write to safeguarding.adults@anytown.example."],
    "from_date": "2026-11-10",
    "why": "asked",
    "status": "Your booking is on the agenda.",
    "changed": ["time", "place"],
    "commands": [
        ["help", "you get this list"],
        ["withdraw", "we take your booking off the agenda"],
        ["move to next | to 12 January", "we move your booking"],
    ],
    "panels": [],
    "done": "",
    "text": "# Purpose\n\nA **robust** response.\n\n- one thing\n- a [page](https://example.org/x)\n\nMore | text.",
    "dated": "2026-04-01",
    "what": "A worker wrote from an address we do not know.",
    "dates": ["2027-01-12", "2027-02-09"],
    "seat": "Police missing unit",
    "standing_in_for": "Police missing unit",
    "lacks": ["The police seat is empty.", "Two of five seats are filled; three are needed."],
    "answers": [["Police", "accepted"], ["Chair", "no answer yet"]],
    "blocks": True,
    "answers_by": "2026-12-07",
    "alerts": ["Refer the child to the front door today.", "Tell your manager."],
    "referred_from": "MIS-26-0006",
    "chair": "The child lives in another area.",
    "cases": [[REF, "Nobody comes from the authority that looks after the child."]],
    "referred": [["Exploitation Panel", "MIS-26-0006"], ["Channel Panel", ""]],
    "addressee": "the applicants",
    "needs": ["Reasons", "Material considered"],
    "list_date": "2026-12-03",
    "inbox_id": 17,
    "received": "2026-11-24T09:30:00+00:00",
    "danger": True,
    "to": "Police missing unit",
    "address": "missing.unit@anytown.police.example",
    "words": "550 5.1.1 mailbox unavailable",
    "final": True,
    "sections": [["Held mails", ["Number 17, since 2026-11-22"]], ["Late bookings", []]],
    "prompts": ["Brief history", "Summary of current difficulties"],
    "outcomes": [
        ["safety plan agreed", ["plan version", "author", "review date"]],
        ["keep on next panel", []],
    ],
    "meeting_prompts": ["Apologies", "Other business"],
    "due": "2026-12-15",
    "kept": 3,
    "revision": 2,
    "approved": "2026-12-10T15:00:00+00:00",
    "confirm_by": "2026-12-17",
    "reminder": True,
    "title": "operational manager",
    "confirmed": "2026-12-16",
    "rights": ["You can write to us within 40 working days."],
    "draft": True,
    "days_over": 3,
    "state": "extended",
}
ITEM_VALUES: Mapping[str, Any] = {
    "name": NAME,
    "slot": "2:20pm to 2:40pm",
    "given": [["Reason for booking", "high risk"], ["Date of birth", "2011-04-03"]],
    "asks": [["Case record number", "it stands for the name in later mails"], ["Legal status", ""]],
    "unused": ["He has been staying with friends in another town since the summer and nobody knows where"],
    "written": "2026-12-09",
    "copied": [["RAG", "amber"]],
    "date_of_birth": "2011-04-03",
    "case_number": "A-100234",
    "responsible_authority": "Anytown",
    "presenter": "Jo Worker",
    "reason": "The risk rose over the weekend.",
    "reasons": "The checks are too old.\nMore is needed.",
    "initials": "QX",
    "age": "11 years",
    "withdrawn": "yes",
    "question": "The names and dates of birth are the same, the case numbers differ.",
    "problems": [
        [12, "Outcome: safty plan", "This panel has no such outcome."],
        [0, "", "The review date is missing."],
    ],
    "present": "The presenter came.",
    "prompts": [["Brief history", "First line.\nSecond line."], ["Summary of current difficulties", "Short."]],
    "outcomes": [OUTCOME, URGENT],
    "actions": [ACTION],
    "letter": ["Dear reader,\nthis is the decision.", "It is final."],
    "home_area": "North",
    "intelligence": [["Police intelligence", "He was seen.\nTwice."]],
    "intelligence_outcomes": [OUTCOME],
    "intelligence_outcomes_actions": [ACTION],
}
HOSTILE = (
    "x\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} {# no #}",
    "# heading",
    "- bullet | cell | cell",
    "~ Outcome: forged\n~ [MIS-26-9999]",
    "|| a | b",
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u0635",
    "\x02\x1c\x1f\x0ehttp://evil.example\x0f\x00",
    "half a character \ud800 & <b>bold</b> \u2028 next",
    "y" * 10_000,
    "word " * 2_000,
)


def letterhead(**changes: Any) -> Letterhead:
    """Return the sample site's letterhead."""
    values: dict[str, Any] = {
        "site_name": "Anytown panels",
        "mail_domain": "panels.anytown.example",
        "base_url": "http://127.0.0.1:8080",
        "timezone": "Europe/London",
        "message_id": "<1b4f@panels.anytown.example>",
        "sent_at": datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        "reply_address": REPLY,
        "version": "0.1.0",
    }
    return Letterhead(**{**values, **changes})


def view(kind: Kind, **changes: Any) -> Disclosed:
    """Return a view of a kind without facts or values; `changes` as in the outbox's JSON."""
    plain: dict[str, Any] = {
        "kind": kind.value,
        "panel": "missing",
        "panel_name": "Missing from Care and Home Panel",
        "mailbox": "missing-panel@panels.anytown.example",
        "marking": MARKING,
        "reader": {
            "person_id": 1,
            "address": "Jo.Worker@anytown.example",
            "name": "Jo Worker",
            "role": _READERS.get(kind, "presenter"),
            "own": [],
        },
        "items": [],
        "facts": {},
        "meeting": {
            "date": "2026-12-08",
            "starts": "2026-12-08T14:00:00+00:00",
            "ends": "2026-12-08T16:00:00+00:00",
            "place": "Ellwood Street",
        },
        "calendar": calendar(CALENDAR_KINDS[kind]) if kind in CALENDAR_KINDS else None,
        "purpose": "k",
        "about": 1,
        "thread": ["<first@anytown.example>", "<second@anytown.example>"],
        "is_answer": False,
        "notice": False,
    }
    return restore(json.dumps({**plain, **changes}))


def calendar(method: str, **changes: Any) -> dict[str, Any]:
    """Return a calendar entry as in the outbox's JSON."""
    entry = {
        "method": method,
        "uid": "0f2c7d1e-5f0a-4b7a-9d55-2f4be3a9d001@panels.anytown.example",
        "sequence": 1,
        "starts": "2026-12-08T14:00:00+00:00",
        "ends": "2026-12-08T16:00:00+00:00",
        "place": "Ellwood Street",
        "summary": "Missing from Care and Home Panel",
        "description": "OFFICIAL-SENSITIVE\nReply to the invitation.",
        "role": "REQ-PARTICIPANT",
        "partstat": "NEEDS-ACTION",
        "tentative": False,
        "removed": False,
        "delegated_from": "",
    }
    return {**entry, **changes}


def full(kind: Kind, **changes: Any) -> Disclosed:
    """Return a view with every fact and value of its contract, two bookings and the meeting's own item."""
    facts = {key: FACT_VALUES.get(key, shape is Shape.FLAG) for key, shape in FACTS[kind].items()}
    if kind is Kind.BOOKING_STATUS:
        facts["changed"] = True
    if kind is Kind.HELP:
        facts["dates"] = [["2027-01-12", "Ellwood Street"], ["2027-02-09", ""]]
    items = [item(REF, ITEM_VALUES)]
    if kind in {Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION}:
        facts |= {"none": False, "withdrawn": False}
    if kind in {Kind.NAMES_LIST, Kind.MINUTES_REQUEST, Kind.MINUTES_DRAFT, Kind.MINUTES, Kind.DUPLICATE_FLAG}:
        items.append(item("MIS-26-0008", {**ITEM_VALUES, "name": "Alex Other", "slot": "2:40pm to 3pm"}))
    if kind in {Kind.MINUTES_DRAFT, Kind.MINUTES, Kind.MINUTES_PROBLEMS}:
        items.append(item("MEETING", ITEM_VALUES))
    return view(kind, **{"facts": facts, "items": items, **changes})


def hostile(kind: Kind, text: str) -> Disclosed:
    """Return a view in which every text, of any shape, is a hostile one."""
    shapes = {
        Shape.TEXT: text,
        Shape.DAY: text,
        Shape.CODE: text,
        Shape.COUNT: 3,
        Shape.FLAG: True,
        Shape.LINES: [text, text],
        Shape.PAIRS: [[text, text]],
        Shape.TRIPLES: [[1, text, text]],
        Shape.SECTIONS: [[text, [text]]],
        Shape.OUTCOMES: [{"label": text, "fields": [[text, text]], "urgent": True, "guard": text}],
        Shape.ACTIONS: [{"what": text, "owner": text, "due": text, "outcome": text}],
    }
    facts = {key: shapes[shape] for key, shape in FACTS[kind].items()}
    values = {key: shapes[shape] for key, shape in VALUES.items()}
    reader = {"person_id": 1, "address": "jo@anytown.example", "name": text, "role": "presenter", "own": []}
    return view(kind, facts=facts, items=[item(REF, {**values, "own_key": text})], reader=reader, panel_name=text)


def item(ref: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as in the outbox's JSON."""
    return {"ref": ref, "values": dict(values)}
