"""The Multi Agency Risk Assessment Conference (MARAC): the safety of high-risk victims of domestic abuse.

Source: founding text; SafeLives. It allocates, by no statute. Victims and perpetrators are never written to.
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
RISKY = ("visible high risk|14 ticks", "professional judgement|judgement", "potential escalation|escalation")
CRITERIA = (*RISKY, "repeat|repeat case|repeat referral", "transfer from another area|transfer in")
VISIBLE, JUDGEMENT, ESCALATION, REPEAT, TRANSFER = (each.split("|")[0] for each in CRITERIA)
HIGH, JUDGED, RISING, AGAIN, MOVED = (p.When("criteria", (each.split("|")[0],)) for each in CRITERIA)
DASH, DASH_SCORE = ("DASH", "DASH young person"), 14  # answers that are yes; "don't know" does not count
TOOLS = ("DASH|SafeLives Dash|DASH RIC", "DASH young person|young people's DASH", "DARA", "MeRIT", "other")
GENDERS, UNKNOWN = ("female|woman|F", "male|man|M", "other|non-binary"), ("yes", "no", "unknown|not known|don't know")
HARM = ("violence or threats|violence", "stalking or harassment|stalking", "rape or sexual abuse", "other abuse")
EMERGENCY, NONE = p.When("emergency", p.YES), "names, or none known"
FIELDS = (
    p.name("name", "Victim's name", "name", "victim", "name of victim", "victim name", "survivor"),
    # Partners research perpetrators and children too, so these are personal and not restricted: they are on the list.
    *p.required(
        p.people("perpetrators", "Perpetrators", "perpetrator", "perp", "alleged perpetrator", "person causing harm"),
        p.choices("criteria", "Criteria", CRITERIA, "criterion", "grounds", "referral criteria"),
    ),
    *p.asked(
        p.day("date_of_birth", "Victim's date of birth", "date of birth", "DOB", "d.o.b.", "born"),
        *(p.choice("gender", "Gender", GENDERS, "sex"), p.long("victim_address", "Victim's address", "address")),
        *(p.yes_no("safe_to_call", "Safe to call"), p.choice("risk_tool", "Risk tool", TOOLS, "tool", "checklist")),
        p.long("perpetrator_details", "Perpetrator details", why="date of birth, address, relationship to the victim"),
        p.long("children", "Children", "child", why="name, date of birth, parents and school, or none"),
        *(p.text("referring_agency", "Referring agency"), p.long("background", "Reason for referral", "background")),
        *(p.yes_no("victim_aware", "Victim aware"), p.yes_no("consent_given", "Victim consents", "consent")),
        p.yes_no("idva_referred", "Referred to the IDVA", "IDVA referred", "IDVA referral"),
        *p.restricted(
            p.people("who_victim_fears", "Who the victim fears", "fears", "afraid of", why=NONE),
            p.people("not_safe_to_talk_to", "Not safe to talk to", "not safe people", why=NONE),
            p.people("safe_to_talk_to", "Safe to talk to", "safe people", "trusts", why=NONE),
        ),
    ),
    *p.restricted(p.text("victim_phone", "Victim's phone", "phone"), p.long("safe_contact_notes", "Safe contact")),
    p.yes_no("address_confidential", "Address confidential", "refuge", when=(p.given("victim_address"),)),
    p.number("risk_score", "Risk score", "score", "DASH score", "ticks", when=(HIGH, p.When("risk_tool", DASH))),
    p.long("professional_judgement_reason", "Reasons for professional judgement", "judgement reasons", when=(JUDGED,)),
    p.number("police_incidents", "Police incidents in 12 months", "incidents", "police call outs", when=(RISING,)),
    p.day("repeat_incident_date", "Date of the new incident", "new incident", "date of incident", when=(AGAIN,)),
    *(p.choice("repeat_incident_type", "Kind of incident", HARM), p.reference("previous_ref", "Previous reference")),
    p.day("previous_marac_date", "Date of the last MARAC referral", "previous MARAC date", "last MARAC", when=(MOVED,)),
    p.text("previous_marac_area", "Transferred from", "previous MARAC area", "moved from", when=(MOVED,)),
    p.long("if_not_why", "Why the victim does not know", "why not aware", when=(p.When("victim_aware", p.NO),)),
    p.long("sharing_without_consent_reason", "Reason without consent", when=(p.When("consent_given", p.NO),)),
    *(p.day("referral_date", "Referral date"), p.text("referrer_phone", "Referrer's phone")),
    *(p.long("risk_answers", "Checklist answers"), p.yes_no("emergency", "Emergency MARAC", "emergency", "urgent")),
    *(p.text("ethnicity", "Ethnicity"), p.text("first_language", "First language"), p.text("gp_practice", "GP")),
    *(p.choice("pregnant", "Pregnant", UNKNOWN), p.choice("disability", "Disabled", UNKNOWN)),
    *(p.choice("lgbt", "LGBT", UNKNOWN), p.yes_no("interpreter", "Interpreter"), p.text("idva_contact", "IDVA")),
    *(p.long("what_victim_wants", "Victim wants"), p.choice("wants_police_contact", "Wants police contact", UNKNOWN)),
)
SEATS = p.seats(
    *("chair|Chair", "police|Police", "idva|IDVA|IDVA service", "idva_stand_in|IDVA's stand-in", "?cafcass|Cafcass"),
    *("childrens_social_care|Children's social care|social care", "adult_safeguarding|Adult safeguarding|adult care"),
    *("probation|Probation", "housing|Housing and registered landlords", "primary_care|Primary care|GP", "?fire|Fire"),
    *("acute_trust|Acute trust|hospital", "mental_health|Mental health", "drug_alcohol|Drug and alcohol service"),
    *("education|Education", "specialist|Specialist services", "?perpetrator_programme|Perpetrator programme"),
    *("?sexual_abuse|Sexual abuse service", "?observer|Observer who signed the confidentiality statement"),
)
SOON = p.working_days(p.setting("action_days", 10, "Working days for an action without a date"))
REASON, DUE = p.required(p.long("reason", "reason", "because", "why")), p.day("due", "due", "due date", "by", "by when")
OWNED, DATE = p.required(p.person("owner", "owner", "who", "lead"), DUE), p.day("date", "date", "on")
CLOSE, TO = p.NextStep.CLOSE, ("mappa", "childrens_social_care", "adult_safeguarding", "other_panel")
PLAN = (*OWNED, *p.required(p.long("what", "action", "what")), p.text("agency", "agency"))
SENT = p.required(p.text("area", "receiving area", "area"), p.text("secure_address", "secure address", "to"))
CALLED, ADVICE = p.required(DATE, p.people("invitees", "invitees")), (*REASON, *p.required(p.long("advice", "advice")))
CARRY_OUT = p.task("field:owner", "Carry out this part of the action plan", SOON, "due")
FLAG = p.task("coordinator", "Ask these agencies to flag their records until 12 months after the referral", SOON)
SEND = p.task("coordinator", "Send the minutes and the plan to the receiving area by secure mail", SOON)
HAND_OVER = p.task("seat:idva", "Hand over to the IDVA of the receiving area", SOON)
REFER = p.task("field:owner", "Send this referral yourself. The MARAC does not send it", SOON, "due")
DISCLOSE = p.task("seat:police", "Decide on a disclosure under the domestic violence disclosure scheme", SOON)
CALL = p.task("coordinator", "Call the emergency meeting", p.working_days(2), "date")
FOLLOW = p.task("presenter", "Follow the panel's advice", SOON)
# An emergency (where that outcome is there) goes to the next ordinary minutes: it must be recorded.
KEPT_ON = {"relist", "emergency_reported"}  # what follows these is no new referral
BOOKED_ON: Mapping[str, Any] = {"next_step": p.NextStep.REBOOK, "sets": (("emergency", "no"),)}
OUTCOMES = (
    p.allocation("action_plan", "action plan agreed", "action plan", fields=PLAN, action=CARRY_OUT),
    p.tracking("no_new_actions", "no new actions", "no further action", "NFA", fields=REASON, next_step=CLOSE),
    p.allocation("flag_and_tag", "flag and tag", fields=p.required(p.text("agencies", "agencies")), action=FLAG),
    p.allocation("transfer_out", "transfer to another area", "transfer out", fields=SENT, action=(SEND, HAND_OVER)),
    *(
        p.recommendation(f"refer_{key}", f"refer to {to}", fields=(*OWNED, p.text("target", "target")), action=REFER)
        for key, to in zip(TO, ("MAPPA", "children's social care", "adult safeguarding", "another panel"), strict=True)
    ),
    p.recommendation("disclosure_scheme", "disclosure scheme", "Clare's Law", "DVDS", action=DISCLOSE),
    p.tracking("relist", "relist", fields=(*REASON, DATE), when_absent=True, **BOOKED_ON),
    p.allocation("emergency_meeting", "emergency meeting", fields=CALLED, action=CALL, urgent=True),
    p.tracking("emergency_reported", "report to the next meeting", only_when=(EMERGENCY,), **BOOKED_ON),
    p.advice("below_threshold_returned", "below threshold, returned", fields=ADVICE, action=FOLLOW, next_step=CLOSE),
    p.tracking("withdrawn", "withdrawn", "duplicate", "wrong area", fields=REASON, next_step=CLOSE),
)
PROMPTS = (
    *p.prompts("summary|Referrer's summary|summary", "information|Relevant information by agency|information"),
    *p.prompts("victims_views|Victim's views|victim's voice", required=True),  # principle 4
    *p.prompts("risk_victim|Risk to victim", "risk_children|Risk to children", "risk_adults|Risk to adults"),
    *p.prompts("risk_others|Risk to others", "risk_staff|Risk to staff", "risk_summary|Chair's summary of risk"),
    *p.prompts("telling|Who tells the victim, and how|telling the victim"),
)
MEETING = (*p.MinutesForm().meeting, *p.prompts("observers|Observers, and whether each signed|observers"))
SAID = {
    EMERGENCY: (p.Check.ALERT, "An emergency MARAC is asked for. Ask the chair whether to add a meeting."),
    p.When("idva_referred", p.NO): (p.Check.WARN, "Refer the victim to the IDVA service today as well."),
    p.When("under_18", p.YES): (p.Check.WARN, "The victim is under 18. Refer to children's social care as well."),
    p.given("previous_marac_area"): (p.Check.WARN, "Ask the other area for its minutes and plan, by secure mail."),
}
LISTED = (
    *("name", "date_of_birth", "victim_address", "address_confidential", "perpetrators", "perpetrator_details"),
    *("children", "criteria", "previous_marac_area", "presenter", "slot"),
)
WITHIN = p.working_days(p.setting("draft_within_days", 3, "Working days for the minutes"))
OVERDUE = p.working_days(p.setting("escalate_days", 5, "Working days after which the chair hears of an action"))
A_YEAR = p.months(p.setting("repeat_months", 12, "Months after a referral in which new abuse is a repeat"))
BY = (("criteria", "criterion"), ("gender", "gender"), ("disability", "disability"), ("lgbt", "whether they are LGBT"))
ASKED = tuple(p.Count(key, f"Victims by {label}", by=key) for key, label in BY)  # by SafeLives, every quarter
RETURNS = p.Returns(counts=(*ASKED, p.Count("age", "Victims by age", by="age", bands=(16, 18, 25, 40, 60))))
PANEL = p.PanelType(
    key="marac", name="Multi Agency Risk Assessment Conference", short_name="MARAC", prefix="MARAC", returns=RETURNS,
    nature=p.Nature.ALLOCATION, subject=p.Subject(noun="victim", plural="victims", number=""), fields=FIELDS,
    terms=p.Terms("terms.md", date(2026, 11, 23)), sitting=p.sitting(15, 15),
    schedule=p.EveryDays(
        days=p.setting("every_days", 14, "Days from one meeting to the next"),
        first=p.setting("first_meeting", "2026-12-01", "The first meeting"),
        at=p.setting("meeting_time", "09:30", "When the meeting starts"),
    ),
    before=p.before(5, 8, keeps_research=p.setting("keeps_research", False, "Whether research comes in writing")),
    seats=SEATS,
    quorum=p.Quorum(
        minimum=p.setting("quorum", 5, "How many seats must be filled"),
        must=("chair", "police", "childrens_social_care"),
        any_of=(("primary_care", "acute_trust", "mental_health"),),
        without=(("idva", "idva_stand_in"),),  # the victim's voice is heard in every case (principle 4)
    ),
    minutes=p.MinutesForm(case=PROMPTS, meeting=MEETING, must_record=(("emergency_reported",),)),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(draft_within=WITHIN, natures=()),
    clocks=(p.Clock(key="flag", label="12 months for a repeat", since="referred", period=A_YEAR, until=()),),
    emergency=p.Emergency(words=("immediate danger", "right now", "tonight")),  # threats are in every case
    escalations=(p.Escalation(to="chair", after=OVERDUE),),
    rules=tuple(p.BookingRule(check=check, when=(when,), sentence=text) for when, (check, text) in SAID.items()),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(listed=LISTED, results=("name", "actions")),
        outward_name=p.setting("outward_name", "MARAC session", "What calendars and subjects say"),
        never=("name", "perpetrators", "not_safe_to_talk_to", "who_victim_fears"),
        discreet=True,
        keep_years=p.setting("keep_years", 7, "Years that a case is kept after its last meeting"),
        rivals="perpetrators",
        counterclaims=True,
        cross_reference=("mappa", "cseg", "channel", "magpan"),
    ),
    settings=(
        p.Setting("escalation_incidents", 3, "Incidents reported to the police in 12 months that are an escalation"),
        p.Setting("repeat_criminal_only", False, "Whether a repeat must be violence, stalking or sexual abuse"),
        p.Setting("least_age", 16, "The age under which a victim is a child protection case"),
    ),
)  # fmt: skip
CHILD = "This victim is a child: it is a child protection case and not for this panel."
WHEN_LAST = "Write when the last MARAC referral was. It decides whether this is a repeat."
NO_REPEAT = "This is a new referral. A repeat is new abuse by the same person within 12 months of the last referral."
BELOW = "This referral meets none of the panel's criteria. Refer again if it meets another one: {}."
DOOR = "Ask the domestic abuse service or the IDVA for advice. If a child is at risk, call social care today."


def perpetrators(values: Values) -> set[str]:
    """Return the perpetrators' names, without addresses and what stands in brackets."""
    bare = re.sub(r"[<(][^;]*", "", values.get("perpetrators", "").casefold()).split(";")
    return {" ".join(re.findall(r"\w+", each)) for each in bare} - {"", "none"}


