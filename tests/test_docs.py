"""What the documents say is so: every hook documented and tested, the README's table, the tutorial's files."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from core import hookspecs
from core.__main__ import cli
from core.hookspecs import POLICIES
from core.inspection import inspect_type
from core.resolution import settings_of

ROOT = Path(__file__).parents[1]
HOOKS = (ROOT / "docs" / "hooks.md").read_text("utf-8")
TESTED = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


def section(hook: str) -> str:
    """Return what docs/hooks.md says of a hook, its heading first."""
    found = re.search(rf"^### `{hook}\(.*?(?=^##|\Z)", HOOKS, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("hook", POLICIES)
def test_every_hook_is_documented_with_its_exact_arguments_and_policy(hook: str) -> None:
    arguments = ", ".join(inspect.signature(getattr(hookspecs, hook)).parameters)

    said = section(hook)

    assert said.startswith(f"### `{hook}({arguments})`\n")
    assert f"Policy {POLICIES[hook].name}" in " ".join(said.split())


def test_no_hook_is_documented_that_is_not_there() -> None:
    documented = re.findall(r"^### `(\w+)\(", HOOKS, re.MULTILINE)

    assert documented == list(POLICIES)


@pytest.mark.parametrize("hook", POLICIES)
def test_every_hook_is_tested(hook: str) -> None:
    """Somewhere a test makes the hook answer, and looks at what comes of it."""
    assert re.search(rf'{hook}[=(]|"{hook}"', TESTED)


def test_the_readme_has_the_table_of_panels_as_the_command_prints_it() -> None:
    printed = CliRunner().invoke(cli, ["panels", "--markdown"])

    assert printed.exit_code == 0
    assert printed.output.strip() in (ROOT / "README.md").read_text("utf-8")


def test_the_plugin_of_the_tutorial_has_at_most_60_lines() -> None:
    text = (ROOT / "docs" / "writing-a-panel.md").read_text("utf-8")

    plugin = re.search(r"<!-- file: harbour_panel/__init__.py -->\n```python\n(.*?)```", text, re.DOTALL)

    assert plugin is not None
    assert len(plugin[1].splitlines()) <= 60


def test_what_the_tutorial_counts_can_be_counted_of_its_panel() -> None:
    text = (ROOT / "docs" / "writing-a-panel.md").read_text("utf-8")
    plugin = re.search(r"<!-- file: harbour_panel/__init__.py -->\n```python\n(.*?)```", text, re.DOTALL)
    counted = re.search(r"```python\n(returns = .*?)```", text, re.DOTALL)
    assert plugin is not None
    assert counted is not None
    names: dict[str, Any] = {}

    exec(f"{plugin[1]}\n{counted[1]}", names)

    declared = replace(names["PANEL"], returns=names["returns"])
    assert inspect_type(declared, "# Terms") == ()
    assert [each.key for each in settings_of(declared) if each.key in {"blank", "small_numbers"}] == [
        "blank",
        "small_numbers",
    ]


def test_half_of_the_built_in_panels_have_at_most_250_lines() -> None:
    """Terms aside: what an author must read to know a panel."""
    sizes = sorted(
        sum(len(path.read_text("utf-8").splitlines()) for path in folder.rglob("*.py"))
        for folder in (ROOT / "plugins").iterdir()
        if (folder / "__init__.py").exists()
    )

    assert len(sizes) == 16
    assert sizes[len(sizes) // 2] <= 250
