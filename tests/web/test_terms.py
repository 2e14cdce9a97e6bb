from __future__ import annotations

from web.terms import as_html, purpose


def test_the_title_is_left_out_and_what_follows_starts_at_h2() -> None:
    assert as_html("# Terms\n\n## Aim\n\n### Detail\n") == "<h2>Aim</h2>\n<h3>Detail</h3>\n"


def test_headings_that_start_at_three_are_raised_to_two() -> None:
    assert as_html("### Aim\n\n#### Detail\n") == "<h2>Aim</h2>\n<h3>Detail</h3>\n"


def test_raw_html_stays_text() -> None:
    html = as_html("Hello <script>alert(1)</script> <b onclick=x>there</b>\n\n<iframe src=x></iframe>\n")

    assert "<script" not in html
    assert "<iframe" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_link_that_runs_code_is_no_link() -> None:
    assert "href" not in as_html("[press](javascript:alert(1))")


def test_an_image_is_left_out() -> None:
    assert "<img" not in as_html("![logo](https://www.example.org/logo.png)")


def test_a_table_has_scoped_headers_and_scrolls_by_itself() -> None:
    html = as_html("| a | b |\n|---|---|\n| 1 | 2 |\n")

    assert '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>' in html.replace(
        'aria-label="Table" class="scroll" role="region" tabindex="0"',
        'class="scroll" tabindex="0" role="region" aria-label="Table"',
    )
    assert html.count('<th scope="col">') == 2


def test_the_purpose_is_the_first_paragraph() -> None:
    assert purpose("# Terms\n\n## Aim\n\n1. a list\n\nIt is *for* this.\n\nMore.\n") == "It is <em>for</em> this."


def test_terms_without_a_paragraph_have_no_purpose() -> None:
    assert purpose("# Terms\n\n- one\n") == ""
