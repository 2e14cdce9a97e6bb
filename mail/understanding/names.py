"""Finds people's names: runs of capitalised words, dictated names where a name must stand, and lists of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mail.understanding.capitals import natural_capitals
from mail.understanding.name_words import CALENDAR, COULD_BE_NAMES, NOT_NAMES, PARTICLES, PLACE_ENDS

_WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*\.?")
_NICK = re.compile(
    r"\s*(?:[\"“”'‘]\s?(?P<quoted>[^\W\d_][\w '\-]{0,20}?)[\"”'’]|\((?:known as |aka |a\.k\.a\.? |called "
    r")?(?P<bracket>[A-Z][\w'\-]{1,15})\))(?=\s+[A-Z])"
)
# "Rose House", "St Mary's Primary School": capitals that end in what a place or a body is called.
_PLACE = re.compile(
    r"(?:(?-i:[A-Z])[\w'’\-.]*\s+(?:of\s+|the\s+)?){1,4}(?:"
    + "|".join(sorted(PLACE_ENDS - {"court", "high", "way", "close"}))
    + r")\b(?:'s)?",
    re.IGNORECASE,
)
_GAP = re.compile(r"[ \t]*\n?[ \t]*")
_DAY_AFTER = re.compile(r"(?:\d|panel|the \d)", re.IGNORECASE)
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s*(?:of )?$")
_NAME_GOES_ON = re.compile(r"(?:(?:de|la|le|van|der|den|el|al)\s+)*[^\W\d_]")
_GENITIVE = re.compile(r"['’]s$", re.IGNORECASE)
_FIRST_NAMES = re.compile(r",\s*((?:[^\W\d_][\w'\-]*\s?){1,3})")
_SENTENCE_STARTS = re.compile(r"(?:^|[.!?:]\s|\n)\s*[\"'(]*$")
_VERB_OR_BRACKET = re.compile(
    r"(?:'s)?\s*(?:\(|,|-|is\b|was\b|has\b|needs\b|went\b|goes\b|keeps\b|can\b|will\b|and\b|to\b|for\b|did\b)"
)
_NEVER_NAMES = NOT_NAMES - COULD_BE_NAMES
_SURE_PLACES = PLACE_ENDS - {"court", "high", "way", "close", "gardens", "farm", "ward"}
_KEPT = 1000  # characters of a text whose names are kept: each sentence is asked for them by a dozen readers
_LONGEST = 6  # words in a name
_SHORT = 2


@dataclass(frozen=True)
class Named:
    """A name at `start:end` of a text, in natural capitals and natural order; `nickname` when one stood inside it."""

    start: int
    end: int
    name: str
    nickname: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the name in small letters."""
        return tuple(self.name.lower().split())

    @property
    def is_full(self) -> bool:
        """Return whether it has more than a first name."""
        return len(self.words) > 1


def name_at(text: str, at: int, *, dictated: bool = False) -> Named | None:
    """Return the name that begins at `at` (white space skipped), or None.

    With `dictated` capitals say nothing (all small or all capital letters) and only the ordinary words end a name.
    """
    start = at + len(text[at:]) - len(text[at:].lstrip())
    words: list[str] = []
    nickname = ""
    end = place = start
    while len(words) < _LONGEST:
        if words and (nick := _NICK.match(text, place)):
            nickname, place = nick["quoted"] or nick["bracket"], nick.end()
        gap = _GAP.match(text, place)
        match = _WORD.match(text, gap.end() if gap and words else place)
        if not match or not _fits(match, text, words, dictated=dictated):
            break
        words.append(match[0])
        end = place = match.end()
        if match[0].endswith(".") and len(match[0]) > _SHORT + 1:
            break  # the end of a sentence, not an initial
    while words and words[-1].lower() in PARTICLES:
        words.pop()
        end = start + text[start:end].rstrip().rfind(" ")
    return _named(text, start, end, words, nickname)


