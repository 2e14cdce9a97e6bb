"""Loads panel types, one by one, and asks the panel that owns a case: no panel can stop the program or another panel.

pluggy is used for its specifications and registration, not for its broadcast: a broadcast ends at the first exception,
never looks at what came back, and lets a misspelt hook pass. So every plugin is loaded inside a try of its own, a
broken one is listed with the phase it failed in, and a hook is asked only of the owner, by its failure policy.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar, cast

import pluggy

from core import hookspecs
from core.errors import PluginFault, Problem
from core.hookspecs import POLICIES, Policy
from core.inspection import inspect_between, inspect_type
from core.panels import Earlier, Finding, PanelType
from core.resolution import resolve, settings_of, values_of

__all__ = ["Broken", "Candidate", "Host", "assemble", "inspect_type", "load", "resolve", "settings_of", "values_of"]

T = TypeVar("T")
_FAULTS_KEPT = 100


@dataclass(frozen=True)
class Candidate:
    """A panel type that may be loaded: its name, where it comes from, and how to get the plugin (a module)."""

    name: str
    origin: str
    get: Callable[[], Any]


@dataclass(frozen=True)
class Broken:
    """A panel type that was left out, and why.

    `phase` is import, register, declare, terms, inspect or key. The reason never holds an exception's own text.
    """

    name: str
    origin: str
    phase: str
    reason: str
    problems: tuple[Problem, ...] = ()

    @property
    def problem(self) -> Problem:
        """The same as a line of `panelpost check`; a warning, since every other panel works."""
        found = f"was left out: {self.reason} (phase {self.phase})"
        return Problem(f"panel type {self.name} ({self.origin})", found, "Mend or remove the plugin.", warning=True)


@dataclass(frozen=True)
class _Loaded:
    plugin: Any
    origin: str
    declared: PanelType
    terms: str


class _LeftOut(Exception):
    """A plugin failed in a phase; becomes a `Broken`."""

    def __init__(self, phase: str, reason: str, problems: tuple[Problem, ...] = (), name: str = "") -> None:
        super().__init__(reason)
        self.phase, self.reason, self.problems, self.name = phase, reason, problems, name


class Host:
    """The panel types of this installation. Made by `load` (or `assemble`, from given plugins)."""

    def __init__(
        self, loaded: Mapping[str, _Loaded], broken: tuple[Broken, ...], plugins: pluggy.PluginManager
    ) -> None:
        self._loaded = loaded
        owners = {id(each.plugin): key for key, each in loaded.items()}
        # Found once: `panel_may_see` is asked for every value of every view.
        self._hooks: Mapping[tuple[str, str], Any] = {
            (owners[id(impl.plugin)], name): impl
            for name in POLICIES
            for impl in getattr(plugins.hook, name).get_hookimpls()
        }
        self.types: Mapping[str, PanelType] = MappingProxyType({key: each.declared for key, each in loaded.items()})
        self.broken = broken
        self.faults: deque[PluginFault] = deque(maxlen=_FAULTS_KEPT)

    def terms(self, key: str) -> str:
        """Return a panel type's terms of reference (Markdown)."""
        return self._loaded[key].terms

    def origin(self, key: str) -> str:
        """Return where a panel type comes from: `built in`, or distribution and version."""
        return self._loaded[key].origin

    def version(self, key: str) -> str:
        """Return the version that a panel type gives itself."""
        return self._loaded[key].declared.version

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What `panelpost check` says about the plugins: those left out, and the warnings about the others."""
        warnings = (each for one in self._loaded.values() for each in inspect_type(one.declared, one.terms))
        return (*(each.problem for each in self.broken), *warnings)

    def call(self, key: str, hook_name: str, default: T, **kwargs: Any) -> T:
        """Ask one hook of the panel type `key` and of no other; `default` when it has no such hook.

        A hook may also take `settings` (with a default, as in `settings=None`): give `settings=panel.settings`.
        What a hook is handed it cannot change. When it raises or returns the wrong type, HOLD raises PluginFault and
        SKIP returns `default`; both are kept in `faults`.
        """
        policy = POLICIES[hook_name]
        impl = self._implementation(key, hook_name)
        if impl is None:
            return default
        handed = {name: _read_only(value) for name, value in kwargs.items()}
        positional = [handed[name] for name in impl.argnames]
        optional = {name: handed[name] for name in impl.kwargnames if name in handed}
        answer: Any = None
        reason = ""
        try:
            answer = impl.function(*positional, **optional)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a panel's code may fail in any way, SystemExit included
            reason = type(error).__name__
        if not reason and not _ANSWERS[hook_name](answer, handed):
            reason = f"its answer, a {type(answer).__name__}, is not what the hook should return"
        if not reason:
            return cast("T", answer)  # checked just above
        # Raised out here: inside the `except`, the plugin's own exception (with case text in it) would ride along.
        self.faults.append(PluginFault(key, hook_name, reason))
        if policy is Policy.HOLD:
            raise PluginFault(key, hook_name, reason)
        return default

    def _implementation(self, key: str, hook_name: str) -> Any:
        if key not in self._loaded:
            raise PluginFault(key, hook_name, "the panel type is not loaded")
        return self._hooks.get((key, hook_name))


def load(package: str = "plugins", group: str = "panelpost.panels") -> Host:
    """Load the built-in panel types (the modules of `package`) and those that entry points of `group` name."""
    return assemble([*_built_in(package), *_installed(group)])


def assemble(candidates: Iterable[Candidate]) -> Host:
    """Load the given panel types in order; of two with one key the first is kept. Never raises for a plugin's sake."""
    plugins = pluggy.PluginManager("panelpost")
    plugins.add_hookspecs(hookspecs)
    loaded: dict[str, _Loaded] = {}
    broken: list[Broken] = []
    for candidate in candidates:
        try:
            one = _load_one(candidate)
            key = one.declared.key
            if key in loaded:
                reason = f"{candidate.name} declares the key {key}, which {_who(loaded[key])} already has"
                raise _LeftOut("key", reason, name=candidate.name)  # noqa: TRY301 - listed like any other failure
            _attempt("register", partial(plugins.register, one.plugin))
            loaded[key] = one
        except _LeftOut as out:
            broken.append(Broken(out.name or candidate.name, candidate.origin, out.phase, out.reason, out.problems))
    declared = {key: each.declared for key, each in loaded.items()}
    for key, each in declared.items():
        problems = inspect_between(each, declared)
        if problems:
            one = loaded.pop(key)
            plugins.unregister(one.plugin)
            broken.append(Broken(key, one.origin, "inspect", "; ".join(map(str, problems)), problems))
    return Host(loaded, tuple(broken), plugins)


