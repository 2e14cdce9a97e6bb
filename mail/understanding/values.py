"""What somebody wrote for a field, in the field's stored spelling; None when it cannot be read for sure."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from core.panels import Field, FieldKind
from mail.understanding.capitals import natural_capitals
from mail.understanding.dates import find_dates, read_date, read_time
from mail.understanding.prepared import prepared_once
from mail.understanding.spoken import ONES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

_NOT_KNOWN = re.compile(
    r"(?:n[/.\\ ]?[ka]\.?|n/o|not (?:known|sure|applicable|available|given|stated|recorded|yet known)|unknown|dont know"
    r"|do not know|unsure|t\.?b\.?[cad]\.?|to be (?:confirmed|advised)|don['’]?t know|will (?:send|confirm|"
    r"follow).*|[-–—_.?]+"
    r"|as above|pending|blank)[.?]?",
    re.IGNORECASE,
)
_YES = {"y", "yes", "yep", "yeah", "yea", "true", "x", "✓", "✔", "☑", "☒", "✅", "🗹", "correct", "done", "completed",
        "ongoing", "present", "ja", "positive", "aye", "confirmed"}  # fmt: skip
_NO = {"n", "no", "nope", "false", "none", "not", "never", "✗", "✘", "☐", "❌", "✖", "nil", "negative", "isn't", "isnt"}
_BOXES = re.compile(r"(?P<box>☐|☒|☑|✓|✔|✅|\[\s?\]|\[[xX✓]\]|\(\s?\)|\([xX]\))\s*(?P<word>yes|no|y|n)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER_WORDS = {word: number for number, word in enumerate([*ONES, "twenty"])}
_NUMBER_WORDS |= {"nil": 0, "none": 0, "no": 0, "once": 1, "twice": 2, "thrice": 3, "dozen": 12}
_NUMBER_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50}
# Labels of dates that lie ahead; any other date of a form is one of the past.
_AHEAD = re.compile(
    r"\b(?:due|next|until|deadline|target|required|review date|panel date|start|by when|planned|expected)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:last|previous|since|birth|born|dob)\b", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:birth|born|dob|d\.o\.b)\b", re.IGNORECASE)
_LONGEST_LIFE = 110 * 366
_STALE = 270  # days: "25 November" said on the 24th is tomorrow, not last year
_NEAR = 86  # rapidfuzz ratio: "interim care oder" is near, "care order" is not near "interim care order"
_MARGIN = 8  # and clearly nearer than the second
_SECTION = re.compile(r"\b(?:sections?|sec|sect|s)\.?\s*(?=\d)")
_FREQ = re.compile(r"\bfreq\b\.?")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_NEGATED = re.compile(
    r"\b(?:not|no|isnt|never|was|previously|formerly|no longer)(?: (?:a|an|on|at|currently|subject to))*$"
)


def is_not_known(written: str) -> bool:
    """Return whether somebody wrote that they do not know ("n/k", "tbc", "?", an empty line)."""
    return not written.strip() or _NOT_KNOWN.fullmatch(written.strip(" \t.:;")) is not None


def read_value(field: Field, written: str, today: date) -> str | None:
    """Return the stored spelling of what was `written` for `field`, or None when it is not known or cannot be read.

    Dates ISO ("2010-04-03"), moments ISO with the time when one was given ("2026-11-20T14:00"), "yes"/"no", a number in
    figures, a choice as its label (with a label such as "not known" that is the answer to "n/k").
    """
    written = tidy(written)
    if field.kind is FieldKind.CHOICE:
        return read_choice(field, written)
    if is_not_known(written) and field.kind is not FieldKind.YES_NO:
        return None
    return _READERS[field.kind](field, written, today)


def tidy(written: str) -> str:
    """Return `written` in one line without the marks around it."""
    return re.sub(r"\s+", " ", written.replace("\xa0", " ")).strip(" \t\r\n*_|").strip()


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
    match = _EMAIL.search(written)
    if not match:
        return written.strip(" .,;:") or None
    name = re.sub(r"(?i)\bmailto:", "", written[: match.start()] + written[match.end() :])
    name = re.sub(r"\s+", " ", re.sub(r"[<>\[\]()\"“”,;]|(?:e-?mail|at|on)\b:?", " ", name)).strip(" -–:.")
    address = match[0].lower()
    return f"{name} <{address}>" if re.search(r"[^\W\d_]", name) else address


def _date(field: Field, written: str, today: date) -> str | None:
    label = f"{field.label} {field.key.replace('_', ' ')}"
    ahead = bool(_AHEAD.search(label)) and not _PAST.search(label)
    value = read_date(written, today, ahead=ahead)
    if value is None:
        return None
    no_year = not any(each.year_given for each in find_dates(written, today, ahead=False))
    if not _BIRTH.search(label) and (
        (today - value).days > _LONGEST_LIFE / 2 or (no_year and (today - value).days > _STALE)
    ):
        value = read_date(written, today, ahead=True) or value  # "8.12.26" is next month, not 1926
    if _BIRTH.search(label) and not 0 <= (today - value).days <= _LONGEST_LIFE:
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


def plain(text: str) -> str:
    """Return `text` for comparing: small letters, "section 31" and "s. 31" as "s31", no punctuation."""
    text = _SECTION.sub("s", text.lower())
    if "freq" in text:
        text = _FREQ.sub("frequently", text)
    return " ".join(_PLAIN_WORD.findall(text.replace("'", "").replace("’", "")))


@prepared_once
def spellings(field: Field) -> Mapping[str, str]:
    """Return each way of writing a choice of `field`, in `plain` form, with its label; what two share is left out.

    Besides label and aliases, a label's section of an Act counts by itself, and the label without it.
    """
    exact = {plain(each): choice.label for choice in field.choices for each in (choice.label, *choice.aliases)}
    derived: dict[str, set[str]] = {}
    for choice in field.choices:
        words = plain(choice.label).split()
        sections = [word for word in words if re.fullmatch(r"s\d+[a-z]?", word)]
        rest = " ".join(word for word in words if word not in sections)
        for each in (*sections, rest) if sections else ():
            derived.setdefault(each, set()).add(choice.label)
    single = {each: labels.pop() for each, labels in derived.items() if each and len(labels) == 1}
    return MappingProxyType({each: label for each, label in (single | exact).items() if each})


def read_choice(field: Field, written: str) -> str | None:
    """Return the label of the one choice that `written` means, or None; a near spelling counts when clearly nearest."""
    known = spellings(field)
    words = plain(written)
    if words in known:
        return known[words]
    if is_not_known(written):
        return known.get("not known") or known.get("unknown")
    named = choices_named(field, written)
    if named:
        return _one_of(named, known)
    if len(words) < 4:  # noqa: PLR2004 - a count of words, letters or parts
        return None
    scored = sorted(((fuzz.ratio(words, each), known[each]) for each in known), reverse=True)
    best = scored[0]
    second = next((score for score, label in scored if label != best[1]), 0.0)
    return best[1] if best[0] >= _NEAR and best[0] - second >= _MARGIN else None


def choices_named(field: Field, written: str) -> tuple[str, ...]:
    """Return the labels of the choices that are named inside `written`, longest spelling first; none when negated."""
    rest = f" {plain(written)} "
    found: list[str] = []
    known = spellings(field)
    for each in _longest_first(field):
        if len(each) < 2 or f" {each} " not in rest:  # noqa: PLR2004 - a count of words, letters or parts
            continue
        before = rest[: rest.index(f" {each} ")]
        if _NEGATED.search(before):
            return ()
        found.append(known[each])
        rest = rest.replace(f" {each} ", "  ")
    return tuple(dict.fromkeys(found))


@prepared_once
def _longest_first(field: Field) -> tuple[str, ...]:
    return tuple(sorted(spellings(field), key=len, reverse=True))


def _one_of(named: tuple[str, ...], known: Mapping[str, str]) -> str | None:
    if len(named) == 1:
        return named[0]
    both = known.get("both")
    rest = [label for label in named if label != both]
    if both and (both in named or len(rest) == 2):  # noqa: PLR2004 - a count of words, letters or parts
        return both
    return None


_READERS: dict[FieldKind, Callable[[Field, str, date], str | None]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _text,
    FieldKind.NAME: _name,
    FieldKind.PERSON: _person,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.NUMBER: _number,
    FieldKind.YES_NO: _yes_no,
    FieldKind.REFERENCE: _reference,
}
