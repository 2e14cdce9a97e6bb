"""The minutes of a meeting: kept block by block as they come, whole when nothing is wrong, locked by the chair.

What could be read is kept, whatever else was wrong with the mail; each problem is named by block and line (design A7).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core import booking as bookings
from core import owners
from core.booking import State as BookingState
from core.panels import Need
from core.quorum import at_meeting
from core.store.tables import MinutesRevision as Row

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.booking import Booking
    from core.desk import Desk
    from core.intents import ActionGiven, BlockRead, OutcomeGiven
    from core.meetings import Meeting
    from core.sites import Panel

MEETING = "MEETING"


class State(StrEnum):
    """Where a revision stands."""

    COLLECTING = "collecting"  # something is missing or wrong
    DRAFT = "draft"  # with the chair
    APPROVED = "approved"  # locked


@dataclass(frozen=True)
class Revision:
    """One revision; `content` is reference to block (a JSON mapping, see `_kept`), with "MEETING" for the meeting."""

    id: int
    meeting_id: int
    revision: int
    state: State
    content: dict[str, Any]
    approved: datetime | None


@dataclass(frozen=True)
class Trouble:
    """One thing wrong: which block, the line's number (0: the block as a whole), the line as written, a sentence."""

    reference: str
    number: int
    written: str
    sentence: str


def latest(desk: Desk, meeting_id: int) -> Revision | None:
    """Return a meeting's newest revision, or None."""
    row = desk.connection.execute(
        select(Row.id, Row.meeting_id, Row.revision, Row.state, Row.content, Row.approved)
        .where(Row.meeting_id == meeting_id)
        .order_by(Row.revision.desc())
    ).first()
    return None if row is None else Revision(row[0], row[1], row[2], State(row[3]), row[4], row[5])


def open_revision(desk: Desk, meeting: Meeting) -> Revision:
    """Return the revision that may still change; after approval that is a new one with the old one's content."""
    held = latest(desk, meeting.id)
    if held is not None and held.state is not State.APPROVED:
        return held
    number = held.revision + 1 if held else 1
    content = held.content if held else {}
    desk.connection.execute(
        insert(Row).values(
            meeting_id=meeting.id, revision=number, state=State.COLLECTING, content=content, changed=desk.now
        )
    )
    made = latest(desk, meeting.id)
    assert made is not None  # noqa: S101 - just written
    return made


def save(desk: Desk, revision: Revision, state: State, content: Mapping[str, Any]) -> Revision:
    """Write a revision's state and content."""
    approved = desk.now if state is State.APPROVED else None
    desk.connection.execute(
        update(Row)
        .where(Row.id == revision.id)
        .values(state=state, content=dict(content), changed=desk.now, approved=approved)
    )
    return Revision(revision.id, revision.meeting_id, revision.revision, state, dict(content), approved)


def take_in(
    desk: Desk, panel: Panel, meeting: Meeting, blocks: tuple[BlockRead, ...], held: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Trouble]]:
    """Merge blocks into what is held; return the new content and what is wrong with the lines that came.

    A block that comes again replaces its outcomes and actions, and each prompt it gives; what it leaves out stays.
    """
    content = {reference: dict(block) for reference, block in held.items()}
    booked = {each.reference: each for each in bookings.at_meeting(desk, meeting.id)}
    troubles: list[Trouble] = []
    for block in blocks:
        booking = booked.get(block.reference)
        if booking is None and block.reference != MEETING:
            sentence = "This reference is not on the agenda of this meeting. Check it against the list we sent."
            troubles.append(Trouble(block.reference, block.number, f"[{block.reference}]", sentence))
            continue
        troubles += [Trouble(block.reference, *problem) for problem in block.problems]
        kept, wrong = _kept(desk, panel, meeting, block, booking)
        troubles += wrong
        before = content.get(block.reference, {})
        prompts = {**before.get("prompts", {}), **kept.pop("prompts")}
        content[block.reference] = {
            **before,
            **{key: value for key, value in kept.items() if value},
            "prompts": prompts,
        }
    return content, troubles


