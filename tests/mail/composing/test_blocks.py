from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.composing.as_html import as_html
from mail.composing.as_text import WIDTH, as_text, fold
from mail.composing.blocks import Mark, clean, parse, protect, visible

MARKUP = """
# Title

## Heading
A paragraph
on two lines.

Another.
- one

- two
: Label | value
: Gone |
|| What | Who
| do it | Jo
! Important
~ Field:
~
~ [REF]
"""


def test_each_line_goes_where_its_mark_says() -> None:
    blocks = parse(MARKUP)

    assert [block.mark for block in blocks] == [
        *(Mark.TITLE, Mark.HEADING, Mark.PARAGRAPH, Mark.PARAGRAPH, Mark.BULLETS, Mark.PAIRS),
        *(Mark.ROW, Mark.IMPORTANT, Mark.FORM),
    ]
    assert blocks[2].lines == ["A paragraph", "on two lines."]
    assert blocks[4].lines == ["one", "two"]
    assert blocks[5].rows == [["Label", "value"]]
    assert (blocks[6].head, blocks[6].rows) == (["What", "Who"], [["do it", "Jo"]])
    assert blocks[8].lines == ["Field:", "", "[REF]"]


def test_the_plain_text_is_laid_out_for_reading() -> None:
    assert as_text(parse(MARKUP)) == (
        "Title\n=====\n\nHeading\n-------\nA paragraph on two lines.\n\nAnother.\n\n- one\n- two\n\nLabel: value\n\n"
        "What: do it\nWho: Jo\n\nImportant\n\nField:\n\n[REF]\n"
    )


@given(st.text())
def test_a_protected_value_is_always_one_paragraph_with_its_own_words(value: str) -> None:
    blocks = parse(f"before\n\n{protect(value)}\n\nafter")

    words = clean(value).split()
    assert [block.mark for block in blocks] == [Mark.PARAGRAPH] * (3 if words else 2)
    assert not words or visible(blocks[1].lines[0]).split() == words


@given(st.text(), st.text())
def test_a_protected_value_never_ends_a_cell(first: str, second: str) -> None:
    blocks = parse(f": {protect('x' + first)} | {protect('y' + second)}")

    assert [[visible(cell) for cell in row] for row in blocks[0].rows] == [
        [clean("x" + first).strip(), clean("y" + second).strip()]
    ]


@given(st.text())
def test_kept_lines_stay_in_their_paragraph(value: str) -> None:
    blocks = parse(f"{protect(value, keep_lines=True)}")

    assert len(blocks) == (1 if clean(value).strip() else 0)


def test_kept_lines_are_lines_in_both_parts() -> None:
    blocks = parse(protect("first\r\n# second\n\n\n\nthird | x", keep_lines=True))

    assert as_text(blocks) == "first\n# second\n\nthird | x\n"
    assert "first<br>\n# second<br>\n<br>\nthird | x</p>" in as_html("t", blocks)


@given(st.text(st.sampled_from("ab \n"), max_size=400), st.sampled_from(["", "- "]))
def test_folding_keeps_every_word_and_the_width(text: str, first: str) -> None:
    tidy = "\n".join(" ".join(line.split()) for line in text.split("\n"))

    folded = fold(tidy, first, "  " if first else "")

    assert folded.removeprefix(first.strip()).split() == tidy.split()
    assert all(len(line) <= WIDTH or " " not in line.strip(" -") for line in folded.split("\n"))


@pytest.mark.parametrize("value", ["<b>", "&amp;", '"quoted"', "it's"])
def test_html_shows_what_was_written(value: str) -> None:
    page = as_html(value, parse(protect(value)))

    assert f">{escape(value)}</p>" in page
    assert f"<title>{escape(value)}</title>" in page
