"""The Child Death Overview Panel: reviews every child death for learning; it finds no fault and carries no identity.

Sources: Children Act 2004 ss.16M to 16Q; Child Death Review Statutory and Operational Guidance (England) 2018; Working
Together 2023, chapter 6; terms.md. A case is known by its reference, its area and its age, in every document.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

SOON = p.working_days(p.setting("action_days", 10, "Working days for an action that is given no date"))
AREAS = tuple(p.setting(f"area_{count}", f"area {count}", "An area, as people write it") for count in (1, 2, 3))
CHOICES = tuple(p.Choice(each) for each in (*AREAS, "other area"))
AUTHORITIES = ("local_authority_1", "local_authority_2", "local_authority_3")
HEALTH = ("designated_doctor_1", "designated_doctor_2", "designated_nurse")
AGENCIES = ("public_health", "police", "primary_care", "nursing_and_midwifery", "lay_member")
SEATS = (
    *p.seats(*(f"{key}|{key.replace('_', ' ').capitalize()}" for key in ("chair", *AUTHORITIES, *HEALTH, *AGENCIES))),
    *p.seats("?education|Education", "?ambulance|Ambulance service", "?coroner|Coroner's officer|coroner"),
    *p.seats("?obstetrics|Obstetrics", "?neonatology|Neonatology", "?hospice|Hospice"),
)
NEEDS = tuple(
    p.CaseNeed(seats=(seat,), when=(p.When("area", (area,)),), because="the child lived in its area")
    for seat, area in zip(AUTHORITIES, AREAS, strict=True)
)
BABY, AWAY, OURS = p.When("age", ("0",)), p.When("died_away", p.YES), p.When("area", AREAS)
BIRTH = ("live birth|born alive", "stillbirth", "late fetal loss", "planned termination|termination")
STATE = ("none|no|not needed", "pending|open|awaited", "finished|concluded|closed|done")
NUMBER = ("not resident in England", "not currently available")
FIELDS = (
    *p.required(p.name("name", "Child's name", "name", "child", "full name", "child's full name")),
    *p.required(*p.identifying(p.day("date_of_birth", "Date of birth", "DOB", "born"))),
    *p.required(*p.identifying(p.day("died_on", "Date of death", "died", "died on", "DOD"))),
    *p.required(p.choice("area", "Area", (), "area of residence", "home area", choices=CHOICES)),
    *p.asked(
        *p.identifying(p.reference("nhs_number", "NHS number", "NHS no"), p.text("address", "Home address", "address")),
        *p.identifying(p.people("family", "Parents, carers and siblings", "parents", "siblings", "household")),
        *p.identifying(p.people("professionals", "Professionals known to the child", "GP"), p.text("school", "School")),
        *p.restricted(p.text("time_of_death", "Time of death"), p.text("place_of_death", "Place of death")),
        *p.restricted(p.text("event_place", "Place of fatal event"), p.long("circumstances", "Circumstances", "cause")),
        *(p.text("sex", "Sex", "gender"), p.text("ethnicity", "Ethnicity"), p.yes_no("post_mortem", "Post mortem")),
        *(p.yes_no("coroner_informed", "Coroner informed"), p.yes_no("joint_response", "Joint agency response", "JAR")),
        p.yes_no("expected", "Was the death expected", "expected death"),
        p.choice("unattended", "Unattended stillbirth", ("no", "suspected|yes", "confirmed")),
    ),
    *p.asked(p.number("gestation", "Gestation in weeks"), p.number("weight", "Birth weight in grams"), when=BABY),
    *(p.choice("birth", "Birth", BIRTH), p.choice("number_why", "Why no NHS number", NUMBER)),
    *(p.yes_no("died_away", "Died outside the three areas"), p.yes_no("alert", "National alert wanted")),
    *p.asked(*p.restricted(p.person("there", "Panel of the place of death", "CDOP there", "other CDOP")), when=AWAY),
    *(p.text("linked", "Linked case", "twin", "other twin"), p.yes_no("ncmd", "Entered in NCMD")),
    *(p.yes_no("forms_in", "All reporting forms in", "forms in"), p.text("supplementary", "Supplementary forms")),
    *(p.day("cdrm_on", "Child death review meeting held on", "CDRM"), p.long("family_view", "Family's questions")),
    *(p.yes_no("analysis_in", "Draft analysis form in"), p.yes_no("ready", "Ready for the panel", "ready")),
    *(p.choice("inquest", "Inquest", STATE), p.day("inquest_on", "Inquest finished on")),
    *(p.choice("criminal", "Criminal proceedings", STATE), p.choice("other_review", "Other review", STATE)),
)
CATEGORIES = (  # national form, in order: the first that applies is the primary one
    *("inflicted injury or neglect|1", "suicide or self-inflicted harm|2", "trauma or other external factors|3"),
    *("malignancy|4", "acute medical or surgical condition|5", "chronic medical condition|6"),
    *("genetic or congenital anomaly|7", "perinatal or neonatal event|8", "infection|9"),
    "sudden unexpected or unexplained death|10",
)
ORDER = tuple(each.partition("|")[0] for each in CATEGORIES)
BLOCKS = {"inquest": "an inquest", "criminal": "a criminal case", "other_review": "another review"}
LITTLE, LEGACY = "inadequate information", "form C before 2018"
REASON, BY_WHEN = p.required(p.long("reason", "reason", "because")), p.day("by_when", "by when", "by", "due")
PRIMARY = p.choice("category", "category", CATEGORIES, "primary category")
FOUND = p.choice("modifiable", "modifiable factors", ("identified|yes", "none identified|none|no", LITTLE))
SCORES = tuple(p.number(f"score_{domain}", f"score {domain}", f"domain {domain}") for domain in "abcd")
ANALYSIS = (
    *(*p.required(PRIMARY, FOUND, p.long("learning", "learning"), *SCORES), p.long("override", "override")),
    *p.needed(p.long("reason", "reason", "because"), when=p.When("modifiable", (LITTLE,))),
    p.choices("secondary", "secondary categories", CATEGORIES, "secondary category", "secondary"),
    p.choice("form_version", "form version", ("2018 or later|current", f"{LEGACY}|form C|legacy"), "form"),
)
WHY = ("inquest", "criminal proceedings|criminal", "forms missing|forms", "other review", "themed panel", "no quorum")
OUT = ("stillbirth", "planned termination|termination", "18 or older|adult", "another panel reviews it|home panel")
HOME = p.When("reason", ("another panel reviews it",))
OUTSIDE = (*p.required(p.choice("reason", "reason", OUT)), *p.needed(p.text("other_panel", "other panel"), when=HOME))
WHICH = p.required(p.choice("which", "which review", ("patient safety", "LeDeR", "perinatal", "other")))
ADVICE = p.required(p.text("organisation", "organisation"), p.long("advice", "what should be done"), BY_WHEN)
SHARED = p.required(p.text("audience", "audience", "for whom"), p.long("message", "message"))
FEEDBACK = p.required(p.text("keyworker", "keyworker's role"), p.long("message", "message agreed"), BY_WHEN)
ASKED = p.required(p.text("from_whom", "from whom", "from"), BY_WHEN)
TOLD = ("Tell the organisation what the panel recommends", "Get the organisation's reply")
REFER = "Refer the case to the safeguarding practice review group"
THEME, FACTS = p.required(p.text("theme", "theme")), p.required(p.long("facts", "what is new", "what"))
WORDS = ("The panel recommends to {organisation}: {advice}", "Reply by {by_when}. Say what you have done.")
SAID = ("organisation", "advice", "by_when")
LETTER = p.Letter(to="coordinator", addressee="the organisation", paragraphs=WORDS, fields=SAID)
ONCE = "A child of {area} died in your area. The {panel} reviews the death, as {reference}. Do not review it as well."
THEM = "the child death panel of the place of death"
THERE = p.Letter(to="field:there", addressee=THEM, paragraphs=(ONCE,), fields=("area",), when=(AWAY, OURS))
TODAY = p.days(p.setting("urgent_days", 0, "Days to tell the coroner or the safeguarding partners"))
FORM = p.working_days(p.setting("ncmd_form_days", 5, "Working days to send the analysis form to NCMD"))
ON: Any = {"next_step": p.NextStep.REBOOK, "rebook": p.Rebook()}
END: Any = {"next_step": p.NextStep.CLOSE}


def _out(make: Any, key: str, names: str, fields: Any, *tasks: str, due: p.Period = SOON, **rest: Any) -> Any:
    """Return an outcome whose tasks are the coordinator's: only that office knows who the child is."""
    dated = "by_when" if BY_WHEN.key in {each.key for each in fields} else ""
    action = tuple(p.task("coordinator", task, due, dated) for task in tasks)
    return make(key, *names.split("|"), fields=fields, action=action or None, **rest)


