"""How an outcome of a booking stands: draft until somebody makes it final, back with the chair, or replaced."""

from __future__ import annotations

DRAFT, CONFIRMED, NOT_AGREED, REPLACED = "draft", "confirmed", "not agreed", "replaced"

LIVE = (DRAFT, CONFIRMED, NOT_AGREED)
"""Those that count: all but the ones that a revision or a decision replaced."""
