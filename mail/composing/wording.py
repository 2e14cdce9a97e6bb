"""The words of a mail: a view put into its template, read into a subject and blocks.

Every kind has one template, `templates/<kind>.j2`: its first line is `subject: ...`, the rest is the body in the markup
of `mail.composing.blocks`. The subject is rendered by itself and gets no item, no free text and no reader, so that
no template can ever put a name into a subject line (mail-rules 7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from core.disclosure import OPEN_KINDS, Item
from core.kinds import Kind
from core.panels import day_words
from mail.composing import contract, dates
from mail.composing.blocks import LINK, LINK_END, Block, Mark, clean, parse, protect, visible

if TYPE_CHECKING:
    from core.disclosure import Disclosed
    from mail.composing.letterhead import Letterhead

TEMPLATES = Path(__file__).parent / "templates"
_SUBJECT = "subject: "
_NOTICE, _FOOTER = "_notice", "_footer"
_FEW = 3
_MAX_SUBJECT = 200


class _Lines(str):
    """A value whose line ends are kept (filter `lines`)."""

    __slots__ = ()


def _as_data(value: Any) -> Markup:
    """Turn what an expression gives into data; what a macro gives is markup of ours already."""
    if isinstance(value, Markup):
        return value
    return Markup(protect(str(value), keep_lines=isinstance(value, _Lines)))  # noqa: S704 - the markup is ours


def _listed(values: list[str], last: str = "and") -> str:
    """Write a list in a sentence: `a`, `a and b`, `a, b and c`."""
    return f" {last} ".join((", ".join(values[:-1]), values[-1])) if len(values) > 1 else "".join(values)


def _link(url: str) -> Markup:
    return Markup(LINK + clean(url).replace(" ", "") + LINK_END)  # noqa: S704 - an address of our own site


def _kind(what: str) -> str:
    """Write the name of a kind of mail as words (`names-list`: names list); other text stays."""
    return what.replace("-", " ") if what in set(Kind) else what


def _sentence(text: str) -> str:
    """Write a reason that may begin small or end bare as a sentence."""
    tidy = clean(text).strip()
    return tidy[:1].upper() + tidy[1:] + ("" if tidy[-1:] in {"", ".", "!", "?", ":"} else ".")


def _within(words: str) -> str:
    """Write a title inside a sentence: `operational manager`; an abbreviation stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


_HEADING = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"([-*+]|\d+[.)])\s+")
_STRONG = re.compile(r"(\*\*|__|`)(?=\S)(.+?)\1")
_MD_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def _from_markdown(text: str) -> Markup:
    """Turn the terms of reference (Markdown) into blocks: headings, bullets and paragraphs; the rest stays as text."""
    out = []
    for raw in text.splitlines():
        line = _MD_LINK.sub(r"\1 (\2)", _STRONG.sub(r"\2", raw.strip()))
        mark = ""
        if found := _HEADING.match(line):
            mark = "\n" + Mark.HEADING.value
        elif found := _BULLET.match(line):
            mark = Mark.BULLETS.value
        out.append(mark + protect(line[found.end() :] if found else line) if line else "")
    return Markup("\n".join(out))  # noqa: S704 - every line is protected


