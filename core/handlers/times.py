"""What happens by itself: one handler a deed, run by the same desk as a mail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core import (
    action_letters,
    actions,
    amendments,
    attendance,
    checks,
    clocks,
    confirmations,
    counters,
    digest,
    due,
    erasure,
    meetings,
    minutes,
    minutes_letters,
    moves,
    names_list,
    notices,
    outbox,
    outcomes,
    quorate,
    readers,
    referrals,
    retention,
    seats,
)
from core import booking as bookings
from core.audit import Event
from core.disclosure import Document
from core.kinds import Kind, Purpose
from core.quorum import answer_words, count
from core.schedule import moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from core.desk import Desk
    from core.due import Deed
    from core.sites import Panel


def horizon(desk: Desk, panel: Panel, deed: Deed) -> None:
    """Keep the dates ahead generated and the nearest meetings invited; again tomorrow.

    A meeting that was invited before keeps to the members as they are configured now.
    """
    for meeting in meetings.ensure(desk, panel):
        day_off = panel.days.holiday(meeting.date)
        if day_off:
            reason = f"The schedule puts this meeting on a day off: {day_off}."
            notices.to_coordinator(desk, panel, meeting, reason, "It stands until you rearrange or cancel it.")
    for number, meeting in enumerate(meetings.upcoming(desk, panel)):
        if meeting.invited or number < panel.type.sitting.invite_ahead:
            seats.keep_to_members(desk, panel, meeting)
    counters.forget_but(desk.connection, "cap:", outbox.caps_of(desk.now))
    tomorrow = desk.today(panel) + timedelta(days=1)
    due.arm(desk.connection, deed.what, deed.about, panel.key, moment(tomorrow, "06:00", panel.zone))


def names_list_due(desk: Desk, panel: Panel, deed: Deed) -> None:
    """Send the names list, once for a date; one that would come after the meeting began is not sent any more."""
    meeting = meetings.get(desk, deed.about)
    if meeting.state != meetings.PLANNED or meeting.starts <= desk.now:
        desk.audit(Event.DUE_MISSED, panel.key, meeting=meeting.date.isoformat(), what=deed.what)
    elif meeting.listed is None:
        names_list.send(desk, panel, meeting)


def quorum_due(desk: Desk, panel: Panel, deed: Deed) -> None:
    """Warn the chair and the coordinator when the answers leave the meeting short."""
    meeting = meetings.get(desk, deed.about)
    if meeting.state != meetings.PLANNED or meeting.starts <= desk.now:
        return
    answers = attendance.seat_answers(desk, meeting.id)
    there = attendance.expected(desk, meeting.id)
    short = count(panel.type.quorum, panel.type.seats, answers, there.people(panel.type))
    lacks = [*short.sentences, *quorate.asked(desk, panel, there)]
    cases = [
        [booking.reference, sentence]
        for booking in bookings.at_meeting(desk, meeting.id, bookings.State.BOOKED)
        for sentence in quorate.of_booking(desk, panel, booking, there, meeting.date)
    ]
    if not lacks and not cases:
        return
    document = Document(
        kind=Kind.QUORUM_WARNING,
        facts={
            "lacks": lacks,
            "cases": cases,
            "answers": [[seat.label, answer_words(answers.get(seat.key, ""))] for seat in panel.type.seats],
            "blocks": short.blocks,
        },
        meeting=meeting.facts,
        purpose=Purpose.MEETING,
        about=meeting.id,
    )
    who = {reader.person_id: reader for reader in (readers.chair(desk, panel), readers.coordinator(desk, panel))}
    outbox.post(desk, panel, document, who.values())
    desk.audit(Event.QUORUM_WARNED, panel.key, meeting=meeting.date.isoformat(), lacks=len(lacks) + len(cases))


def minutes_request(desk: Desk, panel: Panel, deed: Deed) -> None:
    """The meeting is over: ask for the minutes. Who is still late or waiting goes to the next meeting."""
    meeting = meetings.get(desk, deed.about)
    if meeting.state == meetings.CANCELLED:
        return
    following = meetings.next_after(desk, panel, meeting)
    waiting = bookings.at_meeting(desk, meeting.id, bookings.State.LATE, bookings.State.WAITING)
    booked = bookings.at_meeting(desk, meeting.id, bookings.State.BOOKED)
    not_ready = tuple(each for each in booked if not checks.consented(panel, each.values, meeting.date))
    for booking in (*waiting, *not_ready):
        if following is not None:
            moves.move(desk, panel, booking, following, "not-reached")
    meetings.mark(desk, meeting, state=meetings.OVER)
    for booking in bookings.at_meeting(desk, meeting.id):
        clocks.review(desk, panel, booking.case_id, booking.id)
    if bookings.at_meeting(desk, meeting.id):
        minutes_letters.request(desk, panel, meeting)


def minutes_chase(desk: Desk, panel: Panel, deed: Deed) -> None:
    """The minutes are late: ask again, every working day until a draft is complete."""
    meeting = meetings.get(desk, deed.about)
    revision = minutes.latest(desk, meeting.id)
    complete = revision is not None and revision.state is not minutes.State.COLLECTING
    if meeting.state == meetings.CANCELLED or complete or not bookings.at_meeting(desk, meeting.id):
        return
    # After a standstill both the request and this are due at once: one is enough for a day.
    if meeting.minutes_asked is None or _local_day(meeting.minutes_asked, panel) < desk.today(panel):
        minutes_letters.request(desk, panel, meeting)
    _tomorrow(desk, panel, deed)


def confirm_chase(desk: Desk, panel: Panel, deed: Deed) -> None:
    """Remind the confirmer every working day while outcomes are draft."""
    booking = bookings.get(desk, deed.about)
    if outcomes.awaits(desk, booking):
        confirmations.ask(desk, panel, booking, reminder=True)
        _tomorrow(desk, panel, deed)


def action_reminder(desk: Desk, panel: Panel, deed: Deed) -> None:
    """Remind an owner before the day; once it is past, the chase does it."""
    action = actions.find(desk, deed.about)
    if action is not None and action.due < desk.today(panel):
        return
    _about_action(desk, panel, deed, Kind.ACTION_REMINDER)


def action_overdue(desk: Desk, panel: Panel, deed: Deed) -> None:
    """Chase an owner after the day, and the case worker with them."""
    action = _about_action(desk, panel, deed, Kind.ACTION_OVERDUE)
    if action is not None:
        actions.chase_again(desk, panel, action)


def _about_action(desk: Desk, panel: Panel, deed: Deed, kind: Kind) -> actions.Action | None:
    action = actions.find(desk, deed.about)
    if action is None or action.state not in (actions.OPEN, actions.DRAFT):
        return None
    action_letters.tell(desk, panel, bookings.get(desk, action.booking_id), action, kind)
    return action


def clock_over(desk: Desk, panel: Panel, deed: Deed) -> None:
    """A time limit has run out: tell those the panel names, and put to the confirmer what follows from it."""
    found = clocks.find(desk, panel, deed.about)
    if found is None or found[0].state != clocks.RUNNING:
        return
    kept, declared, booking_id = found
    booking = bookings.get(desk, booking_id)
    desk.audit(Event.CLOCK_OVER, panel.key, booking.reference, clock=kept.key)
    if declared.erases:
        _erase(desk, panel, deed, kept.case_id)
        return
    referred = referrals.make(desk, panel, booking, declared.refer, booking.values, once=True)
    for named in declared.tell:
        reader = readers.office(desk, panel, named, booking.reference)
        if reader is not None:
            notices.clock_over(desk, panel, booking, reader, kept, referred)
    if referred and not referred[1]:
        _refer_yourself(desk, panel, booking, kept.label, referred[0])
    if declared.then:
        confirmations.propose(desk, panel, booking, declared.then)
    clocks.mark_told(desk, kept.id)


def _refer_yourself(desk: Desk, panel: Panel, booking: bookings.Booking, label: str, name: str) -> None:
    """Tell the presenters that what a time limit calls for could not be booked, so that they do it."""
    flag = f"{label}: the day is over. Not booked with the {name}: refer it there yourself."
    for person in bookings.presenters(desk, booking):
        amendments.tell_status(desk, panel, booking, person, flags=[flag])


def _erase(desk: Desk, panel: Panel, deed: Deed, case_id: int) -> None:
    """Erase a case that is no longer kept. While something is in the way, the digest shows it and it is tried again."""
    if retention.in_the_way(desk.connection, case_id):
        _tomorrow(desk, panel, deed)
    else:
        erasure.erase(desk, panel, case_id)


def daily_digest(desk: Desk, panel: Panel, deed: Deed) -> None:
    """Tell the coordinator each working morning what waits for a person; nothing, when nothing does."""
    digest.send(desk, panel)
    _tomorrow(desk, panel, deed, "08:00")


def _local_day(at: datetime, panel: Panel) -> date:
    return at.astimezone(panel.zone).date()


def _tomorrow(desk: Desk, panel: Panel, deed: Deed, at: str = "09:00") -> None:
    day = panel.days.forward(desk.today(panel), 1)
    due.arm(desk.connection, deed.what, deed.about, panel.key, moment(day, at, panel.zone))


DEEDS: dict[str, Callable[[Desk, Panel, Deed], None]] = {
    "horizon": horizon,
    "names-list": names_list_due,
    "quorum": quorum_due,
    "minutes-request": minutes_request,
    "minutes-chase": minutes_chase,
    "confirm-chase": confirm_chase,
    "action-reminder": action_reminder,
    "action-overdue": action_overdue,
    "digest": daily_digest,
    clocks.WHAT: clock_over,
}


def act(desk: Desk, deed: Deed) -> None:
    """Do one thing that is due. Panel-wide deeds carry their panel in their name, such as `horizon:missing`."""
    panel = desk.site.panels.get(deed.panel)
    if panel is not None:
        DEEDS[deed.what.partition(":")[0]](desk, panel, deed)