LEARN, ADVISE, TRACK = p.learning, p.recommendation, p.tracking
OUTCOMES = (
    _out(LEARN, "review_completed", "review completed", ANALYSIS, "Send the analysis form to NCMD", due=FORM, **END),
    _out(TRACK, "review_deferred", "review deferred|deferred", p.required(p.choice("reason", "reason", WHY)), **ON),
    _out(TRACK, "more_information", "more information requested", ASKED, "Get what the panel asked for", **ON),
    _out(ADVISE, "recommend", "recommendation to an organisation", ADVICE, *TOLD, letters=(LETTER,)),
    _out(LEARN, "local_learning", "local learning", SHARED, "Share what was learnt", nameless=True),
    _out(LEARN, "national_note", "national alert|NCMD note", THEME, "Send the note to NCMD", nameless=True),
    _out(ADVISE, "practice_review", "refer to practice review", REASON, REFER, due=TODAY, urgent=True),
    _out(ADVISE, "other_review", "refer to another review", WHICH, "Refer the case to the review that is named"),
    _out(ADVISE, "tell_coroner", "tell the coroner", FACTS, "Tell the coroner what is new", due=TODAY, urgent=True),
    _out(TRACK, "family_follow_up", "family follow-up", FEEDBACK, "Have the keyworker give the family the message"),
    _out(TRACK, "out_of_scope", "out of scope", OUTSIDE, "Note it in NCMD", **END),
)


