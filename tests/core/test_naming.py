"""Which other case may be named: what stands under the chair's heading, as people write it."""

from __future__ import annotations

import pytest

from core.naming import is_nobody, reasons

REFERENCES = ("MAP-26-0001", "MAP-26-0002", "MAP-26-0012")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("MAP-26-0002, they are to be tried together", {"MAP-26-0002": "they are to be tried together"}),
        ("map 26 2: one plan", {"MAP-26-0002": "one plan"}),
        ("MAP-26-0002 because of one plan", {"MAP-26-0002": "of one plan"}),
        ("MAP-26-0001 and MAP-26-0012, one gang", {"MAP-26-0001": "one gang", "MAP-26-0012": "one gang"}),
        ("MAP-26-0001, a flat\nMAP-26-0002, a car", {"MAP-26-0001": "a flat", "MAP-26-0002": "a car"}),
        ("MAP-26-0002", {"MAP-26-0002": ""}),
        ("MAP-26-00021, another", {}),
        ("they know each other", {}),
        ("", {}),
    ],
)
def test_a_pair_is_a_reference_and_a_reason(written: str, found: dict[str, str]) -> None:
    assert reasons(written, REFERENCES) == found


@pytest.mark.parametrize(("written", "nobody"), [("none", True), ("Nobody.", True), ("", True), ("MAP-26-0002", False)])
def test_nobody_is_nobody(written: str, nobody: bool) -> None:
    assert is_nobody(written) is nobody
