"""What checking a mail's sender comes to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """Whether the domain in From stands behind a mail."""

    PASS = "pass"  # noqa: S105 -- a verdict
    FAIL = "fail"
    NONE = "none"  # nobody could say


@dataclass(frozen=True)
class Finding:
    """A verdict and the reason in a plain sentence for a coordinator, without any of the mail's own text."""

    verdict: Verdict
    why: str


class Checker(Protocol):
    """Checks a mail by its raw bytes; raises nothing (what goes wrong on the way is no verdict)."""

    def check(self, raw: bytes, *, from_domain: str, mail_from: str | None, peer: str) -> Finding:
        """Return the verdict on `from_domain`, for a mail that `peer` gave us with that envelope sender."""
