"""Multi-agency public protection arrangements (MAPPA): levels, plans and disclosure for one offender an item.

From the founding terms, the Criminal Justice Act 2003 ss.325 to 327B, the Victims and Prisoners Act 2024 and the MAPPA
Guidance; unconfirmed figures are settings. It decides within its limits, so nothing waits for a confirmer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from core import panels as p
from core.hookspecs import hookimpl

Texts = Mapping[str, str]
Settings = Mapping[str, Any]
History = tuple[p.Earlier, ...]
CATEGORIES = (
    "category 1|1|cat 1|registered sexual offender|RSO", "category 2|2|cat 2|violent or other sexual offender|violent",
    "category 3|3|cat 3|other dangerous offender", "category 4|4|cat 4|terrorist offender|terrorist risk offender",
)  # fmt: skip
SENTENCES = (
    "custody|prison sentence|imprisonment|detention", "life or indeterminate|life|IPP|indeterminate", "other|caution",
    "suspended sentence|suspended", "hospital order|section 37", "community order|community sentence",
)  # fmt: skip
# Which letter a paper's form has in an edition of the guidance; one without a letter that we know has its own name.
PAPERS = {"referral": "the referral", "minutes": "the minutes", "audit": "the audit", "report": "the review report"}
EDITIONS = {
    "2012": {"referral": "A", "minutes": "B", "audit": "L", "report": "O"}, "2022": {"referral": "A", "minutes": "C"},
}  # fmt: skip


def on_forms(text: str) -> str:
    """Return a text of the declaration in which a paper is called by its form, as the configured edition has it."""
    forms = {edition: {paper: f"MAPPA {letter}" for paper, letter in it.items()} for edition, it in EDITIONS.items()}
    texts = {edition: text.format(**{**PAPERS, **called}) for edition, called in forms.items()}
    return p.by_setting("edition", "2022", "The edition of the guidance whose forms are used: 2012 or 2022", texts)


LEVELS = ("level 2|2|L2|level two", "level 3|3|L3|level three", "level 1|1|L1|level one")
LEVEL_1, LEVEL_3 = (p.When("level", (level,)) for level in ("level 1", "level 3"))
CATEGORY_3, CATEGORY_4 = (p.When("category", (category,)) for category in ("category 3", "category 4"))
STAYS = p.When("category", ("category 1", "category 2", "category 4"))  # a MAPPA case at Level 1 too
CUSTODY, HOSPITAL, YOUNG = (p.When(key, p.YES) for key in ("in_custody", "in_hospital", "under_18"))
(ADDRESS,) = p.restricted(p.long("release_address", "Approved release address", "release address"))

FIELDS = (
    p.name("name", "Offender", "name", "offender name", "offender's name", "MAPPA nominal", "nominal", "full name"),
    *p.required(
        p.day("date_of_birth", "Date of birth", "DOB", "d.o.b.", "born"),
        p.choices("category", "MAPPA category", CATEGORIES, "category", "categories", "cat"),
        p.choice("level", "Level requested", LEVELS, "level", "MAPPA level", "management level"),
        p.text("index_offence", "Index offence", "offence"), p.text("lead_agency", "Lead agency", "managing agency"),
        p.choice("rosh", "Risk of serious harm", ("low", "medium|med", "high", "very high|v high"), "RoSH"),
        p.long("why_refer", "Reason for referral", "reason", why="Harm beyond recovery, and imminent."),
        p.long("why_level", "Why the level below is not enough", "why not level 1", "why not level 2"),
    ),
    *p.asked(
        p.text("aliases", "Other names", "aliases", "alias", "AKA"), p.text("gender", "Gender", "sex"),
        p.text("ethnicity", "Ethnicity"), p.text("area", "MAPPA area"), p.long("relevant_dates", "Relevant dates"),
        p.reference("agency_ref", "Probation or agency reference", "nDelius", "CRN", "probation ref", "agency ref"),
        p.yes_no("in_custody", "In custody", "custody"), p.yes_no("in_hospital", "Detained in hospital", "in hospital"),
        p.choice("sentence", "Sentence type", SENTENCES, "sentence"), p.number("sentence_months", "Sentence in months"),
        p.long("offence_summary", "Offence summary"), p.long("previous_offences", "Previous related offences"),
        p.text("risk_scores", "Risk tool scores", "risk tools", "OASys", "RM2000", "ERG", "Asset Plus"),
        p.yes_no("safeguarding_referral", "Safeguarding referral made", "safeguarding referral", "MASH referral"),
        p.long("current_plan", "Current plan", "current RMP", "RMP"), p.text("orders", "Licence and orders", "licence"),
        p.people("invited", "Agencies to invite", "invite", "invitees"), p.yes_no("approved", "Line manager approved"),
        p.person("case_manager", "Case manager", "offender manager", "probation officer"),
        *p.restricted(
            p.long("address", "Current address", "address", "no fixed abode"), p.text("harm_to", "Risk is to whom"),
            p.long("victims", "Victims", "potential victims", "exclusion zones"), p.long("children", "Children linked"),
            p.long("disclosure_so_far", "Disclosure so far", "disclosures made"),
        ),
    ),
    *p.needed(p.reference("visor_ref", "ViSOR reference", "ViSOR", "MAPPS"), when=p.When("category", ("category 1",))),
    *p.asked(p.text("prison", "Prison"), p.text("release_type", "Release type"), ADDRESS, when=CUSTODY),
    *p.needed(p.day("release_date", "Next release date", "release date"), when=CUSTODY),
    *p.asked(p.text("section", "Hospital section"), p.person("clinician", "Responsible clinician"), when=HOSPITAL),
    *p.needed(p.day("sentence_date", "Sentence date", "sentenced on"), when=p.When("coercive_control", p.YES)),
    p.yes_no("coercive_control", "Controlling or coercive behaviour", "coercive control", "coercive behaviour"),
    p.day("screened", "Screened on", "screened", "screening"),  # the coordinator writes it
    p.reference("pnc_id", "PNC ID", "PNC", "PNC number"), p.text("diversity", "Diversity", "interpreter"),
    p.person("victim_liaison", "Victim liaison officer", "VLO"), *p.restricted(p.text("staff_risk", "Risk to staff")),
    *p.restricted(p.people("linked_people", "Partner, family, associates and solicitor", "solicitor", "associates")),
)  # fmt: skip

# Category 4 is not in the ordinary system unless the national leads agreed to it (unconfirmed).
TERRORISM = p.setting("category_4", p.Check.HOLD, "What becomes of a category 4 case: hold, chair or alert")
RULES = tuple(p.BookingRule(check=check, when=when, sentence=sentence, door=door) for check, when, sentence, door in (
    (p.Check.REFUSE, (CATEGORY_3, LEVEL_1), "Category 3 is managed at Level 2 or Level 3 only.", "Ask for Level 2."),
    (p.Check.REFUSE, (STAYS, LEVEL_1), "Level 1 has no MAPPA meeting.", "The lead agency manages the case alone."),
    (p.Check.WARN, (p.given("children"), p.When("safeguarding_referral", p.NO)), "Refer the children now.", ""),
    (TERRORISM, (CATEGORY_4,), "Category 4 needs a session of its own.", ""),
))  # fmt: skip

# The bodies of s.325. A rank is a seat of its own; others come as guests of one case.
SEATS = (p.CHAIR, *p.seats(
    "?senior_chair|Chair of superintendent's or equal rank", "police|Police|MOSOVO", "probation|Probation",
    "prison|Prison service|prison|HMP", "victim_liaison|Victim liaison|VLO", "defence|Ministry of Defence|MoD",
    "youth_offending|Youth offending team|YOT|YOS", "childrens_social_care|Children's social care|CSC",
    "adult_social_care|Adult social care|ASC", "health|Health|NHS|mental health", "job_centre|Job centre|DWP",
    "housing|Housing|landlord", "education|Education",
    "tagging|Electronic monitoring|tagging", "immigration|Immigration|Home Office",
))  # fmt: skip
FORCED = (("prison", CUSTODY), ("youth_offending", YOUNG), ("childrens_social_care", YOUNG))
NEEDS = tuple(p.CaseNeed(seats=(seat,), when=(when,)) for seat, when in (*FORCED, ("senior_chair", LEVEL_3)))

REASON = p.required(p.long("reason", "reason", "because", "why"))
REVIEW = (*REASON, p.day("next_date", "next review", "review date", "next date"), p.text("override", "override"))
OWNER, DUE = p.person("owner", "owner", "by whom", "who"), p.day("due", "due", "when", "by when", "date")
BODIES = ("probation", "Parole Board|parole", "governor|prison governor", "other")
BODY = (*p.required(p.choice("body", "body", BODIES, "to", "decided by")), DUE, p.long("details", "details", "what"))
ORDERS = ("sexual harm prevention order|SHPO", "sexual risk order|SRO", "other|another order")
PLAN = p.required(p.long("contents", "contents", "plan"), OWNER)
SOON = p.local("action_days", 5, p.Unit.WORKING_DAYS, "Working days for an action without a date")
NOTICE = p.local("notice_days", 5, p.Unit.CALENDAR_DAYS, "Days for the notice of a serious case review")
STOPS = {key: p.local(f"{key}_weeks", count, p.Unit.WEEKS, "Hard stop: weeks from one meeting to the next")
         for key, count in (("level_2", 16), ("level_3", 6))}  # fmt: skip
BOARD = p.task("coordinator", "Put the override on the management board's list", SOON, when=(p.given("override"),))
SEND = p.task("presenter", "Send the recommendation to the body that decides", SOON, "due")
ENTER = p.task("field:owner", on_forms("Load the plan and {minutes} into ViSOR"), SOON)
TELL = p.task("field:by_whom", "Get the undertaking signed, make the disclosure and record it", SOON, "due")
APPLY = p.task("field:owner", "Prepare the application to the court", SOON, "due")
HAND_OVER = p.task("coordinator", "Get the other area to accept the transfer", SOON, "due")
REGISTER = p.task("seat:police", "Ask the national team to register the case", SOON)

OUTCOMES = (
    *(p.decision(key, label, f"stays at {label}", f"raised to {label}", f"stepped down to {label}", fields=REVIEW,
                 sets=(("level", label),), action=BOARD, next_step=p.NextStep.REBOOK,
                 rebook=p.Rebook(on="next_date", before=STOPS[key]))
      for key, label in (("level_2", "level 2"), ("level_3", "level 3"))),
    p.decision("exit_to_level_1", "exit to level 1", "level 1", "stepped down to level 1", only_when=(STAYS,),
               fields=(*REASON, p.text("lead_agency", "lead agency")), next_step=p.NextStep.CLOSE),
    p.decision("left_mappa", "leaves MAPPA", "left MAPPA", "exit from MAPPA", "category 3 ends", fields=REASON,
               only_when=(CATEGORY_3,), next_step=p.NextStep.CLOSE),
    p.decision("rmp_agreed", "plan agreed", "RMP agreed", "risk management plan agreed", fields=PLAN, action=ENTER),
    p.decision("rmp_changed", "plan changed", "RMP changed", "risk management plan changed", fields=PLAN, action=ENTER),
    p.decision("disclosure_yes", "disclosure agreed", "disclosure yes", "disclose", action=TELL, fields=p.required(
        p.text("to_whom", "to whom", "to"), p.long("what", "what"), p.person("by_whom", "by whom", "by", "who"), DUE,
        p.yes_no("undertaking", "undertaking signed", "undertaking", "confidentiality signed"), *REASON)),
    p.decision("disclosure_no", "no disclosure", "disclosure no", "not disclosed", "do not disclose", fields=REASON),
    *(p.recommendation(key, label, key.replace("_", " "), fields=BODY, action=SEND) for key, label in (
        ("recommend_licence_condition", "licence condition"), ("recommend_recall", "recall"), ("parole_view", "parole"),
    )),
    p.recommendation("apply_for_order", "apply for an order", "order recommended", "apply for order", action=APPLY,
                     fields=(*p.required(p.choice("order", "order", ORDERS, "which order"), OWNER), DUE)),
    p.recommendation("cppc_registration", "critical public protection case", "CPPC", fields=REASON, action=REGISTER),
    p.allocation("transfer_area", "transfer to another area", "transfer", "transfer area", action=HAND_OVER,
                 fields=p.required(p.text("receiving_area", "receiving area", "area", "to"), DUE)),
    p.tracking("transfer_accepted", "transfer accepted", "accepted by the other area", next_step=p.NextStep.CLOSE),
    p.advice("not_accepted", "not accepted", "referral not accepted", fields=REASON, next_step=p.NextStep.CLOSE),
    p.learning("serious_case_review_notice", "serious case review notice", "SCR notice", "serious case review",
               fields=p.required(p.text("offence", "offence"), p.day("charged", "date charged", "charged")),
               action=p.task("coordinator", "Send the notice to the chair of the management board", NOTICE)),
    p.tracking("deferred", "deferred", "not heard", "adjourned", fields=REVIEW, action=BOARD,
               next_step=p.NextStep.REBOOK, when_absent=True),
)  # fmt: skip
UNHEARD, EXITS = ("not_accepted", "transfer_accepted", "deferred"), ("exit_to_level_1", "left_mappa")
LEVELS_GIVEN = ("level_2", "level_3", *EXITS, *UNHEARD)
MINUTES = p.MinutesForm(
    case=(
        *p.prompts("new_information|New information|information"), *p.prompts("risk|Risk", required=True),
        *p.prompts("victims|Victims", "victim_safety|Victim safety", part="victim_section"),
        *p.prompts("supervision|Supervision", "monitoring|Monitoring and control", "interventions|Interventions"),
        *p.prompts("checks|ViSOR and critical public protection case check|ViSOR", "diversity|Diversity"),
        *p.prompts("views|Differing views|dissent", "necessary|Necessary to name|necessary to name them"),
    ),
    meeting=p.prompts("statement|Confidentiality and diversity statement", "apologies|Apologies"),
    only_one=(LEVELS_GIVEN,), must_record=(
        LEVELS_GIVEN, ("rmp_agreed", "rmp_changed", *EXITS, *UNHEARD), ("disclosure_yes", "disclosure_no", *UNHEARD)),
)  # fmt: skip
CLOCKS = tuple(clock for key, label, count in (("level_2", "level 2", 10), ("level_3", "level 3", 5)) for clock in (
    p.Clock(key=f"{key}_review", label=f"{label} review", since="outcome", outcomes=(key,), period=STOPS[key],
            day_off=p.DayOff.BEFORE, bounds=True, warn_days=28),
    p.Clock(key=f"{key}_minutes", label=f"{label} minutes", since="met", until=("approved",), tell=("chair",),
            when=(p.When("level", (label,)),), warn_days=2,
            period=p.local(f"{key}_minutes_days", count, p.Unit.WORKING_DAYS, "Working days to approve the minutes")),
))  # fmt: skip
SCREENING = p.Clock(
    key="screening", label=on_forms("screening of the referral ({referral})"), since="referred", warn_days=7,
    until=("field:screened", "heard"),
    period=p.local("screening_days", 5, p.Unit.WORKING_DAYS, "Working days to screen a referral"),
)  # fmt: skip
KEEP = p.local("record_review_months", 120, p.Unit.MONTHS, "Months after exit until the record is looked at again")
LISTED = ("name", "aliases", "date_of_birth", "category", "level", "lead_agency", "why_refer", "presenter", "slot")
PANEL = p.PanelType(
    key="mappa", name="Multi-Agency Public Protection Arrangements meeting", short_name="MAPPA", prefix="MAP",
    nature=p.Nature.DECISION, terms=p.Terms("terms.md", date(2026, 11, 28)), fields=FIELDS, rules=RULES, seats=SEATS,
    subject=p.Subject(noun="offender", plural="offenders", number="pnc_id", number_alone=True),
    schedule=p.NthWeekday(week=p.setting("meeting_week", 3, "Which week of the month"), weekday=2,
                          at=p.setting("meeting_time", "09:30", "When the panel starts")),
    outcomes=OUTCOMES, minutes=MINUTES, sitting=p.sitting(45, 6), before=p.before(5, answers_days=2),
    guests=p.Guests(fields=("case_manager", "invited")), confirmation=p.Confirmation(natures=()),
    quorum=p.Quorum(minimum=3, must=("chair", "police", "probation"), cases=NEEDS),
    clocks=(*CLOCKS, SCREENING,
            p.Clock(key="record_review", label="record review", since="outcome", period=KEEP, outcomes=EXITS)),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(members_own=True, listed=LISTED, guests=p.MINUTED, closed=("victim_section",),
                             closed_to=("police", "probation", "victim_liaison", "childrens_social_care")),
        extracts=p.Extracts(field="invited", always=("chair", "police", "probation"),
                            seats=(*FORCED, ("victim_liaison", p.given("victims")))),
        only_domains=p.setting("only_domains", (), "The only domains that get anything; empty: all secure ones"),
        outward_name="MAPPA meeting", discreet=True, apart=True, apart_unless="necessary", permission=True,
        never=("linked_people",),
    ),
    settings=(p.Setting("release_weeks", 4, "Weeks before a release in which a case is urgent"),
              p.Setting("release_months", 6, "Months before a release by which a level should be set")),
)  # fmt: skip


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(
    values: Texts, meeting_date: date, settings: Settings, history: History
) -> tuple[p.Finding, ...]:
    """Refuse two categories (CJA 2003 s.327); look at coercive control and at a release that is close."""
    if ";" in values.get("category", ""):
        return (p.Finding(p.Check.REFUSE, "A referral has exactly one category.", "category", "Name the right one."),)
    return (*coercive_control(values), *release(values, meeting_date, settings, history))


def release(values: Texts, meeting_date: date, settings: Settings, history: History) -> tuple[p.Finding, ...]:
    """Find whether a release is close, or comes before the level can be set in good time."""
    released, months = values.get("release_date", "9999-12-31"), settings["release_months"]
    soon, early = meeting_date + timedelta(weeks=settings["release_weeks"]), meeting_date + relativedelta(months=months)
    if not CUSTODY.holds(values) or released > max(soon, early).isoformat():
        return ()
    if released <= soon.isoformat() and last_level(history):
        return (p.Finding(p.Check.FLAG, "Urgent: the release date is close to this meeting."),)
    if released <= soon.isoformat():
        return (p.Finding(p.Check.ALERT, "Urgent: release is close and no level is set. Look for an earlier date."),)
    if last_level(history) or released == early.isoformat():
        return ()
    late = f"A level should be set at least {months} months before a release, and this meeting is later than that."
    advice = f"{late} Refer earlier another time, and tell the coordinator if this case cannot wait."
    return (p.Finding(p.Check.WARN, advice), p.Finding(p.Check.FLAG, late))


def coercive_control(values: Texts) -> tuple[p.Finding, ...]:
    """Find whether it is category 2: 12 months or more, or a hospital order; unconfirmed before 3 February 2025."""
    if values.get("coercive_control") != "yes" or values.get("category") != "category 2":
        return ()
    long = values.get("sentence") in {"hospital order", "life or indeterminate"}
    months = values.get("sentence_months", "")
    if not months and not long:
        return (p.Finding(p.Check.ASK, "The category depends on the length of the sentence.", "sentence_months"),)
    if not long and int(months) < 12:  # noqa: PLR2004 - Victims and Prisoners Act 2024
        short = "Controlling or coercive behaviour is category 2 only with a sentence of 12 months or more."
        return (p.Finding(p.Check.REFUSE, short, "category", "Refer it as category 3 if it needs several agencies."),)
    if values.get("sentence_date", "9999-12-31") < "2025-02-03":
        return (p.Finding(p.Check.ALERT, "The sentence was before 3 February 2025: check the category by hand."),)
    return ()


def last_level(history: History) -> tuple[date, str] | None:
    """Return the day and the key of the last level that was set, or None."""
    found = [(each.meeting, key) for each in history if each.meeting for key, _ in each.outcomes if key in STOPS]
    return found[-1] if found else None


@hookimpl
def panel_check_outcome(
    outcome: str, values: Texts, meeting_date: date, settings: Settings, history: History
) -> tuple[str, ...]:
    """Hold a review to the hard stop of its level, in calendar weeks, unless the chair overrides it with a reason."""
    last = (meeting_date, outcome) if outcome in STOPS else last_level(history) if outcome == "deferred" else None
    if last is None or not values.get("next_date") or values.get("override"):
        return ()
    review, weeks = date.fromisoformat(values["next_date"]), settings[f"{last[1]}_weeks"]
    if review.isoweekday() > 5:  # noqa: PLR2004 - Saturday and Sunday
        return ("The review is at a weekend. Choose a working day before it.",)
    late = review > last[0] + timedelta(weeks=weeks)
    return (f"The review is later than the hard stop of {weeks} weeks after the last meeting.",) if late else ()
