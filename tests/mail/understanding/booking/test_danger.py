from __future__ import annotations

import pytest

from mail.understanding.booking.danger import tells_danger


@pytest.mark.parametrize(
    "text",
    [
        "She has not been seen since last night and is suicidal.",
        "He hasn't been seen since yesterday.",
        "She has taken an overdose.",
        "He is in immediate danger.",
        "She says she is going to jump off the bridge.",
        "He left with a knife.",
        "He is threatening to kill himself.",
        "He is not currently at school and is at risk of death.",
    ],
)
def test_danger_is_told(text: str) -> None:
    assert tells_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "He is not suicidal.",
        "There are no current thoughts of suicide or self harm.",
        "No weapon and no immediate danger.",
        "He took an overdose 3 years ago.",
        "Please book Sam Example, high risk, frequently missing.",
        "He denies any plan to harm himself.",
    ],
)
def test_no_danger_is_told(text: str) -> None:
    assert not tells_danger(text)
