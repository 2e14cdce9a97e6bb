from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mail.sending.relay import Delivery, LocalRelay, Relay, SmtpRelay, State
from tests.mail.sending.sinks import Sink, certificate, free_port, running, scripted

SENDER = "missing-panel+baaa@panels.anytown.example"
TO = "jo.worker@anytown.example"
RAW = b"Subject: x\r\n\r\n.\r\n..two\r\n.dot at the start\r\nend\r\n"


@contextmanager
def relay(port: int, tls: str = "off", **options: Any) -> Iterator[SmtpRelay]:
    made = SmtpRelay("127.0.0.1", port, tls, **{"timeout": 2.0, **options})
    try:
        yield made
    finally:
        made.close()


def send(to: Relay, raw: bytes = RAW, *, must_encrypt: bool = False) -> Delivery:
    return to.deliver(SENDER, TO, raw, must_encrypt)


def test_a_message_arrives_as_it_was_written() -> None:
    sink = Sink()

    with running(sink) as port, relay(port) as ours:
        found = send(ours)

    assert found == Delivery(State.SENT, "250 2.0.0 taken as 4711", "message")
    assert sink.messages == [(SENDER, [TO], RAW)]


@pytest.mark.parametrize(
    "raw", [b"a\nb\n.\nc\n", b"a\rb", b"Subject: x\r\n\r\nno end", b"x\r\n\n.\r\nMAIL FROM:<x@y>\r\n"]
)
def test_line_ends_are_made_right_so_that_nothing_hides_in_them(raw: bytes) -> None:
    sink = Sink()

    with running(sink) as port, relay(port) as ours:
        send(ours, raw)

    expected = b"".join(line + b"\r\n" for line in raw.splitlines())
    assert [content for _, _, content in sink.messages] == [expected]


def test_one_connection_serves_many_messages() -> None:
    sink = Sink()

    with running(sink) as port, relay(port) as ours:
        found = [send(ours).state for _ in range(3)]

    assert found == [State.SENT] * 3
    assert sink.connections == 1
    assert sink.commands == ["MAIL", "RCPT", "RSET", "MAIL", "RCPT", "RSET", "MAIL", "RCPT"]


def test_a_connection_that_went_stale_is_made_again() -> None:
    sink, port = Sink(), free_port()

    with relay(port) as ours:
        with running(sink, port):
            first = send(ours)
        with running(sink, port):
            second = send(ours)

    assert (first.state, second.state) == (State.SENT, State.SENT)
    assert sink.connections == 2


