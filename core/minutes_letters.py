"""The documents of minutes: the request, the problems, the draft and the approved minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core import attendance, completeness, guests, meetings, outbox, owners, people, readers
from core import booking as bookings
from core import booking_letters as letters
from core import minutes as records
from core.audit import Event
from core.deadlines import due as deadline
from core.disclosure import Document, Item
from core.kinds import Kind, Purpose
from core.minutes import MEETING, Trouble
from core.panels import OUTCOMES, PROMPTS, Need
from core.quorum import answer_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Reader
    from core.meetings import Meeting
    from core.minutes import Revision
    from core.panels import Field
    from core.sites import Panel


def request(desk: Desk, panel: Panel, meeting: Meeting) -> None:
    """Ask the coordinator for the minutes: a block for each booking, and the outcomes the panel has."""
    booked = bookings.at_meeting(desk, meeting.id)
    form = panel.type.minutes
    answers = attendance.seat_answers(desk, meeting.id)
    due = deadline(panel.type.confirmation.draft_within, meeting.date, panel.days, panel.zone)
    facts = {
        # What only the chair can say is not asked of whoever writes the minutes.
        "prompts": [each.label for each in form.case if each.key != panel.confidentiality.apart_unless],
        "presenters": panel.type.sitting.presenters,
        "outcomes": [
            [outcome.label, [_asked(field) for field in outcome.fields]]
            for outcome in panel.type.outcomes
            if not outcome.by_confirmer
        ],
        "meeting_prompts": [prompt.label for prompt in form.meeting],
        "answers": [[seat.label, answer_words(answers.get(seat.key, ""))] for seat in panel.type.seats],
        "due": due.isoformat(),
    }
    document = Document(
        kind=Kind.MINUTES_REQUEST,
        items=tuple(letters.item(desk, panel, booking, meeting) for booking in booked),
        facts=facts,
        meeting=meeting.facts,
        purpose=Purpose.MINUTES,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))
    meetings.mark(desk, meeting, minutes_asked=desk.now)
    desk.audit(Event.MINUTES_ASKED, panel.key, meeting=meeting.date.isoformat(), bookings=len(booked))


def _asked(field: Field) -> str:
    """Return an outcome field's label as the request shows it: in brackets when it can be left out."""
    return field.label if field.need is Need.REQUIRED else f"({field.label})"


def problems(
    desk: Desk, panel: Panel, meeting: Meeting, troubles: Sequence[Trouble], kept: int, reader: Reader
) -> None:
    """Name every problem by block and line; what could be read is kept."""
    by_block: dict[str, list[list[Any]]] = {}
    for trouble in troubles:
        by_block.setdefault(trouble.reference, []).append([trouble.number, trouble.written, trouble.sentence])
    document = Document(
        kind=Kind.MINUTES_PROBLEMS,
        items=tuple(Item(reference, {"problems": lines}) for reference, lines in by_block.items()),
        facts={"kept": kept},
        meeting=meeting.facts,
        purpose=Purpose.MINUTES,
        about=meeting.id,
        thread=desk.thread,
        is_answer=True,
    )
    outbox.post(desk, panel, document, (reader,))


def draft(desk: Desk, panel: Panel, meeting: Meeting, revision: Revision) -> None:
    """Send a complete draft to the chair."""
    document = Document(
        kind=Kind.MINUTES_DRAFT,
        items=_items(desk, panel, meeting, revision, draft=True),
        facts={"revision": revision.revision, "answers_by": ""},
        meeting=meeting.facts,
        purpose=Purpose.DRAFT,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))


def approved(desk: Desk, panel: Panel, meeting: Meeting, revision: Revision) -> None:
    """Send the approved minutes to the seats as they stood, and the coordinator."""
    document = _final(desk, panel, meeting, revision)
    outbox.post(desk, panel, document, readers.of_names_list(desk, panel, meeting.id))
    for booking in bookings.at_meeting(desk, meeting.id):
        _extract(desk, panel, document, booking, guests.readers(desk, booking))


def to_guests(
    desk: Desk, panel: Panel, meeting: Meeting, revision: Revision, booking: Booking, to: Sequence[Reader]
) -> None:
    """Send the minutes of one item, approved before, to people who are invited for it only now."""
    _extract(desk, panel, _final(desk, panel, meeting, revision), booking, to)


def _final(desk: Desk, panel: Panel, meeting: Meeting, revision: Revision) -> Document:
    when = (revision.approved or desk.now).astimezone(panel.zone).date().isoformat()
    return Document(
        kind=Kind.MINUTES,
        items=_items(desk, panel, meeting, revision),
        facts={"revision": revision.revision, "approved": when},
        meeting=meeting.facts,
        purpose=Purpose.DRAFT,
        about=meeting.id,
    )


