from __future__ import annotations

import pytest

from mail.incoming import Incoming
from mail.reading.limits import Limits, Notes
from mail.reading.markup import read_page, strip_tags
from tests.mail.reading.letters import multipart, part, read_letter, read_parts

FORM = "<table><tr><td>Name</td><td>Jo</td></tr><tr><td>Born</td><td><p>3 April</p><p>2010</p></td></tr></table>"


def page(html: str) -> Incoming:
    return read_letter(html, ("Content-Type", "text/html; charset=utf-8"))


def test_html_keeps_the_lines_a_person_sees() -> None:
    incoming = page("<p>Name: Jo<br>Born:\n 3 April</p><div>Place:&nbsp;here</div>")

    assert incoming.text == "Name: Jo\nBorn: 3 April\n\nPlace: here"
    assert incoming.from_html


@pytest.mark.parametrize("style", ["display: none", "DISPLAY:NONE !important", "visibility: hidden"])
def test_hidden_text_is_dropped(style: str) -> None:
    assert page(f'<p>Seen</p><div style="{style}">Not seen</div>').text == "Seen"


def test_style_and_script_are_no_text() -> None:
    assert page("<style>p{x:y}</style><script>alert(1)</script><p>Text").text == "Text"


def test_margins_out_of_a_mail_make_no_thousands_of_lines() -> None:
    assert page('<p style="margin-top:99999em">x</p>').text == "x"


def test_table_rows_are_the_cells_as_text() -> None:
    assert page(FORM).table_rows == (("Name", "Jo"), ("Born", "3 April\n2010"))


def test_table_rows_are_kept_beside_a_plain_text() -> None:
    incoming = read_parts(multipart("alternative", part("Name Jo"), part(FORM, "text/html")))

    assert incoming.text == "Name Jo"
    assert incoming.table_rows[0] == ("Name", "Jo")


def test_layout_table_with_one_cell_is_no_data() -> None:
    assert page("<table><tr><td><p>Dear all</p></td></tr></table>").table_rows == ()


def test_data_table_inside_a_layout_table_is_found() -> None:
    assert page(f"<table><tr><td>logo</td><td>{FORM}</td></tr></table>").table_rows[0] == ("Name", "Jo")


def test_heading_row_of_a_data_table_is_kept() -> None:
    html = "<table><tr><td colspan=2>[MIS-26-0007]</td></tr><tr><td>Present</td><td>yes</td></tr></table>"

    assert page(html).table_rows == (("[MIS-26-0007]",), ("Present", "yes"))


def test_html_that_is_no_html_keeps_its_words() -> None:
    assert page("Just < words & more").text == "Just < words & more"


def test_html_with_an_encoding_declaration_is_read() -> None:
    assert page('<?xml version="1.0" encoding="utf-8"?><html><p>Zoë</p></html>').text == "Zoë"


def test_plain_strip_keeps_words_where_the_layout_gives_nothing() -> None:
    assert page('<div style="display:none">All hidden</div>').text == "All hidden"


def test_plain_strip_keeps_lines_and_drops_styles() -> None:
    assert strip_tags("<style>x</style><p>One &amp; two</p><b>three</b><br>four") == "One & two\nthree\nfour"


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param("<div>" * 100_000 + "x", id="deep"),
        pytest.param("<table><tr><td>" * 5_000 + "x", id="deep-tables"),
        pytest.param("<table><tr><td>" + "x" * 400_000 + "<td>" + "y<br>" * 5_000, id="wide-and-long"),
        pytest.param("<ul>" * 240 + "<li>x" * 20_000, id="indented"),
        pytest.param("<p>" + "x<b>y</b>" * 100_000, id="inline"),
        pytest.param("<!--" * 200_000, id="comments"),
        pytest.param("<pre>" + "\n" * 900_000, id="newlines"),
    ],
)
def test_layout_is_never_larger_than_its_source_or_the_cap(bomb: str) -> None:
    seen = read_page(bomb, Limits(), Notes())

    assert len(seen.text) <= max(len(bomb), Limits().text)
