from __future__ import annotations

import pytest

from core.referrals import names_alone


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ("Lee Kin <lee@home.example>", "Lee Kin"),
        ("Lee Kin <lee@home.example>; Ade Oke", "Lee Kin and Ade Oke"),
        ("<lee@home.example>", ""),
        ("", ""),
    ],
)
def test_a_subject_elsewhere_is_named_without_an_address(people: str, names: str) -> None:
    assert names_alone(people) == names
