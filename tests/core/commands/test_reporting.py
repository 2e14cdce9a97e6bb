"""`panelpost report`, on a house in which it is 24 November 2026."""

from __future__ import annotations

import json

import pytest

from tests.core.commands.conftest import Panelpost
from tests.journeys.house import House


@pytest.fixture(autouse=True)
def today(panelpost: Panelpost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the program's clock where the house's stands."""
    monkeypatch.setenv("PANELPOST_NOW", "2026-11-24T10:00:00Z")


def test_the_period_is_the_last_full_quarter(on_house: Panelpost) -> None:
    done = on_house("report", "missing", "--json")

    found = json.loads(done.output)
    assert done.exit_code == 0
    assert found["span"] == {"first": "2026-07-01", "last": "2026-09-30"}
    assert (found["panel"], found["made"], found["incomplete"]) == ("missing", "2026-11-24", [])
    assert found["sections"][0]["lines"][0] == {
        "key": "meetings",
        "figure": {"label": "meetings held", "count": 0, "shown": "0"},
        "rows": [],
    }


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        (("--from", "2026-10-05", "--to", "2026-10-05"), "2026-10-05", "2026-10-05"),
        (("--from", "2026-10-05"), "2026-10-05", "2026-11-24"),
        (("--to", "2026-05-20"), "2026-04-01", "2026-05-20"),
        (("--from", "2028-02-29", "--to", "2028-03-01"), "2028-02-29", "2028-03-01"),
    ],
)
def test_the_period_can_be_named(on_house: Panelpost, words: tuple[str, ...], first: str, last: str) -> None:
    found = json.loads(on_house("report", "missing", "--json", *words).output)

    assert found["span"] == {"first": first, "last": last}


def test_a_report_reads_well_on_a_terminal(on_house: Panelpost) -> None:
    done = on_house("report", "missing", "--from", "2026-10-01", "--to", "2026-12-31")

    lines = done.output.splitlines()
    assert lines[:6] == [
        "OFFICIAL-SENSITIVE",
        "Missing from Care and Home Panel (missing)",
        "1 October 2026 to 31 December 2026, as of 24 November 2026",
        "",
        "Meetings and cases",
        f"  {'Meetings held':43}  0",
    ]
    assert lines[-2:] == [
        "This report is incomplete",
        "  The period ends on 31 December 2026: what comes after 24 November 2026 is not in it.",
    ]


def test_a_panel_that_is_not_there_is_exit_1_and_says_which_are(on_house: Panelpost) -> None:
    done = on_house("report", "nonsense")

    assert (done.exit_code, done.output) == (1, "There is no panel nonsense. The panels here are: missing.\n")


def test_a_panel_that_cannot_run_is_exit_1_and_says_why(house: House, panelpost: Panelpost) -> None:
    text = house.app.file.read_text("utf-8")
    other = house.folder / "other.toml"
    other.write_text(text.replace('type = "missing_from_care"', 'type = "nonsense"'), "utf-8")

    done = panelpost("--config", str(other), "report", "missing")

    assert done.exit_code == 1
    assert "nonsense" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "1/10/2026"), "'1/10/2026' is not a day. Write it like 2026-07-01."),
        (("--to", "2027-02-29"), "'2027-02-29' is not a day. Write it like 2026-07-01."),
        (
            ("--from", "2026-10-02", "--to", "2026-10-01"),
            "The last day, 2026-10-01, is before the first, 2026-10-02.",
        ),
    ],
)
def test_a_wrong_day_is_exit_2_and_says_how_to_write_it(on_house: Panelpost, words: tuple[str, ...], said: str) -> None:
    done = on_house("report", "missing", *words)

    assert done.exit_code == 2
    assert said in done.output


def test_the_help_says_which_period_it_is(panelpost: Panelpost) -> None:
    assert "last full quarter" in " ".join(panelpost("report", "--help").output.split())
