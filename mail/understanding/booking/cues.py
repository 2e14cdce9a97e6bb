"""Small named rules that read a field out of prose. Each fits a kind of field whose label holds certain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.panels import Field, FieldKind, Subject
from mail.understanding.booking.date_cues import born, date_with_label, moment
from mail.understanding.booking.person_cues import other_names, people, person
from mail.understanding.plain_words import plain
from mail.understanding.prepared import prepared_once
from mail.understanding.values import read_value

_NUMBER = (
    r"(?P<number>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)"
)
_EPISODES = (
    r"(?:(?:missing|recorded|reported|separate|further|more) )*(?:episodes?|times|occasions|mispers?|reports?|"
    r"incidents?)?"
)
_WINDOW = (
    r"(?:(?:in|over|within|during|for) )?(?:the |this )?(?:last|past|previous|recent)? ?"
    r"(?P<window>90 days|ninety days|(?:3|three) months|quarter|12 months|twelve months|year)"
)
_COUNTS = (
    re.compile(rf"\b{_NUMBER}\b (?:or so )?{_EPISODES}[^.;\d]{{0,40}}?\b{_WINDOW}\b", re.IGNORECASE),
    re.compile(rf"\b{_WINDOW}\b[^.;\d]{{0,40}}?\b{_NUMBER}\b (?:\w+ )?(?:episodes?|times|occasions)\b", re.IGNORECASE),
)
_DAYS = {
    "90 days": 90,
    "ninety days": 90,
    "3 months": 90,
    "three months": 90,
    "quarter": 90,
    "12 months": 365,
    "twelve months": 365,
    "year": 365,
    "this year": 365,
}
_NEGATIVE_BEFORE = re.compile(
    r"\b(?:no|not|never|without|isn't|aren't|hasn't|haven't|doesn't|nor|neither|any|no longer|nothing|"
    r"lacks?)\b[^,.;:]{0,25}$",
    re.IGNORECASE,
)
_NEGATIVE_AFTER = re.compile(
    r"^[^,.;]{0,12}?\b(?:not|n't|no|never|none|outstanding|needed|required|missing|to be|yet to|needs doing)\b",
    re.IGNORECASE,
)
_ONLY_WHEN = re.compile(
    r"\b(?:when(?:ever)?|if|while|whilst|that|how|each time|every time|whether|until|once|because|reason)\s+(?:s?he|"
    r"they|\w+)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cue:
    """A rule: the kinds of field it reads, words the field's label (or key) must hold, and how it reads."""

    name: str
    kinds: tuple[FieldKind, ...]
    label: re.Pattern[str]
    read: Callable[[Field, str, date], str | None]


_RECORD = (
    r"case(?= \d)|mosaic|lcs|liquid ?logic|care ?first|case (?:number|no|ref\w*|id)|record (?:number|no)|client "
    r"(?:id|no|number)|framework ?i|eclipse|social care (?:id|number|no)|person id"
)
_DIGIT = re.compile(r"\d")
_A_DATE = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}")
_BARE_NUMBERS = (
    re.compile(
        r"[\s,(–-]*(?:our )?(?:ref(?:erence)?|id|no|number)\b\.?[\s:#]*(?P<value>[A-Z]{0,6}[-/]?\d[\w/-]*\d)",
        re.IGNORECASE,
    ),
    re.compile(r"[\s,–-]*\(?\s*#?(?P<value>\d{5,9})\b(?!\s*[/.-]\d)"),
)


@prepared_once
def _labelled_number(field: Field) -> re.Pattern[str]:
    return _number_pattern(field, f"|{_RECORD}")


@prepared_once
def _own_number(field: Field) -> re.Pattern[str]:
    return _number_pattern(field, "")


