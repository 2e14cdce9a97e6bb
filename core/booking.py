"""Bookings: the rows, their values and presenters. Placing them on a meeting is `core.agenda`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, select, update

from core import counters
from core.people import Known
from core.references import next_reference
from core.store.tables import Booking as Row
from core.store.tables import Person, Presenter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.desk import Desk
    from core.sites import Panel


class State(StrEnum):
    """Where a booking stands."""

    ASKED = "asked"  # something must be answered before it can be placed
    BOOKED = "booked"
    LATE = "late"  # the chair is asked
    WAITING = "waiting"  # the meeting is full
    WITHDRAWN = "withdrawn"
    HEARD = "heard"
    NOT_PRESENTED = "not presented"
    ERASED = "erased"  # kept long enough: the reference alone is left


ON_AGENDA = (State.BOOKED, State.HEARD, State.NOT_PRESENTED)
OPEN = (State.ASKED, State.BOOKED, State.LATE, State.WAITING)


@dataclass(frozen=True)
class Booking:
    """One item; `values` are field key to stored spelling, `asked` the field keys that were asked for once."""

    id: int
    reference: str
    panel: str
    case_id: int | None
    meeting_id: int | None
    state: State
    slot: int | None
    values: Mapping[str, str]
    asked: tuple[str, ...]
    danger: bool
    listed: bool
    late_allowed: bool
    question: str
    uid: str
    sequence: int
    invited: bool
    stamp: datetime | None
    inbox_id: int | None
    referred_from: str = ""

    def name(self, panel: Panel) -> str:
        """Return the subject's name ("" when it is not known yet)."""
        return self.values.get(panel.type.subject.name, "")


_COLUMNS = (
    Row.id,
    Row.reference,
    Row.panel,
    Row.case_id,
    Row.meeting_id,
    Row.state,
    Row.slot,
    Row.values,
    Row.asked,
    Row.danger,
    Row.listed,
    Row.late_allowed,
    Row.question,
    Row.uid,
    Row.sequence,
    Row.invited,
    Row.stamp,
    Row.inbox_id,
    Row.referred_from,
)


def _booking(row: tuple[object, ...]) -> Booking:
    values = list(row)
    values[5] = State(str(values[5]))
    values[8] = tuple(key for key in str(values[8]).split(",") if key)
    return Booking(*values)  # type: ignore[arg-type]


# Built once: these run several times in every mail, and building a statement costs more than running it.
_BY_ID = select(*_COLUMNS).where(Row.id == bindparam("number"))
_PRESENTERS = (
    select(Person.id, Person.address, Person.name)
    .join(Presenter, Presenter.person_id == Person.id)
    .where(Presenter.booking_id == bindparam("number"))
    .order_by(Presenter.id)
)


def get(desk: Desk, booking_id: int) -> Booking:
    """Return a booking known to exist."""
    return _booking(tuple(desk.connection.execute(_BY_ID, {"number": booking_id}).one()))


def find(desk: Desk, booking_id: int) -> Booking | None:
    """Return a booking, or None; one that was erased is not there."""
    row = desk.connection.execute(_BY_ID, {"number": booking_id}).one_or_none()
    found = None if row is None else _booking(tuple(row))
    return None if found is None or found.state is State.ERASED else found


def by_reference(desk: Desk, panel: Panel, reference: str) -> Booking | None:
    """Return a panel's booking by reference, or None; one that was erased is not there."""
    row = desk.connection.execute(
        select(*_COLUMNS).where(Row.reference == reference.upper(), Row.panel == panel.key, Row.state != State.ERASED)
    ).one_or_none()
    return None if row is None else _booking(tuple(row))


