"""Which field a label means: the panel's own labels and aliases first, then what such things are commonly called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from mail.understanding.booking import label_words
from mail.understanding.prepared import prepared_once
from mail.understanding.values import plain

if TYPE_CHECKING:
    from core.panels import PanelType

FIRST = "@first"
LAST = "@last"
WISH = "@wish"
OTHER = "@other"  # understood, but about somebody or something that is no field of the panel (presenter, team)

_NEAR = 88
_MARGIN = 3  # and clearly nearer than the second
_LONGEST = 9  # words in a label
_KEPT = 200  # characters of what is kept: a line is asked several times whether it is a label
_ASIDE = re.compile(r"\([^)]*\)|\bif (?:known|any|applicable)\b|\*")
_LEADS = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s*)?(?:the|his|her|their|child(?:'s)?|yp(?:'?s)?|young person(?:'s)?|client(?:'s)?|"
    r"subject(?:'s)?|(?:is|are|was|has|have|does) (?:the |this )?(?:child|young person|yp|he|she|they)(?: "
    r"currently)?|what is (?:the|their|his|her)|please (?:state|give|confirm))\s+(?=\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Labels:
    """Every spelling of every label of a panel, in `plain` form, with what it means. There is one of a panel."""

    meanings: dict[str, str]
    name: str  # the key of the subject's name

    def meaning(self, written: str) -> str | None:
        """Return the field's key or one of the special meanings for a label as written; None when it is no label."""
        words, bare = _in_plain(written)
        if words not in self.meanings:
            words = bare
        if not words or len(words.split()) > _LONGEST:
            return None
        if words in self.meanings:
            return self.meanings[words]
        if len(words) < 4:  # noqa: PLR2004 - a count of words, letters or parts
            return None
        found = process.extract(words, self._spelt_out, scorer=fuzz.ratio, score_cutoff=_NEAR - _MARGIN, limit=None)
        near = sorted(((score, self.meanings[each]) for each, score, _ in found), reverse=True)
        if not near or near[0][0] < _NEAR:
            return None
        best = near[0]
        second = next((score for score, meaning in near if meaning != best[1]), 0.0)
        return best[1] if best[0] - second >= _MARGIN else None

    @cached_property
    def _spelt_out(self) -> list[str]:
        """Return the labels that are long enough to have a slip in them."""
        return [each for each in self.meanings if len(each) > 4]  # noqa: PLR2004 - a count of words, letters or parts

    def exact(self, written: str) -> str | None:
        """Return the meaning of a label spelled exactly, or None."""
        words, bare = _in_plain(written)
        return self.meanings.get(words) or self.meanings.get(bare)


def _in_plain(written: str) -> tuple[str, str]:
    """Return a label in `plain` form, as written and without what may stand around it."""
    return _short_in_plain(written) if len(written) <= _KEPT else (plain(written), plain(_bare(written)))


@lru_cache(maxsize=1024)
def _short_in_plain(written: str) -> tuple[str, str]:
    return plain(written), plain(_bare(written))


def _bare(written: str) -> str:
    words = _LEADS.sub("", _ASIDE.sub(" ", written).strip())
    return words if words.strip() else _ASIDE.sub(" ", written)


@prepared_once
def labels_of(panel: PanelType) -> Labels:
    """Return all labels of a panel."""
    common = {
        **dict.fromkeys(label_words.OTHER, OTHER),
        **dict.fromkeys(label_words.NUMBER, panel.subject.number),
        **dict.fromkeys(label_words.BORN, panel.subject.born),
        **dict.fromkeys(label_words.NAME, panel.subject.name),
        **dict.fromkeys(label_words.WISH, WISH),
        **dict.fromkeys(label_words.FIRST, FIRST),
        **dict.fromkeys(label_words.LAST, LAST),
        **{
            f"{plain(panel.subject.noun)}{end}": panel.subject.name
            for end in ("", " name", "s name", " s name", " full name")
        },
    }
    keys = {field.key for field in panel.fields}
    common = {plain(each): meaning for each, meaning in common.items() if meaning.startswith("@") or meaning in keys}
    declared = {
        plain(_bare(each)): field.key
        for field in panel.fields
        for each in (field.key.replace("_", " "), field.label, *field.aliases)
        if plain(_bare(each))
    }
    return Labels(common | declared, panel.subject.name)
