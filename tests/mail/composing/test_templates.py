"""The words of all templates against standards 3.7 (GOV.UK style), and the contract against `docs/documents.md`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.kinds import Kind
from mail.composing.blocks import Mark, visible
from mail.composing.contract import FACTS, VALUES
from mail.composing.wording import TEMPLATES, word
from tests.mail.composing.views import MARKING, REF, full, item, letterhead, view

KINDS = list(Kind)
FILES = sorted(TEMPLATES.glob("*.j2"))
DOCUMENTS = Path(__file__).parents[3] / "docs" / "documents.md"
# What people reply; in capitals, so that they stand out in a sentence.
REPLY_WORDS = {
    *("WITHDRAW", "MOVE", "TO", "NEXT", "STATUS", "ACCEPT", "DECLINE", "NOTHING", "KNOWN", "LATE", "YES", "NO"),
    *("CONFIRM", "NOT", "AGREED", "APPROVE", "DONE", "POSSIBLE", "MORE", "TIME", "UNTIL", "HELP", "PANEL"),
    *("DRAFT", "MEETING", "OFFICIAL", "SENSITIVE"),
}
WORDS_IN_A_SENTENCE = 25


def sentences(kind: Kind) -> Iterator[str]:
    """Yield the sentences of a kind in all its shapes; the panel's name counts as one word."""
    codes: dict[Kind, list[tuple[str, object]]] = {
        Kind.BOOKING_QUESTION: [("question", code) for code in ("name", "date-unclear", "date-past", "fields")],
        Kind.BOOKING_MOVED: [
            ("why", code) for code in ("meeting-cancelled", "meeting-moved", "late-not-allowed", "place-free")
        ],
        Kind.NOMINATE: [("why", code) for code in ("declined", "who", "representative-declined")],
        Kind.HELP: [("done", "The meeting moved."), ("panels", [["Panel", "a@b.example"]])],
        Kind.ACTION_CLOSED: [("state", code) for code in ("done", "not possible", "not done")],
    }
    views = [full(kind), view(kind), view(kind, items=[item(REF, {})], notice=True), view(kind, meeting=None)]
    for key, code in codes.get(kind, []):
        changed = full(kind)
        views.append(full(kind, facts={**changed.facts, key: code}))
    for each in views:
        for block in word(each, letterhead()).blocks:
            if block.mark in {Mark.PAIRS, Mark.ROW, Mark.FORM}:
                continue
            text = visible(" ".join(block.lines)).replace("Missing from Care and Home Panel", "Panel")
            yield from re.split(r"(?<=[.!?:])\s+", text)


def test_every_kind_has_a_template_and_a_contract() -> None:
    names = {path.stem for path in FILES if not path.stem.startswith("_")}

    assert names == {kind.value for kind in Kind}
    assert set(FACTS) == set(Kind)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_template_is_written_in_house_style(path: Path) -> None:
    source = path.read_text("utf-8")

    assert path.stem == "_parts" or source.startswith("subject:")
    assert re.findall(r"(?i)\bplease\b", source) == []
    assert re.findall(r"\b\d+(?:st|nd|rd|th)\b", source) == []
    assert re.findall(r"(?i)\b(?:etc|e\.g|i\.e|via|asap|noon)\b", source) == []
    assert re.findall(r"\b\d\d:\d\d\b|\b0\d", source) == []
    assert re.findall(r"(?i)\bclick\b|\bkindly\b|\bhereby\b", source) == []


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_are_short(kind: Kind) -> None:
    long = [sentence for sentence in sentences(kind) if len(sentence.split()) > WORDS_IN_A_SENTENCE]

    assert long == []


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_say_who_does_what(kind: Kind) -> None:
    passive = re.compile(r"\b(?:is|are|was|were|been|be|being)\s+\w+(?:ed|en)\s+by\b")

    assert [sentence for sentence in sentences(kind) if passive.search(sentence)] == [
        # The footer's sentence is agreed wording.
        sentence
        for sentence in sentences(kind)
        if sentence.startswith("This mailbox is read by software")
        if passive.search(sentence)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_abbreviation_goes_unexplained(kind: Kind) -> None:
    text = " ".join(sentences(kind)).replace(REF, "").replace("MIS-26-0008", "").replace("MIS-26-0006", "")

    found = set(re.findall(r"\b[A-Z]{2,}\b", text))

    assert found - REPLY_WORDS == set()


@pytest.mark.parametrize("kind", KINDS)
def test_dates_are_written_out(kind: Kind) -> None:
    for each in (full(kind), view(kind)):
        for block in word(each, letterhead()).blocks:
            text = visible(" ".join([*block.lines, *(cell for row in block.rows for cell in row)]))

            assert re.findall(r"\d{4}-\d{2}-\d{2}", text) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_title_comes_first_and_what_happened_right_after(kind: Kind) -> None:
    blocks = word(full(kind), letterhead()).blocks

    marks = [block.mark for block in blocks[:3]]
    assert marks[:2] == [Mark.MARKING, Mark.TITLE]
    assert marks[2] in {Mark.PARAGRAPH, Mark.IMPORTANT, Mark.HEADING}
    if marks[2] is Mark.HEADING:  # only advice for an emergency and what to do at once may come before what happened
        assert visible(blocks[2].lines[0]) in {"If somebody is in danger now", "Do this now"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_of_a_contract_is_said_somewhere(kind: Kind) -> None:
    sharing = [other for other, facts in FACTS.items() if facts == FACTS[kind]]
    source = "".join((TEMPLATES / f"{other.value}.j2").read_text("utf-8") for other in sharing)

    assert [fact for fact in FACTS[kind] if not re.search(rf"\b{fact}\b", source)] == []


def test_the_contract_is_the_documented_one() -> None:
    rows = [line for line in DOCUMENTS.read_text("utf-8").splitlines() if line.startswith("| `")]
    documented = {
        kind: set(re.findall(r"`([^`]+)`", row)) | set(re.findall(r"[\[{, ](\w+)[\]},]", row))
        for row in rows
        for kind in re.findall(r"`([^`]+)`", row.split("|")[1])
    }

    assert set(documented) == {kind.value for kind in Kind}
    assert {
        kind.value: missing for kind, facts in FACTS.items() if (missing := set(facts) - documented[kind.value])
    } == {}
    assert set(VALUES) - set().union(*documented.values()) == set()


def test_the_marking_of_the_samples_is_the_panels() -> None:
    assert full(Kind.HELP).marking == MARKING
