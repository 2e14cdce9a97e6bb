"""Commands with a day in them: cancel or rearrange a meeting, add one, move a booking to another."""

from __future__ import annotations

import re
from datetime import date, time

from core.intents import AddExtraordinary, CancelMeeting, Intent, Move, Rearrange, Wish
from core.kinds import Purpose, Role
from mail.understanding.context import Context, fills_in
from mail.understanding.dates import find_dates, find_wish, read_date, read_time
from mail.understanding.phrases import any_of

_THE_MEETING = r"(?:(?:the|our|this|missing|panel|meeting|session)\s+)*?(?:meeting|panel|session)s?"
_CANCEL = re.compile(
    rf"(?:cancel|call off|scrap)\s+(?:{_THE_MEETING}\s+(?:(?:on|of|for|dated)\s+)?(?P<day>.+)"
    r"|(?:the\s+)?(?P<before>.+?)\s+(?:meeting|panel)|(?P<bare>\d.+))",
    re.IGNORECASE,
)
_REARRANGE = re.compile(
    rf"(?P<verb>re-?arrange|re-?schedule|move|change|shift)\s+(?P<meeting>{_THE_MEETING}\s+)?(?:(?:on|of|from|for|the)\s+)*"
    r"(?P<day>[^,;]+?)\s+(?P<after>meeting\s+|panel\s+)?(?:to|until|->|→)\s+(?P<rest>.+)",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"(?:add|arrange|schedule|set up|put in)\s+(?:an?\s+)?(?:extra-?ordinary|extra|additional|special)"
    r"(?:\s+(?:panel|meeting))?(?:\s+(?:on|for))?\s+(?P<rest>.+)",
    re.IGNORECASE,
)
# "at 10:00" is a time, "at 10 High Street" a place.
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?|h(?:ou)?rs?\b|o'?clock)?(?=\s*(?:$|,|\s(?:at|in)\b))"
_PLACE = re.compile(
    rf"(?:\bat|\bin|@|,|;)\s*(?!(?:the same|{_CLOCK}|noon|midday|half|quarter))(?P<place>[\w].*)$", re.IGNORECASE
)

