"""`retain`: erase what has been kept long enough."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from core import erasure, retention
from core.commands.options import open_site, with_config
from core.panels import day_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.app import App
    from core.erasure import Erased
    from core.parts import Invocation
    from core.sites import Panel

_WORDS = {
    "bookings": ("booking", "bookings"),
    "mails_in": ("mail that came", "mails that came"),
    "mails_out": ("mail of ours", "mails of ours"),
    "minutes": ("revision of minutes", "revisions of minutes"),
    "outcomes": ("outcome", "outcomes"),
    "actions": ("action", "actions"),
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
@with_config
def retain(invocation: Invocation, file: Path, *, dry_run: bool) -> None:
    """Erase what has been kept long enough: cases, and copies of lists and invitations.

    A case is due when the day that its panel set is past, or when the panel's `keep_years` are over (off until you set
    it). Copies are due after `keep_lists_months`. References, dates and the audit trail stay.
    """
    del invocation
    app = open_site(file)
    lines = [line for panel in app.site.panels.values() for line in _panel(app, panel, dry_run=dry_run)]
    click.echo("\n".join(lines or ["Nothing has been kept longer than it may be."]))


def _panel(app: App, panel: Panel, *, dry_run: bool) -> Iterator[str]:
    today = app.clock.now().astimezone(panel.zone).date()
    with app.store.read() as connection:
        due = retention.expired(connection, panel, today)
        copies = retention.old_copies(connection, panel, today)
    for case in due:
        # A transaction each: what was erased stays so, whatever becomes of the next.
        with app.store.write() as connection, app.desk(connection, actor="admin") as desk:
            obstacle = retention.in_the_way(connection, case.case_id)
            erased = None if obstacle or dry_run else erasure.erase(desk, panel, case.case_id)
        said = f"not erased, because {obstacle}" if obstacle else _counts(erased)
        yield f"{panel.key}: {', '.join(case.references)}, kept until {day_words(case.until)}: {said}"
    if copies:
        if not dry_run:
            with app.store.write() as connection, app.desk(connection, actor="admin") as desk:
                retention.erase_copies(desk, panel, copies)
        many = f"{len(copies)} cop{'y' if len(copies) == 1 else 'ies'} of lists and invitations"
        yield f"{panel.key}: {many}: {'would be erased' if dry_run else 'erased'}"


def _counts(erased: Erased | None) -> str:
    """Return the disposal certificate of one case: counts, and nothing that says who it was about."""
    if erased is None:
        return "would be erased"
    counted = [f"{count} {_WORDS[key][count != 1]}" for key, count in asdict(erased).items() if count]
    return f"erased ({', '.join(counted)})"
