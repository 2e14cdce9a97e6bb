from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core import inbox
from core.clock import StandingClock
from core.inbox import State
from core.store.tables import Inbox, Outbox
from tests.web.small_site import (
    CHILD,
    HERE,
    NOW,
    PANEL,
    POLICE,
    WORKER,
    SmallApp,
    finish,
    mail_to,
    queue,
    send,
    take_in,
    token,
)
from web.mailroom.rows import PAGE

REFRESH = '<meta http-equiv="refresh" content="3">'


def _write(client: FlaskClient, **fields: str) -> str:
    """Send the form; return where it leads."""
    page = client.get("/mailroom", **HERE).text
    data = {"sender": WORKER, "recipient": PANEL, "subject": "Next panel", "body": f"{CHILD}\r\n"} | fields
    answer = client.post("/mailroom", data=data | {"csrf_token": token(page)}, **HERE)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_written_mail_is_in_the_inbox_and_the_worker_is_woken(app: SmallApp, client: FlaskClient) -> None:
    where = _write(client)

    with app.store.read() as connection:
        row = connection.execute(select(Inbox.recipient, Inbox.mail_from, Inbox.door, Inbox.peer, Inbox.raw)).one()
    assert (row.recipient, row.mail_from, row.door, row.peer) == (PANEL, WORKER, "mailroom", "127.0.0.1")
    assert f"From: Morgan Ellery <{WORKER}>\r\n".encode() in row.raw
    assert app.woken == [1]
    assert where == "/mailroom/written/1"


def test_no_address_of_a_page_holds_a_name(client: FlaskClient) -> None:
    assert re.fullmatch(r"/mailroom/written/\d+", _write(client))


def test_the_page_asks_again_until_the_mail_is_handled(app: SmallApp, client: FlaskClient) -> None:
    where = _write(client)

    waiting = client.get(where, **HERE).text
    stopped = client.get(f"{where}?still=1", **HERE).text
    finish(app, State.DONE, "booked")
    handled = client.get(where, **HERE).text

    assert REFRESH in waiting
    assert f'href="{where}?still=1"' in waiting
    assert REFRESH not in stopped
    assert REFRESH not in handled
    assert "<strong>Handled.</strong> booked" in handled


def test_the_page_asks_again_until_the_answer_is_worded(app: SmallApp, client: FlaskClient) -> None:
    where = _write(client)
    number = finish(app, State.DONE)
    queue(app, WORKER, number)

    on_its_way = client.get(where, **HERE).text
    send(app, WORKER, mail_to(WORKER), number)
    there = client.get(where, **HERE).text

    assert REFRESH in on_its_way
    assert "On its way" in on_its_way
    assert REFRESH not in there
    assert "OFFICIAL-SENSITIVE: Booked" in there


def test_the_page_gives_up_after_a_while(app: SmallApp, client: FlaskClient) -> None:
    where = _write(client)
    app.clock = StandingClock(NOW + timedelta(minutes=3))

    page = client.get(where, **HERE).text

    assert REFRESH not in page
    assert "This mail still waits." in page


def test_a_form_without_its_token_is_refused(app: SmallApp, client: FlaskClient) -> None:
    answer = client.post("/mailroom", data={"sender": WORKER, "recipient": PANEL, "body": "x"}, **HERE)

    assert answer.status_code == 400
    assert "<h1>This form is no longer valid</h1>" in answer.text
    with app.store.read() as connection:
        assert connection.execute(select(Inbox.id)).all() == []


def test_a_mistake_keeps_what_was_written_and_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/mailroom", **HERE).text
    data = {"sender": WORKER, "recipient": "someone@else.example", "other": "nobody", "body": "\nKept & safe"}

    answer = client.post("/mailroom", data=data | {"csrf_token": token(page)}, **HERE)

    assert answer.status_code == 422
    assert "<title>Error: Write a mail - Anytown panels</title>" in answer.text
    assert '<a href="#recipient">Choose one of the panels&#39; addresses</a>' in answer.text
    assert '<a href="#other">Choose who writes, or enter an email address' in answer.text
    assert ">\n\nKept &amp; safe</textarea>" in answer.text


def test_the_list_shows_newest_first_and_one_person_on_request(app: SmallApp, client: FlaskClient) -> None:
    send(app, WORKER, mail_to(WORKER, subject="For the worker"))
    send(app, POLICE, mail_to(POLICE, subject="For the police"))
    with app.store.read() as connection:
        police = connection.execute(select(Outbox.person_id).order_by(Outbox.id.desc()).limit(1)).scalar_one()

    page = client.get("/mailroom", **HERE).text
    theirs = client.get(f"/mailroom?person={police}", **HERE).text

    assert page.index("For the police") < page.index("For the worker")
    assert f'href="/mailroom?person={police}#out"' in page
    assert "For the police" in theirs
    assert "For the worker" not in theirs


