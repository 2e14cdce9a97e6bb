"""What the panel recommends, what the fostering service's decision maker (ADM) decides on it, and the letters."""

from __future__ import annotations

from typing import Any

from core import panels as p
from plugins.fostering import fields as f

BRIEF, EXEMPT, RESIGNED = f.case("brief report"), f.case("exemption advice"), f.case("resignation")
REFUSED, CHANGED, ENDED = "adm_qd_not_approve", "adm_qd_terms", "adm_qd_terminate"
MORE = "adm_further"  # against a review's recommendation no single decision follows: the case comes back
REASONS = p.required(p.long("reasons", "reasons", "reason", "because", "why"))
RECORD = (p.long("material", "material considered", "material"), p.long("arguments", "key arguments"))
TERMS = (
    *p.required(p.number("number", "number of children", "number"), p.text("ages", "age range", "ages", "aged")),
    *(p.text("gender", "gender"), p.text("category", "category"), p.text("named_child", "named child")),
)
CONCERN = p.required(p.yes_no("concern", "standards of care concern", "concern"))
NEW = (*TERMS, *CONCERN)
GRADES = p.choice("grade", "grade", ("good", "adequate", "needs work|poor"))
GRADED = (*p.required(GRADES), p.long("comment", "comment"))
MISSING = (*p.required(p.long("missing", "what is missing", "missing")), p.person("owner", "owner", "who"))
SPEAK, WRITE, LATER = p.working_days(2), p.working_days(5), p.working_days(10)  # minimum standard 14: 2, and 5


def _do(what: str, due: p.Period) -> p.ActionRule:
    return p.task("presenter", what, due)


TELL = (_do("Tell the carers in person or by phone", SPEAK), _do("See that they have it in writing", WRITE))
REGISTER = (*TELL, _do("Bring the register and the carer agreement up to date", WRITE))
COUNCILS = (*REGISTER, _do("Tell the councils of the children placed and of the carers' area", WRITE))
RIGHTS = (
    "This is not final. You can answer it in one of two ways, but not in both.",
    "You can write to the fostering service and say why you do not agree. The panel then looks at your case again.",
    "Or you can ask the Independent Review Mechanism to look at your case. It is independent of the service.",
    "Do this by the end of {clock_qd_window}. That is 28 days after the day of this letter, weekends included.",
    "If you do neither, the service may make its final decision after that day.",
)
CATEGORY, NAMED = "Category: {category}.", "For this child alone: {named_child}."
APPROVES = ("This is for {number} children, aged {ages}.", CATEGORY, NAMED)


def _recommend(key: str, names: str, case: p.When, yes: str, no: str, *more: p.Field) -> p.Outcome:
    label, *aliases = names.split("|")
    fields = (*more, *REASONS)
    return p.recommendation(key, label, *aliases, fields=fields, only_when=(case,), if_confirmed=yes, if_not_agreed=no)


def _carers(*says: str, rights: tuple[str, ...] = (), fields: tuple[str, ...] = ()) -> p.Letter:
    whole, to = (*says, "The reasons are: {reasons}"), "field:carers_email"
    keys = ("reasons", *fields)
    return p.Letter(to=to, addressee="the carers", paragraphs=whole, rights=rights, fields=keys)


def _decide(key: str, label: str, what: str, **rest: Any) -> p.Outcome:
    letters = (_carers(f"The decision maker of the fostering service has decided {what}."),)
    says = {"fields": (*REASONS, *RECORD), "action": TELL, "letters": letters, "by_confirmer": True}
    return p.decision(key, label, **{**says, **rest})


def _propose(key: str, label: str, what: str) -> p.Outcome:
    """Return a qualifying determination: reasons, what the panel recommended, two ways to answer (FSR 27, 28)."""
    says = (f"The decision maker proposes {what}.", "The panel's recommendation was: {recommendation}.")
    return _decide(key, label, "", letters=(_carers(*says, rights=RIGHTS),), fields=p.required(*REASONS, *RECORD))


def _advise(key: str, label: str, case: p.When, about: p.Field, task: p.ActionRule) -> p.Outcome:
    return p.advice(key, label, fields=(*p.required(about), *REASONS), only_when=(case,), action=task)


def _terms(key: str, label: str, what: str, action: tuple[p.ActionRule, ...]) -> p.Outcome:
    says = (f"The decision maker of the fostering service has decided {what}.", *APPROVES)
    letters = (_carers(*says, fields=("number", "ages", "category", "named_child")),)
    return _decide(key, label, "", letters=letters, fields=(*TERMS, *REASONS, *RECORD), action=action)


