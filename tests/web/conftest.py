"""A small site of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.small_site import SmallApp, small_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[SmallApp]:
    """Give a demonstration site with one panel."""
    app = small_app(tmp_path)

    yield app

    app.store.close()


@pytest.fixture
def client(app: SmallApp) -> FlaskClient:
    """Give a client on this machine."""
    return app.client()
