"""The SMTP door, over real sockets."""

from __future__ import annotations

import logging
import smtplib
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.inbox import Arrival
from mail.doors.limits import Limits
from mail.doors.smtp import SmtpDoor
from mail.doors.writer import Writer
from tests.mail.doors.parts import ALSO_OURS, NOON, OURS, Kept, Wire, open_door

MAIL = b"Subject: booking\r\n\r\nPlease book Child A.\r\n"


def test_a_mail_is_kept_with_its_envelope(door: SmtpDoor, kept: Kept) -> None:
    with smtplib.SMTP("127.0.0.1", door.port) as client:
        client.sendmail("Worker@anytown.example", ["Missing-Panel@Panels.example"], MAIL)

    assert kept.arrivals == [Arrival(OURS, "Worker@anytown.example", MAIL, "127.0.0.1", "smtp", NOON)]


def test_one_mail_to_two_of_our_addresses_is_two_arrivals(wire: Wire, kept: Kept) -> None:
    reply = wire.envelope(OURS, ALSO_OURS, OURS.upper()).data(MAIL + b".\r\n")

    assert reply.startswith("250 ")
    assert [arrival.recipient for arrival in kept.arrivals] == [OURS, ALSO_OURS]


def test_the_null_sender_is_none(wire: Wire, kept: Kept) -> None:
    wire.envelope(sender="").data(MAIL + b".\r\n")
    assert wire.ask("MAIL FROM: <>").startswith("250")
    assert wire.ask(f"RCPT TO: <{OURS}>").startswith("250")
    wire.data(MAIL + b".\r\n")

    assert [arrival.mail_from for arrival in kept.arrivals] == [None, None]


@pytest.mark.parametrize(
    ("recipient", "reply"),
    [
        ("missing-panel+01-abc@panels.example", "250"),
        ('"missing-panel"@panels.example', "250"),
        ("@relay.example:missing-panel@panels.example", "250"),
        ("nobody@panels.example", "550 5.1.1"),
        ("missing-panel@elsewhere.example", "550 5.1.1"),
        ("postmaster", "550 5.1.1"),
        ("missing\x01panel@panels.example", "553"),
        ("((((", "553"),
        ("müller@panels.example", "550 5.1.1"),
    ],
)
def test_a_recipient_is_answered_by_who_it_is(wire: Wire, recipient: str, reply: str) -> None:
    assert wire.ask("MAIL FROM:<worker@anytown.example> SMTPUTF8").startswith("250")

    assert wire.ask(f"RCPT TO:<{recipient}>").startswith(reply)


def test_an_address_that_is_not_utf_8_is_refused(wire: Wire) -> None:
    wire.send(b"MAIL FROM:<m\xfcller@anytown.example>\r\n")

    assert wire.reply().startswith("553")


def test_what_the_door_can_do_is_said(wire: Wire) -> None:
    assert wire.ask("EHLO client.example").splitlines() == [
        "250-door.example",
        "250-PIPELINING",
        "250-SIZE 26214400",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250 HELP",
    ]


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("VRFY missing-panel", "252 "),
        ("EXPN panels", "502 "),
        ("HELP", "214 "),
        ("NOOP", "250 "),
        ("RSET", "250 "),
        ("AUTH PLAIN AGEAYg==", "500 "),
        ("STARTTLS", "500 "),
        ("DATA", "503 "),
        ("RCPT TO:<a@b>", "503 "),
        ("MAIL", "501 "),
        ("EHLO", "501 "),
        ("", "500 "),
        ("\xff\xfe", "500 "),
        ("NOOP " + "x" * 5000, "500 "),
        ("HELO client.example", "250 "),
        ("MAIL FROM:<a@b> SIZE=99999999999", "552 5.3.4"),
        ("MAIL FROM: a@b SIZE=99999999999", "552 5.3.4"),
        ("QUIT", "221 "),
    ],
)
def test_each_command_has_its_answer(wire: Wire, line: str, reply: str) -> None:
    assert wire.ask(line).startswith(reply)


