"""A site of real processes: `panelpost serve` on a configuration of the test's own, a relay in the test, commands."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from core.app import App, open_app
from tests.journeys.house import CONFIGURATION, PANEL, WORKER, Sink, free_port

NOW = "2026-11-24T10:00:00Z"
ROOT = Path(__file__).parents[2]
GATEWAY = "Authentication-Results: mx.anytown.example; dmarc=pass header.from={domain}\r\n"


def mail(number: object, text: str, *, sender: str = WORKER, to: str = PANEL, verdict: str = GATEWAY) -> bytes:
    """Return a mail as the gateway hands it over."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = "Next panel"
    message["Message-ID"] = f"<{number}@anytown.example>"
    message["Date"] = "Tue, 24 Nov 2026 10:00:00 +0000"
    message.set_content(text)
    stamp = verdict.format(domain=sender.rpartition("@")[2]).encode()
    return stamp + message.as_bytes().replace(b"\n", b"\r\n")


@dataclass
class Place:
    """A site in a folder: its configuration, the ports of its doors, and the relay its mail goes to."""

    file: Path
    port: int
    web: int
    sink: Sink
    relay: Controller
    environment: dict[str, str] = field(default_factory=dict)
    served: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.file.with_name("serve.log")

    def run(self, *words: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "core", "--config", str(self.file), *words],
            input=stdin,
            capture_output=True,
            env={**self.surroundings(), **environment},
            cwd=ROOT,
            timeout=120,
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def serve(self, *, wait: bool = True) -> subprocess.Popen[bytes]:
        """Start `serve`; return when its door is open."""
        process = self.start("serve")
        if wait:
            until(self.listens, why=self.log.read_text)
        return process

    def start(self, *words: str, new_session: bool = False) -> subprocess.Popen[bytes]:
        """Start a command that runs until it is told to stop."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "core", "--config", str(self.file), *words],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=self.surroundings(),
                cwd=ROOT,
                start_new_session=new_session,
            )
        self.served.append(process)
        return process

    def listens(self) -> bool:
        with suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", self.port, timeout=5) as client:
            return client.noop()[0] == 250
        return False

    def send(self, raw: bytes, sender: str = WORKER, *to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname="gateway.anytown.example", timeout=30) as client:
            client.sendmail(sender, to or [PANEL], raw)

    def workers(self) -> list[int]:
        """Return the worker processes of this site, also those whose parent was killed."""
        return [number for number, words in _processes() if "work" in words and str(self.file) in words]

    def processes(self) -> list[int]:
        return [number for number, words in _processes() if str(self.file) in words]

    def open(self) -> App:
        """Open the site's store beside whatever runs."""
        return open_app(self.file)

    def stop(self) -> None:
        """End what still runs, as an operator does; by force where that takes too long."""
        for process in self.served:
            if process.poll() is None:
                process.terminate()
        for process in self.served:
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for number in self.processes():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def surroundings(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PANELPOST_", "COV_"))}
        return {**clean, "PANELPOST_NOW": NOW, **self.environment}


def _processes() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if words[0]:  # a zombie has none
                    yield int(entry.name), words


def until(true: Callable[[], object], *, seconds: float = 60.0, why: Callable[[], str] = str) -> None:
    """Wait for something to come true; fail with `why` when it does not."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not come true in {seconds} seconds: {why()}"
        time.sleep(0.05)


@contextmanager
def open_place(folder: Path, *, configuration: str = CONFIGURATION, settings: str = "", **more: str) -> Iterator[Place]:
    """Write a site into a folder, with a relay of the test's own; end everything it started."""
    sink = Sink()
    relay = Controller(sink, hostname="127.0.0.1", port=free_port(), server_hostname="relay.example")
    relay.start()
    port, web = free_port(), free_port()
    text = configuration.format(relay=relay.port, settings=settings)
    text = text.replace('smtp = "127.0.0.1:0"', f'smtp = "127.0.0.1:{port}"\n{more.pop("inbound", "")}')
    text = text.replace('tls = "off"', f'tls = "off"\n{more.pop("outbound", "")}')
    file = folder / "panelpost.toml"
    file.write_text(f'{text}\n[web]\nlisten = "127.0.0.1:{web}"\n', encoding="utf-8")
    place = Place(file, port, web, sink, relay, more)
    try:
        yield place
    finally:
        place.stop()
        if not relay.loop.is_closed():  # a test may have stopped it
            relay.stop()
