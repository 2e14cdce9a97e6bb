"""Reading: bytes in, `Incoming` out, whatever the bytes. One narrow seam: `read(raw) -> Incoming`."""

from __future__ import annotations

from mail.reading.limits import Limits
from mail.reading.reader import read

__all__ = ["Limits", "read"]
