"""Composing: one disclosed view in, the bytes of one message out. Nothing else can be turned into a mail."""

from __future__ import annotations

from mail.composing.compose import compose
from mail.composing.letterhead import Letterhead

__all__ = ["Letterhead", "compose"]
