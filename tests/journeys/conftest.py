"""The house of a journey."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from core import host as hosts
from tests.journeys.house import House
from tests.journeys.settled import open_settled_house


@pytest.fixture(autouse=True, scope="session")
def panel_types() -> Iterator[None]:
    """Load the panel types once: a house costs a quarter of a second less, and nothing in a `Host` ever changes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hosts, "load", cache(hosts.load))
        yield


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house on 24 November 2026, two weeks before the panel of 8 December."""
    with open_settled_house(tmp_path) as opened:
        yield opened
