"""What the panel's rules find in a booking: the declared ones, its own hook, and what the core sees from outside.

A finding says what becomes of the booking (`core.panels.Check`); `core.agenda` does it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core import booking as bookings
from core import clocks, history
from core.cases import fold_name, is_said
from core.cross_references import may_be_copied
from core.derived import with_age
from core.errors import Held
from core.panels import Check, Finding, day_words
from core.requirements import declared_findings
from core.store.tables import Booking as Row
from core.store.tables import Case
from core.store.tables import Meeting as MeetingRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from core.booking import Booking
    from core.clockwork import Running
    from core.desk import Desk
    from core.meetings import Meeting
    from core.sites import Panel

_RECORDED = frozenset({*bookings.OPEN, *bookings.ON_AGENDA})


def find(
    desk: Desk, panel: Panel, values: Mapping[str, str], day: date, case_id: int | None = None, *, but: int = 0
) -> tuple[Finding, ...]:
    """Return what is found in a booking's values, for a meeting on `day`; `but` is the booking's own id."""
    known = facts(panel, values, day)
    running = clocks.running(desk, panel, case_id, values)
    answered: tuple[Finding | str, ...] = desk.host.call(
        panel.type.key,
        "panel_check_booking",
        default=(),
        values=known,
        meeting_date=day,
        settings=panel.settings,
        history=history.of_case(desk, panel, case_id, but=but),
        clocks={each.key: each.last for each in running},
    )
    own = (each if isinstance(each, Finding) else Finding(Check.FLAG, each) for each in answered)
    return (*declared_findings(panel.type, known), *own, *_later_than_a_limit(panel, running, day))


def of_booking(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting | None) -> tuple[Finding, ...]:
    """Return what is found in a booking as it stands."""
    day = meeting.date if meeting else desk.today(panel)
    return find(desk, panel, booking.values, day, booking.case_id, but=booking.id)


def facts(panel: Panel, values: Mapping[str, str], day: date) -> dict[str, str]:
    """Return a booking's values with what follows from them: the age on the day."""
    return with_age(panel.type.subject, values, day)


def sentences(findings: Iterable[Finding], *kinds: Check) -> tuple[str, ...]:
    """Return the sentences of the findings of these kinds, each once."""
    return tuple(dict.fromkeys(each.sentence for each in findings if each.check in kinds))


def told(findings: Iterable[Finding], *kinds: Check) -> tuple[str, ...]:
    """Return the sentences of the findings of these kinds with the door to go to, each once."""
    return tuple(dict.fromkeys(f"{each.sentence} {each.door}".strip() for each in findings if each.check in kinds))


def must_not_be_kept(findings: Iterable[Finding]) -> None:
    """Raise Held when a rule says that what was written must not be kept on a booking."""
    held = sentences(findings, Check.HOLD)
    if held:
        raise Held(" ".join(held))


def _later_than_a_limit(panel: Panel, running: Iterable[Running], day: date) -> tuple[Finding, ...]:
    """Flag a meeting that comes after a time limit which already runs from the booking's own dates."""
    bounds = {clock.key: clock.label for clock in panel.type.clocks if clock.bounds}
    return tuple(
        Finding(Check.FLAG, f"{bounds[each.key]} ends on {day_words(each.last)}, before this meeting.")
        for each in running
        if each.key in bounds and not each.paused and each.last < day
    )


def consented(panel: Panel, values: Mapping[str, str], day: date) -> bool:
    """Whether a case may stand on a list: consent is given, or the panel's exception holds."""
    rule = panel.confidentiality.consent
    if rule is None or values.get(rule.field, "") in rule.given:
        return True
    return bool(rule.unless) and all(condition.holds(facts(panel, values, day)) for condition in rule.unless)


