"""`identify`: from a mail and what the site trusts to a `Sender`. The only place that gives out IDENTIFIED."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Protocol

from core.intents import Sender, Standing
from mail.authenticity.domains import domain_matches, domain_of
from mail.authenticity.findings import Checker, Finding, Verdict
from mail.authenticity.gateway import gateway_finding
from mail.authenticity.own_checks import OwnChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mail.incoming import Incoming

_NOBODY = "The mail names no sender."
_SEVERAL = Finding(Verdict.NONE, "The mail names more than one sender, so nobody can be said to have sent it.")
_ELSEWHERE = Finding(Verdict.NONE, "The mail did not come through the mail gateway, so nobody checked its sender.")
_TROUBLE = Finding(Verdict.NONE, "The check of the sender failed, so there is no verdict.")
_BELIEVED = Finding(Verdict.PASS, "This site believes every sender (authentication is switched off).")
_UNKNOWN = "The sender is neither a person known here nor in a worker's domain."


class Trust(Protocol):
    """What a site trusts: the section `[trust]` of its configuration."""

    @property
    def worker_domains(self) -> Sequence[str]:
        """Domains whose people may book: `x.example`, or `*.x.example` for everything below."""

    @property
    def authentication(self) -> str:
        """`gateway`, `own` or `none`."""

    @property
    def authserv_id(self) -> str:
        """The gateway's name in Authentication-Results."""

    @property
    def gateway_peers(self) -> Sequence[str]:
        """The networks the gateway's mails come from."""


def identify(
    incoming: Incoming,
    raw: bytes,
    mail_from: str | None,
    peer: str,
    trust: Trust,
    is_known: Callable[[str], bool],
    checker: Checker | None = None,
) -> Sender:
    """Return who sent a mail and how sure that is.

    `peer` is the IP address that gave the mail to us ("" for a file), `is_known` tells whether an address belongs to a
    person of this site, `checker` replaces our own DNS checks. The referrer is the authenticated sender, never an
    address in a forwarded body (mail-rules 4.4): only From is looked at.
    """
    name, address = incoming.from_addresses[0] if incoming.from_addresses else ("", "")
    if not domain_of(address):
        return Sender(address, name, Standing.STRANGER, _NOBODY)
    finding = _finding(
        raw, from_domain=domain_of(address), mail_from=mail_from, peer=peer, trust=trust, checker=checker
    )
    if finding.verdict is Verdict.FAIL:
        return Sender(address, name, Standing.FORGED, finding.why)
    if not _single(incoming):
        finding = _SEVERAL
    if not (is_known(address) or domain_matches(address, trust.worker_domains)):
        return Sender(address, name, Standing.STRANGER, f"{finding.why} {_UNKNOWN}")
    standing = Standing.IDENTIFIED if finding.verdict is Verdict.PASS else Standing.UNCONFIRMED
    return Sender(address, name, standing, finding.why)


def _single(incoming: Incoming) -> bool:
    return len(incoming.headers.get("from", ())) == 1 and len(incoming.from_addresses) == 1


def _finding(
    raw: bytes, *, from_domain: str, mail_from: str | None, peer: str, trust: Trust, checker: Checker | None
) -> Finding:
    if trust.authentication == "none":
        return _BELIEVED
    if trust.authentication == "own":
        try:
            return (checker or OwnChecks()).check(raw, from_domain=from_domain, mail_from=mail_from, peer=peer)
        except Exception:  # noqa: BLE001 -- mail-rules 4.2: exceptions in a checker are temperror
            return _TROUBLE
    if not _is_gateway(peer, trust.gateway_peers):
        return _ELSEWHERE
    return gateway_finding(raw, from_domain=from_domain, authserv_id=trust.authserv_id)


def _is_gateway(peer: str, networks: Sequence[str]) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped  # how a socket for both families shows an IPv4 peer
    for network in networks:
        try:
            if address in ipaddress.ip_network(network, strict=False):
                return True
        except ValueError:
            continue  # the configuration is checked elsewhere; what cannot be read is trusted by nobody
    return False
