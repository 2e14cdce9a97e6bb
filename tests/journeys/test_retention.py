"""What has been kept long enough is erased by `panelpost retain`: after a rehearsal, and never while it is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.__main__ import cli
from tests.journeys.after_the_panel import SAM, approve, block, book, confirm, minute
from tests.journeys.house import EXPLOITATION, WORKER, House
from tests.journeys.settled import open_settled_house

PLAN = "Outcome: closed - risk reduced | reason: home every night"
ACTION = f"Action: {EXPLOITATION} | speak to the swimming club | 18 December 2026"
LATER = "2028-01-10T10:00:00Z"

Retain = Callable[..., list[str]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_settled_house(tmp_path, settings="keep_years = 1") as opened:
        yield opened


@pytest.fixture
def retain(house: House, monkeypatch: pytest.MonkeyPatch) -> Retain:
    """Run the command at the house's own time."""

    def run(*words: str) -> list[str]:
        monkeypatch.setenv("PANELPOST_NOW", house.clock.now().isoformat())
        result = CliRunner().invoke(cli, ["--config", str(house.app.file), "retain", *words])
        assert result.exit_code == 0, result.output
        return result.output.splitlines()

    return run


def closed(house: House) -> str:
    """Return the reference of a case that is over: heard, confirmed, its action done."""
    reference = book(house)
    mails = confirm(house, block(reference, PLAN, ACTION))
    house.reply(next(mail for mail in mails if mail.kind == "action"), "Done")
    return reference


def command(house: House, *words: str) -> str:
    return CliRunner().invoke(cli, ["--config", str(house.app.file), *words]).output


def test_a_rehearsal_says_what_would_go_and_changes_nothing(house: House, retain: Retain) -> None:
    reference = closed(house)
    house.until(LATER)
    before = house.kept()

    said = retain("--dry-run")

    assert said[0] == f"missing: {reference}, kept until 8 December 2027: would be erased"
    assert re.fullmatch(r"missing: \d+ copies of lists and invitations: would be erased", said[1])
    assert house.kept() == before


def test_a_case_is_erased_and_its_reference_stays(house: House, retain: Retain) -> None:
    reference = closed(house)
    house.until(LATER)
    assert [secret in house.kept() for secret in ("Sam", "2012-04-03", "swimming club")] == [True] * 3

    said = retain()

    assert re.match(
        rf"missing: {reference}, kept until 8 December 2027: erased \(1 booking, \d+ mails that came, ", said[0]
    )
    assert [secret in house.kept() for secret in ("Sam", "2012-04-03", "swimming club")] == [False] * 3
    assert reference in house.kept()
    assert "The audit trail holds" in command(house, "audit", "verify")
    assert "erased: it had been kept long enough" in command(house, "inbox", "show", "1")
    assert retain() == ["Nothing has been kept longer than it may be."]


@pytest.mark.parametrize(
    ("stopped", "obstacle"),
    [(minute, "the minutes of its meeting are not approved"), (approve, "an outcome waits for its confirmation")],
)
def test_what_is_still_to_be_done_keeps_a_case(
    house: House, retain: Retain, stopped: Callable[[House, str], object], obstacle: str
) -> None:
    reference = book(house)
    stopped(house, block(reference, "Outcome: safety plan agreed | review date: 12 January 2027"))
    house.until(LATER)

    assert retain()[0] == f"missing: {reference}, kept until 8 December 2027: not erased, because {obstacle}"
    assert "Sam" in house.kept()


def test_a_case_that_comes_back_is_kept(house: House, retain: Retain) -> None:
    closed(house)
    house.until("2027-11-10T10:00:00Z")
    house.write(WORKER, SAM)
    house.until(LATER)

    assert [line for line in retain() if "kept until" in line] == []
    assert "Sam" in house.kept()


def test_nothing_is_erased_until_somebody_sets_how_long_it_is_kept(tmp_path: Path) -> None:
    with open_settled_house(tmp_path) as house:
        closed(house)
        house.until(LATER)

        result = CliRunner(env={"PANELPOST_NOW": LATER}).invoke(
            cli, ["--config", str(house.app.file), "retain", "--dry-run"]
        )

        assert "kept until" not in result.output