def _kept(
    desk: Desk, panel: Panel, meeting: Meeting, block: BlockRead, booking: Booking | None
) -> tuple[dict[str, Any], list[Trouble]]:
    """Turn a block into what is stored, leaving out outcomes and actions that cannot stand."""
    troubles: list[Trouble] = []
    outcomes = []
    for outcome in block.outcomes:
        wrong = _outcome_troubles(desk, panel, meeting, outcome, booking)
        troubles += [Trouble(block.reference, outcome.number, outcome.written, sentence) for sentence in wrong]
        if not wrong:
            outcomes.append({"key": outcome.key, "values": dict(outcome.values)})
    actions = []
    for action in block.actions:
        owner, wrong = _action_owner(desk, panel, action, booking)
        troubles += [Trouble(block.reference, action.number, action.written, sentence) for sentence in wrong]
        if not wrong and action.due:
            actions.append({"owner": owner, "what": action.what, "due": action.due.isoformat()})
    kept = {
        "present": block.present,
        "apologies": block.apologies,
        "prompts": {prompt.key: prompt.text for prompt in block.prompts},
        "outcomes": outcomes,
        "actions": actions,
    }
    return kept, troubles


def _outcome_troubles(
    desk: Desk, panel: Panel, meeting: Meeting, given: OutcomeGiven, booking: Booking | None
) -> tuple[str, ...]:
    """Say why an outcome line cannot stand: unknown, a field missing, or the panel's own guard."""
    if booking is None:
        return ("An outcome belongs to a booking. Put this line under its reference.",)
    declared = panel.type.outcome(given.key)
    if declared is None or given.problems:
        return given.problems
    missing = [field for field in declared.fields if field.need is Need.REQUIRED and not given.values.get(field.key)]
    if missing:
        labels = ", ".join(f"{field.label.lower()}: ..." for field in missing)
        return (f"This outcome also needs {labels}. Add it after a bar, for example: {declared.label} | {labels}",)
    found: tuple[str, ...] = desk.host.call(
        panel.type.key,
        "panel_check_outcome",
        default=(),
        outcome=given.key,
        values=given.values,
        case=booking.values,
        meeting_date=meeting.date,
    )
    return found


def _action_owner(desk: Desk, panel: Panel, given: ActionGiven, booking: Booking | None) -> tuple[str, tuple[str, ...]]:
    if booking is None:
        return "", ("An action belongs to a booking. Put this line under its reference.",)
    if given.problems:
        return "", given.problems
    address = owners.find(desk, panel, booking, given.owner)
    if not address:
        return "", ("We do not know who this owner is. Write their email address.",)
    return address, ()


def lacking(desk: Desk, panel: Panel, meeting: Meeting, content: Mapping[str, Any]) -> list[Trouble]:
    """Say what the minutes as a whole still lack: a booking without an outcome, or business without quorum."""
    troubles = []
    for booking in bookings.at_meeting(desk, meeting.id):
        block = content.get(booking.reference, {})
        if block.get("outcomes") or block.get("actions") or block.get("present") == "absent":
            continue
        sentence = "No outcome is recorded for this booking. Add a line that starts with Outcome:"
        troubles.append(Trouble(booking.reference, 0, "", sentence))
    short = at_meeting(panel.type.quorum, panel.type.seats, seats_present(panel, content))
    if short.blocks and any(block.get("outcomes") for block in content.values()):
        sentence = "The panel was not quorate, so no outcome can be recorded. " + " ".join(short.sentences)
        troubles.append(Trouble(MEETING, 0, "", sentence))
    return troubles


def seats_present(panel: Panel, content: Mapping[str, Any]) -> set[str]:
    """Return the seats that the meeting's Present line names."""
    text = str(content.get(MEETING, {}).get("present", "")).casefold()
    return {
        seat.key
        for seat in panel.type.seats
        if any(word.casefold() in text for word in (seat.key.replace("_", " "), seat.label, *seat.aliases))
    }


def attendance_note(panel: Panel, content: Mapping[str, Any]) -> list[str]:
    """Return what quorum lacked at the meeting, for the record; nothing while nobody said who was there."""
    if not content.get(MEETING, {}).get("present"):
        return []
    return list(at_meeting(panel.type.quorum, panel.type.seats, seats_present(panel, content)).sentences)


def heard(block: Mapping[str, Any]) -> BookingState:
    """Return what a booking's block makes of the booking."""
    absent = block.get("present") == "absent" and not block.get("outcomes")
    return BookingState.NOT_PRESENTED if absent else BookingState.HEARD
