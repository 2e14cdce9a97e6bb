"""The gate: whether a mail may act at all, and which handler each of its intents goes to.

In order: what a cap kept back; delivery reports; automatic mail; then who wrote. A sender we cannot be sure of changes
nothing and is told nothing (or, from a worker's domain, is asked to confirm); a person sees the mail held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core import attendance, barriers, guests, intents, notices, outbox, people
from core import booking as records
from core.audit import Event
from core.disclosure import Document
from core.errors import Held, Refused
from core.handlers import bookings, dates, general, invitations, owners, papers, reports
from core.handlers.mail import Mail
from core.inbox import State, reopen
from core.intents import Standing
from core.kinds import Kind, Purpose, Role
from core.sites import domain_matches
from core.store.tables import ActionRow, Inbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.desk import Desk
    from core.intents import Heard, Intent
    from core.people import Known
    from core.sites import Panel


@dataclass(frozen=True)
class Ended:
    """How a mail ended: the inbox state, and the reason a person reads."""

    state: State
    reason: str = ""


_HANDLERS: dict[type[Intent], Callable[[Mail, Any], None]] = {
    intents.Book: bookings.book,
    intents.Amend: bookings.amend,
    intents.Withdraw: bookings.withdraw,
    intents.Move: bookings.move,
    intents.AskStatus: bookings.status,
    intents.AskList: bookings.list_bookings,
    intents.ForwardMinutes: papers.forward,
    intents.LateAnswer: bookings.answer_late,
    intents.AskHelp: general.help_,
    intents.AskTerms: general.terms,
    intents.AskDates: general.dates,
    intents.NotUnderstood: general.not_understood,
    intents.Unreadable: general.unreadable,
    intents.NothingToDo: general.nothing,
    intents.AnswerInvitation: invitations.answer,
    intents.SendInstead: invitations.send_instead,
    intents.CalendarOther: invitations.calendar_other,
    intents.ResearchReturn: invitations.research,
    intents.CancelMeeting: dates.cancel,
    intents.Rearrange: dates.rearrange,
    intents.AddExtraordinary: dates.add,
    intents.MinutesRead: papers.read_minutes,
    intents.Approve: papers.approve,
    intents.Confirm: papers.confirm,
    intents.NotAgreed: papers.not_agreed,
    intents.ActionDone: owners.done,
    intents.ActionNotPossible: owners.not_possible,
    intents.ActionNotDone: owners.not_done,
    intents.MoreTime: owners.more_time,
}


def handle(desk: Desk, heard: Heard) -> Ended:  # noqa: PLR0911 - each way out is a rule of the gate, in order
    """Act on one mail. Whatever it writes commits with the inbox row's new state, or not at all."""
    bounce = next((each for each in heard.intents if isinstance(each, intents.Bounced)), None)
    if bounce is not None:
        return Ended(State.DONE, reports.bounced(desk, heard, bounce))
    automatic = next((each for each in heard.intents if isinstance(each, intents.Automatic)), None)
    if automatic is not None:
        desk.audit(Event.MAIL_IGNORED, heard.panel, why=automatic.why)
        return Ended(State.IGNORED, f"automatic mail ({automatic.why})")
    if heard.panel in desk.site.unavailable:
        desk.audit(Event.MAIL_HELD, heard.panel, inbox=heard.inbox_id)
        return Ended(State.HELD, f"this panel cannot run: {desk.site.unavailable[heard.panel]}")
    if not heard.panel:
        return _directory(desk, heard)
    panel = desk.site.panels[heard.panel]
    if heard.hold:
        told = notices.marked(desk, panel, heard.inbox_id, heard.hold) if heard.marked else ""
        what = f"Read it with panelpost inbox show, and replay it when it is safe. {told}".strip()
        return _held(desk, panel, heard, heard.hold, what)
    outside = _copied_outside(desk, panel, heard)
    if outside:
        what = "Nothing was done. Ask the sender to write without them, and replay the mail when that is safe."
        return _held(desk, panel, heard, outside, what)
    person = people.know(desk, heard.sender.address, heard.sender.name) if heard.sender.address else None
    token_holds = bool(heard.token and person and heard.token.person_id == person.id)
    if _confirms(heard) and token_holds:
        return _confirmed(desk, panel, heard)
    refusal = _who_wrote(desk, panel, heard, token_holds=token_holds)
    if refusal is not None or person is None:
        return refusal or _held(desk, panel, heard, "The mail has no sender.", "Nothing was done.")
    return _act(desk, panel, heard, person, token_holds=token_holds)


