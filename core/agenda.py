"""The agenda: placing bookings on meetings and taking them off, and all that follows from it.

What a mail asks for arrives here already resolved to a panel, a person and a meeting. Each function writes its effect,
audit and letters through the desk. Moving to another meeting is `core.moves`, changing what a
booking says `core.amendments`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import barriers, cases, checks, clocks, meetings, notices, outcome_letters, slots, standing
from core import booking as bookings
from core import booking_letters as letters
from core.audit import Event
from core.booking import Booking, Draft, State
from core.errors import Held
from core.kinds import Kind
from core.panels import Check, Finding, Need
from core.requirements import kept, lacking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One subject somebody wants discussed. `unused` are the mail's lines that nothing was made of.

    `any_meeting`: no date was said, so an item of the same subject on another meeting is the one that is meant.
    `parted_from`: the item of what turned out to be another child of the same name. `referred_from`: the booking at
    another panel whose outcome asks for this one.
    """

    values: Mapping[str, str]
    presenter: Known
    danger: bool = False
    unused: tuple[str, ...] = ()
    any_meeting: bool = False
    parted_from: Booking | None = None
    referred_from: str = ""


def place(
    desk: Desk,
    panel: Panel,
    wanted: Wanted,
    meeting: Meeting | None,
    *,
    follows: Booking | None = None,
    asked: Booking | None = None,
) -> Booking | None:
    """Put a subject on a meeting: booked, late, waiting, or joined to the item that is there already.

    `asked` is the booking that waited for its name or date: its reference stays with it. `follows` is the one whose
    outcome keeps the case on the panel. Without a meeting (a panel with no dates of its own) it waits for one. None
    when the panel's rules refuse it. Raises Held when what was written must not be kept, or the sender must not learn
    of the case.
    """
    day = meeting.date if meeting else desk.today(panel)
    wanted = replace(wanted, values=kept(panel.type, wanted.values, day, asked.values if asked else None))
    own = _by_first_name(desk, panel, wanted, meeting, asked)
    found = cases.Match(own.case_id, known=True) if own and own.case_id else None
    found = found or cases.match(desk, panel, wanted.values, wanted.presenter.id)
    there = own or _there(desk, found.case_id, meeting, wanted, asked)
    _must_be_free_to_book(desk, panel, wanted, there, found)
    if there is None and not _takes(desk, panel, wanted, meeting, found, (asked, follows)):
        return None
    if there is not None:
        if asked is not None:
            bookings.change(desk, asked, state=State.WITHDRAWN)
        return join(desk, panel, wanted, there)
    if asked is None:
        booking = _make(desk, panel, wanted, meeting, found.case_id, follows)
    else:
        danger = asked.danger or wanted.danger
        at = meeting.id if meeting else None
        columns = {"values": wanted.values, "case_id": found.case_id, "meeting_id": at, "danger": danger}
        booking = bookings.change(desk, asked, **columns)
        bookings.note_said(desk, booking, wanted.presenter, wanted.values)
    if wanted.parted_from is not None:
        notices.duplicate(desk, panel, booking, "parted", (wanted.parted_from,))
    else:
        notices.namesakes(desk, panel, booking, found.others)
    if wanted.danger:
        notices.danger(desk, panel, booking)
    if follows:
        # Nobody's mail asked for this one, so it answers none; and what was asked once is not asked again.
        booking = bookings.change(desk, booking, asked=follows.asked)
        return settle(desk, panel, booking, rebooked=True)
    return settle(desk, panel, booking, wanted)


def _must_be_free_to_book(desk: Desk, panel: Panel, wanted: Wanted, there: Booking | None, found: cases.Match) -> None:
    """Hold the mail of somebody whom the case says must not learn of it: no answer may show that it exists."""
    person = (wanted.presenter.address, wanted.presenter.name)
    open_ones = bookings.of_case(desk, found.case_id)
    told = [wanted.values, *(each.values for each in open_ones), there.values if there else {}]
    if any(barriers.must_not_learn(panel, person, values) for values in told):
        cases.forget(desk, found)
        message = "The sender is one of those whom the case says must not learn of it. Do not answer."
        raise Held(message)


