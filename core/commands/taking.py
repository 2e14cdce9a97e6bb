"""`take` and `tick`: mail from files or a pipe, and doing what is due."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import OperationalError

from core.clock import parse_moment
from core.commands.options import TRY_AGAIN, open_site, with_config
from core.errors import Refused

if TYPE_CHECKING:
    from core.parts import Invocation


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
            data = sys.stdin.buffer.read() if name == "-" else _read(name)
            if data is None:
                click.echo(f"{name}: cannot be read.", err=True)
                problems += 1
                continue
            try:
                stored = invocation.parts.take(app, data, recipient, sender)
                click.echo(f"{name}: taken in for {', '.join(stored)}")
            except Refused as refused:
                click.echo(f"{name}: {refused}", err=True)
                problems += 1
        app.wake()
    except OperationalError:
        click.echo("The database is busy or cannot be reached. Nothing is lost: try again.", err=True)
        sys.exit(TRY_AGAIN)
    sys.exit(1 if problems else 0)


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
