"""What the benchmarks share: servers in processes of their own, interleaved runs, medians, one line a result."""

from __future__ import annotations

import multiprocessing
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

_processes = multiprocessing.get_context("spawn")


@contextmanager
def serving(serve: Callable[..., None], *args: Any) -> Iterator[int]:
    """Run `serve(pipe, *args)` in a process of its own; yield the port it sends. It ends when its pipe says so."""
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=serve, args=(theirs, *args))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join()


def working(work: Callable[..., Any], *args: Any) -> Any:
    """Return what `work(*args)` returns in a process of its own, so that it shares no interpreter with a server."""
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=_send_result, args=(theirs, work, args))
    process.start()
    result = ours.recv()
    process.join()
    return result


def _send_result(pipe: Connection, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    pipe.send(work(*args))


@dataclass(frozen=True)
class Compared:
    """Ours and its reference, from the same interleaved runs."""

    what: str
    unit: str
    ours: tuple[float, ...]
    reference: tuple[float, ...]
    goal: float

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: the machine drifts between rounds, less within one."""
        return statistics.median(a / b for a, b in zip(self.ours, self.reference, strict=True))

    def show(self) -> None:
        """Print the line."""
        ours, reference = statistics.median(self.ours), statistics.median(self.reference)
        print(
            f"{self.what:44} ours {ours:9,.0f} {self.unit}   reference {reference:9,.0f} {self.unit}   "
            f"ratio {self.ratio:5.2f}   goal {self.goal:g}"
        )
        sys.stdout.flush()


def interleave(
    rounds: int, ours: Callable[[], float], reference: Callable[[], float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Measure both in turn, and each first in every other round."""
    mine: list[float] = []
    theirs: list[float] = []
    pairs = ((ours, mine), (reference, theirs))
    for number in range(rounds):
        for measure, results in pairs if number % 2 else reversed(pairs):
            results.append(measure())
    return tuple(mine), tuple(theirs)
