"""Mails about bookings: a new one, and a reply about one that exists (a change, a move, the answer to a question)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from core.intents import (
    Amend,
    AskDates,
    AskHelp,
    AskList,
    AskStatus,
    AskTerms,
    Book,
    Intent,
    Move,
    Wish,
    Withdraw,
)
from mail.understanding.booking import BookingRead, read_amendment, read_booking
from mail.understanding.booking.danger import tells_danger
from mail.understanding.commands import find_references, is_lone_reference, read_commands, without_references
from mail.understanding.heard import Heard, Reading, unused_phrases
from mail.understanding.meeting_commands import is_only_a_day
from mail.understanding.names import names_at, plain_name
from mail.understanding.phrases import Said, unsaid

_QUESTIONS = (AskHelp, AskTerms, AskDates, AskStatus, AskList)
_ABOUT_ONE = (Withdraw, Move)
_IT_IS = re.compile(r"^(?:it['’]?s|it is|(?:his|her|their|the) (?:full )?name is)\s+", re.IGNORECASE)


def read_new_booking(heard: Heard) -> Reading | None:
    """Read a mail without a reply address: commands, or a booking, or both.

    What is asked besides a booking is answered by its confirmation (dates, status). Taking back or moving counts beside
    a booking only with a reference: "Not Alex, take him off" is about the list that is just being made.
    """
    booking = _booking(heard, heard.incoming.text)
    said = read_commands(heard.phrases, heard.context)
    name = heard.context.panel.subject.name
    commands = {plain_name(heard.phrases[number].core) for each in said for number in each.phrases}
    # "Approve", by itself, is a command and nobody's name.
    named = any(plain_name(each.get(name, "")) not in commands for book in booking.books for each in book.subjects)
    if not named and _own_references(heard) and (changes := read_reply_about_booking(heard)):
        return changes
    if booking.is_request and (named or not said):
        kept = [each for each in said if _beside_a_booking(each, heard)]
        spoken = {heard.phrases[number].text for each in said for number in each.phrases}
        unused = tuple(line for line in booking.unused if line not in spoken)
        return Reading((*booking.books, *(each.intent for each in kept)), unused)
    if said:
        return Reading.of(said, heard)
    if booking.book.danger:
        # Nothing to book, but somebody must be told where help is: the question carries the advice.
        return Reading((Book((), danger=True, unclear=("name",)),), unused_phrases(heard, ()))
    return None


def read_reply_about_booking(heard: Heard) -> Reading | None:
    """Read a reply about a booking: what it says in commands, another child to book, else what it changes."""
    said = _commands(heard) or _moved_in_prose(heard)
    used = {number for each in said for number in each.phrases}
    rest = unsaid(heard.body, heard.phrases, used)
    if other := _another_child(heard, rest):
        return Reading((*(each.intent for each in said), *other.books), other.unused)
    danger = tells_danger(heard.body, heard.context.panel.emergency.words)
    if any(isinstance(each.intent, Withdraw) for each in said):
        taken_back = Reading.of(said, heard)
        return replace(taken_back, intents=(Amend(danger=True), *taken_back.intents)) if danger else taken_back
    values, unused = _amended(heard, rest)
    full, written = _full_name(heard)
    if full:
        name_field = heard.context.panel.subject.name
        values, unused = {**values, name_field: full}, tuple(line for line in unused if line != written)
    intents: tuple[Intent, ...] = tuple(each.intent for each in said)
    if values or danger:
        intents = (*intents, Amend(values, danger))
    if not intents:
        return None
    left = [phrase for phrase in unused_phrases(heard, used) if phrase in unused or not values]
    said_nothing = {*_courtesies(heard), *_lone_references(heard)}
    lost = left or [line for line in unused if line not in said_nothing]
    # What tells of danger is answered with what to do about it, not with "write it as Field: value".
    return Reading(
        intents,
        tuple(line for line in lost if not (danger and tells_danger(line, heard.context.panel.emergency.words))),
    )


def _own_references(heard: Heard) -> bool:
    """Whether the writer names a booking, in the subject or in their own words."""
    own = heard.context.without_links(heard.body)
    return bool(find_references(f"{heard.incoming.subject}\n{own}", heard.context.prefix))


def _booking(heard: Heard, text: str) -> BookingRead:
    context = heard.context
    # "MIS-26-0007" names no child.
    return read_booking(
        without_references(heard.incoming.subject, context.prefix) if text is heard.incoming.text else "",
        "\n".join(
            line if context.without_links(line) != line else without_references(line, context.prefix)
            for line in text.split("\n")
        ),
        heard.incoming.table_rows if text is heard.incoming.text else (),
        context.panel,
        context.today,
        context.sender.name,
        context.staff_names,
    )


def _beside_a_booking(said: Said, heard: Heard) -> bool:
    if isinstance(said.intent, _QUESTIONS):
        return False
    words = " ".join(heard.phrases[number].text for number in said.phrases)
    return not isinstance(said.intent, _ABOUT_ONE) or bool(find_references(words, heard.context.prefix))


def _commands(heard: Heard) -> tuple[Said, ...]:
    """Return the commands. A day alone may be the date of birth we asked for: one of the past is no panel's day."""
    context = heard.context
    said = read_commands(heard.phrases, context)
    if not context.asked:
        return said
    return tuple(each for each in said if not (_is_unclear_day(each, heard) and _answers_question(each, heard)))


