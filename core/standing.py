"""Where a booking stands, put on record and told: asked, late, with the chair, waiting, refused, on the agenda.

`core.agenda` decides which of these it is; each function here writes that state, its audit event and its letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import booking as bookings
from core import booking_letters as letters
from core import checks, clocks, meetings, notices, outbox, people
from core.audit import Event
from core.booking import Booking, State
from core.disclosure import Document, Item
from core.kinds import Kind, Role
from core.panels import Check, Finding
from core.sites import domain_matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.agenda import Wanted
    from core.desk import Desk
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel

TO_CHAIR = "chair"  # a rule puts the booking to the chair, though it is in time
RIVALS = "rivals"  # somebody is on that meeting who must be kept apart
COUNTERCLAIM = "counterclaim"  # another booking names the same people the other way round

_KEPT_APART = "Somebody is on this meeting who must be kept apart from the person this booking is about."
_COUNTERCLAIM = "Another booking names the same people the other way round. Say which of them is heard."


def ask_fields(
    desk: Desk, panel: Panel, booking: Booking, wanted: Wanted | None, findings: Iterable[Finding] = ()
) -> Booking:
    """Ask for the lines without which the booking cannot be placed."""
    booking = bookings.change(desk, booking, state=State.ASKED, question="fields")
    desk.audit(Event.BOOKING_ASKED, panel.key, booking.reference, question="fields")
    facts = {"question": "fields", "offered": [], "referred_from": booking.referred_from, **_said(findings)}
    letters.answer(desk, panel, booking, Kind.BOOKING_QUESTION, wanted, facts)
    return booking


def _said(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Return what the presenter is told at once, and what to note, in whatever answer they get."""
    found = tuple(findings)
    return {"alerts": list(checks.told(found, Check.ALERT)), "flags": list(checks.told(found, Check.WARN))}


def late(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    meeting: Meeting,
    wanted: Wanted | None,
    findings: Iterable[Finding] = (),
) -> Booking:
    """Keep a late booking until the chair has answered."""
    booking = bookings.change(desk, booking, state=State.LATE, question="")
    desk.audit(Event.BOOKING_LATE, panel.key, booking.reference, meeting.date.isoformat())
    _with_the_chair(desk, panel, booking, meeting, wanted, ("", ""), findings)
    return booking


def to_chair(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    meeting: Meeting,
    wanted: Wanted | None,
    why: tuple[str, str],
    findings: Iterable[Finding] = (),
) -> Booking:
    """Put a booking to the chair for a reason of its own: `why` is (what the question is, the sentence)."""
    question, sentence = why
    booking = bookings.change(desk, booking, state=State.LATE, slot=None, question=question)
    desk.audit(Event.BOOKING_TO_CHAIR, panel.key, booking.reference, meeting.date.isoformat(), why=question)
    # What a presenter must not learn (that the other one is booked too) is for the chair alone.
    told = sentence if question == TO_CHAIR else "The chair looks at every booking like this one first."
    _with_the_chair(desk, panel, booking, meeting, wanted, (sentence, told), findings)
    return booking


def _with_the_chair(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    meeting: Meeting,
    wanted: Wanted | None,
    why: tuple[str, str],
    findings: Iterable[Finding],
) -> None:
    """Tell the presenters that the chair decides, and ask the chair; `why` is (to the chair, to the presenters)."""
    sentence, told = why
    facts = letters.standing_facts(desk, panel, booking, meeting) | _said(findings)
    goes_on = booking.question not in {TO_CHAIR, COUNTERCLAIM}  # what these are about is not another day
    facts |= {"chair": told, "closed": panel.type.before.closes_days is not None}
    facts["next_date"] = facts["next_date"] if goes_on else ""
    letters.answer(desk, panel, booking, Kind.BOOKING_LATE, wanted, facts)
    letters.mark_asked(desk, panel, booking)
    following = meetings.next_after(desk, panel, meeting) if goes_on else None
    notices.late_request(desk, panel, booking, meeting, following, sentence)


def chairs_question(
    desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, findings: Iterable[Finding]
) -> tuple[str, str] | None:
    """Return why a booking in time goes to the chair all the same, or None."""
    found = checks.sentences(findings, Check.CHAIR)
    if found:
        return TO_CHAIR, " ".join(found)
    if checks.rival_there(desk, panel, booking, meeting):
        return RIVALS, _KEPT_APART
    if checks.counterclaims(desk, panel, booking):
        return COUNTERCLAIM, _COUNTERCLAIM
    return None


