"""The Care Case Update Meeting: where care, PLO and section 20 cases are held up, and what would help (founding text).

It decides nothing, and is internal to the authority. A child whose dates differ has a row of their own. The time limits
are those of section 32 of the Children Act 1989; red, amber and green are a local proposal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl

WEEK, LONG_BARRIER = timedelta(weeks=1), 10
INSIDE = p.setting("only_domains", ("*.gov.uk", "*.cjsm.net"), "The only domains that get anything about a case")
STREAMS = ("proceedings|care proceedings", "PLO|pre-proceedings|public law outline", "section 20|s20|accommodated")
COURT, PLO, S20 = (p.When("stream", (each,)) for each in ("proceedings", "PLO", "section 20"))
HELD_UP = (
    *("assessment late", "expert late|expert report late", "police or medical evidence|police evidence"),
    *("court listing|listing", "parent engagement", "capacity", "disclosure", "placement search", "legal drafting"),
    *("social worker change|change of social worker", "funding", "translation|interpreter", "other"),
)
IS_HELD_UP = p.When("bottleneck", tuple(each.split("|")[0] for each in HELD_UP))
RAG, PLANS = ("green", "amber", "red"), ("not started", "draft", "filed", "agreed")
HEARINGS = ("CMH", "further CMH", "IRH", "final|final hearing", "ICO", "other")
OFFERS = ("not offered", "offered", "held", "declined")
STARTS = (
    *p.needed(p.day("issue_date", "Date of issue", "issued", "issue date", "application issued"), when=COURT),
    *p.needed(p.day("plo_letter_date", "PLO letter", "letter before proceedings", "letter date"), when=PLO),
    *p.needed(p.day("s20_start", "Section 20 start", "s20 start", "s20 since", "accommodated since"), when=S20),
)
FIELDS = (
    p.name("name", "Family name", "name", "family", "case name", "child", "child's name", "children's family"),
    *p.required(p.reference("case_number", "Case reference", "case ref", "case number", "case no", "case ID")),
    *p.required(p.choice("stream", "Stream", STREAMS, "case type", "type of case", why="It has its own time limit.")),
    *STARTS,
    *p.asked(p.choice("bottleneck", "Bottleneck", ("none|nothing", *HELD_UP), "barrier", "held up by")),
    # A text: it may name a court or an expert, and nothing is ever sent there (edge case 9).
    *p.needed(p.text("bottleneck_owner", "Who holds it up", "bottleneck owner", "owner"), when=IS_HELD_UP),
    *p.asked(p.people("managers", "Managers", "manager", "team manager", "deputy", why="They see this row.")),
    *p.asked(p.person("lawyer", "Lawyer", "solicitor", "children's lawyer"), p.long("children", "Children")),
    *p.asked(p.day("next_hearing", "Next hearing", "hearing"), p.long("directions", "Directions due"), when=COURT),
    *p.asked(p.choice("hearing_type", "Hearing type", HEARINGS), p.long("assessments", "Assessments"), when=COURT),
    *p.asked(p.choice("care_plan", "Final care plan", PLANS, "final care plan status"), when=COURT),
    *p.asked(p.day("plo_review_date", "PLO review"), p.day("plo_end_target", "PLO end", "PLO end target"), when=PLO),
    *p.asked(p.text("s20_purpose", "Section 20 purpose", "s20 purpose"), p.text("exit_plan", "Exit plan"), when=S20),
    *p.needed(p.day("extension_ordered", "Extension ordered on", "extension granted"), when=p.given("extension_end")),
    *(p.day("extension_end", "Extended to", "extension to"), p.text("hearing_result", "Hearing result")),
    *(p.day("s20_review", "Section 20 review", "s20 review"), p.text("fix", "Fix"), p.day("fix_by", "Fix by")),
    *(p.day("fgdm_offer_date", "Family group meeting offered", "FGDM offer date"), p.day("last_visit", "Last visit")),
    *(p.choice("fgdm_status", "Family group meeting", OFFERS, "FGDM status"), p.text("rag_reason", "Reason for RAG")),
    *(p.day("connected_person_deadline", "Connected person deadline"), p.text("linked", "Linked case", "linked row")),
    *(p.reference("permanency_ref", "Permanency reference"), p.day("worker_change_date", "Social worker changed")),
    *(
        p.yes_no("direction_missed", "Direction missed"),
        p.yes_no("unborn", "Unborn baby"),
        p.long("experts", "Experts"),
    ),
    *(p.choice("rag", "RAG", RAG), p.number("bottleneck_days", "Days lost"), p.day("date_of_birth", "Born", "DOB")),
    *p.restricted(p.reference("court_number", "Court case number"), p.long("parties", "Parties", "parents")),
)


def _kept(names: str, *fields: p.Field, **rest: Any) -> p.Outcome:
    """Return an outcome that needs these fields and keeps the row on the tracker, whatever dates it gives."""
    kept = {"fields": p.required(*fields), "next_step": p.NextStep.REBOOK, "rebook": p.Rebook(), **rest}
    return p.tracking(*names.split("|"), **kept)


REASON = p.text("reason", "reason", "because", "why")
LOGGED = (
    *(p.choice("bottleneck", "type", HELD_UP, "bottleneck"), p.number("bottleneck_days", "days", "days held up")),
    *(p.text("bottleneck_owner", "owner"), p.text("fix", "fix"), p.day("fix_by", "by", "fix by", "due")),
)
TASK = (p.person("owner", "owner", "who"), p.text("what", "what"), p.day("by", "date", "due"))
QUESTION, HEARD_ON = p.text("question", "question", "issue"), p.day("hearing_date", "hearing date", "hearing")
URGENCY = p.choice("urgency", "urgency", ("today", "this week", "next panel|routine"), "how urgent")
EXTENSION = (p.day("extension_ordered", "ordered on", "granted"), p.day("extension_end", "to", "until"), REASON)
STREAM = p.required(p.choice("stream", "new stream", STREAMS, "to"))
ENDS = ("final order", "step-down|stepped down", "withdrawn", "return home|returned home")
ENDED = p.required(p.choice("reason", "reason", ENDS), p.day("closed_on", "date", "closed on"))
SEALED = p.needed(p.yes_no("sealed", "order sealed", "sealed"), when=p.When("reason", ("final order",)))
NO_MORE = (("bottleneck", "none"), ("bottleneck_days", "0"))
RESOURCE = p.Refer(to=("care_resource",), carries=(("question", "summary"),))
THEME = p.required(p.text("theme", "theme"), p.number("count", "count", "cases"))
SAID = "the meeting agreed to issue proceedings|agreed to issue proceedings|issue proceedings|agreed to start PLO"
TEN, SOON = p.working_days(10), p.working_days(p.setting("answer_days", 5, "Working days to take up an escalation"))
CHASE, DO_IT = p.task("presenter", "Chase what holds it up", TEN, "fix_by"), p.task("field:owner", "Do it", TEN, "by")
HEAD, DISPUTE = p.task("chair", "Take up the escalation", SOON), p.task("seat:iro", "Take up the dispute", SOON)
ANSWER = p.task("seat:legal", "Acknowledge the question, and answer before the hearing", p.working_days(1))
OUTCOMES = (
    _kept("on_track|on track|no delay", p.day("next_date", "next date", "date")),
    _kept("bottleneck_logged|bottleneck logged|barrier logged", *LOGGED, action=CHASE),
    _kept("bottleneck_cleared|bottleneck cleared|barrier cleared", p.day("cleared", "date"), sets=NO_MORE),
    _kept("action_set|action set|task set", *TASK, action=DO_IT),
    _kept("escalate_to_care_resource|escalate to care and resource panel|" + SAID, QUESTION, URGENCY, refer=RESOURCE),
    _kept("escalate_to_legal|escalate to legal|legal question", QUESTION, HEARD_ON, action=ANSWER),
    _kept("escalate_to_head|escalate to head of service|escalate to head", REASON, action=HEAD),
    _kept("refer_iro_dispute|refer to IRO dispute route|IRO dispute", REASON, action=DISPUTE),
    _kept("stream_changed|stream changed|change of stream", fields=(*STREAM, *STARTS)),
    _kept("extension_noted|extension noted|extension granted by court|court extension", *EXTENSION),
    _kept("linked_permanency|linked to permanency panel", p.reference("permanency_ref", "reference", "ref")),
    _kept("carried_over|carried over|not presented|manager absent", fields=(REASON,), when_absent=True),
    p.tracking("closed", "closed", "close", "off the tracker", fields=(*ENDED, *SEALED), next_step=p.NextStep.CLOSE),
    p.learning("theme", "theme", fields=THEME),
)
KEPT = tuple(each.key for each in OUTCOMES if each.next_step is p.NextStep.REBOOK)
ALL, MUST = (*KEPT, "closed"), ("chair", "legal", "team_manager")


def _clock(names: str, since: str, period: p.Period, when: p.When, *ends: str, **rest: Any) -> p.Clock:
    """Return a time limit of one stream; a case cannot be withdrawn while it runs."""
    key, label = names.split("|")
    rest = {"when": (when,), "until": ("closed", *ends), "keeps": True, "tell": ("chair",), **rest}
    return p.Clock(key=key, label=label, since=f"field:{since}", period=period, **rest)


EXTENDED, COURT_WEEKS = (p.given("extension_end"),), p.weeks(26, inclusive=True)
PLO_WEEKS = p.weeks(p.setting("plo_weeks", 16, "Weeks that pre-proceedings should take"))
S20_WEEKS = p.weeks(p.setting("s20_weeks", 8, "Weeks of section 20 after which every meeting sees the case"))
SEEN_WEEKS = p.weeks(p.setting("seen_weeks", 4, "Weeks in which every case is seen"))
CLOCKS = (
    _clock("court|26 weeks of proceedings", "issue_date", COURT_WEEKS, COURT, paused=EXTENDED),
    _clock("extension|The court's extension", "extension_end", p.days(0), COURT),
    _clock(
        "hearing_result|Red: result of the hearing", "next_hearing", p.working_days(2), COURT, "field:hearing_result"
    ),
    _clock("plo|Pre-proceedings", "plo_letter_date", PLO_WEEKS, PLO, target=True),
    _clock("section_20|Section 20", "s20_start", S20_WEEKS, S20, target=True),
    p.Clock(key="seen", label="Seen again", since="outcome", outcomes=KEPT, period=SEEN_WEEKS, bounds=True),
)
SEATS = p.seats(
    *("legal|Children's lawyer|legal manager|lawyer", "team_manager|Team manager", "fostering|Fostering"),
    *("iro|Independent reviewing officer|IRO manager", "adoption|Adoption|RAA|regional adoption agency"),
    *("contact_service|Contact service|family time service", "assessments|Expert and assessment coordinator"),
    "?analyst|Performance analyst|performance",
)
PROGRESS = p.prompts("progress|Progress|what was due and done", "next_key_date|Next key date|key date")
ADVICE = p.prompts("legal_advice|Legal advice|legal comments", part="legal_advice")
SERVICES = (("fostering", p.given("connected_person_deadline")), ("adoption", p.given("permanency_ref")))
LATE = ("assessments", p.When("bottleneck", ("assessment late", "expert late")))
ROW = (
    *("name", "case_number", "stream", "presenter", "slot", "issue_date", "extension_end", "next_hearing", "fix_by"),
    *("hearing_type", "bottleneck", "bottleneck_days", "bottleneck_owner", "fix", "rag", "week"),
)
PANEL = p.PanelType(
    key="care_case_update",
    name="Care Case Update Meeting",
    short_name="Care case update",
    prefix="CCU",
    nature=p.Nature.TRACKING,
    subject=p.Subject(noun="case", plural="cases", one_word=True, weeks_since="issue_date"),
    terms=p.Terms("terms.md", date(2026, 11, 27)),
    fields=FIELDS,
    schedule=p.EveryDays(
        days=p.setting("every_days", 14, "Days from one meeting to the next"),
        first=p.setting("first_meeting", "2026-12-03", "The first meeting"),
        at=p.setting("meeting_time", "10:00", "When the meeting starts"),
        day_off=p.DayOff.NEXT,
    ),
    sitting=p.sitting(5, 30),
    before=p.before(3, 1, late_to_chair=False, preparation=("what was due and what was done", "the next key date")),
    seats=(p.CHAIR, *SEATS),
    quorum=p.Quorum(minimum=p.setting("quorum", 3, "Seats that must be there"), must=MUST),
    minutes=p.MinutesForm(case=(*PROGRESS, *ADVICE), must_record=(ALL,), only_one=tuple(("closed", e) for e in KEPT)),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(draft_within=p.working_days(1), natures=()),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(listed=ROW, closed=("legal_advice",), closed_to=("legal",), members_own=True),
        only_domains=INSIDE,
        privileged=("legal_advice",),
        privileged_to=("chair", "coordinator", "legal"),
        extracts=p.Extracts(field="managers", always=("chair", "legal", "iro"), seats=(*SERVICES, LATE)),
        cross_reference=("permanency",),
    ),
    clocks=CLOCKS,
    bookers=p.Bookers(domains=INSIDE, sentence="Only the authority's own staff and lawyers can add a case here."),
)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


def _day(values: Mapping[str, str], key: str) -> date | None:
    return date.fromisoformat(values[key]) if values.get(key) else None


def _too_long(values: Mapping[str, str], *before: date | None) -> tuple[str, ...]:
    """Return why no court can have extended so far: 8 weeks from the last end, or the order if later (s.32(8))."""
    end, ends = _day(values, "extension_end"), [each for each in (*before, _day(values, "extension_ordered")) if each]
    late = end and ends and end > max(ends) + 8 * WEEK
    return ("A court extends the 26 weeks by up to 8 weeks at a time. This date is later than that.",) if late else ()


def _rag(values: Mapping[str, str], on: date, history: tuple[p.Earlier, ...], clocks: Mapping[str, date]) -> list[str]:
    """Return what makes a row red or amber, the colour first in each; nothing when it is green."""
    stream, hearing, start = values.get("stream"), _day(values, "next_hearing"), _day(values, "s20_start")
    in_court = clocks.get("extension") or clocks.get("court")
    end = in_court if stream == "proceedings" else _day(values, "plo_end_target")
    review = values.get("hearing_type") == "IRH" and hearing and on <= hearing <= on + 4 * WEEK
    held = int(values.get("bottleneck_days") or 0) >= LONG_BARRIER
    row = {key: value for key, value in values.items() if key not in {"age", "under_18"}}
    found = (
        (end and on > end, "red: it is past its target"),
        (values.get("direction_missed") == "yes", "red: a direction of the court was missed"),
        (review and values.get("care_plan") not in {"filed", "agreed"}, "red: it has no final care plan"),
        (stream == "section 20" and start and on > start + 26 * WEEK, "red: section 20 has lasted more than 26 weeks"),
        (end and on <= end <= on + 2 * WEEK, "amber: its target is within 10 working days"),
        (held, "amber: it is held up"),
        ([each.values for each in history[-2:]] == [row] * 2, "amber: nothing has changed for 2 meetings"),
    )
    return [sentence for holds, sentence in found if holds]


@hookimpl
def panel_check_booking(
    values: Mapping[str, str], meeting_date: date, history: tuple[p.Earlier, ...], clocks: Mapping[str, date]
) -> tuple[p.Finding | str, ...]:
    """Say what the dates say: red or amber, a hearing without its result, an extension no court could have made."""
    ends = (_day(each.values, "extension_end") for each in history)
    found = [p.Finding(p.Check.REFUSE, each) for each in _too_long(values, clocks.get("court"), *ends)]
    if (_day(values, "next_hearing") or meeting_date) < meeting_date and not values.get("hearing_result"):
        found.append(p.Finding(p.Check.WARN, "A hearing comes before this meeting. Write what the court did."))
    why = _rag(values, meeting_date, history, clocks)
    colour, claimed = why[0].partition(":")[0] if why else "green", values.get("rag", "")
    if claimed not in {"", colour} and not values.get("rag_reason"):
        found.append(p.Finding(p.Check.ASK, f"By its dates it is {colour}. Say why you write {claimed}.", "rag_reason"))
    return (*found, *(f"This case is {each}." for each in why))


@hookimpl
def panel_check_outcome(outcome: str, values: Mapping[str, str], clocks: Mapping[str, date]) -> tuple[str, ...]:
    """Guard the court's extensions, and the list: a case stays on it until its order is sealed."""
    if outcome == "extension_noted":
        return _too_long(values, clocks.get("court"), clocks.get("extension"))
    unsealed = outcome == "closed" and values.get("sealed") == "no"
    return ("The order is not sealed. Keep the case on the list until legal has the sealed order.",) if unsealed else ()


@hookimpl
def panel_may_see(document: p.Kind, field: str, values: Mapping[str, str]) -> bool:
    """Withhold the name where the baby is not born yet: that row goes by its reference (edge case 14)."""
    return values.get("unborn") != "yes" or field not in {"name", "initials"} or document in p.BOOKING_ANSWERS
