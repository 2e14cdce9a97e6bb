"""Handlers: one understood mail, or one thing that is due, in one transaction."""

from core.handlers.gate import Ended, handle
from core.handlers.times import act

__all__ = ["Ended", "act", "handle"]
