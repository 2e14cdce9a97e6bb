"""Members' answers in words: coming or not, who comes instead, what is known."""

from __future__ import annotations

import pytest

from core.intents import AnswerInvitation, Intent, Reply, ResearchReturn, SendInstead
from core.kinds import Purpose, Role
from mail.understanding.answers import read_answers
from mail.understanding.phrases import phrases
from mail.understanding.research_returns import read_returns
from tests.mail.understanding.contexts import context


def answers(text: str, purpose: Purpose | None = Purpose.INVITE) -> list[Intent]:
    return [said.intent for said in read_answers(phrases(text), context(Role.MEMBER, purpose=purpose))]


def replies(text: str, purpose: Purpose | None = Purpose.INVITE) -> list[Reply]:
    return [each.reply for each in answers(text, purpose) if isinstance(each, AnswerInvitation)]


@pytest.mark.parametrize(
    "text",
    [
        "accept",
        "ACCEPT",
        "Accepted, thanks",
        "I'll be there",
        "I’ll be there.",
        "Yes, will attend",
        "Happy to attend",
        "I am able to attend",
        "I will be attending the panel on 8 December",
        "Hi Hannah\n\nI can make it.\n\nJo",
        "Will attend",
        "We will come",
        "I confirm my attendance",
        "See you there",
        "I accept the invitation",
        "We accept",
    ],
)
def test_a_member_comes(text: str) -> None:
    assert replies(text) == [Reply.ACCEPT]
    assert replies(text, None) == [Reply.ACCEPT]


@pytest.mark.parametrize(
    "text",
    [
        "decline",
        "Can't make it",
        "I can’t make it sorry",
        "Unable to attend",
        "Apologies",
        "Apologies, I am on leave",
        "Please accept my apologies",
        "Sending my apologies for this one",
        "Dear Hannah\n\nI am afraid I shan't be able to come to the panel on 8 December.",
        "I won't be able to attend",
        "I will not be attending",
        "I'm on annual leave",
        "Sorry, I cannot make the 8th",
        "I am unavailable on 8 December",
        "not attending",
    ],
)
def test_a_member_does_not_come(text: str) -> None:
    assert replies(text) == [Reply.DECLINE]
    assert replies(text, None) == [Reply.DECLINE]


@pytest.mark.parametrize(
    "text",
    [
        "tentative",
        "Might be late, not sure yet",
        "I hope to attend",
        "Probably can attend, will confirm next week",
        "I might not be able to make it",
        "I may be able to attend but may have to leave early",
    ],
)
def test_a_member_is_not_sure(text: str) -> None:
    assert replies(text) == [Reply.TENTATIVE]


@pytest.mark.parametrize(
    ("text", "reply"), [("yes", Reply.ACCEPT), ("Yes please", Reply.ACCEPT), ("No", Reply.DECLINE)]
)
def test_a_bare_word_counts_only_in_a_reply_to_an_invitation(text: str, reply: Reply) -> None:
    assert replies(text) == [reply]
    assert replies(text, None) == []


@pytest.mark.parametrize(
    ("text", "name", "email"),
    [
        ("Marian Stokes marian.stokes@x.example will come instead", "Marian Stokes", "marian.stokes@x.example"),
        ("Marian Stokes <marian.stokes@x.example> will come instead.", "Marian Stokes", "marian.stokes@x.example"),
        ("Marian Stokes (Marian.Stokes@X.example) will attend in my place", "Marian Stokes", "marian.stokes@x.example"),
        ("My deputy Marian Stokes will cover, marian.stokes@x.example", "Marian Stokes", "marian.stokes@x.example"),
        ("Marian Stokes will come instead", "Marian Stokes", ""),
        ("marian stokes will come instead", "Marian Stokes", ""),
        ("marian.stokes@x.example will come instead", "", "marian.stokes@x.example"),
        ("Marian Stokes from the IRO service will come in my place.", "Marian Stokes", ""),
        ("Please can Marian Stokes come instead of me", "Marian Stokes", ""),
        ("I nominate Marian Stokes, marian.stokes@x.example", "Marian Stokes", "marian.stokes@x.example"),
        ("My representative is Marian Stokes", "Marian Stokes", ""),
        ("Representative: Marian Stokes, marian.stokes@x.example", "Marian Stokes", "marian.stokes@x.example"),
        ("Marian Stokes will be deputising for me", "Marian Stokes", ""),
        (
            "I'm sending Marian Stokes in my place. Her email is marian.stokes@x.example",
            "Marian Stokes",
            "marian.stokes@x.example",
        ),
        ("DS Rachel Ferris will stand in for me", "Rachel Ferris", ""),
        ("My colleague from Northshire Police, Marian Stokes, will attend on my behalf", "Marian Stokes", ""),
        ("Marian Stokes", "Marian Stokes", ""),
        ("Marian Stokes\nmarian.stokes@x.example", "Marian Stokes", "marian.stokes@x.example"),
        ("marian.stokes@x.example", "", "marian.stokes@x.example"),
        ("Marian Stokes, marian.stokes@x.example", "Marian Stokes", "marian.stokes@x.example"),
    ],
)
def test_a_member_names_who_comes_instead(text: str, name: str, email: str) -> None:
    assert answers(text) == [SendInstead(name, email)]


