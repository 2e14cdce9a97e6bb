"""Which field a label means: the panel's own labels and aliases first, then what such things are commonly called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from mail.understanding.booking import label_words
from mail.understanding.booking.ours import discusses_anybody
from mail.understanding.plain_words import plain
from mail.understanding.prepared import prepared_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.panels import Field, PanelType

FIRST = "@first"
LAST = "@last"
WISH = "@wish"
OTHER = "@other"  # understood, but about somebody or something that is no field of the panel (presenter, team)

_NEAR = 88
_MARGIN = 3  # and clearly nearer than the second
_SHORTEST = 4  # letters that may have a slip in them
_MOST_WORDS = 9  # of a label that may have a slip in it
_LONGEST = 60  # characters of a label, unless the panel has longer ones
_KEPT = 200  # characters of what is kept: a line is asked several times whether it is a label
_ASIDE = re.compile(r"\([^)]*\)|\bif (?:known|any|applicable)\b|\*")


@dataclass(frozen=True, eq=False)
class Labels:
    """Every spelling of every label of a panel, in `plain` form, with what it means. There is one of a panel."""

    meanings: Mapping[str, str]
    name: str  # the key of the subject's name
    fields: Mapping[str, Field]
    longest: int  # characters of the longest label there is
    leads: re.Pattern[str]  # words before a label that change nothing: "the child's"

    def meaning(self, written: str) -> str | None:
        """Return the field's key or one of the special meanings for a label as written; None when it is no label."""
        words, bare = _in_plain(written, self.leads)
        if known := self.meanings.get(words) or self.meanings.get(bare):
            return known
        if not len(bare) >= _SHORTEST or len(bare.split()) > _MOST_WORDS:
            return None
        found = process.extract(bare, self._spelt_out, scorer=fuzz.ratio, score_cutoff=_NEAR - _MARGIN, limit=None)
        near = sorted(((score, self.meanings[each]) for each, score, _ in found), reverse=True)
        if not near or near[0][0] < _NEAR:
            return None
        best = near[0]
        second = next((score for score, meaning in near if meaning != best[1]), 0.0)
        return best[1] if best[0] - second >= _MARGIN else None

    @cached_property
    def _spelt_out(self) -> list[str]:
        """Return the labels that are long enough to have a slip in them."""
        return [each for each in self.meanings if len(each) > _SHORTEST]

    def exact(self, written: str) -> str | None:
        """Return the meaning of a label spelled exactly, or None."""
        words, bare = _in_plain(written, self.leads)
        return self.meanings.get(words) or self.meanings.get(bare)


def _in_plain(written: str, leads: re.Pattern[str]) -> tuple[str, str]:
    """Return a label in `plain` form, as written and without what may stand around it."""
    if len(written) <= _KEPT:
        return _short_in_plain(written, leads)
    return plain(written), plain(_bare(written, leads))


@lru_cache(maxsize=1024)
def _short_in_plain(written: str, leads: re.Pattern[str]) -> tuple[str, str]:
    return plain(written), plain(_bare(written, leads))


def _bare(written: str, leads: re.Pattern[str]) -> str:
    words = leads.sub("", _ASIDE.sub(" ", written).strip())
    return words if words.strip() else _ASIDE.sub(" ", written)


@prepared_once
def labels_of(panel: PanelType) -> Labels:
    """Return all labels of a panel. Its own go before common ones; one that only brackets tell apart needs them."""
    leads = _leads(panel)
    keys = {field.key.replace("_", " "): field.key for field in panel.fields}
    ways = [(each, field.key) for field in panel.fields for each in (field.label, *field.aliases)]
    shorter: dict[str, set[str]] = {}
    for each, key in ways:
        shorter.setdefault(plain(_bare(each, leads)), set()).add(key)
    bare = {each: found.copy().pop() if len(found) == 1 else OTHER for each, found in shorter.items() if each}
    declared = {plain(each): key for each, key in ways if plain(each)}
    common = {each: key for each, key in _common(panel).items() if key.startswith("@") or key in keys.values()}
    longest = max((_LONGEST, *(len(each) for each, _ in ways)))
    return Labels(common | keys | bare | declared, panel.subject.name, _by_key(panel), longest, leads)


def _leads(panel: PanelType) -> re.Pattern[str]:
    """Return the words before a label that say whose it is; "the child's" only where children are discussed."""
    nouns = {re.escape(each.lower()) for each in (panel.subject.noun, panel.subject.plural)}
    nouns |= {"child", "young person", "yp"} if discusses_anybody(panel.subject) else set()
    whose = "|".join(sorted((each for noun in nouns for each in (rf"{noun}(?:'?s)?'?",)), key=len, reverse=True))
    who = "|".join(sorted(nouns, key=len, reverse=True))
    return re.compile(
        rf"^\W*(?:\d{{1,2}}[.)]\s*)?(?:the|his|her|their|client(?:'s)?|subject(?:'s)?|{whose}|"
        rf"(?:is|are|was|has|have|does) (?:the |this )?(?:{who}|he|she|they)(?: currently)?|"
        r"what is (?:the|their|his|her)|please (?:state|give|confirm))\s+(?=\w)",
        re.IGNORECASE,
    )


def _by_key(panel: PanelType) -> Mapping[str, Field]:
    return MappingProxyType({field.key: field for field in panel.fields})


def _common(panel: PanelType) -> dict[str, str]:
    """Return what labels are commonly called at a panel that discusses whom this one does."""
    subject = panel.subject
    own = _names_of(subject.noun, subject.plural)
    parties = {way for party in label_words.PARTIES for way in (party, f"{party}s", *_names_in_short(party))}
    return {
        **dict.fromkeys((*label_words.OTHER, *parties), OTHER),
        **dict.fromkeys(label_words.CHILD, subject.name if discusses_anybody(panel.subject) else OTHER),
        **dict.fromkeys(label_words.NUMBER, subject.number),
        **dict.fromkeys(label_words.BORN, subject.born),
        **dict.fromkeys(label_words.WISH, WISH),
        **dict.fromkeys(label_words.FIRST, FIRST),
        **dict.fromkeys(label_words.LAST, LAST),
        **dict.fromkeys((*label_words.NAME, *own), subject.name),
    }


def _names_in_short(noun: str) -> tuple[str, ...]:
    return (f"{noun} name", f"{noun}s name", f"name of {noun}", f"name of the {noun}")


def _names_of(noun: str, plural: str) -> set[str]:
    """Return the labels for the name of one of these: "victim", "name of victim", "victim's name"."""
    before = ("{}", "{} name", "{} names", "{}s name", "{} s name", "{}s names", "{} full name", "{}s full name")
    behind = ("name of {}", "names of {}", "name of the {}", "full name of {}")
    nouns = {noun, plural, noun.removesuffix("s")}
    return {shape.format(plain(each)) for each in nouns for shape in (*before, *behind)}