def _copied_outside(desk: Desk, panel: Panel, heard: Heard) -> str:
    """Return why a mail is held that went to somebody who must not hear of this panel's cases; "" when none did."""
    allowed = panel.confidentiality.only_domains
    strangers = [each for each in heard.copied if not desk.site.is_ours(each) and not domain_matches(each, allowed)]
    if not allowed or not strangers:
        return ""
    return "The mail also went to an address outside the domains that hear of this panel's cases."


def _who_wrote(desk: Desk, panel: Panel, heard: Heard, *, token_holds: bool) -> Ended | None:
    """Return how the mail ends when its sender may not act; None lets it on (mail-rules 4)."""
    sender = heard.sender
    if sender.standing is Standing.FORGED:
        return _held(desk, panel, heard, f"The sender could not be authenticated. {sender.why}", "No answer was sent.")
    if sender.standing is Standing.IDENTIFIED and (
        not heard.token or token_holds or _party(desk, panel, sender.address)
    ):
        return None
    if token_holds:
        # Our own signed address, used by the one it was given to, shows that they read that mailbox.
        return None
    if sender.standing is Standing.UNCONFIRMED:
        _ask_to_confirm(desk, panel, heard)
        return _held(desk, panel, heard, "The sender is not confirmed yet.", "They were asked to confirm by replying.")
    if sender.standing is Standing.IDENTIFIED:
        return _held(
            desk,
            panel,
            heard,
            "A reply came from somebody it was not written to.",
            "Nothing was changed and nothing was told.",
        )
    return _held(
        desk, panel, heard, f"The sender is not identified. {sender.why}", "Nothing was booked and nothing was told."
    )


def _party(desk: Desk, panel: Panel, address: str) -> bool:
    """Whether an identified sender may use an address given to another: a worker or somebody of this panel.

    Roles are still checked command by command, by who they are and not by the address they used.
    """
    trust = desk.site.configuration.trust
    return bool(panel.roles(address)) or domain_matches(address, trust.worker_domains)


def _act(desk: Desk, panel: Panel, heard: Heard, person: Known, *, token_holds: bool) -> Ended:
    desk.actor = f"person {person.id}"
    kept_out = _kept_out(desk, panel, heard, person)
    if kept_out:
        return _held(desk, panel, heard, kept_out, "Nothing was done, and no answer was sent.")
    mail = Mail(desk, panel, heard, person, _roles(desk, panel, person), token_holds)
    try:
        for intent in heard.intents:
            _HANDLERS[type(intent)](mail, intent)
    except Refused as refused:
        desk.audit(Event.MAIL_REFUSED, panel.key)
        mail.say_no(str(refused))
        return Ended(State.DONE, f"refused: {refused}")
    except Held as kept:
        return _held(desk, panel, heard, str(kept), "Nothing was booked.")
    if not heard.may_answer and any(isinstance(each, intents.Book) for each in heard.intents):
        reason = "A booking came in a mail that must not be answered automatically."
        notices.held(desk, panel, heard.inbox_id, reason, "It was handled. Tell the worker yourself.")
    return Ended(State.DONE)


