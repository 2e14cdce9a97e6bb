"""What can go wrong, drawn as one tree; each branch names who must act.

    PanelpostError
    ├── Refused      the sender acts: what was not possible, and what to do instead
    ├── Held         the coordinator acts: kept for a person to look at, with the reason
    └── Faulty       the operator acts: configuration, plugin, database or key
        ├── ConfigurationFaults   every problem of a configuration at once
        └── PluginFault           one plugin failed in one hook

A message of this tree is shown to people. It never carries a name, an address or text from a mail.
"""

from __future__ import annotations

from dataclasses import dataclass


class PanelpostError(Exception):
    """The root of everything Panelpost raises on purpose."""


class Refused(PanelpostError):
    """What the sender asked for cannot be done; the text says why and what to do."""


class Held(PanelpostError):
    """A person must look before anything happens; the text is the reason they read."""


class Faulty(PanelpostError):
    """The operator must act; the text says where, what was found and what is expected."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a configuration or a plugin.

    `where` names the file and key (or the plugin), `found` what stands there, `expected` what to write instead.
    A warning does not stop the site; `panelpost check --strict` counts it too.
    """

    where: str
    found: str
    expected: str
    warning: bool = False

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.where}: {self.found}. {self.expected}"


class ConfigurationFaults(Faulty):
    """All problems of a configuration at once, so that nobody mends them one run at a time."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; the text is one line each."""
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class PluginFault(Faulty):
    """A panel's own code failed; only that panel is touched.

    `panel_type` is the plugin's key, `hook` the hook or phase, `reason` the exception's class without its text
    (the text may hold what a worker wrote).
    """

    def __init__(self, panel_type: str, hook: str, reason: str) -> None:
        """Keep the parts for `check` and the status page."""
        self.panel_type = panel_type
        self.hook = hook
        self.reason = reason
        super().__init__(f"panel type {panel_type}: {hook} failed ({reason})")
