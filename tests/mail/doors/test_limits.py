"""What one client may take, each limit by itself."""

from __future__ import annotations

import pytest

from mail.doors import conversation
from mail.doors.limits import Limits
from mail.doors.peers import ip_address
from tests.mail.doors.parts import OURS, Kept, Wire, open_door


def test_connections_of_one_peer_are_limited(kept: Kept) -> None:
    limits = Limits(connections_per_peer=2)
    with open_door(kept, limits=limits) as door, Wire(door) as one, Wire(door) as two, Wire(door) as three:
        one.greet()
        two.greet()
        assert three.reply().startswith("421 4.7.0")
        assert three.is_closed()
        assert one.ask("QUIT").startswith("221")
        assert one.is_closed()
        with Wire(door) as four:
            four.greet()


def test_connections_are_limited_in_all(kept: Kept) -> None:
    with open_door(kept, limits=Limits(connections=1)) as door, Wire(door) as one, Wire(door) as two:
        one.greet()

        assert two.reply().startswith("421 4.7.0")


def test_errors_of_a_session_are_limited(kept: Kept) -> None:
    with open_door(kept, limits=Limits(errors_per_session=2)) as door, Wire(door) as wire:
        wire.greet()
        wire.send(b"X\r\nX\r\nX\r\nNOOP\r\n")

        assert [wire.reply()[:3] for _ in range(4)] == ["500", "500", "500", "421"]
        assert wire.is_closed()


@pytest.mark.parametrize("form", ["nobody@panels.example", '"no body"@panels.example'])
def test_unknown_recipients_of_a_session_are_limited(kept: Kept, form: str) -> None:
    limits = Limits(unknown_recipients_per_session=2, errors_per_session=0)
    with open_door(kept, limits=limits) as door, Wire(door) as wire:
        wire.greet().envelope()

        assert wire.ask(f"RCPT TO:<{form}>").startswith("550 5.1.1")
        assert wire.ask(f"RCPT TO:<{form}>").startswith("550 5.1.1")
        assert wire.ask(f"RCPT TO:<{form}>").startswith("421 4.7.0")
        assert wire.is_closed()


@pytest.mark.parametrize("form", ["FROM:<a@b.example>", "FROM: a@b.example"])
def test_messages_of_a_connection_are_limited(kept: Kept, form: str) -> None:
    with open_door(kept, limits=Limits(messages_per_connection=2)) as door, Wire(door) as wire:
        wire.greet()
        for _ in range(2):
            assert wire.envelope().data(b"a\r\n.\r\n").startswith("250")

        assert wire.ask(f"MAIL {form}").startswith("421 4.7.0")
        assert wire.is_closed()
    assert len(kept.arrivals) == 2


def test_recipients_of_a_message_are_limited(kept: Kept) -> None:
    with open_door(kept, limits=Limits(recipients_per_message=2)) as door, Wire(door) as wire:
        wire.greet().envelope(OURS, OURS)

        assert wire.ask(f"RCPT TO:<{OURS}>").startswith("452 4.5.3")
        assert wire.data(b"a\r\n.\r\n").startswith("250")


def test_an_idle_client_is_sent_away(kept: Kept) -> None:
    with open_door(kept, limits=Limits(seconds_idle=0.01)) as door, Wire(door) as wire:
        wire.reply()

        assert wire.reply().startswith("421 4.4.2")
        assert wire.is_closed()


def test_a_busy_client_is_sent_away_when_its_time_is_up(kept: Kept) -> None:
    with open_door(kept, limits=Limits(seconds_per_session=0.05)) as door, Wire(door) as wire:
        wire.greet()

        replies: set[str] = set()
        while not any(reply.startswith("421") for reply in replies):
            replies.add(wire.ask("NOOP"))
        assert replies == {"250 OK", "421 4.4.2 Time is up, please come again"}


def test_a_mail_that_is_being_stored_is_answered_though_the_time_is_up(kept: Kept) -> None:
    kept.may_go_on.clear()
    with open_door(kept, limits=Limits(seconds_per_session=0.2)) as door, Wire(door) as wire:
        wire.greet().envelope().ask("DATA")
        wire.send(b"a\r\n.\r\n")
        assert kept.started.wait(20)
        with Wire(door) as other:  # whose time is up later than that of the first
            other.reply()
            assert other.reply().startswith("421 4.4.2")
        kept.may_go_on.set()

        assert wire.reply().startswith("250")
        assert wire.reply().startswith("421 4.4.2")


def test_a_flood_of_commands_is_answered_in_full_and_others_are_served(kept: Kept) -> None:
    with open_door(kept) as door, Wire(door) as flood, Wire(door) as other:
        flood.greet()
        flood.send(b"NOOP\r\n" * 2000)

        other.greet()
        assert {flood.reply() for _ in range(2000)} == {"250 OK"}


def test_a_client_that_reads_nothing_is_cut_off(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "SECONDS_TO_READ", 0.01)
    with open_door(kept, limits=Limits(seconds_per_session=0.2)) as door, Wire(door) as wire:
        with pytest.raises(ConnectionError):  # the connection breaks while it still sends
            wire.send(b"HELP\r\n" * 10_000_000)
        with Wire(door) as other:
            other.greet()


def test_a_client_is_known_by_its_plain_address() -> None:
    peers = [("::ffff:192.0.2.1", 1, 0, 0), ("2001:db8::1", 1, 0, 0), ("192.0.2.1", 1), "", None]

    assert [ip_address(peer) for peer in peers] == ["192.0.2.1", "2001:db8::1", "192.0.2.1", "", ""]
