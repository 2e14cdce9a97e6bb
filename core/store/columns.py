"""Column types: aware UTC instants, and sealed values that are nonsense without the site's key.

A sealed column finds the keyring on the dialect of the engine it is used with (`core.store.engine` puts it there), so
two sites in one process (tests) cannot mix their keys, and no module holds a secret.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.types import TypeDecorator

from core.errors import Faulty

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

    from core.sealing import Keyring


def _keyring(dialect: Dialect) -> Keyring:
    keyring: Keyring | None = getattr(dialect, "panelpost_keyring", None)
    if keyring is None:
        message = "This engine was opened without the site's key."
        raise Faulty(message)
    return keyring


class Instant(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it would be read as UTC by luck."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a naive time cannot be stored"
            raise ValueError(message)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return it aware."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SealedBytes(TypeDecorator[bytes]):
    """Bytes sealed for one place (`table.column`)."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        """Take the place the values are bound to."""
        super().__init__()
        self.place = place

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Seal."""
        return None if value is None else _keyring(dialect).seal(value, self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Open."""
        return None if value is None else _keyring(dialect).open(bytes(value), self.place)


class SealedText(TypeDecorator[str]):
    """Text sealed for one place."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        """Take the place the values are bound to."""
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal."""
        return None if value is None else _keyring(dialect).seal(value.encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Open."""
        return None if value is None else _keyring(dialect).open(bytes(value), self.place).decode()


class SealedJSON(TypeDecorator[Any]):
    """JSON sealed for one place."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        """Take the place the values are bound to."""
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal."""
        if value is None:
            return None
        return _keyring(dialect).seal(json.dumps(value, ensure_ascii=False).encode(), self.place)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Open."""
        return None if value is None else json.loads(_keyring(dialect).open(bytes(value), self.place))
