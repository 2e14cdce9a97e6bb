from __future__ import annotations

from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import update

from core.store.tables import Meeting
from tests.web.small_site import SmallApp, plan_meetings, small_app


def test_the_directory_says_what_each_panel_is_for_and_where_to_write(client: FlaskClient) -> None:
    page = client.get("/panels").text

    assert "<title>Panels - Anytown panels</title>" in page
    assert "The panel brings agencies together when a child is <strong>often away</strong> from home." in page
    assert '<a href="mailto:missing-panel@panels.anytown.example">' in page
    assert '<a href="/panels/missing/terms">' in page
    assert "No dates are set yet." in page


def test_the_directory_names_the_next_three_dates(app: SmallApp) -> None:
    plan_meetings(app)

    page = app.client().get("/panels").text

    dates = ["8 December 2026, 2pm", "12 January 2027, 2pm", "9 February 2027, 2pm", "9 March 2027, 2pm"]
    assert [date in page for date in dates] == [True, True, True, False]
    assert "Ellwood Street" not in page


def test_a_cancelled_meeting_is_not_named(app: SmallApp) -> None:
    plan_meetings(app)
    with app.store.write() as connection:
        connection.execute(update(Meeting).where(Meeting.day == "2026-12-08").values(state="cancelled"))

    assert "8 December 2026" not in app.client().get("/panels").text


def test_a_panel_that_is_not_available_says_so_without_the_reason(tmp_path: Path) -> None:
    app = small_app(tmp_path, lost=True)

    page = app.client().get("/panels").text
    terms = app.client().get("/panels/lost/terms")

    app.store.close()
    assert "lost-panel@panels.anytown.example" in page
    assert "This panel is not available at the moment." in page
    assert "ModuleNotFoundError" not in page
    assert terms.status_code == 404


def test_the_directory_stands_without_a_database(tmp_path: Path) -> None:
    app = small_app(tmp_path, tables=False)

    answer = app.client().get("/panels")

    app.store.close()
    assert answer.status_code == 200
    assert "Example Panel" in answer.text


def test_the_terms_are_shown_with_their_date(client: FlaskClient) -> None:
    page = client.get("/panels/missing/terms").text

    assert "1 November 2026" in page
    assert "<h2>Who sits on it</h2>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page


def test_terms_of_no_panel_are_not_found(client: FlaskClient) -> None:
    assert client.get("/panels/other/terms").status_code == 404


def test_the_accessibility_statement_has_the_parts_the_regulations_ask_for(client: FlaskClient) -> None:
    page = client.get("/accessibility").text

    parts = ["How accessible", "Feedback and contact", "Enforcement procedure", "Compliance status", "Preparation of"]
    assert [part in page for part in parts] == [True] * len(parts)
