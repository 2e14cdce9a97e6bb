"""The minutes of a meeting: kept block by block as they come, whole when nothing is wrong, locked by the chair.

What could be read is kept, whatever else was wrong with the mail; each problem is named by block and line (design A7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core import booking as bookings
from core import corrections, meetings, owners
from core.booking import State as BookingState
from core.intents import ActionGiven, OutcomeGiven
from core.panels import FieldKind, Need, NextStep
from core.quorum import at_meeting
from core.store.tables import MinutesRevision as Row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from core.booking import Booking
    from core.desk import Desk
    from core.intents import BlockRead
    from core.meetings import Meeting
    from core.sites import Panel

MEETING = "MEETING"
OVERRIDE = "override"  # the outcome field that holds the chair's reason against a guard


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


def approved_before(desk: Desk, revision: Revision) -> dict[str, Any]:
    """Return the content of the last approved revision before this one ({}: there is none)."""
    found = desk.connection.execute(
        select(Row.content)
        .where(Row.meeting_id == revision.meeting_id, Row.state == State.APPROVED, Row.revision < revision.revision)
        .order_by(Row.revision.desc())
    ).scalar()
    return dict(found or {})


def approved_on(desk: Desk, revisions: Collection[int]) -> datetime | None:
    """Return when the latest of these revisions (ids) was approved."""
    found: datetime | None = desk.connection.execute(
        select(Row.approved).where(Row.id.in_(revisions)).order_by(Row.revision.desc())
    ).scalar()
    return found


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
    """Merge blocks into what is held (`core.corrections`); return the new content and everything that is wrong in it.

    A prompt that comes again replaces its text. Lines that were wrong before are looked at again: what they lacked may
    have come meanwhile, such as a legal status.
    """
    booked = {each.reference: each for each in bookings.at_meeting(desk, meeting.id)}
    content = {key: _again(desk, panel, meeting, block, booked.get(key)) for key, block in held.items()}
    troubles: list[Trouble] = []
    for block in blocks:
        if block.reference not in {*booked, MEETING}:
            sentence = "This reference is not on the agenda of this meeting. Check it, and send its lines again."
            troubles.append(Trouble(block.reference, block.number, f"[{block.reference}]", sentence))
            continue
        before, missed = _taken_out(panel, block, content.get(block.reference, {}))
        troubles += missed
        lines = _judged(desk, panel, meeting, block, booked.get(block.reference))
        prompts = {prompt.key: prompt.text for prompt in block.prompts}
        after = corrections.correct(before, lines, headings=bool(prompts or block.present))
        scalars = {"present": block.present, "apologies": block.apologies}
        content[block.reference] = {
            **after,
            **{key: value for key, value in scalars.items() if value},
            "prompts": {**before.get("prompts", {}), **prompts},
        }
    return content, [*outstanding(content), *troubles]


def outstanding(content: Mapping[str, Any]) -> list[Trouble]:
    """Return the lines that cannot stand yet, block by block."""
    return [
        Trouble(reference, wrong["number"], wrong["written"], " ".join(wrong["sentences"]))
        for reference, block in content.items()
        for wrong in block.get("wrong", [])
    ]


def _judged(
    desk: Desk, panel: Panel, meeting: Meeting, block: BlockRead, booking: Booking | None
) -> list[corrections.Judged]:
    """Return a block's lines, each with what is stored of it or why it cannot stand."""
    return [
        *(_judged_outcome(desk, panel, meeting, outcome, booking) for outcome in block.outcomes),
        *(_judged_action(desk, panel, action, booking) for action in block.actions),
        *(
            corrections.Judged(corrections.LINE, number, written, sentences=(sentence,))
            for number, written, sentence in block.problems
        ),
    ]


def _judged_outcome(
    desk: Desk, panel: Panel, meeting: Meeting, given: OutcomeGiven, booking: Booking | None
) -> corrections.Judged:
    kept = {"key": given.key, "values": dict(given.values)}
    return corrections.Judged(
        corrections.OUTCOME,
        given.number,
        given.written,
        entry=kept,
        sentences=_outcome_troubles(desk, panel, meeting, given, booking),
        # What nobody could read whole is not judged again by the part that could be read.
        given={"key": given.key} if given.problems else kept,
        kind=given.key,
    )


def _judged_action(desk: Desk, panel: Panel, given: ActionGiven, booking: Booking | None) -> corrections.Judged:
    owner, sentences = _action_owner(desk, panel, given, booking)
    due = given.due.isoformat() if given.due else ""
    kept = {"owner": owner, "what": given.what, "due": due}
    again = {} if given.problems else {**kept, "owner": given.owner}
    return corrections.Judged(corrections.ACTION, given.number, given.written, kept, sentences, again)


def _again(
    desk: Desk, panel: Panel, meeting: Meeting, block: Mapping[str, Any], booking: Booking | None
) -> dict[str, Any]:
    """Judge a held block's wrong lines again; a line of an earlier mail has no number any more."""
    lines = []
    for wrong in block.get("wrong", []):
        sort, written, given = wrong["sort"], wrong["written"], wrong["given"]
        if sort == corrections.OUTCOME and "values" in given:
            outcome = OutcomeGiven(0, written, given["key"], given["values"])
            lines.append(_judged_outcome(desk, panel, meeting, outcome, booking))
        elif sort == corrections.ACTION and given:
            action = ActionGiven(0, written, given["owner"], given["what"], date.fromisoformat(given["due"]))
            lines.append(_judged_action(desk, panel, action, booking))
        else:
            sentences = tuple(wrong["sentences"])
            lines.append(corrections.Judged(sort, 0, written, {}, sentences, given, str(given.get("key", ""))))
    return corrections.judged_again(block, lines)


