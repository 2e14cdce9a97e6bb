"""Minutes, their approval and the confirmation of outcomes by email."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import (
    approval,
    barriers,
    completeness,
    confirmations,
    meetings,
    minutes,
    minutes_letters,
    notices,
    outcomes,
    people,
    readers,
)
from core import booking as bookings
from core.audit import Event
from core.cases import fold_name
from core.errors import Refused
from core.handlers.mail import NOT_YOURS
from core.intents import Approve, Confirm, ForwardMinutes, MinutesRead, NotAgreed
from core.kinds import Kind, Purpose, Role
from core.minutes import MEETING, State

if TYPE_CHECKING:
    from core.booking import Booking
    from core.handlers.mail import Mail
    from core.meetings import Meeting
    from core.outcomes import Group


def _meeting(mail: Mail, references: tuple[str, ...]) -> Meeting:
    """Return the meeting minutes belong to: by reply address, by its bookings' references, else the last one held."""
    desk = mail.desk
    bound = mail.about(Purpose.MINUTES, Purpose.DRAFT, Purpose.MEETING)
    if bound is not None:
        return meetings.get(desk, bound)
    for reference in references:
        booking = bookings.by_reference(desk, mail.panel, reference)
        if booking is not None and booking.meeting_id:
            return meetings.get(desk, booking.meeting_id)
    held = meetings.latest_over(desk, mail.panel)
    if held is None:
        message = "No meeting has been held yet, so there is nothing to minute."
        raise Refused(message)
    return held


_ASKED_FOR = 3  # each is a mail to the chair


def read_minutes(mail: Mail, intent: MinutesRead) -> None:
    """Take minutes in: keep what can be read, name what cannot; a whole draft goes to the chair."""
    mail.must_be(Role.COORDINATOR, Role.CHAIR)
    desk, panel = mail.desk, mail.panel
    references = tuple(block.reference for block in intent.blocks if block.reference != MEETING)
    meeting = _meeting(mail, references)
    revision = minutes.open_revision(desk, meeting)
    by_chair = Role.CHAIR in mail.roles
    content, troubles = minutes.take_in(desk, panel, meeting, intent.blocks, revision.content, by_chair=by_chair)
    if not by_chair:
        _ask_whom_to_name(mail, meeting, minutes.asks_to_name(panel, intent.blocks, revision.content))
    troubles += completeness.lacking(desk, panel, meeting, content)
    state = State.COLLECTING if troubles else State.DRAFT
    revision = minutes.save(desk, revision, state, content)
    desk.audit(
        Event.MINUTES_READ,
        panel.key,
        meeting=meeting.date.isoformat(),
        revision=revision.revision,
        blocks=len(intent.blocks),
        problems=len(troubles),
    )
    if troubles:
        role = Role.COORDINATOR if Role.COORDINATOR in mail.roles else Role.CHAIR
        known = {booking.reference for booking in bookings.at_meeting(desk, meeting.id)} | {MEETING}
        strange = {trouble.reference for trouble in troubles}
        reader = people.reader(mail.person, role, known | strange)
        minutes_letters.problems(desk, panel, meeting, troubles, len(content), reader)
    else:
        minutes_letters.draft(desk, panel, meeting, revision)


def _ask_whom_to_name(mail: Mail, meeting: Meeting, references: tuple[str, ...]) -> None:
    """Tell the chair that the minute taker finds it necessary to name another case: the chair alone can say so."""
    desk, panel = mail.desk, mail.panel
    heading = panel.type.prompt(panel.confidentiality.apart_unless)
    reason = "Whoever writes the minutes finds it necessary to name somebody from another case in those of this one."
    for reference in references:
        booking = bookings.by_reference(desk, panel, reference)
        if booking is not None and heading is not None:
            line = f"{heading.label}: the other reference, and why."
            what = f"To allow it, reply with [{reference}] on a line of its own, and under it: {line}"
            what += " Until then the name is not in the minutes."
            notices.about_minutes(desk, panel, meeting, booking, reason, what)


def forward(mail: Mail, intent: ForwardMinutes) -> None:
    """Ask the chair whether minutes may go on to somebody: nothing is sent, and the chair's word is what invites them.

    Somebody who takes no part in the item is answered as if it did not exist.
    """
    desk, panel = mail.desk, mail.panel
    booking = mail.booking(intent, offices=(Role.COORDINATOR, Role.CHAIR, Role.MEMBER, Role.REPRESENTATIVE))
    if not _takes_part(mail, booking):
        raise Refused(NOT_YOURS)
    addresses = tuple(each for each in intent.to if not desk.site.is_ours(each))
    if not addresses:
        message = "Write the email address of the person who should have the minutes."
        raise Refused(message)
    if len(addresses) > _ASKED_FOR:
        message = f"Ask for {_ASKED_FOR} addresses at most in one mail."
        raise Refused(message)
    who = f"{mail.person.name} {mail.person.address}".strip()
    reason = "Somebody asked to send the minutes of this booking on to an address."
    notices.ask_permission(desk, panel, booking, addresses, who, reason)
    done = f"The chair was asked whether the minutes of {booking.reference} may go on. Nothing was sent."
    mail.answer(Kind.HELP, {"commands": [], "panels": [], "dates": [], "done": done})


