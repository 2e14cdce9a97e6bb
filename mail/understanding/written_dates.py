"""Dates and times as people in Britain write them: day first, with or without a year or a weekday.

What is not certainly a date is no date (None, or left out): a wrong date costs more than a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from rapidfuzz.distance import OSA

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Shorter spellings that are safe anywhere; whole words get one typing slip ("Decemeber", "Febuary") instead.
_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
WEEKDAY_PATTERN = r"(?:mon|tues?|wed(?:s|nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?"
MONTH_PATTERN = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WEEKDAY_BEFORE = rf"(?:\b(?P<weekday>{WEEKDAY_PATTERN})\b\.?,?\s*(?:\(?the\s+)?)?"
_WEEKDAY_AFTER = rf"(?:,?\s*\(?\b(?P<after>{WEEKDAY_PATTERN})\b\)?(?!\s*(?:\d|the\b)))?"
# "8 December 14:00", "8 Dec 10 am", "8 Dec 20 minutes": two digits there are no year.
_NOT_A_YEAR = (
    r"(?!\d|\s*[:.]\s?\d|\s*(?:am|pm|a\.m|p\.m|o.?clock|h(?:ou)?rs?\b|min|day|week|time|episode|year|yr|child))"
)
_YEAR = rf"(?:\s*,?\s*(?P<year>\d{{4}}(?!\d)|['’]?\d{{2}}{_NOT_A_YEAR}))?"
_ISO = re.compile(
    rf"(?<![\d-]){_WEEKDAY_BEFORE}(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?!\d|-\d)", re.IGNORECASE
)
_FIGURES = re.compile(
    rf"{_WEEKDAY_BEFORE}(?<![\d/.\-])(?P<day>\d{{1,2}})\s?(?P<sep>[/.\-–])\s?(?P<month>\d{{1,2}})\s?(?P=sep)\s?"
    rf"(?P<year>\d{{4}}|['’]?\d{{2}})(?!\d|[/\-]\d){_WEEKDAY_AFTER}",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<![\d/.\-])(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>(?:19|20)\d{2})(?![\d/])")
# No year: only with a stroke, and never "24/7".
_TWO_FIGURES = re.compile(
    rf"{_WEEKDAY_BEFORE}(?<![\d/.\-£])(?!24/7)(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?![\d/%]|\.\d|\s*(?:times|"
    rf"episodes|"
    rf"days|weeks|months|of\b)){_WEEKDAY_AFTER}",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(
    rf"{_WEEKDAY_BEFORE}(?<![\d/.\-:])(?P<day>\d{{1,2}})\s?(?P<ordinal>st|nd|rd|th)?\s*(?:day\s+)?(?:of\s+)?[\-–/.]?\s?"
    rf"(?<![a-z])(?P<month>[a-z]{{3,10}})(?![a-z])\.?(?:'s|’s)?[\-–/]?{_YEAR}{_WEEKDAY_AFTER}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"{_WEEKDAY_BEFORE}\b(?P<month>[a-z]{{3,10}})\b\.?\s+(?:the\s+)?(?P<day>\d{{1,2}})(?P<ordinal>st|nd|rd|th)?\b"
    rf"(?!\s*[:/]\s?\d|\s*(?:am|pm|times|episodes|days|weeks|children|young|missing|or\s+\d)){_YEAR}{_WEEKDAY_AFTER}",
    re.IGNORECASE,
)
_PATTERNS = (_ISO, _FIGURES, _SPACED, _DAY_MONTH, _MONTH_DAY, _TWO_FIGURES)
_RUN_TOGETHER = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)?\d{2})")
_DIGIT = re.compile(r"\d")
_KEPT = 1000  # characters of a text whose dates are kept: each sentence is asked for them several times
_LONGEST_LIFE = 110


@dataclass(frozen=True)
class FoundDate:
    """A date found at `start:end`. `weekday_given` (0 is Monday) is what was written; `fits`: it is the date's."""

    start: int
    end: int
    date: date
    weekday_given: int | None = None
    year_given: bool = True

    @property
    def fits(self) -> bool:
        """Return whether no weekday was written, or the right one."""
        return self.weekday_given is None or self.weekday_given == self.date.weekday()


