"""Logging: one JSON line an event on standard error; ids and counts, never what a person wrote."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(*, quiet: bool) -> None:
    """Set up logging for a process; `quiet` keeps warnings and errors only."""
    level = logging.WARNING if quiet else logging.INFO
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s", force=True)
    # Libraries that tell each step, and what a stranger said to the door.
    for chatty in ("alembic", "mail.log", "waitress"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
