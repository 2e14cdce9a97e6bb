"""Every table. Names, dates of birth, texts and raw mail are in sealed columns; what is plain names nobody.

State columns hold the words of the enums in the services. Ids are integers: reply addresses carry them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.store.columns import Instant, SealedBytes, SealedJSON, SealedText


class Base(DeclarativeBase):
    """The root of the typed models."""

    type_annotation_map = {datetime: Instant}  # noqa: RUF012 - SQLAlchemy's own form


class Inbox(Base):
    """One accepted mail for one recipient. `state`: ready, claimed, done, held, ignored, failed."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("recipient", "message_id_hash", "content_hash"),
        Index("inbox_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    received: Mapped[datetime]
    recipient: Mapped[str]
    panel: Mapped[str] = mapped_column(default="")
    door: Mapped[str]
    peer: Mapped[str] = mapped_column(default="")
    mail_from: Mapped[str | None] = mapped_column(SealedText("inbox.mail_from"))
    message_id_hash: Mapped[str]
    content_hash: Mapped[str]
    reused_id: Mapped[bool] = mapped_column(default=False)  # same Message-ID, other content: mail-rules 1.4
    raw: Mapped[bytes] = mapped_column(SealedBytes("inbox.raw"))
    size: Mapped[int]
    state: Mapped[str] = mapped_column(default="ready")
    reason: Mapped[str] = mapped_column(default="")
    rules: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(default="")
    lease: Mapped[datetime | None]
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed: Mapped[bool] = mapped_column(default=False)  # the sender confirmed, or a person replayed it as believed
    handled: Mapped[datetime | None]


class Outbox(Base):
    """One mail to one reader. `state`: waiting, sending, sent, retry, uncertain, held, bounced, failed."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_state", "state", "due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[datetime]
    due: Mapped[datetime]  # wall time of the next try
    kind: Mapped[str]
    panel: Mapped[str]
    refs: Mapped[str] = mapped_column(default="")
    meeting_date: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    purpose: Mapped[str]
    about: Mapped[int]
    message_id: Mapped[str] = mapped_column(unique=True)
    view: Mapped[str] = mapped_column(SealedText("outbox.view"))
    raw: Mapped[bytes | None] = mapped_column(SealedBytes("outbox.raw"))
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(default="")
    lease: Mapped[datetime | None]
    sent: Mapped[datetime | None]
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))


class Attempt(Base):
    """One try to deliver an outbox row, with the server's own words."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    at: Mapped[datetime]
    state: Mapped[str]
    words: Mapped[str] = mapped_column(SealedText("attempts.words"))


class Person(Base):
    """Somebody we write to or who wrote to us; found by the keyed hash of the address."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(SealedText("people.address"))
    name: Mapped[str] = mapped_column(SealedText("people.name"))
    bounced: Mapped[datetime | None]


class Meeting(Base):
    """One date of a panel. `state`: planned, cancelled, over. `rule_date` is what the schedule gave ("" if added)."""

    __tablename__ = "meetings"
    # A date of the schedule is made once; any number of meetings may have been added (and cancelled) on one day.
    __table_args__ = (
        Index(
            "meetings_rule_date",
            "panel",
            "rule_date",
            unique=True,
            sqlite_where=text("rule_date != ''"),
            postgresql_where=text("rule_date != ''"),
        ),
        Index("meetings_panel", "panel", "starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel: Mapped[str]
    rule_date: Mapped[str]
    day: Mapped[str]  # local ISO date
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    place: Mapped[str]
    state: Mapped[str] = mapped_column(default="planned")
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    invited: Mapped[bool] = mapped_column(default=False)
    listed: Mapped[datetime | None]  # when the names list went out
    minutes_asked: Mapped[datetime | None]


class Case(Base):
    """The person discussed, across bookings of one panel. `name_hash` finds them; who they are is sealed."""

    __tablename__ = "cases"
    __table_args__ = (Index("cases_name", "panel", "name_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel: Mapped[str]
    name_hash: Mapped[str]
    born_hash: Mapped[str] = mapped_column(default="")
    number_hash: Mapped[str] = mapped_column(default="")


class Booking(Base):
    """One item. `state`: asked, booked, late, waiting, withdrawn, heard, not presented, not heard."""

    __tablename__ = "bookings"
    __table_args__ = (Index("bookings_meeting", "meeting_id", "state"), Index("bookings_case", "case_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    panel: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    state: Mapped[str]
    slot: Mapped[int | None]
    values: Mapped[Any] = mapped_column(SealedJSON("bookings.values"))
    asked: Mapped[str] = mapped_column(default="")  # field keys asked for, comma-separated
    danger: Mapped[bool] = mapped_column(default=False)
    made: Mapped[datetime]
    listed: Mapped[bool] = mapped_column(default=False)  # was on a names list that went out
    late_allowed: Mapped[bool] = mapped_column(default=False)
    question: Mapped[str] = mapped_column(default="")  # what an `asked` booking waits for
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    invited: Mapped[bool] = mapped_column(default=False)  # the presenter holds a slot in the calendar
    stamp: Mapped[datetime | None]  # the last DTSTAMP sent for the slot: it must rise
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    referred_from: Mapped[str] = mapped_column(default="")  # the booking at another panel whose outcome asked for this
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))


class Presenter(Base):
    """A worker who presents a booking; the first one made it."""

    __tablename__ = "presenters"
    __table_args__ = (UniqueConstraint("booking_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    answer: Mapped[str] = mapped_column(default="needs-action")
    said: Mapped[Any | None] = mapped_column(SealedJSON("presenters.said"))  # field key to value: their own words only


class Guest(Base):
    """Somebody a booking names who comes for that one item. Not `active`: no longer."""

    __tablename__ = "guests"
    __table_args__ = (UniqueConstraint("booking_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class Conflict(Base):
    """A conflict of interest: this person has no part in this booking and reads nothing of it."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("booking_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made: Mapped[datetime]


class CaseClock(Base):
    """A time limit of a case (core.clocks). `state`: running, paused, ended; days are local ISO dates."""

    __tablename__ = "clocks"
    __table_args__ = (UniqueConstraint("case_id", "key"), Index("clocks_panel", "panel", "state", "last"))

    id: Mapped[int] = mapped_column(primary_key=True)
    panel: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    key: Mapped[str]
    started: Mapped[str]
    last: Mapped[str]
    state: Mapped[str]
    told: Mapped[datetime | None]


class Attendance(Base):
    """One person invited to one meeting. A representative's row names the member's (`stands_for`)."""

    __tablename__ = "attendances"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", "seat"), Index("attendances_meeting", "meeting_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    seat: Mapped[str]
    answer: Mapped[str] = mapped_column(default="needs-action")
    stands_for: Mapped[int | None] = mapped_column(ForeignKey("attendances.id"))
    active: Mapped[bool] = mapped_column(default=True)
    answered_sequence: Mapped[int] = mapped_column(default=-1)
    answered_stamp: Mapped[datetime | None]
    stamp: Mapped[datetime | None]  # the last DTSTAMP sent: it must rise
    note: Mapped[str | None] = mapped_column(SealedText("attendances.note"))
    noted: Mapped[datetime | None]  # when the note came: the next digest shows it


class Research(Base):
    """A member's return to a names list. `known`: yes, no or told; text only where the member sent some."""

    __tablename__ = "research"
    __table_args__ = (UniqueConstraint("booking_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    known: Mapped[str]
    text: Mapped[str | None] = mapped_column(SealedText("research.text"))


class MinutesRevision(Base):
    """One revision of a meeting's minutes. `state`: collecting, draft, approved."""

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    revision: Mapped[int]
    state: Mapped[str]
    content: Mapped[Any] = mapped_column(SealedJSON("minutes.content"))
    changed: Mapped[datetime]
    approved: Mapped[datetime | None]


class OutcomeRow(Base):
    """One outcome of an approved revision. `state`: draft, confirmed, not agreed, replaced."""

    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    key: Mapped[str]
    values: Mapped[Any] = mapped_column(SealedJSON("outcomes.values"))
    state: Mapped[str]
    confirmer: Mapped[str | None] = mapped_column(SealedText("outcomes.confirmer"))  # who alone makes this one final
    decided: Mapped[datetime | None]


class ActionRow(Base):
    """One action. `state`: as in core.actions; `told`: when its owner heard."""

    __tablename__ = "actions"
    __table_args__ = (Index("actions_state", "state", "due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes.id"))
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    what: Mapped[str] = mapped_column(SealedText("actions.what"))
    due: Mapped[str]  # local ISO date
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    reason: Mapped[str | None] = mapped_column(SealedText("actions.reason"))
    told: Mapped[datetime | None]
    closed: Mapped[datetime | None]


class Due(Base):
    """Something that happens by itself at a moment: `what` of `about`. Done once; moving its meeting moves it."""

    __tablename__ = "due"
    __table_args__ = (UniqueConstraint("what", "about"), Index("due_at", "done", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    about: Mapped[int]
    panel: Mapped[str]
    at: Mapped[datetime]
    done: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(default="")
    lease: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")


class AuditEvent(Base):
    """Append-only, hash-chained; `detail` holds ids, counts and codes, never personal content."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str]
    panel: Mapped[str]
    reference: Mapped[str]
    meeting: Mapped[str]
    actor: Mapped[str]
    detail: Mapped[str]
    digest: Mapped[str]


class Counter(Base):
    """Kept counts, changed in the transaction that changes what they count; also number series and daily caps."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class Mark(Base):
    """Small facts of the site: the audit chain's head, the wake-up address."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(default="")
