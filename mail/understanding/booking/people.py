"""Who somebody named is: the child to be booked, or one of the many others a mail names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from mail.understanding.booking.ours import Others
from mail.understanding.booking.said import Said
from mail.understanding.name_words import FROM_BEFORE, ROLE_AFTER, ROLE_BEFORE
from mail.understanding.names import Named, find_names, plain_name

_MOST_NAMES = 30  # in one sentence
_RELATIVE = re.compile(
    r"^'s\s+(?:\w+\s+){0,2}?(?:sister|brother|sibling|cousin|friend|twin|son|daughter|mother|father|mum|dad|carer|"
    r"house|address|team)\b",
    re.IGNORECASE,
)
# "Priya's case, Wesley Nightingale": Priya is the worker.
_WORKER = re.compile(r"^'s\s+(?:\w+\s+)?(?:cases?|client|child|young person|yp|caseload)\s*[,:(–-]", re.IGNORECASE)


@dataclass(frozen=True)
class Insiders:
    """Who is never to be booked: words of the sender's name, full names of staff, names greeted, other parties."""

    sender: frozenset[str]
    staff: frozenset[str]
    greeted: frozenset[str]
    others: Others | None = None

    def is_another(self, text: str, named: Named) -> bool:
        """Return whether the words around a name say that it is somebody else's: "her son", "(perpetrator)"."""
        if self.others is None:
            return False
        before, after = text[: named.start].lower(), text[named.end :].lower()
        return self.others.before.search(before) is not None or self.others.after.match(after) is not None

    def holds(self, name: str, *, certain: bool = False) -> bool:
        """Return whether `name` is one of them; with `certain` (right after "book") only the sender's full name is."""
        whole = plain_name(name)
        words = whole.split()
        sender = self._sender_words
        if len(words) > 1 and sender and all(word in sender for word in words):
            return True
        if certain:
            return False
        single = len(words) == 1 and (words[0] in sender or words[0] in self.greeted)
        return single or whole in self.staff or whole in self.greeted

    @cached_property
    def _sender_words(self) -> frozenset[str]:
        return frozenset(part for word in self.sender for part in plain_name(word).split())


@dataclass(frozen=True)
class Found:
    """A child found by name in a sentence (`at` its index; -1: the subject line, -2: quoted text)."""

    name: str
    at: int
    start: int
    end: int
    nickname: str = ""
    whole: bool = False  # a family, whose surname is all there is to it

    @property
    def is_full(self) -> bool:
        """Return whether there is a first name and a surname: "Jake T" and "J. Thornton" are not enough to go by."""
        words = self.name.split()
        return len(words) > 1 and len(words[0].strip(".")) > 1 and len(words[-1].strip(".")) > 1


def is_child(text: str, named: Named, *, certain: bool = False) -> bool:
    """Tell from the words around a name that it may be the child's: no role before or after it.

    With `certain` (right behind "book") a role before it may be the child's own ("book his cousin Alex"), but "Sam's
    sister" is not Sam; elsewhere "Sam's mother rang" does name Sam.
    """
    return _is_child(text[: named.start].lower(), text[named.end :].lower(), certain)


@lru_cache(maxsize=512)
def _is_child(before: str, after: str, certain: bool) -> bool:
    """Kept, because the same sentence is asked about by every reader of names. In small letters."""
    if ROLE_AFTER.match(after) or _WORKER.match(after):
        return False
    if certain:
        return not _RELATIVE.match(after)
    return not ROLE_BEFORE.search(before) and not FROM_BEFORE.search(before)


def people(sentences: Sequence[Said], insiders: Insiders) -> tuple[Found, ...]:
    """Return everybody named in the sentences who may be a child, in order."""
    return tuple(
        Found(named.name, at, named.start, named.end, named.nickname)
        for at, each in enumerate(sentences)
        for named in find_names(each.text)[:_MOST_NAMES]
        if is_child(each.text, named) and not insiders.holds(named.name) and not insiders.is_another(each.text, named)
    )


def distinct(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return each person once: "Jago" is "Jago Trelawney" when only one of them is called so; the fuller name stays."""
    result: list[Found] = []
    for each in found:
        for index, other in enumerate(result):
            if is_same(each.name, other.name):
                if len(each.name.split()) > len(other.name.split()) and not other.whole:
                    result[index] = replace(other, name=each.name, nickname=each.nickname or other.nickname)
                break
        else:
            result.append(each)
    return tuple(result)


@lru_cache(maxsize=2048)
def _plain_words(name: str) -> tuple[str, ...]:
    """Kept, because everybody named is compared with everybody else."""
    return tuple(plain_name(name).split())


def is_same(one: str, other: str) -> bool:
    """Return whether two names may be one person's: equal, a first name alone, or a middle name left out."""
    a, b = _plain_words(one), _plain_words(other)
    if len(a) > len(b):
        a, b = b, a
    if a == b or (len(a) == 1 and a[0] in {b[0], b[-1]}) or ("and" in b and set(a) <= set(b)):
        return True
    if len(a) > 1 and 1 in {len(a[0]), len(b[0])} and a[0][0] == b[0][0]:  # "E. Castlemaine"
        return a[-1] == b[-1]
    return len(a) > 1 and a[0] == b[0] and a[-1] == b[-1] and set(a) <= set(b)


def fuller(found: Found, others: Iterable[Found]) -> tuple[Found, bool]:
    """Return `found` with its full name when the others hold exactly one, and whether several would do."""
    if found.is_full or found.whole:
        return found, False
    full = {
        plain_name(each.name): each.name
        for each in others
        if each.is_full and is_same(found.name, each.name) and _begins(found, each)
    }
    if len(full) == 1:
        return replace(found, name=next(iter(full.values()))), False
    return found, len(full) > 1


def _begins(found: Found, other: Found) -> bool:
    return plain_name(other.name).split()[0] == plain_name(found.name) or plain_name(other.name).split()[
        -1
    ] == plain_name(found.name)
