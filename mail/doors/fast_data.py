"""The two spots where aiosmtpd spends its time, done in blocks: the mail's content, and plain addresses.

Why: stock aiosmtpd 1.4.6 reads DATA line by line through a coroutine and parses each address with the email package's
grammar, 0.6 ms of CPU for a mail of 4 KB (1,500-1,770 mails/s on 20 connections, storing nothing). With a block read, a
regular expression and the constructor's work done once it is 7,850/s, and 8 times stock for mails of 40 KB
(performance.md; `tests/benchmarks/door.py` measures it). `tests/mail/doors/test_fast_data.py` shows that both ways
give the same bytes and the same addresses.
"""

from __future__ import annotations

import asyncio
import re

NULL_SENDER = "<>"
END_OF_DATA = b"\r\n.\r\n"
DOT_LINE = re.compile(rb"\r\n\.")

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9-]+"
_ADDRESS = rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*"
_PLAIN_MAIL = re.compile(
    rf"FROM: ?<({_ADDRESS}|)>((?: (?:SIZE=[0-9]{{1,18}}|BODY=(?:7BIT|8BITMIME)|SMTPUTF8))*)", re.IGNORECASE | re.ASCII
)
_PLAIN_RCPT = re.compile(rf"TO: ?<({_ADDRESS})>", re.IGNORECASE | re.ASCII)


def plain_mail(arg: str) -> tuple[str, list[str]] | None:
    """Return the sender ("<>" for the null sender) and options of MAIL; None for all that aiosmtpd must look at."""
    match = _PLAIN_MAIL.fullmatch(arg)
    return (match[1] or NULL_SENDER, match[2].upper().split()) if match else None


def plain_rcpt(arg: str) -> str | None:
    """Return the recipient of RCPT; None for all that aiosmtpd must look at (quoted, routed, not ASCII, options)."""
    match = _PLAIN_RCPT.fullmatch(arg)
    return match[1] if match else None


class BlockReader(asyncio.StreamReader):
    """A stream reader that can read the content of a mail as one block.

    It looks into `_buffer` of its base class, as aiosmtpd does at STARTTLS.
    """

    _buffer: bytearray
    _eof: bool
    _exception: Exception | None

    def has_line(self) -> bool:
        """Tell whether a whole command line waits to be read (the client is pipelining)."""
        return b"\n" in self._buffer

    async def read_line(self, limit: int) -> bytes | None:
        """Return the next command line without its end; None when it is longer than `limit` octets.

        Raises ConnectionResetError when the client has said its last.
        """
        buffer, over = self._buffer, False
        while (end := buffer.find(b"\n")) < 0:
            if len(buffer) > limit:
                over = True
                buffer.clear()
            await self._more()
        line = bytes(buffer[:end])
        del buffer[: end + 1]
        self._maybe_resume_transport()  # type: ignore[attr-defined]
        return None if over or end > limit else line.rstrip(b"\r")

    async def _more(self) -> None:
        if self._eof or self._exception is not None:
            raise ConnectionResetError
        await self._wait_for_data("read")  # type: ignore[attr-defined]

    async def read_content(self, limit: int) -> bytes | None:
        """Return the content up to `CRLF . CRLF`, without the dots of RFC 5321 4.5.2; None when it is over `limit`.

        Only a full CRLF ends a line here. A server that takes a bare LF or CR for one reads a different end of the mail
        than its neighbour does, and what follows is taken for another mail (SMTP smuggling). A mail over `limit` octets
        is read to its end and dropped on the way. Raises ConnectionResetError when the end does not come.
        """
        buffer = self._buffer
        buffer[:0] = b"\r\n"  # a lone dot in the very first line is an end, too
        searched, dotted, over = 0, False, False
        most = limit + limit // 3 + 16  # each dot added stands for a line: three octets become four at worst
        while True:
            end, searched, dotted = _find_end(buffer, searched, dotted)
            if end >= 0:
                break
            if over or len(buffer) > most:
                over = True
                del buffer[:searched]
                searched = 0
            await self._more()
        content = None
        if not over:
            with memoryview(buffer) as view:
                content = view[2 : end + 2].tobytes()
        del buffer[: end + len(END_OF_DATA)]
        self._maybe_resume_transport()  # type: ignore[attr-defined]
        if content is not None and dotted:
            content = without_dots(content)
        return content if content is not None and len(content) <= limit else None


def _find_end(buffer: bytearray, searched: int, dotted: bool) -> tuple[int, int, bool]:
    """Return where the end of data begins (or -1), from where to search on, and whether lines begin with a dot.

    Most mails have no such line but the last: they are gone through once, in 19 microseconds for 40 KB (a search for
    the end, and one for dots to take away, are 77). After the first one it is a search for the end alone, because a
    mail of nothing but dots must not keep the loop.
    """
    if not dotted:
        found = DOT_LINE.search(buffer, searched)
        if found is None:
            return -1, max(0, len(buffer) - 2), False
        searched = found.start()
        if len(buffer) < searched + len(END_OF_DATA):
            return -1, searched, False
    end = buffer.find(END_OF_DATA, searched)
    if end == searched and not dotted:
        return end, end, False
    return end, max(searched, len(buffer) - len(END_OF_DATA) + 1), True


def without_dots(block: bytes) -> bytes:
    """Return `block` with one dot taken from each line that begins with one (RFC 5321, 4.5.2)."""
    if block.startswith(b"."):
        block = block[1:]
    return block.replace(b"\r\n.", b"\r\n")
