"""The words of design A5, read forgivingly: who asks for dates, withdraws, moves, confirms, reports an action.

A command is a whole phrase, or a pattern in prose that nothing else can mean. Every command is read whoever wrote it:
core checks the role. What the reply address was for decides a bare word ("yes", "agreed", "done").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from core.intents import AboutBooking, ActionDone, ActionNotDone, ActionNotPossible, Intent, MoreTime, NotAgreed
from core.kinds import Purpose
from mail.understanding.action_words import read_action
from mail.understanding.asking_words import read_forwarding, read_request, read_withdrawal
from mail.understanding.chair_words import read_approval, read_confirmation, read_late_answer
from mail.understanding.context import Context
from mail.understanding.meeting_commands import read_meeting_command, read_move
from mail.understanding.phrases import Phrase, Said

_DIGITS = 4  # of a booking's number
_LONGEST = 600  # characters of a phrase that may be a command: its reason counts
_ONLY_ALONE = {"help", "help me"}  # "Help! What do I do?" does not ask how to write to us
_WITH_REASON = (NotAgreed, ActionDone, ActionNotDone, ActionNotPossible, MoreTime)


def find_references(text: str, prefix: str) -> tuple[str, ...]:
    """Return the booking references in a text, in order: "mis 26 7" is `MIS-26-0007`."""
    matches = reference_pattern(prefix).finditer(text) if prefix.lower() in text.lower() else ()
    found = (f"{prefix.upper()}-{match['year']}-{int(match['number']):0{_DIGITS}}" for match in matches)
    return tuple(dict.fromkeys(found))


@cache
def reference_pattern(prefix: str) -> re.Pattern[str]:
    """Return the pattern of a booking reference, however it is spaced: "MIS-26-0007", "mis 26 7", "MIS260007"."""
    year = r"(?:20(?=\d\d[-–—/ ]))?(?P<year>\d\d)"
    between = r"\s?[-–—/ ]?\s?"
    number = r"(?P<number>\d{1,6})(?!\w|-\d)"
    return re.compile(rf"(?<![\w-]){re.escape(prefix)}{between}{year}{between}{number}", re.IGNORECASE)


def without_references(text: str, prefix: str) -> str:
    """Return a text with a space for each booking reference in it."""
    return reference_pattern(prefix).sub(" ", text) if prefix.lower() in text.lower() else text


def is_lone_reference(text: str, prefix: str) -> bool:
    """Return whether a line names a booking and says nothing of it."""
    return bool(find_references(text, prefix)) and not re.search(r"\w", reference_pattern(prefix).sub("", text))


def read_commands(phrases: Sequence[Phrase], context: Context) -> tuple[Said, ...]:
    """Return every command in the phrases, in order. A reason runs on to the end of its paragraph."""
    words = [_words(phrase, context) for phrase in phrases]
    first = [_read(each, "", context) for each in words]
    found: list[Said] = []
    taken: set[int] = set()
    for number, intent in enumerate(first):
        if intent is None or number in taken:
            continue
        following = _rest_of_paragraph(phrases, first, number) if isinstance(intent, _WITH_REASON) else ()
        whole = _read(words[number], _joined(phrases, number, following), context) if following else intent
        named = find_references(phrases[number].core, context.prefix)
        found += [Said(each, (number, *following)) for each in _of_each_booking(whole or intent, named)]
        taken.update(following)
    return tuple(found)


def _of_each_booking(intent: Intent, references: tuple[str, ...]) -> tuple[Intent, ...]:
    """Return a command once for each booking its own words name: "withdraw MIS-26-0001 and MIS-26-0002"."""
    if not isinstance(intent, AboutBooking) or not references:
        return (intent,)
    return tuple(replace(intent, reference=each) for each in references)


def _words(phrase: Phrase, context: Context) -> str:
    """Return the words that may be a command, without a reference in them; "" when they are none."""
    words = phrase.core
    if len(words) > _LONGEST or (not phrase.alone and words.lower() in _ONLY_ALONE):
        return ""
    if not find_references(words, context.prefix):
        return words
    around = (
        r"[\s(\[]*(?:(?:,|&|\band\b)\s*)?(?:\b(?:bookings?|ref(?:erence)?s?|cases?)[\s.:]*(?:no\.?|number)?[\s:]*)?"
        rf"{_plain(context.prefix)}[)\]]?"
    )
    left = re.sub(around, " ", words, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", left).strip(" ,;:.-")


def _plain(prefix: str) -> str:
    return reference_pattern(prefix).pattern


def _rest_of_paragraph(phrases: Sequence[Phrase], first: Sequence[Intent | None], number: int) -> tuple[int, ...]:
    """Return the phrases a reason may run on to: up to a blank line, a farewell or the next command."""
    found: list[int] = []
    for at in range(number + 1, len(phrases)):
        phrase = phrases[at]
        if phrase.paragraph != phrases[number].paragraph or phrase.is_courtesy or first[at]:
            break
        found.append(at)
    return tuple(found)


def _joined(phrases: Sequence[Phrase], number: int, following: Sequence[int]) -> str:
    """Return what follows a command, with the mark that ended the command itself."""
    mark = phrases[number].text.rstrip()[-1:]
    return " ".join((mark if mark in ".!?" else "", *(phrases[at].text for at in following))).strip()


def _read(words: str, more: str, context: Context) -> Intent | None:
    """Return the first reading of one phrase. The purpose of the reply address comes first: it settles bare words."""
    purpose, today = context.purpose, context.today
    steps: tuple[Callable[[], Intent | None], ...] = (
        lambda: read_late_answer(words, bare=True) if purpose is Purpose.LATE else None,
        lambda: read_confirmation(words, more, bare=True) if purpose is Purpose.CONFIRM else None,
        lambda: read_action(words, more, today, bare=True) if purpose is Purpose.ACTION else None,
        lambda: read_approval(words, bare=True) if purpose is Purpose.DRAFT else None,
        lambda: read_forwarding(words) if context.panel.confidentiality.permission else None,
        lambda: read_meeting_command(words, context),
        lambda: read_move(words, context),
        lambda: read_withdrawal(words),
        lambda: read_request(words),
        lambda: read_late_answer(words, bare=False),
        lambda: read_approval(words, bare=False),
        lambda: read_confirmation(words, more, bare=False),
        lambda: read_action(words, more, today, bare=False),
    )
    return next((intent for step in steps if (intent := step())), None) if words else None
