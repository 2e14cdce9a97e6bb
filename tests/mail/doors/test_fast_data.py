"""Both ways agree: what `fast_data` reads in a block is what stock aiosmtpd reads line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import example, given
from hypothesis import strategies as st

from mail.doors.fast_data import BlockReader, plain_mail, plain_rcpt

PLENTY = 10**6
DOTS_AND_ENDS = (b".", b"..", b"\r\n", b"\r\n.", b"\r\n..", b"\n", b"\r", b"\n.\n", b"\r.\r", b"\r\n.\r", b".\r\n.")
PIECES = st.sampled_from((*DOTS_AND_ENDS, b"a", b" ", b"\0", b"\xff", b"line of text\r\n", b"x" * 1100, b"QUIT\r\n"))
BLOCKS = st.lists(PIECES, max_size=25).map(b"".join)
CUTS = st.lists(st.integers(0, 3000), max_size=12)


def cut(stream: bytes, places: Sequence[int]) -> list[bytes]:
    edges = [0, *sorted(place for place in places if place < len(stream)), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges) if start < end]


class _Wire(asyncio.Transport):
    closed = False

    def write(self, data: Any) -> None:
        pass

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


class _Handler:
    def __init__(self) -> None:
        self.content: bytes | None = None

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self.content = envelope.original_content if self.content is None else self.content
        return "250 OK"


class _Patient(SMTP):
    line_length_limit = PLENTY


async def stock(chunks: Sequence[bytes]) -> bytes | None:
    """Return what aiosmtpd makes of the chunks, or None while it waits for more."""
    handler = _Handler()
    protocol = _Patient(handler, hostname="x", data_size_limit=None, loop=asyncio.get_running_loop())
    wire = _Wire()
    protocol.connection_made(wire)
    protocol.data_received(b"HELO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n")
    for chunk in (b"", *chunks, b""):
        protocol.data_received(chunk)
        for _ in range(3):
            await asyncio.sleep(0)
    wire.close()
    protocol.connection_lost(None)
    return handler.content


async def block(chunks: Sequence[bytes], limit: int = PLENTY) -> tuple[bytes | None, bytes]:
    """Return what the block reader makes of the chunks, and what it leaves; raises ConnectionResetError for no end."""
    reader = BlockReader(limit=PLENTY)
    reading = asyncio.ensure_future(reader.read_content(limit))
    for chunk in chunks:
        await asyncio.sleep(0)
        reader.feed_data(chunk)
    await asyncio.sleep(0)
    reader.feed_eof()
    return await reading, bytes(reader._buffer)


@given(BLOCKS, CUTS)
@example(b"", [1])
@example(b".\r\n", [])
@example(b"..\r\n...\r\n", [1, 2, 4])
def test_the_content_is_the_same_wherever_the_chunks_are_cut(text: bytes, places: list[int]) -> None:
    chunks = cut(text + b"\r\n.\r\n", places)

    content, rest = asyncio.run(block(chunks))

    assert content == asyncio.run(stock(chunks))
    assert (text + b"\r\n.\r\n").endswith(rest)


@given(BLOCKS, CUTS)
def test_what_a_client_stuffs_comes_out_as_it_was(text: bytes, places: list[int]) -> None:
    text += b"\r\n"
    stuffed = (b"\r\n" + text).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"

    content, rest = asyncio.run(block(cut(stuffed + b"NOOP\r\n", places)))

    assert (content, rest) == (text, b"NOOP\r\n")


@given(BLOCKS, CUTS)
def test_a_lone_dot_in_the_first_line_is_an_end(rest: bytes, places: list[int]) -> None:
    assert asyncio.run(block(cut(b".\r\n" + rest, places))) == (b"", rest)


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\n\0.\r\n"])
def test_no_other_end_ends_the_mail(end: bytes) -> None:
    with pytest.raises(ConnectionResetError):
        asyncio.run(block([b"a" + end + b"b"]))


@given(st.integers(0, 40), st.integers(0, 40), CUTS)
def test_the_limit_counts_what_is_stored(length: int, limit: int, places: list[int]) -> None:
    text = (b".\r\n" * 14)[: length - 2] + b"\r\n" if length >= 2 else b""
    stuffed = (b"\r\n" + text).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\nrest"

    content, rest = asyncio.run(block(cut(stuffed, places), limit))

    assert content == (text if len(text) <= limit else None)
    assert rest == b"rest"


def test_a_mail_far_over_the_limit_is_not_gathered() -> None:
    async def run() -> tuple[int, bytes | None]:
        reader = BlockReader(limit=PLENTY)
        reading = asyncio.ensure_future(reader.read_content(1000))
        held = 0
        for _ in range(1000):
            reader.feed_data(b"x" * 998 + b"\r\n")
            await asyncio.sleep(0)
            held = max(held, len(reader._buffer))
        reader.feed_data(b".\r\n")
        return held, await reading

    held, content = asyncio.run(run())

    assert content is None
    assert held < 5000


def test_a_connection_that_broke_is_not_waited_for() -> None:
    async def run() -> None:
        reader = BlockReader(limit=PLENTY)
        reader.set_exception(OSError())
        await reader.read_content(1000)

    with pytest.raises(ConnectionResetError):
        asyncio.run(run())


LINES = st.text(st.sampled_from("ab\u00e9.@<>\"\\ ,:;()\t-_+=!'{}1"), max_size=12)
PARAMETERS = st.sampled_from(["", " SIZE=12", " BODY=8BITMIME", " size=7 smtputf8", " X=1", "SIZE=1", " BODY=7BIT"])


class _Envelope:
    """What stock aiosmtpd makes of one command."""

    def __init__(self, command: str, arg: str) -> None:
        self.replies: list[str] = []
        asyncio.run(self._run(command, arg))

    async def _run(self, command: str, arg: str) -> None:
        protocol = SMTP(object(), hostname="x", enable_SMTPUTF8=True, loop=asyncio.get_running_loop())
        wire = _Wire()
        protocol.connection_made(wire)
        assert protocol.session is not None
        assert protocol.envelope is not None
        protocol.session.host_name, protocol.session.extended_smtp = "c", True
        if command == "RCPT":
            protocol.envelope.mail_from = "a@b"
        protocol.push = self._push  # type: ignore[method-assign]
        await getattr(protocol, f"smtp_{command}")(arg)
        self.envelope = protocol.envelope
        wire.close()
        protocol.connection_lost(None)

    async def _push(self, status: Any) -> None:
        self.replies.append(status)


@given(LINES | st.just("worker@anytown.example") | st.just(""), PARAMETERS)
def test_a_plain_sender_is_what_stock_makes_of_it(address: str, parameters: str) -> None:
    arg = f"FROM:<{address}>{parameters}"
    plain = plain_mail(arg)

    if plain is not None:
        theirs = _Envelope("MAIL", arg)
        assert theirs.replies == ["250 OK"]
        assert plain == (theirs.envelope.mail_from, theirs.envelope.mail_options)


@given(LINES | st.just("missing-panel+abc@panels.example"), PARAMETERS)
def test_a_plain_recipient_is_what_stock_makes_of_it(address: str, parameters: str) -> None:
    arg = f"TO:<{address}>{parameters}"
    plain = plain_rcpt(arg)

    if plain is not None:
        theirs = _Envelope("RCPT", arg)
        assert theirs.replies == ["250 OK"]
        assert [plain] == theirs.envelope.rcpt_tos


def test_ordinary_envelopes_are_plain() -> None:
    assert plain_mail("FROM:<a.b@c.example> SIZE=120 BODY=8BITMIME") == ("a.b@c.example", ["SIZE=120", "BODY=8BITMIME"])
    assert plain_mail("from: <>") == ("<>", [])
    assert plain_rcpt("TO:<missing-panel+x1.y2@panels.example>") == "missing-panel+x1.y2@panels.example"
    assert plain_rcpt('TO:<"missing panel"@panels.example>') is None