def _takes(
    desk: Desk,
    panel: Panel,
    wanted: Wanted,
    meeting: Meeting | None,
    found: cases.Match,
    before: tuple[Booking | None, Booking | None],
) -> bool:
    """Whether the panel's rules take a new booking; the presenter of one that they refuse is told why."""
    asked, follows = before
    values = {**(asked.values if asked else {}), **wanted.values}
    day = meeting.date if meeting else desk.today(panel)
    case_id = found.case_id if found.known else None
    findings = checks.find(desk, panel, values, day, case_id, but=asked.id if asked else 0)
    if any(each.check is Check.HOLD for each in findings):
        cases.forget(desk, found)
    checks.must_not_be_kept(findings)
    if follows is not None or not any(each.check is Check.REFUSE for each in findings):
        return True
    if asked is not None:
        bookings.change(desk, asked, state=State.WITHDRAWN)
    cases.forget(desk, found)
    standing.refuse(desk, panel, (wanted.presenter,), findings, wanted.unused)
    return False


def _there(desk: Desk, case_id: int, meeting: Meeting | None, wanted: Wanted, asked: Booking | None) -> Booking | None:
    """Return the item of a case that a new booking of it is about."""
    items = [
        each
        for each in bookings.of_case(desk, case_id)
        if (each.meeting_id or each.state is State.WAITING) and (not asked or each.id != asked.id)
    ]
    at = meeting.id if meeting else None
    here = [each for each in items if each.meeting_id == at]
    own = [each for each in items if wanted.any_meeting and wanted.presenter in bookings.presenters(desk, each)]
    return next(iter((*here, *own)), None)


def _by_first_name(
    desk: Desk, panel: Panel, wanted: Wanted, meeting: Meeting | None, asked: Booking | None
) -> Booking | None:
    """Return the worker's own item that was booked under the first name alone, or under the full one when this is it.

    Only another mail's: "Sam Example and Sam" in one are two.
    """
    name = panel.type.subject.name
    words = cases.fold_name(wanted.values.get(name, "")).split()
    rest = {key: value for key, value in wanted.values.items() if key != name}
    found = []
    for each in bookings.open_of(desk, panel, wanted.presenter.id):
        theirs = cases.fold_name(each.name(panel)).split()
        here = (meeting and each.meeting_id == meeting.id) or (wanted.any_meeting and each.meeting_id)
        half = words != theirs and words[:1] == theirs[:1] and 1 in (len(words), len(theirs))
        other_mail = each.inbox_id != desk.inbox_id and (asked is None or each.id != asked.id)
        if here and half and other_mail and not cases.contradict(panel, each.values, rest):
            found.append(each)
    return found[0] if len(found) == 1 else None


def _make(
    desk: Desk, panel: Panel, wanted: Wanted, meeting: Meeting | None, case_id: int, follows: Booking | None
) -> Booking:
    """Write the row. What the same presenter said before of who the child is, and was asked, holds on."""
    subject = panel.type.subject
    earlier = follows or bookings.last_of_case(desk, case_id, wanted.presenter.id)
    told = bookings.said_by(desk, earlier, wanted.presenter) if earlier else {}
    lasting = {key: told[key] for key in (subject.born, subject.number) if told.get(key)}
    known = (each.key for each in panel.type.fields if each.need is Need.ASK_ONCE and told.get(each.key))
    draft = Draft(
        state=State.ASKED,
        values={**lasting, **wanted.values},
        case_id=case_id,
        meeting_id=meeting.id if meeting else None,
        danger=wanted.danger,
        asked=tuple(dict.fromkeys((*earlier.asked, *known))) if earlier else (),
        follows_id=follows.id if follows else None,
        referred_from=wanted.referred_from,
    )
    booking = bookings.make(desk, panel, wanted.presenter, draft)
    if follows is not None:
        for person in bookings.presenters(desk, follows):
            if person != wanted.presenter:
                bookings.add_presenter(desk, booking.id, person, bookings.said_by(desk, follows, person))
    return booking


