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
from core import clocks, conflicts, corrections, history, judging, meetings, naming, owners, people, rebooking
from core.audit import Event
from core.intents import ActionGiven, OutcomeGiven
from core.judging import OVERRIDE
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
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    blocks: tuple[BlockRead, ...],
    held: Mapping[str, Any],
    *,
    by_chair: bool = False,
) -> tuple[dict[str, Any], list[Trouble]]:
    """Merge blocks into what is held (`core.corrections`); return the new content and everything that is wrong in it.

    A prompt that comes again replaces its text; one that is the chair's alone counts only `by_chair`. Lines that were
    wrong before are looked at again: what they lacked may have come meanwhile, such as a legal status.
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
        troubles += _conflicts(desk, panel, meeting, block, booked.get(block.reference))
        lines = _judged(desk, panel, meeting, block, booked.get(block.reference))
        prompts, refused = _prompts(desk, panel, meeting, block, before, booked, by_chair=by_chair)
        troubles += refused
        after = corrections.correct(before, lines, headings=bool(prompts or block.present))
        scalars = {"present": block.present, "apologies": block.apologies}
        content[block.reference] = {
            **after,
            **{key: value for key, value in scalars.items() if value},
            "prompts": {**before.get("prompts", {}), **prompts},
        }
    return content, [*outstanding(content), *troubles]


def _prompts(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    block: BlockRead,
    before: Mapping[str, Any],
    booked: Collection[str],
    *,
    by_chair: bool,
) -> tuple[dict[str, str], list[Trouble]]:
    """Return what came under the headings. Whom it is necessary to name only the chair can say, and must say why."""
    prompts = {prompt.key: prompt.text for prompt in block.prompts}
    key = panel.confidentiality.apart_unless
    held = before.get("prompts", {}).get(key, "")
    if key not in prompts or prompts[key].strip() == held:
        return prompts, []
    text = prompts.pop(key).strip()
    if naming.is_nobody(text):
        return (prompts | {key: ""} if by_chair else prompts), []
    others = {each for each in booked if each != block.reference}
    found = naming.reasons(text, others)
    if block.reference == MEETING or (by_chair and not (found and all(found.values()))):
        sentence = "Write this under a booking: the reference of another case of this meeting, and why."
    elif not by_chair:
        sentence = "Only the chair can say this, in a mail of their own. They were asked."
    else:
        for reference in sorted(found.keys() - naming.reasons(held, others).keys()):
            day = meeting.date.isoformat()
            desk.audit(Event.NAMING_ALLOWED, panel.key, block.reference, day, other=reference)
        return prompts | {key: text}, []
    heading = panel.type.prompt(key)
    written = f"{heading.label if heading else key}: {text}"
    return prompts, [Trouble(block.reference, block.number, written, sentence)]


def asks_to_name(panel: Panel, blocks: tuple[BlockRead, ...], held: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the references of the blocks in which somebody wrote what only the chair can say: whom to name."""
    key = panel.confidentiality.apart_unless
    return tuple(
        block.reference
        for block in blocks
        for prompt in block.prompts
        if prompt.key == key
        and not naming.is_nobody(prompt.text)
        and prompt.text.strip() != held.get(block.reference, {}).get("prompts", {}).get(key, "")
    )


def _conflicts(desk: Desk, panel: Panel, meeting: Meeting, block: BlockRead, booking: Booking | None) -> list[Trouble]:
    """Keep who took no part in a case because of an interest, and of whom that was said by mistake."""
    troubles: list[Trouble] = []
    if booking is None:
        return troubles
    for name, stands in (*((x, True) for x in block.conflicts), *((x, False) for x in block.no_conflicts)):
        address = owners.find(desk, panel, booking, name)
        sentence = ""
        if not address:
            sentence = f"We do not know who '{name}' is. Write the seat, or their email address."
        elif stands:
            conflicts.declared(desk, panel, booking, people.know(desk, address), meeting)
        elif not conflicts.taken_back(desk, panel, booking, people.know(desk, address), meeting):
            sentence = "Nobody noted an interest of theirs in this case. There is nothing to take out."
        if sentence:
            written = f"Conflict: {name}" if stands else f"Remove: Conflict: {name}"
            troubles.append(Trouble(block.reference, block.number, written, sentence))
    return troubles


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
    said = [(outcome.key, outcome.values) for outcome in block.outcomes if outcome.key]
    return [
        *(
            _judged_outcome(
                desk, panel, meeting, outcome, booking, tuple(pair for pair in said if pair[1] is not outcome.values)
            )
            for outcome in block.outcomes
        ),
        *(_judged_action(desk, panel, action, booking) for action in block.actions),
        *(
            corrections.Judged(corrections.LINE, number, said_there, sentences=(sentence,))
            for number, said_there, sentence in block.problems
        ),
    ]


