"""What a mail asks for, as frozen values: the seam between `mail.understanding` and `core.handlers`.

An intent holds only what was written, in the fields' stored spelling; it decides nothing and looks nothing up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.kinds import Purpose


class Wish(StrEnum):
    """Which meeting somebody means."""

    NONE = "none"  # nothing said: the next panel
    NEXT = "next"
    AFTER_NEXT = "after next"
    MONTH = "month"
    DAY = "day"
    UNCLEAR = "unclear"  # something was said, but it contradicts itself or names two dates


@dataclass(frozen=True)
class DateWish:
    """A wish for a meeting: `day` with DAY; `month` (year, month) with MONTH; `written` the writer's own words."""

    wish: Wish = Wish.NONE
    day: date | None = None
    month: tuple[int, int] | None = None
    written: str = ""


@dataclass(frozen=True)
class Intent:
    """The root of everything a mail can ask for."""


@dataclass(frozen=True)
class Book(Intent):
    """Put these subjects on the agenda. Each is a mapping of field key to value; `unclear` names what must be asked.

    `subjects` may be empty (then "name" is unclear, and `known` is what was said of the one who is meant). `danger`:
    words of immediate danger were found.
    """

    subjects: tuple[Mapping[str, str], ...]
    wish: DateWish = DateWish()
    danger: bool = False
    unclear: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AboutBooking(Intent):
    """Something about one booking: the one of this reference when it stands in the same words, else the mail's."""

    reference: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Amend(AboutBooking):
    """Set these fields of the booking. `danger`: words of immediate danger were found."""

    values: Mapping[str, str] = field(default_factory=dict)
    danger: bool = False


@dataclass(frozen=True)
class Withdraw(AboutBooking):
    """Take the booking off the agenda."""


@dataclass(frozen=True)
class Move(AboutBooking):
    """Put the booking on another meeting."""

    wish: DateWish


@dataclass(frozen=True)
class AskStatus(AboutBooking):
    """Say where the booking stands."""


@dataclass(frozen=True)
class ForwardMinutes(AboutBooking):
    """Send the minutes of the booking on to these addresses: what only the chair can allow."""

    to: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskHelp(Intent):
    """Say what can be written to this address."""


@dataclass(frozen=True)
class AskTerms(Intent):
    """Send the terms of reference."""


@dataclass(frozen=True)
class AskDates(Intent):
    """Send the year's dates."""


@dataclass(frozen=True)
class AskList(Intent):
    """Coordinator: send the list of bookings."""


class Reply(StrEnum):
    """An answer to an invitation (RFC 5545 PARTSTAT)."""

    ACCEPT = "accepted"
    DECLINE = "declined"
    TENTATIVE = "tentative"
    DELEGATE = "delegated"


@dataclass(frozen=True)
class AnswerInvitation(Intent):
    """Accept, decline or tentative, in words or by calendar.

    The calendar parts (`sequence`, `stamp`, `uid`, `attendee`) are None or empty when the answer came in words; `wish`
    is the date that the words name.
    """

    reply: Reply
    attendee: str = ""
    uid: str = ""
    sequence: int | None = None
    stamp: datetime | None = None
    comment: str = ""
    delegated_to: tuple[str, ...] = ()
    wish: DateWish = DateWish()


@dataclass(frozen=True)
class CalendarOther(Intent):
    """A calendar message that is not an answer: COUNTER, REFRESH, REQUEST, CANCEL, ADD, PUBLISH or unreadable ("")."""

    method: str
    uid: str = ""


@dataclass(frozen=True)
class SendInstead(Intent):
    """A member names who comes instead, at the date `wish`; the address is empty when only a name was given."""

    name: str
    email: str = ""
    wish: DateWish = DateWish()


@dataclass(frozen=True)
class ResearchReturn(Intent):
    """A member's answer to the names list: per reference, or for all with the reference ""."""

    known: bool | None
    reference: str = ""
    text: str = ""
    conflict: bool = False


@dataclass(frozen=True)
class LateAnswer(AboutBooking):
    """Chair: whether a late booking may be heard."""

    allowed: bool


@dataclass(frozen=True)
class Approve(Intent):
    """Chair: approve the draft minutes."""


@dataclass(frozen=True)
class MinutesLine:
    """One labelled line of a minutes block: its number in the mail (from 1), label and value as written."""

    number: int
    label: str
    value: str


@dataclass(frozen=True)
class MinutesBlock:
    """A block opened by a reference in brackets ("MEETING" for the meeting's own)."""

    reference: str
    lines: tuple[MinutesLine, ...]
    number: int = 0


@dataclass(frozen=True)
class Minutes(Intent):
    """The minutes as written, block by block; `mail.understanding` reads them by the panel's form into MinutesRead."""

    blocks: tuple[MinutesBlock, ...]


@dataclass(frozen=True)
class PromptGiven:
    """Text under one of the panel's headings."""

    key: str
    text: str


