"""STARTTLS: offered when there is a certificate, and nothing is carried over it."""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mail.doors.limits import Limits
from tests.mail.doors.parts import OURS, Kept, Wire, open_door


@pytest.fixture(scope="module")
def server_context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "door.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = serialization.PrivateFormat.PKCS8
    pem += key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "both.pem")
    return context


@pytest.fixture
def client_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_a_mail_comes_through_tls(kept: Kept, server_context: ssl.SSLContext, client_context: ssl.SSLContext) -> None:
    with open_door(kept, tls=server_context) as door, smtplib.SMTP("127.0.0.1", door.port) as client:
        client.ehlo()
        assert client.has_extn("starttls")
        client.starttls(context=client_context)
        client.ehlo()
        assert not client.has_extn("starttls")
        client.sendmail("a@b.example", [OURS], b"a\r\n" * 50_000)

    assert kept.raws == [b"a\r\n" * 50_000]
    assert kept.arrivals[0].peer == "127.0.0.1"


def test_what_was_counted_before_tls_counts_on(
    kept: Kept, server_context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    limits = Limits(unknown_recipients_per_session=2)
    with open_door(kept, tls=server_context, limits=limits) as door, smtplib.SMTP("127.0.0.1", door.port) as client:
        client.ehlo()
        client.mail("a@b.example")
        assert [client.rcpt("nobody@panels.example")[0] for _ in range(2)] == [550, 550]
        client.starttls(context=client_context)
        client.ehlo()
        client.mail("a@b.example")

        assert client.rcpt("nobody@panels.example")[0] == 421


def test_what_was_sent_before_tls_is_forgotten(
    kept: Kept, server_context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    with open_door(kept, tls=server_context) as door, smtplib.SMTP("127.0.0.1", door.port) as client:
        client.ehlo()
        client.send(b"STARTTLS\r\nMAIL FROM:<injected@b.example>\r\n")
        assert client.getreply()[0] == 220
        assert client.sock is not None
        client.sock = client_context.wrap_socket(client.sock)
        client.file = None
        client.ehlo()

        assert client.docmd(f"RCPT TO:<{OURS}>")[0] == 503


def test_a_handshake_that_fails_ends_the_connection_alone(kept: Kept, server_context: ssl.SSLContext) -> None:
    with open_door(kept, tls=server_context) as door:
        with Wire(door) as wire:
            wire.greet()
            assert wire.ask("STARTTLS").startswith("220")
            wire.send(b"no handshake, this\r\n" * 10)
            wire.is_closed()
        with Wire(door) as other:
            assert other.greet().envelope().data(b"a\r\n.\r\n").startswith("250")