_MOVED = any_of(
    *(
        "this",
        "it",
        "him",
        "her",
        "them",
        "that",
        "my",
        "our",
        "the",
        "your",
        "booking",
        "slot",
        "case",
        "item",
        "referral",
    ),
    *("back", "forward", "over", "on", "again", "for", "child", "yp", "young person", r"(?-i:[A-Z])[\w'-]+(?:'s)?"),
)
_VERBS = any_of(
    *("move", "rebook", "re-book", "postpone", "defer", "re-?schedule", "change", "put", "push", "switch", "transfer"),
    *("swap", "shift", "bring"),
)
_FROM = r"(?: from (?:the )?[^,;]{2,40}?)?"
_MOVE = re.compile(
    rf"{_VERBS}(?: {_MOVED}\b){{0,12}}?{_FROM} (?:to|until|till|for|into|onto|on|in)(?: the)? (?P<to>.+)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"(?:(?:can|could|would|may|might|will) )?(?:(?:he|she|they|this|it|we|i|you|(?-i:[A-Z])[\w'-]+) )?"
    r"(?:(?:be|go|come|do|have|attend|make|present|prefer|move|put)\b"
    r"(?: (?:this|it|him|her|them|heard|moved|booked|to|on|for|at|into|in|the)\b)*+ )?(?P<to>.+?)(?: instead)?",
    re.IGNORECASE,
)
_LONGEST_DAY = 100  # characters of "the panel on Tuesday the 12th of January 2027 please"
_AROUND_A_DATE = frozenset(
    word
    for words in (
        "the a an next following after one panel panels meeting date slot session list agenda in on of at for to",
        "instead month months year available possible please pls s coming this that then would be is better fine ok",
        "good works work suits suit us me best prefer st nd rd th first second third pm am",
        "mon tue tues wed thu thur thurs fri monday tuesday wednesday thursday friday",
        "january february march april may june july august september october november december",
        "jan feb mar apr jun jul aug sep sept oct nov dec",
    )
    for word in words.split()
)


def read_meeting_command(words: str, context: Context) -> Intent | None:
    """Return a coordinator's command about a whole meeting, or None."""
    if match := _ADD.fullmatch(words):
        return _added(match["rest"], context)
    if match := _CANCEL.fullmatch(words):
        day = _day(match["day"] or match["before"] or match["bare"] or "", context.today)
        return CancelMeeting(day) if day else None
    if match := _REARRANGE.fullmatch(words):
        return _rearranged(match, context)
    return None


def read_move(words: str, context: Context) -> Intent | None:
    """Return the wish for another meeting, or None. A day alone counts in a reply about a booking."""
    if match := _MOVE.fullmatch(words):
        return _moved(match["to"], context.today)
    # "Fostering panel date: 13 January 2027" fills in a field, and moves nothing.
    if context.purpose not in {Purpose.BOOKING, Purpose.SLOT} or fills_in(words, context.panel.fields):
        return None
    match = _INSTEAD.fullmatch(words)
    return _moved(match["to"], context.today) if match else None


def is_only_a_day(text: str, today: date) -> bool:
    """Return whether a text holds a day, a month or "next", and nothing else but the words around one."""
    if len(text) > _LONGEST_DAY:
        return False
    words = re.findall(r"[a-z]+", _without_dates(text, today).lower())
    return bool(text.strip()) and all(word in _AROUND_A_DATE for word in words)


def _moved(to: str, today: date) -> Move | None:
    to = re.split(r"(?:,|;| -| because| as| since| if| due to)\s", to, maxsplit=1)[0]
    if not is_only_a_day(to, today):
        return None
    panel = " panel" if re.search(r"\b(?:next|following)$", to, re.IGNORECASE) else ""
    wish = find_wish(f"please move to {to}{panel}", today)
    return Move(wish) if wish.wish is not Wish.NONE else None


def _day(text: str, today: date) -> date | None:
    """Return the one day a text is: "8 December", "8 December please", not "8 December, he is away"."""
    return read_date(text, today) if is_only_a_day(text, today) else None


def _without_dates(text: str, today: date) -> str:
    for found in reversed(find_dates(text, today)):
        text = text[: found.start] + " " + text[found.end :]
    return text


def _rearranged(match: re.Match[str], context: Context) -> Intent | None:
    """Read "rearrange 8 December to 10 December 10:00 at place"; "move from 8 to 12 January" may be about a booking."""
    sure = match["verb"].lower().startswith(("re-arr", "rearr")) or match["meeting"] or match["after"]
    booking = context.purpose in {Purpose.BOOKING, Purpose.SLOT}
    if booking or not (sure or Role.COORDINATOR in context.roles):
        return None
    day = _day(match["day"], context.today)
    to, at, place = _when_and_where(match["rest"], context.today)
    return Rearrange(day, to, at, place) if day and to else None


def _added(written: str, context: Context) -> Intent | None:
    """Read "3 December 14:00 at place"; without a time the panel's usual one."""
    day, at, place = _when_and_where(written, context.today)
    at = at or read_time(str(getattr(context.panel.schedule, "at", "")))
    return AddExtraordinary(day, at, place) if day and at else None


def _when_and_where(written: str, today: date) -> tuple[date | None, time | None, str | None]:
    found = find_dates(written, today)
    if not found or not found[0].fits:
        day = None if found else read_date(written, today)
        return day, read_time(written), None
    rest = written[found[0].end :]
    match = _PLACE.search(rest)
    place = match["place"].strip(" .,;") if match else None
    return found[0].date, read_time(rest[: match.start()] if match else rest) or read_time(written), place or None
