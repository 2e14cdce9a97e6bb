"""Delivery reports: a bounce marks the mail and the person and tells the coordinator; it never changes a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core import counters, outbox, people, readers
from core.audit import Event
from core.disclosure import Document
from core.kinds import Kind, Purpose
from core.store.tables import Outbox, Person

if TYPE_CHECKING:
    from core.desk import Desk
    from core.intents import Bounced, Heard

_WORDS = 300


def bounced(desk: Desk, heard: Heard, bounce: Bounced) -> str:
    """Note a delivery report by our signed bounce address; return what was made of it."""
    token = heard.token
    if token is None or token.purpose is not Purpose.BOUNCE:
        desk.audit(Event.MAIL_BOUNCED, heard.panel, known=0)
        return "a delivery report for a mail we do not know"
    row = desk.connection.execute(
        select(Outbox.id, Outbox.state, Outbox.kind, Outbox.refs, Outbox.person_id, Outbox.panel, Outbox.role).where(
            Outbox.id == token.object_id
        )
    ).one_or_none()
    if row is None or row.panel not in desk.site.panels:
        return "a delivery report for a mail we do not know"
    if bounce.final and row.state != outbox.State.BOUNCED:
        desk.connection.execute(update(Outbox).where(Outbox.id == row.id).values(state=outbox.State.BOUNCED))
        counters.moved(desk.connection, "outbox", row.state, outbox.State.BOUNCED)
        desk.connection.execute(update(Person).where(Person.id == row.person_id).values(bounced=desk.now))
    desk.audit(Event.MAIL_BOUNCED, row.panel, row.refs, outbox=row.id, final=int(bounce.final), person=row.person_id)
    tell(desk, row.panel, row.kind, row.role, row.person_id, bounce.words, final=bounce.final)
    return "a delivery report"


def tell(desk: Desk, panel_key: str, kind: str, role: str, person_id: int, words: str, *, final: bool) -> None:
    """Tell the coordinator that a mail did not arrive; not when it was itself such a notice (that would go round)."""
    if kind in (Kind.DELIVERY_PROBLEM, Kind.HELD_NOTICE):
        return
    panel = desk.site.panels[panel_key]
    facts = {
        "what": kind,
        "to": role.replace("_", " "),
        "address": people.by_id(desk, person_id).address,
        "words": words[:_WORDS],
        "final": final,
    }
    document = Document(kind=Kind.DELIVERY_PROBLEM, facts=facts, is_answer=True)
    outbox.post(desk, panel, document, (readers.coordinator(desk, panel),))
