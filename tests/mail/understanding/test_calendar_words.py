"""What calendar programs write into the mail of an answer is not what the person wrote."""

from __future__ import annotations

import pytest

from mail.understanding.calendar_words import comment_in

DETAILS = "\n\nMissing panel\nTuesday 8 Dec 2026 ⋅ 14:00 – 17:00\nUnited Kingdom Time\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Marian Stokes has accepted this invitation." + DETAILS,
        "Marian Stokes has tentatively accepted this invitation." + DETAILS,
        "marian.stokes@x.example has declined this invitation." + DETAILS,
        "Marian Stokes <marian.stokes@x.example> has accepted your event invitation.",
        'Marian Stokes has accepted your invitation to the event "Missing panel", scheduled for 8 Dec 2026.',
        "Marian Stokes accepted your invitation\nEvent: Missing panel\nTime: 14:00",
        "Accepted: Missing panel",
        "Tentative",
        "Invitation answer attached",
        "\n________________________________\nFrom: Missing panel\nWhen: Tuesday 8 December 2026",
        "When: Tuesday 8 December 2026 14:00-17:00.\nWhere: Ellwood Street\n\n*~*~*~*~*~*~*~*~*~*\n",
    ],
)
def test_a_programs_own_words_are_no_comment(text: str) -> None:
    assert comment_in(text) == ""


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("I will be ten minutes late", "I will be ten minutes late"),
        ("In court all day.\n\n____________________\nWhen: Tuesday", "In court all day."),
        ("I have accepted the meeting but will be late", "I have accepted the meeting but will be late"),
        (
            'Marian Stokes has declined this invitation with this note:\n\n"Sorry, in court"' + DETAILS,
            "Sorry, in court",
        ),
        ("Back at three.\nMarian Stokes has accepted this invitation." + DETAILS, "Back at three."),
    ],
)
def test_what_a_person_added_is_kept(text: str, comment: str) -> None:
    assert comment_in(text) == comment