def _taken_out(panel: Panel, block: BlockRead, held: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Trouble]]:
    """Take out the lines a block says to remove."""
    names = {each.key: " ".join((each.label, *each.aliases)) for each in panel.type.outcomes}
    troubles = []
    for number, written in block.removals:
        found = corrections.take_out(held, written, names)
        if found is None:
            sentence = "We cannot tell which line to take out. Write it as it stands in the draft."
            troubles.append(Trouble(block.reference, number, f"Remove: {written}", sentence))
        else:
            held = found
    return held, troubles


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
        lines = " | ".join(f"{field.label}: ..." for field in missing)
        labels = " and ".join(field.label for field in missing)
        return (f"This outcome needs the {labels}. Write it after a bar: {declared.label} | {lines}",)
    if rebooks(panel, given.key) and rebooked_to(desk, panel, meeting, given.key, given.values) is None:
        following = meetings.next_after(desk, panel, meeting)
        instead = f" Leave the date out for {following.date.isoformat()}." if following else ""
        return (f"There is no panel on that date.{instead}",)
    found = guard(desk, panel, meeting, booking, given.key, given.values)
    if found and any(field.key == OVERRIDE for field in declared.fields):
        return (*found, "If it should stand all the same, give the chair's reason after a bar: | override: ...")
    return found


def rebooks(panel: Panel, key: str) -> bool:
    """Whether an outcome keeps the case on the panel."""
    declared = panel.type.outcome(key)
    return declared is not None and declared.next_step is NextStep.REBOOK


def rebooked_to(desk: Desk, panel: Panel, meeting: Meeting, key: str, values: Mapping[str, str]) -> Meeting | None:
    """Return the meeting a case goes on to: on the date the outcome gives, else the next one."""
    declared = panel.type.outcome(key)
    dated = (field.key for field in declared.fields if field.kind is FieldKind.DATE) if declared else ()
    given = next((values[field] for field in dated if values.get(field)), "")
    if not given:
        return meetings.next_after(desk, panel, meeting)
    found = meetings.on_day(desk, panel, date.fromisoformat(given[:10]))
    return found if found and found.starts > max(desk.now, meeting.starts) else None


def guard(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, key: str, values: Mapping[str, str]
) -> tuple[str, ...]:
    """Ask the panel's own rules whether an outcome can stand in this case."""
    found: tuple[str, ...] = desk.host.call(
        panel.type.key,
        "panel_check_outcome",
        default=(),
        outcome=key,
        values=values,
        case=booking.values,
        meeting_date=meeting.date,
    )
    return found


def overridden(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, key: str, values: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what the panel's rules say against an outcome that stands by the chair's reason alone."""
    if not values.get(OVERRIDE):
        return ()
    without = {each: value for each, value in values.items() if each != OVERRIDE}
    return guard(desk, panel, meeting, booking, key, without)


def _action_owner(desk: Desk, panel: Panel, given: ActionGiven, booking: Booking | None) -> tuple[str, tuple[str, ...]]:
    if booking is None:
        return "", ("An action belongs to a booking. Put this line under its reference.",)
    if given.problems:
        return "", given.problems
    address = owners.find(desk, panel, booking, given.owner)
    if not address:
        return "", (f"We do not know who '{given.owner}' is. Write their email address instead.",)
    return address, ()


def lacking(desk: Desk, panel: Panel, meeting: Meeting, content: Mapping[str, Any]) -> list[Trouble]:
    """Say what the minutes as a whole still lack: a booking without an outcome, or business without quorum."""
    troubles = []
    for booking in bookings.at_meeting(desk, meeting.id):
        block = content.get(booking.reference, {})
        if any(block.get(part) for part in ("outcomes", "actions", "wrong")) or block.get("present") == "absent":
            continue
        sentence = "No outcome is recorded for this booking. Write at least one, or Present: presenter absent."
        troubles.append(Trouble(booking.reference, 0, "", sentence))
    short = at_meeting(panel.type.quorum, panel.type.seats, seats_present(panel, content))
    if short.blocks and any(block.get("outcomes") for block in content.values()):
        sentence = "The panel was not quorate, so no outcome can be recorded. " + " ".join(short.sentences)
        if not content.get(MEETING, {}).get("present"):
            sentence = "Write who was there: without quorum no outcome can be recorded."
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
    """Return what quorum lacked at the meeting, for the record; nothing while nobody said who was there.

    A seat that had to be filled is named in the dossier's words, "No police present" (edge case 8).
    """
    if not content.get(MEETING, {}).get("present"):
        return []
    there = seats_present(panel, content)
    empty = [seat for seat in panel.type.seats if seat.key in panel.type.quorum.must and seat.key not in there]
    notes = [f"No {seat.key.replace('_', ' ')} present." for seat in empty]
    counted = [seat for seat in panel.type.seats if not seat.optional and seat.key in there]
    if len(counted) < panel.type.quorum.minimum:
        notes.append(f"{len(counted)} of the {panel.type.quorum.minimum} seats that quorum needs were filled.")
    return notes


def heard(block: Mapping[str, Any]) -> BookingState:
    """Return what a booking's block makes of the booking."""
    absent = block.get("present") == "absent" and not block.get("outcomes")
    return BookingState.NOT_PRESENTED if absent else BookingState.HEARD
