"""What a door is handed by the site: where mail is kept, and which addresses are ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.inbox import Arrival

Keep = Callable[[Sequence[Arrival]], None]
"""Commits all in one durable transaction, idempotent on (recipient, Message-ID, content); raises on trouble."""

Known = Callable[[str], bool]
"""Tells whether a whole address in lower case is one of ours; in memory only, because a door asks it on its loop."""
