"""DNS, as far as checking a sender needs it: a small seam, so that tests and sites can answer for it."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = 4.0
_ALL_SECONDS = 20.0  # RFC 7208 4.6.4, for everything asked about one mail


class NoAnswer(Exception):
    """DNS could not say; asking again later may help."""


class Resolver(Protocol):
    """Answers one question at a time."""

    def look_up(self, name: str, kind: str) -> Sequence[str]:
        """Return the records of `name`: TXT joined, A and AAAA as addresses, MX as `10 host`, PTR as a name.

        Empty when there are none. Raises `NoAnswer` when that cannot be said.
        """


class DnsResolver:
    """The machine's own resolver."""

    def look_up(self, name: str, kind: str) -> Sequence[str]:
        """Ask DNS."""
        from dns import exception, resolver  # noqa: PLC0415 -- only a site that checks for itself needs it

        try:
            answers = resolver.resolve(name, kind, lifetime=_SECONDS)
        except (resolver.NXDOMAIN, resolver.NoAnswer):
            return ()
        except (exception.DNSException, OSError) as trouble:
            raise NoAnswer(type(trouble).__name__) from trouble
        if kind == "TXT":
            return tuple(b"".join(record.strings).decode("latin-1") for record in answers)
        return tuple(record.to_text() for record in answers)


class Asked:
    """A resolver for one mail: every question once, and none after 20 seconds, however many a sender makes us ask."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._until = monotonic() + _ALL_SECONDS
        self._answers: dict[tuple[str, str], Sequence[str]] = {}

    def look_up(self, name: str, kind: str) -> Sequence[str]:
        """Return the records, from memory where it was asked before; every failure is `NoAnswer`."""
        question = (name.lower().rstrip("."), kind)
        if question not in self._answers:
            if monotonic() > self._until:
                raise NoAnswer("too slow")
            try:
                self._answers[question] = self._resolver.look_up(*question)
            except NoAnswer:
                raise
            except Exception as trouble:
                raise NoAnswer(type(trouble).__name__) from trouble
        return self._answers[question]
