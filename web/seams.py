"""What the pages need of the running site (`core.app.App` has it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.clock import Clock
    from core.host import Host
    from core.sealing import Keyring
    from core.sites import Site
    from core.store.engine import Store


class App(Protocol):
    """The running site."""

    @property
    def site(self) -> Site:
        """The panels and their configuration."""
        ...

    @property
    def host(self) -> Host:
        """The panel types, with what is broken about them."""
        ...

    @property
    def store(self) -> Store:
        """The database."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def keyring(self) -> Keyring:
        """The site's keys."""
        ...

    @property
    def wake(self) -> Callable[[], object]:
        """Tell the worker that something is in the inbox."""
        ...
