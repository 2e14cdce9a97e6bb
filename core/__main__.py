"""`panelpost`: the only place that wires the parts together. Commands are imported when they are run."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import click

from core.parts import TRY_AGAIN, Invocation, Parts

if TYPE_CHECKING:
    from core.app import App
    from core.parts import Running

# Name to module, attribute and short help: `panelpost --help` must not import the whole program (0.2 s).
COMMANDS = {
    "serve": ("core.commands.running", "serve", "Run everything: doors, worker and web."),
    "smtp": ("core.commands.running", "smtp", "Run the doors alone (SMTP, LMTP, folder)."),
    "work": ("core.commands.running", "work", "Run a worker alone."),
    "web": ("core.commands.running", "web", "Run the web part alone."),
    "init": ("core.commands.setting_up", "init", "Write a configuration with fresh secrets."),
    "check": ("core.commands.setting_up", "check", "Check configuration, plugins and terms: all problems at once."),
    "migrate": ("core.commands.setting_up", "migrate", "Bring the database up to date."),
    "panels": ("core.commands.looking", "panels", "List the panels, or show one."),
    "new-panel": ("core.commands.making", "new_panel", "Write a plugin for a new panel type."),
    "status": ("core.commands.looking", "status", "Show the counts and what waits."),
    "take": ("core.commands.taking", "take", "Take in .eml files, or one mail from a pipe."),
    "tick": ("core.commands.taking", "tick", "Do all that is due now, or as of a moment."),
    "inbox": ("core.commands.mailboxes", "inbox", "Look at incoming mail, replay, ignore or export it."),
    "outbox": ("core.commands.mailboxes", "outbox", "Look at outgoing mail, retry, hold or release it."),
    "retain": ("core.commands.keeping", "retain", "Erase what has been kept long enough."),
    "report": ("core.commands.reporting", "report", "Count what a panel did in a period."),
    "audit": ("core.commands.looking", "audit", "Verify the audit trail."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order people need them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the short helps without importing anything."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what the operator can mend is said in words, never as a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            code = _explain(error)
            if code is None:
                raise
            ctx.exit(code)


def _explain(error: Exception) -> int | None:
    """Say what went wrong and return the exit code; None where it is nothing that anybody was prepared for."""
    from core.errors import PanelpostError  # noqa: PLC0415 - beside its one use

    if isinstance(error, PanelpostError):
        click.echo(str(error), err=True)
        return 1
    if isinstance(error, OSError) and not isinstance(error, BrokenPipeError) and error.filename:
        click.echo(f"{error.filename}: {error.strerror}.", err=True)
        return 1
    if type(error).__module__.startswith("sqlalchemy."):
        from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - there already, since it was raised

        if isinstance(error, OperationalError):
            click.echo(f"The database cannot be used now: {error.orig}", err=True)
            return TRY_AGAIN
    return None


def _open_doors(app: App) -> tuple[list[Running], list[str]]:
    from mail.doors.opening import open_doors  # noqa: PLC0415 - loaded when first used

    return open_doors(app)


def _open_web(app: App) -> tuple[Running, str]:
    from web import open_web  # noqa: PLC0415

    return open_web(app)


def _worker(app: App) -> Any:
    from mail.sending.sender import open_relay  # noqa: PLC0415
    from mail.worker import Worker  # noqa: PLC0415

    return Worker(app, open_relay(app.configuration))


def _work_until_idle(app: App) -> int:
    from mail.sending.sender import open_relay  # noqa: PLC0415
    from mail.worker import work_until_idle  # noqa: PLC0415

    relay = open_relay(app.configuration)
    try:
        return work_until_idle(app, relay)
    finally:
        relay.close()


def _take(app: App, data: bytes, recipient: str | None, sender: str | None) -> tuple[str, ...]:
    from mail.doors.pipe import take  # noqa: PLC0415

    return take(data, app.keep, app.site.is_ours, app.clock, recipient, sender)


def _show_outgoing(app: App, outbox_id: int) -> bytes:
    from mail.sending.sender import show  # noqa: PLC0415

    return show(app, outbox_id)


class _Rehearsal:
    """What the contract kit needs of mail; loaded when first asked for."""

    def __getattr__(self, name: str) -> Any:
        from mail import rehearsal  # noqa: PLC0415 - loaded when first used

        return getattr(rehearsal, name)


REHEARSAL = _Rehearsal()
PARTS = Parts(_open_doors, _open_web, _worker, _work_until_idle, _take, _show_outgoing)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", metavar="FILE", help="The configuration (else $PANELPOST_CONFIG, else ./panelpost.toml).")
@click.version_option(package_name="panelpost")
@click.pass_context
def cli(ctx: click.Context, config: str | None) -> None:
    """Panelpost runs safeguarding panels by email."""
    ctx.obj = Invocation(PARTS, config)


def main() -> None:
    """Run the program; exit 0 ok, 1 found problems, 2 wrong use, 75 try again later."""
    cli(prog_name="panelpost")


if __name__ == "__main__":
    main()
