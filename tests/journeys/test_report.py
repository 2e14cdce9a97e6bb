"""A quarter of the missing children panel, from the mails of its workers to the report for its partnership."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.__main__ import cli
from tests.journeys.house import House
from tests.journeys.panels.panel_house import at, book, configuration, hold, open_panels

NAMES = ("Sam Example", "Alex Sample", "Kit Token", "Lee Instance", "Pat Specimen")
AREA = 'first_authority = "Anytown"\nsecond_authority = "Midshire"\nthird_authority = "Newbridge"\ninvite_ahead = 1'
CHILD = """Child: {name}
DOB: 3/4/201{number}
Case number: 7712{number}
Responsible authority: {authority}
Host authority: Anytown
Living situation: foster care
Exploitation: none
What has been tried: two safety plans, without result
Episodes: 4
Absent: 2
"""
TREND = "Name: Riverside Evenings\nKind of item: trend\nTopic: evenings by the river\n"
ESCALATED = "Outcome: escalate | level: head of service | to: sal.senior@anytown.example | reason: no bed was found\n"
PRESENT = "[MEETING]\nPresent: chair, police, Anytown, Midshire, health, youth justice\n"


def report(house: House, *words: str) -> str:
    """Run the program on the house."""
    done = CliRunner().invoke(cli, ("--config", str(house.app.file), "report", "mcypp", *words), prog_name="panelpost")
    assert done.exit_code == 0, done.output
    return done.output


def test_a_quarter_becomes_a_report_that_names_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Panel mcypp, edge cases 6 and 7: absences of the old category apart, escalations nobody answered by their day."""
    section = configuration("mcypp", AREA, leave_out=("education", "housing", "licensing", "provider", "voluntary"))
    with open_panels(tmp_path, "mcypp", mcypp=section) as house:
        children = [
            book(house, "mcypp", CHILD.format(name=name, number=number, authority="Anytown" if number else "Midshire"))
            for number, name in enumerate(NAMES)
        ]
        trend = book(house, "mcypp", TREND, at("police", "mcypp"))
        assert {mail.kind for mail in (*children, trend)} == {"booking-confirmed"}
        blocks = [f"[{mail.ref}]\nPresent: presenter came\nFacts: missing four times\n{ESCALATED}" for mail in children]
        seen = (
            f"[{trend.ref}]\nPresent: presenter came\nOutcome: trend | area: river | type: evenings | period: autumn\n"
        )
        hold(house, "mcypp", "".join((*blocks, seen, PRESENT)), over="2026-12-16T18:00:00Z")
        house.until("2027-01-05T10:00:00Z")
        monkeypatch.setenv("PANELPOST_NOW", "2027-01-05T10:00:00Z")

        found, text = json.loads(report(house, "--json")), report(house)

    lines = {line["key"]: line for part in found["sections"] for line in part["lines"]}
    shown = {key: line["figure"]["shown"] for key, line in lines.items()}
    assert found["span"] == {"first": "2026-10-01", "last": "2026-12-31"}
    assert {key: shown[key] for key in ("meetings", "cases", "children", "episodes", "legacy_absent", "trend")} == {
        "meetings": "1",
        "cases": "6",
        "children": "5",
        "episodes": "20",
        "legacy_absent": "10",
        "trend": "fewer than 5",
    }
    rows = {key: {row["label"]: row["shown"] for row in line["rows"]} for key, line in lines.items()}
    assert rows["escalations"]["overdue, unanswered"] == "5"
    assert rows["living"] == {each: "5" if each == "foster" else "0" for each in rows["living"]}
    few = ("fewer than 5", "fewer than 5", "0")
    assert tuple(rows["authorities"][each] for each in ("Anytown", "Midshire", "Newbridge")) == few
    assert "  Escalations by answer" in text
    secrets = (
        *NAMES,
        *(name.split()[0] for name in NAMES),
        "7712",
        "MCP-",
        "sal.senior",
        "no bed",
        "river",
        "Riverside",
    )
    assert not [secret for secret in secrets if secret in json.dumps(found) or secret in text]
