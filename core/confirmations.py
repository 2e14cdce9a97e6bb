"""Confirmation: the person whose job it is makes outcomes final, in writing; everybody then gets their part.

Source: terms of reference - "decisions from the panel will be confirmed in writing".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from core import (
    actions,
    clocks,
    decisions,
    due,
    meetings,
    outbox,
    outcome_letters,
    outcomes,
    owners,
    people,
    readers,
    referrals,
)
from core import booking as bookings
from core import booking_letters as letters
from core import minutes as records
from core import minutes_letters as papers
from core.audit import Event
from core.deadlines import due as deadline
from core.disclosure import Document
from core.kinds import Kind, Purpose, Role
from core.outcome_states import CONFIRMED, DRAFT, NOT_AGREED, REPLACED
from core.panels import OUTCOMES, Need
from core.schedule import moment
from core.store.tables import OutcomeRow as Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Item, Reader
    from core.meetings import Meeting
    from core.people import Known
    from core.sites import Panel


def ask(desk: Desk, panel: Panel, booking: Booking, *, reminder: bool = False) -> None:
    """Ask everybody whose confirmation a booking's outcomes wait for."""
    for group in outcomes.groups(desk, panel, booking):
        if group.waits:
            ask_one(desk, panel, booking, group, reminder=reminder)


def ask_one(desk: Desk, panel: Panel, booking: Booking, group: outcomes.Group, *, reminder: bool = False) -> None:
    """Ask the one person whose confirmation a group of outcomes waits for."""
    meeting = meetings.get(desk, booking.meeting_id or 0)
    document = Document(
        kind=Kind.OUTCOME_TO_CONFIRM,
        items=(_item(desk, panel, meeting, booking, group=group, minuted=True),),
        facts={
            "confirm_by": confirm_by(desk, panel, booking, group).isoformat(),
            "reminder": reminder,
            "title": _title(panel, group.address),
            "may_differ": panel.type.confirmation.may_differ and bool(_can_be_refused(panel, group)),
            "proposed": _is_proposed(panel, group),
            "needs": _needs(panel, group),
        },
        meeting=meeting.facts,
        purpose=Purpose.CONFIRM,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (outcomes.confirmer(desk, panel, booking, group.address),))


def _is_proposed(panel: Panel, group: outcomes.Group) -> bool:
    """Whether a group is a decision that can be made because a time limit ran out; no panel minuted it."""
    declared = [panel.type.outcome(row.key) for row in group.rows]
    return bool(declared) and all(each is not None and each.by_confirmer for each in declared)


def _needs(panel: Panel, group: outcomes.Group) -> list[str]:
    """Return the labels of what a decision needs and the recommendation does not say already."""
    found: dict[str, None] = {}
    for row in group.rows:
        declared = panel.type.outcome(row.key)
        keys = {declared.if_confirmed, declared.if_not_agreed} if declared else set()
        if declared and declared.by_confirmer:
            keys.add(declared.key)
        for decision in (panel.type.outcome(key) for key in sorted(filter(None, keys))):
            labels = (field for field in decision.fields if field.need is Need.REQUIRED) if decision else ()
            found |= {field.label: None for field in labels if not row.values.get(field.key)}
    return list(found)


def _title(panel: Panel, address: str) -> str:
    """Return what whoever confirms is called."""
    member = panel.member(address) if address else None
    seat = panel.type.seat(member.seat) if member else None
    return seat.label if seat else panel.type.confirmation.title


def confirm_by(desk: Desk, panel: Panel, booking: Booking, group: outcomes.Group | None = None) -> date:
    """Return the day by which the confirmer answers: it counts from the chair's approval, whenever they are asked.

    For a decision that a time limit made possible, it counts from the day that ran out.
    """
    if group is not None and _is_proposed(panel, group):
        keys = {row.key for row in group.rows}
        ran_out = [clocks.ran_out(desk, panel, booking, clock) for clock in panel.type.clocks if clock.then in keys]
        start = max((each for each in ran_out if each), default=desk.today(panel))
        return deadline(panel.type.confirmation.within, start, panel.days, panel.zone)
    revisions = {row.minutes_id for row in outcomes.rows(desk, booking)} | actions.revisions(desk, booking)
    approved = records.approved_on(desk, revisions) or desk.now
    day = approved.astimezone(panel.zone).date()
    return deadline(panel.type.confirmation.within, day, panel.days, panel.zone)