@dataclass(frozen=True)
class OutcomeGiven:
    """One outcome line: the panel's outcome key ("" when the panel has none like it) and its fields' values."""

    number: int
    written: str
    key: str
    values: Mapping[str, str]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ActionGiven:
    """One action line: owner as written (a name, a role or an address), what, due date."""

    number: int
    written: str
    owner: str
    what: str
    due: date | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlockRead:
    """One block by the panel's form. `present` is "came", "absent" or, in [MEETING], the text as written.

    `problems` are [line number, line, sentence] of lines that fit nothing; `removals` [line number, words] of outcomes
    and actions to take out. `conflicts` are people with an interest in the case, `no_conflicts` those of whom that was
    said by mistake.
    """

    reference: str
    number: int
    present: str = ""
    apologies: str = ""
    prompts: tuple[PromptGiven, ...] = ()
    outcomes: tuple[OutcomeGiven, ...] = ()
    actions: tuple[ActionGiven, ...] = ()
    problems: tuple[tuple[int, str, str], ...] = ()
    removals: tuple[tuple[int, str], ...] = ()
    conflicts: tuple[str, ...] = ()
    no_conflicts: tuple[str, ...] = ()


@dataclass(frozen=True)
class MinutesRead(Intent):
    """Coordinator or chair: the minutes, read by the panel's form; whether they can stand is `core.minutes`' matter."""

    blocks: tuple[BlockRead, ...]


@dataclass(frozen=True)
class CancelMeeting(Intent):
    """Coordinator: cancel the meeting of a day."""

    day: date


@dataclass(frozen=True)
class Rearrange(Intent):
    """Coordinator: move the meeting of a day; `at` and `place` None keep what was."""

    day: date
    to: date
    at: time | None = None
    place: str | None = None


@dataclass(frozen=True)
class AddExtraordinary(Intent):
    """Coordinator: add a meeting."""

    day: date
    at: time
    place: str | None = None


@dataclass(frozen=True)
class Confirm(Intent):
    """Confirmer: make the outcomes final.

    `wording` are pairs of words as they stand and as they should read; `qualified`: something else was said that may
    take the yes back ("but change the date"). `given` is what they wrote for the fields of their own decision.
    """

    wording: tuple[tuple[str, str], ...] = ()
    qualified: bool = False
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NotAgreed(Intent):
    """Confirmer: not agreed; goes back to the chair, or is a decision of its own. `given` as in Confirm."""

    reason: str
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActionDone(Intent):
    """Owner: the action is done."""

    note: str = ""


@dataclass(frozen=True)
class ActionNotPossible(Intent):
    """Owner: the action could not be done."""

    reason: str


@dataclass(frozen=True)
class ActionNotDone(Intent):
    """Owner: the action was not done."""

    reason: str


@dataclass(frozen=True)
class MoreTime(Intent):
    """Owner: needs until a day."""

    until: date
    reason: str


@dataclass(frozen=True)
class Bounced(Intent):
    """A delivery report for one of our messages: the server's words, and whether it is final."""

    words: str
    final: bool = True


@dataclass(frozen=True)
class Automatic(Intent):
    """An out-of-office, a receipt or a list mail: recorded, never answered. `why` is the rule that said so."""

    why: str


@dataclass(frozen=True)
class Unreadable(Intent):
    """An encrypted wrapper: `what` says which."""

    what: str


@dataclass(frozen=True)
class ConfirmSender(Intent):
    """A reply to `confirm-sender`: the held mail may go on."""


@dataclass(frozen=True)
class NothingToDo(Intent):
    """Thanks and the like: nothing is asked, nothing is answered."""


@dataclass(frozen=True)
class NotUnderstood(Intent):
    """Nothing we know how to do; the sender is told what can be written."""


class Standing(StrEnum):
    """How sure we are who sent a mail (mail-rules 4)."""

    IDENTIFIED = "identified"
    UNCONFIRMED = "unconfirmed"  # a worker's domain, but no verdict: may confirm by replying
    STRANGER = "stranger"  # authentic or not, nobody we know
    FORGED = "forged"  # the checks failed


@dataclass(frozen=True)
class Sender:
    """Who wrote: address in lower case, the display name as given, how sure, and why (for the held notice)."""

    address: str
    name: str
    standing: Standing
    why: str = ""


@dataclass(frozen=True)
class Token:
    """A verified reply address: what for, of which object, given to which person (ids)."""

    purpose: Purpose
    object_id: int
    person_id: int


@dataclass(frozen=True)
class Heard:
    """One mail, understood: everything `core.handlers` needs to act.

    `panel` is the panel's key ("" for panels@). `references` are booking references found in subject or text (they only
    suggest). `may_answer` False: act, but write nothing back. `unused` are the lines that nothing was made of.
    `hold` non-empty: a cap, a defect or a word that must not be kept holds the mail for a person; `marked`: it was such
    a word. `copied` are the addresses it also went to.
    """

    inbox_id: int
    panel: str
    sender: Sender
    intents: tuple[Intent, ...]
    token: Token | None = None
    references: tuple[str, ...] = ()
    message_id: str = ""
    thread: tuple[str, ...] = ()
    received: datetime | None = None
    may_answer: bool = True
    unused: tuple[str, ...] = ()
    hold: str = ""
    marked: bool = False
    rules: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
