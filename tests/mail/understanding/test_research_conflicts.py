"""A member's conflict of interest, declared in answer to the names list: for the booking it is about, and no other."""

from __future__ import annotations

import pytest

from core.intents import Intent, NothingToDo, NotUnderstood, ResearchReturn
from core.kinds import Purpose, Role
from mail.incoming import Incoming
from mail.sorting import Sort
from mail.understanding.research_returns import read_returns
from mail.understanding.understand import understand
from tests.mail.understanding.contexts import context

ONE = "Names list for 8 December 2026\n\nSam Example\nReference: MIS-26-0007\n"
TWO = f"{ONE}\nAlex Sampleton\nReference: MIS-26-0008\n"


def returns(text: str, sent: str = TWO) -> list[ResearchReturn]:
    return list(read_returns(text, context(Role.MEMBER, purpose=Purpose.NAMES, sent_text=sent))[0])


def intents(text: str, purpose: Purpose | None, sent: str = TWO) -> list[Intent]:
    incoming = Incoming(
        headers={},
        subject="Re: Names list",
        from_addresses=(("Jo Bloggs", "jo.bloggs@anytown.example"),),
        message_id="<1@anytown.example>",
        references=(),
        date=None,
        text=text,
    )
    return list(understand(incoming, Sort.PERSON, context(Role.MEMBER, purpose=purpose, sent_text=sent)).intents)


@pytest.mark.parametrize(
    "written",
    [
        "MIS-26-0007: conflict of interest, I know the family",
        "MIS-26-0007 - conflict",
        "MIS-26-0007: Conflict of interests.",
        "I have a conflict with MIS-26-0007",
        "I have a conflict of interest in MIS-26-0007.",
        "I need to declare a possible conflict for MIS-26-0007",
        "I must declare an interest in MIS-26-0007: the mother is my cousin",
        "MIS-26-0007\nconflict of interest\nI know the family",
        "Conflict of interest:\nMIS-26-0007",
        "I do not want to take part in MIS-26-0007 because of a conflict of interest",
        "I cannot take part in MIS-26-0007: conflict of interest",
    ],
)
def test_a_conflict_is_read_and_its_reason_is_not_kept(written: str) -> None:
    assert returns(written) == [ResearchReturn(known=None, reference="MIS-26-0007", conflict=True)]


def test_a_conflict_in_two_bookings_is_read_for_both() -> None:
    assert returns("I have a conflict with MIS-26-0007 and MIS-26-0008") == [
        ResearchReturn(known=None, reference="MIS-26-0007", conflict=True),
        ResearchReturn(known=None, reference="MIS-26-0008", conflict=True),
    ]


def test_a_conflict_in_one_and_a_return_for_another_are_kept_apart() -> None:
    assert returns("MIS-26-0007: conflict of interest\nMIS-26-0008: nothing known") == [
        ResearchReturn(known=None, reference="MIS-26-0007", conflict=True),
        ResearchReturn(known=False, reference="MIS-26-0008"),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "MIS-26-0007: no conflict, nothing known",
        "MIS-26-0007: nothing known, no conflict of interest",
        "MIS-26-0007: nothing known. No conflicts of interest to declare.",
        "MIS-26-0007: nothing known\nNo conflicts",
    ],
)
def test_no_conflict_is_none(written: str) -> None:
    assert returns(written) == [ResearchReturn(known=False, reference="MIS-26-0007")]


@pytest.mark.parametrize(
    "written",
    [
        "There is conflict between his parents.",
        "He has a conflict with his father.",
        "In conflict with the law since May.",
        "Is it a conflict of interest that I know the school?",
    ],
)
def test_other_conflicts_are_what_a_member_knows(written: str) -> None:
    kept = written.removesuffix(".")

    assert returns(f"MIS-26-0007: {written}") == [ResearchReturn(known=None, reference="MIS-26-0007", text=kept)]


def test_a_conflict_without_a_reference_is_the_one_bookings_of_the_list() -> None:
    assert returns("I have a conflict of interest, sorry", ONE) == [
        ResearchReturn(known=None, reference="MIS-26-0007", conflict=True)
    ]


def test_a_conflict_without_a_reference_is_never_every_bookings() -> None:
    assert returns("I have a conflict of interest, sorry") == []
    assert intents("I have a conflict of interest, sorry", Purpose.NAMES) == [NotUnderstood()]


def test_no_conflicts_at_all_ask_for_nothing() -> None:
    assert intents("No conflicts of interest, thank you", Purpose.NAMES) == [NothingToDo()]


@pytest.mark.parametrize("purpose", [Purpose.NAMES, Purpose.INVITE, None])
def test_a_conflict_can_be_declared_in_answer_to_an_invitation_or_in_a_new_mail(purpose: Purpose | None) -> None:
    assert intents("I have a conflict of interest in MIS-26-0007", purpose) == [
        ResearchReturn(known=None, reference="MIS-26-0007", conflict=True)
    ]
