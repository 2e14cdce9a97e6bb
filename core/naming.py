"""Which other case the minutes of a case may name: the pairs that the chair said are necessary, each with a reason.

A panel that keeps its cases `apart` may declare a heading for it (`Confidentiality.apart_unless`). What stands there is
the chair's alone: `core.minutes` takes it from nobody else. Source: MAPPA dossier, edge case 6 (co-defendants). Pure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_NOBODY = re.compile(r"\W*(?:none|nobody|no[- ]?one|nil|no|n/?a)?\W*", re.IGNORECASE)
_BETWEEN = re.compile(r"^\W*(?:(?:and|because|as|since)\b\W*)*", re.IGNORECASE)


def is_nobody(text: str) -> bool:
    """Whether the heading says that nobody need be named."""
    return _NOBODY.fullmatch(text) is not None


def reasons(text: str, references: Collection[str]) -> dict[str, str]:
    """Return reference to reason ("" where none stands), of what is written line by line: "MAP-26-0002, reason"."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        spelt = {each: _spelt(each) for each in references}
        named = [each for each, pattern in spelt.items() if pattern.search(line)]
        rest = line
        for each in named:
            rest = spelt[each].sub("", rest)
        found |= dict.fromkeys(named, _BETWEEN.sub("", rest).strip())
    return found


def _spelt(reference: str) -> re.Pattern[str]:
    """Return a reference as people write it: `MAP-26-0002` is "map 26 2" too."""
    prefix, year, number = reference.split("-")
    return re.compile(rf"(?<!\w){prefix}\W?{year}\W?0*{int(number)}(?!\w)", re.IGNORECASE)
