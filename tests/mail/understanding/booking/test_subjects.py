"""Who is to be discussed where that is no child: a family, a couple, a victim, an offender, a case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.panels import PanelType, Subject, name, people, text
from mail.understanding.booking import read_amendment
from plugins.missing_from_care import PANEL as MISSING
from tests.mail.understanding.every_panel import TODAY, read, subjects
from tests.mail.understanding.wide_panel import WIDE


def panel(
    noun: str, plural: str, called: str, short: str, *, one_word: bool = False, together: bool = False
) -> PanelType:
    return replace(
        WIDE,
        name=called,
        short_name=short,
        key=short.lower().replace(" ", "_"),
        subject=Subject(noun=noun, plural=plural, born="victim_born", one_word=one_word, together=together),
        fields=(name("name", "Name"), *WIDE.fields[1:3], text("reason", "Reason"), people("children", "Children")),
    )


FAMILY = panel("family", "families", "Early Help Allocation Meeting", "Early help meeting", one_word=True)
CASE = panel("case", "cases", "Care Case Update Meeting", "Care case update", one_word=True)
COUPLE = panel("person", "people", "Adoption Panel", "Adoption", together=True)
APPLICANTS = panel("applicants", "applicants", "Fostering Panel", "Fostering panel", together=True)
VICTIM = panel("victim", "victims", "Multi Agency Risk Assessment Conference", "MARAC")
OFFENDER = panel("offender", "offenders", "Multi-Agency Public Protection Arrangements", "MAPPA")
CHANNEL = panel("person", "people", "Channel Panel", "Channel")
EVERY = {each.short_name: each for each in (FAMILY, CASE, COUPLE, APPLICANTS, VICTIM, OFFENDER, CHANNEL, MISSING)}


def names(where: PanelType, text: str, subject: str = "") -> list[str]:
    found = read(where, f"Hi\n\n{text}\n\nThanks\nPriya", subject=subject)
    return [each["name"] for each in subjects(found)] if "name" not in found.book.unclear else ["?"]


@pytest.mark.parametrize(
    ("where", "text", "who"),
    [
        (FAMILY, "Please book the Example family.", ["Example"]),
        (FAMILY, "Please book the Example family in for the next meeting.", ["Example"]),
        (FAMILY, "Can you add the O'Brien-Smith family to the early help meeting please?", ["O'Brien-Smith"]),
        (FAMILY, "Please add the Example household to the next meeting.", ["Example"]),
        (FAMILY, "Please book Example family and Sorrell family.", ["Example", "Sorrell"]),
        (FAMILY, "Please book the Example and Sorrell families.", ["Example", "Sorrell"]),
        (FAMILY, "Please book the Example family (mum Jo Example, children Sam and Alex).", ["Example"]),
        (FAMILY, "Please book this family.\nFamily: Example", ["Example"]),
        (FAMILY, "Please book this family.\nFamily name: The Example Family", ["Example"]),
        (FAMILY, "Please book this family.\nName: Jo Example", ["Jo Example"]),
        (FAMILY, "Please book a family in for the next meeting.", ["?"]),
        (CASE, "Please add the Example case to the next care case update.", ["Example"]),
        (CASE, "Please book the case of Sam Example for the next meeting.", ["Sam Example"]),
        (CASE, "Please add a case to the next meeting.", ["?"]),
        (COUPLE, "Please add Jo and Pat Example for approval.", ["Jo and Pat Example"]),
        (COUPLE, "Please book Jo Example and Pat Example into the adoption panel.", ["Jo and Pat Example"]),
        (COUPLE, "Please book Jo Example & Pat Sorrell for the next panel.", ["Jo Example and Pat Sorrell"]),
        (COUPLE, "Please book Jo Example for the next panel.", ["Jo Example"]),
        (COUPLE, "Please book for the next panel:\n- Jo Example\n- Pat Sorrell", ["Jo Example", "Pat Sorrell"]),
        (COUPLE, "Please book.\nName: Pat & Jo Example", ["Pat and Jo Example"]),
        (APPLICANTS, "Please add the applicants Jo and Pat Example for approval.", ["Jo and Pat Example"]),
        (APPLICANTS, "Please book.\nApplicants: Jo Example and Pat Example", ["Jo and Pat Example"]),
        (APPLICANTS, "Could the applicants come to the fostering panel in December?", ["?"]),
        (VICTIM, "MARAC referral for Jo Example", ["Jo Example"]),
        (VICTIM, "Please refer Jo Example to MARAC.", ["Jo Example"]),
        (VICTIM, "Please can the victim, Jo Example, be heard at the next MARAC?", ["Jo Example"]),
        (VICTIM, "Please list Jo Example. The perpetrator is Alex Sorrell.", ["Jo Example"]),
        (VICTIM, "Please book this for MARAC. The perpetrator Alex Sorrell has threatened her.", ["?"]),
        (VICTIM, "Please book the perpetrator Alex Sorrell for MARAC.", ["?"]),
        (VICTIM, "Please add Jo Example, her son Sam Example saw it, to the MARAC list.", ["Jo Example"]),
        (VICTIM, "Jo Example / Alex Sorrell for MARAC please.", ["?"]),
        (VICTIM, "Please book Jo Example and Alex Sorrell for MARAC.", ["?"]),
        (VICTIM, "Please book Jo Example (victim) and Alex Sorrell (perp) for MARAC.", ["Jo Example"]),
        (VICTIM, "Please list for MARAC:\n- Jo Example\n- Robin Sampleton", ["Jo Example", "Robin Sampleton"]),
        (VICTIM, "I want to refer a victim to MARAC. Her name is Jo Example.", ["Jo Example"]),
        (FAMILY, "Please add the Smith/Jones family to the next meeting.", ["Smith/Jones"]),
        (FAMILY, "Example family - please discuss at the next meeting.", ["Example"]),
        (OFFENDER, "Please refer Alex Sorrell to the MAPPA panel on 8 December.", ["Alex Sorrell"]),
        (OFFENDER, "Please book the offender Alex Sorrell. The victim is Jo Example.", ["Alex Sorrell"]),
        (OFFENDER, "Please book this for MAPPA. His victim Jo Example is afraid.", ["?"]),
        (CHANNEL, "Please refer Robin Example to Channel.", ["Robin Example"]),
        (CHANNEL, "Please book Robin Example for the Channel panel in January.", ["Robin Example"]),
        (MISSING, "Please book the victim's brother for the next panel.", ["?"]),
    ],
)
def test_the_subject_is_found_or_asked_for(where: PanelType, text: str, who: list[str]) -> None:
    assert names(where, text) == who


@pytest.mark.parametrize(
    ("where", "title", "who"),
    [
        (VICTIM, "MARAC referral - Jo Example", ["Jo Example"]),
        (VICTIM, "MARAC - Jo Example / Alex Sorrell", ["?"]),
        (VICTIM, "MARAC referral: Jo Example (victim), Alex Sorrell (perpetrator)", ["Jo Example"]),
        (FAMILY, "Example family", ["Example"]),
        (FAMILY, "Early help meeting: the Example family", ["Example"]),
        (COUPLE, "Adoption panel - Jo and Pat Example", ["Jo and Pat Example"]),
        (OFFENDER, "MAPPA: Alex Sorrell", ["Alex Sorrell"]),
    ],
)
def test_the_subject_line_names_the_subject(where: PanelType, title: str, who: list[str]) -> None:
    assert names(where, "Please book this one, see subject.", title) == who


@pytest.mark.parametrize("where", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("called", ["{name}", "{short}", "{short} panel", "next {short} please", "panel"])
def test_a_panel_knows_itself_by_its_names(where: PanelType, called: str) -> None:
    own = called.format(name=where.name, short=where.short_name)

    found = read(where, f"Hi\n\nPlease can you book Robin Example into the {own}.\n\nThanks\nPriya")

    assert [each["name"] for each in subjects(found)] == ["Robin Example"]


@pytest.mark.parametrize("where", EVERY.values(), ids=EVERY)
def test_another_panel_is_not_ours(where: PanelType) -> None:
    found = read(where, "Hi\n\nRobin Example is booked into the resource panel.\n\nThanks\nPriya")

    assert not found.is_request


def test_an_amended_couple_is_one_name() -> None:
    values, _ = read_amendment("Name: Jo and Pat Example", COUPLE, TODAY)

    assert values == {"name": "Jo and Pat Example"}


def test_an_amended_family_is_its_name_alone() -> None:
    values, _ = read_amendment("Name: the Example family", FAMILY, TODAY)

    assert values == {"name": "Example"}


@pytest.mark.parametrize("born", ["(3/4/1980)", ", born 3/4/80,", "DOB 3.4.1980"])
def test_an_adults_birth_date_is_read(born: str) -> None:
    (found,) = subjects(read(VICTIM, f"Please book Jo Example {born} for the next MARAC.\n\nThanks\nPriya"))

    assert found == {"name": "Jo Example", "victim_born": "1980-04-03"}


@pytest.mark.parametrize(
    ("where", "answer", "kept"),
    [
        (FAMILY, "the Example family", "Example"),
        (FAMILY, "Example", "Example"),
        (FAMILY, "It's the O'Brien family.", "O'Brien"),
        (COUPLE, "Jo and Pat Example", "Jo and Pat Example"),
        (COUPLE, "Jo Example", "Jo Example"),
        (VICTIM, "Jo Example", "Jo Example"),
        (CASE, "Example case", "Example"),
    ],
)
def test_an_answer_to_who_it_is_about_is_the_name(where: PanelType, answer: str, kept: str) -> None:
    values, unused = read_amendment(answer, where, TODAY, ("name",))

    assert (dict(values), unused) == ({"name": kept}, ())
