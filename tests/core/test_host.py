from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.errors import PluginFault
from core.hookspecs import POLICIES, hookimpl
from core.host import Candidate, Host, assemble, load
from core.kinds import Kind, Role
from core.panels import CrossReference

BUILT_IN = load().types["missing_from_care"]
DAY = date(2026, 12, 8)
NONE: tuple[str, ...] = ()


def plugin(key: str = "test_panel", **hooks: Callable[..., Any]) -> ModuleType:
    """Make a plugin module that declares the built-in panel under another key, with these hooks."""
    module = ModuleType(key)
    module.__package__ = "plugins.missing_from_care"  # whose terms.md it borrows
    own = {"panel_type": lambda: replace(BUILT_IN, key=key), **hooks}
    for name, function in own.items():
        setattr(module, name, hookimpl(function))
    return module


def _itself(module: ModuleType) -> ModuleType:
    return module


def host_of(*modules: ModuleType) -> Host:
    return assemble(Candidate(each.__name__, "test", partial(_itself, each)) for each in modules)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a package `panels_of_a_test` on the path, with one sound panel in it."""
    folder = tmp_path / "panels_of_a_test"
    (folder / "sound").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "sound" / "terms.md").write_text("# Terms\n")
    (folder / "sound" / "__init__.py").write_text(
        "from dataclasses import replace\n"
        "from core.hookspecs import hookimpl\n"
        "from plugins.missing_from_care import PANEL\n"
        "@hookimpl\n"
        "def panel_type():\n"
        "    return replace(PANEL, key='sound')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    yield folder

    for name in [name for name in sys.modules if name.partition(".")[0] == "panels_of_a_test"]:
        del sys.modules[name]


def test_built_in_panel_is_loaded_with_its_terms_and_origin() -> None:
    host = load()

    assert host.broken == ()
    assert host.problems == ()
    assert host.terms("missing_from_care").startswith("# Missing from Care and Home Panel")
    assert (host.origin("missing_from_care"), host.version("missing_from_care")) == ("built in", BUILT_IN.version)


@pytest.mark.parametrize(
    ("source", "phase", "reason"),
    [
        ("import nothing_of_this_name", "import", "ModuleNotFoundError (nothing_of_this_name)"),
        ("raise SystemExit('Sam Example')", "import", "SystemExit"),
        ("def f(): f()\nf()", "import", "RecursionError"),
        ("def (", "import", "SyntaxError"),
        ("class Stop(BaseException): pass\nraise Stop('Sam Example')", "import", "Stop"),
        ("", "register", "it has no hook panel_type"),
        ("def panel_type(): return None", "register", "panel_type is not marked with @hookimpl"),
        ("@hookimpl\ndef panel_tipe(): ...", "register", "there is no hook panel_tipe; the hooks are panel_type"),
        ("@hookimpl\ndef panel_type(wrong): ...", "register", "PluginValidationError"),
        ("@hookimpl(wrapper=True)\ndef panel_type():\n    yield", "register", "a hook is written as a wrapper"),
        ("@hookimpl\ndef panel_type(): raise ValueError('Sam Example')", "declare", "ValueError"),
        ("@hookimpl\ndef panel_type(): return 'text'", "declare", "panel_type returned str, not PanelType"),
        ("@hookimpl\ndef panel_type(): return PANEL", "terms", "FileNotFoundError"),
    ],
    ids=str,
)
def test_broken_plugin_is_listed_and_stops_nothing(package: Path, source: str, phase: str, reason: str) -> None:
    (package / "bad.py").write_text(
        f"from core.hookspecs import hookimpl\nfrom plugins.missing_from_care import PANEL\n{source}\n"
    )
    (package / "__init__.py").touch()

    host = load("panels_of_a_test", "no.such.group")

    (broken,) = host.broken
    assert (broken.name, broken.origin, broken.phase) == ("bad", "built in", phase)
    assert broken.reason.startswith(reason)
    assert "Sam" not in str(broken.problem)
    assert list(host.types) == ["sound"]


def test_hook_without_its_mark_is_found_before_a_guard_is_silently_off() -> None:
    module = plugin()
    module.panel_check_outcome = lambda outcome, values: ()  # type: ignore[attr-defined]

    (broken,) = host_of(module).broken

    assert broken.reason == "panel_check_outcome is not marked with @hookimpl"


def test_declaration_that_contradicts_itself_is_left_out_with_every_problem() -> None:
    module = plugin(panel_type=lambda: replace(BUILT_IN, key="test_panel", prefix="m", fields=(), outcomes=()))

    (broken,) = host_of(module).broken

    assert broken.phase == "inspect"
    assert len(broken.problems) > 3


def test_entry_point_panel_is_loaded_from_its_distribution(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "anytown_panels-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: anytown-panels\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(
        "[panelpost.panels]\nsound = panels_of_a_test.sound\nlost = panels_of_a_test.lost\n"
    )

    host = load()

    built_in = {each for each in host.types if host.origin(each) == "built in"}
    assert "missing_from_care" in built_in
    assert set(host.types) - built_in == {"sound"}
    assert host.origin("sound") == "anytown-panels 1.2"
    assert host.terms("sound") == "# Terms\n"
    assert [(each.name, each.reason) for each in host.broken] == [
        ("lost", "ModuleNotFoundError (panels_of_a_test.lost)")
    ]


def test_of_two_with_one_key_the_first_is_kept_and_both_are_named() -> None:
    first, second = plugin("twin", panel_check_booking=lambda: ("first",)), plugin("twin")
    second.__name__ = "other"

    host = host_of(first, second)

    (broken,) = host.broken
    assert (broken.phase, broken.name) == ("key", "other")
    assert broken.reason == "other declares the key twin, which twin (test) already has"
    assert host.call("twin", "panel_check_booking", NONE, values={}, meeting_date=DAY) == ("first",)


def test_only_the_owner_is_asked() -> None:
    def explode(values: Mapping[str, str]) -> tuple[str, ...]:
        raise AssertionError

    host = host_of(
        plugin("one", panel_check_booking=lambda values: (values["name"],)), plugin("two", panel_check_booking=explode)
    )

    assert host.call("one", "panel_check_booking", NONE, values={"name": "A"}, meeting_date=DAY) == ("A",)


def test_hook_a_panel_does_not_have_gives_the_default() -> None:
    assert host_of(plugin()).call("test_panel", "panel_may_see", True, document=Kind.MINUTES) is True


def test_panel_that_is_not_loaded_is_a_fault() -> None:
    with pytest.raises(PluginFault, match="not loaded"):
        host_of().call("gone", "panel_may_see", True)


@pytest.mark.parametrize("error", [ValueError, SystemExit, RecursionError, GeneratorExit])
def test_hold_hook_that_raises_holds_without_its_words(error: type[BaseException]) -> None:
    def hook(values: Mapping[str, str]) -> tuple[str, ...]:
        raise error(values["name"])

    host = host_of(plugin(panel_check_booking=hook))

    with pytest.raises(PluginFault) as caught:
        host.call("test_panel", "panel_check_booking", NONE, values={"name": "Sam Example"}, meeting_date=DAY)

    assert str(caught.value) == f"panel type test_panel: panel_check_booking failed ({error.__name__})"
    assert caught.value.__context__ is None  # the plugin's own exception would carry the case into a log
    assert [fault.hook for fault in host.faults] == ["panel_check_booking"]


def test_skip_hook_that_raises_gives_the_default_and_is_shown() -> None:
    def hook(bookings: tuple[Mapping[str, str], ...]) -> tuple[int, ...]:
        raise KeyError(bookings[0]["name"])

    host = host_of(plugin(panel_agenda_order=hook))

    assert host.call("test_panel", "panel_agenda_order", (0,), bookings=({"name": "Sam"},)) == (0,)
    assert [str(fault) for fault in host.faults] == ["panel type test_panel: panel_agenda_order failed (KeyError)"]


def test_keyboard_interrupt_still_interrupts() -> None:
    def hook() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        host_of(plugin(panel_may_see=hook)).call("test_panel", "panel_may_see", True)


WRONG: list[tuple[str, object]] = [
    ("panel_check_booking", None),
    ("panel_check_booking", "a sentence"),
    ("panel_check_booking", ["a sentence"]),
    ("panel_check_booking", (1,)),
    ("panel_may_see", None),
    ("panel_may_see", 1),
    ("panel_next_steps", {"a"}),
    ("panel_check_outcome", False),
    ("panel_quorum", 3),
    ("panel_agenda_order", (0,)),
    ("panel_agenda_order", (0, 0)),
    ("panel_agenda_order", (0, 2)),
    ("panel_agenda_order", (False, True)),
    ("panel_agenda_order", None),
]


@pytest.mark.parametrize(("name", "answer"), WRONG, ids=str)
def test_wrong_answer_never_gets_through(name: str, answer: object) -> None:
    host = host_of(plugin("test_panel", **{name: lambda: answer}))
    default = object()

    def ask() -> object:
        return host.call("test_panel", name, default, bookings=({}, {}), role=Role.MEMBER)

    if POLICIES[name] == "hold":
        with pytest.raises(PluginFault, match="is not what the hook should return"):
            ask()
    else:
        assert ask() is default
    assert len(host.faults) == 1


def test_hook_cannot_change_what_it_is_handed() -> None:
    def hook(values: dict[str, str]) -> tuple[str, ...]:
        values["name"] = "changed"
        return ()

    values = {"name": "Sam"}

    with pytest.raises(PluginFault, match="TypeError"):
        host_of(plugin(panel_check_booking=hook)).call("test_panel", "panel_check_booking", NONE, values=values)
    assert values == {"name": "Sam"}


def test_hook_may_take_the_local_settings() -> None:
    def hook(values: Mapping[str, str], settings: Mapping[str, object] | None = None) -> tuple[str, ...]:
        return (str(settings),)

    host = host_of(plugin(panel_check_booking=hook))

    assert host.call("test_panel", "panel_check_booking", NONE, values={}) == ("None",)
    assert host.call("test_panel", "panel_check_booking", NONE, values={}, settings={"a": 1}) == ("{'a': 1}",)


@pytest.mark.parametrize("key", ["name", "concerns", "age_of_another"])
def test_a_type_that_would_copy_free_text_of_another_is_left_out_and_the_others_stay(key: str) -> None:
    rules = replace(BUILT_IN.confidentiality, cross_reference=(CrossReference("other", copies=(key,)),))
    curious = plugin("curious", panel_type=lambda: replace(BUILT_IN, key="curious", confidentiality=rules))

    host = host_of(curious, plugin("other"))

    assert [(each.name, each.phase) for each in host.broken] == [("curious", "inspect")]
    assert "Free text would come along" in host.broken[0].reason
    assert set(host.types) == {"other"}
    assert set(host_of(curious).types) == {"curious"}  # where the other is not installed there is nothing to copy


def test_a_choice_may_be_copied() -> None:
    rules = replace(BUILT_IN.confidentiality, cross_reference=(CrossReference("other", copies=("reason",)),))
    one = plugin("one", panel_type=lambda: replace(BUILT_IN, key="one", confidentiality=rules))

    assert host_of(one, plugin("other")).broken == ()