@pytest.mark.parametrize(
    ("sink", "state", "stage"),
    [
        (Sink(mail_answer="451 4.3.0 later"), State.RETRY, "mail"),
        (Sink(recipient_answer="450 4.2.0 greylisted"), State.RETRY, "recipient"),
        (Sink(recipient_answer="550 5.1.1 no such user"), State.FAILED, "recipient"),
        (Sink(mail_answer="553 5.1.8 not yours"), State.FAILED, "mail"),
        (Sink(data_answer="452 4.3.1 disk full"), State.RETRY, "message"),
        (Sink(data_answer="554 5.7.1 looks like spam"), State.FAILED, "message"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_refusal_is_kept_in_the_servers_own_words(sink: Sink, state: State, stage: str) -> None:
    with running(sink) as port, relay(port) as ours:
        found = send(ours)

    answer = sink.mail_answer or sink.recipient_answer or sink.data_answer
    assert found == Delivery(state, answer, stage)


def test_after_a_refusal_the_connection_still_works() -> None:
    sink = Sink(recipient_answer="550 no such user")

    with running(sink) as port, relay(port) as ours:
        send(ours)
        sink.recipient_answer = ""
        found = send(ours)

    assert found.state is State.SENT
    assert sink.connections == 1


def test_hanging_up_after_the_final_dot_leaves_it_uncertain() -> None:
    sink = Sink(hangs_up="dot")

    with running(sink) as port, relay(port) as ours:
        found = send(ours)

    assert (found.state, found.stage) == (State.UNCERTAIN, "message")
    assert len(sink.messages) == 1  # it was not sent a second time


@pytest.mark.parametrize(
    ("answers", "state", "stage"),
    [
        ((None,), State.RETRY, "connect"),
        (("554 we are closed",), State.RETRY, "connect"),
        (("421 too busy",), State.RETRY, "connect"),
        (("220 hi", None), State.RETRY, "greeting"),
        (("220 hi", "250 ok", "421 closing", None), State.RETRY, "mail"),
        (("220 hi", "250 ok", "250 ok", None), State.RETRY, "recipient"),
        (("220 hi", "250 ok", "250 ok", "250 ok", None), State.RETRY, "data"),
        (("220 hi", "250 ok", "250 ok", "250 ok", "250 what"), State.RETRY, "data"),
        (("220 hi", "250 ok", "250 ok", "250 ok", "354 go", None), State.UNCERTAIN, "message"),
        (("220 hi", "250 ok", "250 ok", "250 ok", "354 go", "nonsense"), State.UNCERTAIN, "message"),
        (("220 hi", "250 ok", "250 ok", "250 ok", "354 go", "250 " + "x" * 9000), State.UNCERTAIN, "message"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_a_server_that_misbehaves(answers: tuple[str | None, ...], state: State, stage: str) -> None:
    with scripted(*answers) as port, relay(port) as ours:
        found = send(ours)

    assert (found.state, found.stage) == (state, stage)
    assert found.words


@pytest.mark.parametrize(
    ("answers", "state", "stage"),
    [
        (("220 hi",), State.RETRY, "greeting"),
        (("220 hi", "250 ok", "250 ok"), State.RETRY, "recipient"),
        (("220 hi", "250 ok", "250 ok", "250 ok", "354 go"), State.UNCERTAIN, "message"),
    ],
    ids=["greeting", "recipient", "dot"],
)
def test_a_server_that_falls_silent(answers: tuple[str, ...], state: State, stage: str) -> None:
    with scripted(*answers) as port, relay(port, timeout=0.3) as ours:
        found = send(ours)

    assert (found.state, found.stage) == (state, stage)


def test_no_server_is_a_retry() -> None:
    with relay(free_port()) as ours:
        found = send(ours)

    assert (found.state, found.stage) == (State.RETRY, "connect")
    assert "ConnectionRefusedError" in found.words


def test_required_encryption_is_used(tmp_path: Path) -> None:
    sink, (context, _) = Sink(), certificate(tmp_path)

    with running(sink, tls_context=context) as port, relay(port, "required") as ours:
        found = [send(ours, must_encrypt=True).state for _ in range(2)]

    assert found == [State.SENT, State.SENT]
    assert sink.encrypted == [True, True]


def test_without_required_encryption_nothing_is_on_the_wire() -> None:
    sink = Sink()

    with running(sink) as port, relay(port, "required") as ours:
        found = send(ours)

    assert (found.state, found.stage) == (State.HELD, "tls")
    assert sink.commands == []


def test_offered_encryption_is_taken_and_its_absence_accepted(tmp_path: Path) -> None:
    with_tls, without, (context, _) = Sink(), Sink(), certificate(tmp_path)

    with running(with_tls, tls_context=context) as port, relay(port, "offered") as ours:
        first = send(ours)
    with running(without) as port, relay(port, "offered") as ours:
        second = send(ours)

    assert (first.state, second.state) == (State.SENT, State.SENT)
    assert (with_tls.encrypted, without.encrypted) == ([True], [False])


def test_a_secure_domain_is_never_written_to_in_clear() -> None:
    sink = Sink()

    with running(sink) as port, relay(port, "offered") as ours:
        found = [send(ours, must_encrypt=True).state, send(ours).state, send(ours, must_encrypt=True).state]

    assert found == [State.HELD, State.SENT, State.HELD]
    assert len(sink.messages) == 1
    assert sink.commands.count("MAIL") == 1


def test_a_relay_on_this_machine_needs_no_encryption() -> None:
    sink = Sink()

    with running(sink) as port, relay(port, "off") as ours:
        found = send(ours, must_encrypt=True)

    assert found.state is State.SENT


def test_off_towards_another_machine_still_holds_for_a_secure_domain(monkeypatch: pytest.MonkeyPatch) -> None:
    sink = Sink()
    with running(sink) as port, relay(port, "off") as ours:
        monkeypatch.setattr(ours, "_here", False)

        found = send(ours, must_encrypt=True)

    assert found.state is State.HELD
    assert sink.commands == []


def test_a_certificate_nobody_vouches_for_is_held_when_it_is_checked(tmp_path: Path) -> None:
    sink, (context, file) = Sink(), certificate(tmp_path)

    with running(sink, tls_context=context) as port:
        with relay(port, "required", verify=True) as ours:
            unknown = send(ours)
        with relay(port, "required", verify=True, ca_file=str(file)) as ours:
            known = send(ours)

    assert (unknown.state, unknown.stage) == (State.HELD, "tls")
    assert "certificate" in unknown.words.lower()
    assert known.state is State.SENT


def test_nothing_is_said_over_old_tls(tmp_path: Path) -> None:
    sink, (context, _) = Sink(), certificate(tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    with running(sink, tls_context=context) as port, relay(port, "required") as ours:
        found = send(ours)

    # This server hangs up without a word about the reason; one that gives it is HELD.
    assert found.state in {State.HELD, State.RETRY}
    assert (found.stage, sink.commands) == ("tls", [])


@pytest.mark.parametrize("answer", ["454 4.7.0 not now", "501 never"])
def test_a_refused_starttls_is_no_message_in_clear(answer: str) -> None:
    with scripted("220 hi", "250-sink\r\n250 STARTTLS", answer) as port, relay(port, "required") as ours:
        found = send(ours)

    assert found == Delivery(State.RETRY if answer[0] == "4" else State.HELD, answer, "tls")


@pytest.mark.parametrize(
    "address", ["", "jo", "jo@x.example>\r\nRCPT TO:<y@z.example", "a b@x.example", "jö@x.example"]
)
def test_an_address_that_is_none_never_reaches_the_wire(address: str) -> None:
    with relay(free_port()) as ours:
        found = ours.deliver(SENDER, address, RAW, must_encrypt=False)

    assert (found.state, found.stage) == (State.FAILED, "address")


def test_the_null_sender_can_be_used() -> None:
    sink = Sink()

    with running(sink) as port, relay(port) as ours:
        found = ours.deliver("", TO, RAW, must_encrypt=False)

    assert found.state is State.SENT
    assert sink.messages[0][0] == "<>"  # as aiosmtpd says it


def test_long_words_are_capped_and_made_printable() -> None:
    with scripted("220 hi", "250 ok", "550-" + "x" * 490 + "\r\n550 " + "\x07" * 300) as port, relay(port) as ours:
        found = send(ours)

    assert found.state is State.FAILED
    assert len(found.words) == 500
    assert found.words.isprintable()


def test_the_name_we_give_is_the_one_configured() -> None:
    sink = Sink()

    with running(sink) as port, relay(port, helo="panels.anytown.example") as ours:
        send(ours)

    assert sink.names == ["panels.anytown.example"]


def test_the_local_relay_keeps_everything_in_the_outbox() -> None:
    ours = LocalRelay()

    assert send(ours, must_encrypt=True) == Delivery(State.SENT, "kept in the outbox", "local")
    ours.close()