def settle(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    wanted: Wanted | None = None,
    *,
    rebooked: bool = False,
    place_free: bool = False,
    dated: bool = False,
) -> Booking:
    """Give a booking that has a subject and a meeting its place there, and tell its presenters.

    `wanted` is the mail that asked (its sender is answered in the thread); without it, time or a chair asked. With
    `place_free` it comes from the waiting list: it was in time, however late the place came free. `dated`: it waited
    for a meeting to be added, and this is the one.
    """
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    findings = checks.of_booking(desk, panel, booking, meeting)
    if booking.state is State.ASKED and not rebooked:
        for sentence in checks.told(findings, Check.ALERT):
            notices.alert(desk, panel, booking, sentence)
    stopped = _stopped(desk, panel, booking, meeting, findings, wanted, rebooked=rebooked)
    if stopped is not None:
        return stopped
    in_time = booking.late_allowed or rebooked or place_free or dated
    late = meeting if meeting and letters.is_late(desk, panel, meeting) and not in_time else None
    following = meetings.next_after(desk, panel, late) if late and not panel.type.before.late_to_chair else None
    if following is not None:
        return settle(desk, panel, bookings.change(desk, booking, meeting_id=following.id), wanted)
    if booking.state is State.ASKED and not rebooked:
        outcome_letters.about_booking(desk, panel, booking)
    if late is not None:
        return standing.late(desk, panel, booking, late, wanted, findings)
    allowed = booking.late_allowed or rebooked
    why = standing.chairs_question(desk, panel, booking, meeting, findings) if meeting and not allowed else None
    if meeting and why is not None:
        _stop_the_other(desk, panel, booking, why)
        return standing.to_chair(desk, panel, booking, meeting, wanted, why, findings)
    slot = slots.free(desk, panel, meeting.id, booking.values) if meeting else None
    if meeting is None or slot is None:
        return standing.wait(desk, panel, booking, meeting, wanted, findings)
    booking = bookings.change(desk, booking, state=State.BOOKED, slot=slot, question="")
    desk.audit(Event.BOOKING_MADE, panel.key, booking.reference, meeting.date.isoformat(), slot=slot)
    facts = letters.confirmed_facts(panel, booking) | {
        "rebooked": rebooked,
        "place_free": place_free,
        "alerts": list(checks.told(findings, Check.ALERT)) if not rebooked else [],
        "flags": [
            *letters.also_booked(desk, booking, wanted),
            *_to_know(panel, booking, findings, meeting),
            *(() if rebooked else notices.blocked_words(desk, panel, booking)),
        ],
    }
    letters.answer(desk, panel, booking, Kind.BOOKING_CONFIRMED, wanted, facts)
    booking = letters.mark_asked(desk, panel, booking)
    booking = letters.invite_to_slot(desk, panel, booking)
    standing.on_the_agenda(desk, panel, booking, meeting, findings)
    return booking


def _stopped(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    meeting: Meeting | None,
    findings: Iterable[Finding],
    wanted: Wanted | None,
    *,
    rebooked: bool,
) -> Booking | None:
    """Refuse a booking that the rules do not take, or ask for what it lacks; None when nothing stands against it."""
    found = tuple(findings)
    if not rebooked and any(each.check is Check.REFUSE for each in found):
        standing.tell_refused(desk, panel, booking, found, before=False)
        return bookings.change(desk, booking, state=State.WITHDRAWN, slot=None)
    day = meeting.date if meeting else desk.today(panel)
    if lacking(panel.type, checks.facts(panel, booking.values, day), found):
        return standing.ask_fields(desk, panel, booking, wanted, found)
    return None


def _to_know(panel: Panel, booking: Booking, findings: Iterable[Finding], meeting: Meeting) -> tuple[str, ...]:
    """Return what the presenter is told beside the confirmation."""
    rule = panel.confidentiality.consent
    waits = (rule.waits,) if rule and not checks.consented(panel, booking.values, meeting.date) else ()
    fields = (panel.type.field(key) for key in panel.type.guests.fields)
    lost = [each.label for each in fields if each and "@" not in booking.values.get(each.key, "@")]
    unreached = f"To invite who comes for this item, send an email address for: {', '.join(lost)}." if lost else ""
    return (*checks.told(findings, Check.WARN), *waits, *((unreached,) if unreached else ()))


