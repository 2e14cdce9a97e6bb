"""What the words around a mention of a day or a month make of it: meant, refused, or guessed."""

from __future__ import annotations

import re

from mail.understanding import wish_words as words
from mail.understanding.prepared import matches
from mail.understanding.sentences import clause_at


def is_refused(sentence: str, start: int, end: int) -> bool:
    """Return whether what stands there is what they cannot make or do not want."""
    since, until = clause_at(sentence, start)
    if words.BUT_NOT.search(sentence[:start]):
        return True
    if words.REFUSED.search(sentence[since:start]):
        return True
    after = sentence[end:until]
    refused = words.REFUSED_AFTER.search(after)
    return refused is not None and not words.SENTENCE_END.search(after, 0, refused.start())


def is_hedged(sentence: str, start: int, end: int) -> bool:
    """Return whether it is only a guess, or a second choice."""
    since, _ = clause_at(sentence, start)
    return bool(
        words.ELSEWHERE.search(sentence[since:start])
        or words.HEDGE.search(sentence[since:start])
        or words.HEDGE_AFTER.match(sentence[end:])
    )


def is_meant(sentence: str, start: int, end: int, *, certain: bool = False) -> bool:  # noqa: PLR0911 - small rules, the first that fits
    """Tell whether what stands at `start:end` is about the meeting: its nearest word decides, the left ones first.

    With `certain`, words about the meeting must be there; otherwise a day with no such word around it counts.
    """
    since, until = clause_at(sentence, start)
    before, after = sentence[since:start], sentence[end : max(until, end)]
    if words.OWN_NEXT.match(after) or words.PANEL_WORD.search(sentence[start:end]):
        return not words.OTHER_NEXT.match(after)
    if words.OTHER_NEXT.match(after):
        return False
    if words.HEADS.fullmatch(sentence[:start]) and after.lstrip().startswith((":", "-", "–")):
        return True  # "For December: ..."
    if words.CORRECTION.search(sentence[:start]) and _nearest(before, last=True) is not False:
        return True
    if words.ONLY.fullmatch(sentence[:start] + " " + sentence[end:]):
        return True
    for part, last in ((before, True), (after, False)):
        if (verdict := _nearest(part, last=last)) is not None:
            return verdict
    if words.WEAK.search(sentence[since:end]) or words.WEAK.match(after.strip()):
        return (
            not certain
            or bool(words.REQUEST.search(sentence))
            or bool(words.CORRECTION.search(sentence) or _is_asked_for(sentence))
        )
    verdict = _nearest(sentence[:since], last=True)
    return verdict if verdict is not None else not certain


def _is_asked_for(sentence: str) -> bool:
    """Tell "Luca Ferrante for December, please": polite, and about nothing else."""
    return bool(re.search(r"\b(?:please|pls|plz)\b", sentence, re.IGNORECASE)) and not words.OTHER.search(sentence)


def _nearest(part: str, *, last: bool) -> bool | None:
    """Return whether the word nearest to the date (the last, or the first) is about the meeting; None without any."""
    low = part.lower()
    own, other = list(matches(words.OWN, part, low)), list(matches(words.OTHER, part, low))
    own = [each for each in own if not any(o.start() <= each.start() < o.end() for o in other)]
    if not own or not other:
        return bool(own) if own or other else None
    if last:
        return own[-1].end() > other[-1].end()
    return own[0].start() < other[0].start()