def _judged_outcome(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    given: OutcomeGiven,
    booking: Booking | None,
    others: tuple[tuple[str, Mapping[str, str]], ...] = (),
) -> corrections.Judged:
    kept = {"key": given.key, "values": dict(given.values)}
    return corrections.Judged(
        corrections.OUTCOME,
        given.number,
        given.written,
        entry=kept,
        sentences=_outcome_troubles(desk, panel, meeting, given, booking, others),
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
        sort, said, given = wrong["sort"], wrong["written"], wrong["given"]
        if sort == corrections.OUTCOME and "values" in given:
            outcome = OutcomeGiven(0, said, given["key"], given["values"])
            held = tuple((each["key"], each["values"]) for each in block.get("outcomes", []))
            lines.append(_judged_outcome(desk, panel, meeting, outcome, booking, held))
        elif sort == corrections.ACTION and given:
            action = ActionGiven(0, said, given["owner"], given["what"], date.fromisoformat(given["due"]))
            lines.append(_judged_action(desk, panel, action, booking))
        else:
            sentences = tuple(wrong["sentences"])
            lines.append(corrections.Judged(sort, 0, said, {}, sentences, given, str(given.get("key", ""))))
    return corrections.judged_again(block, lines)


def _taken_out(panel: Panel, block: BlockRead, held: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Trouble]]:
    """Take out the lines a block says to remove."""
    names = {each.key: " ".join((each.label, *each.aliases)) for each in panel.type.outcomes}
    troubles = []
    for number, said in block.removals:
        found = corrections.take_out(held, said, names)
        if found is None:
            sentence = "We cannot tell which line to take out. Write it as it stands in the draft."
            troubles.append(Trouble(block.reference, number, f"Remove: {said}", sentence))
        else:
            held = found
    return held, troubles


def _outcome_troubles(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    given: OutcomeGiven,
    booking: Booking | None,
    others: tuple[tuple[str, Mapping[str, str]], ...],
) -> tuple[str, ...]:
    """Say why an outcome line cannot stand: unknown, not for this case, a field missing, or the panel's own guard."""
    if booking is None:
        return ("An outcome belongs to a booking. Put this line under its reference.",)
    declared = panel.type.outcome(given.key)
    if declared is None or given.problems:
        return given.problems
    found = judging.outcome_faults(hearing(desk, panel, meeting, booking, others), declared, given.values)
    if found or rebooking.can_be(desk, panel, meeting, booking, declared, given.values):
        return found
    following = meetings.next_after(desk, panel, meeting)
    instead = f" Leave the date out for {following.date.isoformat()}." if following else ""
    return (f"There is no panel on that date.{instead}",)


def hearing(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    booking: Booking,
    others: tuple[tuple[str, Mapping[str, str]], ...] = (),
) -> judging.Hearing:
    """Return one case of a meeting as its rules are asked about it."""
    return judging.Hearing(
        host=desk.host,
        panel_type=panel.type,
        settings=panel.settings,
        case=booking.values,
        day=meeting.date,
        history=history.of_case(desk, panel, booking.case_id, but=booking.id),
        others=others,
        clocks=clocks.last_days(desk, panel, booking.case_id, booking.values),
    )


def overridden(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, key: str, values: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what the panel's rules say against an outcome that stands by the chair's reason alone."""
    if not values.get(OVERRIDE):
        return ()
    without = {each: value for each, value in values.items() if each != OVERRIDE}
    return judging.guard(hearing(desk, panel, meeting, booking), key, without)


def _action_owner(desk: Desk, panel: Panel, given: ActionGiven, booking: Booking | None) -> tuple[str, tuple[str, ...]]:
    if booking is None:
        return "", ("An action belongs to a booking. Put this line under its reference.",)
    if given.problems:
        return "", given.problems
    address = owners.find(desk, panel, booking, given.owner)
    if not address:
        return "", (f"We do not know who '{given.owner}' is. Write their email address instead.",)
    return address, ()
