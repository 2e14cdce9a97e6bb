"""Handing one message to the relay: the only place that speaks SMTP as a client.

What counts here is what is known afterwards (mail-rules 7):

1. Nothing of a message is on the wire before the connection is as safe as it must be: otherwise HELD.
2. A refusal is the server's last word (5xx: FAILED) or not (4xx: RETRY); its own words are kept.
3. A connection that breaks before the final dot was sent has delivered nothing: RETRY.
4. One that breaks after it may have: UNCERTAIN. Sending again could put a second copy of a decision into the world, so
   a person or a later rule decides.

No method raises: a fault of ours, too, is a state with words.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from threading import Lock
from typing import Protocol

_MAX_WORDS = 500
_GOODBYE = 1.0  # seconds to wait for the answer to QUIT, which tells us nothing
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")
_DOTS = re.compile(rb"(?m)^\.")
# Printable ASCII without what could end the command or open a second one; the null sender is "".
_ADDRESS = re.compile(r"[!-;=?-~]{1,256}@[0-9A-Za-z.\[\]:-]{1,255}")


class State(StrEnum):
    """What is known after a try."""

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # the whole message was sent and no answer came
    HELD = "held"  # not sent, because it could not be sent safely


class Tls(StrEnum):
    """Whether the connection to the relay is encrypted (setting `outbound.tls`)."""

    REQUIRED = "required"
    OFFERED = "offered"  # used when the server offers it
    OFF = "off"  # towards loopback only: the relay is this machine


@dataclass(frozen=True)
class Delivery:
    """What came of one try: `words` are the server's own (or ours), `stage` the step that gave them."""

    state: State
    words: str
    stage: str


