"""What several outcomes ask for, and how long their actions have."""

from __future__ import annotations

from core.panels import Field, FieldKind, Need, Period, Sensitivity, Unit, setting
from plugins.missing_from_care.choices import LEGAL_STATUS

SAME_DAY = Period(0, Unit.CALENDAR_DAYS)
BY_NEXT_PANEL = Period(1, Unit.MONTHS)  # owners report back at the next panel, and it meets monthly
SOON = Period(setting("action_days", 5, "Working days for an action that is given no date"), Unit.WORKING_DAYS)
RETURN_INTERVIEW = Period(72, Unit.HOURS)  # statutory guidance on missing children, 2014: clock hours

DUE = Field(key="due", label="due", kind=FieldKind.DATE, aliases=("due date", "by", "by when", "date due"))
REASON = Field(key="reason", label="reason", kind=FieldKind.LONG, aliases=("because", "why", "reasons"))
NEEDED_REASON = Field(
    key="reason", label="reason", kind=FieldKind.LONG, aliases=("because", "why", "reasons"), need=Need.REQUIRED
)
REVIEW_DATE = Field(
    key="review_date",
    label="review date",
    kind=FieldKind.DATE,
    aliases=("review", "review on", "to be reviewed", "next review"),
    need=Need.REQUIRED,
)
OVERRIDE = Field(
    key="override",
    label="override",
    kind=FieldKind.LONG,
    aliases=("override reason", "chair's reason", "chair overrides", "legal advice says"),
    why="The chair's reason, where legal advice differs.",
)
ORDER_FIELDS = (
    Field(
        key="legal_status",
        label="legal status",
        kind=FieldKind.CHOICE,
        aliases=("status", "order", "legal order"),
        choices=LEGAL_STATUS,
    ),
    Field(
        key="person",
        label="person",
        aliases=("person of concern", "kept by", "held by", "harboured by"),
        sensitivity=Sensitivity.RESTRICTED,
    ),
    Field(
        key="premises", label="premises", aliases=("address", "believed to be at"), sensitivity=Sensitivity.RESTRICTED
    ),
    Field(key="solicitor", label="solicitor", kind=FieldKind.PERSON, aliases=("lawyer", "legal services", "legal")),
    Field(key="date", label="date", kind=FieldKind.DATE, aliases=("due", "by", "on", "hearing")),
)