@cache
def environment(timezone: str) -> Environment:
    """Return the site's templates; one a time zone, for a filter in a shared macro sees no context."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,  # makes a macro's result Markup, which is how `_as_data` tells it from a value
        finalize=_as_data,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters |= {
        "day": partial(dates.said, timezone=timezone),
        "weekday": partial(dates.said, timezone=timezone, named=True),
        "lines": _Lines,
        "listed": _listed,
        "link": _link,
        "kind": _kind,
        "sentence": _sentence,
        "within": _within,
        "with_dates": partial(dates.said_within, timezone=timezone),
    }
    made.globals["from_markdown"] = _from_markdown
    return made


@cache
def _templates(name: str, timezone: str) -> tuple[Template, Template]:
    """Return the templates of the subject and of the body."""
    source = (TEMPLATES / f"{name}.j2").read_text("utf-8")
    first, _, body = source.partition("\n")
    made = environment(timezone)
    return made.from_string(first.removeprefix(_SUBJECT)), made.from_string(body)


@dataclass(frozen=True)
class Worded:
    """A mail in words: its title (the subject without the marking) and its body."""

    title: str
    blocks: tuple[Block, ...]


def word(view: Disclosed, letterhead: Letterhead) -> Worded:
    """Put a view into words."""
    withheld = view.notice and view.kind not in OPEN_KINDS
    subject, body = _templates(_NOTICE if withheld else view.kind.value, letterhead.timezone)
    frame = _frame(view, letterhead)
    facts = contract.read(contract.FACTS[view.kind], view.facts)
    shapes = contract.FACTS[view.kind]
    plain = {key: value for key, value in facts.items() if shapes[key] in contract.IN_SUBJECTS}
    plain["filled"] = {key for key, value in facts.items() if value}
    title = visible(" ".join(subject.render(frame | plain).split()))[:_MAX_SUBJECT]
    everything = frame | facts | _content(view, letterhead)
    _, footer = _templates(_FOOTER, letterhead.timezone)
    whole = f"{body.render(everything)}\n\n{footer.render(everything)}"
    blocks = [Block(Mark.TITLE, [protect(title)]), *parse(whole)]
    marking = [Block(Mark.MARKING, [protect(view.marking.upper())])] if view.marking else []
    return Worded(title, (*marking, *blocks, *marking))


def _frame(view: Disclosed, letterhead: Letterhead) -> dict[str, Any]:
    """Return what every template may use, subjects too: nothing in it is about a person."""
    refs = list(view.refs)
    sent = letterhead.sent_at.astimezone(dates.zone(letterhead.timezone))
    return {
        "panel": view.panel_name or letterhead.site_name,
        "panel_key": view.panel,
        "refs": refs,
        "several": len(refs) > 1,
        "references": _listed(refs) if len(refs) <= _FEW else f"{len(refs)} bookings",
        "when": _when(view, letterhead.timezone),
        "today": day_words(sent),
    }


def _when(view: Disclosed, timezone: str) -> SimpleNamespace:
    """Return the meeting's date, times and place in words; without a meeting every part is empty."""
    if view.meeting is None:
        return SimpleNamespace(date="", day="", times="", whole="", place="", on="", of="", for_="")
    starts, ends = (each.astimezone(dates.zone(timezone)) for each in (view.meeting.starts, view.meeting.ends))
    date = dates.said(view.meeting.date, timezone)
    named = dates.said(view.meeting.date, timezone, named=True)
    times = f"{dates.clock_time(starts)} to {dates.clock_time(ends)}"
    return SimpleNamespace(
        date=date,
        day=named,
        times=times,
        whole=f"{named}, {times}",
        place=view.meeting.place,
        on=f" on {named}",
        of=f" of {date}",
        for_=f" for {date}",
    )


def _content(view: Disclosed, letterhead: Letterhead) -> dict[str, Any]:
    """Return what only bodies may use: the items, the reader, where the mail comes from."""
    labels = view.facts.get("labels") or {}
    rows = [_row(item, labels) for item in view.items]
    bookings = [row for row in rows if row.ref != "MEETING"]
    names = [_named(row.name, row.initials, row.ref, "booking") for row in bookings if row.name or row.ref]
    who = _listed(names) or "your booking"
    return {
        "bookings": bookings,
        "item": bookings[0] if bookings else _NOTHING,
        "whole": next((row for row in rows if row.ref == "MEETING"), _NOTHING),
        "unused": list(dict.fromkeys(line for row in rows for line in row.unused)),
        "who": who,
        "Who": who[:1].upper() + who[1:],
        "are": "are" if len(bookings) > 1 else "is",
        "were": "were" if len(bookings) > 1 else "was",
        "reader": SimpleNamespace(name=view.reader.name, role=view.reader.role.value),
        "marking": view.marking,
        "left_out": view.notice and view.kind in OPEN_KINDS,
        "removed": view.calendar is not None and view.calendar.removed,
        "site": letterhead.site_name,
        "base_url": letterhead.base_url.rstrip("/"),
        "mailbox": letterhead.mailbox(view),
    }


def _row(item: Item, labels: Mapping[str, str]) -> SimpleNamespace:
    """Return an item for templates; `more` are texts of a panel's own under their labels, `closed` its parts."""
    known = contract.read(contract.VALUES, item.values)
    own = contract.own_parts(item.values, labels)
    who = _named(known["name"], known["initials"], item.ref, "Booking")
    return SimpleNamespace(**known, ref=item.ref, more=own.texts, closed=own, who=who)


def _named(name: str, initials: str, ref: str, noun: str) -> str:
    """Write who it is about: by name, by initials where a name may not be told, else by reference."""
    return name or (f"{initials} ({ref})" if initials else f"{noun} {ref}")


_NOTHING = _row(Item("", {}), {})
