from __future__ import annotations

import base64
from collections.abc import Sequence

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from core.intents import Standing
from mail.authenticity import OwnChecks, Verdict
from mail.authenticity.findings import Finding
from tests.mail.authenticity.senders import Trusting, Zone, mail, who

Record = tuple[tuple[str, str], Sequence[str]]

PEER = "198.51.100.7"
DMARC = ("_dmarc.anytown.example", "TXT"), ("v=DMARC1; p=none",)
SPF = ("anytown.example", "TXT"), ("unrelated", "v=spf1 ip4:198.51.100.0/24 -all")


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@pytest.fixture
def published(key: rsa.RSAPrivateKey) -> Record:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return ("s1._domainkey.anytown.example", "TXT"), (f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}",)


def signed(raw: bytes, key: rsa.RSAPrivateKey, domain: bytes = b"anytown.example", *, length: bool = False) -> bytes:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    signature: bytes = dkim.sign(raw, b"s1", domain, pem, include_headers=[b"from", b"subject"], length=length)
    return signature + raw


def check(raw: bytes, zone: Zone, *, mail_from: str | None = None, peer: str = PEER) -> Finding:
    return OwnChecks(zone).check(raw, from_domain="anytown.example", mail_from=mail_from, peer=peer)


def test_valid_signature_of_the_senders_domain_passes(key: rsa.RSAPrivateKey, published: Record) -> None:
    assert check(signed(mail(), key), Zone(dict([DMARC, published]))).verdict is Verdict.PASS


def test_valid_signature_passes_without_a_dmarc_record(key: rsa.RSAPrivateKey, published: Record) -> None:
    assert check(signed(mail(), key), Zone(dict([published]))).verdict is Verdict.PASS


def test_signature_counts_below_one_of_a_mailing_list(key: rsa.RSAPrivateKey, published: Record) -> None:
    raw = b"DKIM-Signature: v=1; d=list.example; s=x; h=from; bh=x; b=x; a=rsa-sha256\r\n" + signed(mail(), key)

    assert check(raw, Zone(dict([DMARC, published]))).verdict is Verdict.PASS


def test_changed_mail_fails(key: rsa.RSAPrivateKey, published: Record) -> None:
    raw = signed(mail(), key).replace(b"Name: Jo", b"Name: Al")

    assert check(raw, Zone(dict([DMARC, published]))).verdict is Verdict.FAIL


def test_signature_of_another_domain_fails(key: rsa.RSAPrivateKey, published: Record) -> None:
    evil = (("s1._domainkey.evil.example", "TXT"), published[1])

    assert check(signed(mail(), key, b"evil.example"), Zone(dict([DMARC, evil]))).verdict is Verdict.FAIL


def test_signature_over_a_part_of_the_mail_is_none(key: rsa.RSAPrivateKey, published: Record) -> None:
    raw = signed(mail(), key, length=True)

    assert b"l=" in raw.partition(b"From:")[0]
    assert check(raw, Zone(dict([DMARC, published]))).verdict is Verdict.FAIL


def test_signature_of_a_sub_domain_is_aligned_unless_the_record_is_strict(
    key: rsa.RSAPrivateKey, published: Record
) -> None:
    raw = signed(mail(), key, b"mail.anytown.example")
    sub = (("s1._domainkey.mail.anytown.example", "TXT"), published[1])
    strict = (DMARC[0], ("v=DMARC1; p=reject; adkim=s",))

    assert check(raw, Zone(dict([DMARC, sub]))).verdict is Verdict.PASS
    assert check(raw, Zone(dict([strict, sub]))).verdict is Verdict.FAIL


def test_allowed_server_of_the_senders_domain_passes() -> None:
    assert check(mail(), Zone(dict([DMARC, SPF])), mail_from="jo@anytown.example").verdict is Verdict.PASS