def _takes_part(mail: Mail, booking: Booking) -> bool:
    """Whether the sender reads of this item anyway: an office, its presenter, or a seat that is invited to it."""
    desk, panel, person = mail.desk, mail.panel, mail.person
    if any(person_id == person.id for person_id, _ in barriers.of_booking(desk, booking)):
        return False
    if mail.roles & {Role.COORDINATOR, Role.CHAIR} or person in bookings.presenters(desk, booking):
        return True
    seated = readers.of_meeting(desk, panel, booking.meeting_id) if booking.meeting_id else ()
    everything = panel.confidentiality.extracts is None
    return any(each.person_id == person.id and (everything or booking.reference in each.own) for each in seated)


def approve(mail: Mail, intent: Approve) -> None:
    """Chair: lock the draft."""
    del intent
    mail.must_be(Role.CHAIR)
    desk = mail.desk
    meeting = _meeting(mail, mail.heard.references)
    revision = minutes.latest(desk, meeting.id)
    if revision is None or revision.state is State.COLLECTING:
        message = "There is no complete draft of these minutes to approve yet."
        raise Refused(message)
    if revision.state is State.APPROVED:
        message = f"Revision {revision.revision} is approved already. To change it, reply with corrected blocks."
        raise Refused(message)
    approval.approve(desk, mail.panel, meeting, revision)


def _must_not_have_sat(mail: Mail, booking: Booking) -> None:
    """Refuse a decision maker who took part in the meeting that recommended (AAR 2005 reg 30B(3), FSR 2011 reg 27)."""
    desk, panel = mail.desk, mail.panel
    if not panel.type.confirmation.not_a_member or not booking.meeting_id:
        return
    revision = minutes.latest(desk, booking.meeting_id)
    text = str(revision.content.get(MEETING, {}).get("present", "")) if revision else ""
    name = mail.person.name
    if mail.person.address in text.lower() or (" " in name and fold_name(name) in fold_name(text)):
        message = "You took part in the meeting, so you cannot decide. Ask the coordinator who can decide instead."
        raise Refused(message)


def _to_confirm(mail: Mail) -> tuple[Booking, tuple[Group, ...]]:
    """Return the booking whose outcomes the sender may confirm, and which of them."""
    desk, panel = mail.desk, mail.panel
    found = [bookings.find(desk, about)] if (about := mail.about(Purpose.CONFIRM)) else []
    found += [bookings.by_reference(desk, panel, reference) for reference in mail.heard.references]
    for booking in found:
        if booking is None:
            continue
        waiting = outcomes.waiting_for(desk, panel, booking, mail.person.id)
        if waiting and outcomes.awaits(desk, booking):
            _must_not_have_sat(mail, booking)
            return booking, waiting
        if waiting or outcomes.confirmer(desk, panel, booking).person_id == mail.person.id:
            message = "The outcomes of this booking do not wait for your confirmation any more."
            raise Refused(message)
    message = "Reply to the mail that asked you to confirm. Only the person it was sent to can."
    raise Refused(message)


def confirm(mail: Mail, intent: Confirm) -> None:
    """Confirmer: make a booking's outcomes final."""
    booking, groups = _to_confirm(mail)
    if intent.qualified:
        message = (
            "You wrote more than CONFIRM, so nothing is final yet."
            " If something must change, reply NOT AGREED: and what. If not, reply CONFIRM alone."
        )
        raise Refused(message)
    lost = outcomes.reword(mail.desk, mail.panel, booking, intent.wording)
    if lost:
        message = (
            f"We cannot find the words '{lost}' in what you were sent, so nothing is final yet. Only wording can be"
            " corrected this way. For anything else, reply NOT AGREED: and what must change."
        )
        raise Refused(message)
    confirmations.confirm(mail.desk, mail.panel, booking, groups, intent.given)


def not_agreed(mail: Mail, intent: NotAgreed) -> None:
    """Confirmer: not agreed; a reason is needed, because the chair must know what to change."""
    booking, groups = _to_confirm(mail)
    if not intent.reason.strip():
        message = "Write why, for example: not agreed: the legal status is wrong."
        raise Refused(message)
    reason = intent.reason.strip()
    if not confirmations.decide_otherwise(mail.desk, mail.panel, booking, groups, {"reasons": reason, **intent.given}):
        confirmations.not_agreed(mail.desk, mail.panel, booking, groups, reason)
