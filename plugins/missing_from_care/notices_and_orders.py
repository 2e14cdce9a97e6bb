"""What the panel asks of the police and, through legal services, of the courts (objectives 4 and 5)."""

from __future__ import annotations

from core.panels import ActionRule, Field, FieldKind, Nature, Need, Outcome, Sensitivity
from plugins.missing_from_care.outcome_fields import (
    BY_NEXT_PANEL,
    DUE,
    NEEDED_REASON,
    ORDER_FIELDS,
    OVERRIDE,
    REASON,
    SAME_DAY,
    SOON,
)

POLICE = (
    Outcome(
        key="police_action_in_borough",
        label="police action in borough",
        nature=Nature.DECISION,
        aliases=("police action", "local police action", "police action in the borough", "police action locally"),
        fields=(
            Field(key="ask", label="ask", aliases=("police ask", "which ask", "action", "what")),
            Field(key="officer", label="officer", kind=FieldKind.PERSON, aliases=("police officer", "owner")),
            DUE,
        ),
        # The unit owns it, whoever the officer is: police may have sent nobody and accepted nothing yet.
        action=ActionRule(
            owner="seat:police", what="Carry out the police action agreed", due=BY_NEXT_PANEL, due_field="due"
        ),
    ),
    Outcome(
        key="police_action_elsewhere",
        label="police action with another force",
        nature=Nature.DECISION,
        aliases=(
            *("police action with another area", "police action with another force / area", "police action elsewhere"),
            *("police action out of borough", "out of borough police action", "police action with other force"),
        ),
        fields=(
            Field(key="force", label="force", aliases=("police force", "other force"), need=Need.REQUIRED),
            Field(key="authority", label="authority", aliases=("local authority", "area", "borough")),
            Field(key="contact", label="contact", kind=FieldKind.PERSON, aliases=("contact person", "officer")),
            DUE,
        ),
        action=ActionRule(
            owner="seat:police", what="Make contact with the other force", due=BY_NEXT_PANEL, due_field="due"
        ),
    ),
    Outcome(
        key="warning_notice_sought",
        label="abduction warning notice to be sought",
        nature=Nature.DECISION,
        aliases=(
            *("CAWN to be sought", "CAWN sought", "seek CAWN", "CAWN", "child abduction warning notice to be sought"),
            *("warning notice to be sought", "abduction notice to be sought", "child abduction warning notice"),
        ),
        fields=(
            REASON,
            Field(
                key="person",
                label="person of concern",
                aliases=("person", "person of concern ref", "POC", "served on"),
                sensitivity=Sensitivity.RESTRICTED,
            ),
            Field(
                key="statement",
                label="statement needed",
                aliases=("statement", "statement from", "statement from person with parental responsibility"),
            ),
            DUE,
            OVERRIDE,
        ),
        action=ActionRule(owner="seat:police", what="Seek a child abduction warning notice", due=SOON, due_field="due"),
    ),
    Outcome(
        key="warning_notice_reviewed",
        label="abduction warning notice reviewed",
        nature=Nature.DECISION,
        aliases=("CAWN reviewed", "child abduction warning notice reviewed", "warning notice reviewed", "review CAWN"),
        fields=(REASON,),
    ),
    Outcome(
        key="warning_notice_not_appropriate",
        label="abduction warning notice not appropriate",
        nature=Nature.DECISION,
        aliases=(
            *("CAWN not appropriate", "no CAWN", "child abduction warning notice not appropriate"),
            "warning notice not appropriate",
        ),
        fields=(NEEDED_REASON,),
    ),
)

ORDERS = (
    Outcome(
        key="recovery_order_advice",
        label="recovery order: seek legal advice",
        nature=Nature.DECISION,
        aliases=(
            *("recovery order seek legal advice", "recovery order - seek legal advice", "recovery order legal advice"),
            *("seek legal advice on recovery order", "seek legal advice on a recovery order"),
            "recovery order, seek legal advice",
        ),
        fields=(*ORDER_FIELDS, OVERRIDE),
        action=ActionRule(
            owner="presenter", what="Ask legal services about a recovery order", due=SAME_DAY, due_field="date"
        ),
        urgent=True,
    ),
    Outcome(
        key="recovery_order_apply",
        label="recovery order: apply",
        nature=Nature.DECISION,
        aliases=(
            *("apply for recovery order", "apply for a recovery order", "recovery order to be applied for"),
            *("recovery order, apply", "recovery order - apply", "recovery order apply"),
        ),
        fields=(*ORDER_FIELDS, OVERRIDE),
        action=ActionRule(
            owner="presenter",
            what="Instruct legal services to apply for a recovery order",
            due=SAME_DAY,
            due_field="date",
        ),
        urgent=True,
    ),
    Outcome(
        key="recovery_order_not_appropriate",
        label="recovery order: not appropriate",
        nature=Nature.DECISION,
        aliases=("recovery order not appropriate", "no recovery order", "recovery order - not appropriate"),
        fields=(NEEDED_REASON,),
    ),
    Outcome(
        key="collection_order_advice",
        label="collection order: seek legal advice",
        nature=Nature.DECISION,
        aliases=(
            *("collection order", "collection order seek legal advice", "collection order - seek legal advice"),
            *("seek legal advice on collection order", "seek legal advice on a collection order"),
        ),
        fields=ORDER_FIELDS,
        action=ActionRule(
            owner="presenter", what="Ask legal services about a collection order", due=SAME_DAY, due_field="date"
        ),
        urgent=True,
    ),
)
