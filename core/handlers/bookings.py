"""Booking, amending, moving, withdrawing: what presenters ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core import (
    agenda,
    amendments,
    cases,
    checks,
    clocks,
    meetings,
    moves,
    notices,
    outbox,
    people,
    permissions,
    standing,
)
from core import booking as bookings
from core import booking_letters as letters
from core.agenda import Wanted
from core.audit import Event
from core.booking import Draft, State
from core.disclosure import Document, Item
from core.errors import Held, Refused
from core.intents import Amend, AskList, AskStatus, Book, DateWish, LateAnswer, Move, Wish, Withdraw
from core.kinds import Kind, Purpose, Role
from core.panels import Check, Finding, PerCase
from core.schedule import Found, NotADay, Past

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.handlers.mail import Mail
    from core.meetings import Meeting
    from core.people import Known


_WISH = "@wish"  # among the values of a booking that waits for a name: no field of a panel can be called so


def book(mail: Mail, intent: Book) -> None:
    """Book each subject; ask where the name or the date is not clear."""
    if standing.turned_away(mail.desk, mail.panel, mail.person):
        return
    pending = _pending(mail)
    if pending is not None and pending.question != "name" and not intent.subjects and intent.wish.wish is not Wish.NONE:
        move(mail, Move(intent.wish))
        return
    if "name" in intent.unclear or not intent.subjects:
        question = Question("name", danger=intent.danger, unused=mail.heard.unused)
        _ask(mail, pending, _partly_known(mail, intent.known), intent.wish, question)
        return
    for number, values in enumerate(intent.subjects):
        asked = _waiting_for(mail, values, pending if number == 0 else None)
        unused = mail.heard.unused if number == 0 else ()
        _go_on(mail, asked, values, intent.wish, danger=intent.danger, unused=unused)


def _partly_known(mail: Mail, known: Mapping[str, str]) -> dict[str, str]:
    """Return what can be kept while the name is asked: a whole name that is in doubt is not, a first name is."""
    name = mail.panel.type.subject.name
    return {key: value for key, value in known.items() if key != name or " " not in value}


def _go_on(
    mail: Mail,
    asked: Booking | None,
    values: Mapping[str, str],
    wish: DateWish,
    *,
    danger: bool,
    unused: tuple[str, ...],
) -> None:
    """Put a named subject on the meeting wished for, in this mail or when the name was asked; or ask for the date."""
    known = dict(asked.values) if asked else {}
    kept = _kept_wish(known.pop(_WISH, ""))
    wish = kept if wish.wish is Wish.NONE else wish
    values = {**known, **values}
    found = mail.meeting_wanted(wish)
    waits = isinstance(mail.panel.type.schedule, PerCase) and not (wish.wish is Wish.DAY and isinstance(found, Found))
    if not waits and not isinstance(found, Found):
        question = Question(_date_question(found), found.nearest, danger=danger, unused=unused)
        _ask(mail, asked, values, wish, question)
        return
    wanted = Wanted(
        values=values,
        presenter=_presenter(mail, asked),
        danger=danger,
        unused=unused,
        any_meeting=wish.wish is Wish.NONE,
    )
    agenda.place(mail.desk, mail.panel, wanted, None if waits else found.meeting, asked=asked)


def _presenter(mail: Mail, asked: Booking | None) -> Known:
    """Return who presents: the sender, unless the coordinator answers for a worker whose booking waits."""
    presenters = bookings.presenters(mail.desk, asked) if asked else ()
    return mail.person if not presenters or mail.person in presenters else presenters[0]


def _pending(mail: Mail) -> Booking | None:
    """Return the booking that waits for this sender's answer, when the mail replies to our question."""
    booking_id = mail.about(Purpose.BOOKING)
    booking = bookings.find(mail.desk, booking_id) if booking_id else None
    return booking if booking and booking.state is State.ASKED and booking.meeting_id is None else None


def _waiting_for(mail: Mail, values: Mapping[str, str], pending: Booking | None) -> Booking | None:
    """Return the sender's booking that these words complete: what the mail answers, else one that waits for a date.

    Somebody who answers our question with a whole new mail does not want two bookings.
    """
    name = mail.panel.type.subject.name
    if pending is not None and not cases.contradict(mail.panel, pending.values, values):
        return pending
    for booking in bookings.open_of(mail.desk, mail.panel, mail.person.id, State.ASKED):
        waits = booking.meeting_id is None and booking.values.get(name)
        if waits and not cases.contradict(mail.panel, booking.values, values):
            return booking
    return None


@dataclass(frozen=True)
class Question:
    """What must be asked, and what goes with the question."""

    what: str
    nearest: tuple[Meeting, ...] = ()
    danger: bool = False
    unused: tuple[str, ...] = ()


