"""A small panel and the contexts these tests read mails in."""

from __future__ import annotations

from datetime import date
from typing import Any

from core.intents import Sender, Standing
from core.kinds import Role
from core.panels import (
    Before,
    Choice,
    Confidentiality,
    Confirmation,
    Emergency,
    Field,
    FieldKind,
    MinutesForm,
    Nature,
    Need,
    NthWeekday,
    PanelType,
    Period,
    Prompt,
    Quorum,
    Sitting,
    Subject,
    Terms,
    Unit,
)
from mail.understanding.context import Context

TODAY = date(2026, 11, 24)

PANEL = PanelType(
    key="missing_from_care",
    name="Missing from Care and Home Panel",
    short_name="Missing panel",
    prefix="MIS",
    nature=Nature.DECISION,
    version="1",
    subject=Subject(noun="child", plural="children"),
    terms=Terms("terms.md", date(2026, 1, 1)),
    fields=(
        Field(key="name", label="Name", kind=FieldKind.NAME, aliases=("Child's name",), need=Need.REQUIRED),
        Field(key="date_of_birth", label="Date of birth", kind=FieldKind.DATE, aliases=("DOB",), need=Need.ASK_ONCE),
        Field(key="case_number", label="Case record number", kind=FieldKind.REFERENCE, aliases=("Case number",)),
        Field(
            key="reason",
            label="Reason for booking",
            kind=FieldKind.CHOICE,
            aliases=("Reason",),
            choices=(Choice("high risk"), Choice("frequently missing"), Choice("both"), Choice("not stated")),
            need=Need.ASK_ONCE,
        ),
    ),
    schedule=NthWeekday(week=2, weekday=1, at="14:00"),
    sitting=Sitting(slot_minutes=20, capacity=8),
    before=Before(names_list_days=3, names_list_at="12:00"),
    seats=(),
    quorum=Quorum(minimum=3),
    minutes=MinutesForm(case=(Prompt("history", "Brief history"),), meeting=()),
    outcomes=(),
    confirmation=Confirmation(
        by_field="",
        title="operational manager",
        draft_within=Period(2, Unit.WORKING_DAYS),
        within=Period(5, Unit.WORKING_DAYS),
    ),
    confidentiality=Confidentiality(marking="OFFICIAL-SENSITIVE", shows=()),
    emergency=Emergency(advice=("Ring 999.",)),
)


def context(*roles: Role, **changes: Any) -> Context:
    """Return the context of a mail from Jo Bloggs on 24 November 2026."""
    sender = Sender("jo.bloggs@anytown.example", "Jo Bloggs", Standing.IDENTIFIED)
    given: dict[str, Any] = {"panel": PANEL, "today": TODAY, "sender": sender, "roles": frozenset(roles)}
    return Context(**given | changes)
