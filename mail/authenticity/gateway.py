"""What the gateway in front of us found: Authentication-Results (RFC 8601), and Microsoft 365's own form of it.

Believed only from the configured gateway (`mail.authenticity.identify` looks at the peer), only in the topmost block of
these fields, above everything the author wrote, and only under the configured name: anybody can write such a field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import authres

from mail.authenticity.domains import aligned, domain_of
from mail.authenticity.findings import Finding, Verdict
from mail.reading.charsets import decode
from mail.reading.fields import read_head
from mail.reading.limits import Limits, Notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mail.reading.fields import Field

_NAME = "authentication-results"
# A gateway puts its fields on top. Below the first of these the author writes.
_AUTHORS = frozenset({
    "from", "to", "cc", "subject", "date", "message-id", "mime-version", "sender", "reply-to", "dkim-signature",
    "content-type", "references", "in-reply-to",
})  # fmt: skip
_COMMENT = re.compile(r"\([^()]*\)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_RESULT = re.compile(r"([a-z][a-z0-9-]*)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)
_DEEPEST_COMMENT = 10

_NOTHING = Finding(Verdict.NONE, "The mail gateway gave no verdict on the sender.")
_PASSED = Finding(Verdict.PASS, "The mail gateway found that the sender's domain stands behind the mail.")
_FAILED = Finding(Verdict.FAIL, "The mail gateway found that the mail is not from the domain it names as its sender.")
_OTHER = Finding(Verdict.NONE, "The mail gateway's verdict is about another domain than the sender's.")
_PARTIAL = Finding(Verdict.NONE, "The sender's signature covers only the beginning of the mail (DKIM l=).")


@dataclass(frozen=True)
class _Dmarc:
    result: str
    header_from: str


def gateway_finding(raw: bytes, *, from_domain: str, authserv_id: str) -> Finding:
    """Return what the gateway's topmost Authentication-Results say about `from_domain`."""
    fields = read_head(raw, 0, Limits().header_block, Limits(), Notes()).fields
    results = _dmarc_results(_topmost_block(fields), authserv_id)
    if any(result.result == "fail" for result in results):
        return _FAILED
    if not results or any(result.result != "pass" for result in results):
        return _NOTHING
    if not all(aligned(domain_of(result.header_from), from_domain) for result in results):
        return _OTHER
    return _PARTIAL if _signed_in_part(fields, from_domain) else _PASSED


def _topmost_block(fields: Sequence[Field]) -> list[str]:
    """Return the values of the first unbroken run of Authentication-Results, if it stands above the author's fields."""
    block: list[str] = []
    for field in fields:
        if field.name == _NAME:
            block.append(decode(field.value, "utf-8"))
        elif block or field.name in _AUTHORS:
            break
    return block


def _dmarc_results(block: list[str], authserv_id: str) -> list[_Dmarc]:
    wanted = authserv_id.strip().rstrip(".").lower()
    if not block:
        return []
    named = [value for value in block if wanted and _names_itself(value) == wanted]
    # Microsoft 365 does not name itself. Its field is the first one; beside a gateway's named field it is a forgery.
    if not named and not _names_itself(block[0]):
        return _loosely_read(block[0])
    return [result for value in named for result in _read(value)]


def _names_itself(value: str) -> str:
    """Return the authserv-id at the start of a field, "" where it begins with a result at once."""
    first = _bare(value).partition(";")[0].split()
    return "" if not first or "=" in first[0] or "=" in "".join(first[1:2]) else first[0].rstrip(".").lower()


def _read(value: str) -> list[_Dmarc]:
    try:
        parsed = authres.AuthenticationResultsHeader.parse_value(value)
        return [
            _Dmarc(
                str(result.result).lower(),
                next((str(p.value) for p in result.properties if (p.type, p.name) == ("header", "from")), ""),
            )
            for result in parsed.results
            if result.method == "dmarc"
        ]
    except Exception:  # noqa: BLE001 -- authres raises on `action=none` and other words that real gateways write
        return _loosely_read(value)


def _loosely_read(value: str) -> list[_Dmarc]:
    found = []
    for piece in _bare(value).split(";"):
        result = _RESULT.match(piece.strip())
        if result and result[1].lower() == "dmarc":
            header_from = _HEADER_FROM.search(piece)
            found.append(_Dmarc(result[2].lower(), header_from[1] if header_from else ""))
    return found


def _bare(value: str) -> str:
    """Return a field's value without quoted strings and comments: both may hold what the author wrote."""
    bare = _QUOTED.sub(" ", value)
    for _ in range(_DEEPEST_COMMENT):
        shorter = _COMMENT.sub(" ", bare)
        if shorter == bare:
            break
        bare = shorter
    return "" if "(" in bare or ")" in bare else bare


def _signed_in_part(fields: Sequence[Field], from_domain: str) -> bool:
    """Tell whether a signature of the sender's domain has an l= tag: the gateway does not say which one it went by."""
    for field in fields:
        if field.name == "dkim-signature":
            tags = signature_tags(field.value)
            if "l" in tags and aligned(domain_of(tags.get("d", "")), from_domain):
                return True
    return False


def signature_tags(value: bytes) -> dict[str, str]:
    """Return the tags of a DKIM-Signature as far as they can be read."""
    pairs = (piece.partition("=") for piece in decode(value, "utf-8").split(";"))
    return {key.strip(): content.strip() for key, _, content in pairs if key.strip()}
