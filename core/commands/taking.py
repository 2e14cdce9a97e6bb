"""`take` and `tick`: mail from files or a pipe, and doing what is due."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import DBAPIError

from core.clock import parse_moment
from core.commands.options import open_site, with_config
from core.errors import Faulty, Refused
from core.parts import TRY_AGAIN

if TYPE_CHECKING:
    from core.app import App
    from core.parts import Invocation

_PIPE = "-"


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--recipient", help="The address it was sent to, when the mail does not say.")
@click.option("--sender", help="The envelope sender.")
@with_config
def take(invocation: Invocation, file: Path, files: tuple[str, ...], recipient: str | None, sender: str | None) -> None:
    """Take in .eml files, or one mail from standard input with "-". Exit 75: try again later (for an MTA's pipe)."""
    problems = 0
    try:
        app = open_site(file)
        for name in files:
            problems += not _take(invocation, app, name, recipient, sender)
        app.wake()
    except (DBAPIError, OSError) as error:
        click.echo(f"The database cannot be used now ({type(error).__name__}). Nothing is lost: try again.", err=True)
        sys.exit(TRY_AGAIN)
    except Faulty as fault:
        # A mistake in our configuration is no reason to send somebody's mail back.
        click.echo(str(fault), err=True)
        sys.exit(TRY_AGAIN if _PIPE in files else 1)
    sys.exit(1 if problems else 0)


def _take(invocation: Invocation, app: App, name: str, recipient: str | None, sender: str | None) -> bool:
    """Take in one file; False when it cannot be, with the reason said."""
    data = sys.stdin.buffer.read() if name == _PIPE else _read(name)
    if data is None:
        click.echo(f"{name}: cannot be read.", err=True)
        return False
    try:
        stored = invocation.parts.take(app, data, recipient, sender)
    except Refused as refused:
        click.echo(f"{name}: {refused}", err=True)
        return False
    click.echo(f"{name}: taken in for {', '.join(stored)}")
    return True


def _read(name: str) -> bytes | None:
    try:
        return Path(name).read_bytes()
    except OSError:
        return None


@click.command()
@click.option("--at", help="Do all that is due as of this moment (ISO 8601).")
@with_config
def tick(invocation: Invocation, file: Path, at: str | None) -> None:
    """Do all that is due now, or as of a moment: reminders, lists, waiting mail in and out."""
    try:
        moment = parse_moment(at) if at else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--at") from None
    app = open_site(file, at=moment)
    app.recover()
    count = invocation.parts.work_until_idle(app)
    click.echo(f"{count} thing{'' if count == 1 else 's'} done as of {app.clock.now().isoformat(timespec='seconds')}")