def _who(one: _Loaded) -> str:
    return f"{getattr(one.plugin, '__name__', one.declared.name)} ({one.origin})"


def _built_in(package: str) -> Iterator[Candidate]:
    found = importlib.import_module(package)
    for module in sorted(pkgutil.iter_modules(found.__path__), key=lambda each: each.name):
        if not module.name.startswith("_"):
            name = f"{package}.{module.name}"
            yield Candidate(module.name, "built in", partial(importlib.import_module, name))


def _installed(group: str) -> Iterator[Candidate]:
    for point in sorted(entry_points(group=group), key=lambda each: each.name):
        origin = f"{point.dist.name} {point.dist.version}" if point.dist else point.value
        yield Candidate(point.name, origin, point.load)


def _load_one(candidate: Candidate) -> _Loaded:
    plugin = _attempt("import", candidate.get)
    declared = _attempt("declare", _attempt("register", lambda: _checked(plugin)))
    if not isinstance(declared, PanelType):
        raise _LeftOut("declare", f"panel_type returned {type(declared).__name__}, not PanelType")
    terms = _attempt("terms", lambda: _terms_text(plugin, declared.terms.file))
    problems = tuple(each for each in _attempt("inspect", lambda: inspect_type(declared, terms)) if not each.warning)
    if problems:
        raise _LeftOut("inspect", "; ".join(str(each) for each in problems), problems)
    return _Loaded(plugin, candidate.origin, declared, terms)