def _item(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    booking: Booking,
    owner: Known | None = None,
    *,
    group: outcomes.Group | None = None,
    steps: bool = False,
    minuted: bool = False,
    reasons: str = "",
) -> Item:
    """Return a booking's outcomes and actions as an item; for an owner, only their own actions are in it.

    With a `group`, only its outcomes; with `steps`, what the panel tells the case worker to do next stands with each;
    `minuted`: what was said under the headings goes along, for a Show that names it.
    """
    parts: dict[str, list[dict[str, Any]]] = {}
    rows = group.rows if group else outcomes.rows(desk, booking)
    for row in rows:
        declared = panel.type.outcome(row.key)
        value = papers.outcome_value(desk, panel, meeting, booking, row.key, row.values)
        if steps:
            value["fields"] += [["Next step", each] for each in _next_steps(desk, panel, booking, row.key, row.values)]
        parts.setdefault(declared.part if declared else OUTCOMES, []).append(value)
    ids = group.outcome_ids if group else None
    made: dict[str, Any] = actions.values(desk, panel, booking, owner, ids)
    said = papers.minuted(desk, panel, meeting, booking) if minuted else {}
    return letters.item(desk, panel, booking, meeting, **said, **parts, **made, reasons=reasons)


def _next_steps(desk: Desk, panel: Panel, booking: Booking, key: str, values: Mapping[str, str]) -> tuple[str, ...]:
    found: tuple[str, ...] = desk.host.call(
        panel.type.key,
        "panel_next_steps",
        default=(),
        outcome=key,
        values={**booking.values, **values},
        settings=panel.settings,
    )
    return found


def confirm(
    desk: Desk, panel: Panel, booking: Booking, groups: Iterable[outcomes.Group], said: Mapping[str, str] | None = None
) -> None:
    """Make outcomes final; everyone gets their part, owners their actions.

    `said` is what the confirmer wrote for the fields of their own decision. Refused when that lacks something.
    """
    desk.audit(Event.OUTCOMES_CONFIRMED, panel.key, booking.reference)
    for each in groups:
        fresh = next((one for one in outcomes.groups(desk, panel, booking) if one.address == each.address), each)
        made = decisions.make(desk, panel, booking, fresh.rows, said or {}, agreed=True)
        make_final(desk, panel, booking, fresh, decided=made)
    _done_with(desk, booking)


def decide_otherwise(
    desk: Desk, panel: Panel, booking: Booking, groups: Iterable[outcomes.Group], said: Mapping[str, str]
) -> bool:
    """The confirmer does not agree and decides: what they decided is final instead. False where that is not theirs.

    What the recommendation asked for is withdrawn; what needed no decision of theirs stands. Of outcomes that a named
    person must approve, those without a decision of their own go back to the chair.
    """
    if not panel.type.confirmation.may_differ:
        return False
    differs = [(group, against) for group in groups if (against := _can_be_refused(panel, group))]
    for group, against in differs:
        made = decisions.make(desk, panel, booking, against, said, agreed=False)
        desk.audit(Event.OUTCOMES_NOT_AGREED, panel.key, booking.reference, decided=len(made))
        for row in against:
            actions.withdraw_of(desk, panel, booking, row.id, overruled=True)
            if (each := panel.type.outcome(row.key)) and each.by_confirmer:  # what was put to them they did not decide
                desk.connection.execute(update(Row).where(Row.id == row.id).values(state=REPLACED))
        rest = tuple(row for row in group.rows if row not in against) if group.address else ()
        final = replace(group, rows=tuple(row for row in group.rows if row not in rest))
        make_final(desk, panel, booking, final, decided=made, otherwise=said.get("reasons", "") or " ")
        if rest:
            not_agreed(desk, panel, booking, (replace(group, rows=rest),), said.get("reasons", ""))
    if differs:
        _done_with(desk, booking)
    return bool(differs)


