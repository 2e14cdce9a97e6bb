"""One thread that commits whatever waits: many mails share a commit when it is busy, one goes at once when it is not.

Natural batching (performance.md): while a commit runs the next arrivals gather, and nobody ever waits for more to
come. A fixed window of 5 ms would fall to 0.16 of a stock server on one connection.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.inbox import Arrival
from mail.doors.seams import Keep

log = logging.getLogger("panelpost.doors")

MOST_ARRIVALS = 500
"""The most arrivals in one transaction, unless a single mail has more recipients."""
TELLING = 2
"""So many failures in a row of a batch's mails, each tried alone, mean that the store is in trouble, not the mails."""


@dataclass(frozen=True)
class _Submission:
    arrivals: Sequence[Arrival]
    loop: asyncio.AbstractEventLoop
    kept: asyncio.Future[None]


Told = tuple[_Submission, Exception | None]


class NotKept(Exception):
    """Nothing was stored, because the door is closing or the thread was interrupted; the client may come again."""


class Writer:
    """Hands arrivals to `keep` on a thread of its own; `after_commit` wakes the worker (it may fail, a poll follows).

    What is submitted before `start` waits for it, and what was submitted before `close` is still committed.
    """

    def __init__(self, keep: Keep, after_commit: Callable[[], None] | None = None) -> None:
        self._keep = keep
        self._after_commit = after_commit
        self._waiting: queue.SimpleQueue[_Submission | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._gate = threading.Lock()

    def start(self) -> None:
        """Start the thread."""
        with self._gate:
            self._closed = False
            self._thread = threading.Thread(target=self._run, name="door-writer", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Commit what waits, then end the thread; a second call does nothing."""
        with self._gate:
            self._closed = True
            thread, self._thread = self._thread, None
            if thread is not None:
                self._waiting.put(None)
        if thread is not None:
            thread.join()

    def submit(self, arrivals: Sequence[Arrival]) -> asyncio.Future[None]:
        """Return a future of the running loop that is done once `arrivals` are committed, or holds what went wrong.

        Cancelling the future only stops the waiting: a client that hangs up cannot undo the store half-way.
        """
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[None] = loop.create_future()
        with self._gate:  # so that nothing can come after the mark of `close`
            if self._closed:
                kept.set_exception(NotKept())
            else:
                self._waiting.put(_Submission(arrivals, loop, kept))
        return kept

    def _run(self) -> None:
        open_ = True
        while open_:
            first = self._waiting.get()
            if first is None:
                return
            batch, open_ = self._gather(first)
            _tell(self._commit(batch))
            self._wake()

    def _gather(self, first: _Submission) -> tuple[list[_Submission], bool]:
        """Return `first` and what waits behind it, up to the cap, and whether the writer stays open."""
        batch, count = [first], len(first.arrivals)
        while count < MOST_ARRIVALS:
            try:
                following = self._waiting.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, False
            batch.append(following)
            count += len(following.arrivals)
        return batch, True

    def _commit(self, batch: list[_Submission]) -> list[Told]:
        error = self._try([arrival for submission in batch for arrival in submission.arrivals])
        if error is None or len(batch) == 1:
            return [(submission, error) for submission in batch]
        return self._commit_alone(batch)

    def _commit_alone(self, batch: list[_Submission]) -> list[Told]:
        """Try each mail of a failed batch once, so that one bad row does not refuse its neighbours."""
        results: list[Told] = []
        failures = 0
        for submission in batch:
            error = self._try(submission.arrivals)
            results.append((submission, error))
            failures = failures + 1 if error else 0
            if error and failures == len(results) == TELLING:
                # A locked database would otherwise be waited for once for every mail of the batch.
                return results + [(rest, error) for rest in batch[TELLING:]]
        return results

    def _try(self, arrivals: Sequence[Arrival]) -> Exception | None:
        try:
            self._keep(arrivals)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the thread lives on and the clients are told
            # The class alone: the text of a database error quotes what it could not store.
            log.error("keeping %d arrivals failed: %s", len(arrivals), type(error).__name__)  # noqa: TRY400
            # asyncio ends the whole loop for a SystemExit; the waiting clients are not to blame.
            return error if isinstance(error, Exception) else NotKept()
        return None

    def _wake(self) -> None:
        if self._after_commit is None:
            return
        try:
            self._after_commit()
        except Exception as error:  # noqa: BLE001 - the mail is safe; the worker's slow poll finds it
            log.warning("waking the worker failed: %s", type(error).__name__)


def _tell(results: list[Told]) -> None:
    """Settle the futures with one wake-up for each loop: it costs a system call, and a batch has many mails."""
    loops: dict[asyncio.AbstractEventLoop, list[Told]] = {}
    for result in results:
        loops.setdefault(result[0].loop, []).append(result)
    for loop, mine in loops.items():
        try:
            loop.call_soon_threadsafe(_settle, mine)
        except RuntimeError:  # the loop was closed meanwhile: nobody is left to tell
            log.info("%d mails were committed after their door had closed", len(mine))


def _settle(results: list[Told]) -> None:
    for submission, error in results:
        if submission.kept.done():  # the client hung up, and its task was cancelled
            continue
        if error is None:
            submission.kept.set_result(None)
        else:
            submission.kept.set_exception(error)
