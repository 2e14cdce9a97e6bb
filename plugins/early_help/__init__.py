"""The early help allocation meeting: it settles a family's level of need and names the one worker who stays with it.

The service is voluntary: nothing of a family is listed without consent. Only safeguarding goes ahead of it (Children
Act 1989 s.47, Care Act 2014 s.42). What the founding paragraph (terms.md) leaves open is a setting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

AT_RISK, CONSENTED, STEP_DOWN = (p.When(key, p.YES) for key in ("safeguarding", "consent", "step_down"))
NOT_AT_RISK, NO_STEP_DOWN = (p.When(key, ("no", "")) for key in ("safeguarding", "step_down"))  # or nothing said of it
CONSENT = ("yes|given|agreed", "no|refused|declined|withdrawn", "not asked|not yet|not sought|not obtained")
AGENCIES = ("school|education", "health|GP", "police", "housing", "voluntary", "social care", "family|self", "other")
LEVELS = ("1|level 1|L1", "2|level 2|L2", "3|level 3|L3", "4|level 4|L4|statutory")
FACTORS = (
    *("domestic abuse|DA|DV", "mental health|MH", "substance use|substance misuse|drugs|alcohol", "parenting", "other"),
    *("school attendance|attendance", "SEND|SEN|special educational needs", "housing or debt|housing|debt"),
    *("youth crime|offending", "young carer", "caring for an adult|caring adult"),
)
FIELDS = (
    p.name("name", "Family name", "family", "name of family", "name", "family surname", "surname", "child's name"),
    p.reference("case_number", "Family reference", "family ref", "case number", "case reference", "EHM number"),
    *p.required(
        p.choice("consent", "Consent to early help", CONSENT, "consent", "family agrees", "consent given"),
        p.yes_no("safeguarding", "Safeguarding concern now", "safeguarding", "safeguarding concern", "at risk of harm"),
        p.long("request", "Reason for the request", "reason", "reason for referral", "worries", "presenting needs"),
    ),
    *p.needed(p.text("consent_by", "Consent given by", "who consented", "consent from"), when=CONSENTED),
    *p.needed(p.day("consent_date", "Consent granted on", "consent date", "date of consent"), when=CONSENTED),
    *p.needed(*p.restricted(p.long("concern", "What the safeguarding concern is", "concern")), when=AT_RISK),
    *p.asked(p.day("date_of_birth", "Key child's date of birth", "DOB", "born"), when=p.missing("due_date")),
    *p.asked(
        p.long("children", "Children in the family", "children", "names of all children", "siblings", "all children"),
        p.long("parents", "Parents and carers", "parents", "carers", "parental responsibility", "mother", "father"),
        p.long("address", "Address", "home address", "family address", "lives at"),
        p.choice("source", "Referring agency", AGENCIES, "agency", "source", "referred by"),
        p.long("history", "History and services involved", "history", "services involved", "background"),
        p.choices("complexity", "Complexity factors", FACTORS, "complexity", "factors", "issues", "needs"),
        p.long("worker_risk", "Risk to workers", "risks to workers", "lone working", "dog", "staff safety"),
    ),
    *p.restricted(
        p.long("other_households", "Other households", "second address", "other address", "other parent's address"),
        p.text("linked_families", "Linked families", "linked family", "shares an address with", "linked to"),
        p.people("not_told", "People who must not be told", "do not contact", "not to be told", "do not tell"),
        p.long("not_shared", "Information the family does not want shared", "not to be shared", "do not share"),
    ),
    p.people("safe_contact", "Safe contact", "safe contacts", "letters to", "contact for letters", "parent's email"),
    p.day("due_date", "Unborn baby's due date", "due date", "EDD", "expected date of delivery", "baby due"),
    p.long("adults", "Other adults in the household", "household adults", "significant others", "other adults"),
    p.text("consent_how", "How consent was given", "consent how", "type of consent", "method of consent"),
    p.choice("own_consent", "Young person's own consent", ("yes", "no", "n/a|not applicable")),
    *(p.reference("nhs_number", "NHS number", "NHS no"), p.reference("upn", "UPN", "unique pupil number")),
    *(p.text("ethnicity", "Ethnicity", "ethnic background"), p.text("disability", "Disability", "disabilities")),
    p.text("language", "Language or interpreter", "language", "interpreter", "first language"),
    p.long("strengths", "Strengths and the family's own words", "strengths", "family's words", "family's views"),
    p.choice("suggested_level", "Suggested level", LEVELS, "level", "level of need", "tier", "threshold"),
    *(p.yes_no("assessment", "Early help assessment done", "EHA"), p.day("assessed", "EHA completed on", "EHA date")),
    p.person("preferred_worker", "Preferred worker", "trusted person", "existing worker", "worker they trust"),
    p.yes_no("open_case", "Open to children's social care", "open to social care", "child in need", "CIN", "open case"),
    p.person("social_worker", "Lead social worker", "social worker", "allocated social worker", "SW"),
    *(p.yes_no("step_down", "Step-down from social care", "step down", "stepping down"), p.text("phone", "Phone")),
    *p.needed(p.reference("social_care_number", "Social care case number", "social care number"), when=STEP_DOWN),
    *p.needed(p.day("closes", "Social care ended on", "closing date", "social care closing date"), when=STEP_DOWN),
)
FRONT_DOOR = "Children's social care front door, or adult social care for an adult. Call, and follow it in writing."
ASK_FAMILY = "Ask the family. If it agrees, book again and say who agreed and when."
ASK_SOCIAL_WORKER = "Ask the lead social worker. If the case is stepping down, book again and say when it closes."
URGENT = "A safeguarding concern does not wait, and needs no consent. Refer it to statutory services today."
VOLUNTARY = "Early help is voluntary. A family is listed only when it has agreed."
OPEN = "A child of this family is open to children's social care, so this meeting cannot list the family."
STATUTORY = "Level 4 needs go to statutory services now, and not to this meeting."
UNIVERSAL = "The referrer suggests level 1. The family may need signposting rather than this meeting."
FOUND = (
    (p.Check.ALERT, URGENT, FRONT_DOOR, (AT_RISK,)),
    (p.Check.REFUSE, VOLUNTARY, ASK_FAMILY, (p.When("consent", ("no", "not asked")), NOT_AT_RISK)),
    (p.Check.REFUSE, OPEN, ASK_SOCIAL_WORKER, (p.When("open_case", p.YES), NO_STEP_DOWN)),
    (p.Check.REFUSE, STATUTORY, FRONT_DOOR, (p.When("suggested_level", ("4",)), NOT_AT_RISK)),
    (p.Check.FLAG, UNIVERSAL, "", (p.When("suggested_level", ("1",)),)),
)
RULES = tuple(p.BookingRule(check=check, sentence=said, door=door, when=when) for check, said, door, when in FOUND)
SEATS = (
    p.CHAIR,
    *p.seats(
        "coordinators|Early help coordinators' lead|early help", "family_support|Family support lead|family support"
    ),
    *p.seats("safeguarding|Front door social worker|MASH|front door|safeguarding", "duty|Duty social worker|duty"),
    *p.seats("education|Education and attendance|education|school", "health|Health|school nurse|health visitor"),
    *p.seats("?youth|Youth service|youth", "?housing|Housing", "?police|Neighbourhood police|police"),
    *p.seats("?domestic_abuse|Domestic abuse service", "?voluntary|Voluntary sector|charity"),
    *p.seats("?service_manager|Service manager"),
)
WORKER = p.required(p.person("worker", "worker", "lead", "lead worker", "named worker", "key worker"))
LEVEL = p.required(p.choice("level", "level", LEVELS[1:3], "level of need", "need"))
REASON = p.required(p.long("reason", "reason", "why", "because"))
SERVICE, OVERRIDE = p.text("service", "service", "agency"), p.long("override", "override", "chair's reason")
COORDINATED = (p.day("contact", "first contact", "date of first contact"), p.day("taf", "first TAF", "TAF", "TAF date"))
SUPPORTED = (p.day("start", "start date", "starts"), p.day("visit", "visit", "first visit"))
ELSEWHERE = p.required(SERVICE, p.yes_no("agreed", "agreed by them", "agreed"))
CHANGED = (*p.required(p.text("was", "from", "previous worker")), *REASON)
MORE = p.required(p.person("from_whom", "from whom", "from"), p.day("by_when", "by when", "due", "by"))
WAITING = (*REASON, p.person("interim", "interim worker", "interim"))
CONSIDERED = (*REASON, *p.required(p.yes_no("considered", "safeguarding considered", "risk considered")))
HANDOVER, SERVICES = (p.required(each) for each in (p.day("handover", "handover date"), p.long("services", "services")))
REFERRED = p.required(
    *(p.moment("time", "time of referral", "time", "when"), p.text("recipient", "referred to", "recipient", "to")),
    *(p.person("by_whom", "referred by", "by whom", "by"), p.long("grounds", "grounds", "concern", "reason")),
    p.yes_no("family_told", "family told", "told family", "parents told"),
)
TOLD = p.Letter(
    to="field:safe_contact", addressee="the family", fields=("worker",),
    paragraphs=("{worker} will work with you from now on, and will get in touch with you soon.",),
    rights=("This help is voluntary. You can say no to it, or ask for another worker, at any time.",),
)  # fmt: skip
SIGNPOST = replace(TOLD, paragraphs=("These services can help you: {services}",), fields=("services",))
REFERRALS, LEAD, CLOSE = ("childrens_referral", "adult_referral"), "field:worker", p.NextStep.CLOSE
NEXT: Mapping[str, Any] = {"next_step": p.NextStep.REBOOK, "rebook": p.Rebook()}


def _due(key: str, count: int, owner: str, what: str, by: str = "", since: str = "") -> p.ActionRule:
    return p.task(owner, what, p.working_days(p.setting(key, count, f"Working days for: {what}")), by, since)


_led = partial(p.allocation, letters=(TOLD,), confirmer=LEAD)  # the worker accepts before the family is told
LEADS = (
    _led("coordinator", p.setting("level_2_outcome", "early help coordinator allocated", "What level 2 leads to"),
        "early help coordinator", "EHC", fields=(*WORKER, *LEVEL, SERVICE, *COORDINATED, OVERRIDE),
        action=(_due("contact_days_2", 5, LEAD, "Make first contact with the family", "contact"),
                _due("taf_days", 20, LEAD, "Hold the first team around the family meeting", "taf"))),
    _led("support_worker", p.setting("level_3_outcome", "family support worker allocated", "What level 3 leads to"),
        "family support worker", "FSW", fields=(*WORKER, *LEVEL, *SUPPORTED, OVERRIDE),
        action=(_due("contact_days_3", 2, LEAD, "Make first contact with the family", "start"),
                _due("visit_days", 5, LEAD, "Visit the family", "visit"))),
    _led("other_lead", "allocated to another lead service", "other lead service", fields=(*ELSEWHERE, *WORKER),
        action=(_due("other_days", 5, LEAD, "Make first contact with the family"),)),
    _led("reallocation", "reallocated", "reallocation", "level change", "change of worker", fields=(*CHANGED, *WORKER),
        action=(_due("reallocated_days", 2, LEAD, "Make contact with the family"),)),
)  # fmt: skip
LED = tuple(each.key for each in LEADS)
SAFE = _due("acknowledged_days", 1, "field:by_whom", "Check what statutory services do next", since="time")
JOINT = _due("joint_visit_days", 5, "seat:coordinators", "Visit the family with its social worker", "handover")
SEND = _due("information_days", 5, "field:from_whom", "Send the information that the meeting asked for", "by_when")
FIND = _due("escalated_days", 5, "seat:service_manager", "Find a worker for a family that has waited too long")
OUTCOMES = (
    *LEADS,
    p.allocation(REFERRALS[0], "immediate referral to children's services", "immediate referral", "MASH referral",
                 fields=REFERRED, action=SAFE, urgent=True),
    p.allocation(REFERRALS[1], "immediate referral to adult safeguarding", "adult safeguarding referral",
                 fields=(*p.required(p.text("adult", "adult", "adult at risk")), *REFERRED), action=SAFE, urgent=True),
    p.tracking("no_referral", "no statutory referral needed", "no safeguarding referral", "no referral needed"),
    p.allocation("step_down_accepted", "step-down accepted", fields=HANDOVER, action=JOINT, only_when=(STEP_DOWN,)),
    p.allocation("signpost", "level 1: signpost", "signpost", fields=SERVICES, letters=(SIGNPOST,), next_step=CLOSE),
    p.tracking("more_information", "more information needed", fields=MORE, action=SEND, **NEXT),
    p.tracking("waiting", "waiting list", "waiting", fields=WAITING, **NEXT),
    p.tracking("waiting_escalated", "waiting list, escalated to service manager", "waiting, escalated", "escalated",
               fields=WAITING, action=FIND, **NEXT),
    p.tracking("no_consent", "not accepted: no consent", "no consent", fields=CONSIDERED, next_step=CLOSE),
)  # fmt: skip
ACCEPT = p.working_days(p.setting("accept_within_days", 2, "Working days for a worker to accept"))
DRAFT = p.working_days(p.setting("draft_within_days", 3, "Working days for draft minutes"))
PANEL = p.PanelType(
    key="early_help", name="Early Help Allocation Meeting", short_name="Early help meeting", prefix="EHA",
    nature=p.Nature.ALLOCATION, subject=p.Subject(noun="family", plural="families", one_word=True),
    terms=p.Terms("terms.md", date(2026, 11, 23)), fields=FIELDS, rules=RULES, seats=SEATS, outcomes=OUTCOMES,
    schedule=p.EveryDays(days=p.setting("every_days", 7, "Days from one meeting to the next"), day_off=p.DayOff.NEXT,
                         first=p.setting("first_meeting", "2026-12-01", "A day on which it meets"),
                         at=p.setting("meeting_time", "10:00", "When it starts")),
    sitting=p.sitting(15, 10, presenters=False), before=p.before(2, 3),
    quorum=p.Quorum(minimum=p.setting("quorum", 3, "How many seats must be filled"), must=("chair", "family_support"),
                    without=(("safeguarding", "duty"),)),
    minutes=p.MinutesForm(
        case=(*p.prompts("history|History and complexity|history|complexity", "strengths|Strengths|what worked before"),
              *p.prompts("risks|Known risks|risks|risk", required=True),
              *p.prompts("sensitive|Health and domestic abuse|health|domestic abuse", part="sensitive"),
              *p.prompts("level_reason|Why this level|reason for level", "capacity|Worker capacity"),
              *p.prompts("other_services|Other services", "next_check|Next check")),
        must_record=(("no_referral", *REFERRALS),), only_one=(LED,)),
    confirmation=p.Confirmation(title="Lead worker", natures=(), within=ACCEPT, draft_within=DRAFT),
    clocks=(
        p.Clock(key="acceptance", label="Answer of the chosen worker", since="approved", outcomes=LED, period=ACCEPT,
                until=("confirmed",), warn_days=1, tell=("chair", "seat:service_manager")),
        p.Clock(key="taf_review", label="Team around the family reviewed", since="outcome", outcomes=("coordinator",),
                period=p.weeks(p.setting("taf_review_weeks", 12, "Weeks to the review at level 2")), target=True),
        p.Clock(key="plan_review", label="Family plan reviewed", since="outcome", outcomes=("support_worker",),
                period=p.weeks(p.setting("plan_review_weeks", 6, "Weeks to the review at level 3")), target=True)),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(listed=("name", "date_of_birth", "case_number", "children", "presenter", "slot"),
                             closed=("sensitive",),
                             closed_to=("coordinators", "family_support", "safeguarding", "duty")),
        consent=p.Consent(field="consent", unless=(AT_RISK,)), never=("not_told",), apart=True),
    settings=(p.Setting("escalated_wait", 3, "The meeting at which a family that still waits is escalated"),),
)  # fmt: skip

Values = Mapping[str, str]
History = tuple[p.Earlier, ...]
Others = tuple[tuple[str, Values], ...]
Found = tuple[p.Finding | str, ...]
NO_CHILD = re.compile(r"(?:no|none|nil|n/?a|no child(?:ren)?|adults? only)\W*", re.IGNORECASE)
TWO_NAMES = re.compile(r";|/|@.*@|^(?!.*(?:service|team|school|centre)).*\s(?:and|&|or)\s", re.IGNORECASE)
RIGHT_LEVEL = {"coordinator": "2", "support_worker": "3"}  # the founding text


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Values, meeting_date: date, history: History, settings: Mapping[str, Any]) -> Found:
    """Find an adult without children, a child who is about to be 18, and a family that has waited before."""
    found: list[p.Finding | str] = []
    if NO_CHILD.fullmatch(values.get("children", "")) and not values.get("due_date"):
        said = "This meeting is for families with children. An adult alone goes to adult social care."
        found.append(p.Finding(p.Check.REFUSE, said, door="Adult social care, today if there may be abuse or neglect."))
    soon = meeting_date + timedelta(days=7)
    if "" < values.get("date_of_birth", "") <= f"{soon.year - 18}-{soon:%m-%d}":
        found.append("The key child is 18 within a week. Note the route for what they need as an adult.")
    if waits := sum(key.startswith("waiting") for earlier in history for key, _ in earlier.outcomes):
        late = " Escalate it to the service manager." if waits + 1 >= settings["escalated_wait"] else ""
        found.append(f"This family is on the waiting list: {waits} meetings so far.{late}")
    return tuple(found)


@hookimpl
def panel_check_outcome(
    outcome: str, values: Values, case: Values, history: History, others: Others, settings: Mapping[str, Any]
) -> tuple[str, ...]:
    """Hold back two leads, the wrong lead for the level, a lead before a referral, and a wait without an end."""
    why = []
    if outcome in LED and TWO_NAMES.search(values.get("worker", "")):
        why.append("One worker or service stands alongside the family. Name one.")
    right = RIGHT_LEVEL.get(outcome, values.get("level"))
    if values.get("level") != right and not values.get("override"):
        why.append(f"This worker is for level {right}. Choose another, or write the chair's reason: override.")
    if outcome in LED and case.get("safeguarding") == "yes" and not any(key in REFERRALS for key, _ in others):
        why.append("Record the immediate referral first: its time, and who received it.")
    waits = sum(key.startswith("waiting") for earlier in history for key, _ in earlier.outcomes)
    if outcome == "waiting" and waits + 1 >= settings["escalated_wait"]:
        why.append("The family has waited long enough. Record that its wait is escalated to the service manager.")
    return tuple(why)
