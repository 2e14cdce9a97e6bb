"""Claims outbox rows, words them outside any transaction, hands them to the relay and writes down what came of it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import structlog

from core import outbox
from core.app import where
from core.errors import PanelpostError, Refused
from core.handlers import reports
from core.intents import Token
from core.kinds import Purpose
from core.outbox import Outcome, State, Waiting
from core.settings import host_and_port
from mail.composing import Letterhead, compose
from mail.sending.relay import LocalRelay, SmtpRelay
from mail.sending.relay import State as Delivered

if TYPE_CHECKING:
    from core.app import App
    from core.settings import Configuration
    from mail.sending.relay import Delivery, Relay

log = structlog.get_logger()
_BATCH = 10
_GAVE_UP = (State.FAILED, State.HELD)
_BEFORE_ANY_MAIL = frozenset({"connect", "greeting", "tls"})

try:
    VERSION = version("panelpost")
except PackageNotFoundError:  # run from a bare checkout
    VERSION = "0"


def open_relay(configuration: Configuration) -> Relay:
    """Return where the site's mail goes."""
    if configuration.demonstration:
        return LocalRelay()
    host, port = host_and_port(configuration.outbound.relay)
    return SmtpRelay(host, port, configuration.outbound.tls, helo=configuration.site.mail_domain)


def word(app: App, waiting: Waiting) -> bytes:
    """Return the message of an outbox row: the same bytes each time, by its fixed Message-ID and time."""
    view = waiting.view
    site = app.configuration.site
    mailbox, _, domain = view.mailbox.partition("@")
    token = outbox.reply_token(app.keyring, view, mailbox)
    letterhead = Letterhead(
        site_name=site.name,
        mail_domain=site.mail_domain.lower(),
        base_url=site.base_url,
        timezone=site.timezone,
        message_id=waiting.message_id,
        # DTSTAMP must rise from one copy of an invitation to the next; the view knows the right one.
        sent_at=(view.calendar.stamp if view.calendar else None) or waiting.made,
        reply_address=f"{mailbox}+{token}@{domain}",
        version=VERSION,
    )
    return compose(view, letterhead)


def show(app: App, outbox_id: int) -> bytes:
    """Return the message of an outbox row, worded now if it has not been sent yet. Refused when there is none."""
    with app.store.read() as connection:
        waiting = outbox.find(connection, outbox_id)
    if waiting is None:
        message = f"There is no outgoing mail {outbox_id}, or it was erased."
        raise Refused(message)
    return waiting.raw or word(app, waiting)


def bounce_address(app: App, waiting: Waiting) -> str:
    """Return the envelope sender: signed, so that a delivery report names the outbox row by itself."""
    mailbox, _, domain = waiting.view.mailbox.partition("@")
    token = app.keyring.token(Token(Purpose.BOUNCE, waiting.id, waiting.view.reader.person_id), mailbox)
    return f"{mailbox}+{token}@{domain}"


def deliver_waiting(app: App, relay: Relay) -> int:
    """Deliver one batch of what is due; return how many rows were tried."""
    batch = outbox.claim(app.store, app.worker, app.clock.retry_horizon(), _BATCH)
    if not batch:
        return 0
    outcomes: list[Outcome] = []
    away: Delivery | None = None
    for waiting in batch:
        raw, words = _worded(app, waiting)
        if raw is None:
            outcomes.append(Outcome(waiting, State.HELD, words, None))
            continue
        # When the relay is away it is so for all: waiting for it once for each mail would outlast the claim.
        delivery = away or _deliver(app, relay, waiting, raw)
        away = delivery if delivery.state is Delivered.RETRY and delivery.stage in _BEFORE_ANY_MAIL else None
        outcomes.append(Outcome(waiting, State(delivery.state.value), delivery.words, raw))
    outbox.settle(app.store, outcomes, app.clock.now(), app.clock.wall())
    _tell_of_failures(app, outcomes)
    return len(batch)


def _worded(app: App, waiting: Waiting) -> tuple[bytes | None, str]:
    """Return a mail's bytes, or None and why it cannot be worded: then it is held, and the next one is sent."""
    try:
        return waiting.raw or word(app, waiting), ""
    except PanelpostError as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001 - the exception's text may hold what a person wrote
        log.error("mail cannot be worded", outbox=waiting.id, error=type(error).__name__, trace=where(error))  # noqa: TRY400
        return None, f"the mail could not be worded ({type(error).__name__})"


def _deliver(app: App, relay: Relay, waiting: Waiting, raw: bytes) -> Delivery:
    to = waiting.view.reader.address
    return relay.deliver(bounce_address(app, waiting), to, raw, app.site.must_encrypt(to))


def _tell_of_failures(app: App, outcomes: list[Outcome]) -> None:
    """Tell the coordinator of what will not be tried again."""
    stuck = [outcome for outcome in outcomes if outcome.state in _GAVE_UP]
    if not stuck:
        return
    with app.store.write() as connection, app.desk(connection, actor="mail") as desk:
        for outcome in stuck:
            reports.tell(desk, outcome.waiting.id, outcome.words, final=True)
