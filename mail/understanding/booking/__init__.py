"""Reads a booking: who is to be discussed, what is said of each, and at which meeting. Pure; see `read`."""

from __future__ import annotations

from mail.understanding.booking.amend import read_amendment
from mail.understanding.booking.read import BookingRead, read_booking

__all__ = ["BookingRead", "read_amendment", "read_booking"]
