"""Dictated text turned into written text: spoken marks, ordinals and years ("third of April two thousand and ten")."""

from __future__ import annotations

import re

from mail.understanding.written_dates import MONTH_PATTERN

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_DAYS = {word: number for number, word in enumerate(_ORDINALS, start=1)} | {
    **{f"twenty {word}": 20 + number for number, word in enumerate(_ORDINALS[:9], start=1)},
    "thirtieth": 30,
    "thirty first": 31,
}
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(ONES[1:10])}))?|{'|'.join(reversed(ONES[1:]))})"
_DAY = re.compile(
    rf"\b(?P<day>{'|'.join(sorted((each.replace(' ', '[ -]') for each in _DAYS), key=len, reverse=True))})\b"
    rf"(?=\s+(?:of\s+)?{MONTH_PATTERN}\b)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    rf"(?<=\w )(?:(?P<thousand>two thousand)(?: and)?(?: (?P<rest>{_BELOW_HUNDRED}))?|(?P<century>nineteen|twenty) "
    rf"(?P<two>{_BELOW_HUNDRED}))\b",
    re.IGNORECASE,
)
# In each of the words above is one of these; a year in words begins with one of the others.
_DAY_SIGNS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
              "twelfth", "teenth", "tieth")  # fmt: skip
_YEAR_SIGNS = ("two thousand", "nineteen", "twenty")
_YEAR_AFTER_MONTH = re.compile(
    rf"\b{MONTH_PATTERN},? (?:in the year )?(?:two thousand|nineteen|twenty)[\w -]*", re.IGNORECASE
)
_SAID_MARK = re.compile(r"\b(?:full stop|question mark)\b", re.IGNORECASE)
_MARKS = (
    (re.compile(r"[\s,]*\bfull stop\b[\s.,]*", re.IGNORECASE), ". "),
    (re.compile(r"[\s,]*\bquestion mark\b[\s.,?]*", re.IGNORECASE), "? "),
    (re.compile(r"[\s,]*\bnew (?:line|paragraph)\b[\s.,]*", re.IGNORECASE), ".\n"),
    (re.compile(r"(?<=\w) comma\b,?(?= )", re.IGNORECASE), ","),
)


def as_written(text: str) -> str:
    """Return `text` with what a dictation wrote out in words in figures and marks; written text stays as it is."""
    low = text.lower()
    if ("full stop" in low or "question mark" in low) and _SAID_MARK.search(text):
        for pattern, mark in _MARKS:
            text = pattern.sub(mark, text)
    if any(sign in low for sign in _DAY_SIGNS):
        text = _DAY.sub(lambda match: f"{_DAYS[match['day'].lower().replace('-', ' ')]}", text)
    if any(sign in low for sign in _YEAR_SIGNS):
        text = _YEAR_AFTER_MONTH.sub(lambda match: _YEAR.sub(_year, match[0], count=1), text)
    return text


def _year(match: re.Match[str]) -> str:
    if match["thousand"]:
        return str(2000 + (_number(match["rest"]) if match["rest"] else 0))
    return str((1900 if match["century"].lower() == "nineteen" else 2000) + _number(match["two"]))


def _number(words: str) -> int:
    return sum(_TENS.get(word) or ONES.index(word) for word in re.split(r"[ -]", words.lower()))
