"""A future whose waiter goes on within the very call that settles it, and not a turn of the event loop later.

Why: a mail on one connection takes six turns of the loop (data, go on; data, go on; committed, go on), each with a
system call, and half of them only because asyncio's own future calls its waiter back in the next turn. FIGURE
Safe here, because it is settled by callbacks of the loop alone (data came, a commit is done), never inside a task.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextvars import Context
from typing import Any, Self

Callback = Callable[[Any], object]


class AtOnce:
    """What a task needs of a future (PEP 3156: whatever has `_asyncio_future_blocking`); its value is None."""

    _asyncio_future_blocking = False

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._done = False
        self._error: BaseException | None = None
        self._callbacks: list[tuple[Callback, Context | None]] = []

    def get_loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop it belongs to."""
        return self._loop

    def done(self) -> bool:
        """Tell whether it is settled."""
        return self._done

    def cancelled(self) -> bool:
        """Tell whether its waiter was cancelled."""
        return isinstance(self._error, asyncio.CancelledError)

    def result(self) -> None:
        """Raise what it was settled with, if that is an error."""
        if not self._done:
            raise asyncio.InvalidStateError("not settled yet")
        if self._error is not None:
            raise self._error

    def exception(self) -> BaseException | None:
        """Return the error it was settled with."""
        if self.cancelled():
            self.result()
        return self._error

    def set_result(self, _value: None = None) -> None:
        """Settle it; the waiter runs before this returns."""
        self._settle(None)

    def set_exception(self, error: BaseException) -> None:
        """Settle it with an error; the waiter runs before this returns."""
        self._settle(error)

    def cancel(self, msg: str | None = None) -> bool:
        """Settle it as cancelled; the waiter runs in the next turn, because a task may be cancelled from a task."""
        if self._done:
            return False
        self._done, self._error = True, asyncio.CancelledError(*([] if msg is None else [msg]))
        self._loop.call_soon(self._call_back)
        return True

    def add_done_callback(self, callback: Callback, *, context: Context | None = None) -> None:
        """Call `callback(self)` when it is settled."""
        if self._done:
            self._loop.call_soon(callback, self, context=context)
        else:
            self._callbacks.append((callback, context))

    def remove_done_callback(self, callback: Callback) -> int:
        """Forget a callback; return how many that were."""
        kept = [entry for entry in self._callbacks if entry[0] != callback]
        removed = len(self._callbacks) - len(kept)
        self._callbacks = kept
        return removed

    def __await__(self) -> Generator[Self, None, None]:
        if not self._done:
            self._asyncio_future_blocking = True
            yield self
        self.result()

    def _settle(self, error: BaseException | None) -> None:
        if self._done:
            raise asyncio.InvalidStateError("settled already")
        self._done, self._error = True, error
        self._call_back()

    def _call_back(self) -> None:
        callbacks, self._callbacks = self._callbacks, []
        for callback, context in callbacks:
            if context is None:
                callback(self)
            else:
                context.run(callback, self)
