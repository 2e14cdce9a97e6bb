"""What a confirmer adds to "confirm": other words for the same thing, or a wish that makes it no plain confirmation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from core.intents import Confirm, NotAgreed
from core.panels import FieldKind
from mail.understanding.plain_words import plain
from mail.understanding.values import read_value

if TYPE_CHECKING:
    from datetime import date

    from core.intents import Intent
    from core.panels import PanelType
    from mail.understanding.heard import Heard, Reading

_WORDING = re.compile(
    r"[-*•\s]*(?:correct(?:ed)? |change of )?(?:re)?word(?:ing|ed)\s*[:\-–—]\s*(?P<old>.+?)"
    r"\s*(?:-+>|=+>|→|\bshould (?:read|say|be)\b|\bto read\b)\s*(?P<new>.+?)\s*",
    re.IGNORECASE,
)
_MARKS = "\"'“”‘’ "
# Words that can take something back from a yes. A friendly sentence below it has none of them.
_WISH = re.compile(
    r"\b(?:but|except|apart from|chang\w+|change|instead|amend\w*|correct\w*|wrong|incorrect|should|must|unless"
    r"|provided|however|remove|add|only|subject to|not|n't|mistake|error)\b|\?",
    re.IGNORECASE,
)


_LINE = re.compile(r"[-*•|\s]*(?P<label>[^:|]{2,60}?)\s*:\s*(?P<value>\S.*)")


def decided(text: str, panel: PanelType, today: date) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what a decision maker wrote for the fields of their own decisions, and the lines it stands in.

    Parts of one line are parted by bars: "reasons: ... | action: ...". What stands below a labelled line without a
    label of its own goes on with it.
    """
    fields = [field for each in panel.outcomes if each.by_confirmer for field in each.fields]
    known = {plain(way): field for field in fields for way in (field.label, field.key, *field.aliases)}
    found: dict[str, str] = {}
    used: list[str] = []
    last = ""
    for line in text.splitlines() if fields else ():
        parts = [part.strip() for part in line.split("|")]
        said = [(match, known.get(plain(match["label"]))) for part in parts if (match := _LINE.fullmatch(part))]
        for match, field in said:
            value = read_value(field, match["value"], today) if field else None
            if field and value:
                found[field.key], last = value, field.key if field.kind is FieldKind.LONG else ""
        if any(field for _, field in said):
            used.append(line.strip())
        elif last and line.strip():
            found[last] = f"{found[last]}\n{line.strip()}"
            used.append(line.strip())
        else:
            last = ""
    return found, tuple(used)


def with_wording(reading: Reading, heard: Heard) -> Reading:
    """Return the reading with the wording a confirmer corrects in it, and whether they wish for more than that."""
    given, decision = decided(heard.body, heard.context.panel, heard.context.today)
    lines = [line.strip() for line in heard.body.splitlines() if line.strip() not in decision]
    found = [match for line in lines if (match := _WORDING.fullmatch(line))]
    said = {match[0].strip() for match in found}
    said |= set(decision)
    unused = tuple(each for each in reading.unused if not any(each in line or line in each for line in said))
    qualified = any(_WISH.search(each) for each in unused)
    pairs = tuple((match["old"].strip(_MARKS), match["new"].strip(_MARKS)) for match in found)
    reason = _reason(heard.body, decision)
    intents = tuple(_completed(each, given, pairs, reason, qualified=qualified) for each in reading.intents)
    return replace(reading, intents=intents, unused=unused)


_NOT_AGREED = re.compile(
    r"\s*(?:i do |we do )?not agree[d]?\b(?: with (?:this|it|the panel))?\s*[:,.\-–—|]*\s*", re.IGNORECASE
)


def _reason(body: str, decision: tuple[str, ...]) -> str:
    """Return what stands behind "not agreed" and in no labelled line: the labelled lines go to other readers."""
    lines = [line.strip() for line in body.splitlines()]
    rest = [line for line in lines if line and line not in decision]
    if not decision or not rest:
        return ""
    return " ".join([_NOT_AGREED.sub("", rest[0], count=1), *rest[1:]]).strip()


def _completed(
    each: Intent, given: dict[str, str], pairs: tuple[tuple[str, str], ...], reason: str, *, qualified: bool
) -> Intent:
    if isinstance(each, Confirm):
        return Confirm(wording=pairs, qualified=qualified, given=given)
    if isinstance(each, NotAgreed):
        said = reason if given else each.reason
        return NotAgreed(said or given.get("reasons", ""), given)
    return each