def met(values: Values, day: date, settings: Any, history: History) -> list[str]:
    """Return the criteria that the facts meet, whatever is ticked (SafeLives); a score counts on the DASH alone."""
    who, area = perpetrators(values), values.get("previous_marac_area")
    follows = [False, *(bool(KEPT_ON & dict(each.outcomes).keys()) for each in history)]
    same = (e for e, on in zip(history, follows, strict=False) if not on and who & perpetrators(e.values))
    days = [each.values.get("referral_date") or each.made.isoformat() for each in same]
    last = max([*days, values.get("previous_marac_date", "") if area or not history else ""])
    ends = (date.fromisoformat(last) + relativedelta(months=settings["repeat_months"])).isoformat() if last else ""
    kind = not settings["repeat_criminal_only"] or values.get("repeat_incident_type", HARM[-1]) != HARM[-1]
    # A repeat is by the same person, within 12 months of the last referral; the last day counts.
    incident = values.get("repeat_incident_date") or (day.isoformat() if days else "")
    facts = {
        VISIBLE: values.get("risk_tool") in DASH and int(values.get("risk_score") or 0) >= DASH_SCORE,
        JUDGEMENT: bool(values.get("professional_judgement_reason")),
        ESCALATION: int(values.get("police_incidents") or 0) >= settings["escalation_incidents"],
        REPEAT: kind and "" < last <= incident <= ends,
        TRANSFER: bool(area) and day.isoformat() <= ends,
    }
    return [criterion for criterion, holds in facts.items() if holds]


