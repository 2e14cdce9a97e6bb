"""A small panel type for the pages: meets on second Tuesdays at 14:00."""

from __future__ import annotations

from datetime import date

from core.hookspecs import hookimpl
from core.panels import (
    Before,
    Confidentiality,
    Confirmation,
    Emergency,
    Field,
    FieldKind,
    MinutesForm,
    Nature,
    Need,
    NthWeekday,
    Outcome,
    PanelType,
    Period,
    Prompt,
    Quorum,
    Seat,
    Sensitivity,
    Sitting,
    Subject,
    Terms,
    Unit,
)


@hookimpl
def panel_type() -> PanelType:
    return PanelType(
        key="example",
        name="Example Panel",
        short_name="Example",
        prefix="EXA",
        nature=Nature.DECISION,
        version="1",
        subject=Subject(noun="child", plural="children"),
        terms=Terms("example_terms.md", date(2026, 11, 1)),
        fields=(
            Field(
                key="name",
                label="Name",
                kind=FieldKind.NAME,
                need=Need.REQUIRED,
                sensitivity=Sensitivity.IDENTITY,
            ),
            Field(key="date_of_birth", label="Date of birth", kind=FieldKind.DATE, sensitivity=Sensitivity.IDENTITY),
            Field(key="case_number", label="Case number", kind=FieldKind.REFERENCE),
        ),
        schedule=NthWeekday(week=2, weekday=1, at="14:00"),
        sitting=Sitting(slot_minutes=20, capacity=6),
        before=Before(names_list_days=3, names_list_at="12:00"),
        seats=(Seat(key="chair", label="Chair"), Seat(key="police", label="Police", agency="Police")),
        quorum=Quorum(minimum=1),
        minutes=MinutesForm(case=(Prompt("history", "Brief history"),)),
        outcomes=(Outcome(key="plan", label="Safety plan agreed", nature=Nature.DECISION),),
        confirmation=Confirmation(
            by_field="",
            title="operational manager",
            draft_within=Period(5, Unit.WORKING_DAYS),
            within=Period(5, Unit.WORKING_DAYS),
        ),
        confidentiality=Confidentiality(marking="OFFICIAL-SENSITIVE", shows=()),
        emergency=Emergency(advice=("Call 999.",)),
    )