def _is_unclear_day(said: Said, heard: Heard) -> bool:
    words = heard.phrases[said.phrases[0]].core
    return (
        isinstance(said.intent, Move)
        and said.intent.wish.wish is Wish.UNCLEAR
        and is_only_a_day(words, heard.context.today)
    )


def _answers_question(said: Said, heard: Heard) -> bool:
    return bool(_amended(heard, heard.phrases[said.phrases[0]].text)[0])


def _amended(heard: Heard, text: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
    context = heard.context
    if not text.strip():
        return {}, ()
    return read_amendment(text, context.panel, context.today, context.asked, context.sender.name)


def _another_child(heard: Heard, rest: str) -> BookingRead | None:
    """Return the booking of a child that the answered mail is not about, when it is plainly asked for."""
    name_field = heard.context.panel.subject.name
    if not re.search(r"\b(?:book|add|include|put|list|refer)\b", rest, re.IGNORECASE):
        return None
    booking = _booking(heard, rest)
    names = [subject.get(name_field, "") for book in booking.books for subject in book.subjects]
    if not booking.is_request or not names:
        return None
    # Asked for a name, "please book Sam Example" is the answer and not another child.
    name_asked = name_field in heard.context.asked
    return booking if name_asked or not any(_is_the_same(name, heard) for name in names) else None


def _is_the_same(name: str, heard: Heard) -> bool:
    """Tell whether a name is in the mail that is answered: "book Sam for January instead" is no second booking."""
    sent = re.sub(r"[^\w]+", " ", plain_name(heard.context.sent_text))
    return bool(name) and f" {plain_name(name)} " in f" {sent} "


def _moved_in_prose(heard: Heard) -> tuple[Said, ...]:
    """Read "please book Sam for the January panel instead" about the booking that exists as a move."""
    for number, phrase in enumerate(heard.phrases):
        if not re.search(r"\b(?:book|put|add|slot|panel|list|instead)\b", phrase.text, re.IGNORECASE):
            continue
        booking = _booking(heard, phrase.text)
        names = [
            subject.get(heard.context.panel.subject.name, "") for book in booking.books for subject in book.subjects
        ]
        wish = booking.book.wish
        firm = wish.wish in {Wish.DAY, Wish.MONTH, Wish.AFTER_NEXT}
        if booking.is_request and firm and all(_is_the_same(name, heard) for name in names):
            return (Said(Move(wish), (number,)),)
    return ()


def _full_name(heard: Heard) -> tuple[str, str]:
    """Return the full name of a child of whom we had the first name, and the line it stands in by itself; else ""."""
    field = heard.context.panel.field(heard.context.panel.subject.name)
    label = re.escape(field.label) if field else "Name"
    known = re.search(rf"^{label}:[ \t]*([^\s:]+)[ \t]*$", heard.context.sent_text, re.MULTILINE)
    for phrase in heard.phrases if known and field else ():
        words = _IT_IS.sub("", phrase.core)
        names = names_at(words, 0)
        whole = len(names) == 1 and names[0].is_full and names[0].end == len(words)
        if known and whole and plain_name(names[0].words[0]) == plain_name(known[1]):
            return names[0].name, phrase.text
    return "", ""


def _lone_references(heard: Heard) -> set[str]:
    """Return the lines that are but a reference."""
    return {phrase.text for phrase in heard.phrases if is_lone_reference(phrase.text, heard.context.prefix)}


def _courtesies(heard: Heard) -> set[str]:
    return {phrase.text for phrase in heard.phrases if phrase.is_courtesy}
