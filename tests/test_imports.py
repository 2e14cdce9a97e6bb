"""The table of `docs/architecture.md`, who may import whom, read from the source: function-level imports count too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"core", "mail", "web", "plugins", "tests"}
MAY_IMPORT = {"core": {"core"}, "mail": {"core", "mail"}, "web": {"core", "web"}}
WIRES = "core.__main__"  # the one place that puts the parts together
FOR_PANELS = {"core.panels", "core.hookspecs"}
# Lower never imports higher, in core; a module that is not named here may stand anywhere.
LAYERS: list[set[str]] = [
    {"errors", "clock", "panels", "hookspecs", "intents"},
    {"host", "settings", "store"},
    {
        *("people", "references", "booking", "meetings", "attendance", "names_list", "minutes", "outcomes"),
        *("actions", "disclosure", "outbox", "audit", "retention", "reports"),
    },
    {"handlers", "scheduler", "app"},
    {"__main__"},
]
RANK = {f"core.{name}": rank for rank, names in enumerate(LAYERS) for name in names}


def within(name: str, package: str) -> bool:
    """Tell whether `name` is `package` or something inside it."""
    return name == package or name.startswith(f"{package}.")


def imports(module: str, source: str) -> Iterator[str]:
    """Yield the dotted names of ours that `source` imports; `from a import b` counts as `a.b`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(module.split(".")[: -node.level]) if node.level else ""
            found = [".".join(filter(None, (base, node.module, alias.name))) for alias in node.names]
        else:
            continue
        yield from (name for name in found if name.split(".", maxsplit=1)[0] in OURS)


def rank(name: str) -> int | None:
    """Return the layer of a name in core, or None where it has none."""
    return RANK.get(".".join(name.split(".")[:2]))


def is_allowed(module: str, target: str) -> bool:
    """Tell whether the table and the layers let `module` import `target`."""
    package = module.split(".", maxsplit=1)[0]
    if package == "plugins":
        own = ".".join(module.split(".")[:2])
        return within(target, own) or any(within(target, name) for name in FOR_PANELS)
    allowed = MAY_IMPORT[package] | ({"mail", "web"} if module == WIRES else set())
    own_rank, target_rank = rank(module), rank(target)
    climbs = own_rank is not None and target_rank is not None and target_rank > own_rank
    return target.split(".", maxsplit=1)[0] in allowed and not climbs


def broken(module: str, source: str) -> list[str]:
    """Return each import of `source` that breaks a rule, as `module imports target`."""
    return [f"{module} imports {target}" for target in imports(module, source) if not is_allowed(module, target)]


def modules() -> Iterator[tuple[str, str]]:
    """Yield the dotted name and the source of every module; a package's is that of its `__init__`."""
    for package in sorted(OURS - {"tests"}):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path.read_text("utf-8")


def test_every_import_is_one_the_table_allows() -> None:
    found = list(modules())

    problems = [problem for module, source in found for problem in broken(module, source)]

    assert problems == []
    assert {name.split(".", maxsplit=1)[0] for name, _ in found} == OURS - {"tests"}


@pytest.mark.parametrize(
    ("module", "source", "target"),
    [
        ("core.booking", "import mail.doors", "mail.doors"),
        ("core.booking", "def late():\n    from web import pages", "web.pages"),
        ("core.app", "from core import __main__", "core.__main__"),
        ("core.store.models", "from core.handlers import book", "core.handlers.book"),
        ("core.panels", "from .settings import Site", "core.settings.Site"),
        ("mail.composing.letters", "from web.pages import home", "web.pages.home"),
        ("web.pages", "from mail import sending", "mail.sending"),
        ("plugins.marac.rules", "from core import store", "core.store"),
        ("plugins.marac.rules", "from core.panels import Panel\nimport core.people", "core.people"),
        ("plugins.marac.rules", "from plugins.mappa import PANEL", "plugins.mappa.PANEL"),
        ("web.pages", "from tests.conftest import fixture", "tests.conftest.fixture"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str, target: str) -> None:
    assert broken(module, source) == [f"{module} imports {target}"]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core.__main__", "import web\nfrom mail.doors import smtp"),
        ("core.handlers", "from core.store import session\nfrom core import panels"),
        ("mail.worker", "from core.handlers import handle\nfrom mail.reading import read"),
        ("plugins.marac.__init__", "from core import panels\nfrom core.hookspecs import hookimpl\nfrom . import rules"),
        ("web.pages", "import flask\nimport mailbox"),
    ],
)
def test_a_fair_import_passes(module: str, source: str) -> None:
    assert broken(module, source) == []


def test_no_panel_is_known_by_its_key_outside_its_own_folder() -> None:
    keys = {folder.name for folder in (ROOT / "plugins").iterdir() if (folder / "terms.md").exists()}
    assert len(keys) == 16

    known = [
        (path.relative_to(ROOT).as_posix(), node.value)
        for room in ("core", "mail", "web")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in keys
    ]

    assert known == []