def _can_be_refused(panel: Panel, group: outcomes.Group) -> tuple[Any, ...]:
    """Return the outcomes of a group that the confirmer decides against by not agreeing."""
    return tuple(row for row in group.rows if (each := panel.type.outcome(row.key)) and each.if_not_agreed)


def _done_with(desk: Desk, booking: Booking) -> None:
    if not outcomes.awaits(desk, booking):
        due.disarm(desk.connection, "confirm-chase", booking.id)


def propose(desk: Desk, panel: Panel, booking: Booking, key: str) -> None:
    """Put a decision to the confirmer that nobody minuted: a time limit ran out, and it can be made now."""
    last = next(iter(reversed(outcomes.rows(desk, booking))), None)
    if last is None or panel.type.outcome(key) is None:
        return
    row = {"booking_id": booking.id, "minutes_id": last.minutes_id, "key": key, "values": {}, "state": DRAFT}
    desk.connection.execute(insert(Row).values(**row))
    ask(desk, panel, booking)
    chase_after(desk, panel, booking, desk.today(panel))


def chase_after(desk: Desk, panel: Panel, booking: Booking, day: date) -> None:
    """Chase whoever confirms from the first working day after `day` on."""
    first = moment(panel.days.forward(day, 1), "09:00", panel.zone)
    due.arm(desk.connection, "confirm-chase", booking.id, panel.key, first)


def make_final(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    group: outcomes.Group,
    *,
    recorded: bool = False,
    decided: tuple[int, ...] = (),
    otherwise: str = "",
) -> None:
    """Make outcomes final; `recorded`: none of them needed confirming; `decided`: the confirmer's own, just made.

    `otherwise` are the reasons of one who did not agree.
    """
    meeting = meetings.get(desk, booking.meeting_id or 0)
    own = [row.id for row in group.rows]
    live = (Row.id.in_(own), Row.state == DRAFT)
    desk.connection.execute(update(Row).where(*live).values(state=CONFIRMED, decided=desk.now))
    final = [row for row in outcomes.rows(desk, booking) if row.id in {*own, *decided}]
    opened = actions.open_of_outcomes(desk, panel, booking, {*group.outcome_ids, *decided})
    clocks.review(desk, panel, booking.case_id, booking.id)
    told = _told_all(desk, panel, booking)
    facts = {
        "confirmed": desk.today(panel).isoformat(),
        "title": _title(panel, group.address),
        "recorded": recorded,
        "decided_otherwise": bool(otherwise),
        "decided": bool(decided) and not otherwise,
        "referred": _refer_on(desk, panel, booking, final),
    }
    shown = outcomes.Group(group.address, tuple(final), group.by_hand, waits=False)
    for reader in told.values():
        steps = reader.role is Role.PRESENTER
        item = _item(desk, panel, meeting, booking, group=shown, steps=steps, reasons=otherwise.strip())
        _confirmation(desk, panel, meeting, booking, reader, item, facts)
    for owner in _owners(desk, opened):
        if owner.id not in told:
            reader = people.reader(owner, Role.OWNER, {booking.reference})
            item = _item(desk, panel, meeting, booking, owner, group=shown)
            _confirmation(desk, panel, meeting, booking, reader, item, facts | {"referred": []})
    actions.tell_opened(desk, panel, booking, opened)
    _follow(desk, panel, meeting, booking, final, decided)


def _owners(desk: Desk, opened: Iterable[actions.Action]) -> list[Known]:
    return [people.by_id(desk, owner_id) for owner_id in dict.fromkeys(action.owner_id for action in opened)]


