"""Keeping small numbers back: a count of one, two or three people in an area can tell who they are. Pure.

Statistics call it primary and secondary suppression: what is small is not shown, nor what it could be worked out from.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_TELLS_NOTHING = 2  # with it only ones are small, and "fewer than 2" says as much as 1 does


class Shown(Enum):
    """How a number is shown."""

    PLAIN = auto()
    SMALL = auto()  # "fewer than 5"
    NOT = auto()  # "not shown": it would give a small one away


def is_small(count: int, small: int) -> bool:
    """Whether a count is too small to be shown. Nobody is told by a zero."""
    return 0 < count < small


def how_shown(cells: Sequence[int], small: int) -> tuple[Shown, ...]:
    """Return how each cell of a breakdown is shown, whose readers may know the sum of all.

    Beside the small ones the next smallest are kept back until no small one can be worked out from the sum and from
    what the words say ("fewer than 5" is not 0, "not shown" is not small). Where nothing helps, no cell is shown.
    """
    few = {at for at, count in enumerate(cells) if is_small(count, small)}
    others = sorted((at for at, count in enumerate(cells) if count >= small), key=lambda at: cells[at])
    kept: set[int] = set()
    # A sum that is small itself is not shown either, so nothing can be worked out from it.
    while few and small > _TELLS_NOTHING and sum(cells) >= small and _told(cells, few, kept, small):
        if not others:
            return tuple(Shown.NOT for _ in cells)
        kept.add(others.pop(0))
    return tuple(Shown.SMALL if at in few else Shown.NOT if at in kept else Shown.PLAIN for at, _ in enumerate(cells))


def _told(cells: Sequence[int], few: Collection[int], kept: Collection[int], small: int) -> bool:
    """Whether the sum of what is kept back leaves only one value for the small cells."""
    rest = sum(cells[at] for at in (*few, *kept))
    beside = len(few) - 1
    at_most = min(small - 1, rest - beside - len(kept) * small)
    at_least = 1 if kept else max(1, rest - beside * (small - 1))
    return at_most <= at_least
