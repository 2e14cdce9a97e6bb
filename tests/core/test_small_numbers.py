"""Small numbers, and what they could be worked out from. Readers are taken to know the sum."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from core.small_numbers import Shown, how_shown, is_small

SMALL = 5
PLAIN, FEW, NOT = Shown.PLAIN, Shown.SMALL, Shown.NOT


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_small_number_is_neither_nothing_nor_five(count: int, small: bool) -> None:
    assert is_small(count, SMALL) is small


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ((8, 0, 12), (PLAIN, PLAIN, PLAIN)),
        ((3, 12, 7), (FEW, PLAIN, NOT)),  # 22 - 12 - 7 would be 3: the next smallest goes with it
        ((3, 2, 12), (FEW, FEW, PLAIN)),  # 1 and 4, or 2 and 3
        ((1, 1, 12), (FEW, FEW, NOT)),  # a sum of 2 for two that are not 0 says that each is 1
        ((1, 5, 9, 0), (FEW, NOT, NOT, PLAIN)),  # 6 for a small one and one of 5 or more: it can only be 1 and 5
        ((4, 4), (NOT, NOT)),  # 8 for two that are small can only be 4 and 4, and there is no other to hide among
        ((3,), (FEW,)),
        ((3, 0), (FEW, PLAIN)),  # the sum is small too, and is not shown
        ((), ()),
    ],
)
def test_what_a_small_number_could_be_worked_out_from_is_kept_back(
    cells: tuple[int, ...], shown: tuple[Shown, ...]
) -> None:
    assert how_shown(cells, SMALL) == shown


@pytest.mark.parametrize("small", [0, 1])
def test_a_panel_may_show_everything(small: int) -> None:
    assert how_shown((1, 2, 30), small) == (PLAIN, PLAIN, PLAIN)


def believable(shown: tuple[Shown, ...], cells: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield what a reader who knows the sum, and what the words say, can believe the cells to be."""
    nothing = set(shown) == {NOT}
    for first, second in product(range(sum(cells) + 1), repeat=2):
        guess = (first, second, sum(cells) - first - second)
        fits = {
            PLAIN: [one == other for one, other in zip(guess, cells, strict=True)],
            FEW: [is_small(one, SMALL) for one in guess],
            NOT: [one >= SMALL or nothing for one in guess],
        }
        if guess[2] >= 0 and all(fits[how][at] for at, how in enumerate(shown)):
            yield guess


def test_no_small_number_of_three_can_be_worked_out_from_the_sum() -> None:
    """Every breakdown of up to 8 in three rows leaves at least two answers for each small one."""
    told = []

    for cells in product(range(9), repeat=3):
        few = [at for at, count in enumerate(cells) if is_small(count, SMALL)] if sum(cells) >= SMALL else []
        shown = how_shown(cells, SMALL)
        answers = list(believable(shown, cells)) if few else []
        told += [cells for at in few if len({each[at] for each in answers}) == 1]

    assert told == []
