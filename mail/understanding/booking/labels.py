"""Which field a label means: the panel's own labels and aliases first, then what such things are commonly called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from mail.understanding.booking import label_words
from mail.understanding.values import plain

if TYPE_CHECKING:
    from core.panels import Field, PanelType, Subject

FIRST = "@first"
LAST = "@last"
WISH = "@wish"
OTHER = "@other"  # understood, but about somebody or something that is no field of the panel (presenter, team)

_NEAR = 88
_LONGEST = 9  # words in a label


@dataclass(frozen=True)
class Labels:
    """Every spelling of every label of a panel, in `plain` form, with what it means."""

    meanings: dict[str, str]
    name: str  # the key of the subject's name

    def meaning(self, written: str) -> str | None:
        """Return the field's key or one of the special meanings for a label as written; None when it is no label."""
        words = plain(written) if plain(written) in self.meanings else plain(_bare(written))
        if not words or len(words.split()) > _LONGEST:
            return None
        if words in self.meanings:
            return self.meanings[words]
        if len(words) < 4:  # noqa: PLR2004 - a count of words, letters or parts
            return None
        near = sorted(
            ((fuzz.ratio(words, each), meaning) for each, meaning in self.meanings.items() if len(each) > 4),  # noqa: PLR2004 - a count of words, letters or parts
            reverse=True,
        )
        best = near[0]
        second = next((score for score, meaning in near if meaning != best[1]), 0.0)
        return best[1] if best[0] >= _NEAR and best[0] - second >= 3 else None  # noqa: PLR2004 - a count of words, letters or parts

    def exact(self, written: str) -> str | None:
        """Return the meaning of a label spelled exactly, or None."""
        return self.meanings.get(plain(written)) or self.meanings.get(plain(_bare(written)))


def _bare(written: str) -> str:
    written = re.sub(r"\([^)]*\)|\bif (?:known|any|applicable)\b|\*", " ", written)
    words = re.sub(
        r"^\W*(?:\d{1,2}[.)]\s*)?(?:the|his|her|their|child(?:'s)?|yp(?:'?s)?|young person(?:'s)?|client(?:'s)?|"
        r"subject(?:'s)?|(?:is|are|was|has|have|does) (?:the |this )?(?:child|young person|yp|he|she|they)(?: "
        r"currently)?|what is (?:the|their|his|her)|please (?:state|give|confirm))\s+(?=\w)",
        "",
        written.strip(),
        flags=re.IGNORECASE,
    )
    return words if len(words.split()) > 0 else written


def labels_of(panel: PanelType) -> Labels:
    """Return all labels of a panel."""
    return _labels(panel.subject, panel.fields)


@lru_cache(maxsize=32)
def _labels(subject: Subject, fields: tuple[Field, ...]) -> Labels:
    common = {
        **dict.fromkeys(label_words.OTHER, OTHER),
        **dict.fromkeys(label_words.NUMBER, subject.number),
        **dict.fromkeys(label_words.BORN, subject.born),
        **dict.fromkeys(label_words.NAME, subject.name),
        **dict.fromkeys(label_words.WISH, WISH),
        **dict.fromkeys(label_words.FIRST, FIRST),
        **dict.fromkeys(label_words.LAST, LAST),
        **{f"{plain(subject.noun)}{end}": subject.name for end in ("", " name", "s name", " s name", " full name")},
    }
    keys = {field.key for field in fields}
    common = {plain(each): meaning for each, meaning in common.items() if meaning.startswith("@") or meaning in keys}
    declared = {
        plain(_bare(each)): field.key
        for field in fields
        for each in (field.key.replace("_", " "), field.label, *field.aliases)
        if plain(_bare(each))
    }
    return Labels(common | declared, subject.name)
