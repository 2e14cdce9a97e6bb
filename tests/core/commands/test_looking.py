from __future__ import annotations

import json
import sqlite3

import pytest

from core.status import read_status
from tests.core.commands.conftest import Panelpost
from tests.journeys.house import WORKER, House
from tests.journeys.processes import mail

BOOK = "Please book Sam Example, dob 3/4/2010, for the next panel."


def test_status_is_ok_while_nothing_waits_for_a_person(house: House, on_house: Panelpost) -> None:
    house.write(WORKER, BOOK)

    done = on_house("status", "--json")

    found = json.loads(done.output)
    assert (done.exit_code, found["ok"], found["problems"]) == (0, True, [])
    assert found["inbox"]["done"] == 1
    assert found["panels"]["missing"]["bookings"]["booked"] == 1


def test_status_is_exit_1_and_says_why_when_a_person_is_needed(house: House, on_house: Panelpost) -> None:
    house.write("kim@webmail.example", BOOK)

    done = on_house("status")

    assert done.exit_code == 1
    assert "! 1 incoming mail held: run panelpost inbox list" in done.output


def test_status_alarms_when_mail_has_waited_for_more_than_five_minutes(house: House) -> None:
    house.send_raw(mail(1, BOOK), WORKER)
    house.clock.set("2026-11-24T10:05:01Z")

    found = read_status(house.app)

    assert found["oldest_inbox"] == "2026-11-24T10:00:00+00:00"
    assert found["problems"] == ["incoming mail has waited since 2026-11-24T10:00:00+00:00"]


def test_panels_lists_the_types_that_are_installed(panelpost: Panelpost) -> None:
    done = panelpost("panels", "--json")

    row = next(row for row in json.loads(done.output) if row["key"] == "missing_from_care")
    assert done.exit_code == 0
    assert row["prefix"] == "MIS"
    assert row["schedule"] == "second Tuesday of the month, 14:00"


def test_panels_with_a_key_shows_seats_fields_outcomes_and_settings(panelpost: Panelpost) -> None:
    done = panelpost("panels", "missing_from_care", "--json")

    found = json.loads(done.output)
    assert done.exit_code == 0
    assert [seat["key"] for seat in found["seats"]] == [
        "chair",
        "police",
        "youth_support",
        "exploitation_coordinator",
        "independent_reviewing_officer",
    ]
    assert {"key", "label", "kind", "need", "choices", "sensitivity"} <= set(found["fields"][0])
    assert "safety plan agreed" in [outcome["label"] for outcome in found["outcomes"]]
    assert "capacity" in [setting["key"] for setting in found["settings"]]


def test_panels_with_a_key_reads_well_on_a_terminal(panelpost: Panelpost) -> None:
    done = panelpost("panels", "missing_from_care")

    assert "Missing from Care and Home Panel (missing_from_care), references MIS-YY-NNNN" in done.output
    assert "independent_reviewing_officer" in done.output


def test_panels_with_a_key_says_what_its_reports_count(panelpost: Panelpost) -> None:
    found = json.loads(panelpost("panels", "mcypp", "--json").output)

    assert {"key": "escalations", "label": "Escalations by answer", "of": "actions"} in found["returns"]
    assert "Reports count besides\n  Children (cases)\n" in panelpost("panels", "mcypp").output


def test_a_panel_type_that_is_not_there_is_exit_1(panelpost: Panelpost) -> None:
    done = panelpost("panels", "nonsense")

    assert (done.exit_code, done.output) == (
        1,
        "There is no panel type nonsense. Run panelpost panels for the list.\n",
    )


def test_audit_verify_holds_for_a_site_that_was_left_alone(house: House, on_house: Panelpost) -> None:
    house.write(WORKER, BOOK)

    done = on_house("audit", "verify")

    assert done.exit_code == 0
    assert done.output.startswith("The audit trail holds: ")


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        ("UPDATE audit SET reference = 'MIS-26-0099' WHERE id = 3", "broken at event 3: it was changed"),
        ("DELETE FROM audit WHERE id = 3", "broken at event 4: an event before it is missing"),
        ("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", "the last events are missing"),
    ],
)
def test_audit_verify_names_the_first_event_that_does_not_hold(
    house: House, on_house: Panelpost, tamper: str, found: str
) -> None:
    with sqlite3.connect(house.folder / "var" / "panelpost.db") as database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("DROP TRIGGER audit_no_delete")
        database.execute(tamper)
    database.close()

    done = on_house("audit", "verify")

    assert done.exit_code == 1
    assert found in done.output


@pytest.mark.parametrize("change", ["UPDATE audit SET reference = ''", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_audit_trail(house: House, change: str) -> None:
    with (
        sqlite3.connect(house.folder / "var" / "panelpost.db") as database,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        database.execute(change)
    database.close()
