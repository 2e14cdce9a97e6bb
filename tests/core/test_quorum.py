from __future__ import annotations

from dataclasses import replace

import pytest

from core.panels import Quorum, Seat, Shortfall
from core.quorum import Lacking, answer_words, at_meeting, count

SEATS = (
    Seat(key="chair", label="Chair"),
    Seat(key="police", label="Police missing person unit"),
    Seat(key="youth", label="Youth service"),
    Seat(key="iro", label="Independent reviewing officer"),
    Seat(key="legal", label="Legal adviser", optional=True),
)
QUORUM = Quorum(minimum=3, must=("chair", "police"))


def test_chair_police_and_one_more_are_enough() -> None:
    lacking = count(QUORUM, SEATS, {"chair": "accepted", "police": "accepted", "iro": "accepted"})

    assert lacking == Lacking()
    assert not lacking


def test_adviser_does_not_count() -> None:
    lacking = count(QUORUM, SEATS, {"chair": "accepted", "police": "accepted", "legal": "accepted"})

    assert lacking.sentences == ("3 seats must be filled and 2 will come.",)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("declined", "has declined"),
        ("tentative", "is not sure yet"),
        ("needs-action", "has not answered"),
        ("NEEDS-ACTION", "has not answered"),
        ("delegated", "sends a representative who has not answered"),
        ("", "has nobody in it"),
    ],
)
def test_edge_case_8_missing_police_is_named_with_their_answer(answer: str, words: str) -> None:
    answers = {"chair": "accepted", "youth": "accepted", "iro": "accepted", "police": answer}

    assert count(QUORUM, SEATS, answers).sentences == (f"Police missing person unit must take part and {words}.",)


def test_seat_nobody_holds_is_said() -> None:
    answers = {"chair": "accepted", "youth": "accepted", "iro": "accepted"}

    assert count(QUORUM, SEATS, answers).sentences == (
        "Police missing person unit must take part and has nobody in it.",
    )


def test_warning_does_not_block() -> None:
    assert not count(QUORUM, SEATS, {}).blocks


def test_no_business_blocks() -> None:
    strict = replace(QUORUM, shortfall=Shortfall.NO_BUSINESS)

    assert count(strict, SEATS, {}).blocks
    assert not count(strict, SEATS, dict.fromkeys(("chair", "police", "iro"), "accepted")).blocks


def test_edge_case_8_meeting_without_police_is_recorded() -> None:
    lacking = at_meeting(QUORUM, SEATS, {"chair", "youth"})

    assert lacking.sentences == (
        "Police missing person unit must take part and was not there.",
        "3 seats must be filled and 2 came.",
    )


def test_answer_in_words() -> None:
    assert answer_words("accepted") == "is coming"
