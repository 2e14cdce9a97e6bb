"""Multi-agency gang panel (MAGPan): support for identified young people and families, and safety for everybody.

From the founding terms. No statute makes it, so nearly all of it is local and a setting. Law it works under: Police,
Crime, Sentencing and Courts Act 2022 ss.8 to 17, Modern Slavery Act 2015 ss.45 and 52, Equality Act 2010 s.149. It
allocates; enforcement stays with police and courts. Victims are never merged with suspects, no list is sent whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

Texts = Mapping[str, str]
Settings = Mapping[str, Any]
History = tuple[p.Earlier, ...]
VICTIM, S16, SCALE = "harmed victim", "serious violence duty s.16", ("low", "medium|med", "high")
ROLES = ("at risk|vulnerable", "involved", "exploited|criminally exploited", f"{VICTIM}|victim", "suspected exploiter")
GRADES = ("reported fact|fact", "professional opinion|opinion", "intelligence|intel")
AGENCIES = ("health|NHS|CAMHS", "social care|children's social care", "police", "education|school", "other")
BASES = (f"{S16}|s16|section 16", "Children Act s.47|s47|section 47", "Crime and Disorder Act s.115|s115", "other")
JUSTICE = ("none", "youth offending order|YRO|referral order", "probation|licence", "custody|prison|YOI|remand")
SOCIAL_CARE = ("none", "child in need|CIN", "child protection|CP", "looked after|LAC", "care leaver")
SCHOOLING = ("in school|school", "college|training", "excluded", "missing education|CME", "not in education|NEET")
CONCERNS = ("sexual exploitation|CSE", "ideology|extremism|radicalisation", "managed offender|MAPPA")
MEASURES = ("gang injunction|injunction", "criminal behaviour order|CBO", "knife crime prevention order", "disruption")
GENDERS = ("female|girl|woman|F", "male|boy|man|M", "other|non-binary", "prefer not to say")
ETHNICITIES = (  # the groups of the census of 2021
    "Asian or Asian British|Asian|Bangladeshi|Chinese|Indian|Pakistani|Asian British|British Asian",
    "Black or Black British|Black|African|Caribbean|Black African|Black Caribbean|Black British",
    "mixed or multiple|mixed|mixed heritage|White and Asian|White and Black Caribbean|White and Black African",
    "other ethnic group|other|Arab", "prefer not to say",
    "White|White British|White English|White Irish|White other|Eastern European|Gypsy|Roma|Irish Traveller",
)  # fmt: skip
SERVICES = ("mentor|mentoring", "family support|family", "education", "health", "work|employment", "gang exit")
CUSTODY, EXPLOITED = p.When("justice_status", ("custody",)), p.When("roles", ("exploited",))
YOUNG, ADULT = p.When("under_18", p.YES), p.When("under_18", p.NO)
THREAT, NO_THREAT = p.When("threat_to_life", p.YES), p.When("threat_to_life", p.NO)
NO_NRM = (YOUNG, EXPLOITED, p.missing("nrm_submitted"))
NO_REFERRAL, ON_S16 = p.When("safeguarding_referral", p.NO), p.When("sharing_basis", (S16,))

FIELDS = (
    p.name("name", "Name", "young person", "individual", "full name", "client"),
    *p.required(
        p.day("date_of_birth", "Date of birth", "DOB", "d.o.b.", "born"), p.choices("roles", "Role", ROLES, "roles"),
        p.choice("harm_to", "Harm to the person", SCALE, "harm to person", "risk to the person"),
        p.choice("harm_by", "Harm by the person", SCALE, "harm by person", "risk by the person"),
        p.yes_no("threat_to_life", "Threat to life", "threat to life notice", "Osman warning"),
        p.long("concern", "Concern", "concern summary", "reason for referral"),
        p.yes_no("safeguarding_referral", "Safeguarding referral made", "safeguarding referral", "MASH referral"),
    ),
    *p.needed(p.text("safeguarding_ref", "Safeguarding reference"), when=p.When("safeguarding_referral", p.YES)),
    *p.needed(p.day("release_date", "Next release date", "release date"), when=CUSTODY),
    *p.asked(p.yes_no("nrm_submitted", "NRM submitted", "NRM"), p.text("nrm_ref", "NRM ref"), when=(YOUNG, EXPLOITED)),
    *p.asked(
        p.choice("gender", "Gender", GENDERS, "sex"), p.choice("ethnicity", "Ethnicity", ETHNICITIES, "ethnic group"),
        p.choice("agency", "Agency", AGENCIES),
        p.choice("consent", "Consent to support", ("yes", "no", "not asked yet"), "consent"),
        p.day("consent_date", "Consent date"), p.choice("sharing_basis", "Sharing basis", BASES, "legal basis"),
        p.text("risk_tool", "Risk tool"), p.day("tool_date", "Tool completed on"), p.long("indicators", "Indicators"),
        p.choices("grading", "Evidence grading", GRADES, "grading"), p.text("work", "Work status", "work"),
        p.choice("schooling", "Education status", SCHOOLING, "education"), p.text("early_help", "Early help"),
        p.choice("justice_status", "Justice status", JUSTICE, "youth justice", "custody status"),
        p.choice("social_care", "Social care status", SOCIAL_CARE, "social care"),
        p.yes_no("household_children", "Children at risk in the household", "household children at risk"),
        p.text("agencies_involved", "Agencies with a role", "agencies involved", "involved agencies"),
        *p.restricted(
            p.long("address", "Address", "home address"), p.text("safe_contact", "Safe contact", "how to contact"),
            p.long("incidents", "Recent incidents", "incidents"), p.long("family", "Family members", "family"),
            p.people("rivals", "Rivals", "rival"), p.long("threats", "Threats", "rivals or threats"),
        ),
    ),
    p.choices("other_concerns", "Other concerns", CONCERNS), p.text("street_name", "Street name", "alias", "AKA"),
    p.choice("weapons", "Weapons or drugs", ("yes", "no", "unknown|not known")), p.day("retain_until", "Retain until"),
    p.yes_no("legal_hold", "Legal hold", "hold for a court", "hold for an inquiry"),
    *p.restricted(
        p.text("group", "Group or gang", "gang"), p.text("group_role", "Role in it"), p.long("health", "Health needs"),
        p.people("relatives_at_work", "Relatives at partner agencies and their teams", "relatives at work"),
    ),
)  # fmt: skip

# s.16 of the 2022 Act covers no patient information, and nothing personal from a health or social care authority.
RULES = tuple(p.BookingRule(check=check, when=when, sentence=said, field=field) for check, when, said, field in (
    (p.Check.ALERT, (THREAT,), "A threat to life is reported. Call the police and the duty service today.", ""),
    (p.Check.ALERT, (NO_REFERRAL, p.When("harm_to", ("high",))), "Make the safeguarding referral now.", ""),
    (p.Check.WARN, (NO_REFERRAL,), "Make the safeguarding referral before the panel meets.", ""),
    (p.Check.WARN, (p.When("household_children", p.YES),), "Refer the children at risk in the household.", ""),
    (p.Check.ASK, (ON_S16, p.given("health")), "Section 16 covers no health information", "sharing_basis"),
    (p.Check.ASK, (ON_S16, p.When("agency", ("health", "social care"))), "Name a basis besides s.16", "sharing_basis"),
    (p.Check.WARN, (p.given("other_concerns"),), "Refer to the panel for the other concern first.", ""),
))  # fmt: skip
SEATS = (p.CHAIR, *p.seats(
    "police|Police|gang unit", "youth_offending|Youth offending service|YOS|YOT", "probation|Probation",
    "childrens_social_care|Children's social care|CSC", "adult_social_care|Adult social care|ASC", "housing|Housing",
    "early_help|Early help", "education|Education|exclusions", "health|Health|CAMHS", "custody|Custody|prison|YOI",
    "community_safety|Community safety", "job_centre|Job centre", "voluntary|Voluntary sector|mentoring",
))  # fmt: skip

REASON = p.required(p.long("reason", "reason", "because", "why"))
REVIEW, OVERRIDE = p.day("next_date", "next review", "review date", "review"), p.text("override", "override")
OWNER, DUE = p.person("owner", "owner", "by whom", "who"), p.day("due", "due", "by when", "target date", "date")
LEAD = p.person("lead_worker", "lead worker")
DOORS = {"CSE": "cseg", "Channel": "channel", "MAPPA": "mappa", "MARAC": "marac", "missing": "missing_from_care"}
TARGET = p.choice("target", "panel", tuple(DOORS), "to")
SOON = p.local("action_days", 5, p.Unit.WORKING_DAYS, "Working days for an action without a date")
HIGH = p.local("review_high_months", 3, p.Unit.MONTHS, "Months to the review where one of the harms is high")
LATEST = p.local("review_months", 6, p.Unit.MONTHS, "Months to the review otherwise")
AGAIN, GO_ON, GONE = p.Rebook(on="next_date", before=HIGH), p.NextStep.REBOOK, p.NextStep.CLOSE
OFFER = p.Letter(to="presenter", addressee="the young person and their family", fields=("service",), paragraphs=(
    "We would like to offer you support: {service}.", "It is your choice. Tell your worker yes or no."))  # fmt: skip
HARMS = p.required(p.choice("harm_to", "harm to the person", SCALE), p.choice("harm_by", "harm by the person", SCALE))
TRY = p.task("field:owner", "Make the offer and say how it was taken up", SOON, "due")
ANSWER = p.choice("take_up", "take-up", ("accepted|yes", "refused|no", "no contact"), "answer")
NRM = p.task("field:owner", "Refer to the national referral mechanism: a child need not consent", SOON)
PROTECT = (p.task("field:owner", "Put the safety plan in place today", p.days(0), when=(THREAT,)),
           p.task("field:owner", "Put the safety plan in place", SOON, "due", when=(NO_THREAT,)))  # fmt: skip

OUTCOMES = (
    p.allocation("adopt", "adopted", "adopt", "stays on the list", next_step=GO_ON, rebook=AGAIN,
                 fields=(*p.required(p.text("lead_agency", "lead agency"), LEAD, p.long("plan", "plan")), REVIEW),
                 action=p.task("field:lead_worker", "Contact the person and start the plan", SOON)),
    p.allocation("offer_support", "support offered", "offer support", letters=(OFFER,), action=TRY, fields=(
        *p.required(p.choice("service", "service", SERVICES, "what"), OWNER), DUE, ANSWER)),
    p.allocation("safety_plan", "safety plan", "safety plan agreed", urgent=True, action=PROTECT, fields=(
        *p.required(p.text("at_risk", "person at risk", "for"), p.long("what", "actions", "what"), OWNER), DUE)),
    p.recommendation("safeguarding_referral", "safeguarding referral", "s47", urgent=True,
                     fields=(*p.required(OWNER), p.moment("at", "time", "when")),
                     action=p.task("field:owner", "Make the safeguarding referral", p.days(0))),
    p.allocation("nrm_referral", "NRM referral", "refer to the NRM", action=NRM,
                 fields=p.required(p.person("owner", "first responder", "owner"))),
    p.recommendation("housing_move", "housing move", "move", "rehousing", part="move",
                     fields=(*p.required(OWNER, p.text("area_check", "area check")), DUE),
                     action=p.task("field:owner", "Look for the move and check the area", SOON, "due")),
    p.recommendation("enforcement_referral", "enforcement referral", "enforcement", part="closed",
                     only_when=(p.When("roles", ("involved", "suspected exploiter")),),
                     fields=p.required(p.choice("measure", "measure", MEASURES, "which"), OWNER),
                     action=p.task("field:owner", "Look at the measure: a court decides", SOON)),
    p.tracking("risk_change", "risk changed", "risk change", next_step=GO_ON, rebook=AGAIN,
               fields=(*HARMS, *REASON, REVIEW)),
    p.tracking("no_engagement", "no engagement", "not engaging", next_step=GO_ON, rebook=AGAIN,
               fields=(*p.required(p.number("attempts", "attempts"), p.text("next", "next step", "next")), REVIEW)),
    p.allocation("transfer", "transfer", "transferred", next_step=GONE,
                 fields=p.required(p.text("area", "receiving area", "to"), p.day("due", "handover date", "date")),
                 action=p.task("presenter", "Hand the case over in writing", SOON, "due")),
    p.recommendation("refer_other_panel", "refer to another panel", "refer on",
                     refer=p.Refer(by="target", targets=tuple(DOORS.items())), fields=p.required(TARGET)),
    p.decision("remove", "removed", "remove", "closed", next_step=GONE,
               fields=(*REASON, *p.required(p.day("retain_until", "retain until", "keep until")), OVERRIDE)),
    p.advice("not_accepted", "not accepted", "referral not accepted", fields=REASON, next_step=GONE),
    p.tracking("not_heard", "not heard", "not presented", "deferred", next_step=GO_ON, when_absent=True),
)  # fmt: skip
RAISED = {"remove", "safeguarding_referral", "enforcement_referral", "safety_plan", "refer_other_panel", "transfer"}
INTELLIGENCE = ("intelligence", "intel", "informant", "covert", "source report")
MINUTES = p.MinutesForm(
    case=(
        *p.prompts("changed|What changed", "household|Family", "strengths|Strengths", "offers|Offer and take-up"),
        *p.prompts("safety|Safety", "told|Who tells the person and family what|who tells"),
        *p.prompts("police_only|Police only|closed part", part="closed"),
    ),
    meeting=p.prompts("reminder|Confidentiality reminder", "interests|Interests", "tension|Tension, without names",
                      "apologies|Apologies"),
    only_one=(("adopt", "transfer", "remove", "not_accepted", "not_heard"),),
    wording=(p.Wording(words=INTELLIGENCE, sentence="Move this to the closed part, under Police only."),
             p.Wording(words=("gang member",), sentence="Say what happened instead of a label.", stops=False)),
)  # fmt: skip
CLOCKS = (
    p.Clock(key="review", label="review", since="outcome", outcomes=("adopt",), period=LATEST, bounds=True),
    p.Clock(key="turns_18", label="18: adult lead, new consent", since="field:date_of_birth", period=p.months(216),
            when=(YOUNG,), target=True, warn_days=60),
    # The Information Commissioner's finding on a gangs database (2018): people stayed on lists long after they left.
    p.Clock(key="delete", label="delete all", since="outcome:retain_until", outcomes=("remove",), period=p.days(0),
            erases=True, paused=(p.When("legal_hold", p.YES),)),
)  # fmt: skip
# A victim is counted with no suspect. Whoever is involved besides is both, and is among the suspects too.
SUSPECTS = p.When("roles", ("involved", "suspected exploiter"))
COHORT = p.When("roles", ("at risk", "involved", "exploited", "suspected exploiter"))
BLANK = p.setting("ethnicity_blank", 10, "Percent of cases without an ethnicity above which a report is incomplete")
RETURNS = p.Returns(complete=(p.Complete("ethnicity", at_most_blank=BLANK),), counts=(
    p.Count("cohort", "In the cohort, by role", when=(COHORT,), by="roles"),
    p.Count("suspects", "Involved or suspected of exploiting", when=(SUSPECTS,)),
    p.Count("victims", "Harmed victims who are nothing else", when=(p.When("roles", (VICTIM,)),), unless=(COHORT,)),
    p.Count("age", "In the cohort, by age", when=(COHORT,), by="age", bands=(10, 14, 16, 18, 22)),
    p.Count("gender", "In the cohort, by gender", when=(COHORT,), by="gender"),
    p.Count("ethnicity", "In the cohort, by ethnicity", when=(COHORT,), by="ethnicity"),
    p.Count("harm_to", "Harm to the person", by="harm_to"),
    p.Count("harm_by", "Harm by the person, in the cohort", when=(COHORT,), by="harm_by"),
    p.Count("services", "Offers of support, by service", of=p.Counted.OUTCOMES, outcomes=("offer_support",),
            by="service"),
    p.Count("take_up", "Offers of support, by take-up", of=p.Counted.OUTCOMES, outcomes=("offer_support",),
            by="take_up"),
    p.Count("justice", "Youth justice and custody, in the cohort", when=(COHORT,), by="justice_status"),
    p.Count("schooling", "Education, in the cohort", when=(COHORT,), by="schooling"),
    p.Count("nrm", "Exploited children, by whether the NRM has them", when=(YOUNG, EXPLOITED), by="nrm_submitted"),
))  # fmt: skip
OPEN, MOVED = ("initials", "slot", "presenter", "present", p.PROMPTS, p.OUTCOMES, "actions"), ("move", "move_actions")
PANEL = p.PanelType(
    key="magpan", name="Multi-Agency Gang Panel", short_name="MAGPan", prefix="MAG", nature=p.Nature.ALLOCATION,
    terms=p.Terms("terms.md", date(2026, 11, 28)), fields=FIELDS, rules=RULES, seats=SEATS, minutes=MINUTES,
    subject=p.Subject(noun="person", plural="people", number=""), outcomes=OUTCOMES, clocks=CLOCKS, returns=RETURNS,
    schedule=p.NthWeekday(week=p.setting("meeting_week", 1, "Which week of the month"), weekday=3,
                          at=p.setting("meeting_time", "14:00", "When the panel starts")), before=p.before(3, 5),
    quorum=p.Quorum(minimum=4, must=("chair", "police", "youth_offending", "childrens_social_care")),
    confirmation=p.Confirmation(natures=()), confidentiality=p.Confidentiality(
        shows=(*p.need_to_know(members_own=True, listed=("initials", "presenter", "slot"), minuted=OPEN,
                               closed=("closed", "closed_actions", *MOVED), closed_to=("police",),
                               results=("name", p.OUTCOMES, "actions", *MOVED)),
               p.Show(documents=(p.Kind.MINUTES,), to=p.SEATED, fields=(*OPEN, *MOVED),
                      seats=("housing", "childrens_social_care", "adult_social_care"))),
        extracts=p.Extracts(field="agencies_involved", always=("chair", "police"), seats=(
            ("youth_offending", YOUNG), ("childrens_social_care", YOUNG), ("adult_social_care", ADULT),
            ("custody", CUSTODY), ("probation", p.When("justice_status", ("probation",))))),
        outward_name="Partnership meeting", discreet=True, apart=True, never=("rivals", "relatives_at_work"),
        rivals="rivals", cross_reference=("cseg", "mappa"),
    ),
    sitting=p.sitting(15, 12), settings=tuple(p.Setting(key, default, said) for key, default, said in (
        ("lower_age", 10, "The youngest the panel is for"), ("upper_age", 25, "The oldest the panel is for"),
        ("release_weeks", 4, "Weeks before a release in which the review comes first"),
        ("refusals", 3, "Refusals after which a case is closed or raised"),
        ("retain_months", 12, "Months that a removed person is kept"),
        ("retain_victim_months", 6, "Months that somebody who was only a victim is kept"))),
)  # fmt: skip


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Texts, settings: Settings) -> tuple[p.Finding, ...]:
    """Flag who is outside the ages, and who has turned 18 since they agreed to support."""
    age, born, agreed = int(values.get("age", 0)), values.get("date_of_birth", ""), values.get("consent_date", "")
    outside = not settings["lower_age"] <= age <= settings["upper_age"]
    grown = ADULT.holds(values) and "" < agreed < f"{int(born[:4]) + 18}{born[4:]}"
    checks = (
        (outside, p.Check.FLAG, "This person is outside the ages of the panel."),
        (grown, p.Check.FLAG, "Turned 18 since consent was given: choose a lead from adult services."),
        (grown, p.Check.WARN, "Ask for consent again: this person is an adult now."),
    )
    return tuple(p.Finding(check, sentence) for wrong, check, sentence in checks if wrong)


def later(day: str | None, start: date, months: int) -> bool:
    """Whether a stored date is more than so many months after a day."""
    given = date.fromisoformat(day or start.isoformat())
    return ((given.year - start.year) * 12 + given.month - start.month, given.day) > (months, start.day)


@hookimpl
def panel_check_outcome(
    outcome: str, values: Texts, case: Texts, meeting_date: date, settings: Settings, history: History, others: Any
) -> tuple[str, ...]:
    """Say what stands against an outcome: no NRM referral, a late review, three refusals, keeping for too long."""
    if values.get("override"):
        return ()
    known, keys, limits = {**case, **values}, {outcome, *(key for key, _ in others)}, dict(settings)
    high = "high" in (known.get("harm_to"), known.get("harm_by"))
    months = limits["review_high_months" if high else "review_months"]
    keep = limits["retain_victim_months" if case.get("roles") == VICTIM else "retain_months"]
    release, soon = case.get("release_date", ""), meeting_date + timedelta(weeks=limits["release_weeks"])
    first = CUSTODY.holds(case) and values.get("next_date", "") >= release and release <= soon.isoformat()
    offers = [*(pair for each in history for pair in each.outcomes), *others]
    refused = sum(key == "offer_support" and given.get("take_up") == "refused" for key, given in offers)
    stuck = outcome in {"adopt", "no_engagement"} and max(refused, int(values.get("attempts", 0))) >= limits["refusals"]
    checks = (
        (
            p.all_hold(NO_NRM, case) and not keys & {"nrm_referral", "not_heard"},
            "Record an NRM referral for this child.",
        ),
        (later(values.get("next_date"), meeting_date, months), f"The review is later than {months} months from now."),
        (first and "next_date" in values, "Choose a review before the release."),
        (stuck and not keys & RAISED, "Support was refused too often to go on as before. Close the case or raise it."),
        (later(values.get("retain_until"), meeting_date, keep), f"Keep this for {keep} months at most."),
    )
    return tuple(sentence for wrong, sentence in checks if wrong)
