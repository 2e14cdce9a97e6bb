"""Mail servers for the tests: real aiosmtpd ones on loopback ports, each in a thread, and one that hangs up on cue."""

from __future__ import annotations

import asyncio
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Sink:
    """An aiosmtpd handler that notes what came and answers as it is told (an empty answer takes the mail)."""

    mail_answer: str = ""
    recipient_answer: str = ""
    data_answer: str = ""
    hangs_up: str = ""  # "dot": without an answer after the final dot
    commands: list[str] = field(default_factory=list)
    messages: list[tuple[str | None, list[str], bytes]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    connections: int = 0
    names: list[str] = field(default_factory=list)

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.names.append(hostname)
        self.connections += session.ssl is None
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append("MAIL")
        if not self.mail_answer:
            envelope.mail_from = address
        return self.mail_answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append("RCPT")
        if not self.recipient_answer:
            envelope.rcpt_tos.append(address)
        return self.recipient_answer or "250 OK"

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.commands.append("RSET")
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, content))
        self.encrypted.append(session.ssl is not None)
        if self.hangs_up == "dot":
            transport: Any = server.transport
            transport.abort()
        return self.data_answer or "250 2.0.0 taken as 4711"


@contextmanager
def running(sink: Sink, port: int = 0, **parameters: Any) -> Iterator[int]:
    """Run a sink and yield its port."""
    controller = Controller(
        sink, hostname="127.0.0.1", port=port or free_port(), loop=asyncio.new_event_loop(), ident="sink", **parameters
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def scripted(*answers: str | None) -> Iterator[int]:
    """Run a server that greets with the first answer and gives one more to each command; None hangs up.

    After an answer 354 it reads to the final dot. When the answers are used up it stays silent.
    """

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    done = threading.Event()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for answer in answers:
                if answer is None:
                    return
                self.wfile.write(answer.encode() + b"\r\n")
                if answer.startswith("354"):
                    while self.rfile.readline() not in {b".\r\n", b""}:
                        pass
                elif not self.rfile.readline():
                    return
            done.wait(10)

    with Server(("127.0.0.1", 0), Talk) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            done.set()
            server.shutdown()
            thread.join()


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """Make a certificate for 127.0.0.1 or a host name; return a server's context and the certificate's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    made = datetime.now(UTC)
    named = x509.IPAddress(IPv4Address(name)) if name[0].isdigit() else x509.DNSName(name)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(made - timedelta(days=1))
        .not_valid_after(made + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([named]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, key_file = folder / "sink.crt", folder / "sink.key"
    file.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key_file)
    return context, file
