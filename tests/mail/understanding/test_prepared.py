"""What is worked out once, and the quick looks that spare the slow ones: both ways must agree."""

from __future__ import annotations

import re

import pytest
import quotequail

from core.panels import Field
from mail.understanding.phrases import core
from mail.understanding.prepared import in_small_letters, matches, prepared_once
from mail.understanding.quotes import own_words
from mail.understanding.spoken import as_written

HEADERS = [
    "On 23 Nov 2026, at 10:00, Missing panel <p@x.example> wrote:",
    "Am 23.11.2026 um 10:00 schrieb Missing panel <p@x.example>:",
    "Le lun. 23 nov. 2026 à 10:00, Missing panel <p@x.example> a écrit :",
    "El lun, 23 nov 2026 a las 10:00, Missing panel (<p@x.example>) escribió:",
    "23 ноября 2026 г., 10:00 Missing panel <p@x.example> написал(а):",
    "Den mån 23 nov. 2026 kl 10:00 skrev Missing panel <p@x.example>:",
    "Em seg., 23 de nov. de 2026 às 10:00, Missing panel <p@x.example> escreveu:",
    "Op 23 nov 2026 om 10:00 schreef Missing panel <p@x.example>:",
    "Op ma 23 nov 2026 heeft Missing panel <p@x.example> het volgende geschreven:",
    "2026/11/23 Missing panel <p@x.example>",
    "________________________________",
    "-------- Forwarded Message --------",
    "---------- Mensaje reenviado ----------",
    "----- Ursprüngliche Nachricht -----",
    "--- Doorgestuurd bericht ---",
    "Begin forwarded message:",
    "Anfang der weitergeleiteten E-Mail:",
    "Début du message réexpédié:",
    "Original Message:",
    "Origineel bericht:",
    "Oorspronkelijk bericht:",
    "Message transféré:",
    "Пересылаемое сообщение:",
    "Vidarebefordrat meddelande:",
    "Inicio del mensaje reenviado:",
]
POLITE = [
    *("please", "pls", "plz", "thx", "ta", "cheers", "regards", "from me", "many thanks", "if possible", "sorry"),
    *("if at all possible", "thanks", "thanks again", "thanks very much", "thanks a lot", "thanks all"),
    *("thanks so much", "thank you", "thank you very much", "if that is ok", "if that's okay", "if that is all right"),
    *("if thats alright", "kind regards", "best wishes", "many and best wishes", "warmest regards"),
]


def test_prepared_once_works_it_out_once_for_each_declaration() -> None:
    worked_out: list[str] = []

    def label_of(field: Field) -> str:
        worked_out.append(field.key)
        return field.label

    label = prepared_once(label_of)
    one, other = Field(key="one", label="One"), Field(key="other", label="Other")

    labels = [label(each) for each in (one, other, one)]

    assert labels == ["One", "Other", "One"]
    assert worked_out == ["one", "other"]


def test_matches_are_those_of_the_pattern_itself() -> None:
    pattern = re.compile(r"\b(?:next|(?-i:[A-Z])\w+) panel\b", re.IGNORECASE)
    texts = ["the NEXT panel", "the Missing Panel", "the missing panel", "no date"]

    found = [[match[0] for match in matches(pattern, text, text.lower())] for text in texts]

    assert found == [pattern.findall(text) for text in texts]


def test_a_pattern_with_capitals_cannot_be_looked_for_in_small_letters() -> None:
    with pytest.raises(ValueError, match="capitals"):
        in_small_letters(re.compile(r"[A-Z]{3} panel", re.IGNORECASE))


@pytest.mark.parametrize("header", HEADERS)
def test_quotes_are_cut_where_quotequail_cuts(header: str) -> None:
    text = f"Please book Sam.\n\n{header}\nWhat was written before."

    kept = quotequail.quote(text, limit=None, quote_intro_line=True)[0][1]

    assert own_words(text).new == kept.strip() == "Please book Sam."


@pytest.mark.parametrize("header", [each for each in HEADERS if " " in each])
def test_quotes_are_cut_where_quotequail_cuts_a_wrapped_header(header: str) -> None:
    first, _, last = header.rpartition(" ")
    text = f"Please book Sam.\n\n{first}\n{last}\nWhat was written before."

    kept = quotequail.quote(text, limit=None, quote_intro_line=True)[0][1]

    assert own_words(text).new == kept.strip()


@pytest.mark.parametrize("polite", POLITE)
def test_core_of_a_phrase_is_without_the_polite_words_at_its_end(polite: str) -> None:
    assert core(f"Send the dates, {polite}!") == "Send the dates"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("born on the third of April two thousand and ten", "born on the 3 of April 2010"),
        ("the twenty first of May", "the 21 of May"),
        ("the thirtieth of June", "the 30 of June"),
        ("the twelfth of July nineteen ninety nine", "the 12 of July 1999"),
        ("the fifth panel after August", "the fifth panel after August"),
    ],
)
def test_dictated_days_and_years_are_written_in_figures(said: str, written: str) -> None:
    assert as_written(said) == written
