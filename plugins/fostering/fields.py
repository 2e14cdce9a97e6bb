"""What a booking for the Fostering Panel can say. Papers travel by another way: of them only the dates are kept."""

from __future__ import annotations

from core import panels as p

CASES = (
    *("approval|suitability|suitability to foster|form F|assessment", "brief report|brief assessment"),
    *("first review|first annual review", "other review|review|annual review|change of terms|termination"),
    *("reconsideration|representations|reconsider", "regulation 25 views|reg 25|reg25|temporary approval extension"),
    *("long-term match|long term match|match|matching|permanent fostering match", "exemption advice|exemption"),
    "resignation|resignation note|resignation received",
)
CARERS = (
    *("mainstream", "connected person|kinship|family and friends|connected", "short breaks|respite|short break"),
    *("parent and child", "emergency", "specialist", "supported lodgings"),
)


def case(*types: str) -> p.When:
    """Return the condition that a booking is of one of these types."""
    return p.When("case_type", types)


APPROVAL, FIRST, MATCH, REG25 = (
    case(one) for one in ("approval", "first review", "long-term match", "regulation 25 views")
)
REVIEWED, RECONSIDERED = case("first review", "other review"), case("reconsideration")
CONNECTED = p.When("carer_type", ("connected person",))
LIMITED = case("first review", "other review", "long-term match", "exemption advice")
EXTENSIONS, ALLEGED = ("assessment not finished", "independent review|IRM"), ("none|no", "open", "concluded")


def _rows(*rows: str) -> tuple[p.Field, ...]:
    """Return fields that are written as `kind|key|label|alias|alias`."""
    return tuple(getattr(p, kind)(*rest) for kind, *rest in (row.split("|") for row in rows))


def _needed(when: p.When, *rows: str) -> tuple[p.Field, ...]:
    return p.needed(*_rows(*rows), when=when)


def _asked(when: p.When | tuple[()], *rows: str) -> tuple[p.Field, ...]:
    return p.asked(*_rows(*rows), when=when)


ALWAYS = ()
FIELDS = (
    p.name("name", "Name", "applicant", "applicants", "carer", "carers", "foster carer", "foster carers"),
    *p.required(p.choice("case_type", "Case type", CASES, "type", "type of case", "item", "kind of case", "reason")),
    *_needed(FIRST, "day|approval_date|Approved on|approval date|date of approval"),
    *_needed(MATCH, "reference|child_ref|Child's reference|child ref|child record number"),
    *_needed(case("resignation"), "day|resignation_date|Resignation received|resigned on"),
    *_needed(RECONSIDERED, "day|notice_date|Date of the notice|notice date|notice sent on|determination date"),
    *_needed(RECONSIDERED, "day|answer_date|Representations received|representations date"),
    *_needed(REG25, "day|temporary_start|Temporary approval start|temporary approval from|temporarily approved on"),
    *p.needed(p.choice("extension_reason", "Reason for extension", EXTENSIONS, "why extended"), when=REG25),
    *_needed(REG25, "yes_no|extended_before|Extended before|already extended|extension given"),
    *p.asked(p.choice("carer_type", "Type of carer", CARERS, "carer type", "category of carer")),
    *_asked(ALWAYS, "reference|case_number|Carer record number|case ref|case reference|case number|record number"),
    *_asked(
        ALWAYS, "yes_no|invited|Carers invited|applicants invited", "day|medical_date|Medical summary date|medical"
    ),
    *p.asked(
        p.choice("checks", "Checks", ("complete", "part complete|partly complete", "outstanding"), "checks status")
    ),
    *p.restricted(*_asked(ALWAYS, "long|household|Household members|household|who lives there")),
    *_asked(APPROVAL, "day|application_date|Applied on|application date", "number|proposed_number|Proposed number"),
    *_asked(APPROVAL, "long|proposed_terms|Proposed terms|terms proposed"),
    *_asked(REVIEWED, "day|last_review_date|Last review", "text|reviewer|Reviewer|reviewing officer"),
    *_asked(
        REVIEWED, "long|child_views|Children's views|child's views", "long|carer_views|Carers' views|carer's views"
    ),
    *_asked(REVIEWED, "long|authority_views|Placing authority's views", "long|current_terms|Current terms|terms"),
    *p.asked(p.choice("allegation", "Allegation or complaint", ALLEGED, "allegation", "complaint"), when=REVIEWED),
    *p.restricted(*_asked(REVIEWED, "long|placed|Children in placement|children placed|current children")),
    *_asked(LIMITED, "number|current_number|Approved number of children|approved for|approved number"),
    *_asked(MATCH, "number|children_count|Children to be placed|number of children", "yes_no|siblings|All siblings"),
    *_asked(MATCH, "text|care_plan|Care plan type|care plan", "yes_no|iro_consulted|IRO consulted"),
    *_asked(MATCH, "long|match_views|Child's views of the match", "long|support_plan|Support plan"),
    *_asked(CONNECTED, "text|relationship|Relationship to the child|relationship|relation"),
    *_rows("day|stage1_start|Stage 1 start|stage one start", "day|stage2_start|Stage 2 start|stage two start"),
    *_rows("day|temporary_end|Temporary approval end", "day|checks_date|Checks done on"),
    *_rows("day|report_sent|Report sent to applicants|report sent", "day|views_received|Comments received"),
    *_rows("yes_no|carer_elsewhere|Carer of another agency|independent agency", "text|carer_agency|Carer's agency"),
    *_rows("text|area_authority|Council for the carer's area", "yes_no|separated|Couple has separated|separated"),
    *_rows("day|resignation_withdrawn|Resignation withdrawn", "yes_no|accepted|Carers agree in writing"),
    p.choice("attending", "Carers attending", ("in person|yes", "by video|video|virtual|Teams", "no"), "attendance"),
    *_rows("people|carers_email|Carers' email|applicants' email", "people|presenters|Other presenters"),
    p.long("needs", "Supporter, access needs or interpreter", "supporter", "access needs", "interpreter"),
    *p.restricted(*_rows("long|allegation_outcome|Outcome of the allegation|allegation outcome|complaint outcome")),
    *p.restricted(*_rows("people|birth_parents|Birth parents|mother|father", "people|never_told|Must not be told")),
    *p.restricted(*_rows("text|conflict_names|Who may know the family|possible conflicts")),
    p.choices("route", "Route taken", ("representations|reps", "independent review|IRM"), "answer to the notice"),
    *_rows("day|irm_notice|Independent review notice|IRM notice", "day|irm_papers|IRM papers sent"),
    *_rows("day|irm_back|IRM answer received", "long|irm_said|IRM recommendation"),
)
