"""The Channel panel: safeguards people who may be drawn into terrorism.

Sources: Counter-Terrorism and Security Act 2015 ss.36 to 41 and Schedule 7; Channel duty guidance 2023; terms.md. Its
outward name is "Safeguarding panel": that somebody is discussed here at all is what must not be known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from core import panels as p
from core.hookspecs import hookimpl

Texts = Mapping[str, str]

ORIGINS = ("MI5", "MI6", "GCHQ", "the Security Service", "intelligence service", "intelligence services", "STRAP")
HELD = p.setting("intelligence_words", ORIGINS, "Words that mark an intelligence service's material: not kept")
SECURE = ("*.police.uk", "*.gov.uk", "nhs.net", "*.cjsm.net")
REVIEW = p.months(p.setting("review_months", 3, "Months within which support is reviewed"))
AGAIN = p.months(p.setting("reassess_months", 3, "Months to a further assessment when consent or support ended"))
SOON = p.working_days(p.setting("action_days", 5, "Working days for an action that is given no date"))
FIRST = p.working_days(p.setting("first_panel_days", 20, "Working days from the decision to refer to the first panel"))
SEATS = p.seats(
    *("chair|Chair", "council_deputy|Deputy chair from the council|deputy chair", "police|Police|home force"),
    *("other_force|Police of another force|other force", "case_officer|Counter-terrorism case officer|case officer"),
    *("health|Health|NHS", "children_services|Children's services", "adult_social_care|Adult social care"),
    *("mental_health|Mental health", "education|Education", "youth_offending|Youth offending service|YOT"),
    *("probation|Probation", "prison|Prison", "immigration|Immigration enforcement", "safeguarding|Safeguarding lead"),
    *("?housing|Housing", "?voluntary_sector|Voluntary sector", "?provider|Intervention provider"),
)
COUNCIL, POLICE = ("chair", "council_deputy"), ("police", "other_force")
# Partners of Schedule 7 see every case, a prison its prisoners, others what the chair asks them about (s37(4)).
ALWAYS = tuple(each.key for each in SEATS if not each.optional and each.key != "prison")
PRISON = ("prison", p.When("in_prison", p.YES))
WHO = ("education|school|college", "police", "health", "council", "family", "community", "prison", "other")
GATEWAY = ("clear vulnerability", "concern but little information|little information", "not suitable")
BY = ("the person|self|own", "parent or guardian|parent|carer|mother|father")
STATUS = ("not asked|not yet asked", "given|yes", "refused|declined", "withdrawn", "no capacity")
GIVEN, PARENT = p.When("consent_status", ("given",)), ("parent or guardian",)
FIELDS = (
    *p.required(p.name("name", "Name", "person", "full name", "subject", "individual")),
    *p.required(*p.restricted(p.yes_no("police_clearance", "Cleared by police", "police clearance", "deconfliction"))),
    *p.required(p.text("home_force", "Home police force", "home force"), p.long("grounds", "Grounds for referral")),
    *p.asked(
        p.day("date_of_birth", "Date of birth", "DOB", "born", "birth date"),
        p.reference("prevent_ref", "Prevent reference", "Prevent ref", "case reference", "case ID"),
        *(p.text("home_authority", "Home local authority", "home authority"), p.text("gender", "Gender", "sex")),
        *p.restricted(p.long("address", "Address"), p.text("nationality", "Nationality"), p.long("needs", "Needs")),
        *p.restricted(p.long("concern", "Original concern", "concern"), p.long("assessment", "Assessment")),
        *(p.choice("referrer", "Who raised the concern", WHO, "referrer"), p.day("concern_date", "Date of concern")),
        *(p.text("type", "Type of concern"), p.text("decided_by", "Decided by"), p.day("decided_on", "Decided on")),
        *(p.choice("gateway", "Gateway outcome", GATEWAY), p.day("checked_on", "Police check made on", "checked on")),
        *(p.choice("tool", "Assessment tool", ("PAF", "VAF")), p.day("assessed_on", "Assessed on", "assessment date")),
        p.choice("supervision", "MAPPA or probation", ("neither|none", "MAPPA", "probation", "both"), "MAPPA"),
        *(p.long("agencies_asked", "Agencies asked", "agencies"), p.text("previous_referrals", "Previous referrals")),
        *(p.yes_no("subject_aware", "Does the person know"), p.choice("consent_status", "Consent status", STATUS)),
    ),
    *p.needed(*p.restricted(p.person("parent", "Parent or guardian", "parent")), when=p.When("under_18", p.YES)),
    *p.needed(p.choice("consent_by", "Consent given by", BY), p.day("consent_date", "Consent date"), when=GIVEN),
    *p.restricted(p.people("persons_of_concern", "Persons of concern"), p.text("health_need", "Mental health")),
    *p.restricted(p.person("school_lead", "School safeguarding lead"), p.long("factors", "Factors")),
    *(*p.identifying(p.text("alias", "Other names", "AKA")), p.text("asked_by", "Consent asked by")),
    *(p.yes_no("in_prison", "In prison"), p.day("release_date", "Release date", "released on")),
    *(p.choice("stage", "Stage", ("open", "after closure|closed")), p.day("closed_on", "Support closed on")),
)
REASON, DATE = p.required(p.long("reason", "reason", "because")), p.required(p.day("date", "date", "on"))
VOTE = (*p.required(p.text("vote", "vote", "voted")), p.text("chair_decision", "chair's decision", "chair decides"))
NEXT = (p.day("next_date", "next review", "review date"), p.day("support_starts", "support starts", "starts"))
ASKER, NEW = p.person("consent_asker", "consent asker", "who asks for consent"), p.yes_no("new_support", "new support")
PLAN = (  # s36(5)(a) to (d)
    *p.required(p.text("consent_how", "how and when consent is asked"), ASKER, p.long("support", "support")),
    *p.required(p.text("provider", "provider", "who gives it"), p.long("how", "how and when support is given")),
)
CHANGE = (*p.required(p.long("changes", "changes"), NEW), *p.needed(ASKER, when=p.When("new_support", p.YES)))
AGREED = p.required(p.choice("consent_by", "given by", BY, "by"), p.day("consent_date", "date", "on"))
SERVICES = p.required(p.choice("services", "health or social care", ("health", "social care", "both", "none")))
CONCERNS, ONWARD = p.required(p.yes_no("concerns", "concerns")), (*SERVICES, *p.required(p.person("owner", "owner")))
MORE = (*p.required(p.person("who", "who"), p.day("by_when", "by when", "by")), p.long("override", "override"))
LEFT = p.choice("exit_reason", "reason", ("completed", "moved", "in custody|custody"))
EXIT = p.required(LEFT, p.day("closed_on", "closed on"), p.day("exit_assessed", "exit assessment", "assessed on"))
MOVE = p.required(p.text("home_authority", "receiving authority", "authority"), p.text("home_force", "police force"))
TELL = "Say what the support is, that it is voluntary and can stop at any time, and ask for consent"
ASK = p.task("field:consent_asker", TELL, SOON)
ASK_NEW = p.task("field:consent_asker", TELL, SOON, when=(p.When("new_support", p.YES),))
ASSESS = p.task("seat:case_officer", "Make a further assessment of the person (section 36(4)(e))", AGAIN)
STOP = p.task("presenter", "Stop all support under the plan", p.days(0))
REFER = p.task("field:owner", "Refer the person to the services that the panel named", SOON)
INFORM = p.task("field:who", "Give the panel the information it asked for", SOON, "by_when")
GIVE = "Give the case and its review dates to the receiving panel"
HAND_OVER = p.task("seat:case_officer", GIVE, SOON, "date", hands_over=True)


def _back(**when: Any) -> Any:
    return {"next_step": p.NextStep.REBOOK, "rebook": p.Rebook(**when)}


def _voted(key: str, names: str, fields: tuple[p.Field, ...] = (), **rest: Any) -> p.Outcome:
    return p.decision(key, *names.split("|"), fields=(*fields, *VOTE), **rest)


END, REVIEWS = {"next_step": p.NextStep.CLOSE}, _back(on="next_date", before=REVIEW)
BEFORE, AFTER = ({"only_when": (p.When("stage", each),)} for each in (("", "open"), ("after closure",)))
ADOPTED, CLOSED = ({"sets": (("stage", each),)} for each in ("open", "after closure"))
YES, NO, ENDED, ASKED = ((("consent_status", each),) for each in ("given", "refused", "withdrawn", "not asked"))
BY_WHEN, UNTIL, MOVED = (_back(since=key, after=p.days(0)) for key in ("by_when", "until", "date"))
LATER, OPENED = _back(since="date", after=AGAIN), (("stage", "open"), *ASKED)
STOPPED: Any = {"action": (STOP, ASSESS), "stops": ("adopt", "revise_plan")}
OUTCOMES = (
    _voted("adopt", "support plan adopted|adopt|adopted", (*PLAN, *NEXT), action=ASK, **ADOPTED, **REVIEWS),
    p.tracking("consent_given", "consent given", fields=(*AGREED, NEXT[1]), sets=YES, **_back(before=REVIEW)),
    p.tracking("consent_refused", "consent refused", fields=DATE, action=ASSESS, sets=NO, **LATER),
    p.tracking("consent_withdrawn", "consent withdrawn", fields=DATE, sets=ENDED, **STOPPED, **LATER),
    _voted("continue_support", "support continues|continue support", NEXT, **REVIEWS),
    _voted("revise_plan", "support plan revised|revise plan", (*CHANGE, *NEXT), action=ASK_NEW, **REVIEWS),
    _voted("withdraw_support", "support withdrawn|withdraw support", REASON, **STOPPED, **_back(after=AGAIN)),
    _voted("not_adopted_refer_services", "not adopted, refer on", ONWARD, action=REFER, **BEFORE, **END),
    _voted("not_adopted_no_action", "not adopted, no further action", (*SERVICES, *REASON), **BEFORE, **END),
    p.advice("police_led", "police lead", "police led", fields=REASON, **BEFORE, **END),
    p.tracking("request_more_information", "more information requested", fields=MORE, action=INFORM, **BY_WHEN),
    _voted("exit", "exit from support|exit", EXIT, **CLOSED, **_back(since="closed_on", after=p.months(6))),
    _voted("exit_died", "exit, the person has died|died", (), **END),
    _voted("review_6m", "6 month review", CONCERNS, **AFTER, **_back(since="closed_on", after=p.months(12))),
    _voted("review_12m", "12 month review|final review", CONCERNS, **AFTER, **END),
    _voted("extend_review", "reviews extended|extend reviews", p.required(p.day("until", "until")), **AFTER, **UNTIL),
    _voted("reopen", "case opened again|reopen|reopened", REASON, sets=OPENED, **AFTER, **_back()),
    p.allocation("transfer_panel", "transfer to another panel", fields=(*MOVE, *DATE), action=HAND_OVER, **MOVED),
    p.tracking("transfer_accepted", "transfer accepted", **END),
)
REVIEWED: Any = {"since": "outcome:closed_on", "outcomes": ("exit",), "grace": p.days(31), "tell": ("chair",)}
OVER = ("reopen", "transfer_accepted")  # until the receiving panel accepts the case, its reviews are still ours
CLOCKS = (
    p.Clock(key="first_panel", label="First panel", since="field:decided_on", period=FIRST, bounds=True),
    p.Clock(key="review_6m", label="6 month review", period=p.months(6), until=("review_6m", *OVER), **REVIEWED),
    p.Clock(key="review_12m", label="Final review", period=p.months(12), until=("review_12m", *OVER), **REVIEWED),
)
UNFIT, SECRET = (p.When("gateway", ("not suitable",)),), (p.When("subject_aware", p.NO),)
OLD, GROWN = (p.When("tool", ("VAF",)), p.missing("stage")), (p.When("consent_by", PARENT), p.When("under_18", p.NO))
RULES = (
    p.BookingRule(check=p.Check.REFUSE, when=UNFIT, sentence="The police found this case not suitable for the panel."),
    p.BookingRule(check=p.Check.ASK, when=OLD, sentence="New assessments are made with PAF", field="tool"),
    p.BookingRule(check=p.Check.WARN, when=SECRET, sentence="Do not tell the person. The panel agrees who does that."),
    p.BookingRule(check=p.Check.FLAG, when=GROWN, sentence="The person is 18 or older: their own consent is needed."),
)
PROMPTS = (
    *p.prompts("agencies|Information by agency", "assessment|Assessment", "risk|Risk and needs", "exit|Exit criteria"),
    *p.prompts("police|Police information", part="police_part"),
    *p.prompts("finding|Vulnerable to being drawn into terrorism|finding|vulnerable", required=True),
)
CLEAN = p.Wording(words=HELD, sentence="Take out what comes from an intelligence service.")
LISTED, SEEN = ("initials", "prevent_ref", "slot"), ("initials", p.OUTCOMES, "actions")
RIGHTS: Any = {"closed": ("police_part",), "closed_to": (*POLICE, "case_officer"), "members_own": True}
MINUTED = ("slot", "present", p.PROMPTS, *SEEN)
BOOKERS = p.setting("booker_domains", SECURE[:2], "Domains of police and council, who alone refer to the panel")
ONLY = "Only the police or the council can bring a case to this panel."
STOP_ALL = p.Shortfall.NO_BUSINESS
CARE = p.setting("care_seats", ("health", "children_services", "adult_social_care"), "Of these one should come")
PANEL = p.PanelType(
    key="channel", name="Channel Panel", short_name="Channel", prefix="SGP", nature=p.Nature.DECISION,
    subject=p.Subject(noun="person", plural="people", number="prevent_ref"),
    terms=p.Terms("terms.md", date(2026, 11, 23)),
    fields=FIELDS,
    schedule=p.NthWeekday(
        week=p.setting("meeting_week", 2, "Which week of the month: 1 to 4, or -1 for the last"),
        weekday=p.setting("meeting_weekday", 2, "Which day of the week: 0 is Monday"),
        at=p.setting("meeting_time", "10:00", "When the panel starts"),
    ),
    sitting=p.sitting(30, 8),
    before=p.before(5, answers_days=2, preparation=("what each agency knows", "assessment", "the day's police check")),
    seats=SEATS,
    quorum=p.Quorum(minimum=2, any_of=(COUNCIL, POLICE, CARE), cases=(p.CaseNeed(seats=COUNCIL),), shortfall=STOP_ALL),
    minutes=p.MinutesForm(case=PROMPTS, wording=(CLEAN,)),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(natures=()),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(listed=LISTED, minuted=MINUTED, results=SEEN, identity=("initials",), **RIGHTS),
        only_domains=p.setting("only_domains", SECURE, "Domains that alone hear of cases"),
        outward_name="Safeguarding panel",
        never=("persons_of_concern", "parent"),
        discreet=True,
        keep_years=p.setting("keep_years", 6, "Years that a case is kept after its last meeting"),
        held_words=HELD,
        held_tell=("seat:police",),
        consent=p.Consent(field="police_clearance", waits="The panel waits for the police to clear this case."),
        extracts=p.Extracts(field="agencies_asked", always=ALWAYS, seats=(PRISON,)),
    ),
    rules=RULES,
    clocks=CLOCKS,
    bookers=p.Bookers(domains=BOOKERS, sentence=ONLY, door="Use the national Prevent referral form, to the police."),
    guests=p.Guests(fields=("school_lead",)),
    settings=(
        p.Setting("police_force", "", "The force of the seat police; empty: that seat counts for every case"),
        p.Setting("max_deferrals", 1, "How often a case waits for information without the chair's reason"),
    ),
)  # fmt: skip


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_quorum(present: tuple[str, ...], case: Texts, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Want police of the force where the person lives, for each person discussed (s37(3))."""
    written = (settings["police_force"], case.get("home_force", ""))
    ours, theirs = (re.sub(r"\b(?:police|constabulary|force)\b|\W", "", each.casefold()) for each in written)
    seat = "other_force" if ours and theirs != ours else "police"
    return ("Police of the force where the person lives must take part.",) if case and seat not in present else ()