def rival_there(desk: Desk, panel: Panel, booking: Booking, meeting: Meeting) -> bool:
    """Whether somebody is on the meeting who must be kept apart from this subject: one of them names the other."""
    key = panel.confidentiality.rivals
    if not key or panel.confidentiality.counterclaims:
        return False
    states = (*bookings.ON_AGENDA, bookings.State.LATE, bookings.State.WAITING)
    for other in bookings.at_meeting(desk, meeting.id, *states):
        named = _names(booking, key, other.name(panel)) or _names(other, key, booking.name(panel))
        if other.id != booking.id and named:
            return True
    return False


def _names(booking: Booking, key: str, name: str) -> bool:
    folded = fold_name(name)
    return bool(folded) and is_said(folded, fold_name(booking.values.get(key, "")))


@dataclass(frozen=True)
class Elsewhere:
    """An open booking of the same person at another panel: its reference, its ISO day ("" without one), that panel.

    `copied` is what this panel may be shown of it, as pairs (label, choice): what was last recorded there.
    """

    reference: str
    day: str
    panel: Panel
    copied: tuple[tuple[str, str], ...] = ()


def discussed_elsewhere(desk: Desk, panel: Panel, case_id: int | None) -> tuple[Elsewhere, ...]:
    """Return the open bookings of the same person at the panels this one compares with.

    The same name and date of birth: a name by itself is too little to say so.
    """
    compared = panel.confidentiality.compared
    keys = [key for key, each in desk.site.panels.items() if each.type.key in compared]
    if not keys or case_id is None:
        return ()
    own = desk.connection.execute(select(Case.name_hash, Case.born_hash).where(Case.id == case_id)).one()
    if not own.born_hash:
        return ()
    same = (Case.name_hash == own.name_hash, Case.born_hash == own.born_hash, Case.panel.in_(keys))
    rows = desk.connection.execute(
        select(Row.reference, Row.panel, Row.case_id, MeetingRow.day)
        .join(Case, Case.id == Row.case_id)
        .outerjoin(MeetingRow, MeetingRow.id == Row.meeting_id)
        .where(*same, Row.state.in_(bookings.OPEN))
        .order_by(Row.reference)
    ).all()
    found = []
    for row in rows:
        there = desk.site.panels[row.panel]
        copied = _copied(desk, there, row.case_id, compared[there.type.key])
        found.append(Elsewhere(row.reference, row.day or "", there, copied))
    return tuple(found)


def _copied(desk: Desk, there: Panel, case_id: int, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the choices last recorded under these keys in a case of another panel, with what it calls them."""
    declared = [each for key in keys if (each := there.type.field(key)) and may_be_copied(each)]
    if not declared:
        return ()
    newest = [each for each in reversed(bookings.ever_of_case(desk, case_id)) if each.state in _RECORDED]
    said = {key: value for each in reversed(newest) for key, value in each.values.items() if value}
    return tuple((each.label, said[each.key]) for each in declared if said.get(each.key))


def counterclaims(desk: Desk, panel: Panel, booking: Booking) -> tuple[Booking, ...]:
    """Return the open bookings that name this subject, and whose own subject this one names."""
    key = panel.confidentiality.rivals
    if not (key and panel.confidentiality.counterclaims and booking.values.get(key)):
        return ()
    return tuple(
        other
        for other in bookings.all_open(desk, panel)
        if other.id != booking.id
        and _names(booking, key, other.name(panel))
        and _names(other, key, booking.name(panel))
    )


def shared(desk: Desk, panel: Panel, booking: Booking) -> tuple[str, ...]:
    """Return what the chair is told where several open bookings say the same of a place or a thing: no names."""
    found = []
    for rule in panel.type.shared:
        own = _entries(booking.values.get(rule.field, ""))
        others = [_entries(each.values.get(rule.field, "")) for each in bookings.all_open(desk, panel)] if own else []
        if any(sum(entry in each for each in others) >= rule.at_least for entry in own):
            found.append(rule.sentence)
    return tuple(found)


def _entries(written: str) -> set[str]:
    """Return the single entries of a list as people write it, folded."""
    return {folded for entry in re.split(r"[;,\n]", written) if (folded := fold_name(entry))}
