"""Cuts prose into sentences and clauses without tripping over "D.O.B.", "s.20", "2 p.m." or "8.12.26"."""

from __future__ import annotations

import re
from itertools import pairwise

_LONGEST = 400  # characters
_STOPS = re.compile(
    r"(?<!\b[A-Za-z]\.)"  # D.O.B. and Sam J. Example go on
    r"(?<!\b(?:Mr|Ms|Dr|St|No|vs|eg|ie|cc|re)\.)(?<!\b(?:Mrs|Rev|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Tue|"
    r"Wed|Thu|Fri"
    r"|e\.g|i\.e|a\.m|p\.m|yrs|ref|sec|Ref|Tel|tel|dob|DOB)\.)(?<!\b(?:Sept|Tues|Weds|Thur|nee\.|born)\.)"
    r"(?<=[.!?])[\"”’')\]]*\s+(?=\S)"
    r"|(?<=[\dhtd] [A-Z][a-z]{2}\.)\s+(?=[A-Z][a-z])"  # "for 8 Dec. Leave Corey off"
    r"|\n{2,}|(?<=[?!])\s+"
)
_CLAUSES = re.compile(
    r"\s*(?:[,;:]\s+|[()\[\]]|\s[-–—]+\s|\s+(?=(?:and|but|so|as|because|although|while|who|which|whose|since)\b))\s*",
    re.IGNORECASE,
)


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, in order, each without the white space around it."""
    if re.search(r"\b1\. .*\b2\. ", text, re.DOTALL):  # a numbered list in running text
        text = re.sub(r"(?<!\S)(\d)\. (?=[A-Z])", r"\1) ", text)
    found = [each.strip() for each in _STOPS.split(text) if each.strip()]
    return tuple(piece for each in found for piece in _pieces(each))


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
