"""Cuts prose into sentences and clauses without tripping over "D.O.B.", "s.20", "2 p.m." or "8.12.26"."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

_LONGEST = 400  # characters
# What decides most quickly that nothing ends here stands first: this is asked for every character.
_STOPS = re.compile(
    r"(?<=[.!?])"
    r"(?<!\b[A-Za-z]\.)"  # D.O.B. and Sam J. Example go on
    r"(?<!\b(?:Mr|Ms|Dr|St|No|vs|eg|ie|cc|re)\.)(?<!\b(?:Mrs|Rev|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Tue|"
    r"Wed|Thu|Fri"
    r"|e\.g|i\.e|a\.m|p\.m|yrs|ref|sec|Ref|Tel|tel|dob|DOB)\.)(?<!\b(?:Sept|Tues|Weds|Thur|nee\.|born)\.)"
    r"[\"”’')\]]*\s+(?=\S)"
    r"|(?=\s)(?<=[\dhtd] [A-Z][a-z]{2}\.)\s+(?=[A-Z][a-z])"  # "for 8 Dec. Leave Corey off"
    r"|\n{2,}|(?=\s)(?<=[?!])\s+"
)
_FIRST_POINT = re.compile(r"\b1\. ")
_SECOND_POINT = re.compile(r"\b2\. ")
_POINT = re.compile(r"(?<!\S)(\d)\. (?=[A-Z])")
_SHORT = 1000  # characters of a text whose sentences are kept for the next who asks: several read the same lines
_CLAUSES = re.compile(
    r"\s*(?:[,;:]\s+|[()\[\]]|\s[-–—]+\s|\s+(?=(?:and|but|so|as|because|although|while|who|which|whose|since)\b))\s*",
    re.IGNORECASE,
)


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, in order, each without the white space around it."""
    return _short_text(text) if len(text) <= _SHORT else _cut(text)


def _cut(text: str) -> tuple[str, ...]:
    first = _FIRST_POINT.search(text)
    if first and _SECOND_POINT.search(text, first.end()):  # a numbered list in running text
        text = _POINT.sub(r"\1) ", text)
    found = [stripped for each in _STOPS.split(text) if (stripped := each.strip())]
    return tuple(piece for each in found for piece in _pieces(each))


_short_text = lru_cache(maxsize=512)(_cut)


def _pieces(sentence: str) -> list[str]:
    """Cut what is longer than any sentence (a bomb, a pasted table): what reads it is quadratic in its length."""
    pieces: list[str] = []
    while len(sentence) > _LONGEST:
        cut = max(sentence.rfind(mark, _LONGEST // 2, _LONGEST) for mark in (", ", "; ", " "))
        cut = cut if cut > 0 else _LONGEST
        pieces.append(sentence[:cut].strip())
        sentence = sentence[cut:].strip(" ,;")
    return [*pieces, sentence] if sentence else pieces


def clause_starts(sentence: str) -> tuple[int, ...]:
    """Return where the clauses of a sentence begin, the first at 0."""
    return (0, *(match.end() for match in _CLAUSES.finditer(sentence) if match.end() < len(sentence)))


def clause_at(sentence: str, place: int) -> tuple[int, int]:
    """Return the start and end of the clause that holds the character at `place`."""
    starts = (*clause_starts(sentence), len(sentence))
    return next(((a, b) for a, b in pairwise(starts) if a <= place < b), (0, len(sentence)))