def _stop_the_other(desk: Desk, panel: Panel, booking: Booking, why: tuple[str, str]) -> None:
    """Take the booking that names the same people the other way round off its agenda too, until the chair speaks."""
    if why[0] != standing.COUNTERCLAIM:
        return
    for other in checks.counterclaims(desk, panel, booking):
        meeting = meetings.find(desk, other.meeting_id) if other.meeting_id else None
        if other.state is State.BOOKED and meeting is not None:
            _clear(desk, panel, other, meeting)
            standing.to_chair(desk, panel, other, meeting, None, why)


def _clear(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting) -> Booking:
    """Take a booked item out of calendars and off the list that went out."""
    booking = letters.cancel_slot(desk, panel, booking, meeting, bookings.presenters(desk, booking))
    letters.dismiss_guests(desk, panel, booking, meeting)
    if booking.listed and meeting.listed is not None:
        notices.names_list_withdrawal(desk, panel, meeting, booking)
    return bookings.change(desk, booking, slot=None, invited=False, listed=False)


_JOINED_AS = {State.LATE: Kind.BOOKING_LATE, State.WAITING: Kind.BOOKING_WAITING, State.ASKED: Kind.BOOKING_QUESTION}


def join(desk: Desk, panel: Panel, wanted: Wanted, booking: Booking) -> Booking:
    """Join an item the child has already: still one. A second worker presents it too, and the coordinator is told.

    The second worker is asked what is not known, as the first was, and is not told what the first one wrote.
    """
    person = wanted.presenter
    discreet = panel.confidentiality.discreet
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    newcomer = person not in bookings.presenters(desk, booking)
    before = booking
    values = {**wanted.values, **booking.values} if newcomer else {**booking.values, **wanted.values}
    name = panel.type.subject.name
    values[name] = max(booking.name(panel), values.get(name, ""), key=len)  # "Sam" takes nothing from "Sam Example"
    booking = bookings.change(desk, booking, values=values, danger=booking.danger or wanted.danger)
    if newcomer:
        bookings.add_presenter(desk, booking.id, person, wanted.values)
        desk.audit(Event.BOOKING_JOINED, panel.key, booking.reference, person=person.id)
        notices.duplicate(desk, panel, booking, "joined")
    else:
        bookings.note_said(desk, booking, person, wanted.values)
    if booking.case_id is not None and booking.name(panel) != before.name(panel):
        notices.namesakes(desk, panel, booking, cases.correct(desk, panel, booking.case_id, booking.values))
    if wanted.danger:
        notices.danger(desk, panel, booking)
    if booking.state is State.ASKED and booking.question == "fields":
        # What was asked for may have come in a whole new mail, or with the second worker.
        return settle(desk, panel, booking, wanted)
    facts = letters.confirmed_facts(panel, booking) | letters.standing_facts(desk, panel, booking, meeting)
    blocked = notices.blocked_words(desk, panel, booking, before) if booking.state is State.BOOKED else ()
    letters.write(
        desk,
        panel,
        booking,
        _JOINED_AS.get(booking.state, Kind.BOOKING_CONFIRMED),
        to=(person,),
        facts=facts | {"already": not discreet, "joined": newcomer and not discreet, "flags": list(blocked)},
        unused=wanted.unused,
        answering=person,
        asks=letters.asks(desk, panel, booking, newcomer=newcomer),
    )
    booking = letters.mark_asked(desk, panel, booking)
    if newcomer and booking.state is State.BOOKED:
        letters.invite_one_to_slot(desk, panel, booking, person)
    after_change(desk, panel, before, booking)
    return booking