def at_meeting(desk: Desk, meeting_id: int, *states: State) -> tuple[Booking, ...]:
    """Return a meeting's bookings in these states (all of the agenda's by default), in slot order."""
    rows = desk.connection.execute(
        select(*_COLUMNS)
        .where(Row.meeting_id == meeting_id, Row.state.in_(states or ON_AGENDA))
        .order_by(Row.slot.is_(None), Row.slot, Row.id)
    ).all()
    return tuple(_booking(tuple(row)) for row in rows)


def of_case(desk: Desk, case_id: int) -> tuple[Booking, ...]:
    """Return the open bookings of a case, oldest first."""
    rows = desk.connection.execute(
        select(*_COLUMNS).where(Row.case_id == case_id, Row.state.in_(OPEN)).order_by(Row.id)
    ).all()
    return tuple(_booking(tuple(row)) for row in rows)


def ever_of_case(desk: Desk, case_id: int) -> tuple[Booking, ...]:
    """Return every booking of a case, whatever became of it, oldest first."""
    rows = desk.connection.execute(select(*_COLUMNS).where(Row.case_id == case_id).order_by(Row.id)).all()
    return tuple(_booking(tuple(row)) for row in rows)


def last_of_case(desk: Desk, case_id: int, person_id: int) -> Booking | None:
    """Return the newest booking of a case that a person presents or presented, whatever became of it."""
    row = desk.connection.execute(
        select(*_COLUMNS)
        .join(Presenter, Presenter.booking_id == Row.id)
        .where(Row.case_id == case_id, Presenter.person_id == person_id)
        .order_by(Row.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _booking(tuple(row))


def following(desk: Desk, booking: Booking) -> Booking | None:
    """Return the open booking that keeps this one's case on the panel, or None."""
    row = desk.connection.execute(
        select(*_COLUMNS).where(Row.follows_id == booking.id, Row.state.in_(OPEN)).order_by(Row.id.desc())
    ).first()
    return None if row is None else _booking(tuple(row))


def open_of(desk: Desk, panel: Panel, person_id: int, *states: State) -> tuple[Booking, ...]:
    """Return a person's open bookings at a panel (or those in these states), newest first."""
    rows = desk.connection.execute(
        select(*_COLUMNS)
        .join(Presenter, Presenter.booking_id == Row.id)
        .where(Presenter.person_id == person_id, Row.panel == panel.key, Row.state.in_(states or OPEN))
        .order_by(Row.id.desc())
    ).all()
    return tuple(_booking(tuple(row)) for row in rows)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A booking about to be written."""

    state: State
    values: Mapping[str, str]
    case_id: int | None = None
    meeting_id: int | None = None
    slot: int | None = None
    danger: bool = False
    question: str = ""
    asked: tuple[str, ...] = ()
    follows_id: int | None = None
    referred_from: str = ""


def make(desk: Desk, panel: Panel, presenter: Known, draft: Draft) -> Booking:
    """Write a new booking with its first presenter."""
    reference = next_reference(desk, panel)
    booking_id = desk.connection.execute(
        insert(Row)
        .values(
            reference=reference,
            panel=panel.key,
            case_id=draft.case_id,
            meeting_id=draft.meeting_id,
            state=draft.state,
            slot=draft.slot,
            values=dict(draft.values),
            asked=",".join(draft.asked),
            danger=draft.danger,
            made=desk.now,
            question=draft.question,
            uid=f"{uuid.uuid4()}@{desk.site.domain}",
            follows_id=draft.follows_id,
            referred_from=draft.referred_from,
            inbox_id=desk.inbox_id,
        )
        .returning(Row.id)
    ).scalar_one()
    counters.moved(desk.connection, f"bookings:{panel.key}", None, draft.state)
    add_presenter(desk, booking_id, presenter, draft.values)
    return get(desk, booking_id)


def change(desk: Desk, booking: Booking, **columns: object) -> Booking:
    """Change columns of a booking and keep the counts right; return it as it is now."""
    values = dict(columns)
    if "asked" in values:
        values["asked"] = ",".join(values["asked"])  # type: ignore[arg-type]
    if "values" in values:
        values["values"] = dict(values["values"])  # type: ignore[call-overload]
    changed = desk.connection.execute(
        update(Row).where(Row.id == booking.id).values(**values).returning(*_COLUMNS)
    ).one()
    if "state" in values:
        counters.moved(desk.connection, f"bookings:{booking.panel}", booking.state, str(values["state"]))
    return _booking(tuple(changed))


def add_presenter(desk: Desk, booking_id: int, person: Known, said: Mapping[str, str] | None = None) -> None:
    """Add a presenter to a booking; `said` is what they wrote themselves."""
    row = {"booking_id": booking_id, "person_id": person.id, "said": dict(said or {})}
    desk.connection.execute(insert(Presenter).values(**row))


def said_by(desk: Desk, booking: Booking, person: Known) -> Mapping[str, str]:
    """Return what a presenter wrote of a booking: all they may be told back when others present it too."""
    where = (Presenter.booking_id == booking.id, Presenter.person_id == person.id)
    found: Mapping[str, str] | None = desk.connection.execute(select(Presenter.said).where(*where)).scalar()
    return found or {}


def note_said(desk: Desk, booking: Booking, person: Known, values: Mapping[str, str]) -> None:
    """Keep what a presenter wrote more; nothing happens for somebody who does not present the booking."""
    said = {**said_by(desk, booking, person), **values}
    where = (Presenter.booking_id == booking.id, Presenter.person_id == person.id)
    desk.connection.execute(update(Presenter).where(*where).values(said=said))


def remove_presenter(desk: Desk, booking: Booking, person: Known) -> None:
    """Take a presenter off a booking that others go on presenting."""
    desk.connection.execute(
        delete(Presenter).where(Presenter.booking_id == booking.id, Presenter.person_id == person.id)
    )


def presenters(desk: Desk, booking: Booking) -> tuple[Known, ...]:
    """Return who presents a booking, the first one first."""
    rows = desk.connection.execute(_PRESENTERS, {"number": booking.id})
    return tuple(Known(row.id, row.address, row.name) for row in rows)


def note_answer(desk: Desk, booking: Booking, person_id: int, answer: str) -> None:
    """Keep a presenter's answer to the slot invitation."""
    desk.connection.execute(
        update(Presenter)
        .where(Presenter.booking_id == booking.id, Presenter.person_id == person_id)
        .values(answer=answer)
    )


def waiting_position(desk: Desk, booking: Booking) -> int:
    """Return a booking's place on its meeting's waiting list, from 1."""
    return desk.connection.execute(
        select(func.count())
        .select_from(Row)
        .where(Row.meeting_id == booking.meeting_id, Row.state == State.WAITING, Row.id <= booking.id)
    ).scalar_one()


def all_open(desk: Desk, panel: Panel) -> tuple[Booking, ...]:
    """Return every open booking of a panel, oldest first."""
    rows = desk.connection.execute(
        select(*_COLUMNS).where(Row.panel == panel.key, Row.state.in_(OPEN)).order_by(Row.id)
    ).all()
    return tuple(_booking(tuple(row)) for row in rows)


def ever_at(desk: Desk, panel: Panel) -> tuple[Booking, ...]:
    """Return every booking of a panel, whatever became of it, oldest first."""
    rows = desk.connection.execute(select(*_COLUMNS).where(Row.panel == panel.key).order_by(Row.id)).all()
    return tuple(_booking(tuple(row)) for row in rows)


def unplaced(desk: Desk, panel: Panel) -> tuple[Booking, ...]:
    """Return the bookings that wait for a meeting to be added, oldest first."""
    rows = desk.connection.execute(
        select(*_COLUMNS)
        .where(Row.panel == panel.key, Row.state == State.WAITING, Row.meeting_id.is_(None))
        .order_by(Row.id)
    ).all()
    return tuple(_booking(tuple(row)) for row in rows)