def _extract(desk: Desk, panel: Panel, document: Document, booking: Booking, to: Sequence[Reader]) -> None:
    """Send one item of the minutes to those who came for it."""
    if to:
        own = tuple(item for item in document.items if item.ref == booking.reference)
        outbox.post(desk, panel, replace(document, items=own), to)


def _items(desk: Desk, panel: Panel, meeting: Meeting, revision: Revision, *, draft: bool = False) -> tuple[Item, ...]:
    found = [
        block_item(desk, panel, meeting, booking, revision.content.get(booking.reference, {}), draft=draft)
        for booking in bookings.at_meeting(desk, meeting.id)
    ]
    block = revision.content.get(MEETING, {})
    labels = {prompt.key: prompt.label for prompt in panel.type.minutes.meeting}
    values: dict[str, Any] = {
        "present": block.get("present", ""),
        "prompts": [
            *([["Apologies", block["apologies"]]] if block.get("apologies") else []),
            *[[labels[key], text] for key, text in block.get("prompts", {}).items() if key in labels],
            *[["Quorum", sentence] for sentence in completeness.attendance_note(panel, revision.content)],
        ],
    }
    return (*found, Item(MEETING, values))


def block_item(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    booking: Booking,
    block: Mapping[str, Any],
    *,
    draft: bool = False,
    reason: str = "",
) -> Item:
    """Return a booking's block as an item of the minutes.

    A draft says what was written and left out; `reason` is why a confirmer did not agree.
    """
    present = {"came": "The presenter came.", "absent": "The presenter did not come."}
    parts: dict[str, list[Any]] = {**said(panel, block)}
    if draft:
        parts.setdefault(PROMPTS, []).extend(_for_the_chair(desk, panel, block))
    for outcome in block.get("outcomes", []):
        declared = panel.type.outcome(outcome["key"])
        value = outcome_value(desk, panel, meeting, booking, outcome["key"], outcome["values"])
        parts.setdefault(declared.part if declared else OUTCOMES, []).append(value)
    return letters.item(
        desk,
        panel,
        booking,
        meeting,
        present=present.get(str(block.get("present")), str(block.get("present", ""))),
        **parts,
        actions=[
            {"what": action["what"], "owner": owner_label(desk, panel, action["owner"]), "due": action["due"]}
            for action in block.get("actions", [])
        ],
        reason=reason,
    )


def said(panel: Panel, block: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what was said under the headings of a block, part by part: [label, text]."""
    parts: dict[str, list[Any]] = {}
    for prompt in panel.type.minutes.case:
        text = block.get("prompts", {}).get(prompt.key)
        if text:
            parts.setdefault(prompt.part, []).append([prompt.label, text])
    return parts


def minuted(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking) -> dict[str, list[Any]]:
    """Return what the minutes as they are now say of a booking under their headings, part by part."""
    revision = records.latest(desk, meeting.id)
    return said(panel, revision.content.get(booking.reference, {})) if revision else {}


def _for_the_chair(desk: Desk, panel: Panel, block: Mapping[str, Any]) -> list[list[str]]:
    """Return what a chair should know before approving a block: lines left out, owners who cannot be told, wording."""
    owners_told = dict.fromkeys(action["owner"] for action in block.get("actions", []))
    return [
        *(["Written at first, and left out", line] for line in block.get("left_out", [])),
        *(["Take note", sentence] for sentence in completeness.for_the_chair(panel, block)),
        *(
            ["Take note", f"{address} is not on a secure domain and gets no details. Tell them another way."]
            for address in owners_told
            if not desk.site.is_secure(address)
        ),
    ]


def outcome_value(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, key: str, values: Mapping[str, str]
) -> dict[str, Any]:
    """Return an outcome as documents carry it; `guard`: what stands against it where the chair overrides."""
    declared = panel.type.outcome(key)
    fields = declared.fields if declared else ()
    return {
        "label": declared.label if declared else key,
        "fields": [[field.label, values[field.key]] for field in fields if values.get(field.key)],
        "urgent": bool(declared and declared.urgent),
        "guard": " ".join(records.overridden(desk, panel, meeting, booking, key, values)),
    }


def owner_label(desk: Desk, panel: Panel, address: str) -> str:
    """Return how an owner is named in a document: seat, name or address."""
    member = panel.member(address)
    seat = panel.type.seat(member.seat) if member else None
    if seat:
        return seat.label
    if address == panel.coordinator:
        return "Coordinator"
    person = people.know(desk, owners.address_in(address) or address)
    return person.name or person.address
