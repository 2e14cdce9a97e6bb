"""One client's SMTP or LMTP conversation: aiosmtpd's, without its traps (mail-rules 1.2).

1. HELO, EHLO or LHLO, MAIL, RCPT: unknown addresses are 550 5.1.1 at once, the limits are kept.
2. DATA is read to `CRLF . CRLF` as one block (`fast_data`); the raw stays as it came.
3. NUL is 554 5.6.0, over size 552 5.3.4; everything else goes to the writer, and the answer waits for its commit.
4. 250 means committed. Whatever else happened is 451 4.3.0, and no answer carries an exception's text.

Counters live here and not on aiosmtpd's session, which is made anew at STARTTLS.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import MISSING, SMTP, Envelope, Session, TLSSetupException

from core.inbox import Arrival
from mail.doors.fast_data import NULL_SENDER, BlockReader, plain_mail, plain_rcpt
from mail.doors.peers import ip_address
from mail.doors.replies import NUL_BYTES, OK, TOO_BIG, TRY_AGAIN, UNKNOWN, Goodbye

if TYPE_CHECKING:
    from mail.doors.smtp import SmtpDoor

log = logging.getLogger("panelpost.doors")
# aiosmtpd logs every command, and at DEBUG every line of a mail: names and addresses that must not reach a log.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

LONGEST_COMMAND = 2048
"""RFC 5321 asks for 512 octets and more with extensions; rewritten senders (SRS, VERP, UTF-8) get longer."""
LONGEST_LINE = 65536
MOST_HELD, SECONDS_TO_READ = 100, 10.0
SMTP_COMMANDS = ("HELO", "EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "STARTTLS")
LMTP_COMMANDS = ("LHLO", *SMTP_COMMANDS[2:])

Command = Callable[[str | None], Awaitable[None]]


class Conversation(SMTP):
    """One connection: `aiosmtpd.smtp.SMTP`, with what it decides wrongly for us overridden."""

    _reader: BlockReader
    session: Session
    envelope: Envelope
    transport: asyncio.Transport | None

    def __init__(self, door: SmtpDoor, template: Mapping[str, Any], loop: asyncio.AbstractEventLoop) -> None:
        """Begin from `template`: aiosmtpd looks through all attributes of itself for each connection otherwise."""
        vars(self).update(template)
        reader = BlockReader(limit=LONGEST_LINE, loop=loop)
        asyncio.StreamReaderProtocol.__init__(self, reader, self._cb_client_connected, loop)
        self._door = door
        self._smtp_methods: dict[str, Command] = {name: getattr(self, f"smtp_{name}") for name in door.commands}
        self._held_replies: list[bytes] = []
        self._errors = self._unknown = self._messages = 0
        self._began = self._active = loop.time()
        self.peer = ""  # the client's IP address
        self.storing = False

    # -- the connection ------------------------------------------------------------------------------------------

    async def _handle_client(self) -> None:
        self.peer = ip_address(self._writer.get_extra_info("peername"))
        try:
            self._door.admit(self)
            await self.push(f"220 {self.hostname} {self.__ident__}")
            while True:
                await self._obey(await self._reader.read_line(LONGEST_COMMAND))
        except Goodbye as goodbye:
            self.say_goodbye(goodbye.reply)
        except (OSError, TLSSetupException):
            pass  # the client has hung up
        finally:
            self._door.dismiss(self)
            if self._timeout_handle is not None:  # aiosmtpd forgets it when a TLS handshake fails
                self._timeout_handle.cancel()
            self._close()

    async def _obey(self, line: bytes | None) -> None:
        """Do one command. aiosmtpd's own loop answers 500 with the text of an exception, and goes on after closing."""
        if line is None:
            await self.push("500 5.5.2 Command line too long")
            return
        name, _, rest = line.partition(b" ")
        method = self._smtp_methods.get(name.upper().decode("ascii", "replace"))
        if method is None:
            await self.push("500 5.5.2 Command not recognized")
            return
        try:
            # What is not UTF-8 stays as it is until an address is asked for, which refuses it.
            await method(rest.strip().decode("utf-8", "surrogateescape") or None)
        except (ConnectionError, TLSSetupException):
            raise
        except Exception as error:  # noqa: BLE001 - a bug or a look-up that failed: the class for the log, nothing to the client
            log.error("a command failed: %s", type(error).__name__)  # noqa: TRY400
            await self.push(TRY_AGAIN)

    def data_received(self, data: bytes) -> None:
        """Note that the client is there, also in the middle of a long mail."""
        self._active = self.loop.time()
        super().data_received(data)

    def eof_received(self) -> bool:
        """Let what was sent before it be answered: a client may close its sending side early (`nc -N`).

        aiosmtpd cancels here, and the mail that was just stored would never be answered.
        """
        asyncio.StreamReaderProtocol.eof_received(self)
        return self.session.ssl is None  # over TLS there is no half-closing

    def _reset_timeout(self, duration: float | None = None) -> None:
        """Keep one timer for the whole connection, where aiosmtpd makes one for each command."""
        if self._timeout_handle is None:
            limits = self._door.limits
            wait = duration or min(limits.seconds_idle, limits.seconds_per_session)
            self._timeout_handle = self.loop.call_later(wait, self._timeout_cb)

    def _timeout_cb(self) -> None:
        limits, now = self._door.limits, self.loop.time()
        left = min(self._active + limits.seconds_idle - now, self._began + limits.seconds_per_session - now)
        if left > 0 or self.storing:  # what is being stored is answered first
            self._timeout_handle = self.loop.call_later(left if left > 0 else 1.0, self._timeout_cb)
        else:
            self.say_goodbye("421 4.4.2 Time is up, please come again")

    def say_goodbye(self, reply: str) -> None:
        """Say why and hang up."""
        if self.transport is not None and not self.transport.is_closing():
            self._writer.write(b"".join(self._held_replies) + reply.encode() + b"\r\n")
            self._close()

    def _close(self) -> None:
        transport = self._writer.transport
        transport.close()
        if transport.get_write_buffer_size():  # a client that reads nothing would hold the connection for ever
            self.loop.call_later(SECONDS_TO_READ, transport.abort)

    # -- answers -------------------------------------------------------------------------------------------------

    async def push(self, status: str | bytes) -> None:
        """Answer; hold the answers to a pipelined group together (RFC 2920, 3.2)."""
        if self.transport is None or self.transport.is_closing():
            raise Goodbye
        reply = status if isinstance(status, bytes) else status.encode("ascii", "replace")
        self._held_replies.append(reply + b"\r\n")
        kind = reply[:3]
        if kind.startswith(b"5") and not reply.startswith(b"550 5.1.1"):
            self._errors += 1
        if self._errors > self._door.limits.errors_per_session:
            raise Goodbye("421 4.7.0 Too many errors")
        pipelined = self._reader.has_line()
        if pipelined and kind in {b"250", b"550"} and len(self._held_replies) < MOST_HELD:
            return  # the next command is here already, and its answer goes with this one
        self._writer.write(b"".join(self._held_replies))
        self._held_replies.clear()
        await self._writer.drain()
        if pipelined:
            await asyncio.sleep(0)  # nobody keeps the loop to himself by sending much at once

    # -- commands ------------------------------------------------------------------------------------------------

    async def smtp_EHLO(self, hostname: str | None) -> None:  # noqa: N802
        """Say what we can; one write, because it is the same for everybody."""
        if not hostname:
            await self.push("501 Syntax: EHLO hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session.extended_smtp = True
        self.session.host_name = hostname
        extensions = ["PIPELINING", f"SIZE {self._door.limits.message_bytes}", "8BITMIME", "SMTPUTF8"]
        if self.tls_context and not self._tls_protocol:
            extensions.append("STARTTLS")
        await self.push("\r\n".join(f"250-{line}" for line in (self.hostname, *extensions)) + "\r\n250 HELP")

    smtp_LHLO = smtp_EHLO  # noqa: N815 - LMTP's greeting (RFC 2033, 4.1)

    async def smtp_VRFY(self, _arg: str | None) -> None:  # noqa: N802
        """Tell nobody which addresses exist (RFC 5321, 7.3)."""
        await self.push("252 2.1.5 Cannot verify, but will take mail for the mailboxes we have")

    async def smtp_EXPN(self, _arg: str | None) -> None:  # noqa: N802
        """Tell nobody who is behind an address."""
        await self.push("502 5.5.1 EXPN is not offered")

    async def smtp_HELP(self, _arg: str | None) -> None:  # noqa: N802
        """Point at the standard."""
        await self.push("214 2.0.0 RFC 5321")

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Read an address that is not a plain one; (None, None) is answered 553."""
        try:
            address, rest = super()._getaddr(arg)
        except Exception:  # noqa: BLE001 - the email package's grammar fails in many ways on what is no address
            return None, None
        if address and not address.isprintable():  # control characters, and octets that are not UTF-8
            return None, None
        return address, rest

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        """Begin a mail; aiosmtpd reads what is not plain, and asks `decide_mail`, too."""
        plain = plain_mail(arg) if arg and self.session.extended_smtp and not self.envelope.mail_from else None
        if plain is None:
            await super().smtp_MAIL(arg)
            return
        if (reply := self.decide_mail(plain[1])) is MISSING:
            self.envelope.mail_from, reply = plain[0], "250 OK"
        await self.push(reply)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        """Add a recipient; aiosmtpd reads what is not plain, and asks `decide_rcpt`, too."""
        plain = plain_rcpt(arg) if arg and self.envelope.mail_from else None
        if plain is None:
            await super().smtp_RCPT(arg)
            return
        if (reply := self.decide_rcpt(plain)) is MISSING:
            self.envelope.rcpt_tos.append(plain)
            reply = "250 OK"
        await self.push(reply)

    def decide_mail(self, options: Iterable[str]) -> Any:
        """Answer MAIL, whose syntax is right; MISSING takes it."""
        limits = self._door.limits
        self._messages += 1
        if self._messages > limits.messages_per_connection:
            raise Goodbye("421 4.7.0 Enough for one connection, please open another")
        for option in options:
            name, _, value = option.partition("=")
            if name == "SIZE" and value.isdecimal() and int(value) > limits.message_bytes:
                return TOO_BIG
        return MISSING

    def decide_rcpt(self, address: str) -> Any:
        """Answer RCPT, whose syntax is right; MISSING takes it."""
        limits = self._door.limits
        if len(self.envelope.rcpt_tos) >= limits.recipients_per_message:
            return "452 4.5.3 Too many recipients, please send the rest in another mail"
        if self._door.known(address.lower()):
            return MISSING
        self._unknown += 1
        if self._unknown > limits.unknown_recipients_per_session:
            raise Goodbye("421 4.7.0 Too many unknown recipients")
        return UNKNOWN

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Read the mail as one block, and answer when it is committed."""
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        envelope = self.envelope
        try:
            content = await self._reader.read_content(self._door.limits.message_bytes)
            replies = await self._receive(envelope, content)
        finally:
            self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push("\r\n".join(replies))

    async def _receive(self, envelope: Envelope, content: bytes | None) -> list[str]:
        """Return the answers to the end of data: one, or in LMTP one for each recipient (RFC 2033, 4.2)."""
        count = len(envelope.rcpt_tos) if self._door.lmtp else 1
        if content is None:
            return [TOO_BIG] * count
        if b"\0" in content:
            return [NUL_BYTES] * count
        self.storing = True
        try:
            return await self._store(envelope, content)
        finally:
            self.storing = False

    async def _store(self, envelope: Envelope, content: bytes) -> list[str]:
        sender = None if envelope.mail_from in {None, NULL_SENDER} else envelope.mail_from
        received, door = self._door.clock.now(), self._door
        arrivals = {
            recipient: Arrival(recipient, sender, content, self.peer, door.name, received)
            for recipient in map(str.lower, envelope.rcpt_tos)
        }
        if not door.lmtp:
            return [await self._answer(door.writer.submit(tuple(arrivals.values())))]
        # Each for itself, so that each recipient's answer is true; they share a commit all the same.
        kept = {recipient: door.writer.submit((arrival,)) for recipient, arrival in arrivals.items()}
        answers = {recipient: await self._answer(future) for recipient, future in kept.items()}
        return [answers[recipient.lower()] for recipient in envelope.rcpt_tos]

    async def _answer(self, kept: asyncio.Future[None]) -> str:
        try:
            await kept
        except Exception:  # noqa: BLE001 - the writer has logged it; the client learns only that it may come again
            return TRY_AGAIN
        return OK
