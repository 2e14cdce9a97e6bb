"""A made-up panel about adults, with the labels that are hard to read: long, alike, with marks or a label inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.panels import (
    PanelType,
    Subject,
    Terms,
    choice,
    choices,
    day,
    long,
    name,
    number,
    people,
    person,
    reference,
    text,
    yes_no,
)
from plugins.missing_from_care import PANEL

WIDE: PanelType = replace(
    PANEL,
    key="wide",
    name="Wide Risk Conference",
    short_name="WIDE",
    prefix="WID",
    subject=Subject(noun="victim", plural="victims", born="victim_born", number="case_number"),
    terms=Terms("terms.md", date(2026, 1, 1)),
    fields=(
        name("name", "Victim's name", "victim", "name of victim"),
        day("victim_born", "Victim's date of birth", "victim's DOB", "DOB"),
        reference("case_number", "Case number", "ref"),
        text("harmer", "Perpetrator's name", "perpetrator", "name of perpetrator"),
        day("harmer_born", "Perpetrator's date of birth", "perpetrator's DOB"),
        text("victim_address", "Address (victim)", "victim's address"),
        text("harmer_address", "Address (perpetrator)", "perpetrator's address"),
        long("children", "Children in the household", "children"),
        yes_no("aware", "Has the victim been told of this referral, and does she or he agree with it", "victim aware"),
        yes_no("safe", "Is it safe to call?", "safe to call"),
        number("incidents", "Police: incidents in the last 12 months", "incidents"),
        yes_no("privacy", "Privacy notice given", "privacy notice"),
        choices(
            "criteria",
            "Criteria (tick all that apply)",
            ("visible high risk", "professional judgement", "escalation", "repeat", "drugs, alcohol or both"),
            "criteria",
            "grounds",
        ),
        choice("tool", "Risk tool", ("DASH", "DARA", "other"), "tool"),
        people("attending", "Attending", "who will attend", "professionals"),
        person("advocate", "Advocate", "IDVA"),
        long("worries", "What we are worried about", "worries"),
    ),
)
