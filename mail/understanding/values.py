"""What somebody wrote for a field, in the field's stored spelling; None when it cannot be read for sure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.panels import Field, FieldKind
from mail.understanding.capitals import natural_capitals
from mail.understanding.choices import read_choice, read_choices
from mail.understanding.dates import find_dates, read_date, read_time
from mail.understanding.persons import read_people, read_person
from mail.understanding.plain_words import is_not_known, tidy
from mail.understanding.spoken import ONES

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

_YES = {"y", "yes", "yep", "yeah", "yea", "true", "x", "✓", "✔", "☑", "☒", "✅", "🗹", "correct", "done", "completed",
        "ongoing", "present", "ja", "positive", "aye", "confirmed"}  # fmt: skip
_NO = {"n", "no", "nope", "false", "none", "not", "never", "✗", "✘", "☐", "❌", "✖", "nil", "negative", "isn't", "isnt"}
_BOXES = re.compile(r"(?P<box>☐|☒|☑|✓|✔|✅|\[\s?\]|\[[xX✓]\]|\(\s?\)|\([xX]\))\s*(?P<word>yes|no|y|n)\b", re.IGNORECASE)
_NUMBER_WORDS = {word: number for number, word in enumerate([*ONES, "twenty"])}
_NUMBER_WORDS |= {"nil": 0, "none": 0, "no": 0, "once": 1, "twice": 2, "thrice": 3, "dozen": 12}
_NUMBER_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50}
# Labels of dates that lie ahead; any other date of a form is one of the past.
_AHEAD = re.compile(
    r"\b(?:due|next|until|deadline|target|required|review date|panel date|start|by when|planned|expected|expir\w*|"
    r"ends?|end date|clos(?:es|ing)|hearing|EDD)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:last|previous|since)\b", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:(?<!pre-)(?<!pre )birth|born|dob|d\.o\.b)\b", re.IGNORECASE)
_LONGEST_LIFE = 110 * 366
_STALE = 270  # days: "25 November" said on the 24th is tomorrow, not last year
_IN_LINES = {FieldKind.CHOICES, FieldKind.PEOPLE}  # lists, whose line ends say something
_ANSWERS_NOT_KNOWN = {FieldKind.YES_NO, FieldKind.CHOICE, FieldKind.CHOICES}


def read_value(field: Field, written: str, today: date) -> str | None:
    """Return the stored spelling of what was `written` for `field`, or None when it is not known or cannot be read.

    Dates ISO ("2010-04-03"), moments ISO with the time when one was given ("2026-11-20T14:00"), "yes"/"no", a number in
    figures, a choice as its label (with a label such as "not known" that is the answer to "n/k"), several choices and
    several people with "; " between them.
    """
    written = written if field.kind in _IN_LINES else tidy(written)
    if is_not_known(written) and field.kind not in _ANSWERS_NOT_KNOWN:
        return None
    return _READERS[field.kind](field, written, today)


def _text(_field: Field, written: str, _today: date) -> str | None:
    now = re.sub(r"\s*\((?:previously|formerly|was|before)\b[^)]*\)", "", written).rstrip(" ;")
    return re.sub(r"(?<=\w)\.$", "", now) or None


def _name(_field: Field, written: str, _today: date) -> str | None:
    return natural_capitals(written.strip(" .,;:-–")) or None


def _reference(_field: Field, written: str, _today: date) -> str | None:
    written = re.sub(r"^[A-Za-z]{2,12}[ :#.]+(?=\d)", "", written.strip())  # the system's name: "LCS 7712003"
    written = re.sub(r"^(?:is|no\.?|number|ref\.?|#)\s*[:.]?\s*", "", written, flags=re.IGNORECASE).strip(" .,;:")
    return written if re.search(r"\d", written) else None


def _person(_field: Field, written: str, _today: date) -> str | None:
    return read_person(written)


def _people(_field: Field, written: str, _today: date) -> str | None:
    return read_people(written)


def _choice(field: Field, written: str, _today: date) -> str | None:
    return read_choice(field, written)


def _choices(field: Field, written: str, _today: date) -> str | None:
    return read_choices(field, written)


def _date(field: Field, written: str, today: date) -> str | None:
    label = f"{field.label} {field.key.replace('_', ' ')}"
    ahead = _AHEAD.search(label) is not None and not _PAST.search(label)
    birth = _BIRTH.search(label) is not None and not ahead
    value = read_date(written, today, ahead=ahead)
    if value is None:
        return None
    no_year = not any(each.year_given for each in find_dates(written, today, ahead=False))
    if not birth and ((today - value).days > _LONGEST_LIFE / 2 or (no_year and (today - value).days > _STALE)):
        value = read_date(written, today, ahead=True) or value  # "8.12.26" is next month, not 1926
    if birth and not 0 <= (today - value).days <= _LONGEST_LIFE:
        return None
    return value.isoformat()


def _moment(field: Field, written: str, today: date) -> str | None:
    day = _date(field, written, today)
    at = read_time(written)
    return f"{day}T{at:%H:%M}" if day and at else day


def _number(_field: Field, written: str, _today: date) -> str | None:
    window = (
        r"\b(?:in|over|within|during|for)?\s*(?:the )?(?:last|past|previous) \S+ (?:days|weeks|months)\b|\bin \d+ "
        r"(?:days|months)\b"
    )
    words = re.sub(window, "", written.lower()).replace("a couple of", "2").replace("couple", "2")
    found = {int(figure) for figure in re.findall(r"(?<![\w/])\d{1,4}(?![\d/])", words)}
    found |= {_NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", words) if word in _NUMBER_WORDS}
    return str(found.pop()) if len(found) == 1 else None


def _yes_no(_field: Field, written: str, _today: date) -> str | None:
    boxes = {match["word"].lower()[0]: match["box"] for match in _BOXES.finditer(written)}
    if boxes:
        ticked = [word for word, box in boxes.items() if re.search(r"[☒☑✓✔✅xX]", box)]
        return {"y": "yes", "n": "no"}[ticked[0]] if len(ticked) == 1 else None
    if is_not_known(written):
        return None
    low = written.lower().strip(" .,;:!()[]")
    words = re.findall(r"[a-z']+|[✓✔☑☒✅🗹✗✘☐❌✖]", low)
    if not words or re.match(r"not? (?:known|sure|information|idea|record)", low) or "yes/no" in low.replace(" ", ""):
        return None
    if words[0] in _NO or words[:2] in (["not", "yet"], ["no", "longer"]):
        return "no"
    if words[0] in _YES or re.match(r"(?:in place|still |since |there is|has been)", low):
        return "yes"
    return None


_READERS: dict[FieldKind, Callable[[Field, str, date], str | None]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _text,
    FieldKind.NAME: _name,
    FieldKind.PERSON: _person,
    FieldKind.PEOPLE: _people,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.NUMBER: _number,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.REFERENCE: _reference,
}