def _clock(key: str, label: str, since: str, period: p.Period, *until: str, **rest: Any) -> p.Clock:
    return p.Clock(key=key, label=label, since=since, period=period, until=until, **rest)


RESULTS = (("review_completed", "review_deferred", "more_information", "out_of_scope"),)
OPEN, DIED, MET, PAUSED = ("pending",), "field:died_on", "field:cdrm_on", (p.When("inquest", ("pending",)),)
ENTRY = p.hours(p.setting("ncmd_entry_hours", 48, "Hours from the death to the entry in NCMD"))
FORMS = p.working_days(p.setting("forms_days", 15, "Working days for the reporting forms"))
MEETING = p.months(p.setting("cdrm_months", 3, "Months from the death to the child death review meeting"))
DRAFT = p.weeks(p.setting("analysis_weeks", 2, "Weeks from that meeting to the draft analysis form"))
PANEL_BY = p.weeks(p.setting("panel_weeks", 6, "Weeks from that meeting, or the inquest, to the panel"))
CLOCKS = (
    _clock("six_months", "Review finished", DIED, p.months(6), *RESULTS[0][::3], target=True, paused=PAUSED),
    _clock("ncmd_entry", "Entry in NCMD", DIED, ENTRY, "field:ncmd"),
    _clock("forms", "Reporting forms", "booked", FORMS, "field:forms_in"),
    _clock("cdrm", "Child death review meeting", DIED, MEETING, MET, target=True),
    _clock("analysis", "Draft analysis form", MET, DRAFT, "field:analysis_in"),
    _clock("panel", "Panel after the review meeting", MET, PANEL_BY, "heard", paused=PAUSED),
    _clock("panel_inquest", "Panel after the inquest", "field:inquest_on", PANEL_BY, "heard"),
)


def _rule(check: p.Check, sentence: str, *when: p.When) -> p.BookingRule:
    return p.BookingRule(check=check, sentence=sentence, when=when)


