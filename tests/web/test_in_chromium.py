"""The pages in a real browser: nothing scrolls sideways, and a mail's HTML shows in its frame and runs nothing.

With PANELPOST_SHOTS set to a folder, a picture of every page is kept there to look at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from core import counters, due
from core.errors import PluginFault
from core.inbox import State
from core.store.tables import Due
from tests.web.browser import Browser
from tests.web.small_site import (
    CHILD,
    HERE,
    NOW,
    POLICE,
    SmallApp,
    finish,
    mail_to,
    plan_meetings,
    queue,
    send,
    small_app,
    take_in,
)
from web import Serving, serve

pytestmark = [pytest.mark.chromium, pytest.mark.slow]

PAGES = {
    "/panels": "Panels",
    "/panels/missing/terms": "Example Panel Terms of reference",
    "/accessibility": "Accessibility statement for Anytown panels",
    "/no-such-page": "Page not found",
    "/": "Status",
    "/mailroom": "Mailroom",
    "/mailroom?person=1": "Mailroom",
    "/mailroom/mails/1": "OFFICIAL-SENSITIVE: Booked",
    "/mailroom/mails/1/reply": "Reply",
    "/mailroom/mails/2": "This mail is on its way",
    "/mailroom/written/1": CHILD,
    "/mailroom/written/2?still=1": CHILD,
}
UNLABELLED = """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
    .filter(field => !field.labels.length).length"""
SMALL_TARGETS = """[...document.querySelectorAll("nav a, footer a, button, .button, select, input[type=text], summary")]
    .filter(target => target.getBoundingClientRect().height < 24).map(target => target.textContent)"""
BARE_TABLES = """[...document.querySelectorAll("table")]
    .filter(table => table.querySelector("th:not([scope])")).length"""


@pytest.fixture(scope="module")
def browser(needs_program: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = needs_program("Chromium", "chromium", "chromium-browser", "google-chrome")
    browser = Browser(program, tmp_path_factory.mktemp("profile"))

    yield browser

    browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallApp]:
    """Give a site where something of everything has happened."""
    app = small_app(tmp_path_factory.mktemp("site"), lost=True)
    plan_meetings(app)
    take_in(app, 1)
    finish(app, State.HELD, "the sender is not identified by the gateway, and nothing was told to them")
    take_in(app, 2)
    send(app, POLICE, mail_to(POLICE, invites=True), 1)
    queue(app, "a.very.long.address.without.any.break.in.it.at.all@department.of.everything.anytown.example", 1)
    app.host.faults.append(PluginFault("example", "panel_may_see", "KeyError"))
    with app.store.write() as connection:
        counters.bump(connection, "bookings:missing:booked", 12)
        due.arm(connection, "names-list", 700, "missing", NOW)
        connection.execute(update(Due).where(Due.about == 700).values(attempts=3, reason="LookupError"))

    yield app

    app.store.close()


@pytest.fixture(scope="module")
def serving(site: SmallApp) -> Iterator[Serving]:
    serving = serve(site, "127.0.0.1", 0)

    yield serving

    serving.close()


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_well_at_every_width(browser: Browser, serving: Serving, path: str, width: int) -> None:
    browser.open(serving.url + path, width, 2400)

    if folder := os.environ.get("PANELPOST_SHOTS"):
        name = path.strip("/").replace("/", "-").replace("?", "-") or "status"
        browser.picture(Path(folder, f"{name}-{width}.png"))
    headings = browser.evaluate('[...document.querySelectorAll("h1")].map(each => each.innerText)')
    assert [" ".join(heading.split()) for heading in headings] == [PAGES[path]]
    assert browser.evaluate("window.innerWidth") == width
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate("document.documentElement.lang") == "en-GB"
    assert browser.evaluate("document.title").endswith(" - Anytown panels")
    assert browser.evaluate(UNLABELLED) == 0
    assert browser.evaluate(SMALL_TARGETS) == []
    assert browser.evaluate(BARE_TABLES) == 0


def test_the_html_of_a_mail_shows_styled_and_runs_no_script(browser: Browser, serving: Serving) -> None:
    browser.open(f"{serving.url}/mailroom/mails/1", 1200)

    heading = browser.evaluate("getComputedStyle(document.querySelector('h1')).color", in_frame=True)
    text = browser.evaluate("document.body.innerText", in_frame=True)
    origin = browser.evaluate("window.origin", in_frame=True)

    assert heading == "rgb(170, 0, 0)"
    assert text.split() == ["Booked", *CHILD.split(), "is", "booked."]
    assert origin == "null"


def test_a_mail_is_written_and_found_again_in_the_browser(browser: Browser, serving: Serving, site: SmallApp) -> None:
    browser.open(f"{serving.url}/mailroom", 1200)
    browser.evaluate("document.querySelector('#subject').value = 'Next panel'")
    browser.evaluate("document.querySelector('#body').value = 'Casey Example, born 3 May 2011'")
    browser.click("main form button")
    refresh = browser.evaluate("document.querySelector('meta[http-equiv=refresh]').content")
    heading = browser.evaluate("document.querySelector('h1').innerText")

    assert (heading, refresh) == ("Next panel", "3")
    assert site.woken == [1]
    assert site.client().get("/mailroom", **HERE).text.count("Next panel") == 1
