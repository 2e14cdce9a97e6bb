"""A house with its first meetings made and its members invited: one of a kind is lived, the others are copies of it.

Four fifths of what a journey costs is this beginning, and it is the same for all journeys with one configuration and
clock. A copy has the same database, key and mails as the house it was taken from; everything after is lived as ever.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.journeys.house import CONFIGURATION, House, Mail, open_house

_KEPT = Path("var")  # the database and its key


@contextmanager
def open_settled_house(
    folder: Path, *, at: str = "2026-11-24T10:00:00Z", settings: str = "", configuration: str = CONFIGURATION
) -> Iterator[House]:
    """Open a house in an empty folder, as it is once nothing is left to be done by itself."""
    lived, mails = _live(at, settings, configuration)
    shutil.copytree(lived, folder / _KEPT)
    with open_house(folder, at=at, settings=settings, configuration=configuration) as house:
        house.sink.mails.extend(mails)
        house.new()
        yield house


@cache
def _live(at: str, settings: str, configuration: str) -> tuple[Path, tuple[Mail, ...]]:
    """Live the beginning of a house; return the folder that holds its database and key, and what it sent."""
    folder = Path(tempfile.mkdtemp(prefix="panelpost-settled-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with open_house(folder, at=at, settings=settings, configuration=configuration) as house:
        house.work()
        mails = tuple(house.sink.mails)
    return folder / _KEPT, mails
