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

END_OF_DATA = b"\r\n.\r\n"
CHUNK = 65536

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9-]+"
PLAIN_ADDRESS = re.compile(rf"<({_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*)>(?:\s+(.*))?", re.DOTALL)
"""`<dot-atom@domain>` and what follows it; anything else (quoted, routed, not ASCII) is left to aiosmtpd."""


def plain_address(arg: str) -> tuple[str, str] | None:
    """Return the address and the parameters behind it, or None where it is not a plain one."""
    match = PLAIN_ADDRESS.fullmatch(arg)
    return (match[1], match[2] or "") if match else None


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

    async def readuntil(self, separator: bytes = b"\n") -> bytes:  # type: ignore[override]
        """Return up to and with `separator`; raise ConnectionResetError when the client has said its last."""
        try:
            return await super().readuntil(separator)
        except asyncio.IncompleteReadError:
            # aiosmtpd would answer it as an error of ours, and for ever.
            raise ConnectionResetError from None

    async def read_content(self, limit: int) -> bytes | None:
        """Return the content up to `CRLF . CRLF`, without the dots of RFC 5321 4.5.2; None when it is over `limit`.

        Only a full CRLF ends a line here. A server that takes a bare LF or CR for one reads a different end of the mail
        than its neighbour does, and what follows is taken for another mail (SMTP smuggling). A mail over `limit` octets
        is read to its end and dropped on the way. Raises ConnectionResetError when the end does not come.
        """
        buffer = self._buffer
        buffer[:0] = b"\r\n"  # a lone dot in the very first line is an end, too
        searched, over = 0, False
        most = limit + limit // 3 + 16  # each dot added stands for a line: three octets become four at worst
        while (end := buffer.find(END_OF_DATA, searched)) < 0:
            searched = max(0, len(buffer) - len(END_OF_DATA) + 1)
            if over or len(buffer) > most:
                over = True
                del buffer[:searched]
                searched = 0
            if self._eof or self._exception is not None:
                raise ConnectionResetError
            await self._wait_for_data("read_content")  # type: ignore[attr-defined]
        content = None
        if not over:
            with memoryview(buffer) as view:
                content = without_dots(view[2 : end + 2].tobytes())
        del buffer[: end + len(END_OF_DATA)]
        self._maybe_resume_transport()  # type: ignore[attr-defined]
        return content if content is not None and len(content) <= limit else None


def without_dots(block: bytes) -> bytes:
    """Return `block` with one dot taken from each line that begins with one (RFC 5321, 4.5.2)."""
    if block.startswith(b"."):
        block = block[1:]
    return block.replace(b"\r\n.", b"\r\n")
