"""Natural capitals for names that came in capitals or in small letters; mixed case is kept as it was written."""

from __future__ import annotations

import re

# Small inside a name, never at its start ("de la Cruz" alone is kept small by its bearer, and mixed case is kept).
_PARTICLES = {"de", "la", "le", "da", "dos", "das", "do", "del", "della", "di", "du", "van", "von", "der", "den", "ter",
              "bin", "bint", "binti", "ibn", "al", "el", "y", "e"}  # fmt: skip
# Mac is left alone where it is no prefix: Mack, Macey, Macie, Machin, Mace.
_MAC = re.compile(
    r"^Mac(?=(?:Donald|Leod|Kenzie|Gregor|Arthur|Intyre|Pherson|Farlane|Lean|Millan|Dougall|Neil|Kay)$)", re.IGNORECASE
)


def natural_capitals(name: str) -> str:
    """Return `name` with natural capitals: "SAM O'BRIEN" and "sam o'brien" become "Sam O'Brien".

    A word in mixed case is kept ("McDonald", "de la Cruz"); a short word in capitals between mixed words is kept too
    only when it is an initial ("Sam J Example").
    """
    words = name.split()
    whole = " ".join(words)
    flat = whole.isupper() or whole.islower()
    return " ".join(_word(word, first=number == 0, flat=flat) for number, word in enumerate(words))


def _word(word: str, *, first: bool, flat: bool) -> str:
    if not (word.isupper() or word.islower()) or (len(word.strip(".")) == 1 and word.isupper()):
        return word
    if word.isupper() and len(word) <= 3 and not re.search(r"[AEIOUY]", word):  # noqa: PLR2004 - a count of words, letters or parts
        return word
    if word.lower() in _PARTICLES and not first:
        return word.lower() if flat or word.islower() else word.capitalize()
    pieces = re.split(r"([-–'’])", word.lower())
    return "".join(_piece(piece, before=pieces[index - 1] if index else "") for index, piece in enumerate(pieces))


def _piece(piece: str, *, before: str) -> str:
    # "Sa'ad", "Ma'am": after an apostrophe only a real name part is capital (O'Brien, D'Souza), not a last "s".
    if before in {"'", "’"} and len(piece) <= 1:
        return piece
    piece = piece.capitalize()
    if piece.startswith("Mc") and len(piece) > 3:  # noqa: PLR2004 - a count of words, letters or parts
        return "Mc" + piece[2:].capitalize()
    if _MAC.match(piece):
        return "Mac" + piece[3:].capitalize()
    return piece
