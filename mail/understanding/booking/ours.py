"""What a panel and whom it discusses are called: "the adoption panel" is ours at the adoption panel, and no other's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.panels import PanelType, Subject
from mail.understanding.booking import label_words
from mail.understanding.prepared import prepared_once

_MEETING = r"(?:panels?|meetings?|(?:case )?conferences?|forums?|boards?)"
_LAST_WORD = re.compile(r"\s+(?:panel|meeting|conference|forum|board|arrangements|group)$", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z]{4,}")
# Nouns of which the person is one, whoever they are: nobody else is told by such a word.
_ANYBODY = re.compile(r"\b(?:child\w*|young|yp|baby|pupil|sibling|person|people|individual|adult)\b", re.IGNORECASE)
_GROUP = re.compile(r"famil|household|case", re.IGNORECASE)
_RELATIVES = (
    *("son", "sons", "daughter", "daughters", "child", "children", "baby", "grandson", "granddaughter"),
    *("husband", "wife", "ex", "ex-partner", "ex partner", "abuser", "boyfriend", "girlfriend"),
)


def in_our_words(text: str, panel: PanelType) -> str:
    """Return a text in which this panel's own names are "panel": its name may hold words that mean another meeting."""
    return _names(panel).sub("panel", text)


@prepared_once
def _names(panel: PanelType) -> re.Pattern[str]:
    called = [each.strip() for each in (panel.name, panel.short_name, panel.key.replace("_", " ")) if each.strip()]
    ways = {rf"{_words(_LAST_WORD.sub('', each))}[\s-]+{_MEETING}" for each in called}
    ways |= {_words(each) for each in called[:-1] if " " in each}
    stems = {_LAST_WORD.sub("", each) for each in called[:-1]}
    ways |= {_words(each) for each in stems if _ACRONYM.fullmatch(each)}
    # "Refer him to Channel": one common word is the panel with a capital, where one says whereto.
    ways |= {rf"(?<=\bto )(?-i:{_words(each)})" for each in stems if " " not in each and not each.isupper()}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(ways, key=lambda way: (-len(way), way)))})(?!\w)", re.IGNORECASE)


def _words(called: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", called) if word)


def is_group(subject: Subject) -> bool:
    """Return whether what is discussed goes by a surname: "the Example family", "the Example case"."""
    return subject.one_word or bool(_GROUP.search(subject.noun))


@prepared_once
def noun_pattern(subject: Subject) -> str:
    """Return a pattern of what is discussed, in one and in several: "families|family"."""
    nouns = {subject.noun, subject.plural, subject.noun.removesuffix("s")}
    nouns |= {"household", "families", "family"} if "famil" in subject.noun else set()
    return "|".join(sorted((re.escape(each) for each in nouns if each), key=len, reverse=True))


@dataclass(frozen=True)
class Others:
    """What stands right before and right behind the name of somebody who is not the subject."""

    before: re.Pattern[str]
    after: re.Pattern[str]


@prepared_once
def others_of(subject: Subject) -> Others | None:
    """Return how somebody else is told from the subject: "the perpetrator", "her son", "(perp)". In small letters."""
    if discusses_anybody(subject):
        return None
    own = re.compile(noun_pattern(subject), re.IGNORECASE)
    known = [each for each in label_words.PARTIES if not own.fullmatch(each)]
    parties = _any_of({*known, *(f"{each}s" for each in known), "perp", "perps"})
    relatives = _any_of({each for each in _RELATIVES if not own.fullmatch(each)})
    return Others(
        re.compile(rf"\b(?:{parties}|{relatives})(?:'s name)?(?:,?\s*(?:is|was|are|called|named))*[\s:,(–-]*$"),
        re.compile(
            rf"\s*[,(–-]*\s*(?:(?:is|was|as) )?(?:(?:the|alleged) )*(?:{parties})\b"
            rf"|\s*[,(–-]*\s*(?:(?:is|was) )?(?:her|his|their) (?:\w+ )?(?:{relatives})(?=\s*[,.;)]|\s*$)"
        ),
    )


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(each) for each in words), key=lambda each: (-len(each), each)))


@prepared_once
def discusses_anybody(subject: Subject) -> bool:
    """Return whether a child may be the subject: at a panel about families or victims a child is somebody else."""
    return bool(_ANYBODY.search(subject.noun))
