"""What the sender tests share: a site's trust, mails as the gateway hands them on, and DNS out of a dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.intents import Sender
from mail.authenticity import Checker, NoAnswer, identify
from mail.reading import read

GATEWAY = "192.0.2.25"
WORKER = "jo@anytown.example"
PASSED = f"mx.anytown.example; dmarc=pass header.from={WORKER.partition('@')[2]}"


@dataclass(frozen=True)
class Trusting:
    """A site's trust, as its configuration gives it."""

    worker_domains: Sequence[str] = ("anytown.example", "*.police.example")
    authentication: str = "gateway"
    authserv_id: str = "mx.anytown.example"
    gateway_peers: Sequence[str] = ("192.0.2.0/24",)


def mail(*fields: str, sender: str = f"Jo Worker <{WORKER}>", below: Sequence[str] = ()) -> bytes:
    """Return a mail: `fields` on top, then what its author wrote, then `below`."""
    lines = [*fields, f"From: {sender}", "To: panel@panels.anytown.example", "Subject: Booking", *below]
    return "\r\n".join(lines).encode() + b"\r\n\r\nName: Jo\r\n"


def who(
    raw: bytes,
    *,
    peer: str = GATEWAY,
    trust: Trusting | None = None,
    known: Sequence[str] = (),
    mail_from: str | None = WORKER,
    checker: Checker | None = None,
) -> Sender:
    """Return who sent a mail, at a site that knows the addresses in `known`."""
    return identify(read(raw), raw, mail_from, peer, trust or Trusting(), lambda address: address in known, checker)


@dataclass
class Zone:
    """A resolver over a dictionary; what is `None` does not answer."""

    records: Mapping[tuple[str, str], Sequence[str] | None] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def look_up(self, name: str, kind: str) -> Sequence[str]:
        """Answer out of the dictionary."""
        self.asked.append((name, kind))
        found = self.records.get((name, kind), ())
        if found is None:
            raise NoAnswer("servfail")
        return found
