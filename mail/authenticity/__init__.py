"""Who sent a mail, and how sure that is (mail-rules 4): From is never believed by itself."""

from __future__ import annotations

from mail.authenticity.domains import domain_matches
from mail.authenticity.findings import Checker, Finding, Verdict
from mail.authenticity.identify import Trust, identify
from mail.authenticity.own_checks import OwnChecks
from mail.authenticity.resolver import DnsResolver, NoAnswer, Resolver

__all__ = [
    "Checker",
    "DnsResolver",
    "Finding",
    "NoAnswer",
    "OwnChecks",
    "Resolver",
    "Trust",
    "Verdict",
    "domain_matches",
    "identify",
]
