"""A store and an open SMTP door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mail.doors.smtp import SmtpDoor
from tests.mail.doors.parts import Kept, Wire, open_door


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def door(kept: Kept) -> Iterator[SmtpDoor]:
    with open_door(kept) as opened:
        yield opened


@pytest.fixture
def wire(door: SmtpDoor) -> Iterator[Wire]:
    with Wire(door) as opened:
        yield opened.greet()


@pytest.fixture(autouse=True)
def _quiet_loop(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail the test whose door raised where only asyncio saw it."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.name == "asyncio"] == []
