"""What a booking for the Adoption Panel can say. Papers travel by another way: of them only the dates are kept."""

from __future__ import annotations

from core import panels as p

CASES = (
    *("approval|suitability|suitability to adopt|approve|full assessment", "brief report|brief assessment"),
    *("child's plan|child plan|plan|should be placed|SHOBPA|plan for adoption", "match|matching|adoption match"),
    *("approval review|review|review of approval|termination", "reconsideration|representations|reconsider"),
    *("intercountry|intercountry approval|overseas adoption", "information|for information|disruption report"),
)
LEGAL = (
    *("section 20|s20|accommodated|s20 accommodated", "interim care order|ICO|s38", "care order|FCO|s31"),
    *("placement order|PO|s21", "consent section 19|consent s19|s19", "under 6 weeks|under six weeks"),
    *("consent sections 19 and 20|consent s19+s20|s19 and s20|advance consent", "none|no order"),
)


def case(*types: str) -> p.When:
    """Return the condition that a booking is of one of these types."""
    return p.When("case_type", types)


APPROVAL, PLAN, MATCH = case("approval", "intercountry"), case("child's plan"), case("match")
CHILD, RECONSIDERED = case("child's plan", "match"), case("reconsideration")
PLANNED, APPROVED = p.When("plan_too", ("", "no")), p.When("approval_too", ("", "no"))
PARENTS = ("yes", "whereabouts unknown|not found", "not required")


FIELDS = (
    p.name("name", "Name", "applicant", "applicants", "prospective adopter", "name of applicants", "child's name"),
    *p.required(p.choice("case_type", "Case type", CASES, "type", "type of case", "item", "kind of case", "reason")),
    *p.needed(p.choice("legal_status", "Legal status", LEGAL, "status", "order", "legal basis"), when=CHILD),
    *p.needed(
        "yes_no|placement_order_route|Placement order route|placement order needed|placement order sought", when=PLAN
    ),
    *p.needed("yes_no|threshold_met|Threshold met or no parent|threshold met|care threshold met|no parent", when=PLAN),
    # AAR 32(5): a match needs a plan and an approval, each decided before or recommended at this meeting.
    *p.needed(p.day("adm_child_date", "Decision to place", "should be placed decision"), when=(MATCH, PLANNED)),
    *p.needed(p.day("approval_date", "Approved on", "approval date", "date of approval"), when=(MATCH, APPROVED)),
    *p.identifying(*p.needed("text|adopters|Prospective adopters|adopters|matched with", when=MATCH)),
    *p.needed("day|notice_date|Date of the notice|notice date|notice sent on|determination date", when=RECONSIDERED),
    *p.needed("day|answer_date|Representations received|representations date", when=RECONSIDERED),
    *p.asked("reference|case_number|Case number|case ref|case reference|child record number|record number"),
    *p.asked("person|report_author|Report author|author|assessing social worker|report written by"),
    *p.asked("yes_no|author_qualified|Author may write the report", "yes_no|applicants_invited|Applicants invited"),
    *p.asked(p.choice("parents_told", "Birth parents to be told", PARENTS, "tell birth parents"), when=CHILD),
    *p.asked("day|date_of_birth|Date of birth|DOB|child's date of birth", when=CHILD),
    *p.asked(
        "day|stage2_start|Stage 2 start|stage two start", "day|adopter_medical|Adopters' medical date", when=APPROVAL
    ),
    *p.asked("day|lac_review_date|Review that set the adoption plan|LAC review date", when=PLAN),
    *p.privileged(*p.asked("long|legal_advice|Legal advice|legal advice note", when=PLAN)),
    *p.asked(
        "yes_no|revocation_pending|Revocation or leave pending|revocation pending|leave to oppose pending", when=MATCH
    ),
    *p.asked("long|support_plan|Support plan|adoption support", "long|contact_plan|Contact plan|contact", when=MATCH),
    *p.asked(
        "long|responsibility|Limits on parental responsibility|PR restriction|parental responsibility", when=MATCH
    ),
    *p.rows("yes_no|plan_too|Plan at the same meeting", "yes_no|approval_too|Approval at the same meeting"),
    *p.rows("yes_no|adopters_elsewhere|Adopters of another agency|interagency", "text|approval_agency|Approval agency"),
    *p.rows("day|revocation_date|Revocation application date", "day|placement_order_date|Placement order date"),
    *p.rows(
        "yes_no|baby_request|Parent asked for a child under 6 months", "long|delay_reason|Reason for delay|why late"
    ),
    p.choice("delay_cause", "Cause of delay", ("exceptional circumstances", "applicant's request", "other")),
    *p.rows("day|child_report_date|Child's permanence report date|CPR date", "day|child_medical|Child's medical date"),
    *p.rows("day|report_sent|Report sent to applicants|PAR sent|APR sent", "day|views_received|Views received"),
    p.choice(
        "attending", "Applicants attending", ("in person|yes", "by video|video|virtual|Teams", "no"), "attendance"
    ),
    *p.rows("people|applicants_email|Applicants' email|adopters' email", "people|presenters|Other presenters"),
    p.long("needs", "Supporter, access needs or interpreter", "supporter", "access needs", "interpreter"),
    *p.restricted("people|birth_parents|Birth parents|birth parent|mother|father|guardian"),
    *p.restricted("long|safe_contact|Safe way to reach the parents", "people|never_told|Must not be told"),
    *p.restricted("text|conflict_names|Who may know the family|possible conflicts"),
    p.choice("early_permanence", "Early permanence", ("none", "fostering for adoption|FFA", "concurrent planning")),
    p.long("siblings", "Siblings", "linked siblings", "brothers and sisters", "together or apart"),
    p.choices("route", "Route taken", ("representations|reps", "independent review|IRM"), "answer to the notice"),
    *p.rows("yes_no|accepted|Applicants accept in writing", "day|irm_notice|Independent review notice|IRM notice"),
    *p.rows("day|irm_papers|IRM papers sent", "day|irm_back|IRM answer received", "long|irm_said|IRM recommendation"),
)
