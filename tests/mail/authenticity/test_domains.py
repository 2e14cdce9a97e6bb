from __future__ import annotations

import pytest

from mail.authenticity.domains import aligned, domain_matches, domain_of, organisation


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        pytest.param("jo@anytown.example", "anytown.example", id="the-domain"),
        pytest.param("Jo@AnyTown.Example", "anytown.EXAMPLE", id="any-case"),
        pytest.param("jo@anytown.example.", "anytown.example", id="dot-at-the-end"),
        pytest.param("jo@north.police.example", "*.police.example", id="below"),
        pytest.param("jo@a.b.police.example", "*.police.example", id="far-below"),
        pytest.param("jo@bücher.example", "xn--bcher-kva.example", id="letters-and-punycode"),
        pytest.param("jo@xn--bcher-kva.example", "bücher.example", id="punycode-and-letters"),
        pytest.param('"a@b"@anytown.example', "anytown.example", id="quoted-local-part"),
    ],
)
def test_domain_matches(address: str, pattern: str) -> None:
    assert domain_matches(address, ["other.example", pattern])


@pytest.mark.parametrize(
    ("address", "pattern"),
    [
        pytest.param("jo@police.example", "*.police.example", id="star-is-not-the-domain-itself"),
        pytest.param("jo@sub.anytown.example", "anytown.example", id="no-star-no-sub-domains"),
        pytest.param("jo@evilpolice.example", "*.police.example", id="not-a-label"),
        pytest.param("jo@anytown.example.evil.example", "anytown.example", id="only-a-beginning"),
        pytest.param("jo@anytоwn.example", "anytown.example", id="cyrillic-o"),
        pytest.param("anytown.example@evil.example", "anytown.example", id="in-the-local-part"),
        pytest.param("", "", id="nothing"),
        pytest.param("jo@", "*.", id="nothing-below-nothing"),
    ],
)
def test_domain_does_not_match(address: str, pattern: str) -> None:
    assert not domain_matches(address, [pattern])


def test_domain_of_no_address_is_nothing() -> None:
    assert domain_of("") == ""
    assert domain_of("jo@" + "a." * 200) == ""


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("mail.anytown.gov.uk", "anytown.gov.uk"),
        ("a.b.anytown.example", "anytown.example"),
        ("x.met.police.uk", "met.police.uk"),
        ("mail.example.com", "example.com"),
    ],
)
def test_organisation_is_one_label_more_than_the_public_suffix(domain: str, found: str) -> None:
    assert organisation(domain) == found


def test_two_domains_of_a_top_level_that_no_list_knows_are_not_aligned() -> None:
    assert not aligned("anytown.example", "evil.example")
    assert aligned("mail.anytown.example", "anytown.example")


def test_strict_alignment_is_the_same_domain() -> None:
    assert not aligned("mail.anytown.example", "anytown.example", strict=True)
    assert aligned("anytown.example", "anytown.example", strict=True)