def _date_question(found: object) -> str:
    if isinstance(found, NotADay):
        return "date-not-a-panel-day"
    return "date-past" if isinstance(found, Past) else "date-unclear"


def _ask(mail: Mail, asked: Booking | None, values: Mapping[str, str], wish: DateWish, question: Question) -> None:
    """Keep what was understood, and ask for the one thing that is not clear. Nothing is on an agenda yet."""
    desk, panel = mail.desk, mail.panel
    if not desk.may_answer and not question.danger:
        # An out-of-office or a list mail: a question to it would go round, and a booking would wait for ever.
        message = "It seems to ask for a booking that is not clear, and it must not be answered automatically."
        raise Held(message)
    kept = {**values, _WISH: _wish_text(wish)} if question.what == "name" else dict(values)
    if asked is None:
        draft = Draft(state=State.ASKED, values=kept, danger=question.danger, question=question.what)
        booking = bookings.make(desk, panel, mail.person, draft)
    else:
        danger = asked.danger or question.danger
        booking = bookings.change(desk, asked, values=kept, question=question.what, danger=danger)
        bookings.note_said(desk, booking, mail.person, values)
    desk.audit(Event.BOOKING_ASKED, panel.key, booking.reference, question=question.what)
    if question.danger:
        notices.danger(desk, panel, booking)
    _send_question(mail, booking, question, wish.written)


def _send_question(mail: Mail, booking: Booking, question: Question, written: str) -> None:
    label = mail.panel.type.field(mail.panel.type.subject.name)
    asks = [[label.label if label else "Name", ""]] if question.what == "name" else []
    letters.write(
        mail.desk,
        mail.panel,
        booking,
        Kind.BOOKING_QUESTION,
        to=(mail.person,),
        facts={"question": question.what, "offered": [meeting.date.isoformat() for meeting in question.nearest]},
        unused=question.unused,
        answering=mail.person,
        asks=asks,
        written=written,
    )


def _wish_text(wish: DateWish) -> str:
    """Write a wish into a booking that waits for a name, so that the answer need not repeat it."""
    day = wish.day.isoformat() if wish.day else ""
    month = f"{wish.month[0]}-{wish.month[1]:02}" if wish.month else ""
    return "|".join((wish.wish.value, day, month, wish.written.replace("|", "/")))


def _kept_wish(text: str) -> DateWish:
    if not text:
        return DateWish()
    word, day, month, written = text.split("|", 3)
    year_month = (int(month[:4]), int(month[5:])) if month else None
    return DateWish(Wish(word), date.fromisoformat(day) if day else None, year_month, written)


def amend(mail: Mail, intent: Amend) -> None:
    """Set fields; an answer that gives the name or fields we waited for puts the booking on the agenda."""
    booking = mail.booking(intent)
    subject = mail.panel.type.subject
    # A first name that we had, and now a birth date or a number, is enough to tell the child from others.
    tells = (subject.born, subject.number) if booking.name(mail.panel) else ()
    if booking.question == "name" and any(intent.values.get(key) for key in (subject.name, *tells)):
        _go_on(mail, booking, intent.values, DateWish(), danger=intent.danger, unused=mail.heard.unused)
        return
    if booking.state is State.WITHDRAWN:
        message = "That booking was withdrawn. Book again to put it on a meeting."
        raise Refused(message)
    chairs = Role.CHAIR in mail.roles and mail.person not in bookings.presenters(mail.desk, booking)
    values = permissions.beside(mail.panel, booking, intent.values) if chairs else intent.values
    wanted = Wanted(values=values, presenter=mail.person, danger=intent.danger, unused=mail.heard.unused)
    booking = amendments.amend(mail.desk, mail.panel, booking, wanted)
    if chairs:
        permissions.give(mail.desk, mail.panel, booking, intent.values)


def move(mail: Mail, intent: Move) -> None:
    """Move a booking, or give the date that a booking waits for."""
    booking = mail.booking(intent)
    desk, panel, unused = mail.desk, mail.panel, mail.heard.unused
    if booking.state in (State.WITHDRAWN, State.HEARD, State.NOT_PRESENTED):
        message = "That booking is not on a coming meeting. Book again to put it on one."
        raise Refused(message)
    held = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    if held is None and booking.question == "name" and not booking.name(panel):
        _ask(mail, booking, {}, intent.wish, Question("name", unused=unused))
        return
    if held is None:
        # It was never placed: this is the answer to our question about the date. Its reference stays with it.
        _go_on(mail, booking, {}, intent.wish, danger=False, unused=unused)
        return
    found = mail.meeting_wanted(intent.wish, after=held)
    if not isinstance(found, Found):
        elsewhere = tuple(meeting for meeting in found.nearest if meeting.id != held.id)
        question = Question(_date_question(found), elsewhere, unused=unused)
        _send_question(mail, booking, question, intent.wish.written)
    elif found.meeting.id == held.id:
        amendments.tell_status(desk, panel, booking, mail.person, unused=unused)
    else:
        wanted = Wanted(values={}, presenter=mail.person, unused=unused)
        moves.move(desk, panel, booking, found.meeting, "asked", wanted)


