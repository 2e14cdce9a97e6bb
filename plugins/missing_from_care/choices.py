"""The values of choices, with the other ways people write them."""

from __future__ import annotations

from core.panels import Choice

LEGAL_STATUS = (
    Choice("at home", ("home", "living at home", "not looked after")),
    Choice(
        "s.20",
        (
            "section 20",
            "s20",
            "s 20",
            "accommodated",
            "voluntary accommodation",
            "accommodated by agreement",
            "vol accom",
        ),
    ),
    Choice("interim care order s.38", ("interim care order", "ICO", "s.38", "s38", "section 38", "interim")),
    Choice("care order s.31", ("care order", "full care order", "FCO", "CO", "s.31", "s31", "section 31")),
    Choice(
        "EPO s.44",
        ("EPO", "emergency protection order", "emergency protection order s.44", "s.44", "s44", "section 44"),
    ),
    Choice(
        "police protection s.46",
        ("police protection", "PP", "PPO", "powers of police protection", "s.46", "s46", "section 46"),
    ),
    Choice("remand", ("on remand", "remanded", "LASPO", "youth detention accommodation", "YDA")),
    Choice(
        "UASC s.20",
        (
            "UASC",
            "unaccompanied",
            "unaccompanied minor",
            "unaccompanied asylum seeking child",
            "asylum seeking",
            "UASC s20",
        ),
    ),
    Choice("other", ("something else",)),
    Choice("not known", ("unknown", "don't know", "not sure", "n/k", "nk")),
)

RISK = (
    Choice("very low", ("no apparent risk", "very low risk", "very low / no apparent risk", "absent")),
    Choice("low", ("low risk", "standard")),
    Choice("medium", ("medium risk", "med")),
    Choice("high", ("high risk",)),
    Choice("not known", ("unknown", "not sure", "n/k", "nk")),
)

REASON = (
    Choice("high risk", ("high",)),
    Choice(
        "frequently missing",
        ("frequent", "frequently", "often missing", "repeat missing", "repeatedly missing", "regularly missing"),
    ),
    Choice("both", ("high risk and frequently missing", "both of these", "frequently missing and high risk")),
    Choice("not stated", ("none", "not given", "unknown", "n/k")),
)

INTERVIEW = (
    Choice("offered", ("rhi offered", "arranged", "booked")),
    Choice("completed", ("done", "complete", "held", "carried out")),
    Choice("declined", ("refused", "child declined", "not wanted")),
    Choice("overdue", ("late", "not done", "outstanding")),
    Choice("not due", ("none", "n/a", "not needed", "not applicable", "still missing")),
)

PHILOMENA = (
    Choice("yes", ("y", "in place", "done", "completed")),
    Choice("no", ("n", "not in place", "not done", "none")),
    Choice("not known", ("unknown", "not sure", "n/k", "nk")),
)
