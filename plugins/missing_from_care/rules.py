"""What the panel's law and practice say about one case. Pure: stored values in, sentences out.

Sources: Child Abduction Act 1984 s.2 and Children Act 1989 ss.49 and 50 (who a warning notice or a recovery order can
protect); statutory guidance on missing children (2014, return home interview within 72 hours).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core.panels import age_on

ADULT = 18
SIXTEEN = 16

UNDER_SECTION_49 = frozenset(
    {"care order s.31", "interim care order s.38", "EPO s.44", "police protection s.46"},
)
"""The children to whom s.49 of the Children Act 1989 applies: in care, under an EPO, or in police protection."""

_UNKNOWN = {"", "not known"}


def birth_date(text: str) -> date | None:
    """Read a stored date of birth; None when it is not there or not a date."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def age_flags(values: Mapping[str, str], meeting_date: date, upper_age: int) -> tuple[str, ...]:
    """Return a flag when somebody is too old for the panel on the day it meets (the panel is for children)."""
    born = birth_date(values.get("date_of_birth", ""))
    if born is None or age_on(born, meeting_date) < upper_age:
        return ()
    return (
        f"This young person is {upper_age} or older on the day of the panel, so should not be heard unless you agree.",
    )


def warning_notice(values: Mapping[str, str], case: Mapping[str, str], day: date) -> tuple[str, ...]:
    """Return why a child abduction warning notice cannot protect this child; empty when it can.

    Under 16 always; at 16 and 17 only where s.49 applies. A child accommodated by agreement (s.20) is not covered then.
    """
    status, born = _status(values, case), birth_date(case.get("date_of_birth", ""))
    age = None if born is None else age_on(born, day)
    if age is not None and age >= ADULT:
        return ("A child abduction warning notice protects children under 18, and this young person is 18 or older.",)
    # Each of these orders ends at 18 at the latest, so it settles the matter without a date of birth.
    if status in UNDER_SECTION_49 or (age is not None and age < SIXTEEN):
        return ()
    lacking = _lacking(status, known_age=age is not None, needed_for="whether a warning notice can be used")
    if lacking:
        return lacking
    why = (
        "A child abduction warning notice covers a child of 16 or 17 only under a care order, an interim care order, "
        f"an emergency protection order or in police protection. This child's legal status is: {status}."
    )
    return (why,)


def recovery_order(values: Mapping[str, str], case: Mapping[str, str], day: date) -> tuple[str, ...]:
    """Return why a court could not make a recovery order for this child (s.50); empty when it could, at any age."""
    status, born = _status(values, case), birth_date(case.get("date_of_birth", ""))
    if born is not None and age_on(born, day) >= ADULT:
        return ("A recovery order is for a child under 18, and this young person is 18 or older.",)
    if status in UNDER_SECTION_49:
        return ()
    lacking = _lacking(status, known_age=True, needed_for="whether a recovery order can be sought")
    if lacking:
        return lacking
    why = (
        "A recovery order can be made only for a child under a care order, an interim care order, an emergency "
        f"protection order or in police protection. This child's legal status is: {status}."
    )
    return (why,)


def _status(values: Mapping[str, str], case: Mapping[str, str]) -> str:
    """Return the legal status: what the outcome says of it is newer than what the booking said."""
    return values.get("legal_status", "").strip() or case.get("legal_status", "").strip()


def _lacking(status: str, *, known_age: bool, needed_for: str) -> tuple[str, ...]:
    facts = (("date of birth", known_age), ("legal status", status not in _UNKNOWN))
    return tuple(f"The child's {fact} is not known. It decides {needed_for}." for fact, known in facts if not known)


def agenda_rank(values: Mapping[str, str]) -> int:
    """Return where an item stands on the agenda: currently missing, then high risk, then the others."""
    if values.get("currently_missing") == "yes":
        return 0
    return 1 if values.get("risk_level") == "high" or values.get("reason") in {"high risk", "both"} else 2


def often_missing(values: Mapping[str, str], episodes: int, days: int) -> bool:
    """Tell whether the booking's own count reaches what the panel calls frequent.

    The booking counts the last 90 days, so nothing can be said of a panel that looks at another length of time.
    """
    count = values.get("episodes_90_days", "")
    return days == 90 and count.isdigit() and int(count) >= episodes  # noqa: PLR2004 - the field's own 90 days


RECORD_IT = "Record the decision on the child's record."
NEXT_STEPS: Mapping[str, tuple[str, ...]] = {
    "safety_plan_agreed": ("Write up the safety plan and share it with the carer and the police.", RECORD_IT),
    "safety_plan_changed": ("Write up the changed safety plan and share it with the carer and the police.", RECORD_IT),
    "warning_notice_sought": (
        "Ask whoever holds parental responsibility, or the authority, for the statement the police need.",
        "The police decide whether to serve the notice.",
    ),
    "recovery_order_advice": ("Give legal services the facts today.", "Only a court can make the order."),
    "recovery_order_apply": ("Give legal services your instructions today.", "Only a court can make the order."),
    "collection_order_advice": ("Give legal services the facts today.", "Only the High Court can make the order."),
    "placement_review": ("Tell the independent reviewing officer that the panel asked for a review.",),
    "strategy_discussion": (
        "Hold the strategy discussion under the missing procedures. It does not wait for this panel.",
        "If the child is in immediate danger, call 999 and hold it today.",
    ),
    "refer_to_panel": ("Book the child with that panel. This panel does not do it for you.",),
    "return_interview": (
        "Offer the return home interview, and complete it, within 72 hours of the child's return. Weekends count.",
        "Somebody independent of the child's care carries it out. A police prevention interview does not replace it.",
    ),
    "keep_on_next_panel": (
        "The child is booked into the next panel. Reply to withdraw if that is not needed any more.",
    ),
    "not_presented": ("The child is booked into the next panel. Come to present the case, or send somebody who can.",),
}
"""What the case worker does after an outcome, beyond its own action."""
