"""The SMTP and LMTP door: listens on a loop and thread of its own, and answers 250 only for what is committed."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from core.clock import Clock
from mail.doors.conversation import LMTP_COMMANDS, SMTP_COMMANDS, Conversation
from mail.doors.limits import Limits
from mail.doors.replies import CLOSING, Goodbye
from mail.doors.seams import Keep, Known
from mail.doors.writer import Writer

log = logging.getLogger("panelpost.doors")
BACKLOG = 512
"""Connections the kernel holds for us while the loop is busy; a site's gateway opens many at once after an outage."""
SECONDS_TO_FINISH = 10.0


class SmtpDoor:
    """A listener for SMTP, or LMTP with `lmtp=True`.

    `host` that begins with "/" is the path of a socket file, otherwise `port` 0 takes any free one and `.port` tells
    which. `hostname` is the name we say in the greeting. `keep` commits arrivals, or is a `Writer` (started and closed
    by its owner) that several doors share. `tls` offers STARTTLS.
    """

    def __init__(
        self,
        host: str,
        port: int,
        hostname: str,
        keep: Keep | Writer,
        known: Known,
        *,
        limits: Limits,
        clock: Clock,
        lmtp: bool = False,
        tls: ssl.SSLContext | None = None,
        after_commit: Callable[[], None] | None = None,
    ) -> None:
        self.host, self.port, self.hostname = host, port, hostname
        self.known, self.limits, self.clock, self.lmtp = known, limits, clock, lmtp
        self.name = "lmtp" if lmtp else "smtp"
        commands = LMTP_COMMANDS if lmtp else SMTP_COMMANDS
        self.commands = tuple(name for name in commands if tls is not None or name != "STARTTLS")
        self.writer = keep if isinstance(keep, Writer) else Writer(keep, after_commit)
        self._owns_writer = self.writer is not keep
        self._tls = tls
        self._conversations: set[Conversation] = set()
        self._peers: Counter[str] = Counter()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closing = False

    # -- from any thread -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Listen; returns when it does, raises OSError when it cannot (the address is taken, no permission)."""
        if self._thread is not None:
            raise RuntimeError("this door is open already")
        self._closing = False
        loop = asyncio.new_event_loop()
        try:
            server = loop.run_until_complete(self._listen(loop))
        except BaseException:
            loop.close()
            raise
        if self._owns_writer:
            self.writer.start()
        self._loop = loop
        self._thread = threading.Thread(target=self._run, args=(loop, server), name=f"door-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take no more, answer what is being stored, close; a second call does nothing."""
        thread, loop, self._thread = self._thread, self._loop, None
        if thread is None or loop is None:
            return
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        if self._owns_writer:
            self.writer.close()

    # -- on the loop ---------------------------------------------------------------------------------------------

    def admit(self, conversation: Conversation) -> None:
        """Count a new connection; raise Goodbye when there are too many of them."""
        self._conversations.add(conversation)
        self._peers[conversation.peer] += 1
        total, of_peer = len(self._conversations), self._peers[conversation.peer]
        if self._closing:
            raise Goodbye(CLOSING)
        if total > self.limits.connections or of_peer > self.limits.connections_per_peer:
            raise Goodbye("421 4.7.0 Too many connections, please come again later")

    def dismiss(self, conversation: Conversation) -> None:
        """Forget a connection that has ended."""
        self._conversations.discard(conversation)
        self._peers[conversation.peer] -= 1
        if not self._peers[conversation.peer]:
            del self._peers[conversation.peer]

    async def _listen(self, loop: asyncio.AbstractEventLoop) -> asyncio.Server:
        template = self._template(loop)

        def converse() -> Conversation:
            return Conversation(self, template, loop)

        if self.host.startswith("/"):
            server = await loop.create_unix_server(converse, self.host, backlog=BACKLOG)
        else:
            server = await loop.create_server(converse, self.host or None, self.port, backlog=BACKLOG)
            self.port = server.sockets[0].getsockname()[1]
        return server

    def _template(self, loop: asyncio.AbstractEventLoop) -> dict[str, Any]:
        """Return the attributes that aiosmtpd gives each connection, found out once."""
        # Its own limit on the size is off: its answers lack the enhanced codes, and `Conversation` looks itself.
        model = SMTP(
            _Decisions(),
            data_size_limit=None,
            enable_SMTPUTF8=True,
            hostname=self.hostname,  # without one, aiosmtpd asks the DNS at every connection
            ident="LMTP Panelpost" if self.lmtp else "ESMTP Panelpost",
            tls_context=self._tls,
            loop=loop,
        )
        return vars(model)

    def _run(self, loop: asyncio.AbstractEventLoop, server: asyncio.Server) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
            loop.run_until_complete(self._finish(server))
        finally:
            loop.close()
            if self.host.startswith("/"):
                with suppress(OSError):
                    Path(self.host).unlink()

    async def _finish(self, server: asyncio.Server) -> None:
        self._closing = True
        server.close()
        await server.wait_closed()
        deadline = asyncio.get_running_loop().time() + SECONDS_TO_FINISH
        while self._conversations and asyncio.get_running_loop().time() < deadline:
            for conversation in tuple(self._conversations):
                if not conversation.storing:
                    conversation.say_goodbye(CLOSING)
            await asyncio.sleep(0.01)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Decisions:
    """aiosmtpd's handler: hands MAIL and RCPT on to the conversation itself."""

    async def handle_MAIL(  # noqa: N802
        self, server: Conversation, _session: Session, _envelope: Envelope, _address: str, options: list[str]
    ) -> Any:
        return server.decide_mail(options)

    async def handle_RCPT(  # noqa: N802
        self, server: Conversation, _session: Session, _envelope: Envelope, address: str, _options: list[str]
    ) -> Any:
        return server.decide_rcpt(address)
