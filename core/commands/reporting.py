"""`report`: what a panel did in a period, in numbers. Nobody is named in it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from core.commands.options import open_site, with_config
from core.panels import day_words
from core.reports import Span, last_quarter, quarter_of, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.parts import Invocation
    from core.reports import Report
    from core.sites import Site

_MOST = 70  # columns up to the numbers


class _Day(click.ParamType[date]):
    """A day as 2026-07-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day, or say how one is written."""
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it like 2026-07-01.", param, ctx)


@click.command()
@click.argument("key", metavar="PANEL")
@click.option("--from", "first", metavar="DAY", type=_Day(), help="The first day, such as 2026-07-01.")
@click.option("--to", "last", metavar="DAY", type=_Day(), help="The last day, such as 2026-09-30.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_config
def report(
    invocation: Invocation, file: Path, key: str, first: date | None, last: date | None, *, as_json: bool
) -> None:
    """Count what a panel did in a period: PANEL is its key at this site.

    Counted are its meetings from the first day to the last, both included. Without days it is the last full quarter of
    the year; with the first day alone it goes up to today, with the last day alone it begins with that day's quarter.
    Small numbers are shown as "fewer than 5", and what they could be worked out from is not shown. Nobody is named.
    """
    del invocation
    app = open_site(file)
    panel = app.site.panels.get(key)
    if panel is None:
        click.echo(_not_there(app.site, key), err=True)
        sys.exit(1)
    today = app.clock.now().astimezone(panel.zone).date()
    span = _span(first, last, today)
    with app.store.read() as connection:
        found = read_report(connection, panel, span, today)
    click.echo(json.dumps(asdict(found), indent=2, default=str) if as_json else "\n".join(_text(found)))


def _not_there(site: Site, key: str) -> str:
    if key in site.unavailable:
        return f"The panel {key} cannot run: {site.unavailable[key]}"
    return f"There is no panel {key}. The panels here are: {', '.join(site.panels) or 'none'}."


def _span(first: date | None, last: date | None, today: date) -> Span:
    if first is None:
        return Span(quarter_of(last).first, last) if last else last_quarter(today)
    last = last or max(first, today)
    if last < first:
        message = f"The last day, {last}, is before the first, {first}."
        raise click.UsageError(message)
    return Span(first, last)


def _text(found: Report) -> Iterator[str]:
    yield from (
        found.marking,
        f"{found.name} ({found.panel})",
        f"{day_words(found.span.first)} to {day_words(found.span.last)}, as of {day_words(found.made)}",
    )
    lines = [line for section in found.sections for line in section.lines]
    labels = [len(row.label) + 2 for line in lines for row in line.rows] + [len(line.figure.label) for line in lines]
    width = min(max(labels, default=0), _MOST)
    for section in found.sections:
        yield from ("", section.title)
        for line in section.lines:
            yield f"  {_sentence(line.figure.label):{width}}  {line.figure.shown}"
            yield from (f"    {row.label:{width - 2}}  {row.shown}" for row in line.rows)
    if found.incomplete:
        yield from ("", "This report is incomplete", *(f"  {each}" for each in found.incomplete))


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:]
