"""What a booking can say about going missing: episodes, risk, exploitation and the return home interview."""

from __future__ import annotations

from core.panels import Field, FieldKind, Sensitivity
from plugins.missing_from_care.choices import INTERVIEW, RISK

MISSING = (
    Field(
        key="currently_missing",
        label="Currently missing",
        kind=FieldKind.YES_NO,
        aliases=(
            "missing now",
            "is missing",
            "missing",
            "still missing",
            "missing at present",
            "currently missing now",
        ),
        why="Children who are missing are heard first.",
    ),
    Field(
        key="missing_since",
        label="Missing since",
        kind=FieldKind.MOMENT,
        aliases=("last seen", "went missing", "date missing", "when missing", "reported missing"),
        why="It shows how long the child has been at risk.",
    ),
    Field(
        key="episodes_90_days",
        label="Episodes in the last 90 days",
        kind=FieldKind.NUMBER,
        aliases=(
            *("episodes", "missing episodes", "number of episodes", "episodes 90 days", "episodes in 90 days"),
            *(
                "number of missing episodes",
                "mispers",
                "times missing",
                "episodes in last 90 days",
                "episodes last 3 months",
            ),
        ),
        why="It shows how often the child goes missing.",
    ),
    Field(
        key="episodes_12_months",
        label="Episodes in the last 12 months",
        kind=FieldKind.NUMBER,
        aliases=("episodes 12 months", "episodes in 12 months", "episodes in last 12 months", "episodes this year"),
        why="It shows how often the child goes missing.",
    ),
    Field(
        key="risk_level",
        label="Risk level",
        kind=FieldKind.CHOICE,
        aliases=(
            "risk",
            "police risk",
            "police risk level",
            "risk grading",
            "police grading",
            "risk assessment",
            "grading",
        ),
        choices=RISK,
        why="It is the police's view at the last report.",
    ),
    Field(
        key="exploitation",
        label="Exploitation concerns",
        kind=FieldKind.LONG,
        aliases=(
            *("exploitation", "CSE", "CCE", "CSE/CCE", "trafficking", "county lines", "NRM", "exploitation concern"),
            *("exploitation or trafficking", "criminal exploitation", "sexual exploitation"),
        ),
        why="It shows which other routes to think about.",
    ),
    Field(
        key="concerns",
        label="People or addresses of concern",
        kind=FieldKind.LONG,
        aliases=(
            *(
                "persons of concern",
                "people of concern",
                "person of concern",
                "addresses of concern",
                "POC",
                "harbourer",
            ),
            *("address of concern", "persons or addresses of concern", "associates", "suspected perpetrators"),
        ),
        # A person of concern must never learn that the child was discussed, so this travels nowhere (need to know).
        sensitivity=Sensitivity.RESTRICTED,
        why="It is needed for warning notices and searches.",
    ),
    Field(
        key="rhi",
        label="Return home interview",
        kind=FieldKind.CHOICE,
        aliases=(
            "RHI",
            "return interview",
            "return home interview status",
            "RHI status",
            "IRHI",
            "independent return interview",
        ),
        choices=INTERVIEW,
        why="It must be offered within 72 hours of every return.",
    ),
    Field(
        key="rhi_date",
        label="Return home interview date",
        kind=FieldKind.DATE,
        aliases=("RHI date", "date of RHI", "return interview date", "date of return home interview"),
        why="It shows whether 72 hours were kept.",
    ),
    Field(
        key="returned_at",
        label="Returned at",
        kind=FieldKind.MOMENT,
        aliases=(
            "returned",
            "returned on",
            "date returned",
            "found",
            "found on",
            "date found",
            "return time",
            "came back",
        ),
        why="The 72 hours for the return home interview count from here.",
    ),
)
