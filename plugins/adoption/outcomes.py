"""What the panel recommends, what the agency decision maker (ADM) decides on it, and the letters that follow."""

from __future__ import annotations

from typing import Any

from core import panels as p
from plugins.adoption import fields as f

ADVISED = f.case("approval", "intercountry", "match")  # a match may have the approval in it
BRIEF, REVIEW = f.case("brief report"), f.case("approval review")
REFUSED, ENDED = "adm_not_approve_proposed", "adm_terminate_proposed"
REASONS = p.required(p.long("reasons", "reasons", "reason", "because", "why"))
ADVICE = p.long("advice", "advice", "number and age range", "advice on children", "advice on contact")
RECORD = (p.long("material", "material considered", "material"), p.long("arguments", "key arguments"))
MISSING = (*p.required(p.long("missing", "what is missing", "missing")), p.person("owner", "owner", "who"))
GRADES = p.choice("grade", "grade", ("good", "adequate", "needs work|poor"))
GRADED = (*p.required(GRADES), p.long("comment", "comment"))
SPEAK = p.working_days(p.setting("tell_within_days", 2, "Working days to tell people of a decision"))
WRITE = p.working_days(p.setting("write_within_days", 5, "Working days to write of a decision"))
PLAN, PUT = p.working_days(10), p.working_days(30)
PARENTS, FREE = (p.When("parents_told", p.YES),), (p.When("revocation_pending", ("", "no")),)


def _do(what: str, due: p.Period, *when: p.When) -> p.ActionRule:
    return p.task("presenter", what, due, when=when)


TELL = (_do("Tell the applicants in person or by phone", SPEAK), _do("See that they have it in writing", WRITE))
TELL_CHILD = (_do("Tell the child in a way that suits their age", WRITE), _do("Tell the parents", SPEAK, *PARENTS))
# ACA 2002 s24(5): no placing while an application to revoke the placement order is pending.
PLACE = (_do("Hold the placement planning meeting", PLAN), _do("Place the child as the plan says", PUT, *FREE))
RIGHTS = (
    "This is not final. You can answer it in one of two ways, but not in both.",
    "You can write to the agency and say why you do not agree. The panel then looks at your case again.",
    "Or you can ask the Independent Review Mechanism to look at your case. It is independent of the agency.",
    "Do this by {clock_qd_window}. That is 40 working days, and the day of this letter is the first of them.",
    "If you do neither, the agency may make its final decision after that day.",
)


def _recommend(key: str, names: str, case: p.When, yes: str, no: str) -> p.Outcome:
    label, *aliases = names.split("|")
    fields = (*REASONS, ADVICE)
    return p.recommendation(key, label, *aliases, fields=fields, only_when=(case,), if_confirmed=yes, if_not_agreed=no)


def _applicants(*says: str, rights: tuple[str, ...] = (), fields: tuple[str, ...] = ("reasons",)) -> p.Letter:
    whole, to = (*says, *("The reasons are: {reasons}" for _ in fields)), "field:applicants_email"
    return p.Letter(to=to, addressee="the applicants", paragraphs=whole, rights=rights, fields=fields)


def _parents(what: str) -> p.Letter:
    """Return a letter with the decision alone: nothing of the adopters or the minutes goes to the birth family."""
    says, to = (f"The agency decision maker has decided {what}.",), "field:birth_parents"
    return p.Letter(to=to, addressee="a parent or guardian", paragraphs=says, when=PARENTS)


def _decide(key: str, label: str, what: str, **rest: Any) -> p.Outcome:
    letters = (_applicants(f"The agency decision maker has decided {what}."),)
    says = {"fields": (*REASONS, *RECORD), "action": TELL, "letters": letters, "by_confirmer": True}
    return p.decision(key, label, **{**says, **rest})


def _propose(key: str, label: str, what: str) -> p.Outcome:
    """Return a qualifying determination: reasons, what the panel recommended, two ways to answer (AAR 30B(5))."""
    says = (f"The agency decision maker proposes {what}.", "The panel's recommendation was: {recommendation}.")
    return _decide(key, label, "", letters=(_applicants(*says, rights=RIGHTS),), fields=p.required(*REASONS, *RECORD))


