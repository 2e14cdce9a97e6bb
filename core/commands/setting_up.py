"""`init`, `check`, `migrate`: from nothing to a site that can start."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy.exc import SQLAlchemyError

from core import host as hosts
from core import plugin_faults
from core.app import open_clock, open_keyring
from core.commands.options import with_config
from core.errors import Faulty, Problem
from core.sealing import write_key_file
from core.settings import FILE_NAME, Configuration, read_configuration, read_draft
from core.sites import build_site
from core.store.engine import open_store
from core.store.migration import is_new, upgrade

if TYPE_CHECKING:
    from core.parts import Invocation
    from core.sealing import Keyring


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--demonstration", is_flag=True, help="For trying out: all on this machine, nothing leaves it.")
@with_config
def init(invocation: Invocation, file: Path, folder: Path | None, *, demonstration: bool) -> None:
    """Write a configuration with fresh secrets into FOLDER (here by default). An existing one is never overwritten."""
    del invocation
    target = folder / FILE_NAME if folder else file
    if target.exists():
        click.echo(f"{target} is there already and is left as it is. Move it away to start anew.", err=True)
        sys.exit(1)
    key_file = target.parent / "var" / "panelpost.key"
    target.parent.mkdir(parents=True, exist_ok=True)
    # autoescape is for HTML; this is TOML, and the template takes no value from outside.
    environment = Environment(loader=PackageLoader("core", "templates"), undefined=StrictUndefined, autoescape=False)  # noqa: S701
    target.write_text(
        environment.get_template("panelpost.toml.j2").render(demonstration=demonstration), encoding="utf-8"
    )
    kept = key_file.exists()
    write_key_file(key_file)
    click.echo(f"Wrote {target}.")
    click.echo(f"{'Kept' if kept else 'Wrote'} the key {key_file}. Keep a copy of it in a safe place.")
    if not demonstration:
        click.echo("Next: put your own names and addresses in, then run panelpost check and panelpost serve.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--strict", is_flag=True, help="Warnings count too.")
@with_config
def check(invocation: Invocation, file: Path, *, as_json: bool, strict: bool) -> None:
    """Check configuration, plugins and terms: all problems at once. Exit 1 when there are any."""
    del invocation
    loaded = hosts.load()
    problems = _check_all(file, loaded)
    counted = [problem for problem in problems if strict or not problem.warning]
    if as_json:
        click.echo(json.dumps(_as_json(loaded, problems, ok=not counted), indent=2))
    else:
        for key in loaded.types:
            click.echo(f"panel type {key} {loaded.version(key)} ({loaded.origin(key)})")
        for problem in problems:
            click.echo(f"{'warning' if problem.warning else 'problem'}: {problem}")
        click.echo(_sum(problems))
    sys.exit(1 if counted else 0)


def _sum(problems: list[Problem]) -> str:
    """Return how many problems and warnings there are, in words."""
    warnings = sum(problem.warning for problem in problems)
    counts = [(len(problems) - warnings, "problem"), (warnings, "warning")]
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return f"{' and '.join(said)} found." if said else "No problem found."


def _as_json(loaded: hosts.Host, problems: list[Problem], *, ok: bool) -> dict[str, object]:
    return {
        "ok": ok,
        "panel_types": [
            {"key": key, "version": loaded.version(key), "origin": loaded.origin(key)} for key in loaded.types
        ],
        "broken": [
            {"name": each.name, "origin": each.origin, "phase": each.phase, "reason": each.reason}
            for each in loaded.broken
        ],
        "problems": [
            {"where": each.where, "found": each.found, "expected": each.expected, "warning": each.warning}
            for each in problems
        ],
    }


def _check_all(file: Path, loaded: hosts.Host) -> list[Problem]:
    """Return every problem of the site; a broken plugin counts as one, and the rest is still checked."""
    left_out = {each.problem for each in loaded.broken}
    problems = [replace(each, warning=False) if each in left_out else each for each in loaded.problems]
    draft = read_draft(file)
    problems += draft.problems
    if draft.configuration is not None:
        problems += build_site(draft.configuration, loaded, file)[1]
        problems += _surroundings(file, draft.configuration)
    return problems


def _surroundings(file: Path, configuration: Configuration) -> list[Problem]:
    """Check the key and the clock, without making anything, and what the running site found wrong in plugins."""
    problems = []
    try:
        open_clock(configuration)
    except Faulty as fault:
        problems.append(Problem("PANELPOST_NOW", str(fault).removesuffix("."), "See docs/operations.md."))
    where = f"{file.name}: database.key_file"
    key_file = configuration.path(configuration.database.key_file)
    if not key_file.exists() and is_new(configuration.database_url) and "PANELPOST_KEY" not in os.environ:
        expected = "It is made when the site first starts."
        problems.append(Problem(where, f"there is no {key_file} yet", expected, warning=True))
        return problems
    try:
        keyring = open_keyring(configuration, create=False)
    except Faulty as fault:
        problems.append(Problem(where, str(fault).removesuffix("."), "See docs/operations.md."))
        return problems
    return problems + _faults(configuration, keyring)


def _faults(configuration: Configuration, keyring: Keyring) -> list[Problem]:
    """Return what panels' own rules did wrong while mail was handled; nothing where there is no database yet."""
    if is_new(configuration.database_url):
        return []
    store = open_store(configuration.database_url, keyring)
    try:
        with store.read() as connection:
            found = plugin_faults.read(connection)
    except SQLAlchemyError:  # no tables yet, or not to be reached: `serve` and `migrate` say so
        return []
    finally:
        store.close()
    expected = "Mend the plugin, restart, and replay the mail that was held."
    return [
        Problem(f"panel type {each.panel_type}", f"{each.hook} failed ({each.reason})", expected, warning=True)
        for each in found
    ]


@click.command()
@with_config
def migrate(invocation: Invocation, file: Path) -> None:
    """Bring the database up to date; make it, and its key, when it is new."""
    del invocation
    configuration = read_configuration(file)
    fresh = is_new(configuration.database_url) or not configuration.database_url.startswith("sqlite")
    keyring = open_keyring(configuration, create=fresh)
    store = open_store(configuration.database_url, keyring)
    click.echo(f"The database is at revision {upgrade(store)}.")
    store.close()