def test_a_member_declines_and_names_who_comes() -> None:
    text = "Sorry, I can't make it. Marian Stokes (marian.stokes@x.example) will attend in my place.\n\nJo Bloggs"

    found = answers(text)

    assert replies(text) == [Reply.DECLINE]
    assert found[1:] == [SendInstead("Marian Stokes", "marian.stokes@x.example")]


def test_a_member_declines_and_names_who_comes_in_one_breath() -> None:
    text = "I can't attend so Marian Stokes will come instead, marian.stokes@x.example"

    assert replies(text) == [Reply.DECLINE]
    assert answers(text)[1:] == [SendInstead("Marian Stokes", "marian.stokes@x.example")]


def test_the_address_of_the_sender_is_nobody_elses() -> None:
    text = "Marian Stokes will come instead.\n\nJo Bloggs\njo.bloggs@anytown.example"

    assert answers(text) == [SendInstead("Marian Stokes", "")]


def test_words_that_say_both_are_tentative_and_kept_for_the_coordinator() -> None:
    (answer,) = answers("I will attend the first part. I cannot attend the second part.")

    assert isinstance(answer, AnswerInvitation)
    assert answer.reply is Reply.TENTATIVE
    assert "second part" in answer.comment


@pytest.mark.parametrize(
    "text",
    [
        "What time does it start?",
        "Can you send me the agenda",
        "Apologies for the delay in replying",
        "Please book Sam Example for the next panel",
        "If I can't make it I will say so",
    ],
)
def test_what_is_no_answer_is_none(text: str) -> None:
    assert replies(text, None) == []


def returns(text: str) -> list[ResearchReturn]:
    return list(read_returns(text, context(Role.MEMBER, purpose=Purpose.NAMES))[0])


@pytest.mark.parametrize(
    "text",
    [
        "nothing known",
        "Nothing known.",
        "Nothing known on any of these",
        "Hi, nothing known on any of these names, thanks",
        "None known",
        "not known",
        "Nothing on our system",
        "No trace",
        "We have nothing on these children",
        "unknown to us",
    ],
)
def test_nothing_known_is_for_all_names(text: str) -> None:
    assert returns(text) == [ResearchReturn(known=False, reference="")]


def test_returns_are_read_reference_by_reference() -> None:
    text = (
        "MIS-26-0007: nothing known\nmis 26 8 - known, two reports this month\nMIS-26-0009\nSeen with older males.\n"
        "Car stopped twice.\n\nThanks"
    )

    assert returns(text) == [
        ResearchReturn(known=False, reference="MIS-26-0007"),
        ResearchReturn(known=True, reference="MIS-26-0008", text="known, two reports this month"),
        ResearchReturn(known=None, reference="MIS-26-0009", text="Seen with older males.\nCar stopped twice."),
    ]


def test_two_references_share_an_answer() -> None:
    assert returns("MIS-26-0007 and MIS-26-0008: not known") == [
        ResearchReturn(known=False, reference="MIS-26-0007"),
        ResearchReturn(known=False, reference="MIS-26-0008"),
    ]


def test_known_alone_needs_no_text() -> None:
    assert returns("MIS-26-0007: known") == [ResearchReturn(known=True, reference="MIS-26-0007")]


def test_nothing_known_with_a_but_is_left_to_a_person() -> None:
    assert returns("Nothing known, but his brother was arrested") == [
        ResearchReturn(known=None, reference="", text="Nothing known, but his brother was arrested")
    ]


def test_free_text_is_kept() -> None:
    assert returns("He was seen in Northshire.") == [
        ResearchReturn(known=None, reference="", text="He was seen in Northshire.")
    ]