def test_nothing_goes_without_a_greeting(door: SmtpDoor) -> None:
    with Wire(door) as wire:
        wire.reply()

        assert wire.ask("MAIL FROM:<a@b>").startswith("503")
        assert wire.ask("DATA").startswith("503")


def test_a_pipelined_group_is_answered_in_order(door: SmtpDoor, kept: Kept) -> None:
    group = f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{OURS}>\r\nRCPT TO:<nobody@panels.example>\r\nDATA\r\n".encode()
    with Wire(door) as wire:
        wire.greet()
        wire.send(group)
        replies = [wire.reply() for _ in range(4)]
        wire.send(MAIL + b".\r\n" + group)
        replies += [wire.reply() for _ in range(5)]
        wire.send(MAIL + b".\r\nQUIT\r\nNOOP\r\n")
        replies += [wire.reply() for _ in range(2)]

        first, second = ["250", "250", "550", "354"], ["250", "250", "250", "550", "354"]
        assert [reply[:3] for reply in replies] == [*first, *second, "250", "221"]
        assert wire.is_closed()
    assert len(kept.arrivals) == 2


def test_a_client_that_closes_its_sending_side_is_answered(door: SmtpDoor, kept: Kept) -> None:
    with Wire(door) as wire:
        wire.greet()
        wire.send(f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{OURS}>\r\nDATA\r\n".encode() + MAIL + b".\r\n")
        wire.socket.shutdown(socket.SHUT_WR)

        assert [wire.reply()[:3] for _ in range(4)] == ["250", "250", "354", "250"]
        assert wire.is_closed()
    assert kept.raws == [MAIL]


def test_a_client_that_hangs_up_in_the_middle_of_a_mail_leaves_nothing(door: SmtpDoor, kept: Kept) -> None:
    with Wire(door) as wire:
        wire.greet().envelope().ask("DATA")
        wire.send(MAIL)
    with Wire(door) as wire:
        wire.greet().envelope().data(b"other\r\n.\r\n")

    assert kept.raws == [b"other\r\n"]


def test_a_client_that_hangs_up_after_the_end_of_data_has_its_mail_kept(door: SmtpDoor, kept: Kept) -> None:
    kept.may_go_on.clear()
    with Wire(door) as wire:
        wire.greet().envelope().ask("DATA")
        wire.send(MAIL + b".\r\n")
        assert kept.started.wait(20)
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # hang up with a reset
    with Wire(door) as other:
        other.greet()  # the door has seen the hang-up by now, and is as before
        kept.may_go_on.set()

        kept.wait_for(1)
        assert other.envelope().data(b"other\r\n.\r\n").startswith("250")
    assert kept.raws == [MAIL, b"other\r\n"]


def test_250_is_said_after_the_commit_and_others_are_served_meanwhile(door: SmtpDoor, kept: Kept) -> None:
    kept.may_go_on.clear()
    with Wire(door) as waiting, Wire(door) as other:
        waiting.greet().envelope().ask("DATA")
        waiting.send(MAIL + b".\r\n")
        assert kept.started.wait(20)

        other.greet().envelope()
        assert other.ask("NOOP").startswith("250")
        waiting.socket.setblocking(False)
        with pytest.raises(BlockingIOError):
            waiting.socket.recv(1)
        waiting.socket.settimeout(20)
        kept.may_go_on.set()

        assert waiting.reply().startswith("250")


def test_a_store_that_fails_is_451_without_its_text(wire: Wire, kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    kept.fails = lambda _: True
    caplog.set_level(logging.DEBUG)

    replies = [wire.envelope().data(MAIL + b".\r\n")]
    kept.fails = lambda _: False
    replies.append(wire.envelope().data(MAIL + b".\r\n"))

    assert replies[0] == "451 4.3.0 Could not be stored now, please try again later"
    assert replies[1].startswith("250 ")
    assert "KeyError" in caplog.text
    assert "Child A" not in caplog.text


def test_a_look_up_that_fails_is_451_and_the_session_goes_on(kept: Kept) -> None:
    def unsure(address: str) -> bool:
        if address != OURS:
            raise LookupError(address)
        return True

    with open_door(kept, known=unsure) as door, Wire(door) as wire:
        wire.greet()
        assert wire.ask("MAIL FROM:<a@b.example>").startswith("250")
        assert wire.ask("RCPT TO:<Child.A@c.example>") == "451 4.3.0 Could not be stored now, please try again later"
        assert wire.ask('RCPT TO:<"quoted"@c.example>').startswith("451 4.3.0")
        assert wire.ask(f"RCPT TO:<{OURS}>").startswith("250")
        assert wire.data(MAIL + b".\r\n").startswith("250")


def test_nul_bytes_are_refused_for_good(wire: Wire, kept: Kept) -> None:
    assert wire.envelope().data(b"a\0b\r\n.\r\n").startswith("554 5.6.0")
    assert wire.envelope().data(MAIL + b".\r\n").startswith("250")
    assert kept.raws == [MAIL]


def test_a_mail_over_size_is_refused_when_it_is_through(kept: Kept) -> None:
    with open_door(kept, limits=Limits(message_bytes=100_000)) as door, Wire(door) as wire:
        assert "250-SIZE 100000" in wire.greet().ask("EHLO c")
        assert wire.ask("MAIL FROM:<a@b.example> SIZE=100001").startswith("552 5.3.4")

        assert wire.envelope().data(b"x" * 99_999 + b"\r\n.\r\n").startswith("552 5.3.4")
        assert wire.envelope().data(b"x" * 500_000 + b"\r\n.\r\n").startswith("552 5.3.4")
        assert wire.envelope().data(b"x" * 99_998 + b"\r\n.\r\n").startswith("250")
    assert [len(raw) for raw in kept.raws] == [100_000]


def test_lines_may_be_long_and_octets_high(wire: Wire, kept: Kept) -> None:
    raw = b"Subject: \xc3\xa9\xff\r\n\r\n" + b"x" * 200_000 + b"\r\n"

    assert wire.envelope().data(raw + b".\r\n").startswith("250")
    assert kept.raws == [raw]


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\r\n.\n"])
def test_a_mail_cannot_be_smuggled_inside_another(wire: Wire, kept: Kept, end: bytes) -> None:
    inner = f"MAIL FROM:<chair@anytown.example>\r\nRCPT TO:<{OURS}>\r\nDATA\r\napprove\r\n".encode()
    raw = b"Subject: a\r\n\r\ntext" + end + inner

    assert wire.envelope().data(raw + b".\r\n").startswith("250")
    assert wire.ask("NOOP").startswith("250")
    assert [(arrival.mail_from, arrival.raw) for arrival in kept.arrivals] == [
        ("worker@anytown.example", raw.replace(b"\r\n.", b"\r\n"))
    ]


def test_bare_line_feeds_stay_as_they_came(wire: Wire, kept: Kept) -> None:
    raw = b"Subject: a\nBcc: b\r\r\n\r\n.\n...\r\n"

    wire.envelope().data(b"Subject: a\nBcc: b\r\r\n\r\n..\n...\r\n.\r\n")

    assert kept.raws == [raw]


def test_a_mail_to_a_thousand_recipients_is_one_commit(kept: Kept) -> None:
    recipients = [f"missing-panel+{number}@panels.example" for number in range(1000)]
    with open_door(kept) as door, Wire(door) as wire:
        wire.greet()
        group = ["MAIL FROM:<a@b.example>", *(f"RCPT TO:<{recipient}>" for recipient in recipients)]
        wire.send("".join(f"{line}\r\n" for line in group).encode())

        assert {wire.reply()[:3] for _ in group} == {"250"}
        assert wire.data(MAIL + b".\r\n").startswith("250")
    assert kept.batches == [1000]
    assert [arrival.recipient for arrival in kept.arrivals] == recipients


def test_mails_of_many_clients_share_commits(kept: Kept) -> None:
    kept.may_go_on.clear()
    with open_door(kept) as door:
        wires = [Wire(door).greet().envelope() for _ in range(20)]
        for wire in wires:
            assert wire.ask("DATA").startswith("354")
            wire.send(MAIL + b".\r\n")
        assert kept.started.wait(20)
        kept.may_go_on.set()

        assert {wire.reply()[:3] for wire in wires} == {"250"}
        for wire in wires:
            wire.hang_up()
    assert sum(kept.batches) == 20


def test_two_doors_may_share_a_writer(kept: Kept) -> None:
    writer = Writer(kept)
    writer.start()
    more = {"known": lambda _: True}
    with open_door(kept) as one:
        two = SmtpDoor("127.0.0.1", 0, "door.example", writer, more["known"], limits=Limits(), clock=one.clock)
        two.start()
        with Wire(two) as wire:
            wire.greet().envelope("a@b.example").data(MAIL + b".\r\n")
        two.stop()
    writer.close()

    assert [arrival.recipient for arrival in kept.arrivals] == ["a@b.example"]


def test_stopping_answers_what_is_being_stored(kept: Kept) -> None:
    kept.may_go_on.clear()
    with open_door(kept) as door, Wire(door) as busy, Wire(door) as idle:
        busy.greet().envelope().ask("DATA")
        idle.greet()
        busy.send(MAIL + b".\r\n")
        assert kept.started.wait(20)
        stopping = threading.Thread(target=door.stop)
        stopping.start()

        assert idle.reply().startswith("421 4.3.2")
        assert idle.is_closed()
        kept.may_go_on.set()
        assert busy.reply().startswith("250")
        assert busy.reply().startswith("421 4.3.2")
        assert busy.is_closed()
        stopping.join()


def test_a_port_that_is_taken_is_said_at_the_start(door: SmtpDoor, kept: Kept) -> None:
    second = SmtpDoor("127.0.0.1", door.port, "x", kept, lambda _: True, limits=Limits(), clock=door.clock)

    with pytest.raises(OSError, match=r"in use"):
        second.start()
    second.stop()


def test_a_door_opens_again_after_it_was_stopped(kept: Kept) -> None:
    with open_door(kept) as door:
        with pytest.raises(RuntimeError):
            door.start()
        door.stop()
        door.start()
        with Wire(door) as wire:
            assert wire.greet().envelope().data(MAIL + b".\r\n").startswith("250")
    assert kept.raws == [MAIL]


def test_a_socket_file_is_left_tidy(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "door.sock"
    with open_door(kept, host=str(path)) as door, Wire(door) as wire:
        assert wire.greet().envelope().data(MAIL + b".\r\n").startswith("250")
    with open_door(kept, host=str(path)):
        pass

    assert not path.exists()
    assert kept.arrivals[0].peer == ""


def test_aiosmtpd_logs_no_commands_and_no_mail(door: SmtpDoor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Wire(door) as wire:
        wire.greet().envelope().data(MAIL + b".\r\n")
        wire.ask("child.a@anytown.example")

    assert "anytown" not in caplog.text


def test_a_failure_of_one_mail_is_not_its_neighbours(kept: Kept) -> None:
    def bad(arrivals: Sequence[Arrival]) -> bool:
        return any(b"bad" in arrival.raw for arrival in arrivals)

    kept.fails = bad
    kept.may_go_on.clear()
    with open_door(kept) as door:
        wires = [Wire(door).greet().envelope() for _ in range(3)]
        for wire, raw in zip(wires, (b"first", b"bad", b"good"), strict=True):
            assert wire.ask("DATA").startswith("354")
            wire.send(raw + b"\r\n.\r\n")
        kept.may_go_on.set()

        assert [wire.reply()[:3] for wire in wires] == ["250", "451", "250"]
        for wire in wires:
            wire.hang_up()