def _fits(match: re.Match[str], text: str, words: list[str], *, dictated: bool) -> bool:  # noqa: PLR0911 - small rules, the first that fits
    """Tell whether the next word can go on the name."""
    word = match[0].rstrip(".")
    low = word.lower()
    after = text[match.end() :].lstrip()
    if CALENDAR.fullmatch(word) and (_DAY_AFTER.match(after) or _DAY_BEFORE.search(text[: match.start()])):
        return False
    if dictated:
        return low not in NOT_NAMES and not CALENDAR.fullmatch(word) and len(low) > 1
    if words and low in PARTICLES and word.islower():
        return _NAME_GOES_ON.match(after) is not None
    if not word[0].isupper():
        return False
    bare = low.removesuffix("'s")
    if bare in NOT_NAMES and bare not in COULD_BE_NAMES:
        return False
    if low in NOT_NAMES and not words:  # "Will Young", but not "Will you" or "May I"
        following = _WORD.match(after)
        return bool(following and following[0][0].isupper() and following[0].rstrip(".").lower() not in _NEVER_NAMES)
    return not (low in PLACE_ENDS and low in _NEVER_NAMES)


def _named(text: str, start: int, end: int, words: list[str], nickname: str) -> Named | None:
    if not words:
        return None
    last = words[-1]
    if len(last) > _SHORT + 1 and _GENITIVE.search(last):  # "Sam Example's case"
        words[-1] = last[:-2]
        end -= 2
    words[-1] = words[-1] if len(words[-1].rstrip(".")) == 1 and len(words) == 1 else words[-1].rstrip(".")
    if text[end - 1 : end] == ".":
        end -= 1
    if all(CALENDAR.fullmatch(each) for each in words) and len(words) == 1:
        return None
    if len(words) > 1 and words[-1].lower() in _SURE_PLACES:
        return None
    if all(len(each.strip(".")) == 1 for each in words):
        return None  # initials name nobody
    flip = surname_first(text, end, words)
    if flip:
        return Named(start, flip[1], natural_capitals(flip[0]), nickname)
    return Named(start, end, natural_capitals(" ".join(words)), nickname)


def surname_first(text: str, end: int, words: list[str]) -> tuple[str, int] | None:
    """Return name and end for "EXAMPLE, Sam" and "EXAMPLE Sam"; None when the order is the usual one.

    Capitals alone say so: the surname in capitals, the first name not. (A label or a column says it otherwise.)
    """
    loud = [len(each) > _SHORT and each.isupper() for each in words]
    if all(loud):
        match = _FIRST_NAMES.match(text, end)
        first = name_at(text, match.start(1)) if match else None
        if first and not match_is_loud(text[first.start : first.end]) and "," not in first.name:
            return f"{first.name} {' '.join(words)}", first.end
        return None
    split = next((number for number, each in enumerate(loud) if not each), 0)
    if split and not any(loud[split:]):
        return " ".join(words[split:] + words[:split]), end
    return None


def match_is_loud(words: str) -> bool:
    """Return whether all is in capitals."""
    return words.isupper()


def find_names(text: str) -> tuple[Named, ...]:
    """Return every capitalised name in `text`, in order; who they are is not decided here."""
    return _names_of_short(text) if len(text) <= _KEPT else _find_names(text)


def _find_names(text: str) -> tuple[Named, ...]:
    found: list[Named] = []
    place = 0
    while match := _WORD.search(text, place):
        if not match[0][0].isupper():
            place = match.end()
            continue
        if a_place := _PLACE.match(text, match.start()):
            place = a_place.end()
            continue
        named = name_at(text, match.start())
        if named and (
            named.is_full or not _starts_sentence(text, match.start()) or not _only_capital_by_place(text, named)
        ):
            found.append(named)
        place = max(named.end, match.end()) if named else match.end()
    return tuple(found)


_names_of_short = lru_cache(maxsize=512)(_find_names)


def _starts_sentence(text: str, at: int) -> bool:
    return _SENTENCE_STARTS.search(text[:at]) is not None


def _only_capital_by_place(text: str, named: Named) -> bool:
    """A single word at the start of a sentence may be any word; it is a name when a verb or a bracket follows."""
    return not _VERB_OR_BRACKET.match(text, named.end)


