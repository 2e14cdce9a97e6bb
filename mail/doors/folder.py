"""The folder: `.eml` files that are dropped into it are taken in, once each.

1. A file that may still be written is left alone: only what was not touched for two seconds is read. Hidden files,
   other names, symbolic links and anything that is no plain file are never read.
2. What is ours is committed, then moved to `taken/`. A crash between the two takes the file a second time, and `keep`
   sees that it is there already.
3. What is not ours is moved to `refused/`, with the reason beside it. A file that cannot be kept now stays where it is.
"""

from __future__ import annotations

import logging
import os
import stat
import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from core.clock import Clock
from core.errors import Faulty, Refused
from mail.doors.pipe import arrivals
from mail.doors.seams import Keep, Known

log = logging.getLogger("panelpost.doors")
SECONDS_STILL = 2.0
SECONDS_BETWEEN = 1.0
MOST_BYTES = 26_214_400


@dataclass(frozen=True)
class Swept:
    """How many files one look at the folder took, refused, and left for later because keeping failed."""

    taken: int = 0
    refused: int = 0
    failed: int = 0


class FolderDoor:
    """Looks at `path` every second on a thread of its own (`start`, `stop`), or once (`sweep`)."""

    def __init__(
        self,
        path: Path,
        keep: Keep,
        known: Known,
        clock: Clock,
        after_commit: Callable[[], None] | None = None,
        *,
        max_bytes: int = MOST_BYTES,
    ) -> None:
        self._path = path
        self._keep, self._known, self._clock = keep, known, clock
        self._after_commit = after_commit
        self._max_bytes = max_bytes
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look; raise Faulty where the folder cannot be used."""
        self._prepare()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="door-folder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the file at hand and end; a second call does nothing."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()

    def sweep(self) -> Swept:
        """Take what is ready, once."""
        self._prepare()
        results = [self._take(path) for path in sorted(self._path.glob("*.eml")) if not self._stopping.is_set()]
        swept = Swept(*(results.count(word) for word in ("taken", "refused", "failed")))
        if swept.taken and self._after_commit is not None:
            self._after_commit()
        return swept

    def _run(self) -> None:
        while not self._stopping.wait(SECONDS_BETWEEN):
            try:
                self.sweep()
            except Exception as error:  # noqa: BLE001 - a share that is away comes back, and the door must be there then
                log.error("looking at the folder failed: %s", type(error).__name__)  # noqa: TRY400

    def _prepare(self) -> None:
        for folder in (self._path, self._path / "taken", self._path / "refused"):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Faulty(f"{folder}: cannot be made ({error.strerror}). Name a folder we may write to.") from error
        for folder in (self._path / "taken", self._path / "refused"):
            if folder.is_symlink():  # whoever may drop mail must not choose where we write
                raise Faulty(f"{folder}: is a symbolic link. Make it a folder.")

    def _take(self, path: Path) -> str:
        """Take one file in; return taken, refused, failed or left."""
        try:
            try:
                data = self._read(path)
                if data is None:
                    return "left"
                self._keep(arrivals(data, self._known, self._clock, "folder"))
            except Refused as refused:
                self._refuse(path, str(refused))
                return "refused"
            _move(path, self._path / "taken")
        except Exception as error:  # noqa: BLE001 - one file must not stop the others; it is tried again
            log.error("a file of the folder could not be taken in: %s", type(error).__name__)  # noqa: TRY400
            return "failed"
        return "taken"

    def _read(self, path: Path) -> bytes | None:
        """Return the content of a file that is finished; None for one to leave alone; raise Refused over size."""
        if path.name.startswith(".") or not stat.S_ISREG(path.lstat().st_mode):
            return None
        try:
            # O_NOFOLLOW and O_NONBLOCK: it may have become a link to any file of the machine, or a pipe, since.
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            age = self._clock.wall().timestamp() - before.st_mtime
            if not stat.S_ISREG(before.st_mode) or abs(age) < SECONDS_STILL:  # a time to come is another machine's
                return None
            data = file.read(self._max_bytes + 1)
            after = os.fstat(descriptor)
        if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
            return None
        if len(data) > self._max_bytes:
            raise Refused(f"The mail is larger than the {self._max_bytes} bytes we accept (max_bytes).")
        return data

    def _refuse(self, path: Path, reason: str) -> None:
        place = _move(path, self._path / "refused")
        place.with_name(f"{place.name}.reason.txt").write_text(f"{reason}\n", encoding="utf-8")


def _move(path: Path, folder: Path) -> Path:
    """Move a file under its own name, or one with a number behind it: nothing is overwritten."""
    names = (path.name if number == 0 else f"{path.stem}-{number}{path.suffix}" for number in count())
    place = next(folder / name for name in names if not os.path.lexists(folder / name))
    return path.rename(place)
