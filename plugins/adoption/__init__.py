"""The Adoption Panel: it recommends on suitability, on a child's plan where that is lawful, and on a match.

Sources: Adoption Agencies Regulations 2005 (AAR), Adoption and Children Act 2002 (ACA), minimum standard 17. What the
dossier could not confirm is a setting. The decision maker (ADM) decides, and has not sat on the panel (AAR 30B(3)).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core import panels as p
from core.hookspecs import hookimpl
from plugins.adoption import fields as f
from plugins.adoption.outcomes import ENDED, OUTCOMES, REFUSED

Others = tuple[tuple[str, Mapping[str, str]], ...]
ADM = ("The panel may not consider this plan.", "The agency decision maker: send the case there directly.")
THEIRS = ("Another agency approves these adopters.", "The panel and the decision maker of that agency.")
IRM = ("An independent review is not heard by this panel.", "The Independent Review Mechanism.")
FIRM = "A recommendation is firm, without conditions. Defer the case when something is missing."
ONE = ("Representations and an independent review exclude each other. Choose one.", "")
NO_CONSENT = p.When("legal_status", ("section 20", "interim care order", "care order", "placement order", "none"))
ADOPTERS = f.case("approval", "brief report", "approval review", "reconsideration", "intercountry")
PENDING, UNINVITED = p.When("revocation_pending", p.YES), p.When("applicants_invited", p.NO)
REPS, REVIEW = p.When("route", ("representations",)), p.When("route", ("independent review",))
AWAY, PLAN_TOO, APPROVAL_TOO = (p.When(key, p.YES) for key in ("adopters_elsewhere", "plan_too", "approval_too"))
DOORS: tuple[
    tuple[Any, ...], ...
] = (  # SI 2012/1410: with a court route, or with no parent to consent, no plan may be referred to a panel
    *((ADM, f.PLAN, p.When(key, p.YES)) for key in ("placement_order_route", "threshold_met")),
    *((ADM, f.PLAN, NO_CONSENT), (ADM, f.MATCH, PLAN_TOO, NO_CONSENT), (ONE, REPS, REVIEW)),
    *((THEIRS, ADOPTERS, AWAY), (THEIRS, APPROVAL_TOO, AWAY), (IRM, f.RECONSIDERED, REVIEW)),
)
NOTES = (
    ("The panel may recommend a match. The child must not be placed before legal services agree.", PENDING),
    ("Book each sibling separately: each has a decision and letters of their own.", f.CHILD, p.given("siblings")),
    ("Invite the applicants: without that the panel cannot recommend on suitability.", UNINVITED),
    ("The author may not write this report. Say who else can.", p.When("author_qualified", p.NO)),
)
RULES = (
    *(p.BookingRule(check=p.Check.REFUSE, when=tuple(when), sentence=why[0], door=why[1]) for why, *when in DOORS),
    *(p.BookingRule(check=p.Check.WARN, when=tuple(when), sentence=note) for note, *when in NOTES),
)


def _clock(key: str, label: str, since: str, period: p.Period, *when: p.When, **rest: Any) -> p.Clock:
    return p.Clock(key=key, label=label, since=since, period=period, when=when, **rest)


WINDOW = p.working_days(40, inclusive=True)  # AAR 30B(5): beginning with the date the notice was sent
BABY = p.local("baby_months", 3, p.Unit.MONTHS, "Months to match a child who was under 6 months at the request")
PLAN = p.local("plan_months", 2, p.Unit.MONTHS, "Months from the review that set the plan to the panel")
YEAR = p.local("review_months", 12, p.Unit.MONTHS, "Months to the review of an approval")
REPORT = p.local("report_days", 5, p.Unit.WORKING_DAYS, "Working days to comment on the adopters' report")
MATCHING = p.local("match_report_days", 10, p.Unit.WORKING_DAYS, "Working days to comment on the placement report")
PAPERS = p.local("irm_days", 10, p.Unit.WORKING_DAYS, "Working days to send papers to the independent review")
YOUNG = p.When("baby_request", p.YES)
SEEN, END, APPROVED = ("field:views_received",), ("adm_final", "adm_dropped"), ("adm_approve", "adm_continue")
DECIDED, MATCHED = ("adm_approve", REFUSED, "withdrawn"), ("recommend_match", "recommend_not_match", "withdrawn")
PLANNED, REVIEWED = ("recommend_place", "recommend_not_place", "withdrawn"), (ENDED, "adm_final", "withdrawn")
ANSWERED = ("field:route", "field:answer_date", "field:irm_notice")
NOTICE: dict[str, Any] = {"outcomes": (REFUSED, ENDED), "until": (*END, *ANSWERED), "then": "adm_final"}
NOTICE |= {"bars": ("adm_final",), "unless": (p.When("accepted", p.YES),)}  # unconfirmed: accepting ends the window
CLOCKS = (
    _clock("decision", "Decision on suitability", "field:stage2_start", p.months(4), f.APPROVAL, until=DECIDED),
    _clock("match", "Match with adopters", "field:adm_child_date", p.months(6), f.MATCH, until=MATCHED, bounds=True),
    _clock("baby", "Match of a young baby", "field:adm_child_date", BABY, f.MATCH, YOUNG, until=MATCHED, target=True),
    _clock("plan", "Child's plan to panel", "field:lac_review_date", PLAN, f.PLAN, until=PLANNED, target=True),
    _clock("views", "Comments on adopters' report", "field:report_sent", REPORT, f.APPROVAL, until=SEEN, target=True),
    _clock("match_views", "Comments on the match", "field:report_sent", MATCHING, f.MATCH, until=SEEN, target=True),
    _clock("answer", "Answer to the notice", "field:notice_date", WINDOW, f.RECONSIDERED),
    _clock("papers", "Papers to the independent review", "field:irm_notice", PAPERS, until=("field:irm_papers",)),
    _clock("irm_back", "Decision after the review", "field:irm_back", p.days(0), until=END, then="adm_final"),
    _clock("yearly", "Review of the approval", "confirmed", YEAR, outcomes=APPROVED, until=REVIEWED, target=True),
    _clock("qd_window", "Applicants' time to answer", "confirmed", WINDOW, **NOTICE),
)
SEATS = p.seats(
    *("chair|Chair|independent chair", "vice_chair|Vice chair|deputy chair", "independent|Independent member"),
    *(
        "social_worker|Social worker of 3 years|social worker",
        "member|Panel member",
        "?agency_adviser|Agency adviser|panel adviser",
    ),
    *("?medical_adviser|Medical adviser|doctor", "?legal_adviser|Legal adviser|lawyer", "?minute_taker|Minute taker"),
)
SUITABLE, PLANS = ("recommend_suitable", "recommend_not_suitable"), ("recommend_place", "recommend_not_place")
MATCHES, REST = ("recommend_match", "recommend_not_match"), ("defer", "withdrawn", "not_heard", "noted")
RESOLVED = tuple(each.key for each in OUTCOMES if each.nature is p.Nature.RECOMMENDATION)
SINGLE = tuple(each for each in RESOLVED if each not in (*SUITABLE, *PLANS, *MATCHES))
PROMPTS = p.prompts(
    *("declarations|Declarations and withdrawals", "advisers|Advisers' advice", "questions|Questions and answers"),
    *("views|Views of the child and the applicants", "concerns|Strengths and concerns", "members|Members' views"),
    *("minority|Minority view", "timing|Timescales"),
)
LEADERS, QUALIFIED = ("chair", "vice_chair"), ("social_worker",)
QUORUM: dict[str, Any] = {"any_of": (LEADERS, QUALIFIED), "without": (("chair", "independent"),), "people": True}
PEOPLE = p.setting("quorum_people", 5, "Members who must be there: 5, or 6 at a joint panel")
MINUTES = p.MinutesForm(
    case=(*PROMPTS, *p.prompts("legal|Legal advice", part="legal")),
    must_record=((*RESOLVED, *REST),),
    only_one=tuple((*group, *REST) for group in (SUITABLE, PLANS, MATCHES, SINGLE)),
    wording=(p.Wording(words=("in principle", "subject to", "conditional on"), stops=False, sentence=FIRM),),
)
PREPARE = ("the reports, with their dates", "what the applicants and the child say")
LATE_TO_CHAIR = p.setting("late_to_chair", False, "Whether the chair is asked about a booking after papers are due")
DRAFT = p.working_days(p.setting("draft_within_days", 3, "Working days for draft minutes"))
DECIDES: dict[str, Any] = {"title": "Agency decision maker", "natures": (p.Nature.RECOMMENDATION,)}
DECIDES |= {"may_differ": True, "not_a_member": True}  # AAR 30B(3)
LISTED, LAWYERS = ("initials", "case_type", "presenter", "slot"), ("legal_adviser", "agency_adviser")
PANEL = p.PanelType(
    key="adoption",
    name="Adoption Panel",
    prefix="ADO",
    nature=p.Nature.RECOMMENDATION,
    subject=p.Subject(noun="person", plural="people", together=True),
    terms=p.Terms("terms.md", date(2026, 11, 23)),
    fields=f.FIELDS,
    schedule=p.NthWeekday(week=2, weekday=3, at=p.setting("meeting_time", "10:00", "When the panel starts")),
    sitting=p.sitting(60, 6),
    before=p.before(5, 15, late_to_chair=LATE_TO_CHAIR, preparation=PREPARE),
    seats=SEATS,
    quorum=p.Quorum(minimum=PEOPLE, shortfall=p.Shortfall.NO_BUSINESS, **QUORUM),
    minutes=MINUTES,
    outcomes=OUTCOMES,
    confirmation=p.Confirmation(within=p.working_days(7), draft_within=DRAFT, **DECIDES),
    confidentiality=p.Confidentiality(
        marking=p.setting("marking", "OFFICIAL-SENSITIVE: adoption, confidential", "The marking of every message"),
        shows=p.need_to_know(listed=LISTED, closed=(p.PROMPTS, "legal", "irm_said"), closed_to=LAWYERS),
        keep_lists_months=p.setting("keep_lists_months", 1, "Months that working copies are kept"),
        never=("never_told",),
        apart=True,
        privileged=("legal",),
        privileged_to=(*LAWYERS, "chair", "coordinator", "confirmer"),
    ),
    rules=RULES,
    clocks=CLOCKS,
    guests=p.Guests(fields=("applicants_email", "presenters")),
    settings=(p.Setting("health_first", True, "The adopters' health report comes before a recommendation"),),
)


NOT_SUITED = "Record first that the adopters are suitable. If they are not, the match falls away."
UNHEALTHY = "The adopters' health is not known. Add their medical date to the booking, or defer the case."
LATE = (p.Finding(p.Check.ASK, "The time limit ends before this meeting. Say why it is late.", "delay_reason"),)
MISSED = (p.Finding(p.Check.CHAIR, "The representations are out of time. Decide if the panel looks at them."),)


@hookimpl
def panel_type() -> p.PanelType:
    """Return the declaration."""
    return PANEL


@hookimpl
def panel_check_booking(
    values: Mapping[str, str], meeting_date: date, clocks: Mapping[str, date]
) -> tuple[p.Finding, ...]:
    """Ask why a case comes late (AAR 30B(2)), and let the chair decide on representations out of time."""
    late = any(clocks.get(key, meeting_date) < meeting_date for key in ("decision", "match"))
    missed = "answer" in clocks and values.get("answer_date", "") > clocks["answer"].isoformat()
    return (*LATE[: late and not values.get("delay_reason")], *MISSED[:missed])


@hookimpl
def panel_check_outcome(
    outcome: str, case: Mapping[str, str], settings: Mapping[str, object], others: Others
) -> tuple[str, ...]:
    """Recommend on approval, plan and match in that order (AAR 32(5)), and after inviting the applicants."""
    there, match = {key for key, _ in others}, f.MATCH.holds(case)
    approval, plan = APPROVAL_TOO.holds(case), PLAN_TOO.holds(case)
    suited, matched = outcome in SUITABLE, outcome == "recommend_match"
    healthy = case.get("adopter_medical") or not settings["health_first"]
    faults = {
        "There is no approval in this item. Book it as one.": suited and match and not approval,
        "There is no child's plan in this item. Book it as one.": outcome in PLANS and match and not plan,
        NOT_SUITED: matched and approval and "recommend_suitable" not in there,
        "Record first that the child should be placed.": matched and plan and "recommend_place" not in there,
        "The applicants were not invited. Defer the case.": suited and UNINVITED.holds(case),
        UNHEALTHY: outcome == "recommend_suitable" and not healthy,
    }
    return tuple(sentence for sentence, stands in faults.items() if stands)