def _number_pattern(field: Field, common: str) -> re.Pattern[str]:
    names = sorted((re.escape(each) for each in (field.label, *field.aliases) if len(each) > 2), key=len, reverse=True)  # noqa: PLR2004 - a count of words, letters or parts
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(names)}{common})\.?(?:\s*(?:number|no|id|ref(?:erence)?|record|case|is|was|:|#|=|-|"
        rf"\.))*\s*(?P<value>[A-Z]{{0,5}}[-/]?\d[\w/-]*\d)",
        re.IGNORECASE,
    )


def _number_after(field: Field, text: str, _today: date) -> str | None:
    if not _DIGIT.search(text):
        return None
    match = _labelled_number(field).search(text)
    if match and not _A_DATE.fullmatch(match["value"]):
        return match["value"]
    bare = next((match for pattern in _BARE_NUMBERS if (match := pattern.match(text))), None)
    return bare["value"] if bare else None


def _number_with_label(field: Field, text: str, _today: date) -> str | None:
    """Read another number than the subject's own: only right behind its label."""
    match = _own_number(field).search(text) if _DIGIT.search(text) else None
    return match["value"] if match and not _A_DATE.fullmatch(match["value"]) else None


@prepared_once
def _days(field: Field) -> int | None:
    label = plain(field.label)
    return next((days for words, days in _DAYS.items() if words in label), None)


def _count(field: Field, text: str, today: date) -> str | None:
    low = text.lower()
    days = _days(field) if any(window in low for window in ("days", "months", "quarter", "year")) else None
    for pattern in _COUNTS if days is not None else ():
        for match in pattern.finditer(text):
            window = " ".join(match["window"].lower().split())
            if _DAYS.get(window) == days:
                return read_value(field, match["number"], today)
    return None


_IS = re.compile(r"\b(?:is|are|still|currently|now)\b")
_HAS_BEFORE = re.compile(
    r"\b(?:there(?:'s| is)|has|have|with|and|got) (?:a |an |the |now )?(?:\w+ )?$|"
    r"\b(?:is|are) (?:also |now |currently )?$"
)
_IS_AFTER = re.compile(
    r"\s*(?:form |protocol )?(?:is|was|has|have|in place|exists?|reviewed|updated|done|completed|since)\b"
)


@prepared_once
def _things(field: Field) -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """Return what a yes or no is said of, longest first, with its pattern and whether it says itself that it is so."""
    spellings = [each for each in (field.label, *field.aliases) if len(each.split()) > 1 or len(each) > 7]  # noqa: PLR2004 - a count of words, letters or parts
    return tuple(
        (each, re.compile(rf"(?<!\w){re.escape(each)}(?!\w)"), _IS.search(each) is not None)
        for each in sorted({plain(each) for each in spellings}, key=len, reverse=True)
    )


def yes_or_no(field: Field, text: str, _today: date) -> str | None:
    """Read "there is a safety plan in place", "currently missing", "not currently missing"."""
    low = text.lower()
    for words, pattern, says_so in _things(field):
        match = pattern.search(low) if words in low else None
        if not match:
            continue
        before, after = low[: match.start()], low[match.end() :]
        if _ONLY_WHEN.search(before):
            return None
        if _NEGATIVE_BEFORE.search(before) or _NEGATIVE_AFTER.search(after):
            return "no"
        if says_so or _HAS_BEFORE.search(before) or _IS_AFTER.match(after):
            return "yes"
    return None


_BACK = re.compile(
    r"\b(?:no longer missing|not (?:currently |presently |now )?missing|has (?:now |since )?(?:returned|been "
    r"found|come back)|(?:is|are) (?:now |safely )+back|is back\b)",
    re.IGNORECASE,
)
_STILL_MISSING = re.compile(
    r"\b(?:(?:is|are|'s|has been|have been|still|currently|been) (?:still |currently |now )*missing since|"
    r"^missing since|still missing|(?:,|\() ?missing since)\b",
    re.IGNORECASE,
)


def _missing(field: Field, text: str, today: date) -> str | None:
    low = text.lower()
    if any(sign in low for sign in ("missing", "returned", "found", "back")) and _BACK.search(text):
        return "no"
    if "missing" in low and _STILL_MISSING.search(text):
        return "yes"
    return yes_or_no(field, text, today)


_PLACED_AT = re.compile(
    r"\b(?:(?:is |been |now |currently )?(?:placed|staying|resid\w+|accommodated)|lives|living|placement (?:is|"
    r"at|with)|moved to|placement) (?:at|in|with|to|is)?\s*(?:the |a )?",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"(?:[A-Z][\w'.-]*(?:\s+(?:of|the)\s+(?=[A-Z]))?\s*){2,5}")
_NO_PLACE = re.compile(r"\b(?:Mum|Dad|Panel|Mr|Mrs)\b")


def _placed(_field: Field, text: str, _today: date) -> str | None:
    for match in _PLACED_AT.finditer(text):
        run = _CAPITALS.match(text[match.end() :])
        if run and not _NO_PLACE.search(run[0]):
            return run[0].strip(" .,")
    return None


@prepared_once
def _areas(field: Field) -> tuple[tuple[str, re.Pattern[str]], ...]:
    area = r"\s*(?:is|:|=|-|–)?\s*(?P<area>(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+){0,3})"
    return tuple(
        (each, re.compile(rf"\b{re.escape(each)}{area}", re.IGNORECASE))
        for each in sorted((plain(each) for each in (field.label, *field.aliases)), key=len, reverse=True)
    )


def _area(field: Field, text: str, _today: date) -> str | None:
    """Read "responsible authority is Anytown", "placed in Northshire"."""
    low = text.lower()
    for words, pattern in _areas(field):
        match = pattern.search(text) if words in low else None
        if match and plain(match["area"]) not in {"the", "police"}:
            return match["area"]
    return None


@prepared_once
def _concerns(field: Field) -> re.Pattern[str]:
    spellings = "|".join(re.escape(each) for each in sorted((field.label, *field.aliases), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:{spellings}|trafficked|exploited|groomed|grooming)(?!\w)(?!\W+(?:(?:and|,|trafficking|missing|"
        rf"cce|coordinator|\w+) ){{0,3}}(?:co-?ordinator|worker|team|panel|lead|meeting|officer))",
        re.IGNORECASE,
    )


def _concern(field: Field, text: str, _today: date) -> str | None:
    match = _concerns(field).search(text)
    if not match:
        return None
    return "no" if _NEGATIVE_BEFORE.search(text[: match.start()]) else "yes"


_ANYTHING = re.compile(r".")
CUES = (
    Cue("birth date", (FieldKind.DATE,), _ANYTHING, born),
    Cue("record number", (FieldKind.REFERENCE,), _ANYTHING, _number_after),
    Cue("number with its label", (FieldKind.REFERENCE,), _ANYTHING, _number_with_label),
    Cue("count in a window", (FieldKind.NUMBER,), re.compile(r"days|months|year", re.IGNORECASE), _count),
    Cue("missing now", (FieldKind.YES_NO,), re.compile(r"\bmissing\b", re.IGNORECASE), _missing),
    Cue("yes or no", (FieldKind.YES_NO,), _ANYTHING, yes_or_no),
    Cue("moment", (FieldKind.MOMENT,), re.compile(r"\bsince\b", re.IGNORECASE), moment),
    Cue("date with its label", (FieldKind.DATE,), _ANYTHING, date_with_label),
    Cue("person", (FieldKind.PERSON,), _ANYTHING, person),
    Cue("people", (FieldKind.PEOPLE,), _ANYTHING, people),
    Cue(
        "other names",
        (FieldKind.TEXT, FieldKind.NAME),
        re.compile(r"\b(?:other names?|alias(?:es)?|known as)\b", re.IGNORECASE),
        other_names,
    ),
    Cue("placed at", (FieldKind.TEXT, FieldKind.LONG), re.compile(r"^(?:current )?placement$", re.IGNORECASE), _placed),
    Cue("authority", (FieldKind.TEXT,), re.compile(r"\b(?:authority|borough|area)\b", re.IGNORECASE), _area),
    Cue(
        "concern",
        (FieldKind.TEXT, FieldKind.LONG, FieldKind.YES_NO),
        re.compile(r"^exploitation(?: concerns?)?$", re.IGNORECASE),
        _concern,
    ),
)
_OF_SUBJECT = {"birth date": "born", "record number": "number"}


def cue_for(field: Field, subject: Subject) -> Cue | None:
    """Return the rule that reads a field, the first that fits; what a subject has one of is read for no other field."""
    ways = (field.label, field.key.replace("_", " "))
    return next(
        (
            cue
            for cue in CUES
            if field.kind in cue.kinds
            and any(cue.label.search(way) for way in ways)
            and (cue.name not in _OF_SUBJECT or getattr(subject, _OF_SUBJECT[cue.name]) == field.key)
        ),
        None,
    )
