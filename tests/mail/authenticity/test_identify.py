from __future__ import annotations

import pytest

from core.intents import Standing
from mail.authenticity import Finding, Verdict
from tests.mail.authenticity.senders import Trusting, mail, who

NONE = Trusting(authentication="none")
OWN = Trusting(authentication="own")


class Says:
    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.given: dict[str, object] = {}

    def check(self, raw: bytes, *, from_domain: str, mail_from: str | None, peer: str) -> Finding:
        self.given = {"from_domain": from_domain, "mail_from": mail_from, "peer": peer}
        return Finding(self.verdict, "Because.")


class Breaks:
    def check(self, raw: bytes, *, from_domain: str, mail_from: str | None, peer: str) -> Finding:
        raise KeyError(from_domain)


@pytest.mark.parametrize(
    ("verdict", "worker", "stranger"),
    [
        (Verdict.PASS, Standing.IDENTIFIED, Standing.STRANGER),
        (Verdict.NONE, Standing.UNCONFIRMED, Standing.STRANGER),
        (Verdict.FAIL, Standing.FORGED, Standing.FORGED),
    ],
)
def test_standing_follows_from_the_verdict_and_the_address(
    verdict: Verdict, worker: Standing, stranger: Standing
) -> None:
    assert who(mail(), trust=OWN, checker=Says(verdict)).standing is worker
    assert who(mail(sender="a@evil.example"), trust=OWN, checker=Says(verdict)).standing is stranger


def test_checker_is_given_the_envelope() -> None:
    checker = Says(Verdict.PASS)

    who(mail(), trust=OWN, checker=checker, mail_from=None, peer="198.51.100.1")

    assert checker.given == {"from_domain": "anytown.example", "mail_from": None, "peer": "198.51.100.1"}


def test_checker_that_breaks_gives_no_verdict() -> None:
    assert who(mail(), trust=OWN, checker=Breaks()).standing is Standing.UNCONFIRMED


def test_everybody_is_believed_where_authentication_is_off() -> None:
    assert who(mail(), trust=NONE, peer="").standing is Standing.IDENTIFIED
    assert who(mail(sender="a@evil.example"), trust=NONE).standing is Standing.STRANGER


def test_two_senders_are_not_believed_even_there() -> None:
    assert who(mail(sender="a@anytown.example, b@anytown.example"), trust=NONE).standing is Standing.UNCONFIRMED


@pytest.mark.parametrize("sender", ["", "Jo", "jo@", "<>"])
def test_mail_without_a_sender_is_from_a_stranger(sender: str) -> None:
    assert who(mail(sender=sender), trust=NONE).standing is Standing.STRANGER


def test_name_that_poses_as_a_worker_changes_nothing() -> None:
    results = "Authentication-Results: mx.anytown.example; dmarc=pass header.from=evil.example"

    sender = who(mail(results, sender='"jo@anytown.example" <x@evil.example>'))

    assert (sender.address, sender.standing) == ("x@evil.example", Standing.STRANGER)


def test_address_in_a_forwarded_text_is_never_the_sender() -> None:
    raw = mail(sender="a@evil.example") + b"\r\n-----Original Message-----\r\nFrom: jo@anytown.example\r\n"

    assert who(raw, trust=NONE).address == "a@evil.example"


@pytest.mark.parametrize("trust", [Trusting(), NONE, OWN], ids=["gateway", "none", "own"])
@pytest.mark.parametrize("sender", ["jo@anytown.example", "Secret <secret@x.example>", "a@b.c, secret@x.example", "?"])
def test_reason_is_a_sentence_without_the_senders_text(trust: Trusting, sender: str) -> None:
    why = who(mail(sender=sender), trust=trust, checker=Says(Verdict.NONE)).why

    assert why.endswith(".")
    assert "@" not in why
    assert "ecret" not in why
