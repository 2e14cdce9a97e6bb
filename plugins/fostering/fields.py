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


FIELDS = (
    p.name("name", "Name", "applicant", "applicants", "carer", "carers", "foster carer", "foster carers"),
    *p.required(p.choice("case_type", "Case type", CASES, "type", "type of case", "item", "kind of case", "reason")),
    *p.needed("day|approval_date|Approved on|approval date|date of approval", when=FIRST),
    *p.needed("reference|child_ref|Child's reference|child ref|child record number", when=MATCH),
    *p.needed("day|resignation_date|Resignation received|resigned on", when=case("resignation")),
    *p.needed("day|notice_date|Date of the notice|notice date|notice sent on|determination date", when=RECONSIDERED),
    *p.needed("day|answer_date|Representations received|representations date", when=RECONSIDERED),
    *p.needed(
        "day|temporary_start|Temporary approval start|temporary approval from|temporarily approved on", when=REG25
    ),
    *p.needed(p.choice("extension_reason", "Reason for extension", EXTENSIONS, "why extended"), when=REG25),
    *p.needed("yes_no|extended_before|Extended before|already extended|extension given", when=REG25),
    *p.asked(p.choice("carer_type", "Type of carer", CARERS, "carer type", "category of carer")),
    *p.asked("reference|case_number|Carer record number|case ref|case reference|case number|record number"),
    *p.asked("yes_no|invited|Carers invited|applicants invited", "day|medical_date|Medical summary date|medical"),
    *p.asked(
        p.choice("checks", "Checks", ("complete", "part complete|partly complete", "outstanding"), "checks status")
    ),
    *p.restricted(*p.asked("long|household|Household members|household|who lives there")),
    *p.asked(
        "day|application_date|Applied on|application date", "number|proposed_number|Proposed number", when=APPROVAL
    ),
    *p.asked("long|proposed_terms|Proposed terms|terms proposed", when=APPROVAL),
    *p.asked("day|last_review_date|Last review", "text|reviewer|Reviewer|reviewing officer", when=REVIEWED),
    *p.asked(
        "long|child_views|Children's views|child's views", "long|carer_views|Carers' views|carer's views", when=REVIEWED
    ),
    *p.asked("long|authority_views|Placing authority's views", "long|current_terms|Current terms|terms", when=REVIEWED),
    *p.asked(p.choice("allegation", "Allegation or complaint", ALLEGED, "allegation", "complaint"), when=REVIEWED),
    *p.restricted(*p.asked("long|placed|Children in placement|children placed|current children", when=REVIEWED)),
    *p.asked("number|current_number|Approved number of children|approved for|approved number", when=LIMITED),
    *p.asked(
        "number|children_count|Children to be placed|number of children", "yes_no|siblings|All siblings", when=MATCH
    ),
    *p.asked("text|care_plan|Care plan type|care plan", "yes_no|iro_consulted|IRO consulted", when=MATCH),
    *p.asked("long|match_views|Child's views of the match", "long|support_plan|Support plan", when=MATCH),
    *p.asked("text|relationship|Relationship to the child|relationship|relation", when=CONNECTED),
    *p.rows("day|stage1_start|Stage 1 start|stage one start", "day|stage2_start|Stage 2 start|stage two start"),
    *p.rows("day|temporary_end|Temporary approval end", "day|checks_date|Checks done on"),
    *p.rows("day|report_sent|Report sent to applicants|report sent", "day|views_received|Comments received"),
    *p.rows("yes_no|carer_elsewhere|Carer of another agency|independent agency", "text|carer_agency|Carer's agency"),
    *p.rows("text|area_authority|Council for the carer's area", "yes_no|separated|Couple has separated|separated"),
    *p.rows("day|resignation_withdrawn|Resignation withdrawn", "yes_no|accepted|Carers agree in writing"),
    p.choice("attending", "Carers attending", ("in person|yes", "by video|video|virtual|Teams", "no"), "attendance"),
    *p.rows("people|carers_email|Carers' email|applicants' email", "people|presenters|Other presenters"),
    p.long("needs", "Supporter, access needs or interpreter", "supporter", "access needs", "interpreter"),
    *p.restricted("long|allegation_outcome|Outcome of the allegation|allegation outcome|complaint outcome"),
    *p.restricted("people|birth_parents|Birth parents|mother|father", "people|never_told|Must not be told"),
    *p.restricted("text|conflict_names|Who may know the family|possible conflicts"),
    p.choices("route", "Route taken", ("representations|reps", "independent review|IRM"), "answer to the notice"),
    *p.rows("day|irm_notice|Independent review notice|IRM notice", "day|irm_papers|IRM papers sent"),
    *p.rows("day|irm_back|IRM answer received", "long|irm_said|IRM recommendation"),
)
