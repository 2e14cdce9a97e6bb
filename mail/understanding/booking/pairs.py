"""A labelled line: which field its label means, and what is written behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from mail.understanding.booking.labels import FIRST, LAST, OTHER, Labels
from mail.understanding.lines import Line
from mail.understanding.names import name_at

_SEPARATOR = re.compile(r"\s*(?P<sep>[:=\t|]|\?(?=\s|$)|\s[-–—]+(?=\s|\S)|[-–—](?=\s)|\s{3,})[\s:=\t|]*")
_MOST_MARKS = 4  # that may end a label


@dataclass(frozen=True)
class Pair:
    """One label with its value, and the numbers of the lines it took."""

    meaning: str
    value: str
    numbers: tuple[int, ...]
    written: str


@lru_cache(maxsize=512)
def pair_of(text: str, labels: Labels) -> tuple[str, str, str] | None:
    """Return meaning, value and label of a labelled text, or None. A dash or a gap needs a label spelled exactly.

    A label may hold a mark itself ("Police: incidents in 12 months"): the longest that is spelled exactly goes first.
    """
    near: tuple[str, str, str] | None = None
    exact: tuple[str, str, str] | None = None
    for match in islice(_SEPARATOR.finditer(text), _MOST_MARKS):
        label = text[: match.start()].strip(" *_•-–")
        if len(label) > labels.longest:
            break
        if not label:
            continue
        value = text[match.end() :].strip(" *_")
        if meaning := labels.exact(label):
            exact = (meaning, value, label)
        elif exact is None and near is None and _is_sure(match["sep"]) and (meaning := labels.meaning(label)):
            near = (meaning, value, label)
    return exact or near


def _is_sure(mark: str) -> bool:
    return mark.strip()[:1] in {":", "=", "|"} or "\t" in mark


def is_label(text: str, labels: Labels) -> bool:
    """Return whether a line is a label, with a value or alone."""
    return pair_of(text, labels) is not None or labels.exact(text) is not None


def names_a_block(lines: Sequence[Line], at: int, labels: Labels) -> bool:
    """Return whether there is a name alone on its line with labelled lines under it: each child's own block."""
    below = pair_of(lines[at + 1].text, labels) if at + 1 < len(lines) else None
    if below is None or below[0] in {labels.name, FIRST, LAST, OTHER}:
        return False
    named = name_at(lines[at].text, 0)
    return named is not None and named.is_full and not lines[at].text[named.end :].strip(" .,:;-–")
