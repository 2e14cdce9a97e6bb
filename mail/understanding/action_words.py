"""What an action's owner writes: done, not done, not possible, more time."""

from __future__ import annotations

import re
from datetime import date

from core.intents import ActionDone, ActionNotDone, ActionNotPossible, Intent, MoreTime
from mail.understanding.dates import find_dates, read_date
from mail.understanding.phrases import reason_of

_IT = r"(?:(?:this|it|that|the|my|both|all|now|action|task|has|have|is|was|been|been all|i|we|'s|all now)[ ]+)*+"
_DONE = re.compile(
    rf"(?:this's |it's |that's )?{_IT}(?:done|completed?|finished|actioned|sorted|carried out)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_DONE = re.compile(
    rf"{_IT}(?:not|hasn't|haven't|isn't|wasn't|has not|have not)(?: yet)?(?: been)?(?: yet)? "
    r"(?:done|completed|finished|started|actioned|happened)\b(?: yet)?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_POSSIBLE = re.compile(
    rf"{_IT}(?:not (?:been )?possible|impossible"
    r"|(?:cannot|can't|could not|couldn't|can not) be (?:done|completed|carried out)"
    r"|unable to (?:do|complete|carry out)(?: this| it| the action)?)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_MORE_TIME = re.compile(
    r"(?:some |a (?:bit|little) )?(?:more time|(?:an )?extension|(?:a (?:bit|little) )?longer)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_UNTIL = re.compile(
    r"(?:(?:this |it )?(?:will|should|can|to) (?:now )?(?:be )?(?:done|completed?|finished?|do|have)(?: this| it)? )?"
    r"(?:have |need )?(?:until|till|by|on)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LEADS_ON = re.compile(r"\s*(?:[:;,.(-]|$)")
_PARTLY = re.compile(r"\b(?:except|apart from|but not|not all|only part|partly|half|almost|nearly)\b", re.IGNORECASE)


def read_action(words: str, more: str, today: date, *, bare: bool) -> Intent | None:
    """Return what became of an action; `more` are the sentences after it, where a reason may run on.

    `bare` (the reply address is an action's): "this has been done on Monday" counts; otherwise only the plain command
    does: "done", "not possible: reason". "Done" with an exception is left to a person.
    """
    if match := _MORE_TIME.fullmatch(words):
        return _more_time(match["rest"], more, today)
    for pattern, intent in ((_NOT_POSSIBLE, ActionNotPossible), (_NOT_DONE, ActionNotDone)):
        match = pattern.fullmatch(words)
        if match and (bare or _LEADS_ON.match(match["rest"])):
            return intent(reason_of(match["rest"], more))
    if (match := _DONE.fullmatch(words)) and not _PARTLY.search(match["rest"]):
        return ActionDone(reason_of(match["rest"], more)) if bare or _LEADS_ON.match(match["rest"]) else None
    if bare and (match := _UNTIL.fullmatch(words)):
        return _more_time(match["rest"], more, today)
    return None


def _more_time(written: str, more: str, today: date) -> MoreTime | None:
    """Read "until 12 January: reason". Without a day nothing can be agreed to."""
    found = find_dates(written, today)
    if found and found[0].fits:
        return MoreTime(found[0].date, reason_of(written[found[0].end :], more))
    until, _, reason = written.partition(":")
    day = read_date(until, today) if not found else None
    return MoreTime(day, reason_of(reason, more)) if day else None
