"""What a member writes in words: coming or not, and who comes instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.intents import AnswerInvitation, DateWish, Reply, SendInstead, Wish
from core.kinds import Purpose
from mail.understanding.answer_words import (
    ABOUT_COMING,
    ACCEPT,
    BARE,
    DECLINE,
    INSTEAD,
    NOT_A_PERSON,
    NOT_AN_ANSWER,
    TENTATIVE,
    UNSURE,
)
from mail.understanding.context import Context
from mail.understanding.names import find_names, name_at, same_name
from mail.understanding.phrases import Phrase, Said, is_one_of
from mail.understanding.sentences import sentences
from mail.understanding.wishes import find_mentions

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_LONGEST = 600  # characters of a phrase that may be an answer
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH = re.compile(rf"(?<=\w )({'|'.join(_MONTHS)})\b")
_LONG = 12  # words: an answer longer than that says more than whether somebody comes
_MORE = re.compile(
    r"\b(?:but|until|till|late|early|leave|only|unless|except|part|first|second|online|remotely|teams|phone|before|after)\b"
    r"|[?]",
    re.IGNORECASE,
)


def read_answers(phrases: Sequence[Phrase], context: Context) -> tuple[Said, ...]:
    """Return a member's answer to an invitation, and who comes instead, as far as the words say so.

    A bare "yes" counts only in a reply to an invitation. Words that say both, coming and not, are tentative: the
    coordinator reads the comment.
    """
    invited = context.purpose is Purpose.INVITE
    wish = _wish(" ".join(phrase.text for phrase in phrases), context)
    instead = tuple(
        Said(replace(said.intent, wish=wish), said.phrases) if isinstance(said.intent, SendInstead) else said
        for said in _instead(phrases, context, invited=invited)
    )
    taken = {number for said in instead for number in said.phrases}
    replies: dict[int, Reply] = {}
    for number, phrase in enumerate(phrases):
        reply = _reply(phrase, invited=invited)
        if reply and (number not in taken or reply is Reply.DECLINE):
            replies[number] = reply
    if not replies:
        return instead
    kinds = set(replies.values())
    reply = kinds.pop() if len(kinds) == 1 else Reply.TENTATIVE
    if instead and reply is not Reply.DECLINE:
        replies = {}  # "happy for Jo to attend in my place" says who comes, and that is all
    words = " ".join(phrases[number].text for number in replies)
    comment = words if len(words.split()) > _LONG or _MORE.search(words) else ""
    answer = (Said(AnswerInvitation(reply, comment=comment, wish=wish), tuple(replies)),) if replies else ()
    return (*answer, *instead)


def _wish(text: str, context: Context) -> DateWish:
    """Return the meeting that an answer names, declined or not: the one day or month in it, unclear when several."""
    mentions = [each.wish for sentence in sentences(text) for each in find_mentions(sentence, context.today)]
    named = list(dict.fromkeys(wish for wish in mentions if wish.wish in {Wish.DAY, Wish.MONTH}))
    if not named and (month := _MONTH.search(text)):
        number = _MONTHS.index(month[1]) + 1
        named = [DateWish(Wish.MONTH, month=(context.today.year + (number < context.today.month), number))]
    if len(named) > 1:
        return DateWish(Wish.UNCLEAR, written="; ".join(wish.written for wish in named))
    return named[0] if named else DateWish()


def _reply(phrase: Phrase, *, invited: bool) -> Reply | None:
    words = phrase.core
    if not words or len(words) > _LONGEST or NOT_AN_ANSWER.match(words) or words.rstrip().endswith("?"):
        return None
    if DECLINE.search(words):
        return Reply.TENTATIVE if UNSURE.search(words) else Reply.DECLINE
    if TENTATIVE.search(words) and (invited or ABOUT_COMING.search(words)):
        return Reply.TENTATIVE
    if ACCEPT.search(words) and not INSTEAD.search(words):
        return Reply.ACCEPT
    bare = (reply for reply, pattern in BARE if invited and is_one_of(words, pattern, rf"{pattern}\b.{{0,60}}"))
    return next(bare, None)


# Who comes instead


def _instead(phrases: Sequence[Phrase], context: Context, *, invited: bool) -> tuple[Said, ...]:
    """Find who comes instead: in the phrase that says so, the address also elsewhere. In a reply a name will do."""
    for number, phrase in enumerate(phrases):
        asks = phrase.text.rstrip().endswith("?") and not invited
        if asks or len(phrase.text) > _LONGEST or not INSTEAD.search(phrase.text):
            continue
        email, where = _address(phrases, number, context)
        name = _person(phrase.text, context)
        if name or email:
            return (Said(SendInstead(name, email), tuple(sorted({number, where}))),)
    return _name_alone(phrases, context) if invited else ()


def _name_alone(phrases: Sequence[Phrase], context: Context) -> tuple[Said, ...]:
    for number, phrase in enumerate(phrases):
        if phrase.is_courtesy or len(phrase.text) > _LONGEST or _reply(phrase, invited=True):
            continue
        following = [each for each in phrases[number + 1 : number + 2] if _EMAIL.fullmatch(each.core)]
        email, where = _address([phrase, *following], 0, context)
        rest = _EMAIL.sub(" ", phrase.core).strip(" ,;:<>()[]-")
        name = _person(rest, context)
        if (email or name) and (not rest or (name and len(rest.split()) <= len(name.split()) + 1)):
            return (Said(SendInstead(name, email), tuple(sorted({number, number + where}))),)
    return ()


def _address(phrases: Sequence[Phrase], number: int, context: Context) -> tuple[str, int]:
    """Return the address that is neither the sender's nor ours, from the phrase itself or the nearest other one."""
    for each in sorted(range(len(phrases)), key=lambda at: abs(at - number)):
        for match in _EMAIL.finditer(phrases[each].text):
            address = match[0].lower().strip("'.")
            if address != context.sender.address and "+" not in address:
                return address, each
    return "", number


def _person(text: str, context: Context) -> str:
    """Return the first name of a person in the text who is not the sender; small letters will do at its start."""
    text = _EMAIL.sub(" ", text)
    found = [each for each in find_names(text) if not NOT_A_PERSON.search(each.name)]
    found = [each for each in found if not same_name(each.name, context.sender.name)]
    if best := next((each for each in found if each.is_full), found[0] if found else None):
        return best.name
    start = re.match(r"\W*(?:my (?:deputy|colleague|rep\w*|manager)[, ]+)?", text, re.IGNORECASE)
    dictated = name_at(text, start.end() if start else 0, dictated=True)
    return dictated.name if dictated and dictated.is_full and not same_name(dictated.name, context.sender.name) else ""