def tells_address(values: Mapping[str, Any], field: str) -> bool:
    """Whether a value is an address that is not said to be open, or holds a line or the postcode of it."""
    address, text = (re.sub(r"\s", "", str(values.get(key, "")).casefold()) for key in ("victim_address", field))
    marks = re.findall(r"[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}|\d+[a-z]{3,}", address)  # a postcode, a number with its street
    tells = field == "victim_address" or any(mark in text for mark in marks)
    return tells and values.get("address_confidential") != "no"


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Values, meeting_date: date, settings: Any, history: History) -> tuple[p.Finding, ...]:
    """Refuse children, whom another road protects, and what meets no criterion; what is missing is asked for first."""
    age, ticked = values.get("age", "99"), values.get("criteria", "").split("; ")
    if not age.isdigit() or int(age) < settings["least_age"]:
        return (p.Finding(p.Check.REFUSE, CHILD, door="Call children's social care today."),)
    kept_on = any(KEPT_ON & dict(each.outcomes).keys() for each in history[-1:])
    if kept_on or any(each.needed(values) and not values.get(each.key) for each in FIELDS):
        return ()
    found = met(values, meeting_date, settings, history)
    if REPEAT in found:
        return (p.Finding(p.Check.FLAG, "This is a repeat, so it is heard whatever the risk score."),)
    if REPEAT in ticked and not history and not values.get("previous_marac_date"):
        return (p.Finding(p.Check.ASK, WHEN_LAST, "previous_marac_date"),)
    if REPEAT in ticked:
        return (p.Finding(p.Check.WARN, NO_REPEAT) if found else p.Finding(p.Check.ASK, NO_REPEAT, "criteria"),)
    others = "; ".join(each for each in (VISIBLE, JUDGEMENT, ESCALATION, REPEAT) if each not in ticked)
    return () if found else (p.Finding(p.Check.REFUSE, BELOW.format(others), door=DOOR),)


@hookimpl
def panel_may_see(document: p.Kind, role: p.Role, field: str, values: Values, seats: tuple[str, ...]) -> bool:
    """Keep a secret address, wherever it stands, out of list and minutes but for offices, police and IDVA."""
    inside = role in p.OFFICES or not {"police", "idva", "idva_stand_in"}.isdisjoint(seats)
    return inside or document not in (*p.NAMES_LISTS, p.Kind.MINUTES) or not tells_address(values, field)
