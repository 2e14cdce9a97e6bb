"""`panels`, `status`, `audit`: what there is and how it stands. No subject is ever named here."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from core import audit as trail
from core import describing
from core import host as hosts
from core.commands.options import open_site, with_config
from core.resolution import settings_of
from core.status import read_status

if TYPE_CHECKING:
    from pathlib import Path

    from core.panels import PanelType
    from core.parts import Invocation


def _short(host: hosts.Host, declared: PanelType) -> dict[str, Any]:
    declared, _ = hosts.resolve(declared, {})
    return {
        "key": declared.key,
        "name": declared.name,
        "prefix": declared.prefix,
        "version": host.version(declared.key),
        "origin": host.origin(declared.key),
        "nature": declared.nature.value,
        "natures": sorted({outcome.nature.value for outcome in declared.outcomes}),
        "confirmed_by": declared.confirmation.title,
        "decided_by": describing.decider_words(declared),
        "schedule": describing.schedule_words(declared.schedule),
        "quorum": declared.quorum.minimum,
        "quorum_words": describing.quorum_words(declared),
        "problems": [],
    }


def _long(host: hosts.Host, declared: PanelType) -> dict[str, Any]:
    resolved, _ = hosts.resolve(declared, {})
    return {
        **_short(host, declared),
        "seats": [{"key": seat.key, "label": seat.label, "optional": seat.optional} for seat in resolved.seats],
        "must_be_present": list(resolved.quorum.must),
        "fields": [
            {
                "key": field.key,
                "label": field.label,
                "kind": field.kind.value,
                "need": field.need.value,
                "choices": [choice.label for choice in field.choices],
                "sensitivity": field.sensitivity.value,
            }
            for field in resolved.fields
        ],
        "outcomes": [
            {
                "key": outcome.key,
                "label": outcome.label,
                "nature": outcome.nature.value,
                "fields": [field.label for field in outcome.fields],
                "urgent": outcome.urgent,
            }
            for outcome in resolved.outcomes
        ],
        "clocks": [
            {"key": each.key, "label": each.label, "period": describing.period_words(each.period), "since": each.since}
            for each in resolved.clocks
        ],
        "returns": [{"key": each.key, "label": each.label, "of": each.of.value} for each in resolved.returns.counts],
        "settings": [asdict(setting) for setting in settings_of(declared)],
        "terms_dated": resolved.terms.dated.isoformat(),
    }


@click.command()
@click.argument("key", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--markdown", is_flag=True, help="The table of the README.")
@with_config
def panels(invocation: Invocation, file: Path, key: str | None, *, as_json: bool, markdown: bool) -> None:
    """List the panel types, or show one: its seats, fields, outcomes and settings."""
    del invocation, file  # what is installed does not depend on a site
    host = hosts.load()
    if markdown:
        click.echo(describing.table([hosts.resolve(each, {})[0] for each in host.types.values()]))
        return
    if key is None:
        rows = [_short(host, declared) for declared in host.types.values()]
        broken = [
            {"key": each.name, "origin": each.origin, "problems": [f"{each.phase}: {each.reason}"]}
            for each in host.broken
        ]
        click.echo(json.dumps([*rows, *broken], indent=2) if as_json else _table(rows, broken))
        sys.exit(1 if broken else 0)
    declared = host.types.get(key)
    if declared is None:
        click.echo(f"There is no panel type {key}. Run panelpost panels for the list.", err=True)
        sys.exit(1)
    found = _long(host, declared)
    click.echo(json.dumps(found, indent=2, default=str) if as_json else _text(found))


def _table(rows: list[dict[str, Any]], broken: list[dict[str, Any]]) -> str:
    columns = ("key", "name", "nature", "schedule")
    widths = {each: max(len(each), *(len(row[each]) for row in rows)) if rows else len(each) for each in columns}
    lines = ["  ".join([*(each.ljust(widths[each]) for each in columns), "quorum"])]
    lines += ["  ".join([*(row[each].ljust(widths[each]) for each in columns), str(row["quorum"])]) for row in rows]
    lines += [f"{row['key'].ljust(widths['key'])}  cannot be used: {'; '.join(row['problems'])}" for row in broken]
    return "\n".join(lines)


def _text(found: dict[str, Any]) -> str:
    lines = [
        f"{found['name']} ({found['key']}), references {found['prefix']}-YY-NNNN",
        f"Meets: {found['schedule']}. Quorum: {found['quorum_words']}.",
        f"Nature: {found['nature']}. Who decides: {found['decided_by']}.",
        "",
        "Seats",
        *(f"  {seat['key']:32} {seat['label']}" for seat in found["seats"]),
        "",
        "Fields",
        *(f"  {field['key']:24} {field['label']} ({field['kind']}, {field['need']})" for field in found["fields"]),
        *(
            ["", "Time limits", *(f"  {each['key']:24} {each['label']}: {each['period']}" for each in found["clocks"])]
            if found["clocks"]
            else []
        ),
        "",
        "Outcomes",
        *(f"  {outcome['label']} ({outcome['nature']})" for outcome in found["outcomes"]),
        *(
            ["", "Reports count besides", *(f"  {each['label']} ({each['of']})" for each in found["returns"])]
            if found["returns"]
            else []
        ),
        "",
        "Settings",
        *(f"  {each['key']} = {each['default']!r}    {each['help']}" for each in found["settings"]),
    ]
    return "\n".join(lines)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_config
def status(invocation: Invocation, file: Path, *, as_json: bool) -> None:
    """Show the counts and what waits. Exit 1 when something is wrong."""
    del invocation
    app = open_site(file)
    found = read_status(app)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        click.echo(f"{found['site']}: {'ok' if found['ok'] else 'needs a person'}")
        for title in ("inbox", "outbox"):
            counts = ", ".join(f"{state} {count}" for state, count in found[title].items() if count) or "nothing"
            click.echo(f"{title}: {counts}")
        for key, panel in found["panels"].items():
            counts = (
                ", ".join(f"{state} {count}" for state, count in panel["bookings"].items() if count) or "no bookings"
            )
            click.echo(f"{key}: next meeting {panel['next_meeting'] or 'none'}; {counts}")
        for line in found["problems"]:
            click.echo(f"! {line}")
    sys.exit(0 if found["ok"] else 1)


@click.group()
def audit() -> None:
    """Verify the audit trail."""


@audit.command()
@with_config
def verify(invocation: Invocation, file: Path) -> None:
    """Walk the whole chain; exit 1 and name the first event that does not hold."""
    del invocation
    app = open_site(file)
    count, broken = trail.verify(app.store)
    if broken:
        click.echo(f"The audit trail is broken at event {broken.number}: {broken.found}.", err=True)
        sys.exit(1)
    click.echo(f"The audit trail holds: {count} events.")