def month_number(word: str) -> int | None:
    """Return 1 to 12 for a month's name, a short form, or a name with one slip of the fingers; None otherwise."""
    word = word.strip(" .,'’").lower()
    if word in _SHORT_MONTHS:
        return _SHORT_MONTHS[word]
    if word in MONTHS:
        return MONTHS.index(word) + 1
    for number, name in enumerate(MONTHS, start=1):
        if len(name) > 5 and word[:2] == name[:2] and OSA.distance(word, name) == 1:  # noqa: PLR2004 - a count of words, letters or parts
            return number
    return None


def weekday_number(word: str | None) -> int | None:
    """Return 0 (Monday) to 6 for a weekday's name or short form; None otherwise."""
    start = (word or "").lower()[:3]
    return next((number for number, name in enumerate(WEEKDAYS) if start and name.startswith(start)), None)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """Return the nth (1 to 5, or -1 for the last) weekday of a month, or None when there is none."""
    if nth < 0:
        first_of_next = date(year + month // 12, month % 12 + 1, 1)
        return first_of_next - timedelta(days=(first_of_next.weekday() - 1 - weekday) % 7 + 1)
    first = date(year, month, 1)
    day = 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1)
    return _safe(year, month, day)


def read_date(text: str, today: date, day_first: bool = True, *, ahead: bool = True) -> date | None:
    """Return the one date that `text` is, or None when it is none, several, or does not fit its weekday.

    `ahead` True: a year that is missing or has two digits is read as the coming one (panel dates, due dates); False: as
    the last one (birth dates, missing since). Words around the date ("on", "at 2pm") do not matter.
    """
    if run := _RUN_TOGETHER.fullmatch(text.strip()):
        found = _found(run, today, day_first=day_first, ahead=ahead)
        return found.date if found else None
    dates = find_dates(text, today, day_first, ahead=ahead)
    if not dates:
        return relative_day(text, today, ahead=ahead)
    if len({each.date for each in dates}) != 1 or not all(each.fits for each in dates):
        return None
    return dates[0].date


def relative_day(text: str, today: date, *, ahead: bool) -> date | None:
    """Return the day meant by "today", "yesterday", "tomorrow", "last night" or a bare weekday, or None."""
    words = re.sub(r"[^a-z ]", " ", text.lower()).split()
    if "next" in words or (ahead and "last" in words):
        return None  # "next Tuesday" is this week's for one writer and next week's for another
    known = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
    meant = [today + timedelta(days=known[word]) for word in words if word in known]
    if "last night" in " ".join(words):
        meant.append(today - timedelta(days=1))
    for word in words:
        if not re.fullmatch(WEEKDAY_PATTERN, word) or word in {"sun", "sat", "wed"}:
            continue
        weekday = WEEKDAYS.index(next(name for name in WEEKDAYS if name.startswith(word[:3])))
        step = (weekday - today.weekday()) % 7 or 7 if ahead else -((today.weekday() - weekday) % 7 or 7)
        meant.append(today + timedelta(days=step))
    return meant[0] if len(meant) == 1 else None


def find_dates(text: str, today: date, day_first: bool = True, *, ahead: bool = True) -> tuple[FoundDate, ...]:
    """Return every date written out in `text`, in order and without overlaps; `ahead` as in `read_date`."""
    if not _DIGIT.search(text):
        return ()
    return (_dates_in_short if len(text) <= _KEPT else _dates_in)(text, today, day_first, ahead)


def _dates_in(text: str, today: date, day_first: bool, ahead: bool) -> tuple[FoundDate, ...]:
    found: list[FoundDate] = []
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if each := _found(match, today, day_first=day_first, ahead=ahead):
                found.append(each)
                taken.append((each.start, each.end))
    return tuple(sorted(found, key=lambda each: each.start))


_dates_in_short = lru_cache(maxsize=256)(_dates_in)