def test_server_that_is_not_allowed_fails() -> None:
    found = check(mail(), Zone(dict([DMARC, SPF])), mail_from="jo@anytown.example", peer="203.0.113.9")

    assert found.verdict is Verdict.FAIL


def test_allowed_server_of_another_domain_fails() -> None:
    zone = Zone(dict([DMARC, (("evil.example", "TXT"), ("v=spf1 +all",))]))

    assert check(mail(), zone, mail_from="x@evil.example").verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("mechanism", "record"),
    [
        ("mx", {("anytown.example", "MX"): ("10 mx.anytown.example.",), ("mx.anytown.example", "A"): (PEER,)}),
        ("a:web.anytown.example", {("web.anytown.example", "A"): (PEER,)}),
        ("include:host.example", {("host.example", "TXT"): (f"v=spf1 ip4:{PEER} -all",)}),
    ],
)
def test_spf_mechanisms_are_answered_by_the_resolver(
    mechanism: str, record: dict[tuple[str, str], Sequence[str]]
) -> None:
    zone = Zone({("anytown.example", "TXT"): (f"v=spf1 {mechanism} -all",), **record})

    assert check(mail(), zone, mail_from="jo@anytown.example").verdict is Verdict.PASS


def test_null_sender_has_no_server_to_check() -> None:
    assert check(mail(), Zone(dict([DMARC, SPF]))).verdict is Verdict.FAIL


def test_domain_that_publishes_nothing_gives_no_verdict() -> None:
    assert check(mail(), Zone(), mail_from="jo@anytown.example").verdict is Verdict.NONE


def test_record_of_the_organisation_holds_for_its_sub_domains() -> None:
    found = OwnChecks(Zone(dict([DMARC]))).check(mail(), from_domain="a.b.anytown.example", mail_from=None, peer=PEER)

    assert found.verdict is Verdict.FAIL


def test_two_records_are_none() -> None:
    zone = Zone({DMARC[0]: ("v=DMARC1; p=reject", "v=DMARC1; p=none")})

    assert check(mail(), zone).verdict is Verdict.NONE


@pytest.mark.parametrize(
    "silent", [DMARC[0], SPF[0], ("s1._domainkey.anytown.example", "TXT")], ids=["dmarc", "spf", "dkim"]
)
def test_dns_that_does_not_answer_gives_no_verdict(silent: tuple[str, str], key: rsa.RSAPrivateKey) -> None:
    zone = Zone({**dict([DMARC, SPF]), silent: None})

    assert check(signed(mail(), key), zone, mail_from="jo@anytown.example", peer="203.0.113.9").verdict is Verdict.NONE


def test_resolver_that_breaks_gives_no_verdict() -> None:
    class Broken:
        def look_up(self, name: str, kind: str) -> Sequence[str]:
            raise RuntimeError(name)

    assert OwnChecks(Broken()).check(mail(), from_domain="x.example", mail_from=None, peer="").verdict is Verdict.NONE


def test_every_question_is_asked_once_and_only_for_signatures_that_count(
    key: rsa.RSAPrivateKey, published: Record
) -> None:
    zone = Zone(dict([DMARC, published]))
    strangers = b"DKIM-Signature: v=1; d=evil.example; s=x; h=from; bh=x; b=x; a=rsa-sha256\r\n" * 50

    check(strangers + signed(mail(), key), zone)

    assert zone.asked == [DMARC[0]]  # the sixth signature and those below are not looked at


def test_broken_signature_of_the_senders_domain_fails() -> None:
    raw = b"DKIM-Signature: d=anytown.example; rubbish\r\n" + mail()

    assert check(raw, Zone(dict([DMARC]))).verdict is Verdict.FAIL


def test_own_checks_identify_a_worker(key: rsa.RSAPrivateKey, published: Record) -> None:
    sender = who(
        signed(mail(), key), trust=Trusting(authentication="own"), checker=OwnChecks(Zone(dict([DMARC, published])))
    )

    assert sender.standing is Standing.IDENTIFIED