def _placing(key: str, label: str, what: str, parents: str, *tasks: p.ActionRule) -> p.Outcome:
    """Return a decision on a child: adopters hear of a match, parents of all; reasons would tell of the child."""
    matched = (_applicants(f"The agency decision maker has decided {what}.", fields=()),) if what else ()
    action = (*(TELL if what else ()), *TELL_CHILD, *tasks)
    return _decide(key, label, what, letters=(*matched, _parents(parents)), action=action)


REBOOK, CLOSE = p.NextStep.REBOOK, p.NextStep.CLOSE
OUTCOMES = (
    _recommend("recommend_suitable", "suitable to adopt|recommend suitable", ADVISED, "adm_approve", REFUSED),
    _recommend("recommend_not_suitable", "not suitable to adopt", ADVISED, REFUSED, "adm_approve"),
    _recommend("recommend_not_on_brief", "not suitable on the brief report", BRIEF, REFUSED, "adm_full_report"),
    _recommend("request_full_report", "full report requested|full report needed", BRIEF, "adm_full_report", ""),
    _recommend("recommend_place", "should be placed for adoption|place", f.CHILD, "adm_place", "adm_not_place"),
    _recommend("recommend_not_place", "should not be placed|do not place", f.CHILD, "adm_not_place", "adm_place"),
    _recommend("recommend_match", "match recommended|recommend match|match", f.MATCH, "adm_match", "adm_not_match"),
    _recommend("recommend_not_match", "match not recommended|no match", f.MATCH, "adm_not_match", "adm_match"),
    _recommend("recommend_continue", "still suitable|continue approval", REVIEW, "adm_continue", ENDED),
    _recommend("recommend_terminate", "no longer suitable|terminate", REVIEW, ENDED, "adm_continue"),
    _recommend("reconsidered_suitable", "suitable after reconsideration", f.RECONSIDERED, "adm_dropped", "adm_final"),
    _recommend("reconsidered_not", "not suitable after reconsideration", f.RECONSIDERED, "adm_final", "adm_dropped"),
    *(
        p.advice(f"advice_{key}", f"advice on {about}", fields=p.required(ADVICE), only_when=(f.MATCH,))
        for key, about in (("support", "support"), ("contact", "contact"), ("pr", "limits on parental responsibility"))
    ),
    p.tracking(
        *("defer", "deferred", "defer", "adjourned"),
        fields=(*MISSING, p.day("next_date", "next panel date", "next panel")),
        action=p.task("field:owner", "Get what is missing before the case comes back", PLAN),
        next_step=REBOOK,
        rebook=p.Rebook(on="next_date"),
    ),
    p.tracking("withdrawn", "withdrawn", fields=(p.text("by", "by whom"), p.day("on", "on")), next_step=CLOSE),
    p.tracking("not_heard", "not heard", "presenter absent", when_absent=True, next_step=REBOOK),
    p.tracking("noted", "noted", only_when=(f.case("information"),), next_step=CLOSE),
    p.learning("report_quality_feedback", "feedback on the report", "report quality", fields=GRADED),
    _decide("adm_approve", "approved as suitable to adopt", "that you are suitable to adopt"),
    _decide("adm_full_report", "full report to be made", "that a full report is needed"),
    _propose(REFUSED, "proposal not to approve", "not to approve you as suitable to adopt"),
    _propose(ENDED, "proposal to end approval", "to end your approval as suitable to adopt"),
    _decide("adm_continue", "approval goes on", "that you are still suitable to adopt"),
    _decide(
        "adm_final",
        "final: the proposal stands",
        "that its proposal stands. This is final",
        if_not_agreed="adm_dropped",
    ),
    _decide("adm_dropped", "final: suitable to adopt after all", "that you are suitable to adopt. This is final"),
    _placing("adm_place", "plan for adoption agreed", "", "that your child should be placed for adoption"),
    _placing("adm_not_place", "plan for adoption not agreed", "", "that your child should not be placed for adoption"),
    _placing("adm_match", "match approved", "to approve the match", "to approve the match of your child", *PLACE),
    _placing("adm_not_match", "match not approved", "not to approve the match", "against the match of your child"),
)