def _attempt(phase: str, act: Callable[[], T]) -> T:
    """Run a plugin's code; whatever it raises becomes `_LeftOut`, by class (and, for an import, the module) alone."""
    try:
        return act()
    except (KeyboardInterrupt, _LeftOut):
        raise
    except BaseException as error:  # noqa: BLE001 - SystemExit at import must not stop the site either
        module = f" ({error.name})" if isinstance(error, ImportError) and error.name else ""
        reason = type(error).__name__ + module
    raise _LeftOut(phase, reason)


def _checked(plugin: Any) -> Callable[[], object]:
    """Register a plugin by itself, on trial; return its hook `panel_type`.

    Finds the hooks that would never be called or could not be: a misspelt name, a missing mark, a wrapper.
    """
    trial = pluggy.PluginManager("panelpost")
    trial.add_hookspecs(hookspecs)
    trial.register(plugin)
    callers = {caller.name: caller for caller in trial.get_hookcallers(plugin) or []}
    unknown = [name for name, caller in callers.items() if not caller.has_spec()]
    if unknown:
        raise _LeftOut("register", f"there is no hook {', '.join(unknown)}; the hooks are {', '.join(POLICIES)}")
    # Without its mark a guard would be ignored in silence.
    unmarked = [name for name in POLICIES if name not in callers and callable(getattr(plugin, name, None))]
    if unmarked:
        raise _LeftOut("register", f"{', '.join(unmarked)} is not marked with @hookimpl")
    if any(impl.wrapper or impl.hookwrapper for caller in callers.values() for impl in caller.get_hookimpls()):
        raise _LeftOut("register", "a hook is written as a wrapper; a panel answers for itself alone")
    if "panel_type" not in callers:
        raise _LeftOut("register", "it has no hook panel_type")
    declare: Callable[[], object] = callers["panel_type"].get_hookimpls()[0].function
    return declare


def _terms_text(plugin: Any, file: str) -> str:
    if isinstance(plugin, ModuleType) and plugin.__package__:
        return files(plugin.__package__).joinpath(file).read_text(encoding="utf-8")
    return Path(inspect.getfile(plugin)).with_name(file).read_text(encoding="utf-8")


def _read_only(value: Any) -> Any:
    """Hand out what cannot be changed: a hook narrows or adds, it never edits a case."""
    if isinstance(value, Mapping):
        return MappingProxyType(dict(value))
    if isinstance(value, Earlier):
        outcomes = tuple((key, _read_only(values)) for key, values in value.outcomes)
        return replace(value, values=_read_only(value.values), outcomes=outcomes)
    return tuple(_read_only(each) for each in value) if isinstance(value, (tuple, list)) else value


def _is_sentences(answer: Any, _handed: Mapping[str, Any]) -> bool:
    return isinstance(answer, tuple) and all(isinstance(each, str) for each in answer)


def _is_findings(answer: Any, _handed: Mapping[str, Any]) -> bool:
    return isinstance(answer, tuple) and all(isinstance(each, (str, Finding)) for each in answer)


def _is_order(answer: Any, handed: Mapping[str, Any]) -> bool:
    whole = isinstance(answer, tuple) and all(type(each) is int for each in answer)
    return whole and sorted(answer) == list(range(len(handed["bookings"])))


_ANSWERS: Mapping[str, Callable[[Any, Mapping[str, Any]], bool]] = {
    "panel_type": lambda answer, _: isinstance(answer, PanelType),
    "panel_check_booking": _is_findings,
    "panel_may_see": lambda answer, _: isinstance(answer, bool),
    "panel_next_steps": _is_sentences,
    "panel_agenda_order": _is_order,
    "panel_check_outcome": _is_sentences,
    "panel_quorum": _is_sentences,
}
