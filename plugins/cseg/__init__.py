"""The Child Sexual Exploitation Group (CSEG): the safety of children who are, or may be, sexually exploited.

Source: founding text; Child Abduction Act 1984 s2; Modern Slavery Act 2015 s52. It allocates, by no statute, and it
replaces no strategy discussion. Suspects and carers are never written to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from core import panels as p
from core.hookspecs import hookimpl

Values = Mapping[str, str]
History = tuple[p.Earlier, ...]
LEVELS, LOW = ("no risk", "low|low risk", "medium|medium risk", "high|high risk"), ("no risk", "low")
S31, DISABLED, HARMS = "care order s.31", "learning disability", "may harm others"
STATUS = ("child in need|CIN", "child protection plan|CP plan|CPP", f"{S31}|full care order", "accommodated s.20")
NEEDS = ("none|no", f"{DISABLED}|LD", "other disability or need|yes|disability|learning need")
KINDS = ("peer", "older partner|boyfriend model", "gang or group|gang|group", "organised", "online")
CONCERNS, ADULT = ("may be harmed|harmed|victim", f"{HARMS}|suspect"), p.When("under_18", p.NO)
FIELDS = (
    *p.required(
        p.name("name", "Child's name", "name", "child", "young person", "YP", "name of child", "full name"),
        p.choice("risk_level", "Risk level", LEVELS, "risk", "level of risk", "current risk level"),
        p.day("assessed_on", "Risk assessment date", "assessed on", "date of risk assessment", "risk form date"),
    ),
    *p.asked(
        *(p.day("date_of_birth", "Date of birth", "DOB", "d.o.b.", "born"), p.text("language", "Language")),
        *(
            p.choice("gender", "Gender", ("female|girl|F", "male|boy|M", "other"), "sex"),
            p.text("ethnicity", "Ethnicity"),
        ),
        *(p.reference("case_number", "Case number", "case ref", "LCS", "Mosaic"), p.text("risk_tool", "Risk tool")),
        p.choice("legal_status", "Legal status", (*STATUS, "other order", "none"), "status", "legal order"),
        p.choice("disability_or_learning_need", "Disability or learning need", NEEDS, "disability", "learning need"),
        *(p.person("social_worker", "Social worker", "lead professional", "SW"), p.text("referring_agency", "Agency")),
        p.long("indicators", "Indicators", "risk indicators", why="and which are current in the last 6 months"),
        *(p.number("missing_episodes_90_days", "Missing episodes in 90 days"), p.day("last_missing", "Last missing")),
        p.long("concern_summary", "Concerns", "concern summary", "reason for referral", "reason", "summary"),
        *(p.long("danger_statement", "Danger statement"), p.long("safety_goal", "Safety goal")),
        p.choices("exploitation_type", "Type of exploitation", KINDS, "exploitation type", "model"),
        *(
            p.long("views_of_child", "Child's views"),
            p.long("views_of_parent", "Parents' views", why="or why not sought"),
        ),
        *(p.yes_no("family_informed", "Family informed"), p.yes_no("trafficking_indicators", "Trafficking indicators")),
        p.yes_no("nrm_submitted", "NRM submitted", "NRM", "NRM referral made"),
        *p.restricted(
            p.long("placement", "Placement or address", "address", "current address", "placement"),
            p.people("parents_carers", "Parents and carers", "parents", "carers", why="and who holds responsibility"),
        ),
    ),
    *p.restricted(
        p.people("suspects", "Suspects", "suspect", "people of concern", "person of concern"),
        p.long("suspect_details", "Suspect details", why="nicknames, ages, vehicles, phones, online names"),
        p.people("linked_children", "Linked children", "other children", "network"),
    ),
    *(
        p.long("locations", "Locations", "location", "hotspots"),
        p.text("placing_authority", "Placed by", "home council"),
    ),
    p.people("home_council_contact", "Home council contact", when=(p.given("placing_authority"),)),
    *(p.text("school", "School or provider", "school"), p.text("attendance", "Attendance")),
    *(
        p.people("school_contact", "School contact", "DSL"),
        p.text("agencies", "Agencies to invite", "agencies", "invite"),
    ),
    *(p.text("aliases", "Alias", "aliases", "AKA", "nickname"), p.number("score", "Risk score", "score")),
    p.long("reason_if_not", "Why the family is not informed", "why not", when=(p.When("family_informed", p.NO),)),
    *(p.reference("nrm_ref", "NRM reference", "NRM ref"), p.day("previous_panel_date", "Last heard by a panel")),
    # A child is referred without being asked; an adult must agree (on the 18th birthday the question appears).
    p.yes_no("nrm_consent", "Consents to the NRM", "NRM consent", when=(ADULT, p.When("nrm_submitted", p.YES))),
    p.choice("concern", "Child may be harmed or may harm others", CONCERNS, "concern", "record"),
    p.yes_no("immediate_danger", "Immediate danger", "in immediate danger", "danger now"),
)
SEATS = tuple(
    p.Seat(key=key, label=label, optional=key in ("housing", "probation", "voluntary"), aliases=tuple(aliases))
    for key, label, *aliases in (
        *(("chair", "Chair", "co-chair"), ("police", "Police"), ("health", "Health", "designated nurse", "CAMHS")),
        *(
            ("childrens_social_care", "Children's social care", "social care"),
            ("education", "Education lead", "education"),
        ),
        *(("youth_offending", "Youth offending", "YOT"), ("early_help", "Early help"), ("probation", "Probation")),
        *(("missing_lead", "Missing and return interview lead", "missing lead"), ("housing", "Housing")),
        *(("community_safety", "Community safety and licensing", "licensing"), ("voluntary", "Specialist charity")),
    )
)
ALWAYS = ("chair", "police", "childrens_social_care", "health", "missing_lead")
CLOSED, CLOSED_TO = ("police_part", "suspects", "suspect_details", "disruption", "disruption_actions"), ALWAYS[1:3]
LISTED = ("name", "date_of_birth", "case_number", "legal_status", "placing_authority", "presenter", "slot")

SOON = p.working_days(p.setting("action_days", 10, "Working days for an action without a date"))
ANSWERED = p.working_days(p.setting("escalation_days", 5, "Working days in which an escalation is answered"))
REVIEW = p.months(p.setting("review_months", 3, "Months within which a level is reviewed, and a risk form is fresh"))
HIGH = p.weeks(p.setting("high_review_weeks", 6, "Weeks in which a high risk should be reviewed"))
LEAD_AGE = p.months(p.setting("lead_months", 210, "The age, in months, at which an adult lead is named"))


def owned(who: str, by: str, *more: p.Field) -> dict[str, Any]:
    """Return the fields and the action of an outcome that somebody carries out by a day."""
    fields = p.required(p.person("owner", who), p.day("due", by), *more)
    return {"fields": fields, "action": p.task("field:owner", "Do what the group agreed", SOON, "due")}


REASON, OWNER = p.required(p.long("reason", "reason", "because", "why")), p.required(p.person("owner", "owner"))
LEVEL = p.choice("risk_level", "new level", LEVELS, "new", "level")
GRADED = p.required(
    p.choice("old_level", "old level", LEVELS, "old"), LEVEL, p.day("review_date", "review date", "review")
)
BASIS = (*p.required(p.long("basis", "basis"), p.text("statement", "statement by")), p.text("override", "override"))
AGREES = p.choice("consent", "adult agrees", ("yes|agrees",), "consent", when=(ADULT,))
NRM = {**owned("first responder", "date"), "fields": (*owned("first responder", "date")["fields"], AGREES)}
TOOLS = p.choice("type", "type", ("warning notice|CAWN", "civil order", "premises|licensing", "other"))
SERVICE = p.choice("service", "service", ("health", "education", "mentoring", "specialist support|specialist"))
PANEL_TO = p.choice(
    "target", "target", ("missing from care", "gang panel|magpan", "MARAC", "Channel", "MAPPA"), "panel"
)
TODAY = p.task("field:owner", "Hold a strategy discussion today", p.days(0), "at")
SERVE = p.task("seat:police", "Decide on a child abduction warning notice", SOON)
ESCALATE = p.task("presenter", "Escalate this, and see that it is answered", ANSWERED)
CLOSE, REBOOK = p.NextStep.CLOSE, p.NextStep.REBOOK
ENDS, SET = ("step_down", "close", "not_accepted"), ("risk_level_set",)
AT_REVIEW = p.Rebook(before=p.days(0), since="review_date")
OUTCOMES = (
    p.decision(*SET, "risk level set", "risk level", fields=(*GRADED, *REASON), next_step=REBOOK, rebook=AT_REVIEW),
    p.allocation(
        "safety_plan", "safety plan", "safety plan agreed", **owned("owner", "due", p.long("what", "actions"))
    ),
    p.recommendation(
        *("strategy_discussion", "strategy discussion", "strategy meeting"),
        fields=(*OWNER, p.moment("at", "time", "at")),
        action=TODAY,
        urgent=True,
    ),
    p.allocation(
        "disruption_action", "disruption", **owned("owner", "due", TOOLS, p.text("target", "target")), part="disruption"
    ),
    p.recommendation("cawn", "child abduction warning notice", "CAWN", fields=BASIS, action=SERVE),
    p.allocation("nrm_referral", "NRM referral", "refer to the NRM", **NRM),
    p.allocation("support", "support", "service", **owned("provider", "start", SERVICE)),
    p.recommendation("escalate", "escalate", fields=(*REASON, *p.required(p.text("to", "to"))), action=ESCALATE),
    p.recommendation("refer_other_panel", "refer to another panel", **owned("owner", "due", PANEL_TO)),
    p.allocation(
        "transfer_area", "transfer to another area", "transfer", **owned("owner", "date", p.text("area", "area"))
    ),
    p.allocation("transition_18", "transition to adult services", "transition", **owned("adult lead", "date")),
    p.decision("step_down", "step down", "stepped down", **owned("lead", "check date", *REASON), next_step=CLOSE),
    p.decision("close", "close", "closed", **owned("lead", "check date", *REASON), next_step=CLOSE),
    p.advice("not_accepted", "not accepted", "below threshold", fields=REASON, next_step=CLOSE),
    p.tracking("deferred", "deferred", "not heard", next_step=REBOOK, when_absent=True),
)
PROMPTS = (
    *(p.Prompt("summary", "Summary"), p.Prompt("views", "Views of child and family"), p.Prompt("missing", "Missing")),
    *(p.Prompt("protective", "Protective factors"), p.Prompt("health", "Health"), p.Prompt("education", "Education")),
    *(p.Prompt("places", "Locations"), p.Prompt("linked", "Linked children, as Child B and Child C")),
    *(p.Prompt("plan_owner", "Safety plan owner"), p.Prompt("telling", "Who tells child and family")),
    p.Prompt("intelligence", "Police intelligence", ("police part", "closed part"), part="police_part"),
    p.Prompt("suspects_part", "Suspects and disruption", ("suspects",), part="police_part"),
)
