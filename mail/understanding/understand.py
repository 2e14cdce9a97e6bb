"""One mail, understood: the step that turns what was read into intents (design B2, step 6).

1. Calendar answers, delivery reports, automatic mail and encrypted wrappers are what their sort says.
2. A person's own words are cut from the quotes, and the subject counts where it is not ours.
3. What the reply address was for says which readings are tried, in the order of `_READINGS`; without one all of them.
4. What nothing was made of is said: `unused`. Thanks alone ask for nothing; nothing at all is `NotUnderstood`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.intents import (
    AnswerInvitation,
    Approve,
    Automatic,
    Book,
    Bounced,
    CalendarOther,
    ConfirmSender,
    DateWish,
    Intent,
    NothingToDo,
    NotUnderstood,
    ResearchReturn,
    SendInstead,
    Unreadable,
)
from core.kinds import Purpose, Role
from mail.incoming import Incoming
from mail.sorting import Sort, read_bounce
from mail.understanding.about_bookings import read_new_booking, read_reply_about_booking
from mail.understanding.answers import read_answers
from mail.understanding.calendar_replies import read_calendar
from mail.understanding.calendar_words import comment_in
from mail.understanding.commands import find_references, read_commands
from mail.understanding.confirming import with_wording
from mail.understanding.context import Context
from mail.understanding.heard import Heard, Reading, about_the_matter, hear, unused_phrases
from mail.understanding.minutes_form import read_form
from mail.understanding.minutes_text import NOTHING_OPENS, OPENS, has_blocks, is_minutes, read_minutes, text_above
from mail.understanding.phrases import is_one_of, phrases
from mail.understanding.quotes import without_sent
from mail.understanding.research_returns import conflict_unplaced, read_returns

_NOT_MINE = r"(?:this|it|that) (?:was|is)(?: not|n't) (?:me|from me|mine)"
_NOT_SENT = r"i (?:did not|didn't) (?:send|write)\b.*"
_PANEL_PEOPLE = frozenset({Role.MEMBER, Role.REPRESENTATIVE, Role.CHAIR})


@dataclass(frozen=True)
class Understood:
    """What a mail asks for: intents in order, booking references found in it, and the words that were of no use."""

    intents: tuple[Intent, ...]
    references: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


def understand(incoming: Incoming, sort: Sort, context: Context, rules: tuple[str, ...] = ()) -> Understood:
    """Return what a mail of this sort asks for; `rules` are the sorting rules that hit (for automatic mail)."""
    heard = hear(incoming, context)
    found = find_references(f"{incoming.subject}\n{context.without_links(heard.own.new)}", context.prefix)
    references = found or find_references(context.without_links(incoming.text), context.prefix)
    match sort:
        case Sort.CALENDAR:
            reading = _calendar(incoming, heard)
            return Understood(reading.intents, references, reading.unused)
        case Sort.BOUNCE:
            return Understood((Bounced(*read_bounce(incoming)),), references)
        case Sort.AUTOMATIC:
            return Understood((Automatic(" ".join(rules) or "automatic mail"),), references)
        case Sort.UNREADABLE:
            return Understood((Unreadable(incoming.encrypted or "encrypted"),), references)
        case _:
            reading = _person(heard)
            return Understood(reading.intents, references, reading.unused)


def _calendar(incoming: Incoming, heard: Heard) -> Reading:
    """Read a calendar message. Outlook's users decline in the calendar and write who comes instead in the mail."""
    intents = read_calendar(incoming.calendars) or (CalendarOther(""),)
    said = () if heard.own.echo else phrases(comment_in(heard.body))
    words = tuple(phrase.text for phrase in said if not phrase.is_courtesy)
    if not any(isinstance(each, AnswerInvitation) for each in intents):
        return Reading(intents, words)
    instead = [each.intent for each in read_answers(said, heard.context) if isinstance(each.intent, SendInstead)]
    commented = (
        replace(each, comment="\n".join(words)) if isinstance(each, AnswerInvitation) and not each.comment else each
        for each in intents
    )
    return Reading((*commented, *(replace(each, wish=DateWish()) for each in instead)))


def _person(heard: Heard) -> Reading:
    if heard.context.purpose is Purpose.SENDER:
        return _sender(heard)
    if heard.own.echo:
        return Reading((NotUnderstood(),))
    for read in _READINGS.get(heard.context.purpose, _WITHOUT_TOKEN):
        if reading := read(heard):
            return reading
    if all(phrase.is_courtesy for phrase in heard.phrases) and heard.own.new.strip():
        return Reading((NothingToDo(),))
    return Reading((NotUnderstood(),), unused_phrases(heard, ()))


def _sender(heard: Heard) -> Reading:
    """Any reply shows that the mailbox is the sender's; unless they say that they wrote no such mail."""
    denies = rf"no|(?:no,? )?(?:{_NOT_MINE}|{_NOT_SENT})|not me"
    if not heard.own.echo and any(is_one_of(phrase.core, denies) for phrase in heard.phrases):
        return Reading((NotUnderstood(),), unused_phrases(heard, ()))
    return Reading((ConfirmSender(),))


