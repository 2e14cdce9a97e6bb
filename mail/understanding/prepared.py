"""What is worked out once, not for every line of every mail.

A panel's vocabulary in comparable form cost 80% of understanding a mail (18 of 23 ms over the corpus): it was made anew
for each sentence. It is kept by the declaration's identity, because its hash walks through everything in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

D = TypeVar("D")
P = TypeVar("P")

_MOST = 1000  # a house has some panels with some dozens of fields; only a test run makes more


def prepared_once(prepare: Callable[[D], P]) -> Callable[[D], P]:
    """Return `prepare` with its results kept, for frozen declarations (a panel type, a field)."""
    kept: dict[int, tuple[D, P]] = {}

    def look_up(declared: D) -> P:
        found = kept.get(id(declared))
        if found is None:
            if len(kept) >= _MOST:
                kept.clear()
            # The declaration is kept with it: an identity is only its own while it lives.
            found = kept[id(declared)] = (declared, prepare(declared))
        return found[1]

    look_up.__doc__ = prepare.__doc__
    return look_up


@prepared_once
def in_small_letters(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return a pattern that ignores the case as one for text in small letters, for seeing whether it is there at all.

    To ignore the case costs two to eight times as much, and most of what is looked for in a sentence is not in it.
    """
    small = pattern.pattern.replace("(?-i:[A-Z])", "[a-z]")
    if re.search(r"[A-Z]", re.sub(r"\\.|\(\?P<\w+>", "", small)):
        msg = f"a pattern with capitals in it cannot be looked for in small letters: {small}"
        raise ValueError(msg)
    return re.compile(small, pattern.flags & ~re.IGNORECASE)


def matches(pattern: re.Pattern[str], text: str, small: str) -> Iterable[re.Match[str]]:
    """Return the matches in a text, of which `small` are the small letters."""
    return pattern.finditer(text) if in_small_letters(pattern).search(small) else ()
