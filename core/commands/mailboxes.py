"""`inbox` and `outbox`: what came, what goes, and what an administrator does about it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import select, update

from core import counters
from core import inbox as arrivals
from core import outbox as departures
from core.audit import Event
from core.commands.options import open_site, with_config
from core.errors import Refused
from core.store.tables import Attempt, Inbox, Outbox

if TYPE_CHECKING:
    from pathlib import Path

    from core.app import App
    from core.parts import Invocation

_STATES_IN = [state.value for state in arrivals.State]
_STATES_OUT = [state.value for state in departures.State]


@click.group()
def inbox() -> None:
    """Look at incoming mail, replay, ignore or export it."""


@inbox.command("list")
@click.option("--state", type=click.Choice(_STATES_IN), help="Only these.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_config
def inbox_list(invocation: Invocation, file: Path, state: str | None, *, as_json: bool) -> None:
    """List incoming mail: number, time, panel, state and reason; never sender, subject or text."""
    del invocation
    columns = (Inbox.id, Inbox.received, Inbox.panel, Inbox.door, Inbox.state, Inbox.reason, Inbox.attempts, Inbox.size)
    query = select(*columns).order_by(Inbox.id)
    if state:
        query = query.where(Inbox.state == state)
    with open_site(file).store.read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's documented way
    _print(rows, as_json=as_json)


@inbox.command("show")
@click.argument("number", type=int)
@with_config
def inbox_show(invocation: Invocation, file: Path, number: int) -> None:
    """Print one mail as it came."""
    del invocation
    app = open_site(file)
    sys.stdout.buffer.write(_raw(app, number, "show"))


@inbox.command("export")
@click.argument("number", type=int)
@click.argument("target", type=click.Path(dir_okay=False, writable=True))
@with_config
def inbox_export(invocation: Invocation, file: Path, number: int, target: str) -> None:
    """Write one mail to a file."""
    del invocation
    raw = _raw(open_site(file), number, "export")
    with click.open_file(target, "wb") as stream:
        stream.write(raw)
    click.echo(f"Mail {number} written to {target}.")


def _raw(app: App, number: int, what: str) -> bytes:
    """Return a mail's bytes, and put on record that somebody looked at it (standards AU-2)."""
    with app.store.write() as connection, app.desk(connection, actor="admin") as desk:
        raw = connection.execute(select(Inbox.raw).where(Inbox.id == number)).scalar_one_or_none()
        if raw is None:
            message = f"There is no incoming mail {number}."
            raise Refused(message)
        if not raw:
            message = f"Incoming mail {number} was erased: it had been kept long enough."
            raise Refused(message)
        desk.audit(Event.ADMIN_ACTED, what=f"inbox {what}", inbox=number)
    return raw


@inbox.command("replay")
@click.argument("number", type=int)
@click.option("--believe", is_flag=True, help="You have checked who sent it: let it act.")
@with_config
def inbox_replay(invocation: Invocation, file: Path, number: int, *, believe: bool) -> None:
    """Handle a held, ignored or failed mail again."""
    del invocation
    app = open_site(file)
    with app.store.write() as connection, app.desk(connection, actor="admin") as desk:
        if not arrivals.reopen(connection, number, believe=believe):
            message = f"Mail {number} is not held, ignored or failed, so it is not replayed."
            raise Refused(message)
        desk.audit(Event.ADMIN_ACTED, what="inbox replay", inbox=number, believe=int(believe))
    app.wake()
    click.echo(f"Mail {number} will be handled again.")


