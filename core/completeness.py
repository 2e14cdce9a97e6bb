"""Whether the minutes of a meeting are complete: each case has an outcome, nothing says what it must not, quorum held.

`core.minutes` keeps them block by block; here they are looked at as a whole, before the chair gets a draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core import booking as bookings
from core import identity, judging, naming, quorate
from core.booking import State as BookingState
from core.minutes import MEETING, Trouble, hearing
from core.panels import Nature
from core.presence import Presence, written
from core.quorum import at_meeting

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.meetings import Meeting
    from core.sites import Panel


def lacking(desk: Desk, panel: Panel, meeting: Meeting, content: Mapping[str, Any]) -> list[Trouble]:
    """Say what the minutes as a whole still lack: an outcome, something every case needs, or quorum for business."""
    booked = bookings.at_meeting(desk, meeting.id)
    there = present(panel, content)
    troubles = [
        trouble
        for booking in booked
        for trouble in _of_case(desk, panel, meeting, booking, content.get(booking.reference, {}))
    ]
    troubles += _told_apart(panel, booked, content)
    short = at_meeting(panel.type.quorum, panel.type.seats, there.seats, there.people(panel.type))
    business = [each.reference for each in booked if _is_business(panel, content.get(each.reference, {}))]
    said = bool(content.get(MEETING, {}).get("present"))
    if business and not said and (short.blocks or panel.type.quorum.cases):
        return [*troubles, Trouble(MEETING, 0, "", "Write who was there: without quorum no outcome can be recorded.")]
    if short.blocks and business:
        sentence = "The panel was not quorate, so no outcome can be recorded. " + " ".join(short.sentences)
        return [*troubles, Trouble(MEETING, 0, "", sentence)]
    for booking in booked:
        lacks = quorate.of_booking(desk, panel, booking, there, meeting.date) if booking.reference in business else ()
        if lacks:
            sentence = "The panel was not quorate for this case, so only tracking can be recorded of it. "
            troubles.append(Trouble(booking.reference, 0, "", sentence + " ".join(lacks)))
    return troubles


def _of_case(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, block: Mapping[str, Any]) -> list[Trouble]:
    """Return what the block of one case lacks as a whole."""
    if block.get("present") == "absent" and not block.get("outcomes"):
        return []
    if not any(block.get(part) for part in ("outcomes", "actions", "wrong")):
        sentence = "No outcome is recorded for this booking. Write at least one, or Present: presenter absent."
        if not panel.type.sitting.presenters:
            sentence = "No outcome is recorded for this booking. Write at least one."
        return [Trouble(booking.reference, 0, "", sentence)]
    facts = hearing(desk, panel, meeting, booking).facts
    keys = [outcome["key"] for outcome in block.get("outcomes", [])]
    wrong = [each["given"].get("key", "") for each in block.get("wrong", [])]
    found = list(judging.block_faults(panel.type, [*keys, *filter(None, wrong)], block.get("prompts", {}), facts))
    for under, part, text in judging.texts_of(block, panel.type):
        stops = judging.wording_faults(panel.type, part, text, stops=True)
        found += [f"{under}: {sentence}" for sentence in stops]
    for outcome in block.get("outcomes", []):
        declared = panel.type.outcome(outcome["key"])
        named = declared and declared.nameless and identity.stands_in(dict(outcome["values"]), _who(panel, booking))
        if declared and named:
            found.append(f"{declared.label}: this is passed round, so it may not name anybody. Write it without names.")
    return [Trouble(booking.reference, 0, "", sentence) for sentence in dict.fromkeys(found)]


def _who(panel: Panel, booking: Booking) -> tuple[Any, ...]:
    """Return what would tell who a booking is about: where a panel declares no identities, name and date of birth."""
    subject = panel.type.subject
    kinds = {key: field.kind for key in (subject.name, subject.born) if (field := panel.type.field(key))}
    return identity.marks(booking.values, {**kinds, **panel.identities})


def _told_apart(panel: Panel, booked: Collection[Booking], content: Mapping[str, Any]) -> list[Trouble]:
    """Return where a text tells who somebody is: at an anonymous panel anybody, else the subject of another case."""
    rules = panel.confidentiality
    if not (rules.anonymous or rules.apart):
        return []
    troubles = []
    marks = {each.reference: _who(panel, each) for each in booked}
    for reference, block in content.items():
        necessary = naming.reasons(block.get("prompts", {}).get(rules.apart_unless, ""), marks)
        others = {ref: who for ref, who in marks.items() if rules.anonymous or ref not in {reference, *necessary}}
        for under, _, text in judging.texts_of(block, panel.type):
            named = next((ref for ref, who in others.items() if identity.stands_in(text, who)), None)
            if named is not None:
                troubles.append(Trouble(reference, 0, "", f"{under}: {_instead(panel, reference, named)}"))
    return list(dict.fromkeys(troubles))


def _instead(panel: Panel, reference: str, named: str) -> str:
    """Say what to write instead of a name: that of somebody else, of whom the chair may say that it is necessary."""
    rules = panel.confidentiality
    if rules.anonymous:
        return "this tells who somebody is. Write the case number, a role or an age instead."
    sentence = "this names somebody from another case of this meeting. Write their reference instead."
    heading = panel.type.prompt(rules.apart_unless)
    if heading is None or reference == MEETING:
        return sentence
    return f"{sentence} If the name is necessary, only the chair can say so: {heading.label}: {named}, and why."


def _is_business(panel: Panel, block: Mapping[str, Any]) -> bool:
    """Whether a block records more than tracking."""
    natures = (panel.type.outcome(outcome["key"]) for outcome in block.get("outcomes", []))
    return any(each is not None and each.nature is not Nature.TRACKING for each in natures)


def present(panel: Panel, content: Mapping[str, Any]) -> Presence:
    """Return who the meeting's Present line names."""
    return written(panel.type, panel.members, str(content.get(MEETING, {}).get("present", "")))


def attendance_note(panel: Panel, content: Mapping[str, Any]) -> list[str]:
    """Return what quorum lacked at the meeting, for the record; nothing while nobody said who was there.

    A seat that had to be filled is named in the dossier's words, "No police present" (edge case 8).
    """
    if not content.get(MEETING, {}).get("present"):
        return []
    there = present(panel, content)
    quorum = panel.type.quorum
    empty = [seat for seat in panel.type.seats if seat.key in quorum.must and seat.key not in there.seats]
    notes = [f"No {seat.key.replace('_', ' ')} present." for seat in empty]
    counted = sum(not seat.optional and seat.key in there.seats for seat in panel.type.seats)
    if quorum.people:
        short = at_meeting(quorum, panel.type.seats, there.seats, there.people(panel.type))
        return [*notes, *(each for each in short.sentences if "must take part and" not in each)]
    if counted < quorum.minimum:
        notes.append(f"{counted} of the {quorum.minimum} seats that quorum needs were filled.")
    return notes


def for_the_chair(panel: Panel, block: Mapping[str, Any]) -> list[str]:
    """Return what the panel's wording rules say beside a draft: nothing that stops it."""
    found = [
        f"{under}: {sentence}"
        for under, part, text in judging.texts_of(block, panel.type)
        for sentence in judging.wording_faults(panel.type, part, text, stops=False)
    ]
    return list(dict.fromkeys(found))


def heard(block: Mapping[str, Any]) -> BookingState:
    """Return what a booking's block makes of the booking."""
    absent = block.get("present") == "absent" and not block.get("outcomes")
    return BookingState.NOT_PRESENTED if absent else BookingState.HEARD
