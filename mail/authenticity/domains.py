"""Domains: which pattern one matches, and which organisation it belongs to. Pure."""

from __future__ import annotations

import importlib.resources
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 253


def domain_of(address: str) -> str:
    """Return the domain of an address (or a bare domain): lower case, punycode, no dot at the end; "" when none."""
    domain = address.rpartition("@")[2].strip().rstrip(".").lower()
    if not domain or len(domain) > _LONGEST:
        return ""
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain


def domain_matches(address: str, patterns: Iterable[str]) -> bool:
    """Tell whether an address is in one of the domains.

    `x.example` matches that domain alone, `*.x.example` every domain below it but not `x.example` itself.
    """
    domain = domain_of(address)
    return bool(domain) and any(_matches(domain, pattern) for pattern in patterns)


def _matches(domain: str, pattern: str) -> bool:
    if pattern.strip().startswith("*."):
        parent = domain_of(pattern.strip()[2:])
        return bool(parent) and domain.endswith(f".{parent}")
    return domain == domain_of(pattern)


def aligned(one: str, other: str, *, strict: bool = False) -> bool:
    """Tell whether two domains are aligned as DMARC means it: the same, or (relaxed) of the same organisation."""
    if not one or not other:
        return False
    return one == other or (not strict and organisation(one) == organisation(other))


@lru_cache(maxsize=1024)
def organisation(domain: str) -> str:
    """Return the organisational domain: one label more than the public suffix (RFC 7489 3.2)."""
    found = str(_suffixes().get_public_suffix(domain) or domain)
    if "." in found:
        return found
    # For a top level that the list does not know (.example, .internal) publicsuffix2 says "example": every domain below
    # would be one organisation, and each could sign for all others.
    return ".".join(domain.split(".")[-2:])


@cache
def _suffixes() -> Any:
    """Load the public suffix list that comes with authheaders, once: authheaders itself reads it at every question."""
    from publicsuffix2 import (  # type: ignore[import-untyped]  # noqa: PLC0415 -- 60 ms that a gateway site never needs
        PublicSuffixList,
    )

    listed = importlib.resources.files("authheaders") / "public_suffix_list.txt"
    return PublicSuffixList(listed.read_text(encoding="utf-8").splitlines())
