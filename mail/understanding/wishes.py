"""Which meeting somebody wishes for: mentions of meetings and days, sentence by sentence, settled into one `DateWish`.

A day in words about something else (born, last missing, a strategy meeting, leave) is never a wish. Two wishes that
contradict each other, a weekday that is not its date's, or something too vague to act on is UNCLEAR. Whether a day is a
panel's day is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.intents import DateWish, Wish
from mail.understanding import wish_words as words
from mail.understanding.prepared import matches
from mail.understanding.sentences import sentences
from mail.understanding.wish_context import is_hedged, is_meant, is_refused
from mail.understanding.written_dates import FoundDate, find_dates, month_number, nth_weekday, weekday_number

_FAR = 330  # a day without a year that has just gone by is a slip of the pen, not a wish for next year
_SOON = 45  # "the next panel on 8 December" agrees with itself while the day is no further off than this
_OLD = 400  # days: an older date is no slip in the year
_LONG = 10  # months: "October" said in November is more often the one that was
_MANY = 10
_DISTINCT = 2


@dataclass(frozen=True)
class Mention:
    """One mention of a meeting or a day at `start:end` of its sentence; `refused`: "not", "cannot make" it."""

    start: int
    end: int
    wish: DateWish
    refused: bool = False
    hedged: bool = False  # "I think it's the 15th?": counts only when nothing firmer is said
    corrects: bool = False  # "sorry, make that January": takes the place of what was said before


def find_wish(text: str, today: date, *, monthly: bool = False) -> DateWish:
    """Return the one wish in `text` (the writer's own words, without quotes or labels of other dates)."""
    return settle(
        [each for sentence in sentences(text) for each in find_mentions(sentence, today)], today, monthly=monthly
    )


def find_mentions(sentence: str, today: date) -> tuple[Mention, ...]:
    """Return what in this one sentence names a meeting, refused ones too; none for a question about the dates."""
    if words.ASKING.search(sentence) and not words.REQUEST.search(sentence):
        return ()
    corrects = bool(words.CORRECTION.search(sentence))
    taken: list[tuple[int, int]] = []
    found: list[Mention] = []
    for start, end, wish in _candidates(sentence, today):
        if any(start < until and since < end for since, until in taken):
            continue
        taken.append((start, end))
        if wish is not None:
            found.append(
                Mention(start, end, wish, is_refused(sentence, start, end), is_hedged(sentence, start, end), corrects)
            )
    return tuple(sorted(found, key=lambda each: each.start))


def settle(mentions: Iterable[Mention], today: date, *, monthly: bool = False) -> DateWish:  # noqa: PLR0911 - small rules, the first that fits
    """Return the one wish that all mentions agree on; UNCLEAR when they do not, NONE when there is none.

    With `monthly` (a panel that meets once a month) "the one after 8 December" is January's.
    """
    every = tuple(mentions)
    last = max((at for at, each in enumerate(every) if each.corrects and not each.refused), default=None)
    if last is not None:
        first = next(
            at for at, each in enumerate(every) if each.corrects and not each.refused and (at == last or each.corrects)
        )
        every = every[first:]
    if any(not each.hedged and not each.refused for each in every):
        every = tuple(each for each in every if not each.hedged)
    wanted = tuple(each.wish for each in every if not each.refused)
    refused = tuple(each.wish for each in every if each.refused)
    written = "; ".join(dict.fromkeys(each.wish.written for each in every))
    unclear = DateWish(Wish.UNCLEAR, written=written)
    if not every:
        return DateWish()
    if not wanted:
        return unclear
    if monthly and (month := _month_after(wanted, refused)):
        return DateWish(Wish.MONTH, month=month, written=written)
    days = {each.day for each in wanted if each.wish is Wish.DAY and each.day}
    months = {each.month for each in wanted if each.wish is Wish.MONTH and each.month}
    kinds = {each.wish for each in wanted}
    if len(days) > 1 or len(months) > 1 or any(each in refused for each in wanted):
        return unclear
    if days:
        return _settle_day(days.pop(), months, kinds, unclear, today)
    if Wish.UNCLEAR in kinds and not months:
        return unclear
    if months:
        return _settle_month(months.pop(), kinds, unclear, today)
    if len(kinds) == _DISTINCT or (Wish.NEXT in kinds and refused) or any(each.wish is Wish.DAY for each in refused):
        return unclear  # the next and the one after; the next, but not that day
    return DateWish(kinds.pop(), written=written)


def _month_after(wanted: tuple[DateWish, ...], refused: tuple[DateWish, ...]) -> tuple[int, int] | None:
    """Return the month after the one refused meeting, where "the one after" is all that is wanted."""
    if {each.wish for each in wanted} != {Wish.AFTER_NEXT}:
        return None
    months = {each.month for each in refused if each.month} | {
        (each.day.year, each.day.month) for each in refused if each.day
    }
    if len(months) != 1 or any(each.wish is Wish.UNCLEAR for each in refused):
        return None
    year, month = months.pop()
    return year + month // 12, month % 12 + 1


def _settle_day(day: date, months: set[tuple[int, int]], kinds: set[Wish], unclear: DateWish, today: date) -> DateWish:
    agrees = all(month == (day.year, day.month) for month in months)
    soon = Wish.NEXT not in kinds or (day - today).days <= _SOON
    if Wish.UNCLEAR in kinds or not agrees or not soon:
        return unclear
    return DateWish(Wish.DAY, day=day, written=unclear.written)


def _settle_month(month: tuple[int, int], kinds: set[Wish], unclear: DateWish, today: date) -> DateWish:
    ahead = (month[0] - today.year) * 12 + month[1] - today.month
    if ahead < 0 or (Wish.NEXT in kinds and ahead > 1) or Wish.AFTER_NEXT in kinds:
        return unclear
    return DateWish(Wish.MONTH, month=month, written=unclear.written)


def _candidates(sentence: str, today: date) -> Iterator[tuple[int, int, DateWish | None]]:
    """Yield what could be a mention, the surest grammar first; a None wish only takes its place."""
    low = sentence.lower()
    for match in matches(words.NTH, sentence, low):
        yield (
            match.start(),
            match.end(),
            _nth(match, today) if is_meant(sentence, match.start(), match.end()) else None,
        )
    dates = find_dates(sentence, today)
    for found in dates:  # a long row of dates is a history, never a wish
        yield found.start, found.end, _day(sentence, found, today) if len(dates) <= _MANY else None
    for match in matches(words.FIRST_OF_YEAR, sentence, low):
        yield match.start(), match.end(), DateWish(Wish.MONTH, month=(today.year + 1, 1), written=match[0])
    for match in matches(words.WEEKS, sentence, low):
        meant = is_meant(sentence, match.start(), match.end(), certain=True)
        yield match.start(), match.end(), _weeks(match, today) if meant else None
    for match in matches(words.THE_NTH, sentence, low):
        yield match.start(), match.end(), _the_nth(sentence, match, today)
    for match in matches(words.AFTER_NEXT, sentence, low):
        yield match.start(), match.end(), DateWish(Wish.AFTER_NEXT, written=match[0].strip())
    for match in matches(words.THIS_MONTH, sentence, low):
        meant = is_meant(sentence, match.start(), match.end(), certain=True)
        yield match.start(), match.end(), _this_month(match, today) if meant else None
    for match in matches(words.MONTHLY, sentence, low):
        yield match.start(), match.end(), _month(sentence, match, today)
    for match in matches(words.VAGUE, sentence, low):
        meant = is_meant(sentence, match.start(), match.end(), certain=True)
        yield match.start(), match.end(), DateWish(Wish.UNCLEAR, written=match[0]) if meant else None
    for match in matches(words.NEXT, sentence, low):
        kind = Wish.UNCLEAR if words.DEPENDS.match(sentence, match.end()) else Wish.NEXT
        yield match.start(), match.end(), DateWish(kind, written=match[0])
    for match in matches(words.WEEKDAY, sentence, low):
        yield match.start(), match.end(), _weekday(sentence, match, today)


def _day(sentence: str, found: FoundDate, today: date) -> DateWish | None:
    written = sentence[found.start : found.end]
    past = found.date < today or (not found.year_given and (found.date - today).days > _FAR)
    before, after = sentence[: found.start], sentence[found.end :]
    if past and not (words.PANEL_BEFORE.search(before) or words.OWN_NEXT.match(after)):
        return None  # a birth date more often than a slip
    if not is_meant(sentence, found.start, found.end, certain=past) or (past and words.BEFORE.search(sentence)):
        return None
    if (today - found.date).days > _OLD:
        return None
    short = re.fullmatch(r"[A-Za-z]+\.? (\d\d)", written)
    if short and int(short[1]) in {today.year % 100, today.year % 100 + 1}:  # "Feb 27" is a month and a year here
        return DateWish(Wish.MONTH, month=(2000 + int(short[1]), found.date.month), written=written)
    if (past and not found.year_given) or not found.fits or words.LOOSE.search(before) or words.PAIR.search(before):
        return DateWish(Wish.UNCLEAR, written=written)
    return DateWish(Wish.DAY, day=found.date, written=written)


def _nth(match: re.Match[str], today: date) -> DateWish:
    month = _which_month(match["month"], match["year"], today)
    weekday = weekday_number(match["weekday"])
    day = nth_weekday(*month, weekday, words.NTHS[match["nth"].lower()]) if month and weekday is not None else None
    return DateWish(Wish.DAY, day=day, written=match[0]) if day else DateWish(Wish.UNCLEAR, written=match[0])


def _which_month(word: str, year: str | None, today: date) -> tuple[int, int] | None:
    this = (today.year, today.month)
    if "month" in word.lower():
        return (today.year + today.month // 12, today.month % 12 + 1) if "next" in word.lower() else this
    number = month_number(word)
    if number is None:
        return None
    if year:
        return 2000 + int(year.strip("'’")[-2:]), number
    return today.year + (number < today.month), number


def _the_nth(sentence: str, match: re.Match[str], today: date) -> DateWish | None:
    """Read "the 8th", "Tuesday 8th": the coming one, when it is plainly about the panel."""
    if not is_meant(sentence, match.start(), match.end(), certain=True):
        return None
    year, month = today.year, today.month
    named = list(words.MONTHLY.finditer(sentence[: match.start()]))
    near = _which_month(named[-1]["month"], named[-1]["year"], today) if named else None
    if near and not match["which"]:  # "the January panel (12th)"
        year, month = near
    elif (match["which"] or "").lower() == "next" or (not match["which"] and int(match["day"]) < today.day):
        year, month = year + month // 12, month % 12 + 1
    try:
        day = date(year, month, int(match["day"]))
    except ValueError:
        return DateWish(Wish.UNCLEAR, written=match[0])
    weekday = weekday_number(match["weekday"])
    if weekday is not None and weekday != day.weekday():
        return DateWish(Wish.UNCLEAR, written=match[0])
    return DateWish(Wish.DAY, day=day, written=match[0])


def _weeks(match: re.Match[str], today: date) -> DateWish:
    """Read "in two weeks' time", "a fortnight today", "tomorrow's panel": whether a panel meets is seen later."""
    word = match[0].lower()
    if ("today" in word.split("'")[0] and "week" not in word and "fortnight" not in word) or word.startswith("this "):
        return DateWish(Wish.DAY, day=today, written=match[0])
    if word.startswith("tomorrow"):
        return DateWish(Wish.DAY, day=today + timedelta(days=1), written=match[0])
    count = (
        2
        if "fortnight" in word
        else words.COUNTS.get((match["count"] or match["weeks"]).lower()) or int(match["count"])
    )
    return DateWish(Wish.DAY, day=today + timedelta(weeks=count), written=match[0])


def _this_month(match: re.Match[str], today: date) -> DateWish:
    return DateWish(Wish.MONTH, month=_which_month(match[0], None, today), written=match[0])


def _month(sentence: str, match: re.Match[str], today: date) -> DateWish | None:
    month = _which_month(match["month"], match["year"], today)
    verb = match["month"].lower() in {"may", "march", "mar"} and not match["panel"]
    verb = verb and (match["month"].islower() or bool(words.VERB_AFTER.match(sentence, match.end("month"))))
    if month is None or verb or not is_meant(sentence, match.start("month"), match.end(), certain=not match["panel"]):
        return None
    ahead = (month[0] - today.year) * 12 + month[1] - today.month
    loose = not match["panel"] and words.LOOSE.search(sentence[: match.start("month")])
    if loose or (ahead >= _LONG and not match["year"]):
        return DateWish(Wish.UNCLEAR, written=match[0])
    return DateWish(Wish.MONTH, month=month, written=match[0].strip())


def _weekday(sentence: str, match: re.Match[str], today: date) -> DateWish | None:
    weekday = weekday_number(match["weekday"])
    if weekday is None or not is_meant(sentence, match.start(), match.end(), certain=True):
        return None
    steps = (weekday - today.weekday()) % 7 or 7
    if (match["which"] or "").lower() == "next":
        if weekday > today.weekday():  # still to come this week: for one writer it is this one, for another the next
            return DateWish(Wish.UNCLEAR, written=match[0])
        steps = 7 - today.weekday() + weekday
    return DateWish(Wish.DAY, day=today + timedelta(days=steps), written=match[0])