def _found(match: re.Match[str], today: date, *, day_first: bool, ahead: bool) -> FoundDate | None:
    part = match.groupdict()
    month = int(part["month"]) if part["month"].isdigit() else month_number(part["month"])
    day = int(part["day"])
    if month is None or (part["month"].lower() in {"may", "march", "mar"} and not _surely_a_month(match)):
        return None
    if not day_first and part["month"].isdigit() and match.re is not _ISO:
        day, month = month, day
    year = (part.get("year") or "").lstrip("'’")
    value = _with_year(day, month, year, today, ahead=ahead)
    if value is None:
        return None
    weekday = weekday_number(part.get("weekday") or part.get("after"))
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return FoundDate(start, match.start() + len(match[0].rstrip(" ,")), value, weekday, bool(year))


def _surely_a_month(match: re.Match[str]) -> bool:
    """Tell the month from the verb: "the 3 may be", "march 2 times"."""
    return match["month"][0].isupper() or bool(match["ordinal"] or match["year"] or match["weekday"])


def _with_year(day: int, month: int, year: str, today: date, *, ahead: bool) -> date | None:
    if len(year) == 4:  # noqa: PLR2004 - a count of words, letters or parts
        return _safe(int(year), month, day)
    if len(year) == 2:  # noqa: PLR2004 - a count of words, letters or parts
        written = _safe(2000 + int(year), month, day)
        if not ahead and (written is None or written > today):
            written = _safe(1900 + int(year), month, day)
        return written
    # 29 February may need up to eight years, but nobody means that: the neighbouring years will do.
    near = [value for each in range(today.year - 1, today.year + 2) if (value := _safe(each, month, day))]
    if ahead:
        return next((value for value in near if value >= today), None)
    return next((value for value in reversed(near) if value <= today), None)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_HOURS = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
}
_HOUR = rf"(?P<hour>\d{{1,2}}|{'|'.join(_HOURS)})"
_TIMES = (
    re.compile(
        rf"\b(?P<turn>half|quarter|\d{{1,2}}(?: minutes)?) (?P<way>past|to) {_HOUR}\b\s*(?P<half>[ap]\.?m)?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\d.:])(?P<hour>\d{1,2})(?:\s?[:.]\s?(?P<minute>\d{2}))?\s*(?P<half>[ap])\.?\s?m\b\.?", re.IGNORECASE
    ),
    re.compile(r"(?<![\d.:/])(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?![\d/]|[.:]\d)", re.IGNORECASE),
    re.compile(r"(?<![\d/.\-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:h(?:ou)?rs?|h)\b", re.IGNORECASE),
    re.compile(r"(?:^|\bat\s+)(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=$|[\s,.;)](?!\d))", re.IGNORECASE),
    re.compile(rf"\b{_HOUR}\s+o['’ ]?clock\b", re.IGNORECASE),
)
_WORKING_DAY_STARTS = 7  # "half past two" at work is in the afternoon, "half past nine" in the morning


def read_time(text: str) -> time | None:
    """Return the first time of day in `text` ("2pm", "14:00", "14.00", "1400", "half past two", "noon"), or None."""
    for day in (*_ISO.finditer(text), *_FIGURES.finditer(text)):
        text = text.replace(day[0], " " * len(day[0]))  # "8.12.2026" holds no ten past eight
    if re.search(r"\b(?:noon|midday|12 ?pm)\b", text, re.IGNORECASE):
        return time(12)
    found = next((match for pattern in _TIMES if (match := pattern.search(text))), None)
    return _time(found) if found else None


def _time(match: re.Match[str]) -> time | None:
    part = match.groupdict()
    hour = _HOURS.get(part["hour"].lower()) or int(part["hour"])
    minute = int(part.get("minute") or 0)
    if turn := (part.get("turn") or "").lower():
        minutes = {"half": 30, "quarter": 15}.get(turn) or int(re.sub(r"\D", "", turn))
        hour, minute = (hour, minutes) if part["way"].lower() == "past" else (hour - 1, 60 - minutes)
    half = (part.get("half") or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif (turn or "clock" in match[0].lower()) and hour < _WORKING_DAY_STARTS:
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        return None
