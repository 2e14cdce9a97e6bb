"""What a confirmer adds to "confirm"."""

from __future__ import annotations

import pytest

from core.intents import Confirm
from core.kinds import Purpose
from mail.incoming import Incoming
from mail.sorting import Sort
from mail.understanding.understand import understand
from tests.mail.understanding.contexts import context


def read(text: str) -> Confirm:
    """Return what a confirmer's reply says."""
    mail = Incoming({}, "RE: MIS-26-0001", (("", "pat.lee@anytown.example"),), "<a@b>", (), None, text)
    found = understand(mail, Sort.PERSON, context(purpose=Purpose.CONFIRM))
    confirm = found.intents[0]
    assert isinstance(confirm, Confirm)
    return confirm


@pytest.mark.parametrize(
    "line",
    [
        "Wording: ring the school -> ring the head",
        'wording: "ring the school" => "ring the head"',
        "Reworded - ring the school should read ring the head",
        "- Correct wording: “ring the school” → “ring the head”",
    ],
)
def test_a_wording_is_read_as_a_pair(line: str) -> None:
    found = read(f"Confirm\n{line}\n")

    assert found.wording == (("ring the school", "ring the head"),)
    assert not found.qualified


@pytest.mark.parametrize(
    "more", ["Please change the review date to 19 January.", "The owner should be the police.", "Is the date right?"]
)
def test_a_wish_beside_it_makes_it_no_plain_confirmation(more: str) -> None:
    assert read(f"Confirm.\n\n{more}").qualified


@pytest.mark.parametrize("more", ["", "Thanks all.", "I will tell the team on Friday.", "Pat Lee\nOperational manager"])
def test_a_friendly_sentence_or_a_signature_takes_nothing_back(more: str) -> None:
    assert not read(f"Confirm.\n\n{more}").qualified
