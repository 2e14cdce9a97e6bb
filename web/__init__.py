"""The directory of panels, the status page and the demonstration mailroom. Imports `core`, never `mail`."""

from __future__ import annotations

from web.application import create_app
from web.seams import App
from web.serving import Serving, open_web, serve

__all__ = ["App", "Serving", "create_app", "open_web", "serve"]
