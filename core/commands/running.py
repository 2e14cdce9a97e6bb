"""`serve`, `smtp`, `work`, `web`: everything in one command, or the parts for more than one machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

import core
from core.commands.options import open_site, with_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.app import App
    from core.parts import Invocation

_RESTART_SECONDS = (0.1, 0.5, 1.0, 2.0, 5.0)
_STEADY_SECONDS = 10.0
_GOODBYE_SECONDS = 30


def _until_told() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = threading.Event()

    def told(_number: int, _frame: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    return stop


def _wait(stop: threading.Event) -> None:
    while not stop.wait(1.0):
        pass


class Child:
    """The worker as a process of its own, started again when it dies.

    It ends when its standard input closes, so a parent that was killed leaves no worker behind.
    """

    def __init__(self, app: App) -> None:
        """Start it."""
        self._app = app
        # -P and PYTHONPATH: our own `core`, and never one that happens to lie in the working directory.
        self._command = [sys.executable, "-P", "-m", "core", "--config", str(app.file), "work", "--child"]
        self._stopping = threading.Event()
        self._gate = threading.Lock()
        self._process = self._start()
        self._thread = threading.Thread(target=self._watch, name="worker-watch", daemon=True)
        self._thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        ours = str(Path(core.__path__[0]).parent)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([ours, *_python_path()])}
        if "PANELPOST_NOW" in environment:
            # Its clock goes on from ours; one that died must not begin the rehearsal anew.
            environment["PANELPOST_NOW"] = self._app.clock.now().isoformat()
        # A process group of its own: Ctrl-C is for the parent, which then lets its worker finish.
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, env=environment, process_group=0)  # noqa: S603

    def _watch(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._process.wait()
            failures = 0 if time.monotonic() - began > _STEADY_SECONDS else failures + 1
            self._stopping.wait(_RESTART_SECONDS[min(failures, len(_RESTART_SECONDS) - 1)])
            with self._gate:  # so that none is started after `stop` has looked
                if not self._stopping.is_set():
                    self._process = self._start()

    def stop(self) -> None:
        """End it after what it is at."""
        with self._gate:
            self._stopping.set()
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()


def _python_path() -> list[str]:
    return [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]


@click.command()
@with_config
def serve(invocation: Invocation, file: Path) -> None:
    """Run everything: doors, worker and web."""
    stop = _until_told()
    app = open_site(file, quiet=False)
    app.recover()
    with ExitStack() as running:
        doors, words = invocation.parts.open_doors(app)
        child = Child(app)
        running.callback(child.stop)
        for door in reversed(doors):
            running.callback(door.stop)
        web_part, web_words = invocation.parts.open_web(app)
        running.callback(web_part.stop)
        click.echo("\n".join(_greeting(app, words, web_words)))
        sys.stdout.flush()
        _wait(stop)


def _greeting(app: App, doors: list[str], web_words: str) -> list[str]:
    """Return what to do next, for somebody who has just started it."""
    lines = [f"Panelpost is running: {app.configuration.site.name}"]
    lines += [f"  {line}" for line in doors]
    lines.append(f"  web on {web_words}")
    lines += [f"  {panel.name}: write to {panel.address}" for panel in app.site.panels.values()]
    lines += [f"  panel {key} cannot run: {reason}" for key, reason in app.site.unavailable.items()]
    if app.configuration.demonstration:
        lines.append("This is a demonstration: no mail leaves this machine.")
        lines.append(f"Next: open {web_words}/mailroom and write a mail, or send one to the SMTP door:")
        lines += _example(app)
        lines.append("See what happens by itself until a later day (names lists, minutes, reminders):")
        lines.append(f"  {_ourselves()} --config {_near(str(app.file))} tick --at {_a_month_on(app)}")
    lines.append("Stop it with Ctrl-C.")
    return lines


def _example(app: App) -> list[str]:
    """Return a command that books a child, ready to be copied."""
    panel = next(iter(app.site.panels.values()), None)
    door = app.configuration.inbound.smtp
    if panel is None or not door:
        return []
    worker = (app.configuration.trust.worker_domains or ("anytown.example",))[0].removeprefix("*.")
    return [
        f"  swaks --server {door} --from sam.worker@{worker} --to {panel.address} \\",
        '        --header "Subject: Next panel" --body "Please book Alex Example into the next panel."',
    ]


def _a_month_on(app: App) -> str:
    return f"{(app.clock.now() + timedelta(days=31)).date().isoformat()}T18:00:00Z"


def _ourselves() -> str:
    """Return how this program was called, so that the command can be copied."""
    return _near(sys.argv[0]) if Path(sys.argv[0]).name == "panelpost" else "panelpost"


def _near(path: str) -> str:
    """Return a path as it is written from here, where that is shorter."""
    return min(os.path.relpath(path), path, key=len)


@click.command()
@with_config
def smtp(invocation: Invocation, file: Path) -> None:
    """Run the doors alone (SMTP, LMTP, folder)."""
    stop = _until_told()
    app = open_site(file, quiet=False)
    doors, words = invocation.parts.open_doors(app)
    click.echo("\n".join(words))
    sys.stdout.flush()
    _wait(stop)
    for door in doors:
        door.stop()


@click.command()
@click.option("--child", is_flag=True, hidden=True, help="End when standard input closes.")
@with_config
def work(invocation: Invocation, file: Path, *, child: bool) -> None:
    """Run a worker alone."""
    app = open_site(file, quiet=False)
    worker = invocation.parts.worker(app)

    def told(_number: int, _frame: object) -> None:
        # Setting events from a signal handler is safe; ringing the bell opens a socket, so a thread does it.
        threading.Thread(target=worker.stop).start()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
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
    stop = _until_told()
    app = open_site(file, quiet=False)
    part, words = invocation.parts.open_web(app)
    click.echo(words)
    sys.stdout.flush()
    _wait(stop)
    part.stop()
