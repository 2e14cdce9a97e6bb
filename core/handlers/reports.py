"""Delivery reports: a bounce marks the mail and the person and tells the coordinator; it never changes a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core import counters, outbox, people, readers
from core.audit import Event
from core.disclosure import Document, Item
from core.kinds import Kind, Purpose
from core.store.tables import Outbox, Person

if TYPE_CHECKING:
    from core.desk import Desk
    from core.intents import Bounced, Heard, Token

_WORDS = 300


def bounced(desk: Desk, heard: Heard, bounce: Bounced) -> str:
    """Note a delivery report by our signed bounce address; return what was made of it."""
    outbox_id = _reported(desk, heard.token)
    row = desk.connection.execute(
        select(Outbox.id, Outbox.state, Outbox.kind, Outbox.refs, Outbox.person_id, Outbox.panel, Outbox.role).where(
            Outbox.id == outbox_id
        )
    ).one_or_none()
    if row is None:
        desk.audit(Event.MAIL_BOUNCED, heard.panel, known=0)
        return "a delivery report for a mail we do not know"
    if row.state == outbox.State.BOUNCED:
        return "a delivery report for a mail that is known not to have arrived"
    if bounce.final:
        desk.connection.execute(update(Outbox).where(Outbox.id == row.id).values(state=outbox.State.BOUNCED))
        counters.moved(desk.connection, "outbox", row.state, outbox.State.BOUNCED)
        desk.connection.execute(update(Person).where(Person.id == row.person_id).values(bounced=desk.now))
    desk.audit(Event.MAIL_BOUNCED, row.panel, row.refs, outbox=row.id, final=int(bounce.final), person=row.person_id)
    tell(desk, row.id, bounce.words, final=bounce.final)
    return "a delivery report"


def _reported(desk: Desk, token: Token | None) -> int | None:
    """Return which mail a report is about: our bounce address says it; some servers write to the reply address."""
    if token is None or token.purpose is Purpose.BOUNCE:
        return token.object_id if token else None
    return desk.connection.execute(
        select(Outbox.id)
        .where(
            Outbox.purpose == token.purpose.value,
            Outbox.about == token.object_id,
            Outbox.person_id == token.person_id,
            Outbox.sent.is_not(None),
        )
        .order_by(Outbox.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def tell(desk: Desk, outbox_id: int, words: str, *, final: bool) -> None:
    """Tell the coordinator that a mail did not arrive; not when it was itself such a notice (that would go round)."""
    row = desk.connection.execute(
        select(Outbox.kind, Outbox.panel, Outbox.refs, Outbox.role, Outbox.person_id).where(Outbox.id == outbox_id)
    ).one()
    panel = desk.site.panels.get(row.panel)
    if panel is None or row.kind in (Kind.DELIVERY_PROBLEM, Kind.HELD_NOTICE):
        return
    facts = {
        "what": row.kind,
        "to": row.role.replace("_", " "),
        "address": people.by_id(desk, row.person_id).address,
        "words": words[:_WORDS],
        "final": final,
    }
    items = tuple(Item(reference, {}) for reference in row.refs.split(",") if reference)
    document = Document(kind=Kind.DELIVERY_PROBLEM, items=items, facts=facts, is_answer=True)
    # The mail at hand is a report, which must not be answered; the coordinator is told all the same.
    may_answer, desk.may_answer = desk.may_answer, True
    outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))
    desk.may_answer = may_answer
