"""Which meeting each child is wanted for: what is said of one child goes before what is said for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.intents import DateWish, Wish
from mail.understanding.booking.people import Found
from mail.understanding.plain_words import is_not_known
from mail.understanding.wishes import Mention, find_wish, settle

_SEVERAL = 2
_FIRM = {Wish.DAY, Wish.MONTH, Wish.AFTER_NEXT}


@dataclass(frozen=True)
class Wishes:
    """For all children together, and for each child by index."""

    common: tuple[Mention, ...]
    own: Mapping[int, tuple[Mention, ...]]
    monthly: bool = False  # the panel meets once a month

    def of(self, child: int, today: date) -> DateWish:
        """Return the wish for one child."""
        return settle(self.own.get(child) or self.common, today, monthly=self.monthly)


def share(mentions: Sequence[Sequence[Mention]], children: Sequence[Found], opens: Sequence[bool] = ()) -> Wishes:
    """Give each mention to the one child it stands with, where children are named with meetings of their own.

    A sentence with one child of several and a firm wish (a list item) is that child's; in a sentence with several
    children each mention belongs to the child named last before it, when every child has one. Of several headings
    (`opens`: "For January:") each is for the children under it.
    """
    headings = [at for at, found in enumerate(mentions) if found and at < len(opens) and opens[at]]
    under = _under(headings, mentions, children)
    if under:
        return Wishes((), under)
    own: dict[int, tuple[Mention, ...]] = {}
    common: list[Mention] = []
    for at, found in enumerate(mentions):
        here = [(index, child) for index, child in enumerate(children) if child.at == at]
        if len(children) > 1 and len(here) == 1 and found and _is_own(found, mentions, at):
            own[here[0][0]] = (*own.get(here[0][0], ()), *found)
        elif len(here) > 1 and len(found) > 1 and (parts := _parts(found, here)):
            own |= parts
        else:
            common += found
    return _complete(Wishes(tuple(common), own), len(children))


def _under(
    headings: Sequence[int], mentions: Sequence[Sequence[Mention]], children: Sequence[Found]
) -> dict[int, tuple[Mention, ...]]:
    """Give each child the meeting of the heading above it; nothing with fewer than two, or a child above all."""
    if len(headings) < _SEVERAL or any(child.at < headings[0] for child in children):
        return {}
    above = {index: max(at for at in headings if at <= child.at) for index, child in enumerate(children)}
    return {index: tuple(mentions[at]) for index, at in above.items()}


def _complete(wishes: Wishes, children: int) -> Wishes:
    """See to it that nobody goes without: "Sam for January. Also Alex." means January for both.

    Where the others have different wishes, a child without one gets them all, which is to ask.
    """
    without = [index for index in range(children) if index not in wishes.own]
    if wishes.common or not wishes.own or not without:
        return wishes
    every = tuple(mention for mentions in wishes.own.values() for mention in mentions)
    if len(wishes.own) == 1:
        return Wishes(every, {})
    return Wishes((), {**wishes.own, **dict.fromkeys(without, every)})


def _is_own(found: Sequence[Mention], mentions: Sequence[Sequence[Mention]], at: int) -> bool:
    firm = any(each.wish.wish in _FIRM for each in found)
    return firm or any(each for other, each in enumerate(mentions) if other != at)


def _parts(found: Sequence[Mention], here: Sequence[tuple[int, Found]]) -> dict[int, tuple[Mention, ...]]:
    parts: dict[int, tuple[Mention, ...]] = {}
    for mention in found:
        before = [index for index, child in here if child.start <= mention.start]
        if not before:
            return {}
        parts[before[-1]] = (*parts.get(before[-1], ()), mention)
    return parts if len(parts) == len(here) else {}


def labelled_wish(written: str, today: date) -> tuple[Mention, ...]:
    """Return the wish in a field of a form ("Panel date: 8/12/26", "Panel: next"); none when it is left empty."""
    if is_not_known(written):
        return ()
    for text in (f"panel: {written}", f"{written} panel", written):
        wish = find_wish(text, today)
        if wish.wish is not Wish.NONE:
            return (Mention(0, len(written), DateWish(wish.wish, wish.day, wish.month, written)),)
    unclear = any(char.isdigit() for char in written)
    return (Mention(0, len(written), DateWish(Wish.UNCLEAR, written=written)),) if unclear else ()
