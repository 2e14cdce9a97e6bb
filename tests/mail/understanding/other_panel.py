"""A made-up panel type with keys and words of its own: nothing in reading bookings may know one panel's fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.panels import Choice, Field, FieldKind, Need, NthWeekday, PanelType, Subject, Terms
from plugins.missing_from_care import PANEL

OTHER: PanelType = replace(
    PANEL,
    key="harbour",
    name="Harbour Panel",
    short_name="Harbour",
    prefix="HAR",
    subject=Subject(noun="resident", plural="residents", name="who", born="born", number="urn"),
    terms=Terms("terms.md", date(2026, 1, 1)),
    schedule=NthWeekday(week=1, weekday=3, at="10:00"),
    fields=(
        Field(key="who", label="Resident", kind=FieldKind.NAME, need=Need.REQUIRED),
        Field(key="born", label="Date of birth", kind=FieldKind.DATE, aliases=("DOB",)),
        Field(key="urn", label="URN", kind=FieldKind.REFERENCE),
        Field(
            key="berth",
            label="Berth",
            kind=FieldKind.CHOICE,
            choices=(Choice("north quay", ("NQ",)), Choice("south quay", ("SQ",))),
        ),
        Field(key="dog", label="Keeps a dog", kind=FieldKind.YES_NO, aliases=("dog",)),
        Field(key="warden", label="Harbour warden", kind=FieldKind.PERSON, aliases=("warden",)),
        Field(key="visits", label="Visits in the last 12 months", kind=FieldKind.NUMBER),
    ),
)
