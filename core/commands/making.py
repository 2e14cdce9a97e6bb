"""`new-panel`: a plugin to start from, which keeps its contract from the first minute."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from jinja2 import Environment, PackageLoader, StrictUndefined

from core import host as hosts
from core.clock import SystemClock
from core.commands.options import with_config

if TYPE_CHECKING:
    from core.parts import Invocation

_KEY = re.compile(r"[a-z][a-z0-9_]{1,30}")
_LONGEST_PREFIX = 5


@click.command(name="new-panel")
@click.argument("key")
@click.option("--name", help="The panel's name as people read it (from KEY, when it is not given).")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="The folder to make (panelpost-KEY).")
@with_config
def new_panel(invocation: Invocation, file: Path, key: str, name: str | None, into: Path | None) -> None:
    """Write a plugin for a new panel type: a package of its own, with its terms and its test."""
    del invocation, file
    folder = into or Path(f"panelpost-{key.replace('_', '-')}")
    wrong = _wrong(key, folder)
    if wrong:
        click.echo(wrong, err=True)
        sys.exit(2)
    package = f"{key}_panel"
    words = {
        "key": key,
        "name": name or f"{key.replace('_', ' ').capitalize()} panel",
        "prefix": _prefix(key),
        "package": package,
        "today": SystemClock().now().date(),
    }
    # autoescape is for HTML; these are Python, TOML and Markdown, and the key and name are checked.
    environment = Environment(
        loader=PackageLoader("core", "templates/new_panel"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
    )
    for template, path in (
        ("pyproject.toml.j2", folder / "pyproject.toml"),
        ("plugin.py.j2", folder / package / "__init__.py"),
        ("terms.md.j2", folder / package / "terms.md"),
        ("test.py.j2", folder / "tests" / f"test_{key}.py"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(environment.get_template(template).render(words), encoding="utf-8")
        click.echo(f"Wrote {path}.")
    click.echo(f"Next: in {folder}, run pip install -e . and then pytest. docs/writing-a-panel.md goes on from here.")


def _wrong(key: str, folder: Path) -> str:
    """Return what is wrong with a key or its folder; "" when nothing is."""
    if not _KEY.fullmatch(key):
        return f"'{key}' cannot be a panel type's key. Use small letters, digits and underscores, a letter first."
    if key in hosts.load().types:
        return f"There is a panel type {key} already. Choose another key."
    if folder.exists():
        return f"{folder} is there already and is left as it is. Choose another folder with --into."
    return ""


def _prefix(key: str) -> str:
    """Return a reference prefix of 2 to 5 capital letters from a key."""
    letters = re.sub(r"[^a-z]", "", key).upper()
    initials = "".join(word[0] for word in key.split("_") if word[:1].isalpha()).upper()
    return (initials if len(initials) > 1 else letters)[:_LONGEST_PREFIX].ljust(2, "X")
