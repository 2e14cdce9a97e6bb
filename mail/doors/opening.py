"""Opens the doors a configuration asks for, on one shared writer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.errors import Faulty
from core.parts import Closing
from core.settings import host_and_port
from mail.doors.folder import FolderDoor
from mail.doors.limits import Limits
from mail.doors.smtp import SmtpDoor
from mail.doors.writer import Writer

if TYPE_CHECKING:
    from core.app import App
    from core.parts import Running


def open_doors(app: App) -> tuple[list[Running], list[str]]:
    """Start every door of the configuration; return what runs and, for people, where. Faulty when one cannot open."""
    inbound = app.configuration.inbound
    writer = Writer(app.keep, app.wake)
    writer.start()
    running: list[Running] = [Closing(writer.close)]
    words = []
    try:
        for written, lmtp in ((inbound.smtp, False), (inbound.lmtp, True)):
            if written:
                door = _listen(app, written, writer, lmtp=lmtp)
                running.insert(-1, door)
                words.append(_where(door, written))
        if inbound.folder:
            path = app.configuration.path(inbound.folder)
            folder = FolderDoor(path, app.keep, app.site.is_ours, app.clock, app.wake, max_bytes=inbound.max_bytes)
            folder.start()
            running.insert(-1, folder)
            words.append(f"mail files in {path}")
    except BaseException:
        for each in running:
            each.stop()
        raise
    return running, words


def _listen(app: App, written: str, writer: Writer, *, lmtp: bool) -> SmtpDoor:
    inbound = app.configuration.inbound
    limits = Limits(
        message_bytes=inbound.max_bytes,
        connections_per_peer=inbound.connections_per_peer,
        errors_per_session=inbound.errors_per_session,
        unknown_recipients_per_session=inbound.unknown_recipients_per_session,
        messages_per_connection=inbound.messages_per_connection,
        seconds_per_session=inbound.seconds_per_session,
    )
    host, port = (written, 0) if written.startswith("/") else host_and_port(written)
    door = SmtpDoor(host, port, app.site.domain, writer, app.site.is_ours, limits=limits, clock=app.clock, lmtp=lmtp)
    try:
        door.start()
    except OSError as error:
        key = "lmtp" if lmtp else "smtp"
        message = f"The {key.upper()} door cannot listen on {written} ({_why(error)}). See inbound.{key}."
        raise Faulty(message) from None
    return door


def _why(error: OSError) -> str:
    """Return the system's words without the address, which stands in the sentence already."""
    return os.strerror(error.errno) if error.errno else type(error).__name__


def _where(door: SmtpDoor, written: str) -> str:
    place = written if written.startswith("/") else f"{door.host}:{door.port}"
    return f"{'LMTP' if door.lmtp else 'SMTP'} on {place}"
