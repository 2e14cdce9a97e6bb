"""Checking a sender ourselves, where no gateway does: SPF (pyspf), DKIM (dkimpy) and their alignment (RFC 7489).

Alignment is ours: authheaders looks at the first signature only, takes every trouble for a failure, and finds all of
`.example` to be one organisation. A mail that is aligned passes whether its domain publishes a DMARC record or not; the
record says what a mail that is not aligned comes to.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any

from mail.authenticity.domains import aligned, domain_of, organisation
from mail.authenticity.findings import Finding, Verdict
from mail.authenticity.gateway import signature_tags
from mail.authenticity.resolver import Asked, DnsResolver, NoAnswer, Resolver
from mail.reading.fields import read_head
from mail.reading.limits import Limits, Notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_SIGNATURES = 5
_VOID_LOOKUPS = 2  # RFC 7208 4.6.4

_SIGNED = Finding(Verdict.PASS, "The mail carries a valid signature of the sender's domain.")
_SENT = Finding(Verdict.PASS, "The mail came from a server that the sender's domain allows.")
_FAILED = Finding(Verdict.FAIL, "The mail does not come from the domain it names as its sender (DMARC).")
_SILENT = Finding(Verdict.NONE, "The sender's domain does not say how its mails can be checked.")
_TROUBLE = Finding(Verdict.NONE, "The sender could not be checked just now, because DNS did not answer properly.")


class _Outcome(Enum):
    PASS = auto()
    NO = auto()
    TROUBLE = auto()  # temperror: no verdict


class OwnChecks:
    """A `Checker` that asks DNS through a `Resolver`."""

    def __init__(self, resolver: Resolver | None = None) -> None:
        self._resolver = resolver or DnsResolver()

    def check(self, raw: bytes, *, from_domain: str, mail_from: str | None, peer: str) -> Finding:
        """Return the verdict on `from_domain`; an exception in any of the checks is no verdict."""
        asked = Asked(self._resolver)
        try:
            policy = _policy(asked, from_domain)
            signed = _dkim(asked, raw, from_domain, strict=policy.get("adkim") == "s")
            if signed is _Outcome.PASS:
                return _SIGNED
            sent = _spf(asked, peer, mail_from, from_domain, strict=policy.get("aspf") == "s")
        except Exception:  # noqa: BLE001 -- mail-rules 4.2: exceptions in a checker are temperror
            return _TROUBLE
        if sent is _Outcome.PASS:
            return _SENT
        if _Outcome.TROUBLE in {signed, sent}:
            return _TROUBLE
        return _FAILED if policy.get("p") else _SILENT


def _policy(asked: Asked, domain: str) -> Mapping[str, str]:
    """Return the DMARC record that applies to a domain: its own, else its organisation's; empty when there is none."""
    for name in dict.fromkeys((domain, organisation(domain))):
        records = [text for text in asked.look_up(f"_dmarc.{name}", "TXT") if text.startswith("v=DMARC1")]
        if len(records) == 1:  # two are none (RFC 7489 6.6.3)
            return _tags(records[0])
    return {}


def _tags(record: str) -> Mapping[str, str]:
    from authheaders.dmarc_lookup import (  # type: ignore[import-untyped]  # noqa: PLC0415 -- 150 ms to import
        DMARCException,
        answer_to_dict,
    )

    try:
        found: Mapping[str, str] = answer_to_dict(record)
    except DMARCException:
        return {}
    return found


def _dkim(asked: Asked, raw: bytes, from_domain: str, *, strict: bool) -> _Outcome:
    """Verify the signatures that could count: aligned, and over the whole mail."""
    outcome = _Outcome.NO
    for index in _whole_signatures(raw, from_domain, strict=strict):
        found = _verify(asked, raw, index)
        if found is _Outcome.PASS:
            return found
        if found is _Outcome.TROUBLE:
            outcome = found
    return outcome


def _whole_signatures(raw: bytes, from_domain: str, *, strict: bool) -> Iterator[int]:
    fields = read_head(raw, 0, Limits().header_block, Limits(), Notes()).fields
    signatures = [field.value for field in fields if field.name == "dkim-signature"]
    for index, value in enumerate(signatures[:_MOST_SIGNATURES]):
        tags = signature_tags(value)
        if "l" not in tags and aligned(domain_of(tags.get("d", "")), from_domain, strict=strict):
            yield index


def _verify(asked: Asked, raw: bytes, index: int) -> _Outcome:
    import dkim  # noqa: PLC0415 -- only a site that checks for itself needs it

    def key(name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001 -- dkimpy's own signature
        records = asked.look_up(name.decode("ascii"), "TXT")
        return records[0].encode("latin-1", "replace") if records else None

    try:
        valid = dkim.DKIM(raw).verify(idx=index, dnsfunc=key)
    except (dkim.DnsTimeoutError, NoAnswer):
        return _Outcome.TROUBLE
    except dkim.DKIMException:
        return _Outcome.NO
    except Exception:  # noqa: BLE001 -- mail-rules 4.2: exceptions in a checker are temperror
        return _Outcome.TROUBLE
    return _Outcome.PASS if valid else _Outcome.NO


def _spf(asked: Asked, peer: str, mail_from: str | None, from_domain: str, *, strict: bool) -> _Outcome:
    """Check the envelope's domain where it is aligned. The null sender has none: its mails are known by signature."""
    domain = domain_of(mail_from or "")
    if not peer or not aligned(domain, from_domain, strict=strict):
        return _Outcome.NO
    import spf  # noqa: PLC0415 -- only a site that checks for itself needs it

    query = spf.query(i=peer, s=mail_from, h=domain)
    query.dns = partial(_spf_records, asked, query)
    result = query.check()[0]
    if result == "temperror":
        return _Outcome.TROUBLE
    return _Outcome.PASS if result == "pass" else _Outcome.NO


def _spf_records(asked: Asked, query: Any, name: str, kind: str, *_: object, ignore_void: bool = False) -> list[Any]:
    """Answer pyspf out of our resolver (CNAMEs are followed there), in the shapes it expects."""
    import spf  # noqa: PLC0415 -- the same

    try:
        records = asked.look_up(name, kind)
    except NoAnswer as trouble:
        raise spf.TempError("DNS") from trouble
    if not records and not ignore_void:
        query.void_lookups += 1
        if query.void_lookups > _VOID_LOOKUPS:
            raise spf.PermError("Void lookup limit exceeded")
    if kind == "TXT":
        return [(record.encode("latin-1", "replace"),) for record in records]
    if kind == "MX":
        pairs = (record.partition(" ") for record in records)
        return [(int(preference), host) for preference, _, host in pairs]
    return [record.rstrip(".") for record in records]
