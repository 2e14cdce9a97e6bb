"""What every test gets: no network, one Hypothesis profile, and the real parts of `tests/real_parts.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.network import Attempts, only_loopback

pytest_plugins = ("tests.real_parts",)

# A busy 2-core machine is slow now and then; that is no finding. In CI the same examples come every time.
settings.register_profile("panelpost", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("panelpost")


@pytest.fixture(scope="session", autouse=True)
def _network() -> Iterator[Attempts]:
    """Refuse connections to anywhere but this machine, for the whole run."""
    with only_loopback() as attempts:
        yield attempts


@pytest.fixture(autouse=True)
def _stays_on_this_machine(_network: Attempts) -> Iterator[None]:
    """Fail the test that tried to reach the network, even where the code under test swallowed the refusal."""
    _network.clear()

    yield

    assert not _network, f"the test tried to reach the network: {_network}"