# The readings, each None when the mail is none


def _minutes(heard: Heard) -> Reading | None:
    """Read blocks: ours, filled in, or the writer's own. With "approve" only blocks the writer opened count."""
    context, panel = heard.context, heard.context.panel
    if not has_blocks(heard.incoming.text):
        return None
    text = without_sent(heard.incoming.text, context.sent_text, OPENS)
    preamble = phrases(about_the_matter(text_above(text), context.sender.name))
    said = read_commands(preamble, context)
    if any(isinstance(each.intent, Approve) for each in said):
        text = without_sent(heard.incoming.text, context.sent_text, NOTHING_OPENS)
    prompts = [way for each in (*panel.minutes.case, *panel.minutes.meeting) for way in (each.label, *each.aliases)]
    details = [way for outcome in panel.outcomes for each in outcome.fields for way in (each.label, *each.aliases)]
    minutes = read_minutes(text, prompts, details)
    asked = context.purpose in {Purpose.MINUTES, Purpose.DRAFT}
    alone = panel.prompt(panel.confidentiality.apart_unless)
    chairs = (alone.label, *alone.aliases) if alone else ()
    if not minutes.blocks or not (asked or is_minutes(minutes, chairs)):
        return None
    intents = (read_form(minutes, panel, context.today), *(each.intent for each in said))
    used = {number for each in said for number in each.phrases}
    return Reading(intents, unused_phrases(replace(heard, phrases=preamble), used))


def _commands(heard: Heard) -> Reading | None:
    said = read_commands(heard.phrases, heard.context)
    return Reading.of(said, heard) if said else _title_command(heard)


def _confirmation(heard: Heard) -> Reading | None:
    reading = _commands(heard)
    return with_wording(reading, heard) if reading else None


def _title_command(heard: Heard) -> Reading | None:
    """Read a command that stands in the subject alone: "Subject: Dates" over a signature."""
    said = read_commands(heard.title, heard.context)
    return Reading(tuple(each.intent for each in said), unused_phrases(heard, ())) if said else None


def _answers(heard: Heard) -> Reading | None:
    said = read_answers(heard.phrases, heard.context) or read_answers(heard.title, heard.context)
    if not said:
        return None
    return Reading.of(said, heard) if heard.phrases else Reading(tuple(each.intent for each in said))


def _slot_answer(heard: Heard) -> Reading | None:
    """Read whether a presenter comes; with anything else in the mail it is about the booking itself."""
    invited = replace(heard.context, purpose=Purpose.INVITE)
    said = [each for each in read_answers(heard.phrases, invited) if isinstance(each.intent, AnswerInvitation)]
    reading = Reading.of(said, heard) if said else None
    return None if reading is None or reading.unused or read_commands(heard.phrases, heard.context) else reading


def _members_answers(heard: Heard) -> Reading | None:
    """Without a reply address only a member's words are an answer to an invitation."""
    if not heard.context.roles & _PANEL_PEOPLE:
        return None
    booking = read_new_booking(heard)
    books = booking and any(isinstance(each, Book) and each.subjects for each in booking.intents)
    return None if books else _answers(heard)


def _returns(heard: Heard) -> Reading | None:
    """Read what is known of the names. Somebody may use the list's address to say who comes."""
    if not find_references(heard.body, heard.context.prefix) and (answers := _answers(heard)):
        return answers
    returns, used = read_returns(heard.body, heard.context)
    if not returns and used:  # no conflict to declare; or one, and nobody can tell in which booking
        return None if conflict_unplaced(heard.body, heard.context) else Reading((NothingToDo(),))
    return Reading(tuple(returns)) if returns else None


def _members_returns(heard: Heard) -> Reading | None:
    """Without a reply address: a member who gives references and says of one that it is known, or not."""
    if not heard.context.roles & _PANEL_PEOPLE or not find_references(heard.body, heard.context.prefix):
        return None
    returns, _ = read_returns(heard.body, heard.context)
    return Reading(tuple(returns)) if any(each.known is not None or each.conflict for each in returns) else None


def _members_conflict(heard: Heard) -> Reading | None:
    """Read a conflict of interest that a member declares where another answer was asked for."""
    reading = _members_returns(heard)
    declares = reading and all(isinstance(each, ResearchReturn) and each.conflict for each in reading.intents)
    return reading if declares else None


Read = Callable[[Heard], Reading | None]
_WITHOUT_TOKEN: tuple[Read, ...] = (_minutes, _members_returns, _members_answers, read_new_booking, _title_command)
_READINGS: dict[Purpose | None, tuple[Read, ...]] = {
    Purpose.MINUTES: (_minutes, _commands),
    Purpose.DRAFT: (_minutes, _commands),
    Purpose.LATE: (_commands,),
    Purpose.CONFIRM: (_confirmation,),
    Purpose.ACTION: (_commands,),
    Purpose.INVITE: (_members_conflict, _answers, _commands),
    Purpose.NAMES: (_returns, _commands),
    Purpose.BOOKING: (read_reply_about_booking, _title_command),
    Purpose.SLOT: (_slot_answer, read_reply_about_booking, _title_command),
}
