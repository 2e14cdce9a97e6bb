"""`panelpost new-panel`: what it writes keeps its contract at once, and nothing is ever overwritten."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.__main__ import cli
from core.testing import problems_of


def test_a_new_panel_keeps_its_contract_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "panelpost-lantern"

    done = CliRunner().invoke(cli, ["new-panel", "lantern", "--into", str(folder)])

    assert done.exit_code == 0, done.output
    monkeypatch.syspath_prepend(folder)
    assert problems_of("lantern_panel") == ()
    sys.modules.pop("lantern_panel")
    assert 'lantern = "lantern_panel"' in (folder / "pyproject.toml").read_text("utf-8")
    assert (folder / "tests" / "test_lantern.py").exists()
    assert len((folder / "lantern_panel" / "__init__.py").read_text("utf-8").splitlines()) <= 60


def test_a_key_that_is_taken_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["new-panel", "marac", "--into", str(tmp_path / "there")])

    assert done.exit_code == 2
    assert "There is a panel type marac already." in done.output


@pytest.mark.parametrize("key", ["Lantern", "2lantern", "lan tern", "../lantern"])
def test_a_key_that_cannot_be_one_is_refused(key: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["new-panel", key, "--into", str(tmp_path / "there")])

    assert done.exit_code == 2
    assert "cannot be a panel type's key" in done.output
    assert not (tmp_path / "there").exists()


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["new-panel", "lantern", "--into", str(tmp_path)])

    assert done.exit_code == 2
    assert "is there already and is left as it is" in done.output
