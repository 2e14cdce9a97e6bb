"""What every command shares: `--config` after the command too, and opening the site."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from core.app import open_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from core.app import App
    from core.parts import Invocation


def with_config(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--config`, and hand it the invocation and the configuration's path."""

    @click.option("--config", metavar="FILE", help="The configuration file.")
    @click.pass_context
    @wraps(function)
    def command(ctx: click.Context, /, config: str | None, **options: Any) -> Any:
        invocation: Invocation = ctx.find_root().obj
        return function(invocation, invocation.file(config), **options)

    return command


def open_site(file: Path, *, at: datetime | None = None, quiet: bool = True) -> App:
    """Open the site, until the command ends, and set up logging."""
    from core.logs import set_up  # noqa: PLC0415 - structlog is set up once a command runs

    set_up(quiet=quiet)
    app = open_app(file, at=at)
    click.get_current_context().call_on_close(app.store.close)
    return app