def wait(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    meeting: Meeting | None,
    wanted: Wanted | None,
    findings: Iterable[Finding] = (),
) -> Booking:
    """Put a booking on the waiting list of a full meeting, or let it wait for a meeting to be added (None)."""
    booking = bookings.change(desk, booking, state=State.WAITING, question="", slot=None)
    desk.audit(Event.BOOKING_WAITING, panel.key, booking.reference, meeting.date.isoformat() if meeting else "")
    facts = letters.standing_facts(desk, panel, booking, meeting) | {"due": "", **_said(findings)}
    if meeting is None:
        clocks.review(desk, panel, booking.case_id, booking.id)
        aims = {clock.key for clock in panel.type.clocks if clock.target}
        limits = clocks.running(desk, panel, booking.case_id)
        due = min((each.last for each in limits if each.key not in aims), default=None)
        facts["due"] = due.isoformat() if due else ""
        notices.needs_a_meeting(desk, panel, booking, facts["due"])
    letters.answer(desk, panel, booking, Kind.BOOKING_WAITING, wanted, facts)
    return letters.mark_asked(desk, panel, booking)


def on_the_agenda(
    desk: Desk, panel: Panel, booking: Booking, meeting: Meeting, findings: Iterable[Finding] = ()
) -> None:
    """Do what follows from a place on the agenda: flags to the chair, guests, time limits, the list that is out."""
    for sentence in checks.sentences(findings, Check.FLAG):
        notices.flag(desk, panel, booking, sentence)
    for each in checks.discussed_elsewhere(desk, panel, booking.case_id):
        notices.elsewhere(desk, panel, booking, each)
    for sentence in checks.shared(desk, panel, booking):
        notices.flag(desk, panel, booking, sentence)
    notices.guests_blocked(desk, panel, booking, letters.welcome_guests(desk, panel, booking))
    clocks.review(desk, panel, booking.case_id, booking.id)
    if meeting.listed is not None and checks.consented(panel, booking.values, meeting.date):
        notices.names_list_addition(desk, panel, meeting, booking)


def refuse(
    desk: Desk, panel: Panel, to: Iterable[Known], findings: Iterable[Finding], unused: tuple[str, ...] = ()
) -> None:
    """Tell somebody that this panel does not take their booking, and where to go; nothing of it is kept."""
    facts = _refusal(findings) | {"listed_before": False}
    desk.audit(Event.BOOKING_REFUSED, panel.key)
    for person in to:
        document = Document(
            kind=Kind.BOOKING_REFUSED,
            items=(Item("", {"unused": list(unused)}),),
            facts=facts,
            thread=desk.thread,
            is_answer=True,
        )
        outbox.post(desk, panel, document, (people.reader(person, Role.PRESENTER, {""}),))


def turned_away(desk: Desk, panel: Panel, person: Known) -> bool:
    """Tell somebody who may not book with this panel where to go; whether they were told. Nothing of it is kept."""
    bookers = panel.type.bookers
    if not bookers or not bookers.domains or domain_matches(person.address, bookers.domains):
        return False
    if panel.roles(person.address):
        return False
    refuse(desk, panel, (person,), (Finding(Check.REFUSE, bookers.sentence, door=bookers.door),))
    return True


def tell_refused(
    desk: Desk, panel: Panel, booking: Booking, findings: Iterable[Finding], *, before: bool = True
) -> None:
    """Tell the presenters of a booking that it is not heard, why, and where to go; `before`: it was on the agenda."""
    desk.audit(Event.BOOKING_REFUSED, panel.key, booking.reference)
    facts = _refusal(findings) | {"listed_before": before}
    letters.write(desk, panel, booking, Kind.BOOKING_REFUSED, to=bookings.presenters(desk, booking), facts=facts)


def _refusal(findings: Iterable[Finding]) -> dict[str, object]:
    """Return why a booking is refused, and where to go instead."""
    found = [each for each in findings if each.check is Check.REFUSE]
    return {
        "reason": " ".join(dict.fromkeys(each.sentence for each in found)),
        "doors": list(dict.fromkeys(each.door for each in found if each.door)),
    }
