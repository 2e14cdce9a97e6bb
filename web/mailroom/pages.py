"""The mailroom's pages: the form, the mails that came back, and what became of what was written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from core import inbox
from core.inbox import Arrival
from web import words
from web.headers import MAIL_POLICY
from web.mailroom import drafts, letters, people, rows

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

    from web.mailroom.drafts import Draft
    from web.seams import App

REFRESH_FOR = timedelta(minutes=2)
"""For how long a page asks again by itself; after that the worker is probably not running."""

_NUMBER = "<int(max=9223372036854775807):number>"
_UNPROCESSABLE = 422
_NO_SUBJECT = "(no subject)"


class Mailroom:
    """`/mailroom` and below."""

    def __init__(self, app: App) -> None:
        """Take the site."""
        self._app = app

    def blueprint(self) -> Blueprint:
        """Return the pages."""
        pages = Blueprint("mailroom", __name__, url_prefix="/mailroom")
        pages.add_url_rule("", "mailroom", self.mailroom)
        pages.add_url_rule("", "write", self.write, methods=["POST"])
        pages.add_url_rule(f"/mails/{_NUMBER}", "mail", self.mail)
        pages.add_url_rule(f"/mails/{_NUMBER}/html", "html", self.html)
        pages.add_url_rule(f"/mails/{_NUMBER}/reply", "reply", self.reply)
        pages.add_url_rule(f"/mails/{_NUMBER}/answer", "answer", self.answer, methods=["POST"])
        pages.add_url_rule(f"/written/{_NUMBER}", "written", self.written)
        return pages

    def mailroom(self) -> str:
        """Show the form, the newest mails that went out (of one person, with `?person=`) and those that came in."""
        person, before = _number("person"), _number("before")
        with self._app.store.read() as connection:
            sent = rows.sent_page(connection, person, before)
            received = rows.received_page(connection)
            readers = rows.readers(connection)
        shown = sent[: rows.PAGE]
        return render_template(
            "mailroom/mailroom.html",
            sent=[(each, letters.subject_of(each.raw) or _NO_SUBJECT if each.raw else "") for each in shown],
            older=shown[-1].id if len(sent) > rows.PAGE else None,
            received=[(each, letters.subject_of(each.raw) or _NO_SUBJECT) for each in received],
            readers=readers,
            person=next((each for each in readers if each.id == person), None),
            words=words,
            **self._form(drafts.Draft()),
        )

    def write(self) -> Answer | tuple[str, int]:
        """Take in a mail as a door would, and show what becomes of it."""
        draft = drafts.read(request.form)
        problems = draft.problems(self._app.site.is_ours)
        if problems:
            page = render_template("mailroom/write.html", **self._form(draft, problems))
            return page, _UNPROCESSABLE
        answered = self._letter(draft.answered) if draft.answered is not None else None
        name = people.name_of(self._app.site, draft.from_address)
        raw = drafts.bytes_of(draft, name, self._app.clock.now(), answered)
        return self._taken_in(raw, draft.from_address, draft.recipient)

    def mail(self, number: int) -> str:
        """Show one mail that went out, as its reader gets it."""
        sent = self._sent(number)
        letter = letters.read(sent.raw) if sent.raw else None
        return render_template("mailroom/mail.html", sent=sent, letter=letter, answers=drafts.ANSWERS, words=words)

    def html(self, number: int) -> Response:
        """Return a mail's HTML part, for the frame on its page; under a policy that lets it do nothing."""
        letter = self._letter(number)
        if not letter.html:
            abort(404)
        response = Response(letter.html, mimetype="text/html")
        response.headers["Content-Security-Policy"] = MAIL_POLICY
        return response

    def reply(self, number: int) -> str:
        """Show the form for a reply by the mail's reader; with `?quote=no` without the mail below."""
        letter = self._letter(number)
        quoted = request.args.get("quote") != "no"
        draft = drafts.reply(letter, number, quoted=quoted)
        return render_template("mailroom/write.html", quoted=quoted, **self._form(draft))

    def answer(self, number: int) -> Answer:
        """Press a button of the invitation, as the reader's calendar would."""
        letter = self._letter(number)
        invitation, answer = letter.invitation, request.form.get("answer", "")
        if answer not in drafts.ANSWERS or invitation is None or not self._app.site.is_ours(invitation.organizer):
            abort(400)
        comment = request.form.get("comment", "").strip()
        raw = drafts.calendar_answer(letter, invitation, answer, comment, self._app.clock.now())
        return self._taken_in(raw, letter.recipient, invitation.organizer.lower())

    def written(self, number: int) -> str:
        """Show a mail that came in, its state and what went out because of it; refreshed until it is handled."""
        with self._app.store.read() as connection:
            received = rows.received(connection, number)
            answers = rows.answers_to(connection, number)
        if received is None:
            abort(404)
        waits = received.state in (inbox.State.READY, inbox.State.CLAIMED)
        waits = waits or any(each.raw is None and each.state in ("waiting", "sending") for each in answers)
        recent = self._app.clock.now() - received.received < REFRESH_FOR
        return render_template(
            "mailroom/written.html",
            received=received,
            letter=letters.read(received.raw),
            answers=[(each, letters.subject_of(each.raw) or _NO_SUBJECT if each.raw else "") for each in answers],
            waits=waits,
            recent=recent,
            refresh=waits and recent and "still" not in request.args,
            words=words,
        )

    def _form(self, draft: Draft, problems: dict[str, str] | None = None) -> dict[str, object]:
        site = self._app.site
        return {
            "draft": draft,
            "problems": problems or {},
            "groups": people.groups(site),
            "mailboxes": people.mailboxes(site),
        }

    def _taken_in(self, raw: bytes, sender: str, recipient: str) -> Answer:
        app = self._app
        arrival = Arrival(recipient, sender, raw, request.remote_addr or "", "mailroom", app.clock.now())
        inbox.keep(app.store, app.site, [arrival])
        app.wake()
        with app.store.read() as connection:
            number = rows.number_of(connection, app.keyring, recipient, letters.read(raw).message_id)
        # 303: a reload of the page that follows does not write the mail again.
        return redirect(url_for("mailroom.written", number=number), 303)

    def _sent(self, number: int) -> rows.Sent:
        with self._app.store.read() as connection:
            sent = rows.sent(connection, number)
        if sent is None:
            abort(404)
        return sent

    def _letter(self, number: int) -> letters.Letter:
        raw = self._sent(number).raw
        if raw is None:
            abort(404)
        return letters.read(raw)


def _number(name: str) -> int | None:
    """Return a number of the address, None when there is none that could be a row's."""
    given = request.args.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else None  # noqa: PLR2004 - 64 bits
