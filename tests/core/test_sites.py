from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Problem
from core.host import Candidate, assemble, load
from core.kinds import Role
from core.settings import read_draft
from core.sites import Site, build_site, domain_matches
from tests.journeys.house import CHAIR, CONFIGURATION, CONFIRMER, COORDINATOR, MEMBERS, POLICE, WORKER


def problems_of(folder: Path, old: str, new: str) -> tuple[Problem, ...]:
    file = folder / "changed.toml"
    text = CONFIGURATION.format(relay=2525, settings="")
    assert old in text
    file.write_text(text.replace(old, new))
    configuration = read_draft(file).configuration
    assert configuration is not None
    return build_site(configuration, load(), file)[1]


@pytest.mark.parametrize(
    ("recipient", "found"),
    [
        ("missing-panel@panels.anytown.example", ("missing", "")),
        ("Missing-Panel@PANELS.anytown.example", ("missing", "")),
        ("missing-panel+abc@panels.anytown.example", ("missing", "abc")),
        ("missing-panel+a+b@panels.anytown.example", ("missing", "a+b")),
        ("panels@panels.anytown.example", ("", "")),
        ("nobody@panels.anytown.example", None),
        ("missing-panel@anytown.example", None),
        ("missing-panel", None),
        ("@panels.anytown.example", None),
        ("", None),
    ],
)
def test_an_address_is_split_into_panel_and_token(site: Site, recipient: str, found: tuple[str, str] | None) -> None:
    assert site.mailbox_of(recipient) == found
    assert site.is_ours(recipient) is (found is not None)


@pytest.mark.parametrize(
    ("address", "patterns", "matches"),
    [
        ("jo@anytown.example", ("anytown.example",), True),
        ("jo@ANYTOWN.example.", ("anytown.example",), True),
        ("jo@sub.anytown.example", ("anytown.example",), False),
        ("jo@sub.anytown.example", ("*.anytown.example",), True),
        ("jo@anytown.example", ("*.anytown.example",), False),
        ("jo@notanytown.example", ("*.anytown.example", "anytown.example"), False),
        ("jo@anytown.example.evil.example", ("anytown.example", "*.anytown.example"), False),
        ("", ("anytown.example",), False),
        ("jo@anytown.example", (), False),
    ],
)
def test_a_domain_matches_itself_or_with_a_star_what_is_below(
    address: str, patterns: tuple[str, ...], matches: bool
) -> None:
    assert domain_matches(address, patterns) is matches


def test_roles_are_what_the_configuration_says(site: Site) -> None:
    panel = site.panels["missing"]

    assert panel.roles(COORDINATOR) == {Role.COORDINATOR}
    assert panel.roles(CHAIR) == {Role.CHAIR, Role.MEMBER}
    assert panel.roles(CONFIRMER) == {Role.CONFIRMER}
    assert panel.roles(POLICE) == {Role.MEMBER}
    assert panel.roles(WORKER) == frozenset()


def test_staff_is_everybody_named(site: Site) -> None:
    assert site.staff() == {COORDINATOR, CHAIR, CONFIRMER, *MEMBERS}


def test_content_may_go_to_secure_and_worker_domains_and_nowhere_else(site: Site) -> None:
    assert site.is_secure(WORKER)
    assert site.is_secure("x@council.gov.uk")
    assert not site.is_secure("x@webmail.example")
    assert site.must_encrypt("x@council.gov.uk")


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        ('type = "missing_from_care"', 'type = "missing_from_car"', "type", "Did you mean missing_from_care?"),
        ('type = "missing_from_care"', 'type = "sewing"', "type", "Use one of: adoption, "),
        ('place = "Ellwood Street"', 'place = ""\ncapacity = "many"', "capacity", "Write a whole number"),
        ('place = "Ellwood Street"', 'place = ""\ncapacty = 3', "capacty", "Did you mean capacity?"),
        ('place = "Ellwood Street"', 'place = ""\nmenbers = 3', "menbers", "Did you mean members?"),
        ('seat = "police"', 'seat = "polise"', "members.0.seat", "Use one of: chair, police"),
        (
            'coordinator = "panel.admin@anytown.example"',
            'coordinator = "missing-panel@panels.anytown.example"',
            "coordinator",
            "Give the address of a person or team.",
        ),
    ],
)
def test_a_mistake_in_a_panel_names_its_place(tmp_path: Path, old: str, new: str, where: str, expected: str) -> None:
    problems = problems_of(tmp_path, old, new)

    assert [each.where for each in problems] == [f"changed.toml: panels.missing.{where}"]
    assert problems[0].expected.startswith(expected)


def test_a_panel_of_a_broken_type_is_unavailable_and_still_has_its_mailbox(tmp_path: Path) -> None:
    def broken() -> None:
        raise ImportError

    file = tmp_path / "panelpost.toml"
    file.write_text(CONFIGURATION.format(relay=2525, settings=""))
    configuration = read_draft(file).configuration
    assert configuration is not None

    site, problems = build_site(configuration, assemble([Candidate("missing_from_care", "test", broken)]), file)

    assert site.panels == {}
    assert site.unavailable == {"missing": "the panel type missing_from_care is broken (ImportError)"}
    assert site.mailbox_of("missing-panel@panels.anytown.example") == ("missing", "")
    assert len(problems) == 1


def test_a_panel_may_have_a_name_of_its_own(site: Site) -> None:
    panel = site.panels["missing"]

    assert panel.name == "Missing from Care and Home Panel"
    assert replace(panel, own_name="Missing panel North").name == "Missing panel North"
