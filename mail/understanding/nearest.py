"""Which of some named things was written: to the letter, or with a slip."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from rapidfuzz import fuzz

from mail.understanding.plain_words import plain

T = TypeVar("T")

_NEAR = 84  # rapidfuzz ratio: "saftey plan agred" is "safety plan agreed"
_MARGIN = 4  # and clearly nearer than the second: "reviewed, changed" and "reviewed, unchanged" are not one


def nearest(written: str, known: Iterable[T], spellings: Callable[[T], Iterable[str]]) -> T | None:
    """Return the one that is written: to the letter, else clearly the nearest."""
    words = plain(written)
    scored: list[tuple[float, int, T]] = []
    for number, each in enumerate(known):
        ways = [plain(way) for way in spellings(each)]
        if words in ways:
            return each
        scored.append((max((fuzz.ratio(words, way) for way in ways), default=0.0), -number, each))
    scored.sort(key=lambda each: each[:2], reverse=True)
    if not scored or scored[0][0] < _NEAR or (len(scored) > 1 and scored[0][0] - scored[1][0] < _MARGIN):
        return None
    return scored[0][2]
