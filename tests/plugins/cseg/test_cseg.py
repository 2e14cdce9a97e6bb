from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core import barriers, clockwork, extracts
from core.cases import plain_key if False else None
