"""A small panel that keeps its contract, for tests to spoil."""

from __future__ import annotations

from datetime import date

from core import panels as p

TERMS = "whole"

GOOD = p.PanelType(
    key="harbour",
    name="Harbour Panel",
    prefix="HAR",
    nature=p.Nature.ADVICE,
    subject=p.Subject(noun="young person", plural="young people", number=""),
    terms=p.Terms("terms.md", date(2026, 11, 28)),
    fields=(
        p.name("name", "Name", "young person"),
        *p.required(p.choice("berth", "Berth", ("north quay|NQ", "south quay|SQ"), "where")),
        *p.asked(p.day("date_of_birth", "Date of birth", "DOB")),
        *p.restricted(p.long("others", "Other people", "people of concern")),
    ),
    schedule=p.NthWeekday(week=2, weekday=2, at="10:00"),
    seats=(p.CHAIR, *p.seats("police|Harbour police|police", "health|Health|nurse")),
    quorum=p.Quorum(minimum=2, must=("chair",)),
    outcomes=(
        p.advice("shelter", "shelter advised", fields=p.required(p.text("place", "place", "where"))),
        p.tracking("review", "review at the next meeting", "review", next_step=p.NextStep.REBOOK),
    ),
    confirmation=p.Confirmation(natures=()),
    confidentiality=p.Confidentiality(shows=p.need_to_know(listed=("name", "date_of_birth", "berth", "slot"))),
)
