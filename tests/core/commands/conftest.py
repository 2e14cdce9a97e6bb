"""A site for the commands: opened as a house, looked at with the program itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from core.__main__ import cli
from tests.journeys.house import House
from tests.journeys.settled import open_settled_house


class Panelpost(Protocol):
    """Runs the program on a site; nothing but SystemExit may come out of it."""

    def __call__(self, *words: str, stdin: bytes | None = None) -> Result:
        """Run one command."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_settled_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def panelpost(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the program; the configuration is the test's to name."""
    monkeypatch.delenv("PANELPOST_CONFIG", raising=False)
    monkeypatch.delenv("PANELPOST_NOW", raising=False)

    def run(*words: str, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(cli, words, input=stdin, prog_name="panelpost")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def on_house(house: House, panelpost: Panelpost) -> Panelpost:
    """Run the program on the house."""

    def run(*words: str, stdin: bytes | None = None) -> Result:
        return panelpost("--config", str(house.app.file), *words, stdin=stdin)

    return run
