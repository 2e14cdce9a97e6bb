"""What a booking can say. Only the name is needed: no written information is required beforehand (terms, "Booking")."""

from __future__ import annotations

from core.panels import Field, FieldKind, Need, Sensitivity
from plugins.missing_from_care.choices import LEGAL_STATUS, PHILOMENA, REASON
from plugins.missing_from_care.episodes import MISSING

WHO = (
    Field(
        key="name",
        label="Name",
        kind=FieldKind.NAME,
        aliases=(
            *(
                "child",
                "child's name",
                "name of child",
                "full name",
                "child's full name",
                "young person",
                "YP",
                "YP name",
            ),
            *("young person's name", "name of young person", "client", "service user"),
        ),
        need=Need.REQUIRED,
        sensitivity=Sensitivity.IDENTITY,
        why="The list of names is all that partners get before the panel.",
    ),
    Field(
        key="date_of_birth",
        label="Date of birth",
        kind=FieldKind.DATE,
        aliases=("DOB", "d.o.b.", "d.o.b", "D O B", "birth date", "born", "birthday", "date of birth (DOB)"),
        need=Need.ASK_ONCE,
        sensitivity=Sensitivity.IDENTITY,
        why="Partners cannot do their research with a name alone.",
    ),
    Field(
        key="case_number",
        label="Case number",
        kind=FieldKind.REFERENCE,
        aliases=(
            *("case no", "case no.", "case ref", "case reference", "case record number", "record number", "case ID"),
            *("client ID", "client number", "person ID", "LCS", "LCS number", "LCS ID", "LL number", "Mosaic"),
            *("Mosaic ID", "Mosaic number", "ICS number", "SSID", "SSID number", "Liquidlogic", "Liquidlogic ID"),
            *("system number", "unique reference", "URN"),
        ),
        why="It tells two children of one name apart.",
    ),
    Field(
        key="aliases",
        label="Other names",
        aliases=(
            "alias",
            "aliases",
            "also known as",
            "AKA",
            "a.k.a.",
            "known as",
            "street name",
            "nickname",
            "other name",
        ),
        sensitivity=Sensitivity.IDENTITY,
        why="Partners look for these names too.",
    ),
    Field(
        key="reason",
        label="Reason",
        kind=FieldKind.CHOICE,
        aliases=("reason for booking", "reason for referral", "why", "criteria", "threshold", "reason for panel"),
        choices=REASON,
        need=Need.ASK_ONCE,
        why="The panel reviews high risk cases and children who are frequently missing.",
    ),
    Field(
        key="responsible_authority",
        label="Responsible authority",
        aliases=("responsible local authority", "responsible LA", "placing authority", "placing LA", "home authority"),
        why="Police in another area need to know who is responsible.",
    ),
    Field(
        key="host_authority",
        label="Host authority",
        aliases=("host local authority", "host LA", "placed in", "area placed", "host borough", "placement authority"),
        why="It shows which police force and area to work with.",
    ),
    Field(
        key="legal_status",
        label="Legal status",
        kind=FieldKind.CHOICE,
        aliases=(
            "status",
            "legal",
            "order",
            "legal order",
            "LAC status",
            "CLA status",
            "looked after status",
            "care status",
        ),
        choices=LEGAL_STATUS,
        why="It decides which notices and orders can be used.",
    ),
    Field(
        key="placement",
        label="Placement",
        kind=FieldKind.LONG,
        aliases=(
            "placement type",
            "placed with",
            "placement details",
            "accommodation",
            "lives at",
            "living arrangements",
        ),
        why="The panel looks at whether the placement meets the child's needs.",
    ),
)

WORK = (
    Field(
        key="strategy_meeting",
        label="Last strategy meeting",
        kind=FieldKind.DATE,
        aliases=("strategy meeting", "strategy discussion", "strat meeting", "strat", "date of last strategy meeting"),
        why="The panel does not replace strategy meetings.",
    ),
    Field(
        key="safety_plan",
        label="Safety plan",
        kind=FieldKind.YES_NO,
        aliases=("safety plan in place", "is there a safety plan", "missing safety plan", "safety plan exists"),
        why="The panel agrees and reviews safety plans.",
    ),
    Field(
        key="safety_plan_reviewed",
        label="Safety plan last reviewed",
        kind=FieldKind.DATE,
        aliases=("safety plan reviewed", "safety plan date", "date safety plan reviewed", "safety plan review"),
        why="The panel agrees and reviews safety plans.",
    ),
    Field(
        key="philomena",
        label="Philomena form in place",
        kind=FieldKind.CHOICE,
        aliases=("Philomena", "Philomena form", "Philomena protocol", "Philomena plan"),
        choices=PHILOMENA,
        why="The carer holds it ready for the police.",
    ),
    Field(
        key="iro",
        label="Independent reviewing officer",
        kind=FieldKind.PERSON,
        aliases=("IRO", "allocated IRO", "reviewing officer"),
        why="They are told what was decided.",
    ),
    Field(
        key="team_manager",
        label="Team manager",
        kind=FieldKind.PERSON,
        aliases=("TM", "manager", "practice manager", "line manager", "deputy team manager"),
        why="They are told what was decided.",
    ),
    Field(
        key="operational_manager",
        label="Operational manager",
        kind=FieldKind.PERSON,
        aliases=("operation manager", "operations manager", "ops manager", "OM", "relevant operational manager"),
        why="They confirm the panel's decisions in writing.",
    ),
)

FIELDS = (*WHO, *MISSING, *WORK)
