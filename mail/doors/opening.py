"""Opens the doors a configuration asks for, on one shared writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Start every door of the configuration; return what runs and, for people, where."""
    inbound = app.configuration.inbound
    limits = Limits(
        message_bytes=inbound.max_bytes,
        connections_per_peer=inbound.connections_per_peer,
        errors_per_session=inbound.errors_per_session,
        unknown_recipients_per_session=inbound.unknown_recipients_per_session,
        messages_per_connection=inbound.messages_per_connection,
        seconds_per_session=inbound.seconds_per_session,
    )
    writer = Writer(app.keep, app.wake)
    running: list[Running] = []
    words = []
    for written, lmtp in ((inbound.smtp, False), (inbound.lmtp, True)):
        if not written:
            continue
        host, port = (written, 0) if written.startswith("/") else host_and_port(written)
        door = SmtpDoor(
            host, port, app.site.domain, writer, app.site.is_ours, limits=limits, clock=app.clock, lmtp=lmtp
        )
        door.start()
        running.append(door)
        words.append(f"{'LMTP' if lmtp else 'SMTP'} on {written if host.startswith('/') else f'{host}:{door.port}'}")
    if inbound.folder:
        folder = FolderDoor(app.configuration.path(inbound.folder), app.keep, app.site.is_ours, app.clock, app.wake)
        folder.start()
        running.append(folder)
        words.append(f"mail files in {app.configuration.path(inbound.folder)}")
    writer.start()
    running.append(Closing(writer.close))
    return running, words