MATCHED = "The decision maker of the fostering service has agreed the long-term match."
PLACEMENT = (*TELL, _do("Write the placement plan for the long-term placement", LATER))
FINAL = "that its proposal stands. This is final"
PARENTS = p.Letter(
    to="field:birth_parents",
    addressee="a parent or guardian",
    paragraphs=("The fostering service has agreed a long-term foster home for your child.",),
    when=(p.given("birth_parents"),),
)
NOMINATED = _do("Give the panel's view to the nominated officer, who decides", SPEAK)
EXEMPTING = _do("Ask the council for the carers' area to decide on the exemption", SPEAK)
SPLIT = _do("Book each of the two separately, with an assessment of their own", LATER)
REBOOK, CLOSE = p.NextStep.REBOOK, p.NextStep.CLOSE
OUTCOMES = (
    _recommend("recommend_approve", "suitable to foster|approve", f.APPROVAL, "adm_approve", REFUSED, *TERMS),
    _recommend("recommend_not_approve", "not suitable to foster|do not approve", f.APPROVAL, REFUSED, "adm_approve"),
    _recommend("recommend_not_on_brief", "not suitable on the brief report", BRIEF, REFUSED, "adm_full_report"),
    _recommend("request_further_report", "further report requested", BRIEF, "adm_full_report", ""),
    _recommend("recommend_continue", "approval to continue|continue", f.REVIEWED, "adm_continue", MORE, *CONCERN),
    _recommend("recommend_agreed_terms", "terms to change, carers agree", f.REVIEWED, "adm_terms", MORE, *NEW),
    _recommend("recommend_change_terms", "terms to change|change terms", f.REVIEWED, CHANGED, MORE, *NEW),
    _recommend("recommend_terminate", "approval to end|terminate", f.REVIEWED, ENDED, MORE, *CONCERN),
    _recommend("reconsidered_for", "in favour after reconsideration", f.RECONSIDERED, "adm_dropped", "adm_final"),
    _recommend("reconsidered_against", "against after reconsideration", f.RECONSIDERED, "adm_final", "adm_dropped"),
    _recommend("recommend_long_term_match", "long-term match recommended|match", f.MATCH, "adm_match", "adm_no_match"),
    _recommend("recommend_no_match", "long-term match not recommended|no match", f.MATCH, "adm_no_match", "adm_match"),
    _advise("view_on_reg25_extension", "view on the extension", f.REG25, p.yes_no("support", "support"), NOMINATED),
    _advise("advice_exemption", "advice on exemption", EXEMPT, p.number("number", "number of children"), EXEMPTING),
    p.tracking(
        *("defer", "deferred", "defer", "adjourned"),
        fields=(*MISSING, p.day("next_date", "next panel date", "next panel")),
        action=p.task("field:owner", "Get what is missing before the case comes back", LATER),
        next_step=REBOOK,
        rebook=p.Rebook(on="next_date"),
    ),
    p.tracking("noted", "noted", "resignation noted", only_when=(RESIGNED,), next_step=CLOSE),
    p.tracking("withdrawn", "withdrawn", fields=(p.text("by", "by whom"), p.day("on", "on")), next_step=CLOSE),
    p.tracking("not_heard", "not heard", "presenter absent", when_absent=True, next_step=REBOOK),
    p.tracking("couple_separated", "couple has separated", "separated", action=SPLIT, next_step=CLOSE),
    p.learning("report_quality_feedback", "feedback on the report", "report quality", fields=GRADED),
    _terms("adm_approve", "approved as suitable to foster", "that you are suitable to foster", REGISTER),
    _decide("adm_full_report", "full report to be made", "that a full report is needed"),
    _propose(REFUSED, "proposal not to approve", "not to approve you as suitable to foster"),
    _propose(CHANGED, "proposal to change the terms", "to change the terms of your approval"),
    _propose(ENDED, "proposal to end approval", "to end your approval as suitable to foster"),
    _decide("adm_continue", "approval goes on", "that your approval goes on"),
    _decide(MORE, "further work before a decision", "", letters=(), action=(), next_step=REBOOK),
    _terms("adm_terms", "terms changed as agreed", "to change the terms of your approval, as you agreed", COUNCILS),
    _decide("adm_final", "final: the proposal stands", FINAL, action=COUNCILS, if_not_agreed="adm_dropped"),
    _decide(
        "adm_dropped", "final: the proposal is dropped", "that its proposal is dropped. This is final", action=REGISTER
    ),
    _decide("adm_match", "long-term match agreed", "", letters=(_carers(MATCHED), PARENTS), action=PLACEMENT),
    _decide("adm_no_match", "long-term match not agreed", "that the long-term match does not go ahead"),
)