REFUSE, FLAG, READY = p.Check.REFUSE, p.Check.FLAG, p.When("ready", p.YES)
NOT_BORN = p.When("birth", ("stillbirth", "late fetal loss", "planned termination"))
WRONG_NUMBER = "An NHS number has 10 digits, and these do not fit together"
RULES = (
    _rule(REFUSE, "The panel reviews deaths of children who were born alive.", NOT_BORN),
    _rule(REFUSE, "It was a stillbirth, so this panel does not review it.", p.When("unattended", ("confirmed",))),
    _rule(REFUSE, "The panel reviews deaths before the 18th birthday.", p.When("under_18", p.NO)),
    _rule(FLAG, "The child lived elsewhere: agree which panel reviews.", p.When("area", ("other area",))),
    _rule(p.Check.WARN, "This panel reviews the death, and tells the panel of the place of death.", AWAY, OURS),
    *(_rule(FLAG, f"Not ready: {label} is pending.", READY, p.When(key, OPEN)) for key, label in BLOCKS.items()),
)
PROMPTS = p.prompts(
    *("cause|Cause of death as understood|cause", "facts|Facts|summary", "child|Factors in the child|domain A"),
    *("social|Social environment|domain B", "physical|Physical environment|domain C", "services|Services|domain D"),
    *("issues|Issues", "family|Family's questions", "equality|Ethnicity and deprivation|deprivation"),
)
FAULT = ("blame", "blamed", "negligent", "culpable", "liable", "at fault")
BLAME = p.Wording(words=FAULT, sentence="The panel finds no fault. Say what happened and what is learnt.", stops=False)
# Nobody's rule names the name, not even what a presenter is told back.
WHO, MINUTED, LEARNT = ("area", "age"), ("present", p.PROMPTS, p.OUTCOMES, "actions"), ("shared_learning",)
OUTSIDERS = {p.Role.PRESENTER, p.Role.CONFIRMER}
USUAL = p.need_to_know(listed=WHO, minuted=(*WHO, *MINUTED), results=(), identity=(), offices=LEARNT)
SHOWS = (
    # Whoever notified knows the child, so what the panel found does not go back to them; and nobody confirms here.
    *(each for each in USUAL if p.Kind.OUTCOME_LETTER in each.documents or not {*each.to} & OUTSIDERS),
    p.Show(documents=p.BOOKING_ANSWERS, to=(p.Role.PRESENTER,), fields=("asks", "slot", "question", "written")),
    p.Show(documents=p.BOOKING_ANSWERS, to=p.OFFICES, fields=(*WHO, "slot"), own=False),
    p.Show(documents=(p.Kind.LATE_REQUEST,), to=(p.Role.CHAIR,), fields=(*WHO, "reason"), own=False),
    p.Show(documents=(p.Kind.DUPLICATE_FLAG,), to=(p.Role.COORDINATOR,), fields=(*WHO, "question"), own=False),
    p.Show(documents=(p.Kind.MINUTES_REQUEST,), to=(p.Role.COORDINATOR,), fields=(*WHO, *LEARNT), own=False),
)
WAITS = "The case waits until it is ready: all forms in, the review meeting held, no inquest or other inquiry pending."
GATE = p.Consent(field="ready", waits=WAITS)
DRAFTS = p.working_days(p.setting("draft_within_days", 10, "Working days for draft minutes"))
PARENTS = "Parents and carers do not come to this panel. Your keyworker passes on what you want to say or ask."
PROFESSIONALS = p.setting("booker_domains", ("nhs.net", "*.nhs.uk", "*.gov.uk", "*.police.uk"), "Who may notify")
EVERY, AT = p.setting("every_days", 42, "Days between panels"), p.setting("meeting_time", "10:00", "When it starts")
FIRST = p.setting("first_meeting", "2027-01-12", "The day from which they are counted")
NONE = p.Shortfall.NO_BUSINESS
QUORUM = p.Quorum(minimum=4, must=("chair",), any_of=(HEALTH, AUTHORITIES, AGENCIES), cases=NEEDS, shortfall=NONE)
PANEL = p.PanelType(
    key="cdop",
    name="Child Death Overview Panel",
    short_name="Child death panel",
    prefix="CDOP",
    nature=p.Nature.LEARNING,
    subject=p.Subject(noun="child", plural="children", number="nhs_number", number_alone=True, ended="died_on"),
    terms=p.Terms("terms.md", date(2026, 11, 23)),
    fields=FIELDS,
    schedule=p.EveryDays(days=EVERY, first=FIRST, at=AT, day_off=p.DayOff.NEXT),
    sitting=p.sitting(30, 10, presenters=False),
    before=p.before(10),
    seats=SEATS,
    quorum=QUORUM,
    minutes=p.MinutesForm(case=PROMPTS, must_record=RESULTS, only_one=RESULTS, wording=(BLAME,)),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(natures=(), draft_within=DRAFTS),
    confidentiality=p.Confidentiality(shows=SHOWS, anonymous=True, apart=True, consent=GATE),
    rules=RULES,
    clocks=CLOCKS,
    letters=(THERE,),
    linked=p.Linked(field="linked", shares=(("review_completed", "learning"), ("local_learning", "message"))),
    bookers=p.Bookers(domains=PROFESSIONALS, sentence="Only professionals notify this panel of a death.", door=PARENTS),
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(values: Mapping[str, str]) -> tuple[p.Finding, ...]:
    """Ask again for an NHS number whose check digit is wrong (modulus 11): it joins two notices of one death."""
    digits = [int(each) for each in values.get("nhs_number", "") if each.isdigit()]
    left = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    right = len(digits) == 10 and (11 - left) % 11 == digits[-1]  # noqa: PLR2004 - an NHS number has 10 digits
    return () if right or not values.get("nhs_number") else (p.Finding(p.Check.ASK, WRONG_NUMBER, "nhs_number"),)


@hookimpl
def panel_check_outcome(outcome: str, values: Mapping[str, str], case: Mapping[str, str]) -> tuple[str, ...]:
    """Keep to the order of categories, to the form's scores, and to what must be finished before (guidance 2018)."""
    if outcome != "review_completed":
        return ()
    found = []
    ranks = [ORDER.index(each) for each in values.get("secondary", "").split("; ") if each]
    if ranks and min(ranks) < ORDER.index(values["category"]):
        found.append("The first category in the national order is the primary one. Swap them.")
    highest = 3 if values.get("form_version") == LEGACY else 2
    if any(int(values[each.key]) > highest for each in SCORES):
        found.append(f"Scores on this form go from 0 to {highest}.")
    pending = [label for key, label in BLOCKS.items() if case.get(key) == "pending"]
    if pending and not values.get("override"):
        found.append(f"The review cannot be completed while {' and '.join(pending)} is pending.")
    return tuple(found)