def _refer_on(desk: Desk, panel: Panel, booking: Booking, final: Iterable[Any]) -> list[list[str]]:
    """Book the case with the panels that final outcomes refer to; return [panel name, reference] of each."""
    found = []
    for row in final:
        declared = panel.type.outcome(row.key)
        made = referrals.make(desk, panel, booking, declared.refer, row.values) if declared else None
        if made is not None:
            found.append(made)
    return found


def _follow(
    desk: Desk, panel: Panel, meeting: Meeting, booking: Booking, final: Iterable[Any], decided: tuple[int, ...]
) -> None:
    """Write the letters that final outcomes bring, and stop what they end."""
    rows = tuple(final)
    labels = (declared.label for row in rows if row.id not in decided and (declared := panel.type.outcome(row.key)))
    recommendation = "; ".join(labels)
    for row in rows:
        declared = panel.type.outcome(row.key)
        if declared is None:
            continue
        outcome_letters.write(desk, panel, meeting, booking, declared, row.values, recommendation)
        if declared.stops:
            actions.stop(desk, panel, _whole_case(desk, booking), declared.stops)


def _whole_case(desk: Desk, booking: Booking) -> tuple[Booking, ...]:
    return bookings.ever_of_case(desk, booking.case_id) if booking.case_id else (booking,)


def _told_all(desk: Desk, panel: Panel, booking: Booking) -> dict[int, Reader]:
    """Return who gets all of a booking's confirmation: its presenters, and the panel's declared copies."""
    told: dict[int, Reader] = {}
    for person in bookings.presenters(desk, booking):
        told[person.id] = people.reader(person, Role.PRESENTER, {booking.reference})
    for copy in panel.type.confirmation.copies:
        address = owners.address_in(booking.values.get(copy.field, "")) if copy.field else ""
        holder = panel.holder(copy.seat) if copy.seat else ""
        if address or holder:
            person = people.know(desk, address or holder)
            told.setdefault(person.id, people.reader(person, copy.role, {booking.reference}))
    return told


def _confirmation(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    booking: Booking,
    reader: Reader,
    item: Item,
    facts: Mapping[str, Any],
) -> None:
    document = Document(
        kind=Kind.OUTCOME_CONFIRMED,
        items=(item,),
        facts=facts,
        meeting=meeting.facts,
        purpose=Purpose.BOOKING,
        about=booking.id,
    )
    outbox.post(desk, panel, document, (reader,))


def not_agreed(desk: Desk, panel: Panel, booking: Booking, groups: Iterable[outcomes.Group], reason: str) -> None:
    """Send a booking's outcomes back to the chair with the confirmer's reason; nothing of them becomes final."""
    ids = [row.id for group in groups for row in group.rows]
    desk.connection.execute(
        update(Row).where(Row.id.in_(ids), Row.state == DRAFT).values(state=NOT_AGREED, decided=desk.now)
    )
    actions.send_back(desk, booking)
    desk.audit(Event.OUTCOMES_NOT_AGREED, panel.key, booking.reference)
    due.disarm(desk.connection, "confirm-chase", booking.id)
    meeting = meetings.get(desk, booking.meeting_id or 0)
    held = records.open_revision(desk, meeting)
    # Corrections that are still being put right keep the revision from being approved.
    state = records.State.COLLECTING if records.outstanding(held.content) else records.State.DRAFT
    revision = records.save(desk, held, state, held.content)
    document = Document(
        kind=Kind.MINUTES_DRAFT,
        items=(
            papers.block_item(
                desk, panel, meeting, booking, revision.content.get(booking.reference, {}), draft=True, reason=reason
            ),
        ),
        facts={"revision": revision.revision, "answers_by": ""},
        meeting=meeting.facts,
        purpose=Purpose.DRAFT,
        about=meeting.id,
    )
    outbox.post(desk, panel, document, (readers.chair(desk, panel),))
