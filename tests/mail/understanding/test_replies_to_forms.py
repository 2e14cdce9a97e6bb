"""Our lines, filled in and sent back: long answers, lists and points arrive whole, and what was not read is said."""

from __future__ import annotations

import pytest

from core.intents import Amend
from core.kinds import Purpose
from mail.incoming import Incoming
from mail.sorting import Sort
from mail.understanding.understand import Understood, understand
from tests.mail.understanding.contexts import context
from tests.mail.understanding.wide_panel import WIDE

JO, ADE = "Jo Bright <jo@x.example>", "Ade Oke <ade@y.example>"


def reply(text: str, *asked: str) -> Understood:
    mail = Incoming(
        headers={},
        subject="Re: WID-26-0007",
        from_addresses=(("Jo Bloggs", "jo.bloggs@anytown.example"),),
        message_id="<1@anytown.example>",
        references=(),
        date=None,
        text=f"Hi\n\n{text}\n\nThanks\nJo Bloggs",
    )
    return understand(mail, Sort.PERSON, context(purpose=Purpose.BOOKING, panel=WIDE, asked=asked))


def values(text: str, *asked: str) -> dict[str, str]:
    found = reply(text, *asked)
    assert found.unused == ()
    (intent,) = found.intents
    assert isinstance(intent, Amend)
    return dict(intent.values)


def test_an_answer_of_several_sentences_is_whole() -> None:
    text = "Worries: He came to the house. She is afraid. The neighbours called.\nTool: DASH"

    assert values(text) == {
        "worries": "He came to the house. She is afraid. The neighbours called",
        "tool": "DASH",
    }


def test_an_answer_that_the_mail_program_wrapped_is_whole() -> None:
    text = (
        "Worries: he came to the house three times in the last week, and the neighbours\n"
        "called the police twice. She is afraid to go out by herself now and asks for a\n"
        "move.\nTool: DARA"
    )

    assert values(text) == {
        "worries": "he came to the house three times in the last week, and the neighbours called the police twice. "
        "She is afraid to go out by herself now and asks for a move",
        "tool": "DARA",
    }


def test_points_are_one_answer() -> None:
    assert values("Worries:\n- he came to the house\n- she is afraid") == {
        "worries": "he came to the house; she is afraid"
    }


def test_a_line_that_looks_like_a_disclaimer_is_an_answer() -> None:
    assert values("Tool: DASH\nPrivacy notice given: yes") == {"tool": "DASH", "privacy": "yes"}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("repeat and visible high risk", "criteria"),
        ("Criteria: visible high risk, repeat", ""),
        ("Criteria:\n☒ visible high risk\n☐ escalation\n☒ repeat", ""),
        ("> Criteria (tick all that apply):\nrepeat; visible high risk", "criteria"),
    ],
)
def test_choices_are_an_answer(text: str, asked: str) -> None:
    assert values(text, asked) == {"criteria": "visible high risk; repeat"}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"{JO}, {ADE}", "attending"),
        (f"Attending:\n{JO}\n{ADE}", ""),
        (f"> Attending:\n{JO}; {ADE}", "attending"),
        ("Attending: Jo Bright jo@x.example and Ade Oke ade@y.example", ""),
    ],
)
def test_people_are_an_answer(text: str, asked: str) -> None:
    assert values(text, asked) == {"attending": f"{JO}; {ADE}"}


def test_what_is_no_choice_is_said_back() -> None:
    found = reply("Criteria: repeat, dragons")

    assert found.intents == (Amend({"criteria": "repeat"}),)
    assert found.unused == ("Criteria: dragons",)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("3/4/1990", {"victim_born": "1990-04-03"}),
        ("Jo Bright jo@x.example and Ade Oke ade@y.example", {"attending": f"{JO}; {ADE}"}),
        ("repeat", {"criteria": "repeat"}),
    ],
)
def test_a_bare_answer_goes_to_the_one_line_that_can_hold_it(text: str, kept: dict[str, str]) -> None:
    assert values(text, "victim_born", "attending", "criteria", "worries") == kept
