"""Care management and resource panel: who gets which service; whether proceedings, accommodation or an expert start.

Its word is final, except where the law names a person (nominated officer, director) or a court decides. Sources:
founding text; Children Act 1989 ss.20 and 31ZA; Care Planning, Placement and Case Review Regulations 2010 (SI 2010/959)
regs 10 (key stage 4), 11 (out of area), 24 (16 weeks) and 25 (one extension). Local values are settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

Values = Mapping[str, Any]
PLO, COURT, S20, EXPERT = "pre-proceedings", "care proceedings", "accommodation s.20", "expert assessment"
REG24, REG25, OUT, FAR = "Reg 24 placement", "Reg 25 extension", "out of area placement", "placement at a distance"
REVIEW, TRI, SUPPORT, RATIFY = "provision review", "tri-partite funding", "support package", "emergency decision"
ITEMS = (f"{PLO}|PLO|start PLO", f"{COURT}|proceedings", f"{S20}|accommodation", f"{EXPERT}|expert", f"{REG24}|Reg 24")
ITEMS += (f"{REG25}|Reg 25", f"{OUT}|out of borough|out of area", f"{FAR}|distance placement", f"{REVIEW}|review")
ITEMS += (f"{TRI}|tripartite|joint funding", f"{SUPPORT}|support", f"{RATIFY}|ratify|ratification")
STATUSES = ("at home|not looked after", "accommodated s.20", "interim care order s.38|ICO", "care order s.31|full care order")
STATUSES += ("emergency protection order s.44|EPO", "police protection s.46", "other")
CONNECTED, OURS, OTHER = "connected person", "foster carer we approved", "other carer or provider"
LOW, UNREGULATED = "supported accommodation", "unregulated"
HOMES = ("foster carer", CONNECTED, "children's home", "residential school", f"{LOW}|semi-independent", UNREGULATED)
HELD, DECLINED, NOT_BEST = "offered and held", "offered and declined", "not in the child's best interests"
MADE, UNBORN, ADJOINING = p.When("urgency", ("already made",)), p.When("unborn", p.YES), p.When("adjoining_la", p.YES)
BORN, DISTANT = p.When("unborn", ("", "no")), p.When("adjoining_la", p.NO)
FUNDERS = {"social": "Social care", "education": "Education", "health": "Health"}
REGISTERED = ("outstanding", "good", "requires improvement", "inadequate")


def item(*labels: str) -> p.When:
    """Return the condition that the panel is asked for one of these."""
    return p.When("item_types", labels)


SPENT, AWAY, LEGAL, KIN = item(TRI, SUPPORT, OUT, FAR), item(OUT, FAR), item(PLO, COURT), item(REG24)
LONGER, BY_CONSENT, EXPERTS, SHARED = item(REG25), item(S20), item(EXPERT), item(TRI)
APPROVAL, OUTSIDE, YOUNG = (AWAY, p.When("carer_kind", (OTHER,))), p.given("provider"), p.When("age", ("16", "17"))
FIELDS = (
    *p.required(p.name("name", "Name"), p.choices("item_types", "Asked for", ITEMS, "item", "items", "request")),
    *p.asked(p.day("date_of_birth", "Date of birth", "DOB"), when=p.When("unborn", ("", "no"))),
    *p.needed(p.day("baby_due", "Baby due on", "EDD", "expected delivery date"), when=UNBORN),
    *p.needed(p.person("decided_by", "Decided by", "emergency decision by"), when=MADE),
    *p.needed(p.moment("decided_at", "Decided at", "emergency decision at"), when=MADE),
    *p.asked(
        *(p.reference("case_number", "Case number"), p.choice("legal_status", "Legal status", STATUSES)),
        p.choice("urgency", "Urgency", ("planned|routine", "urgent before panel|urgent", "already made|made|ratify")),
        *(p.long("summary", "Summary", "background"), p.long("current_plan", "Current plan", "care plan", "plan")),
        *(p.long("child_views", "Child's views"), p.yes_no("family_explored", "Family and friends explored")),
        *(p.text("education_plan", "Education plan"), p.yes_no("key_stage_4", "Key stage 4", "KS4")),
        *(p.person("iro", "Independent reviewing officer", "IRO"), p.long("iro_view", "IRO's view", "IRO view")),
        p.person("team_manager", "Team manager", "TM"),
    ),
    *(p.long("siblings", "Siblings included"), p.yes_no("unborn", "Unborn child", "unborn")),
    *(p.long("chronology", "Chronology"), p.yes_no("genogram", "Genogram"), p.number("school_year", "School year")),
    # Starting proceedings, accommodation, experts
    *p.privileged(*p.needed(p.long("legal_advice", "Legal advice", "threshold advice", "threshold"), when=LEGAL)),
    *p.needed(p.day("advised_on", "Date of legal advice"), p.day("planned_on", "Legal planning meeting"), when=LEGAL),
    *p.asked(p.choice("family_meeting", "Family group meeting", MEETING, "FGDM"), when=item(COURT)),
    *(p.day("family_meeting_on", "Family group meeting on"), p.text("family_meeting_why", "Why no family meeting")),
    *p.needed(p.choices("parental_agreement", "Parental agreement", AGREEMENT), when=BY_CONSENT),
    *p.needed(p.yes_no("objector_can_care", "Can who refuses care"), when=p.When("parental_agreement", ("refuse",))),
    *p.needed(p.yes_no("young_person_agrees", "Young person agrees"), when=(BY_CONSENT, YOUNG)),
    *p.asked(p.day("consent_on", "Consent form signed on"), when=BY_CONSENT),
    *(p.text("court_order", "Court order that allows it"), p.day("issued_on", "Application issued on", "issued on")),
    p.day("final_order_on", "Final order made on"),
    *p.needed(p.text("expert_type", "Kind of expert"), p.long("questions", "Questions for expert"), when=EXPERTS),
    *p.needed(p.number("expert_cost", "Cost of expert"), when=EXPERTS),
    *p.asked(p.number("expert_hours", "Hours of expert"), p.day("report_due", "Expert report due"), when=EXPERTS),
    *p.asked(p.yes_no("permission", "Court permission"), p.text("instructing", "Instructing parties"), when=EXPERTS),
    # Placements
    *p.restricted(
        *p.needed(p.person("carer_name", "Connected carer", "carer"), when=KIN),
        *p.asked(p.long("household", "Adults in carer's household"), p.long("checks", "Checks made"), when=KIN),
        p.text("placement_address", "Placement address"),
    ),
    *p.needed(p.text("relationship", "Relationship to child"), p.yes_no("schedule_4", "Schedule 4 done"), when=KIN),
    *p.needed(p.yes_no("visited", "Accommodation visited"), p.day("reg24_from", "Reg 24 placed from"), when=KIN),
    *p.asked(p.day("fostering_booked", "Fostering panel booked for"), when=KIN),
    *p.needed(p.day("fostering_views", "Fostering panel's views of"), when=LONGER),
    *p.needed(p.yes_no("still_best", "Placement still best"), p.yes_no("iro_informed", "IRO informed"), when=LONGER),
    *p.needed(p.person("nominated_officer", "Nominated officer"), when=LONGER),
    *(p.day("approved_on", "Carer approved on"), p.day("emergency_placed", "Placed in an emergency on")),
    *p.asked(p.choice("placement_type", "Placement type", HOMES), when=item(S20, OUT, FAR)),
    *p.needed(p.choice("carer_kind", "Who will care", (CONNECTED, OURS, OTHER)), when=AWAY),
    *p.needed(p.text("placement_la", "Placement authority"), p.yes_no("adjoining_la", "Adjoining"), when=APPROVAL),
    *p.asked(p.day("area_told", "Area authority told on"), p.yes_no("plan_sent", "Care plan sent"), when=APPROVAL),
    p.text("provider", "Provider"),
    *p.asked(p.yes_no("registered", "Ofsted registered"), p.day("inspected_on", "Inspected on"), when=OUTSIDE),
    *p.asked(p.choice("rating", "Ofsted rating", RATINGS), when=OUTSIDE),
    # Money
    *p.needed(p.number("weekly_cost", "Weekly cost"), when=SPENT),
    *p.asked(p.day("spend_from", "Spend from"), p.day("contract_until", "Contract runs until"), when=SPENT),
    *p.asked(p.long("alternatives", "Alternatives costed", "alternatives"), when=SPENT),
    *p.needed(*(p.number(f"{who}_share", f"{label} share", f"{label} %") for who, label in FUNDERS.items()), when=SHARED),
    *p.asked(p.long("funders", "Contact for each funder"), p.text("decision_ref", "Decision reference"), when=SHARED),
    *p.asked(p.text("last_outcome", "Last outcome"), p.day("last_review", "Last reviewed on"), when=item(REVIEW)),
)
UNLAWFUL = "Under 16, this type of placement is not lawful. Ask for one that is registered for children."
RULES = (
    p.BookingRule(check=p.Check.REFUSE, when=UNDER_16_IN_LOW, sentence=UNLAWFUL, door=SEARCH_AGAIN),
    p.BookingRule(check=p.Check.WARN, when=(AWAY, EXEMPT), sentence=NOT_OUT),
)

WHY, ON = p.long("reasons", "reasons", "why"), p.text("conditions", "conditions")
SO = (*p.required(WHY), ON)
