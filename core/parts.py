"""The parts that `core` must not import but commands need: handed over by `core.__main__`, loaded when first used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.app import App

TRY_AGAIN = 75
"""Exit code EX_TEMPFAIL: an MTA's pipe keeps the mail and tries again."""


class Running(Protocol):
    """Something started that can be stopped."""

    def stop(self) -> None:
        """End it, after what it is at."""
        ...


@dataclass(frozen=True)
class Closing:
    """Makes something that closes into something that stops."""

    close: Callable[[], object]

    def stop(self) -> None:
        """Close it."""
        self.close()


@dataclass(frozen=True)
class Parts:
    """What mail and web do for the commands. Each is imported only when it is called."""

    open_doors: Callable[[App], tuple[list[Running], list[str]]]
    open_web: Callable[[App], tuple[Running, str]]
    worker: Callable[[App], Any]
    work_until_idle: Callable[[App], int]
    take: Callable[[App, bytes, str | None, str | None], tuple[str, ...]]
    show_outgoing: Callable[[App, int], bytes]


@dataclass
class Invocation:
    """One run of the program: the parts, and the configuration file named before the command."""

    parts: Parts
    config: str | None = None

    def file(self, given: str | None) -> Path:
        """Return the configuration's path: on the command, before it, in the environment, or here."""
        from core.settings import find_file  # noqa: PLC0415 - pydantic is slow to import

        return find_file(given or self.config)
