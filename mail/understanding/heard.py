"""A person's mail, prepared for reading: their own words, cut into phrases, without signature and banners."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from core.intents import Intent
from mail.incoming import Incoming
from mail.understanding.booking.labels import Labels, labels_of
from mail.understanding.booking.own_lines import form_lines
from mail.understanding.commands import is_lone_reference
from mail.understanding.context import Context
from mail.understanding.lines import Line, classify, name_words
from mail.understanding.phrases import Phrase, Said, phrases
from mail.understanding.quotes import Own, own_words

_ASIDE = frozenset("wdfnmrhq")  # letters of `lines`: banner, disclaimer, footer, signature, marking, rule, quote
# Caps for what a person reads at most: the whole is kept in the inbox, and what is below is quoted mail.
_MOST_TEXT = 100_000
_MOST_LINES = 3_000
_MOST_PHRASES = 400
_LONGEST_LINE = 8_000
_ANSWER = re.compile(
    r"^\W*(?:\[[^\]]*\]\W*)*(?:re|aw|sv|antw|fw|fwd|wg|automatic reply)\s*(?:\[\d+\])?:", re.IGNORECASE
)
_TAGS = re.compile(
    r"^\W*(?:\[[^\]]*\]\W*|official(?:[- ]sensitive)?\b\W*|(?:secure|external|cjsm)\b\W*)+", re.IGNORECASE
)


@dataclass(frozen=True)
class Heard:
    """A mail and what it answers.

    `own` are the writer's words as they came, `body` those about the matter (a line aside is blank), `phrases` the body
    cut up, `title` the subject cut up: empty when it is the subject of a reply, and so not the writer's.
    """

    incoming: Incoming
    context: Context
    own: Own
    body: str
    phrases: tuple[Phrase, ...]
    title: tuple[Phrase, ...]


@dataclass(frozen=True)
class Reading:
    """What one way of reading made of a mail."""

    intents: tuple[Intent, ...]
    unused: tuple[str, ...] = ()

    @classmethod
    def of(cls, said: Sequence[Said], heard: Heard) -> Reading:
        """Return the intents that were said, and the phrases that none of them used."""
        used = {number for each in said for number in each.phrases}
        return cls(tuple(each.intent for each in said), unused_phrases(heard, used))


def hear(incoming: Incoming, context: Context) -> Heard:
    """Prepare a mail for reading."""
    if (capped := _capped(incoming.text)) != incoming.text:
        incoming = replace(incoming, text=capped)
    own = own_words(incoming.text, context.sent_text)
    # Better a signature read than a word lost.
    body = about_the_matter(own.new, context.sender.name, labels_of(context.panel)) or own.new
    subject = _TAGS.sub("", incoming.subject)
    title = () if _ANSWER.match(incoming.subject) else phrases(subject)
    return Heard(incoming, context, own, body, phrases(body, _MOST_PHRASES), title)


def _capped(text: str) -> str:
    lines = text[:_MOST_TEXT].split("\n")[:_MOST_LINES]
    return "\n".join(line[:_LONGEST_LINE] for line in lines)


def about_the_matter(text: str, sender_name: str, labels: Labels | None = None) -> str:
    """Return a text with banners, markings, signature and footers blanked; "" when nothing else is in it.

    With the panel's `labels`, a line of its form stays whatever it looks like.
    """
    lines = classify(text, sender_name)
    kept = form_lines(lines, labels) if labels else frozenset()
    body = "\n".join("" if line.letter in _ASIDE and line.number not in kept else _pointed(line) for line in lines)
    return body if body.strip() else ""


def _pointed(line: Line) -> str:
    """Return a line with its bullet, which says that it is one of several points."""
    return f"- {line.text}" if line.letter == "i" else line.text


def unused_phrases(heard: Heard, used: Collection[int]) -> tuple[str, ...]:
    """Return the phrases of no use, without greetings, thanks, the sender's own name and a bare reference."""
    name = name_words(heard.context.sender.name)
    left = (phrase for number, phrase in enumerate(heard.phrases) if number not in used and not phrase.is_courtesy)
    return tuple(
        phrase.text
        for phrase in left
        if not (name and name_words(phrase.text) <= name) and not is_lone_reference(phrase.text, heard.context.prefix)
    )
