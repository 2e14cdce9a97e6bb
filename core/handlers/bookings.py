"""Booking, amending, moving, withdrawing: what presenters ask for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core import agenda, meetings, outbox, people
from core import booking as bookings
from core import booking_letters as letters
from core.agenda import Wanted
from core.audit import Event
from core.booking import Draft, State
from core.disclosure import Document, Item
from core.errors import Refused
from core.intents import Amend, AskList, AskStatus, Book, DateWish, LateAnswer, Move, Wish, Withdraw
from core.kinds import Kind, Purpose, Role
from core.notices import danger as alert
from core.schedule import Found, NotADay, Past

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.booking import Booking
    from core.handlers.mail import Mail
    from core.meetings import Meeting


def book(mail: Mail, intent: Book) -> None:
    """Book each subject; ask where the name or the date is not clear."""
    pending = _pending(mail)
    if pending is not None and pending.question != "name" and not intent.subjects and intent.wish.wish is not Wish.NONE:
        move(mail, Move(intent.wish))
        return
    if "name" in intent.unclear or not intent.subjects:
        _ask(mail, {}, intent, "name", ())
        return
    if pending is not None and pending.question == "name":
        _complete(mail, pending, intent)
        return
    found = mail.meeting_wanted(intent.wish)
    for number, values in enumerate(intent.subjects):
        unused = mail.heard.unused if number == 0 else ()
        if isinstance(found, Found):
            wanted = Wanted(values=values, presenter=mail.person, danger=intent.danger, unused=unused)
            agenda.place(mail.desk, mail.panel, wanted, found.meeting)
        else:
            question = (
                "date-not-a-panel-day"
                if isinstance(found, NotADay)
                else "date-past"
                if isinstance(found, Past)
                else "date-unclear"
            )
            _ask(mail, values, intent, question, found.nearest, unused)


def _pending(mail: Mail) -> Booking | None:
    """Return the booking that waits for this sender's answer, when the mail replies to our question."""
    booking_id = mail.about(Purpose.BOOKING)
    booking = bookings.find(mail.desk, booking_id) if booking_id else None
    return booking if booking and booking.state is State.ASKED else None


def _ask(
    mail: Mail,
    values: Mapping[str, str],
    intent: Book,
    question: str,
    nearest: tuple[Meeting, ...],
    unused: tuple[str, ...] | None = None,
) -> None:
    """Keep what was understood, and ask for the one thing that is not clear. Nothing is on an agenda yet."""
    desk, panel = mail.desk, mail.panel
    kept = {**values, "wish": _wish_text(intent.wish)} if question == "name" else dict(values)
    booking = _pending(mail)
    if booking is None:
        draft = Draft(state=State.ASKED, values=kept, danger=intent.danger, question=question)
        booking = bookings.make(desk, panel, mail.person, draft)
    else:
        booking = bookings.change(desk, booking, values={**booking.values, **kept}, question=question)
    desk.audit(Event.BOOKING_ASKED, panel.key, booking.reference, question=question)
    if intent.danger:
        alert(desk, panel, booking)
    _send_question(
        mail, booking, question, nearest, intent.wish.written, mail.heard.unused if unused is None else unused
    )


