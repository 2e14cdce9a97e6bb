"""The house of a journey."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import House, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house on 24 November 2026, two weeks before the panel of 8 December."""
    with open_house(tmp_path) as opened:
        opened.work()
        yield opened
