"""Addresses in what people write of an owner. Who is meant by a role or a name is told in the journeys."""

from __future__ import annotations

import pytest

from core.owners import address_in


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Jo Bright <Jo.Bright@anytown.example>", "jo.bright@anytown.example"),
        ("jo.bright@anytown.example.", "jo.bright@anytown.example"),
        ("(mailto:jo@anytown.example)", "jo@anytown.example"),
        ("Jo Bright", ""),
        ("meet @ 3", ""),
        ("", ""),
    ],
)
def test_an_address_is_found_in_what_was_written(written: str, address: str) -> None:
    assert address_in(written) == address