@hookimpl
def panel_check_outcome(
    outcome: str, values: Texts, case: Texts, meeting_date: date, settings: Any, history: Any, others: Any
) -> tuple[str, ...]:
    """Keep to consent before support (s36(4)(b)), the vote (s37(6)), review dates, and one deferral."""
    said, chosen, release = {**dict(others), outcome: values}, values.get("next_date", ""), case.get("release_date", "")
    found = []
    consent = said.get("consent_given") or (case if case.get("consent_status") == "given" else {})
    given = "" if said.keys() & {"consent_refused", "consent_withdrawn"} else consent.get("consent_date", "")
    starts = values.get("support_starts", "")
    if starts or outcome in {"continue_support", "consent_given"}:
        if not given or (starts and starts < given):
            found.append("Support cannot start or go on before consent is given.")
        if consent.get("consent_by") in PARENT and case.get("under_18") == "no":
            found.append("The person is 18 or older, so a parent's consent does not count. Ask for their own.")
    votes = [int(each) for each in re.findall(r"\d+", values.get("vote", ""))]
    carried = len(votes) > 1 and votes[0] - votes[1] >= (0 if values.get("chair_decision") else 1)
    if "vote" in values and not carried and "unanim" not in values["vote"].casefold():
        found.append("Write the vote as unanimous, or as a count with a majority, or what the chair decided on a tie.")
    deferred = sum(key == outcome for each in history for key, _ in each.outcomes) >= settings["max_deferrals"]
    if outcome == "request_more_information" and deferred and not values.get("override"):
        found.append("The case was put off for information before. It needs the chair's reason.")
    latest = str(meeting_date + relativedelta(months=settings["review_months"]))
    if chosen > latest:
        found.append(f"Support is reviewed within {settings['review_months']} months. Write an earlier next review.")
    if outcome in {"adopt", "continue_support"} and str(meeting_date) <= release <= (chosen or latest):
        found.append("The next review must come before the release from prison. Write an earlier one.")
    if values.get("concerns") == "yes" and "reopen" not in said:
        found.append("There are concerns, so the case is opened again. Record that, too.")
    closed = date.fromisoformat(case.get("closed_on") or "9000-01-01")
    if values.get("until", "") > str(closed + relativedelta(months=24)):
        found.append("Reviews go on for 24 months after closure at most. Write an earlier day.")
    return tuple(found)