def _send_question(
    mail: Mail, booking: Booking, question: str, nearest: tuple[Meeting, ...], written: str, unused: tuple[str, ...]
) -> None:
    label = mail.panel.type.field(mail.panel.type.subject.name)
    asks = [[label.label if label else "Name", ""]] if question == "name" else []
    letters.write(
        mail.desk,
        mail.panel,
        booking,
        Kind.BOOKING_QUESTION,
        to=(mail.person,),
        facts={"question": question, "offered": [meeting.date.isoformat() for meeting in nearest]},
        unused=unused,
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


def _complete(mail: Mail, booking: Booking, intent: Book) -> None:
    """The name we asked for came: go on with the date that was wished for then, unless a new one is given."""
    wish = intent.wish if intent.wish.wish is not Wish.NONE else _kept_wish(booking.values.get("wish", ""))
    kept = {key: value for key, value in booking.values.items() if key != "wish"}
    bookings.change(mail.desk, booking, state=State.WITHDRAWN)
    whole = Book(tuple({**kept, **values} for values in intent.subjects), wish, booking.danger or intent.danger, ())
    found = mail.meeting_wanted(wish)
    if not isinstance(found, Found):
        for values in whole.subjects:
            _ask_anew(mail, values, whole, found)
        return
    for number, values in enumerate(whole.subjects):
        unused = mail.heard.unused if number == 0 else ()
        wanted = Wanted(values=values, presenter=mail.person, danger=whole.danger, unused=unused)
        agenda.place(mail.desk, mail.panel, wanted, found.meeting)


def _ask_anew(mail: Mail, values: Mapping[str, str], intent: Book, found: object) -> None:
    nearest: tuple[Meeting, ...] = getattr(found, "nearest", ())
    _ask(mail, values, intent, "date-not-a-panel-day" if isinstance(found, NotADay) else "date-unclear", nearest)


def amend(mail: Mail, intent: Amend) -> None:
    """Set fields; an answer that gives the name or fields we waited for puts the booking on the agenda."""
    booking = mail.booking()
    name = mail.panel.type.subject.name
    if booking.state is State.ASKED and booking.question == "name" and intent.values.get(name):
        _complete(mail, booking, Book((intent.values,)))
        return
    if booking.state is State.WITHDRAWN:
        message = "That booking was withdrawn. Book again to put it on a meeting."
        raise Refused(message)
    wanted = Wanted(values=intent.values, presenter=mail.person, unused=mail.heard.unused)
    agenda.amend(mail.desk, mail.panel, booking, wanted)


def move(mail: Mail, intent: Move) -> None:
    """Move a booking, or give the date that a booking waits for."""
    booking = mail.booking()
    if booking.state in (State.WITHDRAWN, State.HEARD, State.NOT_PRESENTED):
        message = "That booking is not on a coming meeting. Book again to put it on one."
        raise Refused(message)
    held = meetings.find(mail.desk, booking.meeting_id) if booking.meeting_id else None
    found = mail.meeting_wanted(intent.wish, after=held)
    wanted = Wanted(values=booking.values, presenter=mail.person, danger=booking.danger, unused=mail.heard.unused)
    if not isinstance(found, Found):
        question = (
            "date-not-a-panel-day"
            if isinstance(found, NotADay)
            else "date-past"
            if isinstance(found, Past)
            else "date-unclear"
        )
        _send_question(mail, booking, question, found.nearest, intent.wish.written, mail.heard.unused)
        return
    if held is None:
        # It was never placed: this is the answer to our question about the date. Its reference stays with it.
        agenda.place_asked(mail.desk, mail.panel, booking, found.meeting, wanted)
        return
    if found.meeting.id == held.id:
        agenda.tell_status(mail.desk, mail.panel, booking, mail.person, unused=mail.heard.unused)
        return
    agenda.move(mail.desk, mail.panel, booking, found.meeting, "asked", wanted)


def withdraw(mail: Mail, intent: Withdraw) -> None:
    """Take a booking off."""
    del intent
    booking = mail.booking()
    if booking.state not in bookings.OPEN:
        agenda.tell_status(mail.desk, mail.panel, booking, mail.person, unused=mail.heard.unused)
        return
    agenda.withdraw(mail.desk, mail.panel, booking, mail.person, mail.heard.unused)


def status(mail: Mail, intent: AskStatus) -> None:
    """Say where a booking stands; with no booking named and several open, say it of each."""
    del intent
    desk, panel = mail.desk, mail.panel
    own = bookings.open_of(desk, panel, mail.person.id)
    if not mail.heard.references and mail.about(Purpose.BOOKING, Purpose.SLOT) is None and len(own) > 1:
        for booking in own:
            agenda.tell_status(desk, panel, booking, mail.person)
        return
    agenda.tell_status(desk, panel, mail.booking(), mail.person, unused=mail.heard.unused)


def answer_late(mail: Mail, intent: LateAnswer) -> None:
    """Chair: let a late booking in, or send it to the next meeting."""
    mail.must_be(Role.CHAIR)
    desk, panel = mail.desk, mail.panel
    booking = _late_booking(mail)
    if booking.state is not State.LATE:
        message = "This booking is not waiting for your answer any more."
        raise Refused(message)
    desk.audit(Event.BOOKING_LATE_ANSWERED, panel.key, booking.reference, allowed=int(intent.allowed))
    if intent.allowed:
        agenda.settle(desk, panel, bookings.change(desk, booking, late_allowed=True))
        return
    following = meetings.next_after(desk, panel, meetings.get(desk, booking.meeting_id or 0))
    if following is None:
        message = "There is no later meeting to move this booking to. Add one, or answer late yes."
        raise Refused(message)
    agenda.move(desk, panel, booking, following, "late-not-allowed")


def _late_booking(mail: Mail) -> Booking:
    """Return the late booking meant: by reply address or reference, else the only one that waits for the chair."""
    if mail.heard.references or mail.about(Purpose.LATE):
        return mail.booking(offices=(Role.CHAIR,))
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
        facts={"none": not items, "answers_by": meeting.date.isoformat()},
        meeting=meeting.facts,
        purpose=Purpose.NAMES,
        about=meeting.id,
        thread=desk.thread,
        is_answer=True,
    )
    outbox.post(desk, panel, document, (people.reader(mail.person, role),))
