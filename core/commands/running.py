"""`serve`, `smtp`, `work`, `web`: everything in one command, or the parts for more than one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import click

from core.commands.options import open_site, with_config
from core.logs import set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.app import App
    from core.parts import Invocation

_RESTART_SECONDS = (0.2, 1.0, 5.0, 15.0)
_STEADY_SECONDS = 30.0


def _until_told(stop: threading.Event) -> None:
    """Let SIGTERM and SIGINT set the event."""

    def told(_number: int, _frame: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)


def _wait(stop: threading.Event) -> None:
    while not stop.wait(1.0):
        pass


class Child:
    """The worker as a process of its own, started again when it dies.

    It ends when its standard input closes, so a parent that was killed leaves no worker behind.
    """

    def __init__(self, file: Path) -> None:
        """Start it."""
        self._command = [sys.executable, "-m", "core", "--config", str(file), "work", "--child"]
        self._process = self._start()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="worker-watch", daemon=True)
        self._thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, env=os.environ.copy())  # noqa: S603 - our own program

    def _watch(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._process.wait()
            if self._stopping.is_set():
                return
            failures = 0 if time.monotonic() - began > _STEADY_SECONDS else failures + 1
            self._stopping.wait(_RESTART_SECONDS[min(failures, len(_RESTART_SECONDS) - 1)])
            if not self._stopping.is_set():
                self._process = self._start()

    def stop(self) -> None:
        """End it after what it is at."""
        self._stopping.set()
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()


@click.command()
@with_config
def serve(invocation: Invocation, file: Path) -> None:
    """Run everything: doors, worker and web."""
    app = open_site(file, quiet=False)
    stop = threading.Event()
    _until_told(stop)
    app.recover()
    child = Child(file)
    doors, words = invocation.parts.open_doors(app)
    web_part, web_words = invocation.parts.open_web(app)
    for line in _greeting(app, words, web_words):
        click.echo(line)
    sys.stdout.flush()
    _wait(stop)
    _stop([*doors, web_part, child])


def _greeting(app: App, doors: list[str], web_words: str) -> list[str]:
    """Return what to do next, for somebody who has just started it."""
    lines = [f"Panelpost is running: {app.configuration.site.name}"]
    lines += [f"  {line}" for line in doors]
    lines.append(f"  web on {web_words}")
    lines += [f"  {panel.name}: write to {panel.address}" for panel in app.site.panels.values()]
    lines += [f"  panel {key} cannot run: {reason}" for key, reason in app.site.unavailable.items()]
    if app.configuration.demonstration:
        panel = next(iter(app.site.panels.values()), None)
        lines.append("This is a demonstration: no mail leaves this machine.")
        lines.append(f"Next: open {web_words}/mailroom and write a mail, or send one to the SMTP door:")
        if panel:
            worker = (app.configuration.trust.worker_domains or ("anytown.example",))[0].removeprefix("*.")
            lines.append(
                f"  swaks --server {app.configuration.inbound.smtp} --from sam.worker@{worker} --to {panel.address} "
                f'--header "Subject: Next panel" --body "Please book Alex Example into the next panel."'
            )
    lines.append("Stop it with Ctrl-C.")
    return lines


def _stop(running: list[Any]) -> None:
    for each in running:
        each.stop()


@click.command()
@with_config
def smtp(invocation: Invocation, file: Path) -> None:
    """Run the doors alone (SMTP, LMTP, folder)."""
    app = open_site(file, quiet=False)
    stop = threading.Event()
    _until_told(stop)
    doors, words = invocation.parts.open_doors(app)
    click.echo("\n".join(words))
    _wait(stop)
    _stop(doors)


@click.command()
@click.option("--child", is_flag=True, hidden=True, help="End when standard input closes.")
@with_config
def work(invocation: Invocation, file: Path, *, child: bool) -> None:
    """Run a worker alone."""
    set_up(quiet=False)
    app = open_site(file, quiet=False)
    worker = invocation.parts.worker(app)

    def told(_number: int, _frame: object) -> None:
        # Setting events from a signal handler is safe; ringing the bell opens a socket, so a thread does it.
        threading.Thread(target=worker.stop).start()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, signal.SIG_IGN if child else told)
    if child:
        threading.Thread(target=_end_with_parent, args=(worker.stop,), daemon=True).start()
    worker.run()


def _end_with_parent(stop: Callable[[], None]) -> None:
    """Wait until the parent closes our standard input, by wish or by dying."""
    while os.read(0, 1024):
        pass
    stop()


@click.command()
@with_config
def web(invocation: Invocation, file: Path) -> None:
    """Run the web part alone."""
    app = open_site(file, quiet=False)
    stop = threading.Event()
    _until_told(stop)
    part, words = invocation.parts.open_web(app)
    click.echo(words)
    _wait(stop)
    part.stop()