class Relay(Protocol):
    """Takes one message for one recipient."""

    def deliver(self, envelope_from: str, to: str, raw: bytes, must_encrypt: bool) -> Delivery:
        """Try once. `must_encrypt`: the recipient's domain is on the secure list."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


class LocalRelay:
    """`relay = "local"`: nothing leaves; the outbox is where people read (demonstration)."""

    def deliver(self, envelope_from: str, to: str, raw: bytes, must_encrypt: bool) -> Delivery:  # noqa: ARG002
        """Say that it was kept."""
        return Delivery(State.SENT, "kept in the outbox", "local")

    def close(self) -> None:
        """Nothing is open."""


class _Stop(Exception):
    """Ends a try with its result; `broken`: the connection is worth nothing any more."""

    def __init__(self, state: State, words: str, *, broken: bool = False) -> None:
        super().__init__(words)
        self.state = state
        self.broken = broken


class SmtpRelay:
    """One persistent connection to a relay, used by one delivery at a time.

    `helo` is the name we give (the mail domain). With `verify` the relay's certificate must be right for `host`, by the
    system's authorities or `ca_file`; it is not asked of a relay on this machine, whose certificate is self-made.
    """

    def __init__(
        self,
        host: str,
        port: int,
        tls: Tls | str = Tls.REQUIRED,
        *,
        helo: str = "localhost",
        timeout: float = 30.0,
        verify: bool | None = None,
        ca_file: str = "",
    ) -> None:
        self._host, self._port, self._tls = host, port, Tls(tls)
        self._helo, self._timeout = helo, timeout
        self._here = _is_loopback(host)
        verify = verify if verify is not None else not self._here
        # Reading the system's authorities takes a twentieth of a second: not where nothing is ever encrypted.
        self._context = None if self._tls is Tls.OFF else _context(ca_file, verify=verify)
        self._smtp: smtplib.SMTP | None = None
        self._encrypted = False
        self._stage = ""
        self._lock = Lock()

    def deliver(self, envelope_from: str, to: str, raw: bytes, must_encrypt: bool) -> Delivery:
        """Try once; see the module's contract for what each state means."""
        if not _ADDRESS.fullmatch(to) or (envelope_from and not _ADDRESS.fullmatch(envelope_from)):
            return Delivery(State.FAILED, "The address cannot be written into an SMTP command.", "address")
        with self._lock:
            reused = self._smtp is not None
            result = self._try(envelope_from, to, raw, must_encrypt)
            if reused and self._smtp is None and self._stage in {"reset", "mail"} and result.state is State.RETRY:
                # The relay hung up while we were idle, or had taken enough on this connection: no answer to this mail.
                result = self._try(envelope_from, to, raw, must_encrypt)
            return result

    def close(self) -> None:
        """Say goodbye and close the connection."""
        with self._lock:
            if self._smtp is not None:
                with suppress(Exception):  # the connection ends either way
                    if self._smtp.sock is not None:
                        self._smtp.sock.settimeout(min(self._timeout, _GOODBYE))
                    self._smtp.quit()
                self._drop()

    def _try(self, envelope_from: str, to: str, raw: bytes, must_encrypt: bool) -> Delivery:
        try:
            smtp = self._connection(must_encrypt)
            words = self._send(smtp, envelope_from, to, raw)
        except _Stop as stop:
            if stop.broken:
                self._drop()
            return Delivery(stop.state, _capped(str(stop)), self._stage)
        except Exception as error:  # noqa: BLE001 - an unforeseen fault must not stop the queue
            self._drop()
            state = State.UNCERTAIN if self._stage == "message" else State.RETRY
            return Delivery(state, _capped(f"{type(error).__name__}: {error}"), self._stage)
        return Delivery(State.SENT, _capped(words), self._stage)

    def _connection(self, must_encrypt: bool) -> smtplib.SMTP:
        """Return a connection that is ready and safe enough for this message."""
        if self._smtp is None:
            self._smtp = self._connect(must_encrypt)
        else:
            self._command(self._smtp, "reset", "RSET")
        own_machine = self._tls is Tls.OFF and self._here
        if must_encrypt and not self._encrypted and not own_machine:
            self._stage = "tls"
            raise _Stop(State.HELD, "The relay does not offer encryption, and this recipient's domain requires it.")
        return self._smtp

    def _connect(self, must_encrypt: bool) -> smtplib.SMTP:
        self._stage = "connect"
        try:
            smtp = smtplib.SMTP(self._host, self._port, local_hostname=self._helo, timeout=self._timeout)
        except smtplib.SMTPConnectError as error:  # the relay refuses us, which says nothing about this message
            raise _Stop(State.RETRY, _reply(error.smtp_code, error.smtp_error)) from None
        self._smtp = smtp  # so that it is closed whatever happens next
        if smtp.sock is not None:
            # The final dot goes out by itself; Nagle's algorithm would keep it 40 ms.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._greet(smtp)
        self._encrypted = False
        if self._tls is not Tls.OFF:
            self._encrypt(smtp, must_encrypt)
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        self._stage = "greeting"
        code, words = smtp.ehlo()
        if not _is_good(code):
            code, words = smtp.helo()
        if not _is_good(code):
            raise _Stop(State.RETRY, _reply(code, words), broken=True)

    def _encrypt(self, smtp: smtplib.SMTP, must_encrypt: bool) -> None:
        """Turn to TLS where the server offers it; HELD where it must be and cannot."""
        self._stage = "tls"
        needed = self._tls is Tls.REQUIRED or must_encrypt
        if not smtp.has_extn("starttls"):
            if self._tls is Tls.REQUIRED:
                raise _Stop(State.HELD, "The relay does not offer encryption, and the site requires it.", broken=True)
            return
        try:
            smtp.starttls(context=self._context)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise  # the connection broke, which is no word about encryption
        except ssl.SSLError as error:
            state = State.HELD if needed else State.RETRY
            raise _Stop(state, f"Encryption with the relay failed: {error}", broken=True) from None
        except smtplib.SMTPResponseException as error:
            lasting = error.smtp_code // 100 == 5  # noqa: PLR2004 - 454 says: not at this moment
            state = State.HELD if needed and lasting else State.RETRY
            raise _Stop(state, _reply(error.smtp_code, error.smtp_error), broken=True) from None
        self._encrypted = True
        self._greet(smtp)  # what was said before encryption does not count (RFC 3207 4.2)
        self._stage = "tls"

    def _send(self, smtp: smtplib.SMTP, envelope_from: str, to: str, raw: bytes) -> str:
        """Send one message; return the server's words for taking it."""
        size = f" SIZE={len(raw)}" if smtp.has_extn("size") else ""
        eight = " BODY=8BITMIME" if smtp.has_extn("8bitmime") and not raw.isascii() else ""
        self._command(smtp, "mail", f"MAIL FROM:<{envelope_from}>{size}{eight}")
        self._command(smtp, "recipient", f"RCPT TO:<{to}>")
        self._command(smtp, "data", "DATA", good=3)
        smtp.send(_wire(raw))  # without the final dot: if this fails, the server has no whole message
        self._stage = "message"
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
        if not _is_good(code):
            raise self._refused(code, words)
        return _reply(code, words)

    def _command(self, smtp: smtplib.SMTP, stage: str, line: str, good: int = 2) -> None:
        self._stage = stage
        code, words = smtp.docmd(line)
        if code // 100 != good:
            raise self._refused(code, words)

    def _refused(self, code: int, words: bytes) -> _Stop:
        """Read a refusal. 421 ends the connection; an answer that is none may follow a message that was taken."""
        said = _reply(code, words)
        if self._stage == "reset":
            return _Stop(State.RETRY, said, broken=True)
        match code // 100:
            case 4:
                return _Stop(State.RETRY, said, broken=code == 421)  # noqa: PLR2004
            case 5:
                return _Stop(State.FAILED, said)
            case _:
                return _Stop(State.UNCERTAIN if self._stage == "message" else State.RETRY, said, broken=True)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None
        self._encrypted = False


def _wire(raw: bytes) -> bytes:
    """Return a message as DATA wants it: CRLF line ends, leading dots doubled, a line end at the end.

    A bare CR or LF never leaves: servers disagree on whether it ends a line, and a second message can hide behind that.
    """
    lines = _LINE_ENDS.sub(b"\r\n", raw)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _DOTS.sub(b"..", lines)


def _is_good(code: int) -> bool:
    return 200 <= code < 300  # noqa: PLR2004


def _reply(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def _capped(words: str) -> str:
    tidy = "".join(letter if letter.isprintable() else " " for letter in words)
    return tidy if len(tidy) <= _MAX_WORDS else tidy[: _MAX_WORDS - 1] + "…"


def _context(ca_file: str, *, verify: bool) -> ssl.SSLContext:
    """Return what encrypts, and whose certificates it believes; a `ca_file` that cannot be read is said at once."""
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