@inbox.command("ignore")
@click.argument("number", type=int)
@click.option("--reason", default="an administrator decided", help="Why.")
@with_config
def inbox_ignore(invocation: Invocation, file: Path, number: int, reason: str) -> None:
    """Put a held or failed mail aside; it is kept."""
    del invocation
    app = open_site(file)
    with app.store.write() as connection, app.desk(connection, actor="admin") as desk:
        old = connection.execute(select(Inbox.state).where(Inbox.id == number)).scalar_one_or_none()
        if old not in (arrivals.State.HELD, arrivals.State.FAILED, arrivals.State.READY):
            message = f"Mail {number} is not held or failed, so it is not ignored."
            raise Refused(message)
        connection.execute(update(Inbox).where(Inbox.id == number).values(state=arrivals.State.IGNORED, reason=reason))
        counters.moved(connection, "inbox", old, arrivals.State.IGNORED)
        desk.audit(Event.MAIL_IGNORED, inbox=number)
    click.echo(f"Mail {number} is ignored.")


@click.group()
def outbox() -> None:
    """Look at outgoing mail, retry, hold or release it."""


@outbox.command("list")
@click.option("--state", type=click.Choice(_STATES_OUT), help="Only these.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_config
def outbox_list(invocation: Invocation, file: Path, state: str | None, *, as_json: bool) -> None:
    """List outgoing mail: number, time, kind, reference, role and state; never an address or text."""
    del invocation
    columns = (
        Outbox.id,
        Outbox.made,
        Outbox.panel,
        Outbox.kind,
        Outbox.refs,
        Outbox.role,
        Outbox.state,
        Outbox.attempts,
    )
    query = select(*columns).order_by(Outbox.id)
    if state:
        query = query.where(Outbox.state == state)
    with open_site(file).store.read() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - as above
    _print(rows, as_json=as_json)


@outbox.command("show")
@click.argument("number", type=int)
@with_config
def outbox_show(invocation: Invocation, file: Path, number: int) -> None:
    """Print one mail as it goes out, then each try with the server's own words."""
    app = open_site(file)
    raw = invocation.parts.show_outgoing(app, number)
    with app.store.write() as connection, app.desk(connection, actor="admin") as desk:
        desk.audit(Event.ADMIN_ACTED, what="outbox show", outbox=number)
        tries = connection.execute(
            select(Attempt.at, Attempt.state, Attempt.words).where(Attempt.outbox_id == number).order_by(Attempt.id)
        ).all()
    sys.stdout.buffer.write(raw)
    for row in tries:
        click.echo(f"-- {row.at.isoformat(timespec='seconds')} {row.state}: {row.words}", err=True)


def _change(file: Path, number: int, state: departures.State, word: str) -> None:
    app = open_site(file)
    with app.store.write() as connection, app.desk(connection, actor="admin") as desk:
        if not departures.put(connection, number, state, app.clock.wall()):
            message = f"Mail {number} is not there, or is sent already."
            raise Refused(message)
        desk.audit(Event.MAIL_RELEASED, outbox=number, state=state.value)
    app.wake()
    click.echo(f"Mail {number} {word}.")


@outbox.command("retry")
@click.argument("number", type=int)
@with_config
def outbox_retry(invocation: Invocation, file: Path, number: int) -> None:
    """Try a mail again now."""
    del invocation
    _change(file, number, departures.State.WAITING, "will be tried again now")


@outbox.command("hold")
@click.argument("number", type=int)
@with_config
def outbox_hold(invocation: Invocation, file: Path, number: int) -> None:
    """Keep a mail back."""
    del invocation
    _change(file, number, departures.State.HELD, "is held")


@outbox.command("release")
@click.argument("number", type=int)
@with_config
def outbox_release(invocation: Invocation, file: Path, number: int) -> None:
    """Let a held mail go."""
    del invocation
    _change(file, number, departures.State.WAITING, "will be sent")


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    plain = [
        {
            key: value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value
            for key, value in row.items()
        }
        for row in rows
    ]
    if as_json:
        click.echo(json.dumps(plain, indent=2))
        return
    if not plain:
        click.echo("There is none.")
        sys.exit(0)
    for row in plain:
        click.echo("  ".join(str(value) for value in row.values() if value != ""))
