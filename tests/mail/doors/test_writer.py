from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest

from core.inbox import Arrival
from mail.doors.writer import MOST_ARRIVALS, NotKept, Writer
from tests.mail.doors.parts import NOON, OURS, SECONDS, Kept


def mail(text: bytes = b"a", count: int = 1) -> tuple[Arrival, ...]:
    return tuple(Arrival(OURS, None, text + str(number).encode(), "", "smtp", NOON) for number in range(count))


@pytest.fixture
def writer(kept: Kept) -> Iterator[Writer]:
    opened = Writer(kept)
    opened.start()
    yield opened
    kept.may_go_on.set()
    opened.close()


def is_bad(arrivals: Sequence[Arrival]) -> bool:
    return any(arrival.raw.startswith(b"bad") for arrival in arrivals)


def together(writer: Writer, kept: Kept, *submissions: tuple[Arrival, ...]) -> list[BaseException | None]:
    """Submit a first mail that waits in the store, then all the others; return what each of those was told."""

    async def run() -> list[BaseException | None]:
        kept.may_go_on.clear()
        kept.started.clear()
        first = writer.submit(mail(b"first"))
        await asyncio.to_thread(kept.started.wait, SECONDS)
        futures = [writer.submit(arrivals) for arrivals in submissions]
        kept.may_go_on.set()
        await first
        return await asyncio.gather(*futures, return_exceptions=True)

    return asyncio.run(run())


def test_the_future_is_done_after_the_commit(writer: Writer, kept: Kept) -> None:
    async def run() -> tuple[bool, int]:
        kept.may_go_on.clear()
        future = writer.submit(mail())
        await asyncio.to_thread(kept.started.wait, SECONDS)
        before = future.done()
        kept.may_go_on.set()
        await future
        return before, len(kept.arrivals)

    assert asyncio.run(run()) == (False, 1)


def test_what_waits_shares_the_next_commit(writer: Writer, kept: Kept) -> None:
    told = together(writer, kept, mail(), mail(count=3), mail())

    assert told == [None] * 3
    assert kept.batches == [1, 5]


def test_a_commit_has_a_most(writer: Writer, kept: Kept) -> None:
    together(writer, kept, mail(count=MOST_ARRIVALS - 1), mail(count=2), mail())

    assert kept.batches == [1, MOST_ARRIVALS + 1, 1]


def test_a_bad_mail_does_not_refuse_its_neighbours(writer: Writer, kept: Kept) -> None:
    kept.fails = is_bad

    told = together(writer, kept, mail(b"a"), mail(b"bad"), mail(b"b"))

    assert [type(error) for error in told] == [type(None), KeyError, type(None)]
    assert kept.raws == [b"first0", b"a0", b"b0"]


def test_a_store_in_trouble_is_not_asked_for_every_mail(writer: Writer, kept: Kept) -> None:
    asked: list[int] = []

    def fails(arrivals: Sequence[Arrival]) -> bool:
        asked.append(len(arrivals))
        return len(asked) > 1

    kept.fails = fails

    told = together(writer, kept, *[mail()] * 10)

    assert [type(error) for error in told] == [KeyError] * 10
    assert asked == [1, 10, 1, 1]


def test_the_thread_outlives_an_interrupt_in_the_store(writer: Writer, kept: Kept) -> None:
    def interrupted(_: Sequence[Arrival]) -> bool:
        raise SystemExit

    async def run() -> None:
        kept.fails = interrupted
        with pytest.raises(NotKept):
            await writer.submit(mail(b"a"))
        kept.fails = lambda _: False
        await writer.submit(mail(b"b"))

    asyncio.run(run())

    assert kept.raws == [b"b0"]


def test_who_stops_waiting_undoes_nothing(writer: Writer, kept: Kept) -> None:
    async def run() -> None:
        kept.may_go_on.clear()
        one, two = writer.submit(mail(b"a")), writer.submit(mail(b"b"))
        one.cancel()
        kept.may_go_on.set()
        await two

    asyncio.run(run())

    assert kept.raws == [b"a0", b"b0"]


def test_closing_commits_what_waits_and_refuses_what_comes(writer: Writer, kept: Kept) -> None:
    async def run() -> tuple[BaseException | None, ...]:
        kept.may_go_on.clear()
        waiting = [writer.submit(mail(b"a")), writer.submit(mail(b"b"))]
        closing = asyncio.create_task(asyncio.to_thread(writer.close))
        while not writer._closed:  # noqa: ASYNC110 - it is closed in another thread
            await asyncio.sleep(0)
        late = writer.submit(mail(b"late"))
        kept.may_go_on.set()
        await closing
        return tuple(await asyncio.gather(*waiting, late, return_exceptions=True))

    *waited, late = asyncio.run(run())

    assert waited == [None, None]
    assert isinstance(late, NotKept)
    assert kept.raws == [b"a0", b"b0"]


def test_a_loop_that_is_gone_does_not_stop_the_writer(writer: Writer, kept: Kept) -> None:
    async def submit_and_go() -> None:
        kept.may_go_on.clear()
        writer.submit(mail(b"gone"))

    async def submit() -> None:
        await writer.submit(mail(b"next"))

    asyncio.run(submit_and_go())
    kept.may_go_on.set()
    asyncio.run(submit())

    assert kept.raws == [b"gone0", b"next0"]


def test_the_worker_is_woken_after_the_commit_and_may_fail_to_be(kept: Kept) -> None:
    stored_when_woken: list[int] = []
    woken = threading.Semaphore(0)

    def wake() -> None:
        stored_when_woken.append(len(kept.arrivals))
        woken.release()
        raise OSError

    async def run() -> None:
        await waking.submit(mail())
        assert await asyncio.to_thread(woken.acquire, timeout=SECONDS)
        await waking.submit(mail())

    waking = Writer(kept, wake)
    waking.start()

    asyncio.run(run())
    waking.close()

    assert stored_when_woken == [1, 2]
