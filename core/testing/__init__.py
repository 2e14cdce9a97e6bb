"""The contract kit: everything a panel type must keep to, checked without a site.

In the test file of whoever wrote it:

    from core.testing import contract
    test_contract = contract("my_panels.harbour")

The test that comes of it fails with every problem at once, each with where, what was found and what is expected. It
checks that the plugin loads and its declarations hold together; that there are terms of reference; that every field is
understood from a mail, by its label and each of its aliases; that every outcome can be minuted; that every time limit
can be reckoned on any day of the calendar; that no document shows what no rule lets a reader see; that each mail can be
read; and that the hooks answer what they should.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from core.host import Candidate, assemble
from core.testing.checks import CHECKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.errors import Problem

__all__ = ["contract", "problems_of"]


def problems_of(plugin: Any) -> tuple[Problem, ...]:
    """Return everything that is wrong with a plugin: a module, its dotted name, or an object with the hooks."""
    name = plugin if isinstance(plugin, str) else getattr(plugin, "__name__", type(plugin).__name__)
    get = partial(import_module, plugin) if isinstance(plugin, str) else lambda: plugin
    host = assemble([Candidate(name.rpartition(".")[2], "under test", get)])
    if host.broken:  # what did not load cannot be looked into
        return host.broken[0].problems or (host.broken[0].problem,)
    (declared,) = host.types.values()
    return (*host.problems, *(problem for check in CHECKS for problem in check(host, declared)))


def contract(plugin: Any) -> Callable[[], None]:
    """Return a test that a plugin keeps the contract."""

    def keeps_the_contract() -> None:
        found = problems_of(plugin)
        assert not found, "\n".join(["the panel type does not keep its contract:", *map(str, found)])  # noqa: S101 - it is a test

    return keeps_the_contract