def test_older_mails_are_a_page_away(app: SmallApp, client: FlaskClient) -> None:
    for number in range(PAGE + 1):
        send(app, WORKER, mail_to(WORKER, subject=f"Mail number {number:02}"))

    page = client.get("/mailroom", **HERE).text
    found = re.search(r'href="(/mailroom\?before=\d+)#out">Older mails', page)
    assert found
    older = client.get(found[1], **HERE).text

    assert "Mail number 00" not in page
    assert "Mail number 00" in older
    assert "Older mails" not in older


def test_a_mail_is_shown_whole_with_its_html_in_a_frame(app: SmallApp, client: FlaskClient) -> None:
    number = send(app, WORKER, mail_to(WORKER))

    page = client.get(f"/mailroom/mails/{number}", **HERE).text
    html = client.get(f"/mailroom/mails/{number}/html", **HERE)

    assert "<h1>OFFICIAL-SENSITIVE: Booked</h1>" in page
    assert f"{CHILD} is booked." in page
    assert f'src="/mailroom/mails/{number}/html" sandbox=""' in page
    assert "<title>Mail 1 - Anytown panels</title>" in page
    assert html.mimetype == "text/html"


def test_a_mail_that_is_not_worded_is_on_its_way(app: SmallApp, client: FlaskClient) -> None:
    number = queue(app, WORKER)

    codes = [client.get(f"/mailroom/mails/{number}/{part}", **HERE).status_code for part in ("html", "reply")]
    page = client.get(f"/mailroom/mails/{number}", **HERE).text

    assert "<h1>This mail is on its way</h1>" in page
    assert codes == [404, 404]


def test_a_reply_is_written_as_the_reader_to_the_reply_address(app: SmallApp, client: FlaskClient) -> None:
    number = send(app, POLICE, mail_to(POLICE))
    form = client.get(f"/mailroom/mails/{number}/reply", **HERE).text
    chosen = re.findall(r'<option value="([^"]+)" selected>', form)
    fields = {"sender": chosen[0], "recipient": chosen[1], "answered": str(number), "csrf_token": token(form)}

    answer = client.post("/mailroom", data=fields | {"subject": "Re: Booked", "body": "accept"}, **HERE)

    assert answer.status_code == 303
    assert chosen == [POLICE, "missing-panel+abcdefghijklmnopqrstuvwxyz234567@panels.anytown.example"]
    claimed = inbox.claim(app.store, "test", app.clock.wall())[0]
    assert claimed.recipient == chosen[1]
    assert b"In-Reply-To: <one@panels.anytown.example>\r\n" in claimed.raw


def test_the_quote_can_be_left_out(app: SmallApp, client: FlaskClient) -> None:
    number = send(app, POLICE, mail_to(POLICE))

    with_quote = client.get(f"/mailroom/mails/{number}/reply", **HERE).text
    without = client.get(f"/mailroom/mails/{number}/reply?quote=no", **HERE).text

    assert f"&gt; {CHILD} is booked." in with_quote
    assert "&gt; " not in without


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE", "DECLINED"])
def test_an_invitation_is_answered_as_by_a_calendar(app: SmallApp, client: FlaskClient, answer: str) -> None:
    number = send(app, POLICE, mail_to(POLICE, invites=True))
    page = client.get(f"/mailroom/mails/{number}", **HERE).text

    data = {"answer": answer, "comment": "", "csrf_token": token(page)}
    sent = client.post(f"/mailroom/mails/{number}/answer", data=data, **HERE)

    assert "8 December 2026, 2pm to 4pm" in page
    assert sent.status_code == 303
    claimed = inbox.claim(app.store, "test", app.clock.wall())[0]
    assert claimed.mail_from == POLICE
    assert b'method="REPLY"' in claimed.raw or b"method=REPLY" in claimed.raw


def _wrong_word(app: SmallApp) -> int:
    return send(app, POLICE, mail_to(POLICE, invites=True))


def _no_invitation(app: SmallApp) -> int:
    return send(app, POLICE, mail_to(POLICE))


@pytest.mark.parametrize(("make", "word"), [(_wrong_word, "MAYBE"), (_no_invitation, "ACCEPTED")])
def test_an_answer_that_no_calendar_gives_is_refused(
    app: SmallApp, client: FlaskClient, make: Callable[[SmallApp], int], word: str
) -> None:
    number = make(app)
    data = {"answer": word, "csrf_token": token(client.get("/mailroom", **HERE).text)}

    assert client.post(f"/mailroom/mails/{number}/answer", data=data, **HERE).status_code == 400


def test_what_became_of_incoming_mails_is_listed_with_its_reason(app: SmallApp, client: FlaskClient) -> None:
    take_in(app)
    finish(app, State.HELD, "the sender is not identified")

    page = client.get("/mailroom", **HERE).text

    assert "Held for a person: the sender is not identified" in page
