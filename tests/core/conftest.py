"""A small store of its own for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.host import load
from core.sealing import Keyring
from core.settings import read_configuration
from core.sites import Site, build_site
from core.store.engine import Store, open_store
from core.store.migration import upgrade
from tests.journeys.house import CONFIGURATION

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/test.db", Keyring({"k1": b"1" * 32}))
    upgrade(opened)
    yield opened
    opened.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    file = tmp_path / "panelpost.toml"
    file.write_text(CONFIGURATION.format(relay=2525, settings=""))
    return build_site(read_configuration(file), load(), file)[0]
