"""The LMTP door: one answer for each recipient."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core.inbox import Arrival
from mail.doors.limits import Limits
from tests.mail.doors.parts import ALSO_OURS, NOON, OURS, Kept, Wire, open_door


@pytest.fixture(params=["tcp", "socket file"])
def lmtp(request: pytest.FixtureRequest, kept: Kept, tmp_path: Path) -> Iterator[Wire]:
    host = "127.0.0.1" if request.param == "tcp" else str(tmp_path / "lmtp.sock")
    limits = Limits(message_bytes=1000)
    with open_door(kept, host=host, lmtp=True, limits=limits) as door, Wire(door) as wire:
        yield wire.greet("LHLO")


def further(wire: Wire, count: int) -> list[str]:
    return [wire.reply() for _ in range(count)]


def test_each_recipient_has_its_answer(lmtp: Wire, kept: Kept) -> None:
    lmtp.envelope(OURS, ALSO_OURS)
    assert lmtp.ask("RCPT TO:<nobody@panels.example>").startswith("550 5.1.1")

    replies = [lmtp.data(b"a\r\n.\r\n"), *further(lmtp, 1)]

    assert [reply[:3] for reply in replies] == ["250", "250"]
    assert lmtp.ask("NOOP").startswith("250")
    assert [arrival.recipient for arrival in kept.arrivals] == [OURS, ALSO_OURS]
    assert {arrival.door for arrival in kept.arrivals} == {"lmtp"}


def test_a_recipient_named_twice_is_answered_twice_and_kept_once(lmtp: Wire, kept: Kept) -> None:
    lmtp.envelope(OURS, OURS.upper())

    assert lmtp.data(b"a\r\n.\r\n").startswith("250")
    assert further(lmtp, 1)[0].startswith("250")
    assert [arrival.recipient for arrival in kept.arrivals] == [OURS]


def test_what_failed_for_one_recipient_is_said_for_it_alone(lmtp: Wire, kept: Kept) -> None:
    def fails(arrivals: Sequence[Arrival]) -> bool:
        return any(arrival.recipient == ALSO_OURS for arrival in arrivals)

    kept.fails = fails
    third = "panels+x@panels.example"
    lmtp.envelope(OURS, ALSO_OURS, third)

    replies = [lmtp.data(b"a\r\n.\r\n"), *further(lmtp, 2)]

    assert [reply[:9] for reply in replies] == ["250 2.0.0", "451 4.3.0", "250 2.0.0"]
    assert [arrival.recipient for arrival in kept.arrivals] == [OURS, third]


@pytest.mark.parametrize(("raw", "reply"), [(b"\0\r\n", "554 5.6.0"), (b"x" * 1000 + b"\r\n", "552 5.3.4")])
def test_a_refusal_is_said_for_each_recipient(lmtp: Wire, raw: bytes, reply: str) -> None:
    lmtp.envelope(OURS, ALSO_OURS)

    assert [lmtp.data(raw + b".\r\n")[:9], *(line[:9] for line in further(lmtp, 1))] == [reply, reply]
    assert lmtp.ask("NOOP").startswith("250")


@pytest.mark.parametrize("word", ["EHLO", "HELO"])
def test_the_greeting_is_lhlo(lmtp: Wire, word: str) -> None:
    assert lmtp.ask(f"{word} c").startswith("500")


def test_a_real_lmtp_client_is_content(kept: Kept) -> None:
    with open_door(kept, lmtp=True) as door, smtplib.LMTP("127.0.0.1", door.port) as client:
        refused = client.sendmail("a@b.example", [OURS, "nobody@panels.example"], b"a\r\n")

    assert list(refused) == ["nobody@panels.example"]
    assert kept.arrivals == [Arrival(OURS, "a@b.example", b"a\r\n", "127.0.0.1", "lmtp", NOON)]