def withdraw(mail: Mail, intent: Withdraw) -> None:
    """Take a booking off."""
    booking = mail.booking(intent)
    if booking.state not in bookings.OPEN:
        amendments.tell_status(mail.desk, mail.panel, booking, mail.person, unused=mail.heard.unused)
        return
    offices = {Role.COORDINATOR, Role.CHAIR}
    kept = {clock.key for clock in mail.panel.type.clocks if clock.keeps}
    if kept and not mail.roles & offices:
        still = {each.key for each in clocks.running(mail.desk, mail.panel, booking.case_id)} & kept
        if still:
            message = "A time limit of this case still runs, so only the coordinator or the chair can take it off."
            raise Refused(message)
    agenda.withdraw(mail.desk, mail.panel, booking, mail.person, mail.heard.unused)


def status(mail: Mail, intent: AskStatus) -> None:
    """Say where a booking stands; with no booking named and several open, say it of each."""
    desk, panel = mail.desk, mail.panel
    own = bookings.open_of(desk, panel, mail.person.id)
    named = mail.heard.references or (mail.heard.token and mail.heard.token.purpose in (Purpose.BOOKING, Purpose.SLOT))
    asked = own if not named and own else (mail.booking(intent),)
    for number, booking in enumerate(asked):
        amendments.tell_status(desk, panel, booking, mail.person, unused=mail.heard.unused if number == 0 else ())


def answer_late(mail: Mail, intent: LateAnswer) -> None:
    """Chair: let a late booking in, or send it to the next meeting."""
    mail.must_be(Role.CHAIR)
    desk, panel = mail.desk, mail.panel
    booking = _late_booking(mail, intent)
    if booking.state is not State.LATE:
        message = "This booking is not waiting for your answer any more."
        raise Refused(message)
    desk.audit(Event.BOOKING_LATE_ANSWERED, panel.key, booking.reference, allowed=int(intent.allowed))
    if intent.allowed:
        agenda.settle(desk, panel, bookings.change(desk, booking, late_allowed=True))
        return
    if booking.question in {standing.TO_CHAIR, standing.COUNTERCLAIM}:
        held = meetings.get(desk, booking.meeting_id or 0)
        asked = [each for each in checks.of_booking(desk, panel, booking, held) if each.check is Check.CHAIR]
        door = " ".join(dict.fromkeys(each.door for each in asked if each.door))
        said = Finding(Check.REFUSE, "The chair decided that this panel does not hear this booking.", door=door)
        agenda.take_off(desk, panel, booking, held, (said,), ready=True)
        return
    following = meetings.next_after(desk, panel, meetings.get(desk, booking.meeting_id or 0))
    if following is None:
        message = "There is no later meeting to move this booking to. Add one, or answer late yes."
        raise Refused(message)
    moves.move(desk, panel, booking, following, "late-not-allowed")


def _late_booking(mail: Mail, intent: LateAnswer) -> Booking:
    """Return the late booking meant: by reference or reply address, else the only one that waits for the chair."""
    if mail.heard.references or mail.about(Purpose.LATE):
        return mail.booking(intent, offices=(Role.CHAIR,))
    waiting = [
        booking
        for meeting in meetings.upcoming(mail.desk, mail.panel)[:3]
        for booking in bookings.at_meeting(mail.desk, meeting.id, State.LATE)
    ]
    if len(waiting) == 1:
        return waiting[0]
    message = "Reply to the mail that asked about the late booking, or write its reference."
    raise Refused(message)


def list_bookings(mail: Mail, intent: AskList) -> None:
    """Coordinator: send the bookings of the next meeting."""
    del intent
    mail.must_be(Role.COORDINATOR, Role.CHAIR)
    desk, panel = mail.desk, mail.panel
    ahead = meetings.upcoming(desk, panel)
    if not ahead:
        message = "No meeting is planned."
        raise Refused(message)
    meeting = ahead[0]
    items: tuple[Item, ...] = tuple(
        letters.item(desk, panel, booking, meeting) for booking in bookings.at_meeting(desk, meeting.id)
    )
    role = Role.COORDINATOR if Role.COORDINATOR in mail.roles else Role.CHAIR
    document = Document(
        kind=Kind.NAMES_LIST,
        items=items,
        facts={"none": not items, "answers_by": meetings.answers_by(desk, panel, meeting).isoformat()},
        meeting=meeting.facts,
        purpose=Purpose.NAMES,
        about=meeting.id,
        thread=desk.thread,
        is_answer=True,
    )
    outbox.post(desk, panel, document, (people.reader(mail.person, role),))