def _kept_out(desk: Desk, panel: Panel, heard: Heard, person: Known) -> str:
    """Return why a mail waits for a person whatever it says: who wrote it must not learn, or came for one item only."""
    rules = panel.confidentiality
    who = (person.address, person.name)
    # Silence about their own case and an answer about any other would tell them which is which.
    about = records.all_open(desk, panel) if rules.discreet and rules.never else ()
    if any(barriers.must_not_learn(panel, who, each.values) for each in about):
        return "The sender is one of those whom a case says must not learn of it. Do not answer."
    booking_id = heard.token.object_id if heard.token and heard.token.purpose in (Purpose.SLOT, Purpose.BOOKING) else 0
    booking = records.find(desk, booking_id) if booking_id else None
    if booking is None or panel.roles(person.address) or person in records.presenters(desk, booking):
        return ""
    only_answers = all(isinstance(each, _GUESTS_MAY) for each in heard.intents)
    invited = person in guests.of_booking(desk, booking)
    return "" if only_answers or not invited else "Somebody who is invited for one item wrote back. A person reads it."


_GUESTS_MAY = (intents.AnswerInvitation, intents.CalendarOther, intents.NothingToDo)


def _roles(desk: Desk, panel: Panel, person: Known) -> frozenset[Role]:
    roles = set(panel.roles(person.address))
    owns = desk.connection.execute(select(ActionRow.id).where(ActionRow.owner_id == person.id).limit(1)).scalar()
    if owns:
        roles.add(Role.OWNER)
    if attendance.represents(desk, panel, person.id):
        roles.add(Role.REPRESENTATIVE)
    return frozenset(roles)


def _held(desk: Desk, panel: Panel, heard: Heard, reason: str, what: str) -> Ended:
    desk.audit(Event.MAIL_HELD, panel.key, inbox=heard.inbox_id)
    notices.held(desk, panel, heard.inbox_id, reason, what)
    return Ended(State.HELD, reason)


def _ask_to_confirm(desk: Desk, panel: Panel, heard: Heard) -> None:
    """Ask an unconfirmed worker to reply; nothing of what they wrote is in the question."""
    person = people.know(desk, heard.sender.address, heard.sender.name)
    document = Document(
        kind=Kind.CONFIRM_SENDER, purpose=Purpose.SENDER, about=heard.inbox_id, thread=desk.thread, is_answer=True
    )
    outbox.post(desk, panel, document, (people.reader(person, Role.ANYONE),))


def _confirms(heard: Heard) -> bool:
    """Whether a mail is a yes to `confirm-sender`; "this was not me" is none."""
    asked = bool(heard.token and heard.token.purpose is Purpose.SENDER)
    says_so = any(isinstance(each, intents.ConfirmSender) for each in heard.intents)
    return asked and says_so and heard.sender.standing is not Standing.FORGED


def _confirmed(desk: Desk, panel: Panel, heard: Heard) -> Ended:
    """The held mail may go on: it is read again, its sender believed."""
    assert heard.token is not None  # noqa: S101 - _confirms saw it
    row_id = heard.token.object_id
    known = desk.connection.execute(select(Inbox.id).where(Inbox.id == row_id, Inbox.panel == panel.key)).scalar()
    if known and reopen(desk.connection, row_id, believe=True):
        desk.audit(Event.SENDER_CONFIRMED, panel.key, inbox=row_id)
    return Ended(State.DONE, "the sender confirmed")


def _directory(desk: Desk, heard: Heard) -> Ended:
    """Answer panels@ with the directory; it needs no role, but never answers a stranger."""
    if heard.sender.standing is not Standing.IDENTIFIED or not desk.site.panels:
        desk.audit(Event.MAIL_HELD, "", inbox=heard.inbox_id)
        return Ended(State.HELD, f"The sender is not identified. {heard.sender.why}")
    person = people.know(desk, heard.sender.address, heard.sender.name)
    first = next(iter(desk.site.panels.values()))
    panels = [[panel.name, panel.address] for panel in desk.site.panels.values()]
    document = Document(
        kind=Kind.HELP,
        facts={"commands": [], "panels": panels, "dates": [], "done": ""},
        thread=desk.thread,
        is_answer=True,
    )
    outbox.post(desk, first, document, (people.reader(person, Role.ANYONE),))
    return Ended(State.DONE)
