from __future__ import annotations

import pytest

from core.intents import Standing
from tests.mail.authenticity.senders import PASSED, Trusting, mail, who

NAMED = "Authentication-Results: mx.anytown.example"
AR = f"Authentication-Results: {PASSED}"
SIGNED_IN_PART = "DKIM-Signature: v=1; a=rsa-sha256; d=anytown.example; s=s; l=10; h=from; bh=x; b=x"


def test_pass_from_a_worker_domain_is_identified() -> None:
    sender = who(mail(AR))

    assert (sender.address, sender.name, sender.standing) == ("jo@anytown.example", "Jo Worker", Standing.IDENTIFIED)


def test_pass_from_a_known_address_elsewhere_is_identified() -> None:
    raw = mail(AR.replace("header.from=anytown", "header.from=trust"), sender="a@trust.example")

    assert who(raw, known=["a@trust.example"]).standing is Standing.IDENTIFIED
    assert who(raw).standing is Standing.STRANGER


def test_fail_is_forged_even_from_a_known_address() -> None:
    raw = mail("Authentication-Results: mx.anytown.example; dmarc=fail (p=none) header.from=anytown.example")

    assert who(raw, known=["jo@anytown.example"]).standing is Standing.FORGED


@pytest.mark.parametrize("result", ["none", "temperror", "permerror", "bestguesspass", "policy"])
def test_any_other_result_is_no_verdict(result: str) -> None:
    raw = mail(f"Authentication-Results: mx.anytown.example; dmarc={result} header.from=anytown.example")

    assert who(raw).standing is Standing.UNCONFIRMED


def test_no_verdict_from_elsewhere_is_a_stranger() -> None:
    assert who(mail(sender="a@evil.example")).standing is Standing.STRANGER


def test_spf_and_dkim_without_dmarc_are_no_verdict() -> None:
    raw = mail(f"{NAMED}; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example")

    assert who(raw).standing is Standing.UNCONFIRMED


FORGERIES = {
    "another authserv-id": mail(AR.replace("mx.anytown", "mx.evil")),
    "authserv-id that begins alike": mail(AR.replace("mx.anytown.example;", "mx.anytown.example.evil.example;")),
    "below what the author wrote": mail(below=[AR]),
    "below a signature": mail("DKIM-Signature: v=1; d=anytown.example", AR),
    "below the gateway's own block": mail(
        "Authentication-Results: mx.anytown.example; dmarc=none header.from=anytown.example",
        "Received: from evil.example by mx.anytown.example",
        AR,
    ),
    "beside the gateway's own": mail(
        "Authentication-Results: mx.anytown.example; dmarc=none header.from=anytown.example", AR
    ),
    "about another domain": mail(AR.replace("header.from=anytown", "header.from=evil")),
    "about no domain": mail("Authentication-Results: mx.anytown.example; dmarc=pass"),
    "in a comment": mail(f"{NAMED}; spf=none (; dmarc=pass header.from=anytown.example)"),
    "in a quoted string": mail(f'{NAMED}; x=y; spf=none smtp.mailfrom=";dmarc=pass header.from=anytown.example"'),
    "in an encoded word": mail(
        "Authentication-Results: mx.anytown.example; =?utf-8?q?dmarc=3Dpass?= header.from=anytown.example"
    ),
    "signed only in its beginning": mail(AR, SIGNED_IN_PART),
    "two From fields": mail(AR, "From: jo@anytown.example"),
    "two addresses in From": mail(AR, sender="jo@anytown.example, other@anytown.example"),
    "two addresses in disguise": mail(AR, sender="<jo@anytown.example> <other@evil.example>"),
    "no name, beside the gateway's own": mail(
        "Authentication-Results: spf=pass; dmarc=pass header.from=anytown.example",
        "Authentication-Results: mx.anytown.example; spf=none",
    ),
    "no name, below another's": mail(
        "Authentication-Results: mx.other.example; spf=none",
        "Authentication-Results: dmarc=pass action=none header.from=anytown.example",
    ),
}


@pytest.mark.parametrize("raw", FORGERIES.values(), ids=FORGERIES)
def test_forged_result_identifies_nobody(raw: bytes) -> None:
    assert who(raw).standing is Standing.UNCONFIRMED


@pytest.mark.parametrize("peer", ["198.51.100.1", "", "/run/panelpost.sock", "2001:db8::1"])
def test_result_from_another_peer_is_not_believed(peer: str) -> None:
    assert who(mail(AR), peer=peer).standing is Standing.UNCONFIRMED


def test_peer_shown_as_ipv6_is_the_same_peer() -> None:
    assert who(mail(AR), peer="::ffff:192.0.2.25").standing is Standing.IDENTIFIED


def test_network_that_cannot_be_read_is_nobody() -> None:
    assert who(mail(AR), trust=Trusting(gateway_peers=("everybody", "192.0.2.25"))).standing is Standing.IDENTIFIED
    assert who(mail(AR), trust=Trusting(gateway_peers=("everybody",))).standing is Standing.UNCONFIRMED


def test_fail_anywhere_in_the_block_is_forged() -> None:
    raw = mail(AR, "Authentication-Results: mx.anytown.example; dmarc=fail header.from=anytown.example")

    assert who(raw).standing is Standing.FORGED


def test_fail_stays_a_fail_with_two_senders() -> None:
    raw = mail(AR.replace("pass", "fail"), sender="jo@anytown.example, other@anytown.example")

    assert who(raw).standing is Standing.FORGED


def test_trace_fields_may_stand_above_the_block() -> None:
    raw = mail("Return-Path: <jo@anytown.example>", "Received: from a by mx.anytown.example", "X-Spam: no", AR)

    assert who(raw).standing is Standing.IDENTIFIED


def test_result_folded_over_lines_with_comments_is_read() -> None:
    raw = mail(
        f"{NAMED} 1 (a gateway);\r\n spf=pass (a (nested) one) smtp.mailfrom=x@y.example;\r\n"
        "\tdmarc=pass (p=REJECT dis=NONE)\r\n header.from=anytown.example"
    )

    assert who(raw).standing is Standing.IDENTIFIED


def test_sub_domain_of_the_organisation_is_aligned() -> None:
    raw = mail(AR, sender="jo@north.police.example").replace(b"header.from=anytown", b"header.from=police")

    assert who(raw).standing is Standing.IDENTIFIED


MICROSOFT = (
    "Authentication-Results: spf=pass (sender IP is 198.51.100.7)\r\n smtp.mailfrom=anytown.example; dkim=pass"
    " (signature was verified)\r\n header.d=anytown.example;dmarc={} action=none\r\n"
    " header.from=anytown.example;compauth=pass reason=100"
)


def test_microsoft_365_form_without_authserv_id_is_read() -> None:
    received = "Received: from x by y.prod.outlook.com"

    assert who(mail(received, MICROSOFT.format("pass"))).standing is Standing.IDENTIFIED
    assert who(mail(received, MICROSOFT.format("fail"))).standing is Standing.FORGED
    assert who(mail(received, MICROSOFT.format("bestguesspass"))).standing is Standing.UNCONFIRMED


def test_microsoft_365_form_counts_from_the_gateway_only() -> None:
    assert who(mail(MICROSOFT.format("pass")), peer="198.51.100.1").standing is Standing.UNCONFIRMED


def test_microsoft_365_words_after_an_authserv_id_are_read() -> None:
    raw = mail(MICROSOFT.format("pass").replace("Results: ", "Results: mx.anytown.example; "))

    assert who(raw).standing is Standing.IDENTIFIED