_SIBLING = (
    r"(?:(?:also|then|his|her|their|the|younger|older|elder|little|big|twin|half|step|baby|and)[- ]+)*"
    r"(?:(?:brothers?|sisters?|siblings?|twins?|cousin|child|daughter|son)\b[\s,:]*)?"
)
_DATE = r"\d{1,2}(?:[/.\-]\d{1,2}[/.\-]\d{2,4}|(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\.?,?\s+\d{2,4})"
_DETAIL = re.compile(
    rf"\s*(?:\([^()]*\)|[,–-]?\s*(?:d\.?o\.?b\.?|born(?: on)?|date of birth)[\s:–-]*{_DATE}|[,–-]?\s*{_DATE}|"
    rf",?\s*(?:aged?\s*)\d{{1,2}}|"
    r",\s*\d{1,2}\s*(?:yrs?|years?|yo)?(?:\s*old)?\b(?!\s*[A-Z/])|,?\s*(?:[A-Z][\w ]{1,12}?\s?)?(?:no|number|ref|"
    r"id)\.?[\s:]*[\w/-]*\d[\w/-]*)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\s*(?P<sep>,\s*and\b|[,;]?\s*\(?\d[.)](?=\s)|,|;|\band\b|&|\+|/|\bplus\b|\bas well as\b|\b(?:along|together) "
    rf"with\b)\s*{_SIBLING}",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\s*,?\s*(?:is|was|has|will|can|says|said|would|to present|presents|presenting|i|and i|who|covering|has)\b(?! "
    r"(?:be|go|come|also|need))",
    re.IGNORECASE,
)


def names_at(text: str, at: int, *, dictated: bool = False) -> tuple[Named, ...]:
    """Return the list of names that begins at `at`: "Sam and Alex Example", "Sam Example (3/4/10), Alex Other".

    A shared surname at the end of the list is given to those before it that have none. Birth dates and the like between
    the names are skipped.
    """
    first = name_at(text, at, dictated=dictated)
    if first is None:
        return ()
    found = [first]
    separators = [""]
    while True:
        place = found[-1].end
        while detail := _DETAIL.match(text, place):
            place = detail.end()
        between = _BETWEEN.match(text, place)
        each = name_at(text, between.end(), dictated=dictated) if between else None
        if each is None or between is None or _DOES.match(text, each.end):
            break
        found.append(each)
        separators.append(between["sep"])
    found = found[: _list_ends(found, separators)]
    return share_surname(_surname_behind(text, found, dictated=dictated))


def _list_ends(found: list[Named], separators: list[str]) -> int:
    """Return how many belong to the list: behind a mere comma one word ("URN", "Kent") needs an "and" further on."""
    for at in range(1, len(found)):
        one_word = separators[at] == "," and not found[at].is_full
        if one_word and all(each in {",", ";"} for each in separators[at:]):
            return at
    return len(found)


def _surname_behind(text: str, found: list[Named], *, dictated: bool) -> tuple[Named, ...]:
    """Give the last of a list the surname that stands behind its bracket: "Sam (3/4/10) and Alex (5/6/12) Example"."""
    last = found[-1]
    bracket = re.compile(r"\s*\([^()]*\)\s+").match(text, last.end) if len(found) > 1 and not last.is_full else None
    behind = name_at(text, bracket.end(), dictated=dictated) if bracket else None
    if behind is None or behind.is_full:
        return tuple(found)
    return (*found[:-1], Named(last.start, last.end, f"{last.name} {behind.name}", last.nickname))


def share_surname(names: tuple[Named, ...]) -> tuple[Named, ...]:
    """Return the names with the surname of the next full one where there is only a first name."""
    result = list(names)
    for index in range(len(result) - 2, -1, -1):
        each, following = result[index], result[index + 1]
        if not each.is_full and following.is_full:
            result[index] = Named(each.start, each.end, f"{each.name} {surname(following.name)}", each.nickname)
    return tuple(result)


def surname(name: str) -> str:
    """Return the surname of a full name: the last word, with the particles before it."""
    words = name.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[start:])


def same_name(one: str, other: str) -> bool:
    """Return whether two spellings are one name: without regard to capitals, hyphens and apostrophes."""
    return plain_name(one) == plain_name(other)


_PLAIN = str.maketrans(dict.fromkeys("'’`", "") | dict.fromkeys("-‐‑–.", " "))


def plain_name(name: str) -> str:
    """Return a name for comparing."""
    return " ".join(name.lower().translate(_PLAIN).split())
