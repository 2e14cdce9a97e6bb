"""What members know about the names on a list: per reference, or for all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.intents import ResearchReturn
from mail.understanding.commands import find_references
from mail.understanding.context import Context
from mail.understanding.phrases import Phrase, any_of, core, is_one_of

_WHO_HAS = r"(?:we (?:have |hold )?|i (?:have |hold )?|police (?:have |hold )?|there is |has )?"
_NO_THING = any_of(
    *("nothing", "none", "no (?:information|info|intelligence|records?|trace|involvement|contact|concerns)"),
)
_IS_KNOWN = any_of(
    r"(?:is )?(?:known|held|recorded|found)|to (?:report|add|share|return)",
    r"on (?:our )?(?:system|record|file)s?",
)
_TO_US = r"(?: (?:to (?:us|me|our service|this service|the \w+)|here))?"
_NAMES = any_of(
    r"any|all|either|both|them|these|this|the|those|of|names?|children|list|child",
    *("young people", "one"),
)
_NOTHING = rf"{_WHO_HAS}{_NO_THING}(?: {_IS_KNOWN})?{_TO_US}(?: (?:on|for|about|of|re)(?: {_NAMES}\b)++)?"
_NOT_KNOWN = rf"(?:(?:is|are|he is|she is|all|child|they are|both) )*+(?:not |un)known{_TO_US}"
_KNOWN = re.compile(
    r"^(?:(?:is|are|he is|she is|they are|he's|she's|yes|both|all)[, ]+)*known\b(?! to be\b)|^yes\b|^we know\b",
    re.IGNORECASE,
)
# A conflict of interest, and not one between his parents: said by its whole name, of oneself, or by itself.
_CONFLICT = re.compile(
    r"\bconflicts? of interests?\b|\b(?:declar\w+|have) an interest\b|\binterests? to declare\b"
    r"|\b(?:i|we)(?: (?:have|must|need|do|would|like|want|wish|to|should|also|declare|may|think))*(?: an?| any)?"
    r"(?: possible| potential)? conflicts?\b(?=\s*(?:with|for|in|on|here|and|\W)*$|\s*[,.;:–-])"
    r"|^(?:a )?(?:possible |potential )?conflicts?\b(?=\W*$|\s*[,.;:–-])",
    re.IGNORECASE,
)
_NO_CONFLICT = re.compile(
    r"[,;.]?\s*\b(?:(?:i|we|there) )?(?:(?:have|has|am|is|are|do|does) )?"
    r"(?:no|not|nil|none|without|n't|never|nothing)\b"
    r"(?:(?!\b(?:because|due|as|since|so)\b)[^.;:,]){0,40}?"
    r"\b(?:conflicts?(?: of interests?)?|interests?)(?: (?:to declare|declared|known))?\b[\s.,;]*",
    re.IGNORECASE,
)


def read_returns(text: str, context: Context) -> tuple[tuple[ResearchReturn, ...], tuple[int, ...]]:
    """Return what is known, per reference or for all (reference ""), and the numbers of the lines (from 0) it is from.

    "MIS-26-0007: nothing known"; lines below a reference belong to it; "nothing known" alone is for all. Words that say
    neither are kept as text with `known` None. A conflict of interest is one booking's, and its words are not kept.
    """
    found: dict[str, list[str]] = {}
    used: list[int] = []
    current = ""
    for number, line in enumerate(text.split("\n")):
        references = find_references(line, context.prefix)
        words = _after_reference(line, context) if references else line.strip()
        if not line.strip() or (not references and Phrase(line, line).is_courtesy):
            continue
        for reference in references or (current,):
            found.setdefault(reference, []).extend([words] if words else [])
        current = references[-1] if references else current
        used.append(number)
    declared = _declared(found, context)
    returns = [
        _return(reference, lines)
        for reference, lines in found.items()
        if (reference or lines) and reference not in declared and not _is_only_none(lines)
    ]
    conflicts = (ResearchReturn(None, reference, conflict=True) for reference in declared if reference)
    return (*conflicts, *returns), tuple(used)


def conflict_unplaced(text: str, context: Context) -> bool:
    """Return whether a conflict of interest is declared of which nobody can tell the booking."""
    return not find_references(text, context.prefix) and _says_conflict(text.split("\n"))


def _declared(found: Mapping[str, list[str]], context: Context) -> tuple[str, ...]:
    """Return the references of conflicts of interest, "" for one whose booking nobody can tell: never is it all."""
    said = [reference for reference, lines in found.items() if _says_conflict(lines)]
    bare = [reference for reference, lines in found.items() if reference and not lines]
    if "" not in said:
        return tuple(said)
    about = bare or list(find_references(context.sent_text, context.prefix))
    return (*said, about[0]) if len(about) == 1 else tuple(said)


def _says_conflict(lines: list[str]) -> bool:
    return any(_CONFLICT.search(_NO_CONFLICT.sub(" ", line)) and not line.rstrip().endswith("?") for line in lines)


def _is_only_none(lines: list[str]) -> bool:
    """Tell "no conflicts of interest" and no more: nothing is known or told by it."""
    return bool(lines) and not "".join(_NO_CONFLICT.sub("", core(line)) for line in lines).strip(" .,;")


def _after_reference(line: str, context: Context) -> str:
    flexible = rf"{re.escape(context.prefix)}\s?[-–—/ ]?\s?(?:20)?\d\d\s?[-–—/ ]?\s?\d{{1,6}}"
    left = re.sub(rf"^\W*(?:{flexible}(?:\s*(?:,|and|&)\s*)?)+|{flexible}", " ", line, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", left).strip(" :;,.-–—|[]()")


def _return(reference: str, lines: list[str]) -> ResearchReturn:
    lines = [rest for line in lines if (rest := _NO_CONFLICT.sub(" ", line).strip(" ,;")).strip(" .")]
    words = core(" ".join(lines)).strip(" .:;,-")
    if not words:
        return ResearchReturn(None, reference)
    if is_one_of(words, _NOTHING, _NOT_KNOWN, r"(?:no|n|nil|none|nothing|n/?k|nk)"):
        return ResearchReturn(known=False, reference=reference)
    text = "\n".join(lines)
    if re.match(rf"(?:{_NOTHING}|{_NOT_KNOWN})\b", words, re.IGNORECASE):
        return ResearchReturn(None, reference, text)  # "nothing known, but ..." is for a person to weigh
    known = True if _KNOWN.search(words) else None
    brief = is_one_of(
        words, r"(?:yes|known|we know (?:him|her|them|this child)|(?:is |he is |she is )?known(?: to us)?)"
    )
    return ResearchReturn(known, reference, "" if brief else text)
