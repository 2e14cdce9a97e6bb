"""The folder: what is taken, what is refused, what is left alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.clock import StandingClock
from core.errors import Faulty
from core.inbox import Arrival
from mail.doors import folder as folder_module
from mail.doors.folder import FolderDoor, Swept
from tests.mail.doors.parts import NOON, OURS, Kept, known

MAIL = b"Return-Path: <worker@anytown.example>\nTo: missing-panel@panels.example\n\ntext\n"
MINUTE = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "drop"
    path.mkdir()
    return path


def drop(folder: Path, name: str, data: bytes = MAIL, seconds_ago: float = MINUTE) -> Path:
    path = folder / name
    path.write_bytes(data)
    then = path.stat().st_mtime - seconds_ago
    os.utime(path, (then, then))
    return path


def opened(folder: Path, kept: Kept, max_bytes: int = 10**6) -> FolderDoor:
    return FolderDoor(folder, kept, known, StandingClock(NOON), max_bytes=max_bytes)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_a_file_is_kept_and_moved(folder: Path, kept: Kept) -> None:
    drop(folder, "one.eml")

    assert opened(folder, kept).sweep() == Swept(taken=1)
    assert kept.arrivals == [Arrival(OURS, "worker@anytown.example", MAIL, "", "folder", NOON)]
    assert names(folder) == ["taken/one.eml"]


def test_a_file_that_may_still_be_written_is_left_alone(folder: Path, kept: Kept) -> None:
    drop(folder, "one.eml", seconds_ago=0)
    drop(folder, "ahead.eml", seconds_ago=-1)

    assert opened(folder, kept).sweep() == Swept()
    assert names(folder) == ["ahead.eml", "one.eml"]


def test_a_file_with_a_date_in_the_future_is_taken(folder: Path, kept: Kept) -> None:
    drop(folder, "one.eml", seconds_ago=-MINUTE)

    assert opened(folder, kept).sweep() == Swept(taken=1)


def test_a_file_that_is_no_mail_of_ours_is_refused_with_the_reason(folder: Path, kept: Kept) -> None:
    drop(folder, "one.eml", b"To: a@b.example\n\n")
    drop(folder, "big.eml", MAIL + b"x" * 1000)

    assert opened(folder, kept, max_bytes=1000).sweep() == Swept(refused=2)
    assert names(folder) == [f"refused/{name}" for name in ("big.eml", "big.eml.reason.txt", "one.eml")] + [
        "refused/one.eml.reason.txt"
    ]
    assert "larger than the 1000 bytes" in (folder / "refused/big.eml.reason.txt").read_text("utf-8")
    assert "names no mailbox of ours" in (folder / "refused/one.eml.reason.txt").read_text("utf-8")


def test_nothing_is_overwritten(folder: Path, kept: Kept) -> None:
    door = opened(folder, kept)
    for text in (b"a", b"b", b"c"):
        drop(folder, "one.eml", MAIL + text)
        door.sweep()

    assert names(folder) == ["taken/one-1.eml", "taken/one-2.eml", "taken/one.eml"]
    assert (folder / "taken/one-2.eml").read_bytes() == MAIL + b"c"


def test_only_plain_files_of_the_folder_itself_are_read(folder: Path, kept: Kept, tmp_path: Path) -> None:
    secret = drop(tmp_path, "secret.eml")
    (folder / "link.eml").symlink_to(secret)
    (folder / "folder.eml").mkdir()
    os.mkfifo(folder / "pipe.eml")
    drop(folder, ".hidden.eml")
    drop(folder, "one.eml.part")
    drop(folder, "note.txt")

    assert opened(folder, kept).sweep() == Swept()
    assert kept.arrivals == []
    assert secret.exists()


def test_a_store_that_fails_leaves_the_file_for_the_next_look(folder: Path, kept: Kept) -> None:
    def fails(arrivals: Sequence[Arrival]) -> bool:
        return b"bad" in arrivals[0].raw

    kept.fails = fails
    drop(folder, "1.eml", MAIL + b"bad")
    drop(folder, "2.eml")
    door = opened(folder, kept)

    assert door.sweep() == Swept(taken=1, failed=1)
    assert names(folder) == ["1.eml", "taken/2.eml"]
    kept.fails = lambda _: False
    assert door.sweep() == Swept(taken=1)


def test_a_crash_between_commit_and_move_gives_the_same_arrival_again(
    folder: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(folder, "one.eml")
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "_move", lambda *_: (_ for _ in ()).throw(OSError))
        assert opened(folder, kept).sweep() == Swept(failed=1)
    assert opened(folder, kept).sweep() == Swept(taken=1)

    first, second = kept.arrivals  # the store sees that they are one
    assert first == second


def test_a_folder_that_is_a_link_is_not_moved_into(folder: Path, kept: Kept, tmp_path: Path) -> None:
    (folder / "taken").symlink_to(tmp_path)

    with pytest.raises(Faulty, match="symbolic link"):
        opened(folder, kept).sweep()


def test_a_folder_that_cannot_be_made_is_said(folder: Path, kept: Kept) -> None:
    (folder / "file").write_bytes(b"")

    with pytest.raises(Faulty, match="cannot be made"):
        opened(folder / "file", kept).start()


def test_the_thread_takes_what_comes_and_wakes_the_worker(
    folder: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "SECONDS_BETWEEN", 0.001)
    woken: list[int] = []
    door = FolderDoor(folder, kept, known, StandingClock(NOON), lambda: woken.append(len(kept.arrivals)))
    door.start()

    drop(folder, "one.eml")
    kept.wait_for(1)
    drop(folder, "two.eml")
    kept.wait_for(2)
    door.stop()
    door.stop()

    assert woken[-1] == 2
    assert names(folder) == ["taken/one.eml", "taken/two.eml"]


class _Away(FolderDoor):
    """A folder on a share that is away at the first look."""

    looks = 0

    def sweep(self) -> Swept:
        self.looks += 1
        if self.looks == 1:
            raise OSError
        return super().sweep()


def test_the_thread_outlives_a_folder_that_goes_away(folder: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "SECONDS_BETWEEN", 0.001)
    drop(folder, "one.eml")
    door = _Away(folder, kept, known, StandingClock(NOON))

    door.start()
    kept.wait_for(1)
    door.stop()

    assert door.looks > 1
    assert names(folder) == ["taken/one.eml"]
