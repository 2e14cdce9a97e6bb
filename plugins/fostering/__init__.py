"""The Fostering Panel: it recommends on suitability to foster, on reviews, and on long-term matches.

Sources: Fostering Services (England) Regulations 2011 (FSR), Care Planning, Placement and Case Review Regulations 2010
(CPPCR), minimum standard 14. What the dossier could not confirm is a setting. The fostering service's decision maker
(ADM) decides, and has not sat on the panel.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl
from plugins.fostering import fields as f
from plugins.fostering.outcomes import CHANGED, ENDED, OUTCOMES, REFUSED

THEIRS = ("Another agency approves and reviews these carers.", "The fostering panel of the carers' own agency.")
IRM = ("An independent review is not heard by this panel.", "The Independent Review Mechanism.")
ONE = ("Representations and an independent review exclude each other. Choose one.", "")
FIRM = "A recommendation is firm, without conditions. Defer the case when something is missing."
TWICE = ("A temporary approval is extended once, unless an independent review is pending.", "The nominated officer.")
CARERS = f.case("approval", "brief report", "first review", "other review", "reconsideration", "regulation 25 views")
REPS, REVIEW = p.When("route", ("representations",)), p.When("route", ("independent review",))
AWAY, EXTENDED = p.When("carer_elsewhere", p.YES), p.When("extended_before", p.YES)
ONCE, UNFINISHED = p.When("extended_before", ("", "no")), p.When("extension_reason", ("", "assessment not finished"))
OPEN, APART = p.When("allegation", ("open",)), p.When("separated", p.YES)
DOORS: tuple[tuple[Any, ...], ...] = (
    *((THEIRS, CARERS, AWAY), (ONE, REPS, REVIEW), (IRM, f.RECONSIDERED, REVIEW)),
    (TWICE, f.REG25, EXTENDED, UNFINISHED),
)
NOTES = (
    ("The review goes on. Book another one when the allegation is concluded.", f.REVIEWED, OPEN),
    ("The approval ends 28 days after the resignation, even if that is withdrawn.", p.given("resignation_withdrawn")),
    ("Book each of the two separately. One approval does not carry over to either of them.", APART),
    ("Invite the carers: they must be able to attend and be heard.", p.When("invited", p.NO)),
)
RULES = (
    *(p.BookingRule(check=p.Check.REFUSE, when=tuple(when), sentence=why[0], door=why[1]) for why, *when in DOORS),
    *(p.BookingRule(check=p.Check.WARN, when=tuple(when), sentence=note) for note, *when in NOTES),
)


def _clock(key: str, label: str, since: str, period: p.Period, *when: p.When, **rest: Any) -> p.Clock:
    return p.Clock(key=key, label=label, since=since, period=period, when=when, **rest)


WINDOW = p.days(28)  # calendar days after the day of the notice (IRM guidance); adoption has 40 working days
COMMENT = p.working_days(p.setting("report_days", 10, "Working days for applicants to comment on the report"))
SEEN, END, PAPERS = ("field:views_received",), ("adm_final", "adm_dropped"), ("field:irm_papers",)
SETTLED, APPROVED = ("adm_approve", REFUSED, "withdrawn"), ("adm_approve", "adm_continue", "adm_terms")
REVIEWED = ("adm_continue", "adm_terms", CHANGED, ENDED, "withdrawn")
PANELLED = ("recommend_approve", "recommend_not_approve", "recommend_not_on_brief", "withdrawn")
WEEKS, LONGER = p.weeks(16, inclusive=True), p.weeks(24, inclusive=True)  # CPPCR 24, 25: with one extension of 8 weeks
ANSWERED = ("field:route", "field:answer_date", "field:irm_notice")
NOTICE: dict[str, Any] = {"outcomes": (REFUSED, CHANGED, ENDED), "until": (*END, *ANSWERED), "then": "adm_final"}
NOTICE |= {"bars": ("adm_final",), "unless": (p.When("accepted", p.YES),)}
CLOCKS = (
    _clock("target", "Panel's aim", "field:application_date", p.months(8), f.APPROVAL, until=PANELLED, target=True),
    _clock("temporary", "Temporary approval", "field:temporary_start", WEEKS, ONCE, until=SETTLED),
    _clock("extended", "Extended approval", "field:temporary_start", LONGER, EXTENDED, UNFINISHED, until=SETTLED),
    _clock("first", "First review", "field:approval_date", p.months(12), f.FIRST, until=REVIEWED),
    _clock("yearly", "Annual review", "confirmed", p.months(12), outcomes=APPROVED, until=REVIEWED),
    _clock("views", "Comments on the report", "field:report_sent", COMMENT, until=SEEN, target=True),
    _clock("resigned", "Approval ends after resignation", "field:resignation_date", p.days(28), until=()),
    _clock("answer", "Answer to the notice", "field:notice_date", WINDOW, f.RECONSIDERED),
    _clock("papers", "Papers to the review", "field:irm_notice", p.working_days(10), until=PAPERS),  # FSR 29
    _clock("irm_back", "Decision after the review", "field:irm_back", p.days(0), until=END, then="adm_final"),
    _clock("qd_window", "Carers' time to answer", "confirmed", WINDOW, **NOTICE),
)
SEATS = p.seats(
    *("chair|Chair|independent chair", "vice_chair|Vice chair|deputy chair", "independent|Independent member"),
    *(
        "social_worker|Social worker of 3 years|social worker",
        "member|Panel member",
        "?panel_adviser|Panel adviser|fostering adviser",
    ),
    *("?medical_adviser|Medical adviser|doctor", "?legal_adviser|Legal adviser|lawyer", "?minute_taker|Minute taker"),
)
LEADERS, QUALIFIED = ("chair", "vice_chair"), ("social_worker",)
QUORUM: dict[str, Any] = {"any_of": (LEADERS, QUALIFIED), "without": (("chair", "independent"),), "people": True}
PEOPLE = p.setting("quorum_people", 5, "Members who must be there: 5, or 6 at a joint panel")
PREPARE = ("the report, with its date", "what the carers and the children say")
LATE_TO_CHAIR = p.setting("late_to_chair", False, "Whether the chair is asked about a booking after papers are due")
DRAFT = p.working_days(p.setting("draft_within_days", 3, "Working days for draft minutes"))
DECIDES: dict[str, Any] = {"title": "Agency decision maker", "natures": (p.Nature.RECOMMENDATION,)}
DECIDES |= {"may_differ": True, "not_a_member": True}
LISTED, LAWYERS = ("initials", "case_type", "presenter", "slot"), ("legal_adviser", "panel_adviser")
RESOLVED = tuple(each.key for each in OUTCOMES if each.nature in {p.Nature.RECOMMENDATION, p.Nature.ADVICE})
REST = ("defer", "withdrawn", "not_heard", "noted", "couple_separated")
PROMPTS = p.prompts(
    *("declarations|Declarations and withdrawals", "advisers|Advisers' advice", "questions|Questions and answers"),
    *("views|Views of the carers and the children", "issues|Key issues", "members|Members' views"),
)
PANEL = p.PanelType(
    key="fostering",
    name="Fostering Panel",
    prefix="FOS",
    nature=p.Nature.RECOMMENDATION,
    subject=p.Subject(noun="carer", plural="carers", born="", together=True),
    terms=p.Terms("terms.md", date(2026, 11, 23)),
    fields=f.FIELDS,
    schedule=p.NthWeekday(week=3, weekday=2, at=p.setting("meeting_time", "10:00", "When the panel starts")),
    sitting=p.sitting(60, 6),
    before=p.before(5, 15, late_to_chair=LATE_TO_CHAIR, preparation=PREPARE),
    seats=SEATS,
    quorum=p.Quorum(minimum=PEOPLE, shortfall=p.Shortfall.NO_BUSINESS, **QUORUM),
    minutes=p.MinutesForm(
        case=(*PROMPTS, *p.prompts("legal|Legal advice", part="legal")),
        must_record=((*RESOLVED, *REST),),
        only_one=((*RESOLVED, *REST),),
        wording=(p.Wording(words=("in principle", "subject to"), stops=False, sentence=FIRM),),
    ),
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(within=p.working_days(7), draft_within=DRAFT, **DECIDES),
    confidentiality=p.Confidentiality(
        shows=p.need_to_know(listed=LISTED, closed=(p.PROMPTS, "legal", "irm_said"), closed_to=LAWYERS),
        never=("never_told",),
        apart=True,
        privileged=("legal",),
        privileged_to=(*LAWYERS, "chair", "coordinator", "confirmer"),
    ),
    rules=RULES,
    clocks=CLOCKS,
    guests=p.Guests(fields=("carers_email", "presenters")),
    settings=(
        p.Setting("panel_from", "", "The first day for which the law asks for a panel, as 2027-04-01; empty: always"),
        p.Setting("panel_until", "", "The day from which it does not, as 2027-04-01; empty: it always does"),
    ),
)


USUAL_LIMIT = 3  # Children Act 1989 Schedule 7; children who are siblings of each other are not counted against it
TEMPORARY, YEAR = "The temporary approval", "The year to the first review"
LIMITS = {"temporary": TEMPORARY, "extended": TEMPORARY, "first": YEAR}
EARLIER = "An earlier panel. Ask the coordinator for an extra one."
NO_PANEL = ("On that day the law asks for no panel.", "", "The agency decision maker: send the case there directly.")
SEPARATED = ("The couple has separated. Record that, and book each of the two.",)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(
    values: Mapping[str, str],
    meeting_date: date,
    settings: Mapping[str, object],
    history: tuple[p.Earlier, ...],
    clocks: Mapping[str, date],
) -> tuple[p.Finding, ...]:
    """Keep cases inside the limits of law and of the carers' terms; send them to the ADM where no panel is needed."""
    found = [p.Finding(p.Check.REFUSE, *NO_PANEL)] if _without_panel(meeting_date, settings, history) else []
    passed = (key for key in LIMITS if clocks.get(key, meeting_date) < meeting_date)
    found += [p.Finding(p.Check.REFUSE, _ended(LIMITS[key], clocks[key]), door=EARLIER) for key in passed]
    if "answer" in clocks and values.get("answer_date", "") > clocks["answer"].isoformat():
        found.append(p.Finding(p.Check.CHAIR, "The representations are out of time. Decide if they are heard."))
    count, approved = (int(values.get(key) or 0) for key in ("children_count", "current_number"))
    if count > USUAL_LIMIT and values.get("siblings") != "yes":
        found.append(p.Finding(p.Check.FLAG, "The usual limit of 3 children is exceeded: an exemption is needed."))
    if approved and count > approved:
        found.append(p.Finding(p.Check.FLAG, "The terms of approval are exceeded: change them, or get an exemption."))
    return tuple(found)


def _ended(limit: str, last: date) -> str:
    return f"{limit} ends on {p.day_words(last)}, before this meeting."


def _without_panel(meeting: date, settings: Mapping[str, object], history: tuple[p.Earlier, ...]) -> bool:
    """Tell whether the law asks for no panel on a day; a case that began under the old rules ends under them."""
    begun, ended, day = str(settings["panel_from"]), str(settings["panel_until"]), meeting.isoformat()
    old = any(each.made.isoformat() < ended for each in history)
    return bool(day < begun or (ended and day >= ended and not old))


@hookimpl
def panel_check_outcome(outcome: str, case: Mapping[str, str]) -> tuple[str, ...]:
    """Recommend nothing for a couple that has separated: each of the two needs an assessment of their own."""
    return SEPARATED if outcome in RESOLVED and case.get("separated") == "yes" else ()