def after_change(desk: Desk, panel: Panel, before: Booking, booking: Booking, *, by_chair: bool = False) -> bool:
    """Do what a change calls for: flags, guests, partners told who the listed child really is. False: it came off.

    `by_chair`: the chair made it, and is told what it means in the answer.
    """
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    if before.values == booking.values:
        return True
    clocks.review(desk, panel, booking.case_id, booking.id)
    if booking.state in {State.BOOKED, State.LATE, State.WAITING}:
        outcome_letters.about_booking(desk, panel, booking, before)
    if meeting is None or booking.state not in bookings.OPEN:
        return True
    findings = checks.of_booking(desk, panel, booking, meeting)
    lost = checks.consented(panel, before.values, meeting.date) and not checks.consented(
        panel, booking.values, meeting.date
    )
    if lost or any(each.check is Check.REFUSE for each in findings):
        take_off(desk, panel, booking, meeting, findings, ready=not lost)
        return False
    if booking.state is not State.BOOKED:
        return True
    known = checks.of_booking(desk, panel, before, meeting)
    for finding in findings:
        if finding in known:
            continue
        if finding.check in {Check.FLAG, Check.CHAIR}:
            notices.flag(desk, panel, booking, finding.sentence)
        elif finding.check is Check.ALERT:
            notices.alert(desk, panel, booking, finding.sentence)
    shared = slots.of_group(desk, panel, booking)
    if shared is not None and shared != booking.slot:
        booking = letters.invite_to_slot(desk, panel, bookings.change(desk, booking, slot=shared))
    new = letters.welcome_guests(desk, panel, booking)
    if not by_chair:
        notices.guests_blocked(desk, panel, booking, new)
    _tell_partners(desk, panel, before, booking, meeting)
    return True


def _tell_partners(desk: Desk, panel: Panel, before: Booking, booking: Booking, meeting: Meeting) -> None:
    """Bring the list that went out up to date: who the child really is, or an entry that is ready only now."""
    subject = panel.type.subject
    identity = (subject.name, subject.born, subject.number)
    changed = any(before.values.get(key) != booking.values.get(key) for key in identity)
    if booking.listed and changed:
        notices.names_list_addition(desk, panel, meeting, booking, corrected=True)
    elif not booking.listed and meeting.listed is not None and checks.consented(panel, booking.values, meeting.date):
        notices.names_list_addition(desk, panel, meeting, booking)


def take_off(
    desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, findings: Iterable[Finding], *, ready: bool
) -> None:
    """Take a booking off that the panel's rules do not let stand any more. Those who had its name delete it.

    Not `ready`: what the list needs (consent) was taken back.
    """
    held = booking
    booking = bookings.change(desk, _clear(desk, panel, booking, meeting), state=State.WITHDRAWN)
    if not ready and not any(each.check is Check.REFUSE for each in findings):
        findings = (Finding(Check.REFUSE, "What the panel needs before it can list this case is not there any more."),)
    standing.tell_refused(desk, panel, booking, findings)
    why = "This booking was taken off the agenda: the panel's rules do not let it stand any more."
    notices.flag(desk, panel, booking, why, "The presenters were told, and those who had its name on a list.")
    if held.state is State.BOOKED:
        promote(desk, panel, meeting)


def withdraw(desk: Desk, panel: Panel, booking: Booking, person: Known, unused: tuple[str, ...] = ()) -> None:
    """Take a booking off; when others present it too, only this presenter goes."""
    everyone = bookings.presenters(desk, booking)
    meeting = meetings.find(desk, booking.meeting_id) if booking.meeting_id else None
    stays = person in everyone and len(everyone) > 1
    leaving = (person,) if stays else everyone
    if stays:
        bookings.remove_presenter(desk, booking, person)
    else:
        if booking.listed and meeting and meeting.listed is not None and meeting.starts > desk.now:
            notices.names_list_withdrawal(desk, panel, meeting, booking)
        booking = bookings.change(desk, booking, state=State.WITHDRAWN)
    date = meeting.date.isoformat() if meeting else ""
    desk.audit(Event.BOOKING_WITHDRAWN, panel.key, booking.reference, date, person=person.id)
    facts = {"stays": stays}
    letters.write(
        desk, panel, booking, Kind.BOOKING_WITHDRAWN, to=leaving, facts=facts, unused=unused, answering=person
    )
    if meeting:
        booking = letters.cancel_slot(desk, panel, booking, meeting, leaving)
        if booking.state is State.WITHDRAWN:
            letters.dismiss_guests(desk, panel, booking, meeting)
            bookings.change(desk, booking, slot=None, invited=False)
            promote(desk, panel, meeting)
    clocks.review(desk, panel, booking.case_id, booking.id)


def promote(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Give free slots to the waiting list, first come first served."""
    if meeting.state != meetings.PLANNED or meeting.starts <= desk.now:
        return
    for waiting in bookings.at_meeting(desk, meeting.id, State.WAITING):
        if slots.free(desk, panel, meeting.id, waiting.values) is not None:
            settle(desk, panel, waiting, place_free=True)
